// The passes, in order.
#pragma once

#include <cotangent/passes/lower_custom_rules.hpp>
#include <cotangent/passes/recurrences.hpp>
#include <cotangent/passes/separate_scans.hpp>
#include <cotangent/passes/symmetric_sums.hpp>

namespace cotangent::ir {

/// Only what evaluation needs: custom rules lowered, dead code gone.
constexpr graph without_optimization(const graph& g) {
  return rewrite(lower_custom_rules(g), [](graph& to, const equation& e) { return emit(to, e); });
}

/// Simpler, and still good to differentiate: custom rules and stop_gradient stay.
constexpr graph simplified_for_derivatives(const graph& g) {
  return rewrite(g, [](graph& to, const equation& e) { return e.code == op::stop_gradient ? emit(to, e) : simplify(to, e); });
}

/// A step of optimization, and what it is for.
struct pass {
  const char* name;
  const char* purpose;
  graph (*run)(const graph&);
};
constexpr graph simplify_all(const graph& g) {
  return rewrite(g, [](graph& to, const equation& e) { return simplify(to, e); });
}
constexpr graph drop_dead(const graph& g) {
  return rewrite(g, [](graph& to, const equation& e) { return emit(to, e); });
}
inline constexpr pass passes[] = {
    {"lower", "custom rules, checkpoints and formulas become what they compute", &lower_custom_rules},
    {"simplify", "neutral elements, known zeros, views of views, pads out of products, sums from inside, numbers, logarithms of exponentials", &simplify_all},
    {"recurrences", "what a loop carries goes through one product and one sum", &shorten_recurrences},
    {"separate", "of loops over numbers, what need not wait for the step before is computed for all steps at once", &separate_scans},
    {"simplify again", "what the first round made possible", &simplify_all},
    {"symmetric", "sums of products that are the same on both sides of a diagonal are computed on one", &halve_symmetric_sums},
    {"drop", "what nothing needs any more", &drop_dead},
};

/// The program as it is scheduled. Equal equations are shared by construction of the graph.
constexpr graph optimize(const graph& g) {
  graph out = g;
  for (const pass& p : passes) out = p.run(out);
  return out;
}

}  // namespace cotangent::ir
