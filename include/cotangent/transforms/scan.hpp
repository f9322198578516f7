// Loops of a fixed number of steps, which carry values along and stack others.
//
//   scan   operands = list(consts..., carry..., xs...), region: (consts, carry, slices of xs) -> (carry, ys),
//          attribute = {steps, consts, carry, xs, reversed, known consts, known xs}. Results: carry, then stacked ys.
//          A scan that differentiation made is linear in all but its first known consts and known xs.
#pragma once

#include <cotangent/transforms/batch.hpp>
#include <cotangent/transforms/invariants.hpp>
#include <cotangent/transforms/linearize.hpp>
#include <cotangent/transforms/regions.hpp>
#include <cotangent/transforms/split.hpp>
#include <cotangent/transforms/split_scan.hpp>
#include <cotangent/transforms/transpose.hpp>

namespace cotangent::ir {

constexpr scan_parts parts_of_scan(const graph& g, int id) {
  const int a = g[id].attribute;
  const auto word = [&](int k) { return static_cast<int>(g.word(a, k)); };
  return {word(0),
          word(1),
          word(2),
          word(3),
          word(4) != 0,
          word(5),
          word(6),
          g.unpacked(g[id].in[0]),
          g.unpacked(g[id].in[1])[0]};
}
/// Which results of a step each result is, without those that another stacks already.
struct stacked_once {
  list<int> results, number;
  constexpr stacked_once(const list<int>& all, int carry) {
    for (int k = 0; k < all.size(); ++k) {
      int same = k < carry ? results.size() : carry;
      while (same < results.size() && results[same] != all[k]) ++same;
      if (same == results.size()) results.push(all[k]);
      number.push(same);
    }
  }
  constexpr bool is_shorter() const { return results.size() < number.size(); }
};
/// Emits a scan that stacks each value once; its results.
constexpr list<int> emit_loop(graph& g, const scan_parts& p) {
  const int attribute =
      g.intern({static_cast<long long>(p.steps), static_cast<long long>(p.consts), static_cast<long long>(p.carry),
                static_cast<long long>(p.xs), static_cast<long long>(p.reversed),
                static_cast<long long>(p.known_consts), static_cast<long long>(p.known_xs)});
  const scope body = scope_of(g, p.region);
  const stacked_once once(body.results, p.carry);
  const int region = once.is_shorter() ? g.make_region(body.parameters, once.results, body.effects) : p.region;
  const int call = g.emit(op::scan, -1, attribute, g.packed(p.operands), g.packed(list<int>(1, region)));
  note_effects(g, call, list<int>(1, region));
  list<int> results;
  for (int k = 0; k < body.results.size(); ++k) {
    const shape each = g.dims(body.results[k]);
    const shape dims = k < p.carry ? each : concatenated({1, {p.steps}}, each);
    results.push(result_of(g, call, once.number[k], g.intern(g.element(body.results[k]), dims)));
  }
  return results;
}

/// Emits a scan, or what it comes to (split_scan.hpp); its results.
constexpr list<int> emit_scan(graph& g, const scan_parts& given) {
  if (given.steps == 0 || !scope_of(g, given.region).effects.empty()) return emit_loop(g, given);
  const scan_parts p = without_invariants(g, given);
  scan_splitting split(g, p);
  if (!split.is_any()) return emit_loop(g, p);
  return split.run(
      [&](const scan_parts& rest) { return emit_loop(g, rest); },
      [&](const scope& each, const list<int>& mapped, const shape& steps) { return batch(g, each, mapped, steps); });
}

/// One scan for the values, which also stacks what the derivative needs, and one, linear, for the tangents.
constexpr void linearize_scan(linearization& rule, int id) {
  graph& g = rule.g;
  const scan_parts p = parts_of_scan(g, id);
  const scope body = scope_of(g, p.region);
  const list<int> operands = rule.images(p.operands), given = rule.tangents(p.operands);
  const auto [tangents, lin, effects] = linearize_step(g, body, given, p.consts, p.carry, rule.integers);
  // What the linear scan needs of the other: consts, what comes of them alone, and xs as they are; all else stacked.
  list<int> late;
  for (int t : tangents)
    if (t >= 0) late.push(t);
  scope whole;
  for (int t : lin.tangents)
    if (t >= 0) whole.results.push(t);
  splitting cut(g, whole, late);
  for (int t : whole.results) cut.take(t);
  list<int> known_consts, known_xs, stacked, const_residuals, x_residuals;
  scope primal = body;
  primal.results = cut.residuals;
  scan_parts with_images = p;
  with_images.operands = operands;
  loop_invariants same(g, with_images, primal);
  for (int r : cut.residuals) {
    int place = -1;
    for (int k = 0; k < body.parameters.size(); ++k)
      if (body.parameters[k] == r) place = k;
    if (place >= 0 && place < p.consts) {
      const_residuals.push(r);
      known_consts.push(operands[place]);
    } else if (place >= p.consts + p.carry) {
      x_residuals.push(r);
      known_xs.push(operands[place]);
    } else if (same.holds(r)) {
      const_residuals.push(r);
      known_consts.push(same.outside(list<int>(1, r))[0]);
    } else {
      stacked.push(r);
    }
  }
  scan_parts known = p;
  known.operands = operands;
  known.region = g.make_region(body.parameters, joined(lin.results, stacked), effects);
  const list<int> known_results = emit_scan(g, known);
  const int result_count = lin.results.size();
  for (int k = 0; k < stacked.size(); ++k) known_xs.push(known_results[result_count + k]);

  scan_parts linear;
  linear.steps = p.steps;
  linear.reversed = p.reversed;
  linear.known_consts = known_consts.size();
  linear.known_xs = known_xs.size();
  list<int> const_tangents, carry_tangents, x_tangents, consts_in, carry_in, xs_in, results;
  for (int k = 0; k < tangents.size(); ++k) {
    if (tangents[k] < 0) continue;
    const bool is_carry = k >= p.consts && k < p.consts + p.carry;
    (k < p.consts ? const_tangents : is_carry ? carry_tangents : x_tangents).push(tangents[k]);
    (k < p.consts ? consts_in
     : is_carry   ? carry_in
                  : xs_in)
        .push(given[k] >= 0 ? given[k] : zeros(g, g.element(operands[k]), g.dims(operands[k])).id);
  }
  for (int k = 0; k < p.carry; ++k)
    if (tangents[p.consts + k] >= 0)
      results.push(lin.tangents[k] >= 0 ? lin.tangents[k]
                                        : zeros(g, g.element(lin.results[k]), g.dims(lin.results[k])).id);
  for (int k = p.carry; k < result_count; ++k)
    if (lin.tangents[k] >= 0) results.push(lin.tangents[k]);
  scope linear_body;
  linear_body.parameters = joined(joined(const_tangents, carry_tangents), x_tangents);
  linear_body.results = results;
  const list<int> residuals = joined(joined(const_residuals, x_residuals), stacked);
  const scope with_residuals = with_parameters_for(g, residuals, linear_body);
  const list<int> fresh = part(with_residuals.parameters, 0, residuals.size());
  list<int> parameters = joined(joined(part(fresh, 0, const_residuals.size()), const_tangents), carry_tangents);
  parameters = joined(joined(parameters, part(fresh, const_residuals.size(), known_xs.size())), x_tangents);
  linear.consts = known_consts.size() + const_tangents.size();
  linear.carry = carry_tangents.size();
  linear.xs = known_xs.size() + x_tangents.size();
  linear.operands = joined(joined(joined(known_consts, consts_in), carry_in), joined(known_xs, xs_in));
  linear.region = g.make_region(parameters, with_residuals.results, with_residuals.effects);
  const list<int> linear_results = emit_scan(g, linear);

  list<int> out;
  int next = 0;
  for (int k = 0; k < result_count; ++k) {
    const bool present = k < p.carry ? tangents[p.consts + k] >= 0 : lin.tangents[k] >= 0;
    out.push(present ? linear_results[next++] : -1);
  }
  rule.set_results(id, part(known_results, 0, result_count), out);
}

/// The scan in the other direction, which carries cotangents and sums those of the consts.
constexpr void transpose_scan(transposition& rule, int id) {
  graph& g = rule.g;
  const scan_parts p = parts_of_scan(g, id);
  const scope body = scope_of(g, p.region);
  const int linear_consts = p.consts - p.known_consts, linear_xs = p.xs - p.known_xs,
            ys = body.results.size() - p.carry;
  const list<int> consts = part(body.parameters, 0, p.known_consts),
                  xs = part(body.parameters, p.consts + p.carry, p.known_xs);
  const list<int> inputs =
      joined(joined(part(body.parameters, p.known_consts, linear_consts), part(body.parameters, p.consts, p.carry)),
             part(body.parameters, p.consts + p.carry + p.known_xs, linear_xs));
  const list<int> given = rule.cotangents_of(id, body.results.size());

  list<int> sums, carry, ct_ys, cts;
  for (int k = 0; k < linear_consts; ++k) sums.push(parameter_like(g, inputs[k]));
  for (int k = 0; k < p.carry; ++k) carry.push(parameter_like(g, body.results[k]));
  for (int k = 0; k < ys; ++k) ct_ys.push(given[p.carry + k] >= 0 ? parameter_like(g, body.results[p.carry + k]) : -1);
  const list<int> effects =
      effects_of(g, [&] { cts = transposition(g).run(inputs, body.results, joined(carry, ct_ys)); });
  list<int> results;
  for (int k = 0; k < linear_consts; ++k) results.push(add_tangents(g, sums[k], cts[k]).id);
  for (int k = linear_consts; k < inputs.size(); ++k)
    results.push(cts[k] >= 0 ? cts[k] : zeros(g, g.element(inputs[k]), g.dims(inputs[k])).id);

  scan_parts back;
  back.steps = p.steps;
  back.reversed = !p.reversed;
  back.consts = back.known_consts = p.known_consts;
  back.carry = linear_consts + p.carry;
  back.known_xs = p.known_xs;
  list<int> parameters = joined(joined(consts, sums), carry);
  parameters = joined(parameters, xs);
  back.operands = part(p.operands, 0, p.known_consts);
  for (int k = 0; k < linear_consts; ++k) back.operands.push(zeros(g, g.element(inputs[k]), g.dims(inputs[k])).id);
  for (int k = 0; k < p.carry; ++k)
    back.operands.push(given[k] >= 0 ? given[k] : zeros(g, g.element(body.results[k]), g.dims(body.results[k])).id);
  back.operands = joined(back.operands, part(p.operands, p.consts + p.carry, p.known_xs));
  back.xs = p.known_xs;
  for (int k = 0; k < ys; ++k)
    if (ct_ys[k] >= 0) {
      parameters.push(ct_ys[k]);
      back.operands.push(given[p.carry + k]);
      ++back.xs;
    }
  back.region = g.make_region(parameters, results, effects);
  const list<int> out = emit_scan(g, back);
  for (int k = 0; k < linear_consts; ++k) rule.add(p.operands[p.known_consts + k], out[k]);
  for (int k = 0; k < p.carry; ++k) rule.add(p.operands[p.consts + k], out[linear_consts + k]);
  for (int k = 0; k < linear_xs; ++k) rule.add(p.operands[p.consts + p.carry + p.known_xs + k], out[back.carry + k]);
}

/// Exchanges `prefix` leading axes with the axis of the steps that follows them, or back.
constexpr int move_steps(graph& g, int id, int prefix, bool to_front) {
  const shape from = g.dims(id);
  shape to;
  index_map map = index_map::identity(from.rank);
  if (to_front) {
    to.push(from[prefix]);
    for (int k = 0; k < prefix; ++k) to.push(from[k]), map.at[k].axis = k + 1;
    map.at[prefix].axis = 0;
  } else {
    for (int k = 0; k < prefix; ++k) to.push(from[k + 1]), map.at[k + 1].axis = k;
    to.push(from[0]);
    map.at[0].axis = prefix;
  }
  for (int k = prefix + 1; k < from.rank; ++k) to.push(from[k]);
  return view({&g, id}, to, map).id;
}

/// The same scan with leading axes on what depends on the examples; a carry also where a step makes it depend.
constexpr void batch_scan(batching& rule, int id) {
  graph& g = rule.g;
  const scan_parts p = parts_of_scan(g, id);
  const scope body = scope_of(g, p.region);
  list<int> guard;  // which examples need the loops in it
  if (rule.active >= 0 && has_while(g, p.region)) guard.push(parameter_like(g, rule.active));
  list<char> mapped;
  for (int operand : p.operands) mapped.push(rule.images[operand] >= 0);
  scope lifted;
  list<char> result_mapped(body.results.size(), 0);
  for (bool changed = true; changed;) {
    changed = false;
    batching inner{g, rule.prefix, {}, guard.empty() ? -1 : guard[0], rule.expand};
    list<int> seeds;
    lifted.parameters = {};
    for (int k = 0; k < mapped.size(); ++k) {
      const int parameter = body.parameters[k];
      lifted.parameters.push(mapped[k] ? g.emit_unique(op::parameter, rule.lifted_type(parameter)) : parameter);
      if (!mapped[k]) continue;
      inner.images.set(parameter, lifted.parameters.back());
      seeds.push(parameter);
    }
    lifted.effects = effects_of(g, [&] { propagate(g, seeds, body, inner); });
    lifted.results = {};
    for (int k = 0; k < body.results.size(); ++k) {
      result_mapped[k] = inner.images[body.results[k]] >= 0;
      if (k < p.carry && result_mapped[k] && !mapped[p.consts + k]) mapped[p.consts + k] = changed = true;
      if (k < p.carry && mapped[p.consts + k]) result_mapped[k] = 1;
      lifted.results.push(result_mapped[k] ? inner.lifted(body.results[k]) : body.results[k]);
    }
  }
  scan_parts out = p;
  const int prefix = rule.prefix.rank;
  for (int k = 0; k < p.operands.size(); ++k) {
    if (!mapped[k]) continue;
    const int image = rule.lifted(p.operands[k]);
    out.operands[k] = k < p.consts + p.carry ? image : move_steps(g, image, prefix, true);
  }
  if (!guard.empty()) {
    out.operands = joined(list<int>(1, rule.active), out.operands);
    ++out.consts;
    ++out.known_consts;
  }
  out.region = g.make_region(joined(guard, lifted.parameters), lifted.results, lifted.effects);
  list<int> results = emit_scan(g, out);
  for (int k = 0; k < results.size(); ++k) {
    if (!result_mapped[k]) results[k] = broadcast_leading({&g, results[k]}, rule.prefix).id;
    else if (k >= p.carry) results[k] = move_steps(g, results[k], prefix, false);
  }
  rule.images.set(id, g.packed(results));
}

}  // namespace cotangent::ir
