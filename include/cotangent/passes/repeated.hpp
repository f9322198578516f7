// Which axes a view walks along and which it repeats along; what it shows, once.
#pragma once

#include <cotangent/passes/simplified.hpp>

namespace cotangent::ir {

/// The axes of a space of that rank which an equation over it depends on, as far as its index map says.
constexpr unsigned walked_axes(const graph& g, int id, int rank) {
  if (is_splat_leaf(g, id)) return 0;
  if (g[id].code != op::view) return (1u << rank) - 1;
  unsigned walked = 0;
  const index_map map = g.map_of(id);
  for (int k = 0; k < map.rank; ++k)
    if (map[k].axis >= 0) walked |= 1u << map[k].axis;
  return walked;
}
/// `axes` as they are numbered once `dropped` are gone.
constexpr unsigned renumbered_axes(unsigned axes, unsigned dropped) {
  unsigned to = 0;
  for (int k = 0, number = 0; k < max_rank; ++k) {
    if (dropped >> k & 1u) continue;
    if (axes >> k & 1u) to |= 1u << number;
    ++number;
  }
  return to;
}
/// A view or number without axes that it does not depend on.
constexpr term without_axes(term x, const shape& from, unsigned axes) {
  graph& g = *x.g;
  const shape to = without(from, axes);
  if (is_splat_leaf(g, x.id)) return {&g, splat_like(g, x.id, g.intern(x.element(), to))};
  index_map map = g.map_of(x.id);
  for (int k = 0; k < map.rank; ++k) {
    int before = 0;
    for (int axis = 0; axis < map[k].axis; ++axis) before += static_cast<int>(axes >> axis & 1u);
    if (map[k].axis >= 0) map.at[k].axis -= before;
  }
  return s_view({&g, g[x.id].in[0]}, to, map);
}
/// How an array is indexed in a space of that rank which repeats it along `repeated`.
constexpr index_map repeated_along(int rank, unsigned repeated) {
  index_map map;
  for (int k = 0; k < rank; ++k)
    if (!(repeated >> k & 1u)) map.push_axis(k);
  return map;
}

/// What a view shows several times, once, and how that is spread again. No part where nothing is repeated.
struct shown_once {
  term part;
  index_map spread;
};
constexpr shown_once shown_once_by(graph& g, int view) {
  if (g[view].code != op::view) return {};
  const shape to = g.dims(view);
  const unsigned repeated = ((1u << to.rank) - 1) & ~walked_axes(g, view, to.rank);
  if (repeated != 0) return {without_axes({&g, view}, to, repeated), repeated_along(to.rank, repeated)};
  const int from = g[view].in[0];
  if (g.dims(from).size() < to.size()) return {{&g, from}, g.map_of(view)};
  return {};
}

}  // namespace cotangent::ir
