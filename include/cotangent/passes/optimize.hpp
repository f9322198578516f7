// The passes, in order.
#pragma once

#include <cotangent/passes/lower_custom_rules.hpp>
#include <cotangent/passes/simplify_structure.hpp>

namespace cotangent::ir {

/// Only what evaluation needs: custom rules lowered, dead code gone.
constexpr graph without_optimization(const graph& g) {
  return rewrite(lower_custom_rules(g), [](graph& to, const equation& e) { return emit(to, e); });
}

/// Simpler, and still good to differentiate: custom rules and stop_gradient stay.
constexpr graph simplified_for_derivatives(const graph& g) {
  return rewrite(g, [](graph& to, const equation& e) { return e.code == op::stop_gradient ? emit(to, e) : simplify(to, e); });
}

/// The program as it is scheduled. Equal equations are shared by construction of the graph.
constexpr graph optimize(const graph& g) {
  const auto simplify_all = [](graph& to, const equation& e) { return simplify(to, e); };
  graph out = rewrite(lower_custom_rules(g), simplify_all);
  out = rewrite(out, simplify_all);
  return rewrite(out, [](graph& to, const equation& e) { return emit(to, e); });
}

}  // namespace cotangent::ir
