// What index maps know: views of views, views of pads, reshapes that are views.
#pragma once

#include <cotangent/passes/rewrite.hpp>
#include <cotangent/passes/simplify_arithmetic.hpp>
#include <cotangent/passes/simplify_choices.hpp>
#include <cotangent/passes/simplify_pads.hpp>
#include <cotangent/passes/simplify_repeats.hpp>
#include <cotangent/passes/simplify_sums.hpp>

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
      if (at < 0 || at >= inner_dims[p.axis] || (fixed[p.axis] >= 0 && fixed[p.axis] != at))
        return g.emit(op::zeros, e.type);
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
  for (auto* rules :
       {&simplify_arithmetic, &simplify_choices, &simplify_structure, &simplify_pads, &simplify_repeats}) {
    const int simpler = rules(g, e);
    if (simpler >= 0) return simpler;
  }
  return emit(g, e);
}

}  // namespace cotangent::ir
