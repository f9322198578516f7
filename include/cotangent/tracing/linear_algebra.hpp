// Products: each is a multiplication of views and a sum, which the schedule fuses into one loop nest.
#pragma once

#include <cotangent/tracing/pieces.hpp>

namespace cotangent {
namespace detail {

template <literal Name, class A, class B>
struct dot_message {
  static constexpr int inner_axis = B::shape.rank >= 2 ? B::shape.rank - 2 : 0;  // NumPy: second to last of b
  static constexpr text message = [] {
    if (!std::is_same_v<typename A::value_type, typename B::value_type>)
      return join(Name.chars, ": operands of different element types, ", description<A>, " and ", description<B>,
                  "; convert one with ct::astype<T>(x)");
    if (A::shape.rank > 0 && B::shape.rank > 0 && A::shape[A::shape.rank - 1] != B::shape[inner_axis])
      return join(Name.chars, ": inner sizes differ: ", description<A>, " and ", description<B>, ", ",
                  A::shape[A::shape.rank - 1], " against ", B::shape[inner_axis]);
    return text{};
  }();
};

/// What a product of arrays of so many axes gives, at rank 0 an element.
template <class A, class B>
constexpr auto blank_product(const A& a, const B& b) {
  constexpr ir::shape left = leaf_traits<A>::dims, right = leaf_traits<B>::dims;
  constexpr ir::shape rows = leading(left, left.rank > 0 ? left.rank - 1 : 0);
  constexpr int inner = right.rank > 1 ? right.rank - 2 : 0;
  constexpr ir::shape result = right.rank > 0 ? ir::concatenated(rows, ir::without(right, 1u << inner)) : rows;
  if constexpr (Traced<A>) return blank<element_t<A>, result>(a);
  else return blank<element_t<A>, result>(b);
}

/// sum over k of a[i..., k] b[j..., k, l]
template <literal Name>
struct dot_function {
  template <class... X>
  using refusal = dot_message<Name, X...>;
  static constexpr auto instead(const auto& a, const auto& b) { return blank_product(a, b); }
  template <class A, class B>
  constexpr auto operator()(A a, B b) const {
    using check = dot_message<Name, A, B>;
    if constexpr (!check::message.empty()) {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return a;
    } else if constexpr (A::shape.rank == 0 || B::shape.rank == 0) {
      return a * b;
    } else {
      constexpr int ra = A::shape.rank, rb = B::shape.rank;
      constexpr ir::shape space = [] {
        ir::shape s = leading(A::shape, ra - 1);
        for (int k = 0; k < rb; ++k)
          if (k != check::inner_axis) s.push(B::shape[k]);
        s.push(A::shape[ra - 1]);
        return s;
      }();
      ir::index_map left, right;
      for (int k = 0; k < ra - 1; ++k) left.push_axis(k);
      left.push_axis(space.rank - 1);
      for (int k = 0, axis = ra - 1; k < rb; ++k) right.push_axis(k == check::inner_axis ? space.rank - 1 : axis++);
      const ir::term product = ir::view(term_of(a), space, left) * ir::view(term_of(b), space, right);
      return make_expr<typename A::value_type, leading(space, space.rank - 1)>(
          ir::sum(product, 1u << (space.rank - 1)));
    }
  }
};

/// The same over the last axis of both.
struct inner_function {
  template <class X>
  static constexpr ir::shape turned = [] {
    ir::shape s = X::shape;
    if (s.rank > 1) s.dims[s.rank - 1] = X::shape[s.rank - 2], s.dims[s.rank - 2] = X::shape[s.rank - 1];
    return s;
  }();
  template <class A, class B>
  using refusal = dot_message<"inner", A, expr_of<typename B::value_type, turned<B>>>;
  template <class A, class B>
  constexpr auto operator()(A a, B b) const {
    if constexpr (B::shape.rank < 2) return dot_function<"inner">{}(a, b);
    else return dot_function<"inner">{}(a, view_function<swap_recipe<-1, -2>>{}(b));
  }
};
/// Over all elements of both.
struct vdot_function {
  template <class X>
  using flat = expr<typename X::value_type, static_cast<int>(X::shape.size())>;
  template <class A, class B>
  using refusal = dot_message<"vdot", flat<A>, flat<B>>;
  constexpr auto operator()(auto a, auto b) const {
    return dot_function<"vdot">{}(ravel_function{}(a), ravel_function{}(b));
  }
};

/// Matrices are the last two axes (of a vector the only one); the axes in front of them broadcast.
template <class A, class B>
struct matmul_message {
  static constexpr int ra = A::shape.rank, rb = B::shape.rank;
  static constexpr ir::shape stack_of(const ir::shape& s) { return leading(s, s.rank > 2 ? s.rank - 2 : 0); }
  static constexpr ir::shape stack = broadcast_shapes(stack_of(A::shape), stack_of(B::shape));
  static constexpr text message = [] {
    constexpr text inner = dot_message<"matmul", A, B>::message;
    if (inner.empty() && stack.rank < 0)
      return join("matmul: stacks of matrices do not broadcast: ", description<A>, " and ", description<B>);
    if (inner.empty() && stack.rank + 3 > ir::max_rank)
      return join("matmul: at most ", ir::max_rank, " axes together, got ", description<A>, " and ", description<B>);
    return inner;
  }();
  /// The stack, rows of a, columns of b.
  static constexpr ir::shape result = [] {
    ir::shape s = stack;
    if (ra > 1) s.push(A::shape[ra - 2]);
    if (rb > 1) s.push(B::shape[rb - 1]);
    return s;
  }();
};
/// sum over k of a[..., i, k] b[..., k, j]
struct matmul_function {
  template <class... X>
  using refusal = matmul_message<X...>;
  static constexpr auto instead(const auto& a, const auto& b) { return blank_product(a, b); }
  template <class A, class B>
  constexpr auto operator()(A a, B b) const {
    using check = matmul_message<A, B>;
    if constexpr (check::message.empty()) {
      constexpr ir::shape space = ir::concatenated(check::result, {1, {A::shape[check::ra - 1]}});
      const auto stacked = [&](const ir::shape& s) {
        ir::index_map map;
        for (int k = 0; k < s.rank - 2; ++k) {
          const int axis = check::stack.rank - (s.rank - 2) + k;
          map.push(s[k] == space[axis] ? ir::axis_index{axis, 0, 1} : ir::axis_index{});
        }
        return map;
      };
      ir::index_map left = stacked(A::shape), right = stacked(B::shape);
      if (check::ra > 1) left.push_axis(check::stack.rank);
      left.push_axis(space.rank - 1);
      right.push_axis(space.rank - 1);
      if (check::rb > 1) right.push_axis(space.rank - 2);
      const ir::term product = ir::view(term_of(a), space, left) * ir::view(term_of(b), space, right);
      return make_expr<typename A::value_type, check::result>(ir::sum(product, 1u << (space.rank - 1)));
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return a;
    }
  }
};

/// a[i] b[j], of the raveled operands
struct outer_function {
  template <class A, class B>
  constexpr auto operator()(A a, B b) const {
    return expand_dims_function<1>{}(ravel_function{}(a)) * expand_dims_function<0>{}(ravel_function{}(b));
  }
};
struct countable_outer {
  template <class A, class B>
  struct of {
    static constexpr text message = [] {
      if (!std::is_same_v<typename A::value_type, typename B::value_type>)
        return join("outer: operands of different element types, ", description<A>, " and ", description<B>,
                    "; convert one with ct::astype<T>(x)");
      return size_problem("outer", {2, {static_cast<int>(A::shape.size()), static_cast<int>(B::shape.size())}});
    }();
  };
};

}  // namespace detail

/// Sum over the last axis of a and the second to last (or only) axis of b.
template <detail::Operand A, detail::Operand B>
constexpr auto dot(const A& a, const B& b) {
  return detail::on_leaves(detail::dot_function<"dot">{}, a, b);
}
/// The matrix product, of stacks of matrices if there are more than two axes: of their last two axes, the others
/// broadcast.
template <detail::Array A, detail::Array B>
constexpr auto matmul(const A& a, const B& b) {
  return detail::on_leaves(detail::matmul_function{}, a, b);
}
template <detail::Array A, detail::Array B>
constexpr auto outer(const A& a, const B& b) {
  return detail::on_leaves(detail::checked<detail::countable_outer>(detail::outer_function{}), a, b);
}
/// Sum over the last axis of both.
template <detail::Array A, detail::Array B>
constexpr auto inner(const A& a, const B& b) {
  return detail::on_leaves(detail::inner_function{}, a, b);
}
/// Sum of the products of all elements.
template <detail::Array A, detail::Array B>
constexpr auto vdot(const A& a, const B& b) {
  return detail::on_leaves(detail::vdot_function{}, a, b);
}
/// Sum of the diagonal.
template <detail::Array X>
constexpr auto trace(const X& x) {
  return detail::on_leaves(detail::checked<detail::is_matrix<"trace">>([](auto m) {
                             return detail::reduction<ir::op::reduce_sum, false>{}(detail::diag_function{}(m));
                           }),
                           x);
}
/// Square root of the sum of squares of all elements, or along the axes.
template <detail::Array X, int... A>
constexpr auto norm(const X& x, axes_t<A...> = {}) {
  return detail::on_leaves(
      detail::checked<detail::axes_inside<"norm", A...>>([](auto m) { return sqrt(sum(m * m, axes<A...>)); }), x);
}
template <detail::Array X, int... A>
constexpr auto norm(const X& x, axes_t<A...>, keepdims_t) {
  return detail::on_leaves(
      detail::checked<detail::axes_inside<"norm", A...>>([](auto m) { return sqrt(sum(m * m, axes<A...>, keepdims)); }),
      x);
}

}  // namespace cotangent
