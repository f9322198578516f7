// Passes and transforms may change everything but what a program is given and returns.
#pragma once

#include <cotangent/graph/propagate.hpp>

namespace cotangent::ir {

/// Whether two lists of values, each in its own graph, have the same types.
constexpr bool same_types(const graph& a, const list<int>& first, const graph& b, const list<int>& second) {
  if (first.size() != second.size()) return false;
  for (int k = 0; k < first.size(); ++k)
    if (first[k] < 0 || !b.has_type(second[k], a.type_of(first[k]))) return false;
  return true;
}
/// Whether the programs of both graphs are given, and return, values of the same types.
constexpr bool keeps_types(const graph& before, const graph& after) {
  const scope a = scope_of(before, before.root), b = scope_of(after, after.root);
  return same_types(before, a.parameters, after, b.parameters) && same_types(before, a.results, after, b.results);
}
/// What a pass made of a program; refused if that is another type of program, which only a fault of ours can be.
constexpr graph keeping_types(const graph& before, graph after) {
  if (after.refusal.empty() && !keeps_types(before, after))
    after.refusal =
        "internal: a pass changed the element type or shape of a parameter or result; please report this program";
  return after;
}

}  // namespace cotangent::ir
