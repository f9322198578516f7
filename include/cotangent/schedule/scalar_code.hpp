// Straight-line code as it is written: operations on numbers, each as simple as the rules of the passes make it, equal
// ones once.
#pragma once

#include <cotangent/passes/simplified.hpp>
#include <cotangent/schedule/plan_workspace.hpp>

namespace cotangent::ir {

/// A graph of scalars, in which a load is a parameter of its own.
class scalar_code {
 public:
  /// The options are those of the program that it is a part of.
  constexpr explicit scalar_code(unsigned options) {
    g.options = options;
    for (int& type : types) type = -1;
  }

  constexpr int size() const { return g.size(); }
  constexpr int load(dtype d, int address) {
    const int id = g.emit_unique(op::parameter, type_of(d));
    address_of.resize(g.size(), -1);
    address_of[id] = address;
    return id;
  }
  constexpr int constant(dtype d, long long bits) { return g.emit(op::constant, type_of(d), g.intern({bits})); }
  /// The operation on scalars, or what it comes to.
  constexpr int make(op code, dtype d, int a, int b = -1, int c = -1) {
    if (primitives[code].commutative && b < a) std::swap(a, b);
    return simplify(g, {code, type_of(d), -1, {a, b, c}});
  }
  /// What a nest's instruction is, of these operands.
  constexpr int make(const instruction& i, const int (&in)[3]) {
    if (i.code == op::constant) return constant(i.element, i.bits);
    if (i.code == op::zeros) return g.emit(op::zeros, type_of(i.element));
    if (i.code == op::barrier) return g.emit(op::barrier, type_of(i.element), g.intern({i.bits}), in[0]);
    return make(i.code, i.element, in[0], in[1], in[2]);
  }
  constexpr bool is_number(int id) const { return is_splat_leaf(g, id); }
  constexpr long long integer(int id) const { return g[id].code == op::zeros ? 0 : g.word(g[id].attribute, 0); }

  /// Several divisions by one number become products with its reciprocal; no single one does. `results` are renumbered.
  constexpr void share_reciprocals(list<int>& results) {
    list<int> divisions(g.size(), 0), number(g.size(), -1);
    for (int id = 0; id < g.size(); ++id)
      if (g[id].code == op::div && is_floating(g.element(id))) ++divisions[g[id].in[1]];
    scalar_code after(g.options);
    for (int id = 0; id < g.size(); ++id) {
      const equation e = g[id];
      const dtype d = g.element(id);
      int in[3];
      for (int k = 0; k < 3; ++k) in[k] = e.in[k] < 0 ? -1 : number[e.in[k]];
      if (e.code == op::parameter) number[id] = after.load(d, address_of[id]);
      else if (e.code == op::constant || e.code == op::barrier)
        number[id] = after.g.emit(e.code, after.type_of(d), after.g.intern({g.word(e.attribute, 0)}), in[0]);
      else if (e.code == op::zeros) number[id] = after.g.emit(op::zeros, after.type_of(d));
      else if (e.code == op::div && divisions[e.in[1]] > 1)
        number[id] = after.make(op::mul, d, in[0], after.make(op::div, d, after.constant(d, bits_of(d, 1)), in[1]));
      else number[id] = after.make(e.code, d, in[0], in[1], in[2]);
    }
    for (int& id : results) id = number[id];
    *this = static_cast<scalar_code&&>(after);
  }

  /// Those that the results need. Many are in the order of a walk from one result after the other: what only one of
  /// them needs is not kept waiting in a register. Few stay in the order that they were written in, where neighbours
  /// stand side by side, from which compilers make vectors (a product of 16 and its gradient, g++ 12: 7 ns, and 16 ns
  /// in the other order).
  constexpr list<int> order(const list<int>& results) const {
    list<char> state(g.size(), 0);
    list<int> ordered = walked_from(results, state);
    if (ordered.size() > most_as_written) return ordered;
    ordered.resize(0);
    for (int id = 0; id < g.size(); ++id)
      if (state.items[id] != 0) ordered.push(id);
    return ordered;
  }
  static constexpr int most_as_written = 512;
  constexpr instruction instruction_of(int id) const {
    const equation& e = g[id];
    instruction i{e.code, g.element(id), {e.in[0], e.in[1], e.in[2]}, e.code == op::parameter ? address_of[id] : -1, 0};
    if (e.code == op::constant || e.code == op::barrier) i.bits = g.word(e.attribute, 0);
    return i;
  }

 private:
  /// `state` of each operation: 1: its operands are being walked; 2: it stands in what is returned.
  constexpr list<int> walked_from(const list<int>& results, list<char>& state) const {
    list<int> ordered, open;
    for (int result : results) {
      open.push(result);
      while (!open.empty()) {
        const int id = open.back();
        char& now = state.items[id];
        if (now == 0) {
          now = 1;
          const equation& e = g[id];
          for (int k = 3; k-- > 0;)
            if (e.in[k] >= 0 && state.items[e.in[k]] == 0) open.push(e.in[k]);
          continue;
        }
        open.pop();
        if (now == 1) ordered.push(id);
        now = 2;
      }
    }
    return ordered;
  }
  constexpr int type_of(dtype d) {
    int& type = types[static_cast<int>(d)];
    return type < 0 ? type = g.intern(d, shape{}) : type;
  }

  graph g;
  int types[5];
  list<int> address_of;  // of each load
};

}  // namespace cotangent::ir
