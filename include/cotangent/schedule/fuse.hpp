// Which equations of a scope get a buffer, and which are computed where they are used: nests as sets of equations.
#pragma once

#include <cotangent/schedule/limits.hpp>
#include <cotangent/schedule/parts.hpp>

#include <algorithm>

namespace cotangent::ir {

/// Where the results of a scope's calls go, and how its parameters are bound: what the writer of nests needs to know.
class fusion : public parts_in_place {
 public:
  /// With `examples`, arrays with a first axis of that extent hold an example in each element of it: SIMD lanes run
  /// over them, so they are innermost in memory.
  constexpr fusion(const graph& program, schedule& out, const scope& what, list<planned_equation>& table,
                   int examples_ = 0)
      : parts_in_place(program, table), s(out), body(what), examples(examples_) {}
  fusion(const fusion&) = delete;
  fusion& operator=(const fusion&) = delete;
  constexpr ~fusion() {
    for (int k = 0; k < own.size(); ++k) plans[own[k]] = taken_over[k];
  }

  schedule& s;
  scope body;
  int examples;
  list<nest> nests;
  list<int> own;

  constexpr bool has_place(int id) const { return plans[id].where.buffer >= 0; }
  constexpr int new_buffer(storage_kind kind, int index, const value_type& t) const {
    s.buffers.push({kind, index, t.element, static_cast<int>(t.dims.size()), 0});
    return s.buffers.size() - 1;
  }
  constexpr place new_place(const value_type& t) const {
    place p;
    p.buffer = new_buffer(storage_kind::workspace, 0, t);
    p.first_axis_last = holds_examples(t.dims);
    return p;
  }
  constexpr bool holds_examples(const shape& dims) const {
    return examples > 0 && dims.rank > 1 && dims[0] == examples;
  }

  /// Plans the scope, whose parameters are bound, so that result k ends up in results[k].
  constexpr void run(const list<place>& results) {
    take_over();
    for (int k = 0; k < body.results.size(); ++k) {
      planned_equation& p = plans[body.results[k]];
      ++p.uses;
      if (p.result < 0) p.result = k;
    }
    for (int id : own)
      for (int operand : g.equations[id].in) {
        if (operand < 0 || g[id].code == op::region) continue;
        ++plans[operand].uses;
        plans[operand].summed += is_sum(g[id].code);
      }
    for (int k = own.size() - 1; k >= 0; --k) {
      if (g[own[k]].code != op::get) continue;
      int& last = plans[g[own[k]].in[0]].next_get;
      plans[own[k]].next_get = last;
      last = own[k];
    }
    for (int id : own) plans[id].live = !is_bound(id);  // else it is there already
    for (int k = own.size() - 1; k >= 0; --k) hand_down_result(own[k]);
    if (!may_turn()) examples = 0;
    turn_inputs();
    choose_stored();
    for (int id : own)
      if (plans[id].live) plan_equation(id, plans[id].keep, results);

    // Results that are parameters, constants, parts of calls or other results: copies.
    for (int k = 0; k < body.results.size(); ++k) {
      const int id = body.results[k];
      if (same_place(plans[id].where, results[k])) continue;
      add_root(g.dims(id), 0, {root_kind::value, -1, id, results[k], {}, {}, g.dims(id)}, plans[id].strict_bound);
    }
  }

  /// Copies, after everything planned so far; `id` names the element type.
  constexpr void copy_at_end(const list<place>& from, const list<place>& to, const list<int>& ids) {
    const int bound = nests.size();
    for (int k = 0; k < from.size(); ++k) {
      const shape dims = g.dims(ids[k]);
      add_root(dims, 0, {root_kind::copied, -1, ids[k], to[k], from[k], {}, dims}, bound);
    }
  }

 private:
  /// Finds what the scope needs, in the order of the program. Its parameters are bound already.
  constexpr void take_over() {
    list<int> waiting = body.parameters;
    for (int id : body.results) waiting.push(id);
    for (int id : body.effects) waiting.push(id);
    while (!waiting.empty()) {
      const int id = waiting.back();
      waiting.resize(waiting.size() - 1);
      if (id < 0 || plans[id].found) continue;
      plans[id].found = 1;
      own.push(id);
      if (g[id].code != op::region)
        for (int operand : g.equations[id].in) waiting.push(operand);
    }
    std::sort(own.begin(), own.end());
    for (int id : own) {
      plans[id].found = 0;
      const bool is_parameter = g[id].code == op::parameter;
      taken_over.push(is_parameter ? planned_equation{} : plans[id]);
      if (!is_parameter) plans[id] = {};
    }
  }
  /// Loops and prints take arrays row by row, and so does a reshape that does not leave the examples alone.
  constexpr bool may_turn() const {
    for (int id : own) {
      if (!plans[id].live) continue;
      const equation e = g[id];
      if (is_call(e.code) || e.code == op::print) return false;
      if (e.code == op::reshape && holds_examples(g.dims(e.in[0])) &&
          (g.dims(id).rank == 0 || g.dims(id)[0] != examples))
        return false;
    }
    return true;
  }
  /// Inputs have their examples one behind the other in memory.
  constexpr void turn_inputs() {
    for (int id : body.parameters) {
      if (!has_place(id) || !holds_examples(g.dims(id)) || plans[id].uses == 0) continue;
      const place turned = new_place(g.type_of(id));
      add_root(g.dims(id), 0, {root_kind::copied, -1, id, turned, plans[id].where, {}, g.dims(id)}, 0);
      plans[id].where = turned;
      plans[id].identity_bound = plans[id].strict_bound = nests.size();
    }
  }
  constexpr place place_for(int id, const list<place>& results) const {
    if (plans[id].result < 0) return new_place(g.type_of(id));
    place p = results[plans[id].result];
    p.offset += plans[id].result_offset;
    return p;
  }
  static constexpr bool same_place(const place& a, const place& b) {
    bool same = a.buffer == b.buffer && a.offset == b.offset;
    for (int k = 0; k < max_depth; ++k) same = same && a.step[k] == b.step[k];
    return same;
  }
  constexpr bool is_bound(int id) const { return has_place(id) || plans[id].alias >= 0; }

  /// A comparison is made again where it is repeated: from memory, a mask is not in SIMD lanes.
  constexpr bool is_cheap_mask(int id) const {
    return g.element(id) == dtype::boolean && is_elementwise(g[id].code) && plans[id].cost <= 4;
  }

  constexpr void choose_stored() {
    // What regions are given must have a place; a number repeated needs none, unless it is taken in slices.
    const auto keep_all = [&](int chain, int slices_from) {
      const list<int> ids = g.unpacked(chain);
      for (int k = 0; k < ids.size(); ++k)
        if (ids[k] >= 0 && (k >= slices_from || !is_splat_leaf(g, ids[k]))) plans[ids[k]].keep = 1;
    };
    for (int id : own) {
      if (!plans[id].live) continue;
      const equation e = g[id];
      if (e.code == op::print) keep_all(e.in[0], 0);
      if (e.code == op::while_loop) keep_all(e.in[0], g.size());
      if (e.code == op::scan) keep_all(e.in[0], static_cast<int>(g.word(e.attribute, 1) + g.word(e.attribute, 2)));
      if (e.code == op::cond) keep_all(e.in[1], g.size());
      if (e.code == op::reshape) plans[e.in[0]].keep = plans[id].keep = 1;
      if (e.code == op::pad || e.code == op::scatter_add || is_reduction(e.code)) plans[id].keep = 1;
      if (e.code == op::gather) plans[e.in[0]].keep = 1;
      if (plans[id].result >= 0) plans[id].keep = 1;
      if (e.code == op::view && !is_leaf(g[e.in[0]].code) && g.dims(id).size() > g.dims(e.in[0]).size() &&
          !is_cheap_mask(e.in[0]))
        plans[e.in[0]].keep = 1;
      if (is_elementwise(e.code) || e.code == op::view || e.code == op::barrier || e.code == op::gather) {
        plans[id].cost = is_costly(e.code) ? limits::most_cost_of_recomputing : 1;
        for (int operand : g.equations[id].in)
          if (operand >= 0 && !plans[operand].keep) plans[id].cost += plans[operand].cost;
        if (plans[id].uses > 1 && (is_costly(e.code) || plans[id].cost > limits::most_cost_of_recomputing))
          plans[id].keep = 1, plans[id].cost = 0;
      }
      if (is_sum_of_placed(id)) plans[id].keep = 1;
      if (is_placed(id) && plans[id].uses > 1 && !is_leaf(g[e.in[0]].code)) plans[e.in[0]].keep = 1;
    }
  }

  constexpr void plan_equation(int id, bool kept, const list<place>& results) {
    const equation e = g[id];
    if (e.code == op::pack || e.code == op::region || e.code == op::parameter || e.code == op::get) return;
    int identity = 0, strict = 0;
    const auto after = [&](int operand) {
      strict = plans[operand].strict_bound > strict ? plans[operand].strict_bound : strict;
      const bool moves =
          e.code == op::view || e.code == op::reshape || e.code == op::gather || e.code == op::scatter_add;
      const int same = moves ? plans[operand].strict_bound : plans[operand].identity_bound;
      identity = same > identity ? same : identity;
    };
    for (int operand : g.equations[id].in) {
      if (operand < 0) continue;
      if (g[operand].code == op::pack)
        for (int element : g.unpacked(operand)) {
          if (element >= 0 && g[element].code != op::region) after(element);
        }
      else after(operand);
    }
    plans[id].identity_bound = identity;
    plans[id].strict_bound = strict;
    if (e.code == op::print || is_call(e.code)) {
      if (is_call(e.code)) plan_call(id, results);
      plans[id].reached = 1;
      return plan_prints(results);
    }
    if (e.code == op::constant && g.word_count(e.attribute) > 1) {
      const int start = s.words.size();
      for (int k = 0; k < g.word_count(e.attribute); ++k) s.words.push(g.word(e.attribute, k));
      plans[id].where.buffer = new_buffer(storage_kind::constant, start, g.type_of(id));
      plans[id].stored = 2;
    }
    if (!kept || absorbed(id)) return;
    const int result = plans[id].result;
    if (is_leaf(e.code) && has_place(id)) return;  // copied at the end, if it is a result
    const bool is_slice = e.code == op::view && !plans[e.in[0]].where.first_axis_last && lies_together(id);
    if ((e.code == op::reshape || is_slice) && has_place(e.in[0]) && result < 0) {  // the same memory
      plans[id].where = plans[e.in[0]].where;
      if (is_slice)
        plans[id].where.offset +=
            static_cast<int>(g.dims(e.in[0]).size() / g.dims(e.in[0])[0]) * g.map_of(id)[0].offset;
      plans[id].stored = 2;
      plans[id].identity_bound = plans[id].strict_bound = plans[e.in[0]].strict_bound;
      return;
    }
    const place to = place_for(id, results);
    const int last = store_equation(id, to, identity, strict);
    plans[id].where = to;
    plans[id].identity_bound = plans[id].stored == 1 ? last : last + 1;
    plans[id].strict_bound = last + 1;
  }

  /// Prints in the order of the program, which need not be that of their equations: each waits for those before it.
  constexpr void plan_prints(const list<place>& results) {
    for (; next_effect < body.effects.size() && plans[body.effects[next_effect]].reached; ++next_effect)
      if (g[body.effects[next_effect]].code == op::print) plan_call(body.effects[next_effect], results);
  }

  /// A call or print is a nest of its own, after all before it (prints and loops keep their order).
  constexpr void plan_call(int id, const list<place>& results) {
    nest made;
    made.call = id;
    nests.push(made);
    last_call = nests.size();
    plans[id].strict_bound = plans[id].identity_bound = last_call;
    for (int user = plans[id].next_get; user >= 0; user = plans[user].next_get) {
      plans[user].where = place_for(user, results);
      plans[user].stored = 2;
      plans[user].strict_bound = plans[user].identity_bound = last_call;
    }
  }

  /// Adds the roots that compute equation `id`; the last nest that writes it.
  constexpr int store_equation(int id, const place& to, int identity, int strict) {
    const equation e = g[id];
    const shape dims = g.dims(id);
    plans[id].stored = 2;
    if (is_reduction(e.code))
      return add_root(g.dims(e.in[0]), g.axes_of(id), {root_kind::reduction, id, e.in[0], to, {}, {}, dims}, identity);
    if (e.code == op::pad) return store_sum(id, to, identity, strict);
    if (e.code == op::scatter_add) {
      const int filled = fill_with_zero(id, to);
      return add_root(g.dims(e.in[1]), 0, {root_kind::scattered, id, e.in[1], to, {}, {}, dims},
                      filled + 1 > strict ? filled + 1 : strict);
    }
    if (is_sum_of_placed(id)) return store_sum(id, to, identity, strict);
    plans[id].stored = 1;
    return add_root(dims, 0, {root_kind::value, id, id, to, {}, {}, dims}, identity);
  }
  constexpr int fill_with_zero(int id, const place& to) {
    return add_root(g.dims(id), 0, {root_kind::value, -1, -1, to, {}, {}, g.dims(id)}, 0);
  }
  constexpr int add_placed(const place_in_sum& p, const shape& dims, const place& to, int bound, bool alone,
                           const list<part_of_sum>& others) {
    root r{root_kind::placed, -1, -1, to, {}, p.map, dims, false, alone, {}, others};
    for (int k = 0; k < p.pads.size(); ++k) {
      const int value = g[p.pads[k].id].in[0];
      if (k == 0) r.value = value, r.negated = p.pads[k].negated;
      else r.more.push({value, p.pads[k].negated});
    }
    return add_root(p.space, 0, r, bound);
  }

  /// The parts of a sum, or a pad, each in its place in one buffer; parts that tile it need nothing under them. What
  /// they are computed from is read at the same element, in the nest `identity` or later, or anywhere, in `strict` or
  /// later.
  constexpr int store_sum(int id, const place& to, int identity, int strict) {
    const shape dims = g.dims(id);
    const auto [placed, others, tile] = parts_of(id);
    const bool meet = tile && !others.empty();
    const int bound = meet ? strict : identity;
    int last = bound - 1;
    if (others.empty() && !tile) last = fill_with_zero(id, to);
    for (int k = 0; !meet && k < others.size(); ++k) {
      const part_of_sum& part = others[k];
      root r{root_kind::value, id, part.id, to, {}, {}, dims, part.negated};
      if (k > 0) r.kind = root_kind::placed, r.map = index_map::identity(dims.rank);
      last = add_root(dims, 0, r, last + 1 > bound ? last + 1 : bound);
    }
    const list<part_of_sum> nothing;
    for (const place_in_sum& p : placed) {
      int now = tile || last + 1 < bound ? bound : last + 1;
      if (p.pads.size() == 1 && plans[p.pads[0].id].in_place) now = plans[g[p.pads[0].id].in[0]].strict_bound - 1;
      else now = add_placed(p, dims, to, now, tile, meet ? others : nothing);
      last = now > last ? now : last;
    }
    return last;
  }
  /// Joins the first nest from `bound` on with the same iterations, or makes one.
  constexpr int add_root(const shape& space, unsigned reduced, const root& r, int bound) {
    for (int k = bound; k < nests.size(); ++k) {
      nest& n = nests[k];
      if (n.call >= 0 || (n.reduced != 0 && n.roots.size() >= limits::most_totals_of_nest) || !(n.space == space) ||
          (reduced != 0 && n.reduced != 0 && n.reduced != reduced))
        continue;
      n.reduced |= reduced;
      n.roots.push(r);
      return k;
    }
    nest made;
    made.space = space;
    made.reduced = reduced;
    made.roots.push(r);
    nests.push(made);
    return nests.size() - 1;
  }

  list<planned_equation> taken_over;  // what other scopes planned of the same equations
  int last_call = 0, next_effect = 0;
};

}  // namespace cotangent::ir
