// Calls of custom rules that nobody differentiated become what they compute.
#pragma once

#include <cotangent/passes/rewrite.hpp>

namespace cotangent::ir {

/// Writes the bodies of f in place of custom_vjp calls. A custom_transpose that is still needed is refused: its value
/// would be a forward derivative, for which the rule says nothing.
constexpr graph lower_custom_rules(const graph& g) {
  bool found = false;
  for (int id = 0; id < g.size(); ++id) found = found || g[id].code == op::custom_vjp || g[id].code == op::custom_transpose;
  if (!found) return g;
  if (g.refusal != nullptr) return g;
  graph out = g;
  const scope body = scope_of(g, g.root);
  struct lowering {
    graph& g;
    image_map images;
    constexpr int image(int id) const { return id < 0 ? id : images.or_self(id); }
    constexpr void visit(int id) {
      const equation e = g[id];
      if (e.code == op::custom_vjp) {
        list<int> arguments;
        for (int operand : g.unpacked(e.in[0])) arguments.push(image(operand));
        images.set(id, g.packed(inline_region(g, g.unpacked(e.in[1])[0], arguments)));
      } else if (e.code == op::get && images[e.in[0]] >= 0 && g[images[e.in[0]]].code == op::pack) {
        images.set(id, g.unpacked(images[e.in[0]])[static_cast<int>(g.word(e.attribute, 0))]);
      } else {
        if (e.code == op::custom_transpose) g.refusal = linearization::custom_vjp_forward;
        images.set(id, g.emit(e.code, e.type, e.attribute, image(e.in[0]), image(e.in[1]), image(e.in[2])));
      }
    }
  };
  lowering rule{out, {}};
  list<int> leaves;  // a call may depend on constants alone
  for (int id = 0; id < g.size(); ++id)
    if (is_leaf(g[id].code)) leaves.push(id);
  propagate(out, leaves, body, rule);
  list<int> results, effects;
  for (int r : body.results) results.push(rule.image(r));
  effects = out.effects;
  out.effects = {};
  out.root = out.make_region(body.parameters, results, effects);
  graph clean = rewrite(out, [](graph& to, const equation& e) { return emit(to, e); });
  if (clean.refusal != nullptr) return clean;
  return lower_custom_rules(clean);  // a rule's body may call another
}

}  // namespace cotangent::ir
