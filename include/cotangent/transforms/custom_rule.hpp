// Functions with rules of their own, and recomputation: calls that own regions, until differentiation or lowering.
//
//   custom_vjp       operands = list(arguments..., captured...), regions = list(f, fwd, bwd), attribute = {arguments,
//                    results}. f: (arguments, captured) -> results; fwd: the same -> (results, residuals);
//                    bwd: (residuals, cotangents of results, captured) -> cotangents of arguments
//   custom_jvp       the same operands, regions = list(f, rule) or list(f, rule, fwd, bwd), attribute = {arguments,
//   results}.
//                    rule: (arguments, tangents of arguments, captured) -> (results, tangents of results)
//   custom_transpose the derivative of a call with fwd and bwd, whose transpose is known: list(residuals...,
//   captured...,
//                    arguments...), list(tangents of arguments), list(bwd) or list(bwd, rule), attribute = {residuals,
//                    results, captured}. Its value is known only where there is a rule for forward mode too.
//   checkpoint       operands = list(arguments..., captured...), regions = list(f)
//   get[k]           result k of a call
#pragma once

#include <cotangent/graph/walk.hpp>
#include <cotangent/transforms/batch.hpp>
#include <cotangent/transforms/linearize.hpp>
#include <cotangent/transforms/regions.hpp>
#include <cotangent/transforms/transpose.hpp>

namespace cotangent::ir {

inline constexpr const char* custom_vjp_forward =
    "custom_vjp: no rule for forward mode, and a tangent is needed here; use reverse mode (vjp, grad, jacrev), or "
    "give both rules with ct::custom_derivatives";
inline constexpr const char* custom_vjp_captured =
    "custom_vjp: differentiated with respect to a value that f, fwd or bwd captured; pass it as an argument";
inline constexpr const char* rule_called_too_often =
    "custom rules: one that calls its own function is followed three times, and a further derivative is wanted";
inline constexpr const char* custom_jvp_captured =
    "custom_jvp: differentiated with respect to a value that f or its rule captured; pass it as an argument";

/// Results and tangents of a region at `arguments`, along `tangents`.
constexpr linearized linearize_at(graph& g, int region, const list<int>& arguments, const list<int>& tangents,
                                  bool integers = false) {
  scope body;
  for (int id : arguments) body.parameters.push(g.emit_unique(op::copy, g[id].type, id));
  body.results = inline_region(g, region, body.parameters);
  return linearize(g, body, tangents, false, integers);
}

/// Whether `results` need one of `values`, by what the program looks like.
constexpr bool depends_on(const graph& g, const list<int>& results, const list<int>& values) {
  int first = g.size();
  for (int id : values) first = id >= 0 && id < first ? id : first;
  walk needed(g, first, g.size());
  for (int id : results) needed.from(id);
  for (int id : needed.order)
    for (int value : values)
      if (id == value) return true;
  return false;
}

constexpr void linearize_custom(linearization& rule, int id) {
  graph& g = rule.g;
  const equation e = g[id];
  const int argument_count = static_cast<int>(g.word(e.attribute, 0)),
            result_count = static_cast<int>(g.word(e.attribute, 1));
  const list<int> operands = g.unpacked(e.in[0]), regions = g.unpacked(e.in[1]);
  const list<int> all = rule.images(operands), tangents = part(rule.tangents(operands), 0, argument_count);
  const list<int> arguments = part(all, 0, argument_count),
                  captured = part(all, argument_count, all.size() - argument_count);
  if (any_present(part(rule.tangents(operands), argument_count, captured.size())))
    g.refusal = e.code == op::custom_vjp ? custom_vjp_captured : custom_jvp_captured;
  if (!any_present(tangents)) return rule.primal.set(id, g.emit(e.code, e.type, e.attribute, g.packed(all), e.in[1]));

  if (regions.size() == 1) {
    g.refusal = rule_called_too_often;
    return rule.primal.set(id, g.emit(e.code, e.type, e.attribute, g.packed(all), e.in[1]));
  }
  if (e.code == op::custom_jvp && regions.size() == 2) {
    const list<int> given = joined(joined(arguments, with_zeros(g, tangents, arguments)), captured);
    const list<int> both = inline_region(g, regions[1], given);
    list<int> results = part(both, 0, result_count), along = part(both, result_count, result_count);
    if (!rule.at_once && depends_on(g, results, tangents)) {
      // A loop in the rule carries both. As it is linear in tangents, its derivative along them, anywhere, is what it
      // gives for them, and keeps what is known from what is not.
      const list<int> none(argument_count, -1), others(captured.size(), -1);
      const list<int> at_zero = joined(joined(arguments, with_zeros(g, none, arguments)), captured);
      const linearized lin = linearize_at(g, regions[1], at_zero, joined(joined(none, tangents), others));
      results = part(lin.results, 0, result_count);
      along = part(lin.tangents, result_count, result_count);
    }
    return rule.set_results(id, results, without_integers(g, along, results));
  }
  const bool has_rule = e.code == op::custom_jvp;
  const list<int> outputs = inline_region(g, regions[has_rule ? 2 : 1], all), results = part(outputs, 0, result_count);
  const int residual_count = outputs.size() - result_count;
  const list<int> saved = joined(joined(part(outputs, result_count, residual_count), captured), arguments);
  list<int> backward(1, regions[has_rule ? 3 : 2]);
  if (has_rule) backward.push(regions[1]);
  const int derivative = g.emit(op::custom_transpose, -1,
                                g.intern({static_cast<long long>(residual_count), static_cast<long long>(result_count),
                                          static_cast<long long>(captured.size())}),
                                g.packed(saved), g.packed(tangents), g.packed(backward));
  list<int> result_tangents;
  for (int k = 0; k < result_count; ++k)
    result_tangents.push(is_floating(g.element(results[k])) ? result_of(g, derivative, k, g[results[k]].type) : -1);
  rule.set_results(id, results, result_tangents);
}

/// The parts of a custom_transpose.
struct transpose_parts {
  list<int> residuals, captured, arguments, tangents, regions;
  int result_count = 0;
};
constexpr transpose_parts parts_of_transpose(const graph& g, int id) {
  const equation e = g[id];
  const int residual_count = static_cast<int>(g.word(e.attribute, 0)),
            captured_count = static_cast<int>(g.word(e.attribute, 2));
  const list<int> saved = g.unpacked(e.in[0]);
  transpose_parts p;
  p.residuals = part(saved, 0, residual_count);
  p.captured = part(saved, residual_count, captured_count);
  p.arguments = part(saved, residual_count + captured_count, saved.size() - residual_count - captured_count);
  p.tangents = g.unpacked(e.in[1]);
  p.regions = g.unpacked(e.in[2]);
  p.result_count = static_cast<int>(g.word(e.attribute, 1));
  return p;
}
/// The tangents that a custom_transpose stands for, by its rule for forward mode: the region and what it is given.
constexpr list<int> forward_arguments(graph& g, const transpose_parts& p) {
  return joined(joined(p.arguments, with_zeros(g, p.tangents, p.arguments)), p.captured);
}

constexpr void linearize_custom_transpose(linearization& rule, int id) {
  graph& g = rule.g;
  const equation e = g[id];
  const transpose_parts p = parts_of_transpose(g, id);
  const bool perturbed = any_present(rule.tangents(p.tangents)) || any_present(rule.tangents(p.arguments));
  const equation again{e.code,
                       e.type,
                       e.attribute,
                       {g.packed(rule.images(g.unpacked(e.in[0]))), g.packed(rule.images(p.tangents)), e.in[2]}};
  const int copy = g.emit(again.code, again.type, again.attribute, again.in[0], again.in[1], again.in[2]);
  if (!perturbed || p.regions.size() < 2) {  // without a rule it is opaque: needed only if a later pass keeps it
    if (any_present(rule.tangents(p.tangents))) g.refusal = custom_vjp_forward;
    return rule.primal.set(id, copy);
  }
  const list<int> given = forward_arguments(g, p);
  const linearized lin = linearize_at(g, p.regions[1], rule.images(given), rule.tangents(given));
  rule.set_results(id, part(lin.results, p.result_count, p.result_count),
                   part(lin.tangents, p.result_count, p.result_count));
}

/// The same values, which a split takes for none that are known early.
constexpr list<int> behind_barriers(graph& g, list<int> ids) {
  for (int& id : ids)
    if (!is_leaf(g[id].code) || g[id].code == op::parameter) id = g.emit_unique(op::barrier, g[id].type, id);
  return ids;
}

/// The results as they are; their tangents by way of results computed once more from behind a barrier, which keeps the
/// two from being shared. A split leaves all of the second to the pullback, so that only the arguments are residuals.
constexpr void linearize_checkpoint(linearization& rule, int id) {
  graph& g = rule.g;
  const int region = g.unpacked(g[id].in[1])[0];
  const list<int> operands = g.unpacked(g[id].in[0]), arguments = rule.images(operands);
  const list<int> results = inline_region(g, region, arguments);
  rule.set_results(
      id, results,
      linearize_at(g, region, behind_barriers(g, arguments), rule.tangents(operands), rule.integers).tangents);
}

constexpr void transpose_custom(transposition& rule, int id) {
  graph& g = rule.g;
  transpose_parts p = parts_of_transpose(g, id);
  if (g[p.regions[0]].in[2] >= 0) {  // what it prints belongs to the pullback
    p.residuals = behind_barriers(g, p.residuals);
    p.captured = behind_barriers(g, p.captured);
  }
  const list<int> parameters = scope_of(g, p.regions[0]).parameters;
  const list<int> given =
      with_zeros(g, rule.cotangents_of(id, p.result_count), part(parameters, p.residuals.size(), p.result_count));
  const list<int> cts = inline_region(g, p.regions[0], joined(joined(p.residuals, given), p.captured));
  for (int k = 0; k < p.tangents.size(); ++k)
    if (p.tangents[k] >= 0 && cts[k] >= 0) rule.add(p.tangents[k], cts[k]);
}

/// A call with a rule of its own, or a checkpoint, that another rule makes of tangents: nobody differentiates by those
/// any more, so that its function is linear in them, and transposed itself.
constexpr void transpose_function(transposition& rule, int id) {
  graph& g = rule.g;
  const list<int> operands = g.unpacked(g[id].in[0]);
  list<int> given = operands, linear, inputs;
  for (int k = 0; k < operands.size(); ++k) {
    if (!rule.is_linear(operands[k])) continue;
    given[k] = g.emit_unique(op::copy, g[operands[k]].type, operands[k]);
    linear.push(operands[k]);
    inputs.push(given[k]);
  }
  const list<int> results = inline_region(g, g.unpacked(g[id].in[1])[0], given);
  const list<int> cts = transposition(g).run(inputs, results, rule.cotangents_of(id, results.size()));
  for (int k = 0; k < cts.size(); ++k)
    if (cts[k] >= 0) rule.add(linear[k], cts[k]);
}

/// The same call over regions under the leading axes.
constexpr void batch_custom(batching& rule, int id) {
  graph& g = rule.g;
  const equation e = g[id];
  const int last = e.code == op::custom_transpose ? 2 : 1;
  list<int> regions;
  for (int region : g.unpacked(e.in[last])) regions.push(rule.lift_region(region));
  const int operands = g.packed(rule.lifted(g.unpacked(e.in[0])));
  if (last == 1) rule.images.set(id, g.emit(e.code, -1, e.attribute, operands, g.packed(regions)));
  else
    rule.images.set(
        id, g.emit(e.code, -1, e.attribute, operands, g.packed(rule.lifted(g.unpacked(e.in[1]))), g.packed(regions)));
}

}  // namespace cotangent::ir
