// Reverse mode: the transpose of a linear program, by the transpose rules.
#pragma once

#include <cotangent/primitives/all.hpp>

namespace cotangent::ir {

class transposition;
constexpr void transpose_call(transposition& rule, op code, int id);  // transforms/calls.hpp

/// What a rule of somebody's own for forward mode can be; ours are linear.
inline constexpr const char* not_linear_rule =
    "custom_jvp: the rule's tangent must be linear in the tangents: of each product one factor, and no other function "
    "than sums and the like, may depend on them";

/// Cotangents of `inputs` (-1: zero), given those of `outputs`, which depend linearly on them. Appends equations.
class transposition {
 public:
  constexpr explicit transposition(graph& where) : g(where) {}

  constexpr list<int> run(const list<int>& inputs, const list<int>& outputs, const list<int>& cotangents) {
    int first = g.size();
    for (int id : inputs) first = id < first ? id : first;
    int end = first;
    for (const list<int>* ids : {&inputs, &outputs})
      for (int id : *ids) end = id >= end ? id + 1 : end;
    walk between(g, first, end);
    linear = notes<char>(first, end);
    for (int id : inputs) {
      between.stop_at(id);
      linear.at(id) = 1;
    }
    for (int k = 0; k < outputs.size(); ++k) {
      if (outputs[k] < first) continue;
      between.from(outputs[k]);
      if (cotangents[k] >= 0) add(outputs[k], cotangents[k]);
    }
    for (int id : between.order)
      for (int operand : g.equations[id].in)
        if (linear[operand]) linear.at(id) = 1;

    for (int at = between.order.size(); at-- > 0;) {
      const int id = between.order[at];
      if (!linear[id]) continue;
      const equation e = g[id];
      if (is_call(e.code)) {
        if (result_cotangents[id] >= 0) transpose_call(*this, e.code, id);
      } else if (e.code == op::get && cotangent[id] >= 0) {
        collect_result(id);
      } else if (cotangent[id] >= 0 && primitives[e.code].transpose != nullptr) {
        if ((e.code == op::mul && linear[e.in[0]] && linear[e.in[1]]) || (e.code == op::div && linear[e.in[1]]))
          g.refusal = not_linear_rule;
        for (int k = 0; k < 3; ++k)
          if (linear[e.in[k]]) add(e.in[k], primitives[e.code].transpose(g, id, k, {&g, cotangent[id]}).id);
      } else if (cotangent[id] >= 0 && primitives[e.code].elements == element_kind::function) {
        g.refusal = not_linear_rule;
      }
    }
    list<int> result;
    for (int id : inputs) result.push(cotangent[id]);
    return result;
  }

  constexpr bool is_linear(int id) const { return linear[id] != 0; }
  constexpr void add(int id, int ct) { cotangent.set(id, add_tangents(g, cotangent[id], ct).id); }

  /// The cotangents of call `id`'s results that its `get`s have left; -1 where there is none.
  constexpr list<int> cotangents_of(int id, int results) const {
    list<int> all = g.unpacked(result_cotangents[id]);
    all.resize(results, -1);
    return all;
  }

  graph& g;

 private:
  constexpr void collect_result(int id) {
    const equation e = g[id];
    const int k = static_cast<int>(g.word(e.attribute, 0)), known = result_cotangents[e.in[0]];
    list<int> cts;
    if (known >= 0) cts = g.unpacked(known);
    cts.resize(cts.size() > k + 1 ? cts.size() : k + 1, -1);
    cts[k] = cotangent[id];
    result_cotangents.set(e.in[0], g.packed(cts));
  }

  notes<char> linear;           // what depends on the inputs
  image_map cotangent;          // of arrays
  image_map result_cotangents;  // of calls: the list of their results' cotangents
};

}  // namespace cotangent::ir

#include <cotangent/transforms/calls.hpp>  // the rules of calls, which need all three transforms
