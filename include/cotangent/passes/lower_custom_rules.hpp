// Calls of custom rules that nobody differentiated become what they compute; so do checkpoints, formulas, linear
// systems and branches by a predicate for each example.
#pragma once

#include <cotangent/passes/rewrite.hpp>
#include <cotangent/transforms/linear_systems.hpp>

namespace cotangent::ir {

/// Writes the bodies of f in place of calls, wherever they stand. A custom_transpose that is still needed becomes its
/// rule for forward mode; one without such a rule is refused.
class lowering {
 public:
  constexpr int operator()(graph& to, const equation& e) {
    switch (e.code) {
      case op::custom_vjp:
      case op::custom_jvp:
      case op::checkpoint: return replaced(to, e);
      case op::custom_transpose: return to.unpacked(e.in[2]).size() < 2 ? emit(to, e) : replaced(to, e);
      case op::cond: return to.dims(e.in[0]).rank == 0 ? emit(to, e) : replaced(to, e);
      case op::get:
        return to[e.in[0]].code == op::pack ? to.unpacked(e.in[0])[static_cast<int>(to.word(e.attribute, 0))]
                                            : emit(to, e);
      case op::region:
        return to.make_region(to.unpacked(e.in[0]), to.unpacked(e.in[1]), expanded(to, to.unpacked(e.in[2])));
      default:
        if (is_linear_system(e.code)) return linear_system(to, e).id;
        if (const auto formula = primitives[e.code].formula; formula != nullptr) return formula(to, e).id;
        return emit(to, e);
    }
  }

 private:
  /// What a call comes to, written here.
  static constexpr list<int> written(graph& to, const equation& e) {
    if (e.code == op::cond) return expanded_cond(to, e.in[0], to.unpacked(e.in[1]), to.unpacked(e.in[2]), -1);
    if (e.code != op::custom_transpose) return inline_region(to, to.unpacked(e.in[1])[0], to.unpacked(e.in[0]));
    const transpose_parts p = parts_of_transpose(to, emit(to, e));
    const list<int> both = inline_region(to, p.regions[1], forward_arguments(to, p));
    return part(both, p.result_count, both.size() - p.result_count);
  }
  /// The list of its results. Its effects are kept for the scope around.
  constexpr int replaced(graph& to, const equation& e) {
    list<int> results;
    const list<int> inner = effects_of(to, [&] { results = written(to, e); });
    const int call = to.packed(results);
    if (!inner.empty()) {
      calls.push(call);
      effects.push(inner);
    }
    return call;
  }
  constexpr list<int> expanded(const graph& to, const list<int>& ids) const {
    list<int> all;
    for (int id : ids) {
      if (to[id].code != op::pack) all.push(id);
      for (int k = 0; k < calls.size(); ++k)
        if (calls[k] == id) all = joined(all, effects[k]);
    }
    return all;
  }
  list<int> calls;
  list<list<int>> effects;
};

constexpr graph lower_custom_rules(graph g) {
  bool found = false;
  for (int id = 0; id < g.size(); ++id)
    found = found || primitives[g[id].code].formula != nullptr || is_linear_system(g[id].code) ||
            (g[id].code == op::cond ? g.dims(g[id].in[0]).rank > 0
                                    : is_call(g[id].code) && g[id].code != op::scan && g[id].code != op::while_loop);
  if (!found || !g.refusal.empty()) return g;
  lowering rule;
  graph out = rewrite(g, [&](graph& to, const equation& e) { return rule(to, e); });
  for (int id : program_order(out))
    if (out[id].code == op::custom_transpose) out.refusal = custom_vjp_forward;
  return out;
}

}  // namespace cotangent::ir
