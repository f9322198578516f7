// Forward mode: every equation's tangent from its operands' tangents, by the jvp rules.
#pragma once

#include <cotangent/primitives/all.hpp>

namespace cotangent::ir {

/// Tangents of equations; -1 is zero. Equations after a custom rule are computed anew from what its fwd returned.
struct linearization {
  graph& g;
  image_map primal, tangent;

  constexpr int image(int id) const { return id < 0 ? id : primal.or_self(id); }

  constexpr void visit(int id) {
    const equation e = g[id];
    if (e.code == op::custom_vjp) return visit_custom_vjp(id);
    if (e.code == op::get && visit_result(id)) return;
    const int again = g.emit(e.code, e.type, e.attribute, image(e.in[0]), image(e.in[1]), image(e.in[2]));
    primal.set(id, again);
    if (e.code == op::pack || e.code == op::print) return;
    const int t[] = {tangent[e.in[0]], tangent[e.in[1]], tangent[e.in[2]]};
    if (e.code == op::custom_transpose) {  // linear, and opaque: needed only if a later pass keeps it
      for (int operand : g.unpacked(e.in[1]))
        if (tangent[operand] >= 0) g.refusal = custom_vjp_forward;
      return;
    }
    if ((t[0] < 0 && t[1] < 0 && t[2] < 0) || !is_floating(g.element(id))) return;
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

  static constexpr const char* custom_vjp_forward =
      "custom_vjp: no rule for forward mode, and a tangent is needed here; use reverse mode (vjp, grad, jacrev), or "
      "give both rules with ct::custom_derivatives";
  static constexpr const char* custom_vjp_captured =
      "custom_vjp: differentiated with respect to a value that f, fwd or bwd captured; pass it as an argument";

 private:
  constexpr void visit_custom_vjp(int id);  // transforms/custom_rule.hpp
  constexpr bool visit_result(int id);
};

struct linearized {
  list<int> results, tangents;
};

/// The results of `body`, computed so that they can be differentiated, and their tangents along `tangents`, one for
/// each parameter (-1: zero). Appends equations; effects of the body happen here.
constexpr linearized linearize(graph& g, const scope& body, const list<int>& tangents) {
  linearization rule{g, {}, {}};
  for (int k = 0; k < body.parameters.size(); ++k) rule.tangent.set(body.parameters[k], tangents[k]);
  propagate(g, body.parameters, body, rule);
  linearized out;
  for (int r : body.results) {
    out.results.push(rule.image(r));
    out.tangents.push(rule.tangent[r]);
  }
  return out;
}

}  // namespace cotangent::ir

#include <cotangent/transforms/custom_rule.hpp>  // the rules of custom calls, which need all three transforms
