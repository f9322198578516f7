// What each step of a loop would compute from its constants alone is computed once, before it. Differentiation then
// keeps it once, and sums cotangents of what steps use: of a slice of an array, not of the array.
#pragma once

#include <cotangent/transforms/split.hpp>
#include <cotangent/transforms/split_scan.hpp>

namespace cotangent::ir {

/// What in the body of a scan is the same in all steps.
class loop_invariants {
 public:
  constexpr loop_invariants(graph& program, const scan_parts& parts, const scope& its_body)
      : g(program), p(parts), body(its_body), end(program.size()) {
    first = end;
    for (int id : body.parameters) first = id < first ? id : first;
    walk inside(g, first, end);
    for (int id : body.results) inside.from(id);
    order = static_cast<list<int>&&>(inside.order);
    depends = notes<char>(first, end);
    for (int k = 0; k < body.parameters.size(); ++k)
      depends.at(body.parameters[k]) = k < p.known_consts ? constants : k < p.consts ? linear : steps;
    for (int id : order) {
      // What stands behind a barrier is to be computed where it is used.
      if (g[id].code == op::barrier || g[id].code == op::copy) depends.at(id) = steps;
      for (int operand : g.equations[id].in)
        if (depends[operand] > depends[id]) depends.at(id) = depends[operand];
    }
  }

  /// Whether it depends on constants, and on nothing else.
  constexpr bool holds(int id) const { return id >= first && depends[id] != nothing && depends[id] != steps; }
  constexpr bool is_known(int id) const { return depends[id] == constants; }
  int first = 0;  // what stands before the parameters comes of numbers alone

  /// The values that leave the loop: the last before what changes from step to step. An array that is another's,
  /// repeated or among zeros, does not; that other one does.
  constexpr list<int> leaving() {
    found = {};
    taken = notes<char>(first, end);
    for (int id : body.parameters) taken.at(id) = 1;
    for (int id : order)
      if (depends[id] == steps)
        for (int operand : g.equations[id].in) take(operand);
    for (int k = 0; k < p.carry; ++k) take(body.results[k]);
    return found;
  }

  /// `values` of the body, outside of the loop.
  constexpr list<int> outside(const list<int>& values) const {
    substitution rule{g, {}};
    scope wanted;
    wanted.results = values;
    list<int> seeds;
    for (int k = 0; k < p.consts; ++k) {
      rule.images.set(body.parameters[k], p.operands[k]);
      seeds.push(body.parameters[k]);
    }
    propagate(g, seeds, wanted, rule);
    list<int> images;
    for (int id : values) images.push(rule.image(id));
    return images;
  }

 private:
  enum dependence : char { nothing, constants, linear, steps };

  constexpr void take(int id) {
    if (!holds(id) || taken[id]) return;
    taken.at(id) = 1;
    const op code = g[id].code;
    if (code == op::region) return;
    if (code == op::pack || g[id].type < 0 || enlarges(g, id)) {
      for (int operand : g.equations[id].in) take(operand);
      return;
    }
    found.push(id);
  }

  graph& g;
  const scan_parts& p;
  const scope& body;
  int end;
  list<int> order, found;
  notes<char> depends, taken;
};

/// The scan whose steps are given what is the same in all of them, and no constants that none of them needs any more.
constexpr scan_parts without_invariants(graph& g, const scan_parts& p) {
  if (p.consts == 0 || p.steps < 2) return p;
  const scope body = scope_of(g, p.region);
  loop_invariants same(g, p, body);
  const list<int> leaving = same.leaving();
  if (leaving.empty()) return p;
  const list<int> images = same.outside(leaving);
  scope whole = body;
  substitution rule{g, {}};
  for (int id : leaving) rule.images.set(id, parameter_like(g, id));
  propagate(g, leaving, whole, rule);
  list<int> results;
  for (int id : body.results) results.push(rule.image(id));
  walk needed(g, same.first, g.size());
  for (int id : results) needed.from(id);
  notes<char> is_needed(same.first, g.size());
  for (int id : needed.order) is_needed.at(id) = 1;

  scan_parts rest = p;
  rest.operands = {};
  list<int> parameters;
  const auto give = [&](int parameter, int operand) {
    parameters.push(parameter);
    rest.operands.push(operand);
  };
  for (const bool known : {true, false}) {
    for (int k = known ? 0 : p.known_consts; k < (known ? p.known_consts : p.consts); ++k)
      if (is_needed[body.parameters[k]]) give(body.parameters[k], p.operands[k]);
    for (int k = 0; k < leaving.size(); ++k)
      if (same.is_known(leaving[k]) == known) give(rule.image(leaving[k]), images[k]);
    (known ? rest.known_consts : rest.consts) = parameters.size();
  }
  for (int k = p.consts; k < p.operands.size(); ++k) give(body.parameters[k], p.operands[k]);
  rest.region = g.make_region(parameters, results, {});
  return rest;
}

}  // namespace cotangent::ir
