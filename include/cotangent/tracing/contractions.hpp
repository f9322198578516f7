// Sums of products over named axes, and convolutions.
#pragma once

#include <cotangent/tracing/cumulative.hpp>
#include <cotangent/tracing/linear_algebra.hpp>

namespace cotangent {
namespace detail {

/// The parts of an einsum formula, without blanks; the result's letters are as NumPy has them where they are not given.
struct einsum_parts {
  static constexpr int most = 8;
  char operand[most][ir::max_rank + 1] = {};
  int operands = 1;
  char result[ir::max_rank + 1] = {};
  bool good = true;

  constexpr explicit einsum_parts(const char* s) {
    int at = 0;
    bool after_arrow = false;
    for (; *s != '\0'; ++s) {
      if (*s == ' ') continue;
      if (*s == ',') {
        good = good && !after_arrow && operands < most;
        operands += good;
        at = 0;
      } else if (s[0] == '-' && s[1] == '>') {
        after_arrow = true;
        at = 0;
        ++s;
      } else {
        good = good && *s >= 'a' && *s <= 'z' && at < ir::max_rank;
        if (good) (after_arrow ? result : operand[operands - 1])[at++] = *s;
      }
    }
    if (after_arrow) return;
    at = 0;
    for (char c = 'a'; c <= 'z'; ++c)
      if (count(c) == 1 && at < ir::max_rank) result[at++] = c;
  }
  constexpr int count(char c) const {
    int n = 0;
    for (int k = 0; k < operands; ++k)
      for (const char* p = operand[k]; *p != '\0'; ++p) n += *p == c;
    return n;
  }
  static constexpr int length(const char* s) {
    int n = 0;
    while (s[n] != '\0') ++n;
    return n;
  }
  static constexpr int place(const char* s, char c) {
    for (int k = 0; s[k] != '\0'; ++k)
      if (s[k] == c) return k;
    return -1;
  }
  /// The extent that operands of these shapes give a letter, or -1.
  template <std::size_t N>
  constexpr int extent(char c, const std::array<ir::shape, N>& shapes) const {
    for (std::size_t k = 0; k < N; ++k) {
      const int axis = place(operand[k], c);
      if (axis >= 0 && axis < shapes[k].rank) return shapes[k][axis];
    }
    return -1;
  }
  template <std::size_t N>
  constexpr bool fits(const std::array<ir::shape, N>& shapes) const {
    if (!good || operands != static_cast<int>(N)) return false;
    for (std::size_t k = 0; k < N; ++k) {
      if (length(operand[k]) != shapes[k].rank) return false;
      for (int axis = 0; axis < shapes[k].rank; ++axis)
        if (extent(operand[k][axis], shapes) != shapes[k][axis]) return false;
    }
    for (int k = 0; result[k] != '\0'; ++k)
      if (extent(result[k], shapes) < 0) return false;
    return true;
  }
  /// The result's letters, then those that are summed over; and their extents.
  struct letters {
    char all[2 * ir::max_rank + 1] = {};
    int kept = 0, count = 0;
    ir::shape space;
  };
  template <std::size_t N>
  constexpr letters order(const std::array<ir::shape, N>& shapes) const {
    letters l;
    for (; result[l.count] != '\0'; ++l.count) l.all[l.count] = result[l.count];
    l.kept = l.count;
    for (int k = 0; k < operands; ++k)
      for (const char* p = operand[k]; *p != '\0'; ++p)
        if (place(l.all, *p) < 0 && l.count < 2 * ir::max_rank) l.all[l.count++] = *p;
    for (int k = 0; k < l.count && k < ir::max_rank; ++k) l.space.push(extent(l.all[k], shapes));
    return l;
  }
};

template <literal F, class... X>
struct einsum_message {
  static constexpr std::array<ir::shape, sizeof...(X)> shapes{X::shape...};
  static constexpr bool same_element =
      (std::is_same_v<typename X::value_type, std::tuple_element_t<0, std::tuple<typename X::value_type...>>> && ...);
  static constexpr bool fits = einsum_parts(F.chars).fits(shapes) && same_element;
  static constexpr text message = [] {
    if (!fits) return join("einsum: ", F.chars, " does not fit ", description<hana::tuple<X...>>);
    const einsum_parts::letters order = einsum_parts(F.chars).order(shapes);
    if (order.count > ir::max_rank) return join("einsum: at most ", ir::max_rank, " different letters, got ", F.chars);
    return size_problem("einsum", leading(order.space, order.kept));
  }();
};
template <literal F>
struct einsum_function {
  template <class... X>
  using refusal = einsum_message<F, X...>;
  template <class First, class... Rest>
  constexpr auto operator()(First first, Rest... rest) const {
    using check = einsum_message<F, First, Rest...>;
    if constexpr (check::message.empty()) {
      constexpr einsum_parts parts(F.chars);
      constexpr einsum_parts::letters order = parts.order(check::shapes);
      int number = 0;
      const auto spread = [&](ir::term x) {
        ir::index_map map;
        for (const char* p = parts.operand[number]; *p != '\0'; ++p) map.push_axis(einsum_parts::place(order.all, *p));
        ++number;
        return ir::view(x, order.space, map);
      };
      ir::term product = spread(term_of(first));
      ((product = product * spread(term_of(rest))), ...);
      unsigned summed = 0;
      for (int k = order.kept; k < order.count; ++k) summed |= 1u << k;
      return make_expr<typename First::value_type, leading(order.space, order.kept)>(ir::sum(product, summed));
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return first;
    }
  }
};

template <int Axes, class A, class B>
struct tensordot_message {
  static constexpr bool fits = [] {
    if (Axes < 0 || Axes > A::shape.rank || Axes > B::shape.rank) return false;
    for (int k = 0; k < Axes; ++k)
      if (A::shape[A::shape.rank - Axes + k] != B::shape[k]) return false;
    return std::is_same_v<typename A::value_type, typename B::value_type>;
  }();
  /// Those that are summed come last.
  static constexpr ir::shape space = [] {
    ir::shape s;
    for (int k = 0; k < A::shape.rank - Axes; ++k) s.push(A::shape[k]);
    for (int k = Axes; k < B::shape.rank; ++k) s.push(B::shape[k]);
    for (int k = 0; fits && k < Axes; ++k) s.push(B::shape[k]);
    return s;
  }();
  static constexpr text message = [] {
    if (!fits)
      return join("tensordot: the last ", Axes, " axes of ", description<A>, " are not the first of ", description<B>);
    if (space.rank < 0)
      return join("tensordot: at most ", ir::max_rank, " axes together, got ", description<A>, " and ", description<B>);
    return size_problem("tensordot", leading(space, space.rank - Axes));
  }();
};
template <int Axes>
struct tensordot_function {
  template <class... X>
  using refusal = tensordot_message<Axes, X...>;
  template <class A, class B>
  constexpr auto operator()(A a, B b) const {
    using check = tensordot_message<Axes, A, B>;
    if constexpr (check::message.empty()) {
      constexpr int ra = A::shape.rank, rb = B::shape.rank, kept = ra + rb - 2 * Axes;
      constexpr ir::shape space = check::space;
      ir::index_map left, right;
      for (int k = 0; k < ra; ++k) left.push_axis(k < ra - Axes ? k : kept + k - (ra - Axes));
      for (int k = 0; k < rb; ++k) right.push_axis(k < Axes ? kept + k : ra - Axes + k - Axes);
      const ir::term product = ir::view(term_of(a), space, left) * ir::view(term_of(b), space, right);
      return make_expr<typename A::value_type, leading(space, kept)>(ir::sum(product, ((1u << Axes) - 1) << kept));
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return a;
    }
  }
};

template <int Stride, int Padding, class X, class W>
struct conv_message {
  static constexpr int space = X::shape.rank - 1;  // axes that are convolved
  static constexpr bool fits = [] {
    if (space < 1 || space > 2 || W::shape.rank != space + 2 || W::shape[1] != X::shape[0] || Stride < 1 || Padding < 0)
      return false;
    for (int k = 0; k < space; ++k)
      if (X::shape[1 + k] + 2 * Padding < W::shape[2 + k]) return false;
    return std::is_same_v<typename X::value_type, typename W::value_type>;
  }();
  static constexpr text message = fits ? text{}
                                       : join(
                                             "conv: needs x[channels, width] or [channels, height, width] and a kernel "
                                             "[out, channels, ...] no larger than that, or both without channels, got ",
                                             description<X>, " and ", description<W>);
  static constexpr ir::shape result = [] {
    ir::shape s;
    if (!fits) return s;
    s.push(W::shape[0]);
    for (int k = 0; k < space; ++k) s.push((X::shape[1 + k] + 2 * Padding - W::shape[2 + k]) / Stride + 1);
    return s;
  }();
};
/// For each place of the kernel, a matrix product over channels of what lies under it; all of them summed.
template <int Stride, int Padding>
struct conv_function {
  template <class... Operands>
  using refusal = conv_message<Stride, Padding, Operands...>;
  template <class X, class W>
  constexpr auto operator()(X x, W w) const {
    using check = conv_message<Stride, Padding, X, W>;
    if constexpr (check::message.empty()) {
      ir::term image = term_of(x);
      for (int k = 0; Padding > 0 && k < check::space; ++k)
        image = placed(image, 1 + k, Padding, X::shape[1 + k] + 2 * Padding);
      const int height = check::space == 2 ? W::shape[2] : 1, width = W::shape[check::space + 1];
      ir::term total{image.g, -1};
      for (int i = 0; i < height; ++i)
        for (int j = 0; j < width; ++j) {
          const int at[] = {check::space == 2 ? i : j, j};
          // [out, places..., channels]: image[channel, at + Stride * place] * w[out, channel, at]
          ir::shape s = check::result;
          s.push(X::shape[0]);
          ir::index_map left, right;
          left.push_axis(s.rank - 1);
          right.push_axis(0);
          right.push_axis(s.rank - 1);
          for (int k = 0; k < check::space; ++k) {
            left.push({1 + k, at[k], Stride});
            right.push({-1, at[k], 0});
          }
          const ir::term part = ir::sum(ir::view(image, s, left) * ir::view(term_of(w), s, right), 1u << (s.rank - 1));
          total = total.id < 0 ? part : total + part;
        }
      return make_expr<typename X::value_type, check::result>(total);
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return x;
    }
  }
};

/// An image and a kernel without axes for channels: with one channel each.
template <int Stride, int Padding>
struct conv_of_planes {
  template <class X, class W>
  constexpr auto operator()(X x, W w) const {
    constexpr ir::shape image = ir::concatenated({1, {1}}, X::shape), kernel = ir::concatenated({2, {1, 1}}, W::shape);
    const auto y = conv_function<Stride, Padding>{}(reshape_function<image>{}(x), reshape_function<kernel>{}(w));
    return reshape_function<without_axis(decltype(y)::shape, 0)>{}(y);
  }
};

}  // namespace detail

/// Sum of products over the letters that the result lacks: `ct::einsum<"ij,jk->ik">(a, b)`.
template <detail::literal F, detail::Array... X>
constexpr auto einsum(const X&... x) {
  return detail::on_leaves(detail::einsum_function<F>{}, x...);
}
/// Sum over the last `Axes` axes of a and the first of b.
template <int Axes = 2, detail::Array A, detail::Array B>
constexpr auto tensordot(const A& a, const B& b) {
  return detail::on_leaves(detail::tensordot_function<Axes>{}, a, b);
}
/// y[o, i...] = sum over c, k... of x[c, Stride i + k...] w[o, c, k...], of x with `Padding` zeros around it: the cross
/// correlation of neural networks, in one or two dimensions. Of x[i...] and w[k...], which have no channels, y[i...].
template <int Stride = 1, int Padding = 0, detail::Array X, detail::Array W>
constexpr auto conv(const X& x, const W& w) {
  constexpr int rank = detail::leaf_traits<X>::dims.rank;
  if constexpr (rank <= 2 && rank == detail::leaf_traits<W>::dims.rank)
    return detail::on_leaves(detail::conv_of_planes<Stride, Padding>{}, x, w);
  else return detail::on_leaves(detail::conv_function<Stride, Padding>{}, x, w);
}

}  // namespace cotangent
