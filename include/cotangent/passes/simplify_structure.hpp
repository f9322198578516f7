// What index maps know: views of views, sums of one-hot rows and diagonals.
#pragma once

#include <cotangent/passes/rewrite.hpp>
#include <cotangent/passes/simplify_arithmetic.hpp>
#include <cotangent/passes/simplify_pads.hpp>

namespace cotangent::ir {

constexpr int simplify_view(graph& g, const equation& e) {
  const int a = e.in[0];
  const shape from = g.dims(a), to = g.dims_of_type(e.type);
  const index_map map = map_of_attribute(g, e.attribute, from.rank);
  if (from == to && map == index_map::identity(from.rank)) return a;
  if (is_splat_leaf(g, a)) return splat_like(g, a, e.type);
  if (g[a].code == op::view) return s_view({&g, g[a].in[0]}, to, compose(g.map_of(a), map)).id;
  if (g[a].code != op::pad) return -1;

  // A view of a pad is a pad of a view, if each axis is either walked whole by an axis of its own, or fixed.
  const index_map pad_map = g.map_of(a);
  const int inner = g[a].in[0];
  const shape inner_dims = g.dims(inner);
  int fixed[max_rank];
  for (int& f : fixed) f = -1;
  unsigned used = 0;
  for (int k = 0; k < map.rank; ++k) {
    if (map[k].axis >= 0) {
      if (!walks_whole_axis(map[k], from[k], to) || (used >> map[k].axis & 1u)) return -1;
      used |= 1u << map[k].axis;
    } else {
      const axis_index p = pad_map[k];
      const int distance = map[k].offset - p.offset;
      if (p.axis < 0 ? distance != 0 : distance % p.stride != 0) return g.emit(op::zeros, e.type);
      if (p.axis < 0) continue;
      const int at = distance / p.stride;
      if (at < 0 || at >= inner_dims[p.axis] || (fixed[p.axis] >= 0 && fixed[p.axis] != at)) return g.emit(op::zeros, e.type);
      fixed[p.axis] = at;
    }
  }
  // The axes of the new inner array: those of the old one that are not fixed, then those that `to` repeats along.
  shape dims;
  index_map inner_view, place;
  int number[max_rank] = {};
  for (int k = 0; k < inner_dims.rank; ++k) {
    if (fixed[k] >= 0) {
      inner_view.push({-1, fixed[k], 0});
    } else {
      number[k] = dims.rank;
      inner_view.push_axis(dims.rank);
      dims.push(inner_dims[k]);
    }
  }
  for (int axis = 0; axis < to.rank; ++axis) place.push({-2, 0, 0});
  for (int k = 0; k < map.rank; ++k) {
    if (map[k].axis < 0) continue;
    const axis_index p = pad_map[k];
    if (p.axis < 0) place.at[map[k].axis] = p;
    else if (fixed[p.axis] >= 0) place.at[map[k].axis] = {-1, p.offset + p.stride * fixed[p.axis], 0};
    else place.at[map[k].axis] = {number[p.axis], p.offset, p.stride};
  }
  for (int axis = 0; axis < to.rank; ++axis)
    if (place[axis].axis == -2) {
      place.at[axis] = {dims.rank, 0, 1};
      dims.push(to[axis]);
    }
  return s_pad(s_view({&g, inner}, dims, inner_view), to, place).id;
}

/// The sum of a view whose axes stand in another order than those of what it views: the order of memory comes first, so that
/// sums of rows and sums of columns do not look alike. -1 if they stand in that order, or if an axis is walked twice or not at all.
constexpr int sum_in_order_of_source(graph& g, const equation& e, const shape& from, unsigned axes) {
  const int view = e.in[0];
  const index_map map = g.map_of(view);
  index_map ordered, back;  // `back`: where an axis of the sum is among those that it has in order
  shape dims;
  int place[max_rank];
  bool moved = false;
  for (int& p : place) p = -1;
  for (int k = 0; k < map.rank; ++k) {
    const axis_index at = map[k];
    if (at.axis >= 0) {
      if (place[at.axis] >= 0) return -1;
      moved = moved || at.axis != dims.rank;
      place[at.axis] = dims.rank;
      ordered.push({dims.rank, at.offset, at.stride});
      dims.push(from[at.axis]);
    } else {
      ordered.push(at);
    }
  }
  if (!moved || dims.rank != from.rank) return -1;
  unsigned summed = 0;
  for (int axis = 0; axis < from.rank; ++axis) summed |= (axes >> axis & 1u) << place[axis];
  const term total = s_reduce(e.code, s_view({&g, g[view].in[0]}, dims, ordered), summed);
  const shape to = without(from, axes);
  int kept[max_rank] = {}, count = 0;  // the axis of `to` that each axis in order is
  for (int axis = 0; axis < from.rank; ++axis)
    if (!(axes >> axis & 1u)) kept[place[axis]] = count++;
  for (int k = 0; k < dims.rank; ++k)
    if (!(summed >> k & 1u)) back.push_axis(kept[k]);
  return s_view(total, to, back).id;
}
constexpr int simplify_sum(graph& g, const equation& e) {
  const term a{&g, e.in[0]};
  const auto axes = static_cast<unsigned>(g.word(e.attribute, 0));
  const shape from = a.dims();
  if (is_zeros(g, a.id)) return g.emit(op::zeros, e.type);
  const op code = g[a.id].code;
  if (code == op::neg) return s_apply(op::neg, s_reduce(e.code, {&g, g[a.id].in[0]}, axes)).id;
  if (is_sum_with_small_pad(g, a.id)) {
    const term left{&g, g[a.id].in[0]}, right{&g, g[a.id].in[1]};
    return s_apply(code, s_reduce(e.code, left, axes), s_reduce(e.code, right, axes)).id;
  }
  if (code == op::pad) {
    // Dropping a padded axis: what it alone placed is summed; what another axis places too is simply there.
    const index_map map = g.map_of(a.id);
    const term v{&g, g[a.id].in[0]};
    unsigned inner = 0;
    for (int k = 0; k < v.dims().rank; ++k) {
      bool kept = false;
      for (int axis = 0; axis < map.rank; ++axis) kept = kept || (!(axes >> axis & 1u) && map[axis].axis == k);
      if (!kept) inner |= 1u << k;
    }
    index_map place;
    for (int axis = 0; axis < map.rank; ++axis) {
      if (axes >> axis & 1u) continue;
      axis_index p = map[axis];
      if (p.axis >= 0) {
        int before = 0;
        for (int k = 0; k < p.axis; ++k) before += static_cast<int>(inner >> k & 1u);
        p.axis -= before;
      }
      place.push(p);
    }
    return s_pad(s_reduce(e.code, v, inner), without(from, axes), place).id;
  }
  // What does not depend on the summed axes comes before the sum: sum(view(x) * y) = x' * sum(y).
  const auto free_of = [&](int id) { return (walked_axes(g, id, from.rank) & axes) == 0; };
  const auto outside = [&](int id) { return without_axes({&g, id}, from, axes); };
  if (code == op::mul || code == op::div) {
    const int x = g[a.id].in[0], y = g[a.id].in[1];
    if (free_of(y)) return s_apply(code, s_reduce(e.code, {&g, x}, axes), outside(y)).id;
    if (code == op::mul && free_of(x)) return s_apply(code, outside(x), s_reduce(e.code, {&g, y}, axes)).id;
    // Over axes that only one factor walks, that one is summed first: sum(A B) needs no product.
    for (int side = 0; side < 2 && code == op::mul; ++side) {
      const int summed = side == 0 ? x : y, other = side == 0 ? y : x;
      const unsigned first = axes & ~walked_axes(g, other, from.rank);
      if (first == 0) continue;
      const term product = s_apply(op::mul, s_reduce(e.code, {&g, summed}, first), without_axes({&g, other}, from, first));
      return s_reduce(e.code, product, renumbered_axes(axes, first)).id;
    }
  }
  if (free_of(a.id)) {
    double count = 1;
    for (int k = 0; k < from.rank; ++k)
      if (axes >> k & 1u) count *= from[k];
    const term value = outside(a.id);
    return s_apply(op::mul, value, full_like(value, count)).id;
  }
  if (code == op::view) {  // what is only repeated along other axes is summed once
    const unsigned walked = walked_axes(g, a.id, from.rank), all = (1u << from.rank) - 1, repeated = all & ~walked & ~axes;
    if (repeated != 0) {
      const term once = s_reduce(e.code, without_axes(a, from, repeated), renumbered_axes(axes, repeated));
      const shape to = without(from, axes);
      return s_view(once, to, repeated_along(to.rank, renumbered_axes(repeated, axes))).id;
    }
    if (const int ordered = sum_in_order_of_source(g, e, from, axes); ordered >= 0) return ordered;
  }
  if (code == op::reduce_sum) {
    const unsigned first = g.axes_of(a.id);
    unsigned all = first;
    for (int k = 0, kept = 0; k < g.dims(g[a.id].in[0]).rank; ++k)
      if (!(first >> k & 1u)) all |= (axes >> kept++ & 1u) << k;
    return s_reduce(e.code, {&g, g[a.id].in[0]}, all).id;
  }
  return -1;
}

constexpr int simplify_reshape(graph& g, const equation& e) {
  const int a = e.in[0];
  const shape from = g.dims(a), to = g.dims_of_type(e.type);
  if (from == to) return a;
  if (is_splat_leaf(g, a)) return splat_like(g, a, e.type);
  if (g[a].code == op::reshape) return simplified(g, op::reshape, e.type, -1, g[a].in[0]).id;
  // Axes of extent one that come or go make a view.
  index_map map;
  int k = 0;
  for (int axis = 0; axis < from.rank; ++axis) {
    if (from[axis] == 1) {
      map.push({-1, 0, 0});
      continue;
    }
    while (k < to.rank && to[k] == 1) ++k;
    if (k == to.rank || to[k] != from[axis]) return -1;
    map.push_axis(k++);
  }
  return s_view({&g, a}, to, map).id;
}

constexpr int simplify_structure(graph& g, const equation& e) {
  switch (e.code) {
    case op::view: return simplify_view(g, e);
    case op::reshape: return simplify_reshape(g, e);
    case op::reduce_sum: return simplify_sum(g, e);
    default: return -1;
  }
}

constexpr int simplify(graph& g, const equation& e) {
  for (auto* rules : {&simplify_arithmetic, &simplify_structure, &simplify_pads}) {
    const int simpler = rules(g, e);
    if (simpler >= 0) return simpler;
  }
  return emit(g, e);
}

}  // namespace cotangent::ir
