// Arrays shifted, repeated, padded, and their triangles.
#pragma once

#include <cotangent/tracing/pieces.hpp>

namespace cotangent {
namespace detail {

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
constexpr ir::shape padded(ir::shape s) {
  const int around[] = {LowHigh..., 0};
  const int next = sizeof...(LowHigh) == 2 ? 0 : 2;
  for (int k = 0; k < s.rank; ++k) s.dims[k] = ir::shape::extent(1LL * s[k] + around[next * k] + around[next * k + 1]);
  return s;
}
template <int... LowHigh>
struct pad_message {
  template <class X, class>
  struct of {
    static constexpr bool fits =
        (sizeof...(LowHigh) == 2 || sizeof...(LowHigh) == 2 * X::shape.rank) && ((LowHigh >= 0) && ... && true);
    static constexpr text message =
        fits ? size_problem("pad", padded<LowHigh...>(X::shape))
             : join("pad: needs <low, high>, no less than 0, for all axes of ", description<X>,
                    " or for each of them, got ", static_cast<int>(sizeof...(LowHigh)), " numbers");
  };
};
/// `low` elements before and `high` after along each axis, of the value given.
template <int... LowHigh>
struct pad_function {
  static constexpr const char* name = "pad";
  template <class X, class V>
  constexpr auto operator()(X x, V value) const {
    constexpr auto low = [](int axis) {
      return std::array{LowHigh...}[static_cast<std::size_t>(sizeof...(LowHigh) == 2 ? 0 : 2 * axis)];
    };
    constexpr ir::shape whole = padded<LowHigh...>(X::shape);
    ir::index_map place = ir::index_map::identity(whole.rank);
    for (int k = 0; k < whole.rank; ++k) place.at[k].offset = low(k);
    const ir::term inside = ir::pad(term_of(x), whole, place);
    // What is not covered gets the value: a choice, so that the value may be infinite.
    const ir::term covered = ir::pad(ir::full_like(term_of(x), 1), whole, place);
    const ir::term fill = broadcast(term_of(value), whole);
    return make_expr<typename X::value_type, whole>(
        ir::select(ir::compare(ir::op::ne, covered, ir::full_like(covered, 0)), inside, fill));
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
      s.dims[axis] = ir::shape::extent(1LL * s[axis] * Times);
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
    static constexpr text message = [] {
      if (!((Times > 0) && ...))
        return join(Name.chars, ": needs at least one copy of ", description<X>, " along each axis");
      if (sizeof...(Times) > ir::max_rank) return size_problem(Name.chars, {ir::shape::overfull, {}});
      long long whole = X::shape.size();
      ((whole = ir::shape::extent(whole * Times)), ...);
      return size_problem(Name.chars, {1, {static_cast<int>(whole)}});
    }();
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
    return along < missing<0 ? -missing : 0, Times...>(reshape_function<wide>{}(x));
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

/// Shifted by `Shift` places along an axis, or of all elements in row-major order; what falls off the end comes in at
/// the beginning.
template <int Shift, int... Axis, detail::Array X>
constexpr auto roll(const X& x) {
  if constexpr (sizeof...(Axis) > 0)
    return detail::on_leaves(
        detail::checked<detail::axes_inside<"roll", Axis...>>(detail::roll_function<Shift, Axis...>{}), x);
  else
    return detail::on_leaves(
        []<class V>(V v) {
          return detail::reshape_function<V::shape>{}(detail::roll_function<Shift, 0>{}(detail::ravel_function{}(v)));
        },
        x);
}
/// With elements `value` around it: <low, high> for all axes, or <low, high, low, high, ...> for each.
template <int... LowHigh, detail::Array X, detail::Operand V = int>
constexpr auto pad(const X& x, const V& value = V{}) {
  return detail::on_leaves(detail::checked<detail::pad_message<LowHigh...>>(detail::pad_function<LowHigh...>{}), x,
                           value);
}
/// Each element `Times` times in a row along an axis, or all in row-major order.
template <int Times, int... Axis, detail::Array X>
constexpr auto repeat(const X& x) {
  using check = detail::positive<"repeat", Times>;
  if constexpr (sizeof...(Axis) == 0)
    return detail::on_leaves(detail::checked<check>([](auto v) {
                               return detail::repeat_function<Times, 0, false>{}(detail::ravel_function{}(v));
                             }),
                             x);
  else
    return detail::on_leaves(detail::checked<detail::axes_inside<"repeat", Axis...>>(
                                 detail::checked_function<check, detail::repeat_function<Times, Axis..., false>>{}),
                             x);
}
/// The whole array again and again: Times... along its last axes, or along new ones in front where it has fewer.
template <int... Times, detail::Array X>
constexpr auto tile(const X& x) {
  return detail::on_leaves(detail::checked<detail::positive<"tile", Times...>>(detail::tile_function<Times...>{}), x);
}
/// The lower triangle, up to the K-th diagonal, zero above; triu the upper.
template <int K = 0, detail::Array X>
constexpr auto tril(const X& x) {
  return detail::on_leaves(detail::checked<detail::is_matrix<"tril">>(detail::triangle_function<true, K>{}), x);
}
template <int K = 0, detail::Array X>
constexpr auto triu(const X& x) {
  return detail::on_leaves(detail::checked<detail::is_matrix<"triu">>(detail::triangle_function<false, K>{}), x);
}

}  // namespace cotangent
