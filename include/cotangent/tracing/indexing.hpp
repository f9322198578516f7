// Elements and parts at indices, constant or traced.
#pragma once

#include <cotangent/tracing/pieces.hpp>

namespace cotangent {
namespace detail {

/// Which of the axes an index names keep their place: those of ct::all, and those behind the last index.
template <bool... Keeps>
struct kept_axes {
  static constexpr int count = sizeof...(Keeps);
  static constexpr bool keeps(int axis) {
    const bool all[] = {Keeps..., true};
    return axis >= count || all[axis];
  }
};

/// An index as i32, counted from the end where negative. One of 64 bits that is out of range stays so: it is not cut.
constexpr ir::term index_term(ir::term i, int extent) {
  i = ir::select(ir::compare(ir::op::lt, i, ir::full_like(i, 0)), i + static_cast<double>(extent), i);
  if (i.element() != ir::dtype::i64) return i;
  i = ir::apply(ir::op::min, ir::apply(ir::op::max, i, ir::full_like(i, -1)), ir::full_like(i, extent));
  return ir::convert(i, ir::dtype::i32);
}
/// What is wrong with an index of this type, which is no integer.
template <class Name, class I>
constexpr text index_problem() {
  if constexpr (std::is_same_v<typename I::value_type, bool>)
    return join(
        Name::text, ": a mask (", description<I>,
        ") is no index, as how many elements it selects only run time knows; use ct::where(mask, x, y) or ct::select");
  else if constexpr (!std::is_integral_v<typename I::value_type>)
    return join(Name::text, ": an index is an integer, got ", description<I>,
                "; convert it with ct::astype<std::int32_t>(i)");
  else return {};
}
template <class Name, class... I>
constexpr text indices_problem() {
  text found;
  [[maybe_unused]] const auto one = [&]<class J>() {
    if (found.empty()) found = index_problem<Name, J>();
  };
  (one.template operator()<I>(), ...);
  return found;
}
struct index_name {
  static constexpr const char* text = "index";
};
/// A constant index counted from the beginning, or -1 for one that is traced. One that is out of range makes the
/// program one that is refused.
constexpr int constant_index(ir::term index, int axis, int extent) {
  const ir::graph& g = *index.g;
  if (g[index.id].code != ir::op::constant || index.dims().rank != 0) return -1;
  const long long given = g.word(g[index.id].attribute, 0), at = given + (given < 0 ? extent : 0);
  if (at >= 0 && at < extent) return static_cast<int>(at);
  index.g->refusal = join("index: ", given, " is out of range for axis ", axis, ", of ", extent, " elements");
  return 0;
}
/// One element along an axis, at a constant index.
constexpr ir::term element_at(ir::term x, int axis, int at) {
  ir::index_map map;
  for (int l = 0; l < x.dims().rank; ++l)
    map.push(l == axis ? ir::axis_index{-1, at, 0} : ir::axis_index{l < axis ? l : l - 1, 0, 1});
  return ir::view(x, ir::without(x.dims(), 1u << axis), map);
}
/// The parts of x at the indices along an axis; the axes of `index` take that axis' place. `written_axis` is the one
/// that the user knows.
constexpr ir::term take_along(ir::term x, ir::term index, int axis, int written_axis) {
  const int constant = constant_index(index, written_axis, x.dims()[axis]);
  if (constant >= 0) return element_at(x, axis, constant);
  const int own = index.dims().rank;
  const ir::term taken = ir::gather(move_axis(x, axis, 0), index_term(index, x.dims()[axis]), 0);
  if (own == 0 || axis == 0) return taken;
  ir::shape dims;
  ir::index_map map;
  for (int l = 0; l < axis; ++l) dims.push(taken.dims()[own + l]);
  for (int l = 0; l < own; ++l) dims.push(taken.dims()[l]);
  for (int l = own + axis; l < taken.dims().rank; ++l) dims.push(taken.dims()[l]);
  for (int l = 0; l < taken.dims().rank; ++l) map.push_axis(l < own ? axis + l : l - own < axis ? l - own : l);
  return ir::view(taken, dims, map);
}

template <class Kept, class X, class... I>
struct index_message {
  static constexpr int wanted = Kept::count;
  static constexpr text message = wanted > X::shape.rank ? join("index: ", wanted, " indices for ", description<X>)
                                                         : indices_problem<index_name, I...>();
  /// Kept axes, and for each of the others those of its index.
  static constexpr ir::shape result = [] {
    const ir::shape own[] = {I::shape..., ir::shape{}};
    ir::shape s;
    for (int k = 0, next = 0; k < X::shape.rank; ++k) {
      if (Kept::keeps(k)) s.push(X::shape[k]);
      else s = ir::concatenated(s, own[next++]);
    }
    return s;
  }();
};
template <class Kept>
struct index_function {
  template <class X, class... I>
  constexpr auto operator()(X x, I... index) const {
    using check = index_message<Kept, X, I...>;
    if constexpr (check::message.empty()) {
      const ir::term indices[] = {term_of(index)..., ir::term{}};
      ir::term at = term_of(x);
      for (int k = 0, axis = 0, next = 0; k < X::shape.rank; ++k) {
        if (Kept::keeps(k)) {
          ++axis;
        } else {
          at = take_along(at, indices[next], axis, k);
          axis += indices[next++].dims().rank;
        }
      }
      return make_expr<typename X::value_type, check::result>(at);
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return x;
    }
  }
};

template <class I>
inline constexpr bool is_all = std::is_same_v<I, all_t>;
/// An index's type in a trace; of what is none, the element type of no index.
template <class I>
constexpr auto index_type() {
  if constexpr (std::is_integral_v<I> && !std::is_same_v<I, bool>) return std::type_identity<expr<std::int64_t>>{};
  else if constexpr (Operand<I>) return std::type_identity<typename operand_expr<double, I>::type>{};
  else return std::type_identity<expr<double>>{};
}
template <class Numbers, class... I>
struct numbers_among {
  using type = Numbers;
};
template <class... N, class First, class... I>
struct numbers_among<type_list<N...>, First, I...>
    : numbers_among<std::conditional_t<is_all<First>, type_list<N...>,
                                       type_list<N..., typename decltype(index_type<First>())::type>>,
                    I...> {};
template <template <class...> class Message, class Kept, class X, class Numbers>
struct on_numbers;
template <template <class...> class Message, class Kept, class X, class... N>
struct on_numbers<Message, Kept, X, type_list<N...>> {
  using type = Message<Kept, X, N...>;
};
/// What is wrong with these indices into X, as they were written.
template <class X, class... I>
struct written_index_message {
  using indexed =
      typename on_numbers<index_message, kept_axes<is_all<I>...>, expr_of<element_t<X>, leaf_traits<X>::dims>,
                          typename numbers_among<type_list<>, I...>::type>::type;
  static constexpr text message = [] {
    if (sizeof...(I) == 0) return no_index_message<X>::message;
    text found;
    [[maybe_unused]] const auto one = [&]<class J>() {
      if (found.empty() && !Operand<J> && !is_all<J>)
        found = join("index: an index is an integer, an array of integers or ct::all, got ", described<J>());
    };
    (one.template operator()<I>(), ...);
    return found.empty() ? indexed::message : found;
  }();
  /// What a right call with so many indices gives.
  static constexpr ir::shape result = [] {
    ir::shape s;
    for (int k = 0; k < leaf_traits<X>::dims.rank; ++k)
      if (kept_axes<is_all<I>...>::keeps(k)) s.push(leaf_traits<X>::dims[k]);
    return s;
  }();
};
template <class... I>
using kept_by = kept_axes<is_all<I>...>;

/// Calls f(those of the arguments that are not ct::all...).
template <class F, class... I>
constexpr auto with_numbers(const F& f, const I&... index) {
  const auto one = []<class N>(const N& i) {
    if constexpr (is_all<N>) return hana::tuple<>{};
    else return hana::tuple<N>{i};
  };
  return hana::unpack(concatenated_tuples(hana::tuple<>{}, one(index)...), f);
}

}  // namespace detail

template <class T, int... D>
template <class... I>
constexpr auto expr<T, D...>::operator()(I... index) const {
  using check = detail::written_index_message<expr, I...>;
  if constexpr (check::message.empty()) {
    return detail::with_numbers(
        [&](const auto&... n) {
          return detail::on_indexed<1>(detail::index_function<detail::kept_by<I...>>{}, *this, n...);
        },
        index...);
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    if constexpr (sizeof...(I) == 0) return detail::anything{};
    else return detail::blank<T, check::result>(*this);
  }
}
template <class T, int... D>
template <class... I>
  requires(sizeof...(I) != sizeof...(D) || !(detail::PlainIndex<I> && ...))
constexpr auto tensor<T, D...>::operator()(I... index) const {
  using check = detail::written_index_message<tensor, I...>;
  if constexpr (check::message.empty()) {
    return detail::with_numbers(
        [&](const auto&... n) {
          return detail::on_indexed<1>(detail::index_function<detail::kept_by<I...>>{}, *this, n...);
        },
        index...);
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    if constexpr (sizeof...(I) == 0) return detail::anything{};
    else return detail::blank<T, check::result>(*this);
  }
}

namespace detail {

template <int Axis>
struct take_function {
  template <class X, class I>
  constexpr auto operator()(X x, I index) const {
    constexpr int axis = normal_axis(Axis, X::shape.rank);
    constexpr ir::shape result = [] {
      ir::shape s;
      for (int k = 0; k < X::shape.rank; ++k) {
        if (k == axis) s = ir::concatenated(s, I::shape);
        else s.push(X::shape[k]);
      }
      return s;
    }();
    return make_expr<typename X::value_type, result>(take_along(term_of(x), term_of(index), axis, axis));
  }
};
struct dynamic_slice_name {
  static constexpr const char* text = "dynamic_slice";
};
struct take_name {
  static constexpr const char* text = "take";
};
template <int... Axis>
struct take_message {
  template <class X, class I>
  struct of {
    static constexpr text message = [] {
      constexpr text wrong = index_problem<take_name, I>();
      if constexpr (!wrong.empty()) return wrong;
      else return axes_inside<"take", Axis...>::template of<X, I>::message;
    }();
  };
};
template <int... Size>
struct dynamic_slice_message {
  static constexpr int sizes = sizeof...(Size);
  template <class X, class... I>
  struct of {
    static constexpr text message = [] {
      constexpr ir::shape part{sizes, {Size...}};
      constexpr text wrong = indices_problem<dynamic_slice_name, I...>();
      if (!wrong.empty()) return wrong;
      if (sizes != X::shape.rank || sizeof...(I) != X::shape.rank)
        return join("dynamic_slice: needs a size and a start for each axis of ", description<X>, ", got ", sizes,
                    " and ", static_cast<int>(sizeof...(I)));
      for (int k = 0; k < sizes; ++k)
        if (part[k] < 1 || part[k] > X::shape[k])
          return join("dynamic_slice: ", part[k], " elements do not fit into axis ", k, " of ", description<X>);
      return text{};
    }();
  };
};
/// A part of shape Size... that begins at the given indices, moved so that it stays inside.
template <int... Size>
struct dynamic_slice_function {
  template <class X, class... I>
  constexpr auto operator()(X x, I... start) const {
    constexpr int size[] = {Size...};
    const ir::term starts[] = {term_of(start)...};
    ir::term at = term_of(x);
    for (int axis = 0; axis < X::shape.rank; ++axis) {
      ir::term first = index_term(starts[axis], X::shape[axis]);
      first = ir::apply(ir::op::min, ir::apply(ir::op::max, first, ir::full_like(first, 0)),
                        ir::full_like(first, X::shape[axis] - size[axis]));
      const ir::term steps = ir::iota(*at.g, ir::dtype::i32, size[axis]);
      at = take_along(at, ir::view(first, steps.dims(), {}) + steps, axis, axis);
    }
    return make_expr<typename X::value_type, ir::shape{sizeof...(Size), {Size...}}>(at);
  }
};
struct one_hot_name {
  static constexpr const char* text = "one_hot";
};
template <int N>
struct countable_one_hot {
  template <class I>
  struct of {
    static constexpr text message = [] {
      if constexpr (N < 1) return join("one_hot: the number of classes must be positive, got ", N);
      else if constexpr (!index_problem<one_hot_name, I>().empty()) return index_problem<one_hot_name, I>();
      else return size_problem("one_hot", ir::concatenated(I::shape, {1, {N}}));
    }();
  };
};
template <class T, int N>
struct one_hot_function {
  template <class I>
  constexpr auto operator()(I index) const {
    constexpr ir::shape result = ir::concatenated(I::shape, {1, {N}});
    ir::index_map along;
    along.push_axis(result.rank - 1);
    const ir::term number = ir::view(ir::iota(*term_of(index).g, ir::dtype::i32, N), result, along);
    const ir::term wanted =
        ir::view(ir::convert(term_of(index), ir::dtype::i32), result, ir::index_map::identity(I::shape.rank));
    return make_expr<T, result>(ir::convert(ir::compare(ir::op::eq, number, wanted), ir::dtype_of<T>));
  }
};

}  // namespace detail

/// The parts of x at the indices (an integer, or an array of them) along an axis, or elements in row-major order if
/// none is given; outside counts as the nearest inside.
template <int... Axis, detail::Array X, detail::Operand I>
constexpr auto take(const X& x, const I& index) {
  return detail::on_indexed<1>(
      detail::checked<detail::take_message<Axis...>>(detail::flat_or_along<detail::take_function, Axis...>{}), x,
      index);
}
/// The part of shape Size... of x that begins at the indices start..., moved where it would leave x.
template <int... Size, detail::Array X, detail::Operand... I>
constexpr auto dynamic_slice(const X& x, const I&... start) {
  return detail::on_indexed<1>(
      detail::checked<detail::dynamic_slice_message<Size...>>(detail::dynamic_slice_function<Size...>{}), x, start...);
}
/// 1 at the index along a new last axis of extent N, 0 elsewhere; nowhere 1 for an index outside.
template <int N, class T = float, detail::Operand I>
constexpr auto one_hot(const I& index) {
  return detail::on_leaves(detail::checked<detail::countable_one_hot<N>>(detail::one_hot_function<T, N>{}), index);
}

}  // namespace cotangent
