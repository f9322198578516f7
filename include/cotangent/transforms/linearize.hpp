// Forward mode: every equation's tangent from its operands' tangents, by the jvp rules.
#pragma once

#include <cotangent/primitives/all.hpp>
#include <cotangent/transforms/regions.hpp>

namespace cotangent::ir {

struct linearization;
constexpr void linearize_call(linearization& rule, op code, int id);  // transforms/calls.hpp

/// Tangents of equations; -1 is zero. Equations after a custom rule are computed anew from what its fwd returned.
struct linearization {
  graph& g;
  image_map primal, tangent;
  bool at_once = false;   // values and tangents are wanted together, and nothing will cut one from the other
  bool integers = false;  // have tangents too, of functions that are linear in them

  constexpr int image(int id) const { return id < 0 ? id : primal.or_self(id); }

  constexpr void visit(int id) {
    const equation e = g[id];
    if (is_call(e.code)) return linearize_call(*this, e.code, id);
    if (e.code == op::get && visit_result(id)) return;
    const int again = g.emit(e.code, e.type, e.attribute, image(e.in[0]), image(e.in[1]), image(e.in[2]));
    primal.set(id, again);
    if (e.code == op::pack || e.code == op::print) return;
    const int t[] = {tangent[e.in[0]], tangent[e.in[1]], tangent[e.in[2]]};
    if ((t[0] < 0 && t[1] < 0 && t[2] < 0) || (!integers && !is_floating(g.element(id)))) return;
    const primitive& p = primitives[e.code];
    if (p.jvp != nullptr) {
      tangent.set(id, p.jvp(g, again, t).id);
    } else if (p.partial[0] != nullptr) {
      int total = -1;
      for (int k = 0; k < p.arity; ++k)
        if (t[k] >= 0) {
          const term factor = p.partial[k](operand(g, again, 0), operand(g, again, p.arity - 1), {&g, again});
          total = add_tangents(g, total, (term{&g, t[k]} * factor).id).id;
        }
      tangent.set(id, total);
    }
  }

  /// What a call and its tangent are, from now on: lists of results and of their tangents.
  constexpr void set_results(int id, const list<int>& results, const list<int>& tangents) {
    primal.set(id, g.packed(results));
    tangent.set(id, g.packed(tangents));
  }
  constexpr list<int> images(const list<int>& ids) const {
    list<int> all;
    for (int id : ids) all.push(image(id));
    return all;
  }
  constexpr list<int> tangents(const list<int>& ids) const {
    list<int> all;
    for (int id : ids) all.push(tangent[id]);
    return all;
  }

 private:
  /// A result of a call that set_results was said of.
  constexpr bool visit_result(int id) {
    const equation e = g[id];
    const int call = primal[e.in[0]];
    if (call < 0 || g[call].code != op::pack) return false;
    const int k = static_cast<int>(g.word(e.attribute, 0));
    primal.set(id, g.unpacked(call)[k]);
    tangent.set(id, g.unpacked(tangent[e.in[0]])[k]);
    return true;
  }
};

struct linearized {
  list<int> results, tangents;
};

/// The results of `body`, computed so that they can be differentiated, and their tangents along `tangents`, one for
/// each parameter (-1: zero). Appends equations; effects of the body happen here. `at_once`: loops that end by a
/// condition may carry both together. `integers`: those have tangents too.
constexpr linearized linearize(graph& g, const scope& body, const list<int>& tangents, bool at_once = false,
                               bool integers = false) {
  linearization rule{g, {}, {}, at_once, integers};
  for (int k = 0; k < body.parameters.size(); ++k) rule.tangent.set(body.parameters[k], tangents[k]);
  propagate(g, body.parameters, body, rule);
  linearized out;
  for (int r : body.results) {
    out.results.push(rule.image(r));
    out.tangents.push(rule.tangent[r]);
  }
  return out;
}

/// A step of a loop, linearized: its carries have tangents where a step gives them one.
struct linearized_step {
  list<int> tangents;  // a parameter for each of the body's that has one; else -1
  linearized made;
  list<int> effects;
};

/// Of a loop's body, along parameters of its own where operands have tangents (`given`, -1: none), until no step gives
/// a carry one that had none; `carry` of them stand behind `consts` among the parameters.
constexpr linearized_step linearize_step(graph& g, const scope& body, const list<int>& given, int consts, int carry,
                                         bool integers) {
  linearized_step step;
  step.tangents.resize(body.parameters.size(), -1);
  const auto perturb = [&](int k) { step.tangents[k] = parameter_like(g, body.parameters[k]); };
  for (int k = 0; k < given.size(); ++k)
    if (given[k] >= 0) perturb(k);
  for (bool changed = true; changed;) {
    changed = false;
    step.effects = effects_of(g, [&] { step.made = linearize(g, body, step.tangents, false, integers); });
    for (int k = 0; k < carry; ++k)
      if (step.made.tangents[k] >= 0 && step.tangents[consts + k] < 0) {
        perturb(consts + k);
        changed = true;
      }
  }
  return step;
}

}  // namespace cotangent::ir

#include <cotangent/transforms/calls.hpp>  // the rules of calls, which need all three transforms
