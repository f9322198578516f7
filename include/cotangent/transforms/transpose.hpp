// Reverse mode: the transpose of a linear program, by the transpose rules.
#pragma once

#include <cotangent/primitives/all.hpp>

namespace cotangent::ir {

/// Cotangents of `inputs` (-1: zero), given those of `outputs`, which depend linearly on them. Appends equations.
class transposition {
 public:
  constexpr explicit transposition(graph& where) : g(where) {}

  constexpr list<int> run(const list<int>& inputs, const list<int>& outputs, const list<int>& cotangents) {
    int first = g.size(), last = -1;
    for (int id : inputs) first = id < first ? id : first;
    for (int id : outputs) last = id > last ? id : last;
    for (int k = 0; k < outputs.size(); ++k)
      if (outputs[k] >= first && cotangents[k] >= 0) add(outputs[k], cotangents[k]);

    list<char> linear(last >= first ? last - first + 1 : 0, 0);
    for (int id : inputs)
      if (id <= last) linear[id - first] = 1;
    for (int id = first; id <= last; ++id)
      for (int operand : g.equations[id].in)
        if (operand >= first && linear[operand - first] && g[id].code != op::region) linear[id - first] = 1;
    for (int id : inputs)
      if (id <= last) linear[id - first] = 2;

    for (int id = last; id >= first; --id) {
      if (linear[id - first] != 1) continue;
      const equation e = g[id];
      if (e.code == op::custom_transpose) {
        transpose_custom(id);
      } else if (e.code == op::get && cotangent[id] >= 0) {
        collect_result(id);
      } else if (cotangent[id] >= 0 && primitives[e.code].transpose != nullptr) {
        for (int k = 0; k < 3; ++k)
          if (e.in[k] >= first && linear[e.in[k] - first])
            add(e.in[k], primitives[e.code].transpose(g, id, k, {&g, cotangent[id]}).id);
      }
    }
    list<int> result;
    for (int id : inputs) result.push(cotangent[id]);
    return result;
  }

 private:
  constexpr void add(int id, int ct) { cotangent.set(id, add_tangents(g, cotangent[id], ct).id); }
  constexpr void transpose_custom(int id);  // transforms/custom_rule.hpp
  constexpr void collect_result(int id);

  graph& g;
  image_map cotangent;           // of arrays
  image_map result_cotangents;   // of calls: the list of their results' cotangents
};

}  // namespace cotangent::ir

#include <cotangent/transforms/custom_rule.hpp>  // the rules of custom calls, which need all three transforms
