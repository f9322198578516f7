// Equations written as simply as the rules know.
#pragma once

#include <cotangent/graph/term.hpp>

namespace cotangent::ir {

// The rules, a file for each kind: the simpler equation, or -1. `simplify` is all of them together, and emits what is simple.
constexpr int simplify_arithmetic(graph& g, const equation& e);
constexpr int simplify_structure(graph& g, const equation& e);
constexpr int simplify_pads(graph& g, const equation& e);
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
  return simplified(g, code, g.intern(a.element(), without(a.dims(), axes)), g.intern({static_cast<long long>(axes)}), a.id);
}

constexpr bool is_zeros(const graph& g, int id) { return id >= 0 && g[id].code == op::zeros; }
constexpr index_map map_of_attribute(const graph& g, int attribute, int rank) {
  index_map map;
  for (int k = 0; k < rank; ++k)
    map.push({static_cast<int>(g.word(attribute, 3 * k)), static_cast<int>(g.word(attribute, 3 * k + 1)), static_cast<int>(g.word(attribute, 3 * k + 2))});
  return map;
}

constexpr int splat_like(graph& g, int id, int type) { return g.emit(g[id].code, type, g[id].attribute); }

/// A pad, such as a diagonal, whose elements are few among those of its space.
constexpr bool is_small_pad(const graph& g, int id) {
  return g[id].code == op::pad && 8LL * g.dims(g[id].in[0]).size() <= g.dims(id).size();
}
constexpr bool is_sum_with_small_pad(const graph& g, int id) {
  return (g[id].code == op::add || g[id].code == op::sub) && (is_small_pad(g, g[id].in[0]) || is_small_pad(g, g[id].in[1]));
}

}  // namespace cotangent::ir

#include <cotangent/passes/simplify_structure.hpp>  // rules call each other
