// Whether a program has a transpose: what of it depends on its parameters must have a derivative.
#pragma once

#include <cotangent/graph/walk.hpp>
#include <cotangent/primitives/all.hpp>
#include <cotangent/transforms/regions.hpp>

namespace cotangent::ir {

/// What of a program depends on some parameters, result by result of each call, and what on the way has no derivative,
/// or none of integers: nothing would come of it.
class linearity {
 public:
  constexpr linearity(const graph& program, const list<int>& parameters, const list<int>& results)
      : g(program), dependent(0, program.size()) {
    for (int id : parameters) {
      dependent.at(id) = 1;
      integers = integers || !is_floating(g.element(id));
    }
    note(parameters, results);
  }

  /// What is wrong, or nullptr.
  const char* problem = nullptr;

  constexpr bool depends(const list<int>& results) const {
    for (int id : results)
      if (id >= 0 && dependent[id]) return true;
    return false;
  }

 private:
  static constexpr const char* not_linear =
      "linear_transpose: the function is not linear: it rounds, compares, or takes its argument as an index or a mask";
  static constexpr const char* no_rules =
      "linear_transpose: of integers, custom rules have no transpose; convert with ct::astype<T>(x)";

  constexpr void note(const list<int>& parameters, const list<int>& results) {
    int first = g.size();
    for (int id : parameters) first = id < first ? id : first;
    walk inside(g, first, g.size());
    for (int id : results)
      if (id >= 0) inside.from(id);
    for (int id : inside.order) note(id);
  }
  constexpr void note(int id) {
    const equation& e = g[id];
    bool at[3] = {};
    for (int k = 0; k < 3; ++k) at[k] = e.in[k] >= 0 && dependent[e.in[k]];
    if (e.code == op::region || !(at[0] || at[1] || at[2])) return;
    dependent.at(id) = e.code != op::get || comes_through(e);
    if (e.code == op::pack || e.code == op::get || e.code == op::stop_gradient || e.code == op::while_loop)
      return;  // (that has no transpose at all)
    if (has_parts(e.code)) return note_call(e);
    if (is_call(e.code)) return refuse(integers, no_rules);  // what it computes is not what counts
    const primitive& p = primitives[e.code];
    const bool by_place =
        (e.code == op::gather && at[1]) || ((e.code == op::scatter_add || e.code == op::select) && at[0]);
    const bool cut = !is_floating(g.element(id)) &&
                     (e.code == op::div || (e.code == op::convert && is_floating(g.element(e.in[0]))));
    refuse(by_place || cut || (p.jvp == nullptr && p.partial[0] == nullptr), not_linear);
  }
  constexpr void refuse(bool is_wrong, const char* why) {
    if (is_wrong && problem == nullptr) problem = why;
  }

  /// Calls whose results come of what their regions compute.
  static constexpr bool has_parts(op code) { return code == op::scan || code == op::cond || code == op::checkpoint; }
  constexpr list<int> regions_of(const equation& call) const {
    return g.unpacked(call.in[call.code == op::cond ? 2 : 1]);
  }
  constexpr bool comes_through(const equation& get) const {
    const equation& call = g[get.in[0]];
    if (!has_parts(call.code)) return true;
    if (call.code == op::cond && dependent[call.in[0]]) return true;
    if (call.code == op::scan && g.word(call.attribute, 0) == 0) return true;  // a carry is what comes in
    for (int region : regions_of(call))
      if (dependent[g.unpacked(g[region].in[1])[static_cast<int>(g.word(get.attribute, 0))]]) return true;
    return false;
  }
  constexpr void note_call(const equation& call) {
    refuse(call.code == op::cond && dependent[call.in[0]], not_linear);
    const list<int> operands = g.unpacked(call.in[call.code == op::cond ? 1 : 0]);
    const int consts = call.code == op::scan ? static_cast<int>(g.word(call.attribute, 1)) : 0;
    const int carry = call.code == op::scan ? static_cast<int>(g.word(call.attribute, 2)) : 0;
    for (int region : regions_of(call)) {
      const scope body = scope_of(g, region);
      for (int k = 0; k < operands.size(); ++k)
        if (operands[k] >= 0 && dependent[operands[k]]) dependent.at(body.parameters[k]) = 1;
      for (bool changed = true; changed;) {  // a step may make a carry depend, and what comes in need not be used
        changed = false;
        note(body.parameters, body.results);
        for (int k = 0; k < carry; ++k) {
          const int before = body.parameters[consts + k], after = body.results[k];
          if (dependent[after] && !dependent[before]) dependent.at(before) = changed = true;
        }
      }
    }
  }

  const graph& g;
  notes<char> dependent;
  bool integers = false;
};

}  // namespace cotangent::ir
