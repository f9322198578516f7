// Arrays taken apart and put together: views of parts, and sums of pads.
#pragma once

#include <cotangent/tracing/shapes.hpp>

namespace cotangent {
namespace detail {

/// Function<Axis> of x; without an axis, along all elements of x in row-major order, as in NumPy.
template <template <int> class Function, int... Axis>
struct flat_or_along {
  template <class X, class... Rest>
  constexpr auto operator()(X x, Rest... rest) const {
    static_assert(sizeof...(Axis) <= 1, "one axis at most");
    if constexpr (sizeof...(Axis) == 1) return Function<Axis...>{}(x, rest...);
    else return Function<0>{}(ravel_function{}(x), rest...);
  }
};

/// Elements Begin, Begin + Step, ... along one axis, `Count` of them.
template <int Axis, int Begin, int End, int Step>
struct slice_recipe {
  template <class X>
  struct of {
    static constexpr int axis = normal_axis(Axis, X::shape.rank);
    static constexpr bool has_axis = axis >= 0 && axis < X::shape.rank;
    static constexpr int extent = has_axis ? X::shape[axis] : 0;
    static constexpr int begin = normal_axis(Begin, extent), end = normal_axis(End, extent);
    static constexpr bool valid = has_axis && Step > 0 && begin >= 0 && begin < end&& end <= extent;
    static constexpr text message = valid ? text{}
                                          : join("slice: axis ", Axis, " from ", Begin, " to ", End, " by ", Step,
                                                 " is not inside ", description<X>);
    static constexpr ir::shape result = [] {
      ir::shape s = X::shape;
      if (valid) s.dims[axis] = (end - begin + Step - 1) / Step;
      return s;
    }();
    static constexpr ir::index_map map = [] {
      ir::index_map m = ir::index_map::identity(X::shape.rank);
      if (valid) m.at[axis] = {axis, begin, Step};
      return m;
    }();
  };
};

template <int... Axes>
struct flip_recipe {
  template <class X>
  struct of {
    static constexpr text message = axes_inside<"flip", Axes...>::template of<X>::message;
    static constexpr unsigned mask = message.empty() ? reduced_mask<X, Axes...>() : 0;
    static constexpr ir::shape result = X::shape;
    static constexpr ir::index_map map = [] {
      ir::index_map m = ir::index_map::identity(X::shape.rank);
      for (int k = 0; k < X::shape.rank; ++k)
        if (mask >> k & 1u) m.at[k] = {k, X::shape[k] - 1, -1};
      return m;
    }();
  };
};

/// The diagonal of a matrix.
struct diagonal_recipe {
  template <class X>
  struct of {
    static constexpr text message =
        X::shape.rank == 2 ? text{} : join("diag: needs a vector or a matrix, got ", description<X>);
    static constexpr ir::shape result = [] {
      ir::shape s;
      s.push(X::shape[0] < X::shape[1] ? X::shape[0] : X::shape[1]);
      return s;
    }();
    static constexpr ir::index_map map{2, {{0, 0, 1}, {0, 0, 1}}};
  };
};
struct countable_square {
  template <class X>
  struct of {
    static constexpr text message = X::shape.rank == 1 ? size_problem("diag", {2, {X::shape[0], X::shape[0]}}) : text{};
  };
};
struct diag_function {
  template <class X>
  using refusal = std::conditional_t<X::shape.rank == 1, countable_square::of<X>, diagonal_recipe::of<X>>;
  template <class X>
  constexpr auto operator()(X x) const {
    if constexpr (X::shape.rank == 1) {
      constexpr ir::shape square{2, {X::shape[0], X::shape[0]}};
      return make_expr<typename X::value_type, square>(ir::pad(term_of(x), square, {2, {{0, 0, 1}, {0, 0, 1}}}));
    } else {
      return view_function<diagonal_recipe>{}(x);
    }
  }
};

template <int Axis, class... X>
struct concatenate_message {
  using first = std::tuple_element_t<0, std::tuple<X...>>;
  static constexpr int axis = normal_axis(Axis, first::shape.rank);
  static constexpr bool valid = [] {
    if (axis < 0 || axis >= first::shape.rank) return false;
    const ir::shape shapes[] = {X::shape...};
    for (const ir::shape& s : shapes) {
      if (s.rank != first::shape.rank) return false;
      for (int k = 0; k < s.rank; ++k)
        if (k != axis && s[k] != first::shape[k]) return false;
    }
    return (std::is_same_v<typename X::value_type, typename first::value_type> && ...);
  }();
  static constexpr ir::shape result = [] {
    ir::shape s = first::shape;
    if (valid) s.dims[axis] = ir::shape::extent((static_cast<long long>(X::shape[axis]) + ...));
    return s;
  }();
  static constexpr text message = [] {
    if (valid) return size_problem("concatenate", result);
    if (axis < 0 || axis >= first::shape.rank) return axes_inside<"concatenate", Axis>::template of<first>::message;
    return join("concatenate: operands must differ in axis ", Axis, " only, got ", description<hana::tuple<X...>>);
  }();
};
template <int Axis>
struct concatenate_function {
  template <class... X>
  using refusal = concatenate_message<Axis, X...>;
  template <class First, class... Rest>
  constexpr auto operator()(First first, Rest... rest) const {
    using check = concatenate_message<Axis, First, Rest...>;
    if constexpr (check::message.empty()) {
      int offset = 0;
      auto placed = [&](ir::term part) {
        ir::index_map map = ir::index_map::identity(check::result.rank);
        map.at[check::axis].offset = offset;
        offset += part.dims()[check::axis];
        return ir::pad(part, check::result, map);
      };
      ir::term whole = placed(term_of(first));
      ((whole = whole + placed(term_of(rest))), ...);
      return make_expr<typename First::value_type, check::result>(whole);
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return first;
    }
  }
};

template <int Axis>
struct stackable {
  template <class First, class... Rest>
  struct of {
    static constexpr text message =
        (std::is_same_v<First, Rest> && ... && true)
            ? new_axis_inside<"stack", Axis>::template of<First>::message
            : join("stack: operands must be of one type, got ", description<hana::tuple<First, Rest...>>);
  };
};
template <int Axis>
struct stack_function {
  constexpr auto operator()(auto... x) const {
    return concatenate_function<Axis>{}(expand_dims_function<Axis>{}(x)...);
  }
};
}  // namespace detail

/// x[..., Begin:End:Step, ...] along one axis.
template <int Axis, int Begin, int End, int Step = 1, detail::Array X>
constexpr auto slice(const X& x) {
  return detail::on_leaves(detail::view_function<detail::slice_recipe<Axis, Begin, End, Step>>{}, x);
}
/// Reversed along the axes (all, if none is given).
template <int... Axes, detail::Array X>
constexpr auto flip(const X& x) {
  return detail::on_leaves(detail::view_function<detail::flip_recipe<Axes...>>{}, x);
}
/// A vector as a diagonal matrix; of a matrix, its diagonal.
template <detail::Array X>
constexpr auto diag(const X& x) {
  return detail::on_leaves(detail::diag_function{}, x);
}
/// Operands after each other along an axis.
template <int Axis = 0, detail::Array... X>
constexpr auto concatenate(const X&... x) {
  return detail::on_leaves(detail::concatenate_function<Axis>{}, x...);
}
/// Operands of one shape along a new axis.
template <int Axis = 0, detail::Operand... X>
constexpr auto stack(const X&... x) {
  return detail::on_leaves(detail::checked<detail::stackable<Axis>>(detail::stack_function<Axis>{}), x...);
}

namespace detail {

template <int N, int Axis>
struct split_message {
  template <class X>
  struct of {
    static constexpr int axis = normal_axis(Axis, X::shape.rank);
    static constexpr bool valid =
        axis >= 0 && axis < X::shape.rank && N > 0 && X::shape[axis < 0 || axis >= X::shape.rank ? 0 : axis] % N == 0;
    static constexpr text message =
        valid ? text{} : join("split: axis ", Axis, " of ", description<X>, " does not split into ", N, " equal parts");
  };
};
/// Part K of N along an axis.
template <int N, int Axis, int K>
struct part_function {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr int each = X::shape[normal_axis(Axis, X::shape.rank)] / N;
    return view_function<slice_recipe<Axis, K * each, (K + 1) * each, 1>>{}(x);
  }
};

}  // namespace detail

/// N equal parts along an axis, as a tuple.
template <int N, int Axis = 0, detail::Array X>
constexpr auto split(const X& x) {
  using check = typename detail::split_message<N, Axis>::template of<
      detail::expr_of<detail::element_t<X>, detail::leaf_traits<X>::dims>>;
  if constexpr (check::message.empty()) {
    return [&]<int... K>(std::integer_sequence<int, K...>) {
      return tuple(detail::on_leaves(detail::part_function<N, Axis, K>{}, x)...);
    }(std::make_integer_sequence<int, N>{});
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return detail::anything{};
  }
}

}  // namespace cotangent
