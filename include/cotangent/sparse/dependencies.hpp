// Which elements of a program's results depend on which elements of its parameters. The program is a derivative, linear
// in what is followed, so that custom rules and stop_gradient are what they say, and no operation needs a rule but how
// it moves elements: all others are element by element.
#pragma once

#include <cotangent/sparse/element_dependencies.hpp>
#include <cotangent/sparse/pattern.hpp>
#include <cotangent/transforms/calls.hpp>
#include <cotangent/trees/describe.hpp>

namespace cotangent::ir {

/// One walk over a program whose custom rules are lowered. What only data decides counts as both: branches, indices
/// that are computed, loops that end by a condition. Loops of known length are walked step by step.
class dependency_walk : public element_dependencies {
  // (Templates come first: clang instantiates them where they are used, if it has seen them.)
  template <class T>
  static constexpr list<T> slice(const list<T>& all, int from, int count) {
    list<T> some;
    for (int k = 0; k < count && !all.empty(); ++k) some.push(all[from + k]);
    return some;
  }
  template <class T>
  static constexpr void stack(list<T>& all, const list<T>& one, int step, int steps) {
    if (!one.empty() && all.empty()) all.resize(steps * one.size(), 0);
    for (int i = 0; i < one.size(); ++i) all[step * one.size() + i] = one[i];
  }

 public:
  constexpr explicit dependency_walk(const graph& program)
      : element_dependencies(program),
        results_of_call(program.size()),
        numbers_of_call(program.size()),
        bodies(program.size()) {}

  int columns = 0;    // of what is followed
  int dense_at = -1;  // the first equation with an element that depends on more than half of them

  constexpr list<sets_of> run(int region, const list<sets_of>& given, const list<list<long long>>& counted = {}) {
    const scope body = scope_of(g, region);
    if (bodies[region].empty()) bodies[region] = body_of(body);
    for (int id : bodies[region]) known.forget(id);
    for (int k = 0; k < body.parameters.size(); ++k) {
      elements[body.parameters[k]] = given[k];
      known.set(body.parameters[k], {});
      if (k < counted.size()) known.set(body.parameters[k], counted[k]);
    }
    for (int id : bodies[region]) {
      if (is_call(g[id].code)) call(id);
      else if (g[id].code == op::get) part_of_call(id);
      else visit(id);
      if (dense_at < 0) note_dense(id);
    }
    list<sets_of> out;
    for (int id : body.results) {
      out.push({});
      if (id >= 0) out.back() = elements[id];
    }
    return out;
  }

 private:
  list<list<sets_of>> results_of_call;
  using numbers = list<long long>;  // of each element, where integers and truths are known; else none
  list<list<numbers>> numbers_of_call;
  list<list<int>> bodies;

  constexpr list<int> body_of(const scope& body) const {
    walk inside(g, 0, g.size());
    for (int id : body.results)
      if (id >= 0) inside.from(id);
    list<int> order;
    for (int id : inside.order)
      if (g[id].code != op::parameter && g[id].code != op::pack && g[id].code != op::region) order.push(id);
    return order;
  }
  constexpr void note_dense(int id) {
    for (int set : elements[id])
      if (2 * sets.size_of(set) > columns && columns > 4) dense_at = id;
  }
  constexpr void part_of_call(int id) {
    const int call = g[id].in[0], k = static_cast<int>(g.word(g[id].attribute, 0));
    elements[id] = {};
    if (k < results_of_call[call].size()) elements[id] = results_of_call[call][k];
    if (k < numbers_of_call[call].size()) known.set(id, numbers_of_call[call][k]);
  }
  constexpr void call(int id) {
    list<sets_of> results;
    numbers_of_call[id] = {};
    switch (g[id].code) {
      case op::scan: results = stepped(id); break;
      case op::cond: results = branched(id); break;
      case op::while_loop: results = until_nothing_is_added(parts_of_while(g, id)); break;
      default: break;  // effects; custom rules have been lowered
    }
    results_of_call[id] = results;
  }
  /// Of integers and truths: where a loop counts, it is known where it is.
  constexpr numbers counted(int id) {
    if (is_floating(g.element(id)) || !known(id))
      return {};  // (g++ 12 miscounts lifetimes in a conditional expression)
    return known.of(id);
  }
  /// Either branch; the one that is taken, where the predicate is known, in a loop that counts, say.
  constexpr list<sets_of> branched(int id) {
    const list<int> regions = g.unpacked(g[id].in[2]);
    list<sets_of> given;
    list<numbers> given_numbers;
    for (int operand : g.unpacked(g[id].in[1])) {
      given.push(elements[operand]);
      given_numbers.push(counted(operand));
    }
    if (known(g[id].in[0])) {
      const int taken = regions[known.of(g[id].in[0])[0] != 0 ? 0 : 1];
      const list<sets_of> results = run(taken, given, given_numbers);
      for (int result : scope_of(g, taken).results) numbers_of_call[id].push(result < 0 ? numbers{} : counted(result));
      return results;
    }
    list<sets_of> results = run(regions[0], given, given_numbers);
    const list<sets_of> other = run(regions[1], given, given_numbers);
    for (int k = 0; k < results.size(); ++k) results[k] = united(results[k], other[k]);
    return results;
  }
  constexpr list<sets_of> stepped(int id) {
    const scan_parts p = parts_of_scan(g, id);
    const scope body = scope_of(g, p.region);
    list<sets_of> given, stacked(body.results.size() - p.carry);
    list<numbers> now_known, all_known, stacked_numbers(stacked.size());
    for (int operand : p.operands) {
      given.push(elements[operand]);
      all_known.push(counted(operand));
    }
    now_known = all_known;
    for (int n = 0; n < p.steps; ++n) {
      const int step = p.reversed ? p.steps - 1 - n : n;
      for (int k = p.consts + p.carry; k < p.operands.size(); ++k) {
        const int each = size(body.parameters[k]);
        given[k] = slice(elements[p.operands[k]], step * each, each);
        now_known[k] = slice(all_known[k], step * each, each);
      }
      const list<sets_of> now = run(p.region, given, now_known);
      for (int k = 0; k < p.carry; ++k) {
        given[p.consts + k] = now[k];
        now_known[p.consts + k] = counted(body.results[k]);
      }
      for (int k = 0; k < stacked.size(); ++k) {
        stack(stacked[k], now[p.carry + k], step, p.steps);
        const numbers y = counted(body.results[p.carry + k]);
        if (n == 0 || !stacked_numbers[k].empty()) stack(stacked_numbers[k], y, step, p.steps);
        if (y.empty()) stacked_numbers[k] = {};  // known in all steps, or not at all
      }
    }
    list<sets_of> results;
    for (int k = 0; k < p.carry; ++k) {
      results.push(given[p.consts + k]);
      numbers_of_call[id].push(now_known[p.consts + k]);
    }
    for (int k = 0; k < stacked.size(); ++k) {
      results.push(stacked[k]);
      numbers_of_call[id].push(stacked_numbers[k]);
    }
    return results;
  }
  constexpr list<sets_of> until_nothing_is_added(const while_parts& p) {
    list<sets_of> given;
    for (int k = p.condition_consts; k < p.operands.size(); ++k) given.push(elements[p.operands[k]]);
    for (bool changed = true; changed;) {
      changed = false;
      const list<sets_of> now = run(p.body, given);
      for (int k = 0; k < now.size(); ++k) {
        sets_of& carried = given[p.body_consts + k];
        const sets_of more = united(carried, now[k]);
        bool same = more.size() == carried.size();
        for (int i = 0; same && i < more.size(); ++i) same = more[i] == carried[i];
        if (same) continue;
        carried = more;
        changed = true;
      }
    }
    list<sets_of> results;
    for (int k = 0; k < p.carry; ++k) results.push(given[p.body_consts + k]);
    return results;
  }
};

/// The elements of all results, one after the other, by those of the parameters `followed`, one after the other.
constexpr pattern dependencies(const graph& g, const list<int>& followed) {
  dependency_walk walk(g);
  const scope body = scope_of(g, g.root);
  pattern p;
  list<list<int>> given(body.parameters.size());
  for (int k : followed) {
    const int count = static_cast<int>(g.dims(body.parameters[k]).size());
    for (int i = 0; i < count; ++i) given[k].push(walk.sets.of(p.columns++));
  }
  walk.columns = p.columns;
  const list<list<int>> found = walk.run(g.root, given);
  p.too_long = walk.sets.is_full;
  if (p.too_long) return p;
  long long entries = 0;
  p.begin.push(0);
  for (int k = 0; k < found.size(); ++k) {
    p.rows += static_cast<int>(g.dims(body.results[k]).size());
    for (int set : found[k]) entries += walk.sets.size_of(set);
  }
  if (walk.dense_at >= 0 && 2 * entries > static_cast<long long>(p.rows) * p.columns) {
    p.dense_from = detail::join(primitives[g[walk.dense_at].code].name, " ");
    detail::describe_type(p.dense_from, g.type_of(walk.dense_at));
  }
  p.too_large = entries > shape::most;
  if (p.too_large) return p;
  p.column.reserve(static_cast<int>(entries));
  for (int k = 0; k < found.size(); ++k) {
    const int count = static_cast<int>(g.dims(body.results[k]).size());
    for (int i = 0; i < count; ++i) {
      const int set = found[k].empty() ? 0 : found[k][i];
      for (int c = 0; c < walk.sets.size_of(set); ++c) p.column.push(walk.sets.items(set)[c]);
      p.begin.push(p.column.size());
    }
  }
  return p;
}

}  // namespace cotangent::ir
