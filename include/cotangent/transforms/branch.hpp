// Branches and loops whose course is known when the program runs.
//
//   cond        operands = predicate, list(arguments...), list(region if true, region if false); both take the
//   arguments.
//               attribute = {known arguments}: a cond that differentiation made is linear in the others. A predicate
//               with axes counts examples: arguments and results have those axes in front, and each example takes its
//               branch
//   while_loop  operands = list(consts of the condition..., consts of the body..., carry...), list(condition, body),
//               attribute = {consts of the condition, consts of the body, carry}; results: carry
#pragma once

#include <cotangent/graph/walk.hpp>
#include <cotangent/transforms/batch.hpp>
#include <cotangent/transforms/linearize.hpp>
#include <cotangent/transforms/regions.hpp>
#include <cotangent/transforms/split.hpp>
#include <cotangent/transforms/transpose.hpp>

namespace cotangent::ir {

inline constexpr const char* while_reverse =
    "while_loop: has no reverse mode, because the number of steps, and so of what to keep of them, is known only when "
    "it "
    "runs; use ct::fori_loop or ct::scan, or forward mode (jvp, jacfwd)";

/// Emits a cond; its results, of the types that the regions return, for each example of the predicate.
constexpr list<int> emit_cond(graph& g, int predicate, const list<int>& arguments, const list<int>& regions,
                              int known) {
  const int call = g.emit(op::cond, -1, g.intern({static_cast<long long>(known)}), predicate, g.packed(arguments),
                          g.packed(regions));
  note_effects(g, call, regions);
  list<int> all;
  for (int id : g.unpacked(g[regions[0]].in[1]))
    all.push(result_of(g, call, all.size(), g.intern(g.element(id), concatenated(g.dims(predicate), g.dims(id)))));
  return all;
}

/// A cond for the values, which also returns what either branch's derivative needs (zeros for the other's), and a
/// linear one for the tangents.
constexpr void linearize_cond(linearization& rule, int id) {
  graph& g = rule.g;
  const equation e = g[id];
  const list<int> arguments = g.unpacked(e.in[1]), regions = g.unpacked(e.in[2]), given = rule.tangents(arguments);
  if (!any_present(given)) {
    rule.primal.set(
        id, g.emit(e.code, e.type, e.attribute, rule.image(e.in[0]), g.packed(rule.images(arguments)), e.in[2]));
    return;
  }
  linearized lin[2];
  list<int> effects[2], tangents[2], residuals[2], present;
  for (int b = 0; b < 2; ++b) {
    const scope body = scope_of(g, regions[b]);
    list<int> late;
    for (int k = 0; k < given.size(); ++k) {
      tangents[b].push(given[k] >= 0 ? parameter_like(g, body.parameters[k]) : -1);
      if (given[k] >= 0) late.push(tangents[b].back());
    }
    effects[b] = effects_of(g, [&] { lin[b] = linearize(g, body, tangents[b], false, rule.integers); });
    scope whole;
    for (int t : lin[b].tangents)
      if (t >= 0) whole.results.push(t);
    splitting cut(g, whole, late);
    for (int t : whole.results) cut.take(t);
    residuals[b] = cut.residuals;
  }
  const int result_count = lin[0].results.size();
  for (int k = 0; k < result_count; ++k) present.push(lin[0].tangents[k] >= 0 || lin[1].tangents[k] >= 0);

  list<int> known_regions, linear_regions;
  for (int b = 0; b < 2; ++b) {
    const list<int> parameters = scope_of(g, regions[b]).parameters;
    list<int> kept[2];
    for (int r = 0; r < 2; ++r) {
      kept[r] = residuals[r];
      if (r != b) kept[r] = with_zeros(g, list<int>(residuals[r].size(), -1), residuals[r]);
    }
    known_regions.push(g.make_region(parameters, joined(joined(lin[b].results, kept[0]), kept[1]), effects[b]));

    scope body;
    for (int t : tangents[b])
      if (t >= 0) body.parameters.push(t);
    for (int k = 0; k < result_count; ++k)
      if (present[k])
        body.results.push(lin[b].tangents[k] >= 0
                              ? lin[b].tangents[k]
                              : zeros(g, g.element(lin[b].results[k]), g.dims(lin[b].results[k])).id);
    const scope closed = with_parameters_for(g, residuals[b], body);
    const list<int> own = part(closed.parameters, 0, residuals[b].size());
    list<int> all;
    for (int r = 0; r < 2; ++r)
      for (int k = 0; k < residuals[r].size(); ++k) all.push(r == b ? own[k] : parameter_like(g, residuals[r][k]));
    linear_regions.push(g.make_region(joined(all, body.parameters), closed.results, closed.effects));
  }
  const int predicate = rule.image(e.in[0]), residual_count = residuals[0].size() + residuals[1].size();
  const list<int> known = emit_cond(g, predicate, rule.images(arguments), known_regions, arguments.size());
  list<int> linear_arguments = part(known, result_count, residual_count);
  for (int t : given)
    if (t >= 0) linear_arguments.push(t);
  const list<int> linear = emit_cond(g, predicate, linear_arguments, linear_regions, residual_count);
  list<int> out;
  int next = 0;
  for (int k = 0; k < result_count; ++k) out.push(present[k] ? linear[next++] : -1);
  rule.set_results(id, part(known, 0, result_count), out);
}

constexpr void transpose_cond(transposition& rule, int id) {
  graph& g = rule.g;
  const equation e = g[id];
  const int known = static_cast<int>(g.word(e.attribute, 0));
  const list<int> arguments = g.unpacked(e.in[1]), regions = g.unpacked(e.in[2]);
  const list<int> results = scope_of(g, regions[0]).results;
  const list<int> given = rule.cotangents_of(id, results.size());
  list<int> out_regions, out_arguments = part(arguments, 0, known);
  for (int ct : given)
    if (ct >= 0) out_arguments.push(ct);
  for (int b = 0; b < 2; ++b) {
    const scope body = scope_of(g, regions[b]);
    const list<int> inputs = part(body.parameters, known, arguments.size() - known);
    list<int> parameters = part(body.parameters, 0, known), seeds, cts;
    for (int k = 0; k < given.size(); ++k) {
      seeds.push(given[k] >= 0 ? parameter_like(g, body.results[k]) : -1);
      if (given[k] >= 0) parameters.push(seeds.back());
    }
    const list<int> effects = effects_of(g, [&] { cts = transposition(g).run(inputs, body.results, seeds); });
    out_regions.push(g.make_region(parameters, with_zeros(g, cts, inputs), effects));
  }
  const list<int> out = emit_cond(g, e.in[0], out_arguments, out_regions, known);
  for (int k = known; k < arguments.size(); ++k) rule.add(arguments[k], out[k - known]);
}

/// Whether a loop that ends by a condition is anywhere in a region.
constexpr bool has_while(const graph& g, int region) {
  walk inside(g, 0, region + 1, true);
  inside.from(region);
  for (int id : inside.order)
    if (g[id].code == op::while_loop) return true;
  return false;
}
/// One truth for each example, in front of the axes `dims` of its values.
constexpr term mask_over(graph& g, int truths, const shape& dims) {
  return broadcast_along({&g, truths}, dims, ~0u << g.dims(truths).rank);
}

/// What a cond with a predicate for each example comes to: both branches for all of them, and a choice. (Not before
/// differentiation, which what is not taken has no part in.) `active`: the examples that need it, or -1.
constexpr list<int> expanded_cond(graph& g, int predicate, const list<int>& arguments, const list<int>& regions,
                                  int active) {
  const batching rule{g, g.dims(predicate), {}, -1, true};
  const term taken{&g, predicate};
  list<int> branch[2], chosen;
  for (int b = 0; b < 2; ++b) {
    term needed = b == 0 ? taken : apply(op::logical_not, taken);
    if (active >= 0) needed = apply(op::logical_and, mask_over(g, active, taken.dims()), needed);
    branch[b] = rule.lifted_results(scope_of(g, regions[b]), arguments, has_while(g, regions[b]) ? needed.id : -1);
  }
  for (int k = 0; k < branch[0].size(); ++k)
    chosen.push(select(mask_over(g, predicate, g.dims(branch[0][k])), {&g, branch[0][k]}, {&g, branch[1][k]}).id);
  return chosen;
}

/// With one predicate for all examples, still a branch; with one for each, a cond of regions for one example, which is
/// differentiated as such: neither tangents nor cotangents come from the branch that an example does not take.
constexpr void batch_cond(batching& rule, int id) {
  graph& g = rule.g;
  const equation e = g[id];
  const int known = static_cast<int>(g.word(e.attribute, 0));
  const list<int> arguments = rule.lifted(g.unpacked(e.in[1])), regions = g.unpacked(e.in[2]);
  const bool guarded = rule.active >= 0 && (has_while(g, regions[0]) || has_while(g, regions[1]));
  if (rule.images[e.in[0]] < 0 && g.dims(e.in[0]).rank == 0 && !guarded) {
    list<int> lifted;
    for (int region : regions) lifted.push(rule.lift_region(region));
    rule.images.set(id, g.packed(emit_cond(g, e.in[0], arguments, lifted, known)));
  } else {
    const int predicate = rule.lifted(e.in[0]);
    if (rule.expand) rule.images.set(id, g.packed(expanded_cond(g, predicate, arguments, regions, rule.active)));
    else rule.images.set(id, g.packed(emit_cond(g, predicate, arguments, regions, known)));
  }
}

struct while_parts {
  int condition_consts = 0, body_consts = 0, carry = 0;
  list<int> operands;
  int condition = -1, body = -1;
};
constexpr while_parts parts_of_while(const graph& g, int id) {
  const int a = g[id].attribute;
  const list<int> regions = g.unpacked(g[id].in[1]);
  return {static_cast<int>(g.word(a, 0)),
          static_cast<int>(g.word(a, 1)),
          static_cast<int>(g.word(a, 2)),
          g.unpacked(g[id].in[0]),
          regions[0],
          regions[1]};
}
constexpr list<int> emit_while(graph& g, const while_parts& p) {
  list<int> regions(1, p.condition);
  regions.push(p.body);
  const int attribute = g.intern({static_cast<long long>(p.condition_consts), static_cast<long long>(p.body_consts),
                                  static_cast<long long>(p.carry)});
  const int call = g.emit(op::while_loop, -1, attribute, g.packed(p.operands), g.packed(regions));
  note_effects(g, call, regions);
  return results_of(g, call, p.body);
}

/// A loop that carries values and tangents; where the two may be cut apart, the loop as it is gives the values.
constexpr void linearize_while(linearization& rule, int id) {
  graph& g = rule.g;
  while_parts p = parts_of_while(g, id);
  const scope body = scope_of(g, p.body), condition = scope_of(g, p.condition);
  const list<int> given = rule.tangents(p.operands);
  p.operands = rule.images(p.operands);
  const int first = p.condition_consts;  // the body's parameters begin here among the operands
  const list<int> of_body = part(given, first, given.size() - first);
  if (!any_present(of_body)) return rule.set_results(id, emit_while(g, p), list<int>(p.carry, -1));
  list<int> known;
  if (!rule.at_once) known = emit_while(g, p);
  auto [tangents, lin, effects] = linearize_step(g, body, of_body, p.body_consts, p.carry, rule.integers);
  while_parts both;
  both.condition_consts = p.condition_consts;
  both.operands = part(p.operands, 0, first + p.body_consts);
  list<int> parameters = part(body.parameters, 0, p.body_consts), results = lin.results, carry_tangents,
            condition_parameters = condition.parameters;
  const auto start = [&](int k) {
    return given[first + k] >= 0 ? given[first + k]
                                 : zeros(g, g.element(body.parameters[k]), g.dims(body.parameters[k])).id;
  };
  for (int k = 0; k < p.body_consts; ++k)
    if (tangents[k] >= 0) {
      parameters.push(tangents[k]);
      both.operands.push(start(k));
    }
  both.body_consts = parameters.size();
  both.operands = joined(both.operands, part(p.operands, first + p.body_consts, p.carry));
  parameters = joined(parameters, part(body.parameters, p.body_consts, p.carry));
  for (int k = 0; k < p.carry; ++k) {
    const int t = tangents[p.body_consts + k];
    if (t < 0) continue;
    parameters.push(t);
    condition_parameters.push(parameter_like(g, t));
    both.operands.push(start(p.body_consts + k));
    results.push(lin.tangents[k] >= 0 ? lin.tangents[k] : zeros(g, g.element(t), g.dims(t)).id);
  }
  both.carry = results.size();
  list<int> seen;
  if (rule.at_once) seen = condition.effects;
  else effects = {};  // the loop for the values has them
  both.condition = g.make_region(condition_parameters, condition.results, seen);
  both.body = g.make_region(parameters, results, effects);
  const list<int> all = emit_while(g, both);
  list<int> out;
  int next = p.carry;
  for (int k = 0; k < p.carry; ++k) out.push(tangents[p.body_consts + k] >= 0 ? all[next++] : -1);
  if (rule.at_once) known = part(all, 0, p.carry);
  rule.set_results(id, known, out);
}

constexpr void refuse_while(transposition& rule, int) { rule.g.refusal = while_reverse; }

/// Runs until no example goes on; those that have ended keep what they carry, and run no loops inside.
constexpr void batch_while(batching& rule, int id) {
  graph& g = rule.g;
  const while_parts p = parts_of_while(g, id);
  const scope condition = scope_of(g, p.condition), step = scope_of(g, p.body);
  const bool inner_loop = has_while(g, p.body);
  // (those that need the loop), consts of the condition, carry -> whether each example goes on
  const auto goes_on = [&](const list<int>& parameters) {
    const int others = parameters.size() - condition.parameters.size();
    const int each = rule.lifted_results(condition, part(parameters, others, condition.parameters.size()), -1)[0];
    return others == 0 ? each : apply(op::logical_and, {&g, parameters[0]}, {&g, each}).id;
  };
  list<int> guard, own, results;
  if (rule.active >= 0) guard.push(rule.active);
  const auto with_guard = [&](const list<int>& rest) {
    list<int> all;
    for (int a : guard) all.push(parameter_like(g, a));
    return joined(all, rest);
  };
  while_parts out;
  out.condition_consts = guard.size() + p.condition_consts;
  out.body_consts = out.condition_consts + p.body_consts;
  out.carry = p.carry;
  const list<int> asked = joined(guard, rule.lifted(part(p.operands, 0, p.condition_consts)));
  out.operands =
      joined(joined(asked, asked), rule.lifted(part(p.operands, p.condition_consts, p.body_consts + p.carry)));

  const list<int> seen = with_guard(rule.lifted_parameters(condition.parameters));
  const list<int> condition_effects =
      effects_of(g, [&] { own.push(reduce(op::reduce_or, {&g, goes_on(seen)}, (1u << rule.prefix.rank) - 1).id); });
  out.condition = g.make_region(seen, own, condition_effects);

  // The body needs the condition's consts too, to know which examples go on.
  const list<int> consts = with_guard(rule.lifted_parameters(part(condition.parameters, 0, p.condition_consts)));
  const list<int> parameters = rule.lifted_parameters(step.parameters),
                  carry = part(parameters, p.body_consts, p.carry);
  const list<int> effects = effects_of(g, [&] {
    const int going = goes_on(joined(consts, carry));
    const list<int> next = rule.lifted_results(step, parameters, inner_loop ? going : -1);
    for (int k = 0; k < p.carry; ++k)
      results.push(select(mask_over(g, going, g.dims(next[k])), {&g, next[k]}, {&g, carry[k]}).id);
  });
  out.body = g.make_region(joined(consts, parameters), results, effects);
  rule.images.set(id, g.packed(emit_while(g, out)));
}

}  // namespace cotangent::ir
