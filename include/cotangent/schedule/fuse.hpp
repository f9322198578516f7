// Which equations get a buffer, and which are computed where they are used: the kernels as sets of equations.
#pragma once

#include <cotangent/schedule/schedule.hpp>

namespace cotangent::ir {

enum class root_kind : int { value, reduction, placed };

/// A value that a kernel leaves in a buffer.
struct root {
  root_kind kind = root_kind::value;
  int id = -1;       // the equation that names the buffer
  int value = -1;    // the equation computed in each iteration
  int buffer = -1;
  bool add = false;  // placed values are added to what is there
  index_map place;   // where the element of an iteration goes
};

/// A kernel as a set of roots over one iteration space.
struct nest {
  shape space;
  unsigned reduced = 0;
  list<root> roots;
};

class fusion {
 public:
  constexpr fusion(const graph& program, schedule& out) : g(program), s(out) { run(); }

  const graph& g;
  schedule& s;
  list<nest> nests;
  list<int> buffer_of;  // of an equation, or -1 where it has none
  list<int> kernel_of;  // the first kernel that computes an equation, or -1
  list<char> stored;    // 1: by a kernel, element by element; 2: otherwise

 private:
  static constexpr int costly(op code) {  // cheaper to store once than to compute twice
    return code == op::div || code == op::pow || code == op::sqrt || (code >= op::exp && code <= op::erfc);
  }
  constexpr int new_buffer(storage_kind kind, int index, int id) {
    s.buffers.push({kind, index, g.element(id), static_cast<int>(g.dims(id).size()), 0});
    return s.buffers.size() - 1;
  }

  constexpr void run() {
    const scope body = scope_of(g, g.root);
    const int n = g.size();
    buffer_of.resize(n, -1);
    stored.resize(n, 0);
    kernel_of.resize(n, -1);
    list<char> live(n, 0), keep(n, 0);
    list<int> uses(n, 0), cost(n, 0);
    for (int r : body.results) live[r] = 1, ++uses[r];
    for (int e : body.effects) live[e] = 1;
    for (int id = n - 1; id >= 0; --id)
      if (live[id])
        for (int operand : g.equations[id].in)
          if (operand >= 0) live[operand] = 1, ++uses[operand];

    for (int k = 0; k < body.parameters.size(); ++k) {
      const int id = body.parameters[k];
      buffer_of[id] = new_buffer(storage_kind::input, k, id);
      stored[id] = 2;
    }
    list<int> output_of(n, -1);
    for (int k = 0; k < body.results.size(); ++k)
      if (output_of[body.results[k]] < 0) output_of[body.results[k]] = k;

    // 1. What must or should be stored.
    for (int id = 0; id < n; ++id) {
      if (!live[id]) continue;
      const equation e = g[id];
      const primitive& p = primitives[e.code];
      if (e.code == op::pack && live[id] && e.in[1] >= 0) keep[e.in[1]] = 1;  // an operand of a print
      if (e.code == op::reshape) keep[e.in[0]] = keep[id] = 1;
      if (e.code == op::pad || (p.arity == 1 && !p.elementwise && e.code != op::view && e.code != op::reshape)) keep[id] = 1;
      if (output_of[id] >= 0) keep[id] = 1;
      if (e.code == op::view && !is_leaf(g[e.in[0]].code) && g.dims(id).size() > g.dims(e.in[0]).size()) keep[e.in[0]] = 1;
      if (p.elementwise || e.code == op::view) {
        cost[id] = 1;
        for (int operand : g.equations[id].in)
          if (operand >= 0 && !keep[operand]) cost[id] += cost[operand];
        if (uses[id] > 1 && (costly(e.code) || cost[id] > 8)) keep[id] = 1, cost[id] = 0;
      }
      if (e.code == op::add && (is_placed(e.in[0], uses, output_of) || is_placed(e.in[1], uses, output_of))) keep[id] = 1;
    }

    // 2. Kernels, in order.
    list<int> identity_bound(n, 0), strict_bound(n, 0);  // the first kernel that may read the equation
    int last_print = -1;
    for (int id = 0; id < n; ++id) {
      if (!live[id]) continue;
      const equation e = g[id];
      if (e.code == op::print) {
        add_print(id, strict_bound, last_print);
        continue;
      }
      if (e.code == op::pack || e.code == op::region || e.code == op::parameter) continue;
      int identity = 0, strict = 0;
      for (int operand : g.equations[id].in) {
        if (operand < 0) continue;
        strict = strict_bound[operand] > strict ? strict_bound[operand] : strict;
        const int same = e.code == op::view || e.code == op::reshape ? strict_bound[operand] : identity_bound[operand];
        identity = same > identity ? same : identity;
      }
      identity_bound[id] = identity;
      strict_bound[id] = strict;
      if (e.code == op::constant && g.word_count(e.attribute) > 1) {
        const int place = s.words.size();
        for (int k = 0; k < g.word_count(e.attribute); ++k) s.words.push(g.word(e.attribute, k));
        buffer_of[id] = new_buffer(storage_kind::constant, place, id);
        stored[id] = 2;
      }
      if (!keep[id] || absorbed(id, uses, output_of)) continue;
      if (is_leaf(e.code) && buffer_of[id] >= 0) continue;  // copied at the end, if it is a result
      if (e.code == op::reshape && buffer_of[e.in[0]] >= 0 && output_of[id] < 0) {  // the same memory
        buffer_of[id] = buffer_of[e.in[0]];
        stored[id] = 2;
        identity_bound[id] = strict_bound[id] = strict_bound[e.in[0]];
        continue;
      }
      const int readable = store_equation(id, identity, strict, uses, output_of);
      identity_bound[id] = stored[id] == 1 ? readable : readable + 1;
      strict_bound[id] = readable + 1;
    }

    // 3. Results that are parameters, constants or other results: copies.
    for (int k = 0; k < body.results.size(); ++k) {
      const int id = body.results[k];
      const bool own = buffer_of[id] >= 0 && s.buffers[buffer_of[id]].kind == storage_kind::output &&
                       s.buffers[buffer_of[id]].index == k;
      if (own) continue;
      root copy{root_kind::value, id, id, new_buffer(storage_kind::output, k, id), false, index_map::identity(g.dims(id).rank)};
      add_root(g.dims(id), 0, copy, strict_bound[id]);
    }
  }

  constexpr bool is_placed(int id, const list<int>& uses, const list<int>& output_of) const {
    return id >= 0 && g[id].code == op::pad && uses[id] == 1 && output_of[id] < 0;
  }
  /// Part of a sum with a pad, whose buffer it is written to.
  constexpr bool absorbed(int id, const list<int>& uses, const list<int>& output_of) const {
    if (g[id].code != op::pad || uses[id] != 1 || output_of[id] >= 0) return false;
    for (int user = id + 1; user < g.size(); ++user)
      if (g[user].in[0] == id || g[user].in[1] == id || g[user].in[2] == id)
        if (g[user].code == op::add) return true;
    return false;
  }

  /// Adds the roots that compute equation `id`; the last kernel that writes it.
  constexpr int store_equation(int id, int identity, int strict, const list<int>& uses, const list<int>& output_of) {
    const equation e = g[id];
    const int out = output_of[id];
    const int to = out >= 0 ? new_buffer(storage_kind::output, out, id) : new_buffer(storage_kind::workspace, 0, id);
    const shape dims = g.dims(id);
    const bool is_reduction = e.code >= op::reduce_sum && e.code <= op::reduce_or;
    int last = 0;
    if (is_reduction) {
      last = add_root(g.dims(e.in[0]), g.axes_of(id), {root_kind::reduction, id, e.in[0], to, false, {}}, identity);
      stored[id] = 2;
    } else if (e.code == op::pad) {
      last = fill_with_zero(id, to);
      last = add_placed(id, to, last + 1 > strict ? last + 1 : strict);
      stored[id] = 2;
    } else if (e.code == op::add && (is_placed(e.in[0], uses, output_of) || is_placed(e.in[1], uses, output_of))) {
      const bool left = is_placed(e.in[0], uses, output_of), right = is_placed(e.in[1], uses, output_of);
      if (left && right) last = fill_with_zero(id, to);
      else last = add_root(dims, 0, {root_kind::value, id, left ? e.in[1] : e.in[0], to, false, index_map::identity(dims.rank)}, strict);
      const int after = last + 1 > strict ? last + 1 : strict;
      last = after;
      if (left) last = add_placed(e.in[0], to, after);
      if (right) last = add_placed(e.in[1], to, last > after ? last : after);
      stored[id] = 2;
    } else {
      last = add_root(dims, 0, {root_kind::value, id, id, to, false, index_map::identity(dims.rank)}, identity);
      stored[id] = 1;
    }
    buffer_of[id] = to;
    return last;
  }
  constexpr int fill_with_zero(int id, int to) {
    return add_root(g.dims(id), 0, {root_kind::value, -1, -1, to, false, index_map::identity(g.dims(id).rank)}, 0);
  }
  constexpr int add_placed(int pad_id, int to, int bound) {
    const int value = g[pad_id].in[0];
    return add_root(g.dims(value), 0, {root_kind::placed, -1, value, to, true, g.map_of(pad_id)}, bound);
  }

  /// Joins the first kernel from `bound` on with the same iterations, or makes one.
  constexpr int add_root(const shape& space, unsigned reduced, const root& r, int bound) {
    for (int k = bound; k < nests.size(); ++k) {
      nest& n = nests[k];
      if (!(n.space == space) || (reduced != 0 && n.reduced != 0 && n.reduced != reduced)) continue;
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

  constexpr void add_print(int id, const list<int>& strict_bound, int& last_print) {
    printing p;
    p.attribute = s.words.size();
    const equation e = g[id];
    s.words.push(g.word_count(e.attribute));
    for (int k = 0; k < g.word_count(e.attribute); ++k) s.words.push(g.word(e.attribute, k));
    p.first_operand = s.operands.size();
    for (int operand : g.unpacked(e.in[0])) {
      last_print = strict_bound[operand] - 1 > last_print ? strict_bound[operand] - 1 : last_print;
      s.operands.push({buffer_of[operand], g.dims(operand)});
      ++p.operand_count;
    }
    p.after = last_print;
    s.prints.push(p);
  }
};

}  // namespace cotangent::ir
