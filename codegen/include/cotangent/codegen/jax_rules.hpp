// Calls of functions with rules of their user's.
#pragma once

#include <cotangent/codegen/jax_definitions.hpp>

namespace cotangent::codegen::jax {

/// What has no derivative passes a gate that says so: what a rule captured, and the arguments where a rule's calls of
/// itself end.
inline void writer::write_custom(int id) {
  const int arguments = static_cast<int>(g.word(g[id].attribute, 0)),
            results = static_cast<int>(g.word(g[id].attribute, 1));
  const ir::list<int> regions = g.unpacked(g[id].in[1]), operands = g.unpacked(g[id].in[0]);
  const int captured = operands.size() - arguments;
  const bool ends = regions.size() == 1;  // a rule that called its own function is followed no further
  texts given = wholes(operands);
  for (int k = ends ? 0 : arguments; k < operands.size(); ++k)
    if (ir::is_floating(g.element(operands[k])))
      given[static_cast<std::size_t>(k)] = use("_captured") + "(" + given[static_cast<std::size_t>(k)] + ")";
  const text name = module.fresh(function + "_rule");
  rules r{module, p, function, {}};
  r.define_function(name, ends ? "" : g[id].code == op::custom_jvp ? "@jax.custom_jvp" : "@jax.custom_vjp", regions[0]);
  if (ends) {
    // Nothing can be differentiated here.
  } else if (g[id].code == op::custom_vjp) {
    r.define_forward(name + "_fwd", regions[1], results, arguments);
    r.define_backward(name + "_bwd", regions[2], results, operands);
    r.all += name + ".defvjp(" + name + "_fwd, " + name + "_bwd)\n";
  } else if (regions.size() == 2) {
    r.all += "@" + name + ".defjvp\n";
    r.define_tangents(name + "_jvp", regions[1], arguments, results);
  } else {
    use("_linear");
    const ir::scope forward = ir::scope_of(g, regions[2]);
    const int residuals = forward.results.size() - results;
    r.define_forward(name + "_fwd", regions[2], results, arguments);
    r.define_linear(name, regions[1], regions[3], residuals, captured, results);
    const ir::list<int> values = ir::part(forward.results, 0, results);
    texts linear, along(static_cast<std::size_t>(results), "next(along)");
    for (int k = 0; k < arguments; ++k)
      if (ir::is_floating(g.element(operands[k]))) linear.push_back("tangents[" + std::to_string(k) + "], ");
    r.all += "@" + name + ".defjvp\ndef " + name + "_jvp(primals, tangents):\n    values, residuals = " + name +
             "_fwd(*primals)\n    along = iter(" +
             rules::linear_call(name, "*residuals, *primals[:" + std::to_string(arguments) + "]", joined(linear, ""),
                                residuals + captured + arguments) +
             ")\n    return values, " + bundle(r.with_tangents_of_integers(along, values)) + "\n";
  }
  module.definitions.push_back(r.all);
  const texts taken = results_of(id, 0, results);
  line((taken.empty() ? "" : joined(taken) + " = ") + name + "(" + joined(given) + ")");
}
/// The derivative of a function with rules for both modes.
inline void writer::write_custom_transpose(int id) {
  const ir::transpose_parts t = ir::parts_of_transpose(g, id);
  if (t.regions.size() < 2) refuse(id, ir::custom_vjp_forward);
  use("_linear");
  const text name = module.fresh(function + "_rule");
  rules r{module, p, function, {}};
  r.define_linear(name, t.regions[1], t.regions[0], t.residuals.size(), t.captured.size(), t.result_count);
  module.definitions.push_back(r.all);
  const texts known = wholes(ir::joined(ir::joined(t.residuals, t.captured), t.arguments));
  texts linear;
  for (int k = 0; k < t.tangents.size(); ++k)
    if (ir::is_floating(g.element(t.arguments[k])))
      linear.push_back((t.tangents[k] < 0 ? zeros_like(t.arguments[k]) : whole(t.tangents[k])) + ", ");
  const ir::list<int> values = ir::scope_of(g, t.regions[1]).results;
  texts all = results_of(id, 0, t.result_count), taken;
  for (int k = 0; k < t.result_count; ++k)
    if (ir::is_floating(g.element(values[k]))) taken.push_back(all[static_cast<std::size_t>(k)]);
  rules::unpack(*this, taken,
                rules::linear_call(name, joined(known), joined(linear, ""), static_cast<int>(known.size())));
}

}  // namespace cotangent::codegen::jax
