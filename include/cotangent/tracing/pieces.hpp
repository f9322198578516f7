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
    static constexpr bool valid = has_axis && Step > 0 && begin >= 0 && begin < end && end <= extent;
    static constexpr text message =
        valid ? text{}
              : join("slice: axis ", Axis, " from ", Begin, " to ", End, " by ", Step, " is not inside ", description<X>);
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
    static constexpr text message = X::shape.rank == 2 ? text{} : join("diag: needs a vector or a matrix, got ", description<X>);
    static constexpr ir::shape result = [] {
      ir::shape s;
      s.push(X::shape[0] < X::shape[1] ? X::shape[0] : X::shape[1]);
      return s;
    }();
    static constexpr ir::index_map map{2, {{0, 0, 1}, {0, 0, 1}}};
  };
};
struct diag_function {
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
  static constexpr text message = [] {
    if (valid) return text{};
    if (axis < 0 || axis >= first::shape.rank) return axes_inside<"concatenate", Axis>::template of<first>::message;
    return join("concatenate: operands must differ in axis ", Axis, " only, got ", description<hana::tuple<X...>>);
  }();
  static constexpr ir::shape result = [] {
    ir::shape s = first::shape;
    if (valid) s.dims[axis] = (X::shape[axis] + ...);
    return s;
  }();
};
template <int Axis>
struct concatenate_function {
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
      COTANGENT_REQUIRE(check);
      return first;
    }
  }
};

template <int Axis>
struct stackable {
  template <class First, class... Rest>
  struct of {
    static constexpr text message = (std::is_same_v<First, Rest> && ... && true) ? new_axis_inside<"stack", Axis>::template of<First>::message
                                    : join("stack: operands must be of one type, got ", description<hana::tuple<First, Rest...>>);
  };
};
template <int Axis>
struct stack_function {
  constexpr auto operator()(auto... x) const { return concatenate_function<Axis>{}(expand_dims_function<Axis>{}(x)...); }
};
}  // namespace detail

/// x[..., Begin:End:Step, ...] along one axis.
template <int Axis, int Begin, int End, int Step = 1, detail::Array X>
constexpr auto slice(const X& x) {
  return detail::on_leaves(detail::view_function<detail::slice_recipe<Axis, Begin, End, Step>>{}, x);
}
/// Reversed along the axes (all, if none is given).
template <int... Axes, detail::Array X>
constexpr auto flip(const X& x) { return detail::on_leaves(detail::view_function<detail::flip_recipe<Axes...>>{}, x); }
/// A vector as a diagonal matrix; of a matrix, its diagonal.
template <detail::Array X>
constexpr auto diag(const X& x) { return detail::on_leaves(detail::diag_function{}, x); }
/// Operands after each other along an axis.
template <int Axis = 0, detail::Array... X>
constexpr auto concatenate(const X&... x) { return detail::on_leaves(detail::concatenate_function<Axis>{}, x...); }
/// Operands of one shape along a new axis.
template <int Axis = 0, detail::Operand... X>
constexpr auto stack(const X&... x) { return detail::on_leaves<detail::stackable<Axis>>(detail::stack_function<Axis>{}, x...); }

namespace detail {

template <int N, int Axis>
struct split_message {
  template <class X>
  struct of {
    static constexpr int axis = normal_axis(Axis, X::shape.rank);
    static constexpr bool valid = axis >= 0 && axis < X::shape.rank && N > 0 && X::shape[axis < 0 || axis >= X::shape.rank ? 0 : axis] % N == 0;
    static constexpr text message = valid ? text{} : join("split: axis ", Axis, " of ", description<X>, " does not split into ", N, " equal parts");
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

template <int Shift, int Axis>
struct roll_function {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr int axis = normal_axis(Axis, X::shape.rank);
    constexpr int n = X::shape[axis], shift = (Shift % n + n) % n;
    if constexpr (shift == 0) return x;
    else
      return concatenate_function<axis>{}(view_function<slice_recipe<axis, n - shift, n, 1>>{}(x),
                                          view_function<slice_recipe<axis, 0, n - shift, 1>>{}(x));
  }
};

template <int... LowHigh>
struct pad_message {
  template <class X, class>
  struct of {
    static constexpr bool fits = (sizeof...(LowHigh) == 2 || sizeof...(LowHigh) == 2 * X::shape.rank) && ((LowHigh >= 0) && ... && true);
    static constexpr text message = fits ? text{} : join("pad: needs <low, high>, no less than 0, for all axes of ", description<X>, " or for each of them, got ", static_cast<int>(sizeof...(LowHigh)), " numbers");
  };
};
/// `low` elements before and `high` after along each axis, of the value given.
template <int... LowHigh>
struct pad_function {
  template <class X, class V>
  constexpr auto operator()(X x, V value) const {
    constexpr auto low = [](int axis) { return std::array{LowHigh...}[static_cast<std::size_t>(sizeof...(LowHigh) == 2 ? 0 : 2 * axis)]; };
    constexpr auto high = [](int axis) { return std::array{LowHigh...}[static_cast<std::size_t>(sizeof...(LowHigh) == 2 ? 1 : 2 * axis + 1)]; };
    constexpr ir::shape whole = [=] {
      ir::shape s = X::shape;
      for (int k = 0; k < s.rank; ++k) s.dims[k] += low(k) + high(k);
      return s;
    }();
    ir::index_map place = ir::index_map::identity(whole.rank);
    for (int k = 0; k < whole.rank; ++k) place.at[k].offset = low(k);
    const ir::term inside = ir::pad(term_of(x), whole, place);
    // What is not covered gets the value: a choice, so that the value may be infinite.
    const ir::term covered = ir::pad(ir::full_like(term_of(x), 1), whole, place);
    const ir::term fill = broadcast(term_of(value), whole);
    return make_expr<typename X::value_type, whole>(ir::select(ir::compare(ir::op::ne, covered, ir::full_like(covered, 0)), inside, fill));
  }
};

/// Each element (repeat), or the whole (tile), `Times` times along an axis.
template <int Times, int Axis, bool Whole>
struct repeat_function {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr int axis = normal_axis(Axis, X::shape.rank);
    constexpr int at = Whole ? axis : axis + 1;  // where the copies' axis goes
    constexpr ir::shape wide = [] {
      ir::shape s;
      for (int k = 0; k <= X::shape.rank; ++k) s.push(k == at ? Times : X::shape[k < at ? k : k - 1]);
      return s;
    }();
    constexpr ir::shape result = [] {
      ir::shape s = X::shape;
      s.dims[axis] *= Times;
      return s;
    }();
    ir::index_map map;
    for (int k = 0; k < X::shape.rank; ++k) map.push_axis(k < at ? k : k + 1);
    return make_expr<typename X::value_type, result>(ir::reshape(ir::view(term_of(x), wide, map), result));
  }
};
template <literal Name, int... Times>
struct positive {
  template <class X>
  struct of {
    static constexpr text message = ((Times > 0) && ...) ? text{} : join(Name.chars, ": needs at least one copy of ", description<X>, " along each axis");
  };
};
template <int... Times>
struct tile_function {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr int given = sizeof...(Times), missing = given - X::shape.rank;
    // As in NumPy: numbers are for the last axes, and more of them make new axes in front.
    constexpr ir::shape wide = [] {
      ir::shape s;
      for (int k = 0; k < missing; ++k) s.push(1);
      return ir::concatenated(s, X::shape);
    }();
    return along<missing < 0 ? -missing : 0, Times...>(reshape_function<wide>{}(x));
  }
  template <int Axis, int First, int... Rest>
  static constexpr auto along(auto x) {
    auto tiled = repeat_function<First, Axis, true>{}(x);
    if constexpr (sizeof...(Rest) == 0) return tiled;
    else return along<Axis + 1, Rest...>(tiled);
  }
};

/// Below (Lower) or above the K-th diagonal of the last two axes, zero elsewhere.
template <bool Lower, int K>
struct triangle_function {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr int rank = X::shape.rank;
    ir::graph& g = *term_of(x).g;
    ir::index_map row, column;
    row.push_axis(rank - 2);
    column.push_axis(rank - 1);
    const ir::term i = ir::view(ir::iota(g, ir::dtype::i32, X::shape[rank - 2]), X::shape, row);
    const ir::term j = ir::view(ir::iota(g, ir::dtype::i32, X::shape[rank - 1]), X::shape, column);
    const ir::term keep = ir::compare(Lower ? ir::op::ge : ir::op::le, i + static_cast<double>(K), j);
    return wrap<X>(ir::select(keep, term_of(x), ir::zeros(g, term_of(x).element(), X::shape)));
  }
};

}  // namespace detail

/// N equal parts along an axis, as a tuple.
template <int N, int Axis = 0, detail::Array X>
constexpr auto split(const X& x) {
  using check = typename detail::split_message<N, Axis>::template of<detail::expr_of<detail::element_t<X>, detail::leaf_traits<X>::dims>>;
  if constexpr (check::message.empty()) {
    return [&]<int... K>(std::integer_sequence<int, K...>) {
      return tuple(detail::on_leaves(detail::part_function<N, Axis, K>{}, x)...);
    }(std::make_integer_sequence<int, N>{});
  } else {
    COTANGENT_REQUIRE(check);
    return tuple(x);
  }
}
/// Shifted by `Shift` places along an axis, or of all elements in row-major order; what falls off the end comes in at the
/// beginning.
template <int Shift, int... Axis, detail::Array X>
constexpr auto roll(const X& x) {
  if constexpr (sizeof...(Axis) > 0) return detail::on_leaves<detail::axes_inside<"roll", Axis...>>(detail::roll_function<Shift, Axis...>{}, x);
  else return detail::on_leaves([]<class V>(V v) { return detail::reshape_function<V::shape>{}(detail::roll_function<Shift, 0>{}(detail::ravel_function{}(v))); }, x);
}
/// With elements `value` around it: <low, high> for all axes, or <low, high, low, high, ...> for each.
template <int... LowHigh, detail::Array X, detail::Operand V = int>
constexpr auto pad(const X& x, const V& value = V{}) { return detail::on_leaves<detail::pad_message<LowHigh...>>(detail::pad_function<LowHigh...>{}, x, value); }
/// Each element `Times` times in a row along an axis, or all in row-major order.
template <int Times, int... Axis, detail::Array X>
constexpr auto repeat(const X& x) {
  using check = detail::positive<"repeat", Times>;
  if constexpr (sizeof...(Axis) == 0) return detail::on_leaves<check>([](auto v) { return detail::repeat_function<Times, 0, false>{}(detail::ravel_function{}(v)); }, x);
  else return detail::on_leaves<detail::axes_inside<"repeat", Axis...>>(detail::checked_function<check, detail::repeat_function<Times, Axis..., false>>{}, x);
}
/// The whole array again and again: Times... along its last axes, or along new ones in front where it has fewer.
template <int... Times, detail::Array X>
constexpr auto tile(const X& x) { return detail::on_leaves<detail::positive<"tile", Times...>>(detail::tile_function<Times...>{}, x); }
/// The lower triangle, up to the K-th diagonal, zero above; triu the upper.
template <int K = 0, detail::Array X>
constexpr auto tril(const X& x) { return detail::on_leaves<detail::is_matrix<"tril">>(detail::triangle_function<true, K>{}, x); }
template <int K = 0, detail::Array X>
constexpr auto triu(const X& x) { return detail::on_leaves<detail::is_matrix<"triu">>(detail::triangle_function<false, K>{}, x); }

}  // namespace cotangent
