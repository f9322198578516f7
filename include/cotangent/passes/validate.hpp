// What must hold of a graph between passes. Generators and tests ask at the door of each stage; nothing else pays for
// it.
#pragma once

#include <cotangent/graph/walk.hpp>
#include <cotangent/passes/validate_calls.hpp>

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

/// What is wrong with the element types of an equation that is neither a call nor a list.
constexpr const char* problem_with_elements(const graph& g, int id) {
  const equation e = g[id];
  const dtype own = g.element(id);
  const auto of = [&](int k) { return g.element(e.in[k]); };
  if (e.code == op::convert) return nullptr;
  if (gives_truths(e.code)) {
    if (own != dtype::boolean) return "a comparison or logic that is no truth";
    if (primitives[e.code].elements == element_kind::logic && of(0) != dtype::boolean)
      return "logic of what is no truth";
    return primitives[e.code].arity == 2 && of(0) != of(1) ? "operands of different element types" : nullptr;
  }
  if (e.code == op::select)
    return of(0) == dtype::boolean && of(1) == own && of(2) == own
               ? nullptr
               : "a choice of another element type, or not by truths";
  if (e.code == op::gather)
    return of(0) == own && !is_floating(of(1)) && of(1) != dtype::boolean
               ? nullptr
               : "a gather of another element type, or not by integers";
  if (e.code == op::scatter_add)
    return of(1) == own && !is_floating(of(0)) && of(0) != dtype::boolean
               ? nullptr
               : "a scatter of another element type, or not by integers";
  if (e.code == op::pow)
    return of(0) == own && (of(1) == own || !is_floating(of(1))) ? nullptr
                                                                 : "a power of another element type than its operand";
  for (int operand : e.in)
    if (operand >= 0 && g.element(operand) != own) return "of another element type than its operand";
  return nullptr;
}

constexpr const char* problem_with(const graph& g, int id) {
  const equation e = g[id];
  for (int operand : e.in)
    if (operand >= id) return "an operand that comes later";
  if (e.code == op::pack || e.code == op::region || e.code == op::print) return nullptr;
  if (is_call(e.code)) return problem_with_call(g, id);
  if (e.type < 0) return "no type";
  if (e.code == op::get) return problem_with_result(g, id);
  const primitive& p = primitives[e.code];
  for (int k = 0; k < p.arity; ++k)
    if (e.in[k] < 0) return "an operand is missing";
  for (int operand : e.in)
    if (operand >= 0 && g[operand].type < 0) return "an operand that is no value";
  if (const char* problem = problem_with_elements(g, id)) return problem;
  const bool keeps_shape =
      is_elementwise(e.code) || e.code == op::copy || e.code == op::stop_gradient || e.code == op::barrier;
  for (int operand : e.in)
    if (keeps_shape && operand >= 0 && !(g.dims(operand) == g.dims(id)))
      return "elementwise, of another shape than its operand";
  if (e.code == op::view && !stays_inside(g.map_of(id), g.dims(e.in[0]), g.dims(id)))
    return "a view that reads outside";
  if (e.code == op::pad && !stays_inside(g.map_of(id), g.dims(id), g.dims(e.in[0]))) return "a pad that writes outside";
  if (e.code == op::reshape && g.dims(e.in[0]).size() != g.dims(id).size()) return "a reshape to another size";
  if (is_reduction(e.code) && !(without(g.dims(e.in[0]), g.axes_of(id)) == g.dims(id)))
    return "a reduction to another shape";
  if (e.code == op::constant && g.word_count(e.attribute) != 1 && g.word_count(e.attribute) != g.dims(id).size())
    return "a constant with too few or too many numbers";
  return nullptr;
}

/// What a region computes it computes from its own parameters.
constexpr bool is_closed(const graph& g, int region) {
  const scope body = scope_of(g, region);
  notes<char> own(0, region);
  for (int p : body.parameters) own.at(p) = 1;
  walk inside(g, 0, region);
  for (const list<int>* targets : {&body.effects, &body.results})
    for (int id : *targets) inside.from(id);
  for (int id : inside.order)
    if (g[id].code == op::parameter && !own[id]) return false;
  return true;
}

/// The first thing wrong with the graph, or nullptr.
constexpr const char* problem_with(const graph& g) {
  for (int id = 0; id < g.size(); ++id)
    if (const char* problem = problem_with(g, id)) return problem;
  if (g.root < 0 || g[g.root].code != op::region) return "no program";
  for (int id : program_order(g))
    if (g[id].code == op::region && !is_closed(g, id)) return "a region that uses a parameter of another";
  return nullptr;
}

/// Of a graph that passes made of another: also whether it is given and returns values of the same types.
constexpr const char* problem_with(const graph& g, const graph& before) {
  if (const char* problem = problem_with(g)) return problem;
  return keeps_types(before, g) ? nullptr : "a pass changed the type of a parameter or result";
}

}  // namespace cotangent::ir
