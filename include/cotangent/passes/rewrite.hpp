// A pass rebuilds the program from its inputs on, through a rule that may write each equation differently.
#pragma once

#include <cotangent/graph/copying.hpp>
#include <cotangent/transforms/custom_rule.hpp>

namespace cotangent::ir {

/// A new graph with what the program `g.root` needs, each equation written by rule(graph, equation).
/// What nothing needs is not copied: this is also how dead code is removed.
template <class Rule>
constexpr graph rewrite(const graph& g, Rule rule) {
  graph out;
  out.refusal = g.refusal;
  out.options = g.options;
  out.reserve_unique(g.unique_count());  // a rule's new parameters are none of the program's
  copying copies(g, out, false);
  const list<int> order = program_order(g);
  out.reserve(order.size());
  for (int id : order) copies.number[id] = rule(out, copies.translated(id));
  out.root = copies.number[g.root];
  return out;
}

/// Whether there is anything for a pass to look at.
constexpr bool has(const graph& g, op code) {
  for (const equation& e : g.equations)
    if (e.code == code) return true;
  return false;
}

constexpr int emit(graph& g, const equation& e) {
  return g.emit(e.code, e.type, e.attribute, e.in[0], e.in[1], e.in[2]);
}

}  // namespace cotangent::ir
