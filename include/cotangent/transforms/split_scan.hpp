// What of a loop does not hang together from step to step: sums and products over the steps, and results of each step
// by itself, are computed for all steps at once; only the rest stays a loop.
#pragma once

#include <cotangent/primitives/all.hpp>
#include <cotangent/primitives/product.hpp>
#include <cotangent/transforms/regions.hpp>

namespace cotangent::ir {

struct scan_parts {
  int steps = 0, consts = 0, carry = 0, xs = 0;
  bool reversed = false;
  int known_consts = 0, known_xs = 0;  // of a linear scan
  list<int> operands;
  int region = -1;
};

/// Looks at the body of a scan without effects. With `stacks`, sums and products of what depends on carries count, too:
/// the loop stacks what they need (passes/separate_scans.hpp).
class scan_splitting {
 public:
  constexpr scan_splitting(graph& program, const scan_parts& parts, bool stacks_ = false)
      : g(program), p(parts), stacks(stacks_), body(scope_of(program, parts.region)) {
    first = p.region;  // what stands before the parameters comes of numbers alone
    for (int id : body.parameters) first = id < first ? id : first;
    order = region_order(g, p.region, first);
    kept.resize(p.carry, 1);
    totals.resize(p.carry);
    hoisted.resize(body.results.size(), 0);
    count_uses();
    for (bool changed = true; changed;) {
      changed = false;
      find_dependent();
      for (int k = 0; k < p.carry; ++k)
        if (kept[k] && (body.results[k] == parameter(k) || is_total(k))) kept[k] = 0, changed = true;
    }
    for (int k = p.carry; k < body.results.size(); ++k)
      hoisted[k] = !dependent[body.results[k]] && is_cheap_for_all_steps(body.results[k]);
  }

  /// Whether anything can leave the loop.
  constexpr bool is_any() const {
    for (int k = 0; k < p.carry; ++k)
      if (!kept[k]) return true;
    for (char h : hoisted)
      if (h) return true;
    return false;
  }

  /// The results, of a scan of what remains and of arrays; `emit_rest` emits a scan, `batched` is
  /// transforms/batch.hpp's.
  template <class Emit, class Batch>
  constexpr list<int> run(Emit emit_rest, Batch batched) {
    list<int> free;
    for (int k = 0; k < p.carry; ++k)
      if (!kept[k])
        for (int part : totals[k].parts) free.push(part);
    for (int k = p.carry; k < body.results.size(); ++k)
      if (hoisted[k]) free.push(body.results[k]);
    const list<int> arrays = for_all_steps(free, batched);
    list<int> results(body.results.size(), -1);
    int next = 0;
    for (int k = 0; k < p.carry; ++k) {
      if (kept[k]) continue;
      results[k] = total_of(k, arrays, next);
    }
    for (int k = p.carry; k < body.results.size(); ++k)
      if (hoisted[k]) results[k] = arrays[next++];
    return with_rest(results, emit_rest);
  }

 protected:
  struct total {
    op code = op::add;
    list<int> parts;  // each step adds these, or multiplies by them
    list<char> negated;
  };
  /// The carry that its parts, for all steps in `arrays` from `next` on, come to.
  constexpr int total_of(int k, const list<int>& arrays, int& next) const {
    term value{&g, p.operands[p.consts + k]};
    for (int n = 0; n < totals[k].parts.size(); ++n) {
      const term part{&g, arrays[next++]};
      if (totals[k].code == op::mul) value = value * product_along(part, 0);
      else value = totals[k].negated[n] ? value - sum(part, 1) : value + sum(part, 1);
    }
    return value.id;
  }
  constexpr int parameter(int k) const { return body.parameters[p.consts + k]; }

  constexpr void count_uses() {
    uses = notes<int>(first, p.region);
    for (int r : body.results)
      if (uses.holds(r)) ++uses.at(r);
    for (int id : order)
      for (int operand : g.equations[id].in)
        if (uses.holds(operand)) ++uses.at(operand);
  }
  constexpr void find_dependent() {
    dependent = notes<char>(first, p.region);
    for (int k = 0; k < p.carry; ++k) dependent.at(parameter(k)) = kept[k];
    for (int id : order)
      for (int operand : g.equations[id].in)
        if (dependent[operand]) dependent.at(id) = 1;
  }

  /// Whether the carry is only added to, or only multiplied, by what no carry has to do with (or, with `stacks`, not
  /// this one), and seen by nothing else.
  constexpr bool is_total(int k) {
    total t;
    const notes<char> own = dependent_on(g, parameter(k), p.region, order);
    int at = body.results[k];
    const op code = g[at].code == op::mul ? op::mul : op::add;
    t.code = code;
    while (at != parameter(k)) {
      const equation e = g[at];
      if (uses[at] != 1 || !is_floating(g.element(at)) || (e.code != code && !(code == op::add && e.code == op::sub)))
        return false;
      const int side = own[e.in[0]] ? 0 : 1;
      if (own[e.in[1 - side]] || !own[e.in[side]] || (!stacks && dependent[e.in[1 - side]]) ||
          (e.code == op::sub && side == 1))
        return false;
      if (!is_cheap_for_all_steps(e.in[1 - side])) return false;
      t.parts.push(e.in[1 - side]);
      t.negated.push(e.code == op::sub);
      at = e.in[side];
    }
    if (uses[at] != 1) return false;
    totals[k] = t;
    return true;
  }
  /// Loops fuse elementwise chains into their sums; what must be stored for all steps should not be much.
  constexpr bool is_cheap_for_all_steps(int id) const {
    walk needed(g, first, p.region);
    needed.from(id);
    long long stored = 0;
    for (int at : needed.order) {
      const op code = g[at].code;
      if (is_call(code)) return false;
      const bool fuses = is_elementwise(code) || code == op::view || code == op::constant || code == op::zeros ||
                         code == op::parameter || code == op::iota;
      if (!fuses && g[at].type >= 0) stored += g.dims(at).size() * p.steps;
    }
    return stored <= 16384;
  }

  /// Values with a leading axis for the steps, which depend on carries at most by what is `stacked` already, in
  /// `arrays`.
  template <class Batch>
  constexpr list<int> for_all_steps(const list<int>& values, Batch batched, const list<int>& stacked = {},
                                    const list<int>& arrays = {}) const {
    scope whole = body;
    whole.results = values;
    list<int> arguments, slices;
    for (int k = 0; k < body.parameters.size(); ++k) {
      const bool is_carry = k >= p.consts && k < p.consts + p.carry;
      if (k < p.consts || (is_carry && !kept[k - p.consts])) {
        arguments.push(p.operands[k]);  // the same in each step
      } else {
        arguments.push(parameter_like(g, body.parameters[k]));
        if (!is_carry) slices.push(arguments.back());
      }
    }
    substitution rule{g, {}};
    for (int k = 0; k < arguments.size(); ++k) rule.images.set(body.parameters[k], arguments[k]);
    for (int id : stacked) {
      slices.push(parameter_like(g, id));
      rule.images.set(id, slices.back());
    }
    propagate(g, joined(body.parameters, stacked), whole, rule);
    scope each;
    each.parameters = slices;
    for (int v : values) each.results.push(rule.image(v));
    return batched(each, joined(part(p.operands, p.consts + p.carry, p.xs), arrays), shape{1, {p.steps}});
  }

  template <class Emit>
  constexpr list<int> with_rest(list<int> results, Emit emit_rest) const {
    scan_parts rest = p;
    scope remaining;
    rest.operands = {};
    list<int> moved, moved_parameters;  // carries that no step changes
    for (int k = 0; k < p.carry; ++k)
      if (body.results[k] == parameter(k)) moved.push(p.operands[p.consts + k]), moved_parameters.push(parameter(k));
    for (int k = 0; k < p.consts; ++k) rest.operands.push(p.operands[k]), remaining.parameters.push(body.parameters[k]);
    rest.operands = joined(rest.operands, moved);
    remaining.parameters = joined(remaining.parameters, moved_parameters);
    rest.consts = remaining.parameters.size();
    rest.carry = 0;
    for (int k = 0; k < p.carry; ++k) {
      if (!kept[k]) continue;
      rest.operands.push(p.operands[p.consts + k]);
      remaining.parameters.push(parameter(k));
      remaining.results.push(body.results[k]);
      ++rest.carry;
    }
    rest.operands = joined(rest.operands, part(p.operands, p.consts + p.carry, p.xs));
    remaining.parameters = joined(remaining.parameters, part(body.parameters, p.consts + p.carry, p.xs));
    for (int k = p.carry; k < body.results.size(); ++k)
      if (!hoisted[k]) remaining.results.push(body.results[k]);
    if (remaining.results.empty()) return results;
    rest.region = g.make_region(remaining.parameters, remaining.results, {});
    const list<int> looped = emit_rest(rest);
    int next = 0;
    for (int& r : results)
      if (r < 0) r = looped[next++];
    return results;
  }

  graph& g;
  const scan_parts& p;
  bool stacks;
  scope body;
  int first = 0;
  list<int> order;
  list<char> kept, hoisted;
  list<total> totals;
  notes<char> dependent;
  notes<int> uses;
};

}  // namespace cotangent::ir
