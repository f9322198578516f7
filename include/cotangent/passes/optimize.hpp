// The passes, and the lists of them that targets have.
#pragma once

#include <cotangent/passes/join_totals.hpp>
#include <cotangent/passes/lower_custom_rules.hpp>
#include <cotangent/passes/recurrences.hpp>
#include <cotangent/passes/separate_scans.hpp>
#include <cotangent/passes/transposed_sums.hpp>

#include <span>

namespace cotangent::ir {

/// Only what evaluation needs: custom rules lowered, dead code gone.
constexpr graph without_optimization(const graph& g) {
  return rewrite(lower_custom_rules(g), [](graph& to, const equation& e) { return emit(to, e); });
}

/// Simpler, and still good to differentiate: custom rules and stop_gradient stay.
constexpr graph simplified_for_derivatives(const graph& g) {
  return rewrite(
      g, [](graph& to, const equation& e) { return e.code == op::stop_gradient ? emit(to, e) : simplify(to, e); });
}

/// A step of optimization, and what it is for.
struct pass {
  const char* name;
  const char* purpose;
  graph (*run)(graph);
};
constexpr graph simplify_all(graph g) {
  return rewrite(g, [](graph& to, const equation& e) { return simplify(to, e); });
}
/// (Where loops have not become shorter there is nothing new to see.)
constexpr graph simplify_again(graph g) {
  if (!has(g, op::scan)) return g;  // (g++ 12 miscounts lifetimes in a conditional expression)
  return simplify_all(static_cast<graph&&>(g));
}
/// Also puts the operands of products into the order of what is left, as simplify_arithmetic.hpp has them, so that
/// another round changes nothing. (It ends: an operand that is a part of the other one comes first for good, and only
/// such exchanges change the order.)
constexpr graph drop_dead(graph out) {
  for (bool moved = true; moved;) {
    moved = false;
    out = rewrite(out, [&](graph& to, equation e) {
      if (e.code == op::mul && !is_splat_leaf(to, e.in[1]) && e.in[0] > e.in[1]) {
        std::swap(e.in[0], e.in[1]);
        moved = true;
      }
      return emit(to, e);
    });
  }
  return out;
}
// First: rules see through what a call or formula computes, and what it is given, only once that is written out.
inline constexpr pass lower_pass{"lower", "custom rules, checkpoints and formulas become what they compute",
                                 &lower_custom_rules};
// After lower, because formulas are written without looking at their operands.
inline constexpr pass simplify_pass{"simplify",
                                    "neutral elements, known zeros, views of views, pads out of products, sums from "
                                    "inside, numbers, logarithms of exponentials",
                                    &simplify_all};
// After simplify, because a sign or a division by 4 in between hides that a chain is one of products and sums.
inline constexpr pass recurrences_pass{"recurrences", "what a loop carries goes through one product and one sum",
                                       &shorten_recurrences};
// After recurrences, because all of a c + b but the c need not wait for the step before.
inline constexpr pass separate_pass{
    "separate", "of loops over numbers, what need not wait for the step before is computed for all steps at once",
    &separate_scans};
// After separate, because what left a loop is the same in all steps, or a sum over them, or meets what was outside.
inline constexpr pass simplify_again_pass{"simplify again", "what the first round made possible", &simplify_again};
// After simplify again, because axes that several views exchange are then exchanged by one.
inline constexpr pass transposed_pass{
    "transposed", "sums of products that are read with their axes exchanged are computed so", &transpose_sums};
// After simplify again, because the two factors are then views of one equation. Its blocks are simple as they are made,
// so the exchange of these two alone changes no program that we know of.
inline constexpr pass symmetric_pass{
    "symmetric", "sums of products that are the same on both sides of a diagonal are computed on one",
    &halve_symmetric_sums};
// After simplify again, because a sum that is the same in all steps, or comes of all steps at once, is no total any
// more.
inline constexpr pass join_pass{"join", "small totals that a loop carries are rows of one array", &join_totals};
// Last, because whatever pass ran before left what it replaced, and wrote what is new behind what it came from.
inline constexpr pass drop_pass{"drop", "what nothing needs any more", &drop_dead};

/// In order, for loops over memory.
inline constexpr pass passes[] = {lower_pass,          simplify_pass,   recurrences_pass, separate_pass,
                                  simplify_again_pass, transposed_pass, symmetric_pass,   drop_pass};
/// In order, for calls on whole arrays: there one product of matrices is better than blocks of it.
inline constexpr pass passes_for_arrays[] = {lower_pass,          simplify_pass, recurrences_pass, separate_pass,
                                             simplify_again_pass, join_pass,     drop_pass};

/// In order, for what differentiates the program itself: rules, and what has a derivative of its own, stay what they
/// are.
inline constexpr pass passes_for_derivatives[] = {
    {"simplify", "the same, but for what stops gradients", [](graph g) { return simplified_for_derivatives(g); }},
    join_pass,
    drop_pass,
};

/// The program as a target has it (`target::passes` in schedule/target.hpp). Equal equations are shared by construction
/// of the graph.
constexpr graph optimize(const graph& g, std::span<const pass> all = passes) {
  graph out = g;
  for (const pass& p : all) out = p.run(static_cast<graph&&>(out));
  return out;
}

}  // namespace cotangent::ir
