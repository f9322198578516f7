// Totals that a loop carries, such as the cotangents of a loop's weights, as rows of one array: what takes whole arrays
// runs each operation of a step by itself, which for small ones is a call and little else.
#pragma once

#include <cotangent/passes/rewrite.hpp>
#include <cotangent/transforms/scan.hpp>

namespace cotangent::ir {

/// Of a scan without effects: carries to which each step only adds, by their types.
class total_joining {
 public:
  constexpr total_joining(graph& program, const scan_parts& parts)
      : g(program), p(parts), body(scope_of(program, parts.region)), group(p.carry, -1) {
    count_uses();
    for (int k = 0; k < p.carry; ++k) {
      if (addend(k) < 0) continue;
      const long long elements = g.dims(body.results[k]).size();
      int at = 0;
      while (at < groups.size() &&
             (g[body.results[groups[at][0]]].type != g[body.results[k]].type || groups[at].size() == most_rows ||
              (groups[at].size() + 1) * elements > most_elements))
        ++at;
      if (at == groups.size()) groups.push({});
      groups[at].push(k);
      group[k] = at;
    }
    for (int at = 0; at < groups.size(); ++at)
      if (groups[at].size() < least_totals)
        for (int k : groups[at]) group[k] = -1;
  }

  constexpr bool pays() const {
    for (int at : group)
      if (at >= 0) return true;
    return false;
  }

  /// The results, of a scan whose last carries are the joined ones.
  constexpr list<int> run() const {
    scan_parts joint = p;
    joint.known_consts = joint.known_xs = 0;  // nobody transposes it any more
    joint.operands = part(p.operands, 0, p.consts);
    scope step;
    step.parameters = part(body.parameters, 0, p.consts);
    const auto give = [&](int parameter, int operand, int result) {
      step.parameters.push(parameter);
      joint.operands.push(operand);
      step.results.push(result);
    };
    for (int k = 0; k < p.carry; ++k)
      if (group[k] < 0) give(body.parameters[p.consts + k], p.operands[p.consts + k], body.results[k]);
    list<int> place(groups.size(), -1);
    for (int at = 0; at < groups.size(); ++at) {
      if (group[groups[at][0]] < 0) continue;
      place[at] = step.results.size();
      const shape rows = shape_of(at);
      const int total = g.emit_unique(op::parameter, g.intern(g.element(body.results[groups[at][0]]), rows));
      list<int> addends;
      for (int k : groups[at]) addends.push(addend(k));
      give(total, first_of(at).id, (term{&g, total} + rows_of(addends, rows, 0, addends.size())).id);
    }
    joint.carry = step.results.size();
    step.parameters = joined(step.parameters, part(body.parameters, p.consts + p.carry, p.xs));
    joint.operands = joined(joint.operands, part(p.operands, p.consts + p.carry, p.xs));
    step.results = joined(step.results, part(body.results, p.carry, body.results.size() - p.carry));
    joint.region = g.make_region(step.parameters, step.results, {});
    const list<int> all = emit_loop(g, joint);

    list<int> results, row(groups.size(), 0);
    int next = 0;
    for (int k = 0; k < p.carry; ++k) {
      if (group[k] < 0) {
        results.push(all[next++]);
        continue;
      }
      const shape dims = g.dims(body.results[k]);
      index_map map;
      map.push({-1, row[group[k]]++, 0});
      for (int axis = 0; axis < dims.rank; ++axis) map.push_axis(axis);
      results.push(view({&g, all[place[group[k]]]}, dims, map).id);
    }
    return joined(results, part(all, joint.carry, all.size() - joint.carry));
  }

 private:
  static constexpr int least_totals = 4;
  // Each element is chosen among all rows. With XLA on a CPU 4 to 32 rows of up to 2,048 elements took 0.3 to 0.9 of
  // what as many totals take, 200 rows of five 1.6.
  static constexpr int most_rows = 32, most_elements = 2048;

  constexpr void count_uses() {
    int first = p.region;
    for (int id : body.parameters) first = id < first ? id : first;
    uses = notes<int>(first, p.region);
    for (int id : body.results)
      if (uses.holds(id)) ++uses.at(id);
    for (int id : region_order(g, p.region, first))
      for (int operand : g.equations[id].in)
        if (uses.holds(operand)) ++uses.at(operand);
  }
  /// What each step adds to the carry that nothing else sees; -1 where the carry is no such total.
  constexpr int addend(int k) const {
    const int carry = body.parameters[p.consts + k], result = body.results[k];
    const equation e = g[result];
    if (e.code != op::add || uses[result] != 1 || uses[carry] != 1) return -1;
    return e.in[0] == carry ? e.in[1] : e.in[1] == carry ? e.in[0] : -1;
  }
  constexpr shape shape_of(int at) const {
    return concatenated({1, {groups[at].size()}}, g.dims(body.results[groups[at][0]]));
  }
  /// What the totals of a group begin with: a number, as a rule.
  constexpr term first_of(int at) const {
    const shape rows = shape_of(at);
    const int one = p.operands[p.consts + groups[at][0]];
    bool all_same = is_splat_leaf(g, one);
    for (int k : groups[at]) all_same = all_same && p.operands[p.consts + k] == one;
    if (all_same) return {&g, g.emit(g[one].code, g.intern(g.element(one), rows), g[one].attribute)};
    term whole{};
    for (int row = 0; row < groups[at].size(); ++row) {
      index_map map;
      map.push({-1, row, 0});
      for (int axis = 0; axis + 1 < rows.rank; ++axis) map.push_axis(axis);
      const term there = pad({&g, p.operands[p.consts + groups[at][row]]}, rows, map);
      whole = row == 0 ? there : whole + there;
    }
    return whole;
  }
  /// Rows from `low` up to `high` are these, whatever stands in others: chosen by halves, for XLA does not compute a
  /// concatenation where it is used.
  constexpr term rows_of(const list<int>& values, const shape& rows, int low, int high) const {
    if (high - low == 1) return broadcast_leading({&g, values[low]}, {1, {rows[0]}});
    const int middle = low + (high - low) / 2;
    const term number = iota(g, dtype::i32, rows[0]);
    index_map along;
    along.push_axis(0);
    return select(view(compare(op::lt, number, full_like(number, middle)), rows, along),
                  rows_of(values, rows, low, middle), rows_of(values, rows, middle, high));
  }

  graph& g;
  const scan_parts& p;
  scope body;
  notes<int> uses;
  list<int> group;  // of each carry; -1: none
  list<list<int>> groups;
};

constexpr int join_totals_of(graph& g, const equation& e) {
  if (e.code == op::get && g[e.in[0]].code == op::pack)
    return g.unpacked(e.in[0])[static_cast<int>(g.word(e.attribute, 0))];
  const int id = emit(g, e);
  if (e.code != op::scan) return id;
  const scan_parts p = parts_of_scan(g, id);
  if (!scope_of(g, p.region).effects.empty()) return id;
  const total_joining totals(g, p);
  return totals.pays() ? g.packed(totals.run()) : id;
}
constexpr graph join_totals(graph g) {
  if (!has(g, op::scan)) return g;  // (g++ 12 miscounts lifetimes in a conditional expression)
  return rewrite(g, join_totals_of);
}

}  // namespace cotangent::ir
