// Regions that use nothing from outside but their parameters.
#pragma once

#include <cotangent/primitives/all.hpp>

namespace cotangent::ir {

/// Makes the values that `bodies` use from outside, since `mark`, parameters at their ends; returns those values.
constexpr list<int> close_scopes(graph& g, int mark, list<scope>& bodies) {
  list<int> captured;
  for (scope& body : bodies) {
    list<char> seen(g.size() - mark, 0);
    int last = -1;
    auto want = [&](auto& self, int id) -> void {
      if (id >= mark) {
        seen[id - mark] = 1;
        last = id > last ? id : last;
      } else if (id >= 0 && g[id].code == op::pack) {
        for (int element : g.unpacked(id)) self(self, element);
      } else if (id >= 0 && g[id].code != op::region && (g[id].code == op::parameter || !is_leaf(g[id].code))) {
        for (int known : captured)
          if (known == id) return;
        captured.push(id);
      }
    };
    for (int id : body.results) want(want, id);
    for (int id : body.effects) want(want, id);
    for (int id = last; id >= mark; --id)
      if (seen[id - mark] && g[id].code != op::region)
        for (int operand : g.equations[id].in) want(want, operand);
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
