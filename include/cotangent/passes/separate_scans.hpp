// Loops over numbers, without what need not wait for the step before: that is computed for all steps at once, before
// the loop or, from the carries that the loop stacks, after it.
#pragma once

#include <cotangent/passes/rewrite.hpp>
#include <cotangent/transforms/scan.hpp>

namespace cotangent::ir {

/// Of scans whose bodies are elementwise arithmetic of numbers.
class scan_separation : scan_splitting {
 public:
  constexpr scan_separation(graph& program, const scan_parts& parts) : scan_splitting(program, parts, true) {
    find_core();
    for (int k = 0; k < p.carry; ++k)
      if (!kept[k])
        for (int part : totals[k].parts) late.push(part);
    for (int k = p.carry; k < body.results.size(); ++k)
      if (!stays(body.results[k])) late.push(body.results[k]);
    visited = notes<char>(first, p.region);
    for (int id : late) find_stacked(id);
  }

  /// Whether enough leaves the loop to be worth arrays.
  constexpr bool pays() const {
    if (p.steps < least_steps || static_cast<long long>(p.steps) * (stacked.size() + before.size()) > most_stacked)
      return false;
    int leaving = 0;
    for (int id : order) {
      const op code = g[id].code;
      if (code != op::parameter && (g[id].type < 0 || g.dims(id).rank != 0 || !(is_elementwise(code) || is_leaf(code))))
        return false;
      if (!core[id] && is_elementwise(code)) ++leaving;
    }
    return leaving > 2;
  }

  constexpr list<int> run() {
    const auto batched = [&](const scope& each, const list<int>& mapped, const shape& steps) {
      return batch(g, each, mapped, steps);
    };
    const list<int> looped = loop(for_all_steps(before, batched));
    int next = 0, leading = 0;
    for (int k = 0; k < p.carry; ++k) leading += kept[k];
    const list<int> arrays = for_all_steps(late, batched, stacked, part(looped, leading, stacked.size()));
    list<int> results;
    int carried = 0, stayed = leading + stacked.size();
    for (int k = 0; k < p.carry; ++k) results.push(kept[k] ? looped[carried++] : total_of(k, arrays, next));
    for (int k = p.carry; k < body.results.size(); ++k)
      results.push(stays(body.results[k]) ? looped[stayed++] : arrays[next++]);
    return results;
  }

 private:
  static constexpr int least_steps = 4;           // measured for a loop of nine: no slower
  static constexpr int most_stacked = 4 * 16384;  // elements in arrays that only this makes

  constexpr bool stays(int id) const { return core[id] != 0; }
  /// What the next carries depend on and depends on carries itself; `before` it, what it is given.
  constexpr void find_core() {
    core = notes<char>(first, p.region);
    for (int k = 0; k < p.carry; ++k) {
      if (!kept[k]) continue;
      core.at(parameter(k)) = 1;
      if (core.holds(body.results[k])) core.at(body.results[k]) = 1;
      else if (!is_leaf(g[body.results[k]].code)) before.push(body.results[k]);
    }
    for (int at = order.size(); at-- > 0;) {
      const int id = order[at];
      if (!core[id]) continue;
      for (int operand : g.equations[id].in) {
        if (operand < 0) continue;
        if (dependent[operand]) core.at(operand) = 1;
        else if (g[operand].code != op::parameter && !is_leaf(g[operand].code) && !contains(before, operand))
          before.push(operand);
      }
    }
  }
  static constexpr bool contains(const list<int>& ids, int id) {
    for (int other : ids)
      if (other == id) return true;
    return false;
  }
  /// What the loop must stack for a value after it: carries, what they become, and what would be costly to compute
  /// again.
  constexpr void find_stacked(int id) {
    if (id < 0 || visited[id] || !dependent[id]) return;
    visited.at(id) = 1;
    bool is_next = g[id].code == op::parameter;
    for (int k = 0; k < p.carry; ++k) is_next = is_next || (kept[k] && body.results[k] == id);
    if (core[id] && (is_next || is_costly(g[id].code))) return stacked.push(id);
    for (int operand : g.equations[id].in) find_stacked(operand);
  }
  /// What remains of the loop: its carries, what it stacks for others, then results of it. It is given what it uses.
  constexpr list<int> loop(const list<int>& arrays) const {
    scope whole, remaining;
    for (int k = 0; k < p.carry; ++k)
      if (kept[k]) whole.results.push(body.results[k]);
    whole.results = joined(whole.results, stacked);
    for (int k = p.carry; k < body.results.size(); ++k)
      if (stays(body.results[k])) whole.results.push(body.results[k]);
    substitution rule{g, {}};
    list<int> fresh;
    for (int id : before) {
      fresh.push(parameter_like(g, id));
      rule.images.set(id, fresh.back());
    }
    propagate(g, before, whole, rule);
    for (int id : whole.results) remaining.results.push(rule.image(id));

    scan_parts rest = p;
    rest.operands = {};
    rest.known_consts = rest.known_xs = 0;  // nobody transposes it any more
    const auto give = [&](int parameter, int operand) {
      remaining.parameters.push(parameter);
      rest.operands.push(operand);
    };
    const auto used = [&](int id) {
      for (int at : order)
        for (int operand : g.equations[at].in)
          if (core[at] && operand == id) return true;
      return contains(whole.results, id);
    };
    for (int k = 0; k < p.consts + p.carry; ++k)
      if ((k < p.consts || !kept[k - p.consts]) && used(body.parameters[k])) give(body.parameters[k], p.operands[k]);
    rest.consts = rest.operands.size();
    for (int k = 0; k < p.carry; ++k)
      if (kept[k]) give(parameter(k), p.operands[p.consts + k]);
    rest.carry = rest.operands.size() - rest.consts;
    for (int k = p.consts + p.carry; k < p.operands.size(); ++k)
      if (used(body.parameters[k])) give(body.parameters[k], p.operands[k]);
    for (int k = 0; k < before.size(); ++k) give(fresh[k], arrays[k]);
    rest.xs = rest.operands.size() - rest.consts - rest.carry;
    rest.region = g.make_region(remaining.parameters, remaining.results, {});
    return emit_loop(g, rest);
  }

  notes<char> core, visited;
  list<int> late, stacked, before;
};

constexpr int separate_scan(graph& g, const equation& e) {
  if (e.code == op::get && g[e.in[0]].code == op::pack)
    return g.unpacked(e.in[0])[static_cast<int>(g.word(e.attribute, 0))];
  const int id = emit(g, e);
  if (e.code != op::scan) return id;
  const scan_parts p = parts_of_scan(g, id);
  if (!scope_of(g, p.region).effects.empty()) return id;
  scan_separation parts(g, p);
  if (parts.pays()) return g.packed(parts.run());
  return stacked_once(scope_of(g, p.region).results, p.carry).is_shorter() ? g.packed(emit_loop(g, p)) : id;
}
constexpr graph separate_scans(graph g) {
  if (!has(g, op::scan)) return g;  // (g++ 12 miscounts lifetimes in a conditional expression)
  return rewrite(g, separate_scan);
}

}  // namespace cotangent::ir
