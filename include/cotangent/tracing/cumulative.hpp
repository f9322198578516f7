// Products, running sums and products, order: by halving and doubling, so that n elements take log n equations.
#pragma once

#include <cotangent/primitives/product.hpp>
#include <cotangent/tracing/pieces.hpp>

namespace cotangent {
namespace detail {

/// x at `offset` along an axis of extent `extent`, zero elsewhere.
constexpr ir::term placed(ir::term x, int axis, int offset, int extent) {
  ir::shape dims = x.dims();
  ir::index_map map = ir::index_map::identity(dims.rank);
  map.at[axis].offset = offset;
  dims.dims[axis] = extent;
  return ir::pad(x, dims, map);
}

template <bool Keep, int... A>
struct prod_function {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr unsigned mask = reduced_mask<X, A...>();
    ir::term r = term_of(x);
    for (int axis = X::shape.rank - 1; axis >= 0; --axis)
      if (mask >> axis & 1u) r = ir::product_along(r, axis);
    if constexpr (Keep)
      return make_expr<typename X::value_type, ones_at(X::shape, mask)>(ir::reshape(r, ones_at(X::shape, mask)));
    else return make_expr<typename X::value_type, ir::without(X::shape, mask)>(r);
  }
};

/// Whether x repeats along an axis, as far as can be seen.
constexpr bool repeats_along(ir::term x, int axis) {
  return (*x.g)[x.id].code == ir::op::view && !x.g->map_of(x.id).uses(axis);
}
/// The powers x, x^2, ..., x^n along an axis that x repeats along, in n - 1 products: each half is the one before times
/// its last.
constexpr ir::term powers_along(ir::term x, int axis, int n) {
  ir::term some = ir::sliced(x, axis, 0, 1);
  for (int count = 1, more = 0; count < n; count += more) {
    more = count < n - count ? count : n - count;
    ir::index_map last = ir::index_map::identity(x.dims().rank);
    last.at[axis] = {-1, count - 1, 0};
    const ir::term factors = ir::sliced(some, axis, 0, more), next = factors * ir::view(some, factors.dims(), last);
    some = placed(some, axis, 0, count + more) + placed(next, axis, count, count + more);
  }
  return some;
}

/// Running totals along an axis, by doubling (Hillis and Steele, 1986).
template <ir::op Code, int Axis>
struct cumulative_function {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr int axis = normal_axis(Axis, X::shape.rank), n = X::shape[axis];
    ir::term total = term_of(x);
    if (Code == ir::op::mul && repeats_along(total, axis)) return wrap<X>(powers_along(total, axis, n));
    for (int step = 1; step < n; step *= 2) {
      ir::term moved = placed(ir::sliced(total, axis, 0, n - step), axis, step, n);
      if (Code == ir::op::mul) moved = moved + placed(ir::full_like(ir::sliced(total, axis, 0, step), 1), axis, 0, n);
      total = ir::apply(Code, total, moved);
    }
    return wrap<X>(total);
  }
};

template <int Axis>
struct cumulative_sums : cumulative_function<ir::op::add, Axis> {};
template <int Axis>
struct cumulative_products : cumulative_function<ir::op::mul, Axis> {};

/// x with the i-th element along an axis on an axis before or after the others': for comparing all pairs.
constexpr ir::term on_pairs(ir::term x, const ir::shape& pairs, int axis, bool first) {
  ir::index_map map;
  for (int k = 0; k < x.dims().rank; ++k) map.push_axis(k < axis ? k : k == axis ? (first ? axis : axis + 1) : k + 1);
  return ir::view(x, pairs, map);
}
/// How many elements along the axis come before each: its place when sorted. Equal ones keep their order; NaN counts as
/// larger than all.
constexpr ir::term sorted_places(ir::term x, int axis, bool descending = false) {
  const int n = x.dims()[axis];
  const ir::shape pairs = with_axis(x.dims(), axis, n);
  const ir::term a = on_pairs(x, pairs, axis, false),
                 b = on_pairs(x, pairs, axis, true);  // axis: of a's place, axis + 1: a's
  const auto less = [&](ir::term l, ir::term r) {
    const ir::term smaller = ir::compare(ir::op::lt, l, r);
    if (!ir::is_floating(x.element())) return smaller;
    const ir::term nan_last =
        ir::apply(ir::op::logical_and, ir::compare(ir::op::ne, r, r), ir::compare(ir::op::eq, l, l));
    return ir::apply(ir::op::logical_or, smaller, nan_last);
  };
  ir::index_map row, column;
  row.push_axis(axis);
  column.push_axis(axis + 1);
  const ir::term number = ir::iota(*x.g, ir::dtype::i32, n);
  const ir::term earlier = ir::compare(ir::op::lt, ir::view(number, pairs, column), ir::view(number, pairs, row));
  const ir::term smaller = less(a, b), larger = less(b, a);
  const ir::term equal = ir::apply(ir::op::logical_not, ir::apply(ir::op::logical_or, smaller, larger));
  const ir::term before =
      ir::apply(ir::op::logical_or, descending ? larger : smaller, ir::apply(ir::op::logical_and, equal, earlier));
  return ir::sum(ir::convert(before, ir::dtype::i32), 1u << (axis + 1));
}
/// The elements of x in the first `count` places: their sum over the element where its place is here, and zero
/// elsewhere.
constexpr ir::term in_places(ir::term x, ir::term places, int axis, int count) {
  const ir::shape pairs = with_axis(x.dims(), axis, count);  // axis: the place, axis + 1: the element
  ir::index_map row;
  row.push_axis(axis);
  const ir::term number = ir::view(ir::iota(*x.g, ir::dtype::i32, count), pairs, row);
  const ir::term here = ir::compare(ir::op::eq, on_pairs(places, pairs, axis, false), number);
  return ir::sum(ir::select(here, on_pairs(x, pairs, axis, false), ir::zeros(*x.g, x.element(), pairs)),
                 1u << (axis + 1));
}
template <int Axis>
struct sort_function {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr int axis = normal_axis(Axis, X::shape.rank);
    const ir::term v = term_of(x);
    return wrap<X>(in_places(v, sorted_places(v, axis), axis, X::shape[axis]));
  }
};
template <int K, int Axis>
struct top_k_message {
  template <class X>
  struct of {
    static constexpr int axis = normal_axis(Axis, X::shape.rank);
    static constexpr bool in_range = axis >= 0 && axis < X::shape.rank;
    static constexpr bool valid = in_range && K > 0 && K <= X::shape[in_range ? axis : 0];
    static constexpr text message =
        valid      ? text{}
        : in_range ? join("top_k: there are no ", K, " elements along axis ", axis, " of ", description<X>)
                   : join("top_k: axis ", Axis, " out of range for ", description<X>);
  };
};
template <int K, int Axis>
struct top_k_function {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr int axis = normal_axis(Axis, X::shape.rank);
    constexpr ir::shape some = without_axis(with_axis(X::shape, axis, K), axis + 1);
    const ir::term v = term_of(x), places = sorted_places(v, axis, true);
    ir::index_map along;
    along.push_axis(axis);
    const ir::term number = ir::view(ir::iota(*v.g, ir::dtype::i32, X::shape[axis]), v.dims(), along);
    return hana::make_tuple(make_expr<typename leaf_traits<X>::element, some>(in_places(v, places, axis, K)),
                            make_expr<std::int32_t, some>(in_places(number, places, axis, K)));
  }
};

/// The first place of the largest (or smallest) element along an axis, or of all elements.
template <ir::op Code, int... Axis>
struct place_function {
  /// Where the axis is refused.
  template <class X>
  static constexpr auto instead(const X& x) {
    constexpr ir::shape fewer = [] {
      ir::shape s = leaf_traits<X>::dims;
      s.rank = s.rank > 0 ? s.rank - 1 : 0;
      return s;
    }();
    return blank<std::int32_t, fewer>(x);
  }
  template <class X>
  constexpr auto operator()(X x) const {
    if constexpr (sizeof...(Axis) == 0) {
      return of<0>(reshape_function<ir::shape{1, {static_cast<int>(X::shape.size())}}>{}(x));
    } else {
      return of<normal_axis(Axis, X::shape.rank)...>(x);
    }
  }
  template <int A, class X>
  static constexpr auto of(X x) {
    const ir::term v = term_of(x), best = ir::broadcast_along(ir::reduce(Code, v, 1u << A), v.dims(), 1u << A);
    ir::term wins = ir::compare(ir::op::eq, v, best);
    if (ir::is_floating(v.element()))
      wins = ir::apply(ir::op::logical_or, wins, ir::compare(ir::op::ne, v, v));  // NaN wins, as in JAX
    ir::index_map along;
    along.push_axis(A);
    const ir::term number = ir::view(ir::iota(*v.g, ir::dtype::i32, X::shape[A]), v.dims(), along);
    const ir::term first =
        ir::reduce(ir::op::reduce_min, ir::select(wins, number, ir::full_like(number, X::shape[A])), 1u << A);
    return make_expr<std::int32_t, ir::without(X::shape, 1u << A)>(first);
  }
};

}  // namespace detail

/// The product over all or given axes.
template <detail::Operand X, int... A>
constexpr auto prod(const X& x, axes_t<A...> = {}) {
  return detail::on_leaves(detail::checked<detail::axes_inside<"prod", A...>>(detail::prod_function<false, A...>{}), x);
}
template <detail::Operand X, int... A>
constexpr auto prod(const X& x, axes_t<A...>, keepdims_t) {
  return detail::on_leaves(detail::checked<detail::axes_inside<"prod", A...>>(detail::prod_function<true, A...>{}), x);
}

/// Sums of the first 1, 2, ... elements along an axis, or of all in row-major order; cumprod their products.
template <int... Axis, detail::Array X>
constexpr auto cumsum(const X& x) {
  return detail::on_leaves(detail::checked<detail::axes_inside<"cumsum", Axis...>>(
                               detail::flat_or_along<detail::cumulative_sums, Axis...>{}),
                           x);
}
template <int... Axis, detail::Array X>
constexpr auto cumprod(const X& x) {
  return detail::on_leaves(detail::checked<detail::axes_inside<"cumprod", Axis...>>(
                               detail::flat_or_along<detail::cumulative_products, Axis...>{}),
                           x);
}
/// In ascending order along an axis, NaN last; compares all pairs, so meant for small extents.
template <int Axis = -1, detail::Array X>
constexpr auto sort(const X& x) {
  return detail::on_leaves(detail::checked<detail::axes_inside<"sort", Axis>>(detail::sort_function<Axis>{}), x);
}
/// The `Count` largest elements along an axis in descending order, and their places (i32), as a tuple; of equal ones
/// the first comes first, and NaN before all, as in JAX.
template <int Count, int Axis = -1, detail::Array X>
constexpr auto top_k(const X& x) {
  using check = typename detail::top_k_message<Count, Axis>::template of<
      detail::expr_of<detail::element_t<X>, detail::leaf_traits<X>::dims>>;
  if constexpr (check::valid) {
    return detail::on_leaves(detail::top_k_function<Count, Axis>{}, x);
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return detail::anything{};
  }
}
/// The first place, an i32, of the largest element along an axis (or of all, in row-major order); argmin of the
/// smallest.
template <detail::Array X, int... A>
constexpr auto argmax(const X& x, axes_t<A...> = {}) {
  return detail::on_leaves(
      detail::checked<detail::axes_inside<"argmax", A...>>(detail::place_function<ir::op::reduce_max, A...>{}), x);
}
template <detail::Array X, int... A>
constexpr auto argmin(const X& x, axes_t<A...> = {}) {
  return detail::on_leaves(
      detail::checked<detail::axes_inside<"argmin", A...>>(detail::place_function<ir::op::reduce_min, A...>{}), x);
}

}  // namespace cotangent
