// Equations written as simply as the rules know.
#pragma once

#include <cotangent/passes/known_values.hpp>

namespace cotangent::ir {

// The rules, a file for each kind: the simpler equation, or -1. `simplify` is all of them together, and emits what is
// simple.
constexpr int simplify_choices(graph& g, const equation& e);
constexpr int simplify_arithmetic(graph& g, const equation& e);
constexpr int simplify_structure(graph& g, const equation& e);
constexpr int simplify_sum(graph& g, const equation& e);
constexpr int simplify_pads(graph& g, const equation& e);
constexpr int simplify_repeats(graph& g, const equation& e);
constexpr int simplify(graph& g, const equation& e);

constexpr term simplified(graph& g, op code, int type, int attribute, int a, int b = -1, int c = -1) {
  return {&g, simplify(g, {code, type, attribute, {a, b, c}})};
}
constexpr term s_apply(op code, term a) { return simplified(*a.g, code, a.type(), -1, a.id); }
constexpr term s_apply(op code, term a, term b) { return simplified(*a.g, code, a.type(), -1, a.id, b.id); }
constexpr term s_view(term a, const shape& to, const index_map& map) {
  return simplified(*a.g, op::view, a.g->intern(a.element(), to), a.g->intern(map), a.id);
}
constexpr term s_pad(term a, const shape& to, const index_map& map) {
  return simplified(*a.g, op::pad, a.g->intern(a.element(), to), a.g->intern(map), a.id);
}
constexpr term s_reduce(op code, term a, unsigned axes) {
  if (axes == 0) return a;
  graph& g = *a.g;
  return simplified(g, code, g.intern(a.element(), without(a.dims(), axes)), g.intern({static_cast<long long>(axes)}),
                    a.id);
}

/// Whether a sum is known to be nothing (vanishing_sums.hpp).
constexpr bool sum_vanishes(term a, unsigned axes);

constexpr bool is_zeros(const graph& g, int id) { return id >= 0 && g[id].code == op::zeros; }
constexpr index_map map_of_attribute(const graph& g, int attribute, int rank) {
  index_map map;
  for (int k = 0; k < rank; ++k)
    map.push({static_cast<int>(g.word(attribute, 3 * k)), static_cast<int>(g.word(attribute, 3 * k + 1)),
              static_cast<int>(g.word(attribute, 3 * k + 2))});
  return map;
}

constexpr int splat_like(graph& g, int id, int type) { return g.emit(g[id].code, type, g[id].attribute); }

/// A pad, such as a diagonal, whose elements are few among those of its space.
constexpr bool is_small_pad(const graph& g, int id) {
  return g[id].code == op::pad && 8LL * g.dims(g[id].in[0]).size() <= g.dims(id).size();
}
/// A sum of such pads and something dense. More of them stay where they are: each step of a long chain could add one,
/// and products with all of them would grow with the square of its length.
inline constexpr int most_small_pads = 4;
constexpr bool is_sum_with_small_pad(const graph& g, int id) {
  int pads = 0;
  while ((g[id].code == op::add || g[id].code == op::sub) && pads <= most_small_pads) {
    const int a = g[id].in[0], b = g[id].in[1];
    if (!is_small_pad(g, a) && !is_small_pad(g, b)) break;
    ++pads;
    id = is_small_pad(g, a) ? b : a;
  }
  return pads >= 1 && pads <= most_small_pads;
}

// Which axes a view walks along and which it repeats along; what it shows, once.

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
constexpr bool is_free_of(const graph& g, int id, int rank, unsigned axes) {
  return (walked_axes(g, id, rank) & axes) == 0;
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

#include <cotangent/passes/simplify_structure.hpp>  // rules call each other
