// What must hold of a graph between passes. Tests ask at the door of each stage; nothing else pays for it.
#pragma once

#include <cotangent/graph/propagate.hpp>
#include <cotangent/primitives/all.hpp>

namespace cotangent::ir {

/// True if every index that the map gives for an array of shape `from`, over all indices of `to`, is inside it.
constexpr bool stays_inside(const index_map& map, const shape& from, const shape& to) {
  if (map.rank != from.rank) return false;
  for (int k = 0; k < map.rank; ++k) {
    if (map[k].axis >= to.rank) return false;
    const int last = map[k].axis < 0 ? map[k].offset : map[k].offset + map[k].stride * (to[map[k].axis] - 1);
    if (map[k].offset < 0 || map[k].offset >= from[k] || last < 0 || last >= from[k]) return false;
  }
  return true;
}

constexpr const char* problem_with(const graph& g, int id) {
  const equation e = g[id];
  for (int operand : e.in)
    if (operand >= id) return "an operand that comes later";
  if (e.code == op::pack || e.code == op::region || e.code == op::print || is_call(e.code))
    return nullptr;
  if (e.type < 0) return "no type";
  const primitive& p = primitives[e.code];
  for (int k = 0; k < p.arity; ++k)
    if (e.in[k] < 0) return "an operand is missing";
  if (p.elementwise || e.code == op::select) {
    for (int operand : e.in)
      if (operand >= 0 && !(g.dims(operand) == g.dims(id))) return "elementwise, of another shape than its operand";
    const bool compares = e.code >= op::eq && e.code <= op::is_nan;
    if (!compares && e.code != op::convert && g.element(e.in[e.code == op::pow ? 0 : p.arity - 1]) != g.element(id)) return "of another element type than its operand";
    if (p.arity == 2 && e.code != op::pow && g.element(e.in[0]) != g.element(e.in[1])) return "operands of different element types";
  }
  if (e.code == op::view && !stays_inside(g.map_of(id), g.dims(e.in[0]), g.dims(id))) return "a view that reads outside";
  if (e.code == op::pad && !stays_inside(g.map_of(id), g.dims(id), g.dims(e.in[0]))) return "a pad that writes outside";
  if (e.code == op::reshape && g.dims(e.in[0]).size() != g.dims(id).size()) return "a reshape to another size";
  if (e.code >= op::reduce_sum && e.code <= op::reduce_or && !(without(g.dims(e.in[0]), g.axes_of(id)) == g.dims(id)))
    return "a reduction to another shape";
  if (e.code == op::constant && g.word_count(e.attribute) != 1 && g.word_count(e.attribute) != g.dims(id).size())
    return "a constant with too few or too many numbers";
  return nullptr;
}

/// The first thing wrong with the graph, or nullptr.
constexpr const char* problem_with(const graph& g) {
  for (int id = 0; id < g.size(); ++id)
    if (const char* problem = problem_with(g, id)) return problem;
  return g.root < 0 || g[g.root].code != op::region ? "no program" : nullptr;
}

}  // namespace cotangent::ir
