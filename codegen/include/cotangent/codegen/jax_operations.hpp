// Functions for operations that JAX does not have: our formulas, with our derivatives as their rules.
#pragma once

#include <cotangent/codegen/jax_definitions.hpp>
#include <cotangent/transforms/linear_systems.hpp>

namespace cotangent::codegen::jax {

/// The name of the function for an operation: its formula, and the rule that the operation has.
inline text writer::derived_function(int id) {
  const ir::equation e = g[id];
  const ir::primitive& operation = ir::primitives[e.code];
  const bool by_element = operation.kind == ir::op_kind::elementwise;
  text key = operation.name;
  ir::graph value, slope;
  const auto begin = [&](ir::graph& to, ir::list<int>& parameters) {
    ir::equation same = e;
    for (int k = 0; k < 3; ++k) {
      if (e.in[k] < 0) continue;
      const ir::shape dims = by_element ? ir::shape{} : g.dims(e.in[k]);
      same.in[k] = to.emit_unique(op::parameter, to.intern(g.element(e.in[k]), dims));
      parameters.push(same.in[k]);
      if (&to == &value) key += ir::dtype_name(g.element(e.in[k])) + shape_text(dims);
    }
    if (e.attribute >= 0) same.attribute = to.intern_from(g, e.attribute);
    same.type = to.intern(g.element(id), by_element ? ir::shape{} : g.dims(id));
    return ir::emit(to, same);
  };
  ir::list<int> parameters, with_tangents;
  const int of_value = begin(value, parameters), of_slope = begin(slope, with_tangents);
  for (int k = 0; e.attribute >= 0 && k < g.word_count(e.attribute); ++k)
    key += " " + std::to_string(g.word(e.attribute, k));
  if (const auto found = module.functions_of_operations.find(key); found != module.functions_of_operations.end())
    return found->second;
  const text name = module.fresh(text("_") + operation.name);
  module.functions_of_operations[key] = name;

  const ir::equation of = value[of_value];
  const int formula = operation.formula != nullptr ? operation.formula(value, of).id : ir::linear_system(value, of).id;
  value.root = value.make_region(parameters, ir::list<int>(1, formula), {});
  value = ir::optimize(value, ir::passes_for_derivatives);
  const program value_program(value);
  rules r{module, value_program, function, {}};
  const bool has_rule = operation.partial[0] != nullptr || operation.jvp != nullptr;
  r.define_function(name, has_rule ? "@jax.custom_jvp" : "", value.root);
  if (has_rule) {
    int tangents[3] = {-1, -1, -1}, next = 0;
    ir::term along{&slope, -1};
    ir::list<int> of_tangents;
    for (int k = 0; k < 3; ++k) {
      if (e.in[k] < 0) continue;
      of_tangents.push(slope.emit_unique(op::parameter, slope[with_tangents[next++]].type));
      const ir::term t{&slope, of_tangents.back()};
      const bool is_known =
          operation.kind == ir::op_kind::system && k == 1 && e.code != op::triangular_solve;  // factors
      tangents[k] = is_known ? -1 : t.id;
      if (operation.partial[0] == nullptr) continue;
      const int b = slope[of_slope].in[1];
      const ir::term moved = t * operation.partial[k]({&slope, slope[of_slope].in[0]}, {&slope, b}, {&slope, of_slope});
      along = along.id < 0 ? moved : along + moved;
    }
    if (operation.jvp != nullptr) along = operation.jvp(slope, of_slope, tangents);
    ir::list<int> results(1, of_slope);
    results.push(along.id);
    slope.root = slope.make_region(ir::joined(with_tangents, of_tangents), results, {});
    slope = ir::optimize(slope, ir::passes_for_derivatives);
    const program slope_program(slope);
    rules rule{module, slope_program, function, {}};
    const ir::scope whole_rule = ir::scope_of(slope, slope.root);
    const int count = parameters.size();
    rule.define(
        name + "_jvp(primals, tangents)", slope.root,
        [&](writer& w) {
          rules::unpack(w, w.new_names(ir::part(whole_rule.parameters, 0, count)), "primals");
          rules::unpack(w, w.new_names(ir::part(whole_rule.parameters, count, count)), "tangents");
        },
        [](const texts& made) { return joined(made); });
    r.all += "@" + name + ".defjvp\n" + rule.all;
  }
  module.definitions.push_back(r.all);
  return name;
}

}  // namespace cotangent::codegen::jax
