// Small tools for rules that build regions: lists of equations, and results of calls.
#pragma once

#include <cotangent/graph/propagate.hpp>
#include <cotangent/graph/term.hpp>

namespace cotangent::ir {

/// Result `k` of `call`.
constexpr int result_of(graph& g, int call, int k, int type) {
  return g.emit(op::get, type, g.intern({static_cast<long long>(k)}), call);
}
/// Its types are those of a region's results.
constexpr list<int> results_of(graph& g, int call, int region) {
  list<int> all;
  for (int id : g.unpacked(g[region].in[1])) all.push(result_of(g, call, all.size(), g[id].type));
  return all;
}

/// A call is an effect where one of its regions has any.
constexpr void note_effects(graph& g, int call, const list<int>& regions) {
  for (int region : regions)
    if (g[region].in[2] >= 0) return g.effects.push(call);
}

constexpr list<int> joined(list<int> a, const list<int>& b) {
  for (int id : b) a.push(id);
  return a;
}
constexpr list<int> part(const list<int>& ids, int from, int count) {
  list<int> some;
  for (int k = from; k < from + count; ++k) some.push(ids[k]);
  return some;
}
/// `ids` with a zero like the corresponding one of `like` for each -1.
constexpr list<int> with_zeros(graph& g, list<int> ids, const list<int>& like) {
  for (int k = 0; k < ids.size(); ++k)
    if (ids[k] < 0) ids[k] = zeros(g, g.element(like[k]), g.dims(like[k])).id;
  return ids;
}
constexpr bool any_present(const list<int>& ids) {
  for (int id : ids)
    if (id >= 0) return true;
  return false;
}
constexpr list<int> without_integers(const graph& g, list<int> tangents, const list<int>& like) {
  for (int k = 0; k < tangents.size(); ++k)
    if (!is_floating(g.element(like[k]))) tangents[k] = -1;
  return tangents;
}

/// What a region computes, operands before what uses them; constants may stand before `first`, its first parameter.
constexpr list<int> region_order(const graph& g, int region, int first) {
  const scope body = scope_of(g, region);
  walk inside(g, first, region);
  for (const list<int>* targets : {&body.effects, &body.results})
    for (int id : *targets) inside.from(id);
  return static_cast<list<int>&&>(inside.order);
}

/// Which equations of a region, in its order, depend on its parameter `from`.
constexpr notes<char> dependent_on(const graph& g, int from, int region, const list<int>& order) {
  notes<char> dependent(from, region);
  dependent.at(from) = 1;
  for (int id : order)
    for (int operand : g.equations[id].in)
      if (id > from && dependent[operand]) dependent.at(id) = 1;
  return dependent;
}

constexpr int parameter_like(graph& g, int id) { return g.emit_unique(op::parameter, g[id].type); }

}  // namespace cotangent::ir
