// Regions that use nothing from outside but their parameters.
#pragma once

#include <cotangent/primitives/all.hpp>

namespace cotangent::ir {

/// Makes the values that `bodies` use from outside parameters at their ends; returns those values. From outside is what
/// is before `mark`, and what is in `outside`.
constexpr list<int> close_scopes(graph& g, int mark, list<scope>& bodies, const list<int>& outside = {}) {
  list<int> captured;
  notes<char> late(mark, g.size());
  for (int id : outside)
    if (id >= mark) late.at(id) = 1;
  for (scope& body : bodies) {
    walk inside(g, mark, g.size());
    for (int id : outside)
      if (id >= mark) inside.stop_at(id);
    const auto capture = [&](auto& self, int id) -> void {
      if (id < 0 || (id >= mark && !late[id])) return;
      if (g[id].code == op::pack) {
        for (int element : g.unpacked(id)) self(self, element);
      } else if (g[id].code != op::region && (g[id].code == op::parameter || !is_leaf(g[id].code))) {
        for (int known : captured)
          if (known == id) return;
        captured.push(id);
      }
    };
    for (const list<int>* targets : {&body.effects, &body.results})
      for (int id : *targets) {
        inside.from(id);
        capture(capture, id);
      }
    for (int id : inside.order)
      for (int operand : g.equations[id].in) capture(capture, operand);
  }
  if (captured.empty()) return captured;
  for (scope& body : bodies) {
    substitution rule{g, {}};
    list<int> seeds;
    for (int id : captured) {
      const int p = g.emit_unique(op::parameter, g[id].type);
      rule.images.set(id, p);
      seeds.push(id);
      body.parameters.push(p);
    }
    body.effects = effects_of(g, [&] { propagate(g, seeds, body, rule); });
    for (int k = 0; k < body.results.size(); ++k) body.results[k] = rule.image(body.results[k]);
  }
  return captured;
}

}  // namespace cotangent::ir
