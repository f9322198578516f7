// Functions with derivatives of their own, which stand before the function that calls them: those with a user's rule, and operations that
// JAX does not have, whose rules are ours.
#pragma once

#include <cotangent/codegen/jax_writer.hpp>
#include <cotangent/transforms/linear_systems.hpp>

namespace cotangent::codegen::jax {

/// One of the definitions of a rule, by a writer of its own.
struct rules {
  using texts = std::vector<text>;
  module_text& module;
  const program& p;
  const text& function;
  text all;

  /// `def name(head):`, then what `begin` writes and binds, then a region.
  void define(const text& opening, int region, const std::function<void(writer&)>& begin, const std::function<text(const texts&)>& finish) {
    writer w(module, p, function);
    w.depth = 0;
    w.line("def " + opening + ":");
    w.depth = 1;
    begin(w);
    w.region(region, [&](const texts& results) { w.line("return " + finish(results)); });
    all += w.body + "\n\n";
  }
  /// The function itself, on all parameters of its region.
  void define_function(const text& name, const text& decorator, int region) {
    texts given;
    if (!decorator.empty()) all += decorator + "\n";
    writer names(module, p, function);
    for (int k = ir::scope_of(p.g, region).parameters.size(); k-- > 0;) given.push_back(names.new_letters());
    define(name + "(" + joined(given) + ")", region, [&](writer& w) { w.new_names(ir::scope_of(p.g, region).parameters); }, [](const texts& results) { return results.empty() ? "()" : joined(results); });
  }
  /// `a, b = tuple`
  static void unpack(writer& w, const texts& names, const text& from) {
    if (!names.empty()) w.line((names.size() == 1 ? "(" + names[0] + ",)" : joined(names)) + " = " + from);
  }
  /// Names for parameters that JAX has a value for; integers' tangents and cotangents are zeros of another type there.
  static texts names_of_tangents(writer& w, const ir::graph& g, const ir::list<int>& ids) {
    texts names;
    for (int id : ids) {
      names.push_back(ir::is_floating(g.element(id)) ? w.new_letters() : "_");
      w.bind(id, ir::is_floating(g.element(id)) ? names.back() : w.zeros_like(id));
    }
    return names;
  }

  /// (arguments, captured) -> results, (residuals, captured)
  void define_forward(const text& name, int region, int results, int arguments) {
    const ir::list<int> parameters = ir::scope_of(p.g, region).parameters;
    writer letters(module, p, function);
    texts given;
    for (int k = 0; k < parameters.size(); ++k) given.push_back(letters.new_letters());
    define(name + "(" + joined(given) + ")", region, [&](writer& w) { w.new_names(parameters); },
           [&](const texts& made) {
             texts saved(made.begin() + results, made.end());
             saved.insert(saved.end(), given.begin() + arguments, given.end());
             return bundle({made.begin(), made.begin() + results}) + ", " + tuple(saved);
           });
  }
  /// ((residuals, captured), cotangents of results) -> cotangents of arguments, nothing of what was captured
  void define_backward(const text& name, int region, int results, int captured, bool only_floating) {
    const ir::scope body = ir::scope_of(p.g, region);
    const int residuals = body.parameters.size() - results - captured;
    define(name + "(residuals, cotangents)", region,
           [&](writer& w) {
             texts saved = w.new_names(ir::part(body.parameters, 0, residuals)), rest = w.new_names(ir::part(body.parameters, residuals + results, captured));
             saved.insert(saved.end(), rest.begin(), rest.end());
             unpack(w, saved, "residuals");
             texts given = names_of_tangents(w, p.g, ir::part(body.parameters, residuals, results));
             if (only_floating) std::erase(given, "_");
             if (only_floating || given.size() != 1) unpack(w, given, "cotangents");
             else if (given[0] != "_") w.line(given[0] + " = cotangents");
           },
           [&](const texts& made) {
             texts returned;
             for (int k = 0; k < body.results.size(); ++k) {
               const bool nothing = body.results[k] < 0 || p.g[body.results[k]].code == ir::op::zeros;
               returned.push_back(nothing && !only_floating ? "None" : made[static_cast<std::size_t>(k)]);
             }
             if (!only_floating) returned.insert(returned.end(), static_cast<std::size_t>(captured), "None");
             return tuple(returned);
           });
  }
};

/// Captured values pass a gate that refuses to be differentiated.
inline void writer::write_custom_vjp(int id) {
  const int arguments = static_cast<int>(g.word(g[id].attribute, 0)), results = static_cast<int>(g.word(g[id].attribute, 1));
  const ir::list<int> regions = g.unpacked(g[id].in[1]), operands = g.unpacked(g[id].in[0]);
  texts given = wholes(operands);
  for (int k = arguments; k < operands.size(); ++k)
    if (ir::is_floating(g.element(operands[k]))) given[static_cast<std::size_t>(k)] = use("_captured") + "(" + given[static_cast<std::size_t>(k)] + ")";
  const text name = module.fresh(function + "_rule");
  rules r{module, p, function, {}};
  const bool is_jvp = g[id].code == op::custom_jvp;
  r.define_function(name, is_jvp ? "@jax.custom_jvp" : regions.size() == 1 ? "" : "@jax.custom_vjp", regions[0]);
  if (is_jvp) {
    if (regions.size() == 4) {
      r.define_forward(name + "_fwd", regions[2], results, arguments);
      r.define_backward(name + "_bwd", regions[3], results, operands.size() - arguments, true);
    }
    const ir::scope rule = ir::scope_of(g, regions.size() > 1 ? regions[1] : regions[0]);
    if (regions.size() == 1) refuse(id, ir::rule_called_too_often);
    r.all += "@" + name + ".defjvp\n";
    r.define(name + "_jvp(primals, tangents)", regions[1],
             [&](writer& w) {
               const ir::list<int> own = ir::part(rule.parameters, 0, arguments), along = ir::part(rule.parameters, arguments, arguments), captured = ir::part(rule.parameters, 2 * arguments, operands.size() - arguments);
               texts all = w.new_names(own), rest = w.new_names(captured);
               all.insert(all.end(), rest.begin(), rest.end());
               rules::unpack(w, all, "primals");
               texts tangents = rules::names_of_tangents(w, g, along);
               tangents.insert(tangents.end(), rest.size(), "_");
               rules::unpack(w, tangents, "tangents");
             },
             [&](const texts& made) {
               texts values(made.begin(), made.begin() + results), along(made.begin() + results, made.end());
               for (int k = 0; k < results; ++k)
                 if (!ir::is_floating(g.element(rule.results[k]))) along[static_cast<std::size_t>(k)] = "np.zeros(" + shape_text(g.dims(rule.results[k])) + ", jax.dtypes.float0)";
               return bundle(values) + ", " + bundle(along);
             });
  } else if (regions.size() == 3) {
    r.define_forward(name + "_fwd", regions[1], results, arguments);
    r.define_backward(name + "_bwd", regions[2], results, operands.size() - arguments, false);
    r.all += name + ".defvjp(" + name + "_fwd, " + name + "_bwd)\n";
  } else {
    refuse(id, ir::rule_called_too_often);
  }
  module.definitions.push_back(r.all);
  const texts taken = results_of(id, 0, results);
  line((taken.empty() ? "" : joined(taken) + " = ") + name + "(" + joined(given) + ")");
}
inline void writer::write_custom_jvp(int id) {
  if (g.unpacked(g[id].in[1]).size() == 4) refuse(id, "ct::custom_derivatives: JAX has one rule for a function, not two; give it as ct::custom_vjp or ct::custom_jvp");
  write_custom_vjp(id);
}
inline void writer::write_custom_transpose(int id) {
  refuse(id, "the derivative of a function with ct::custom_derivatives: JAX has one rule for a function, not two; give it as ct::custom_vjp or ct::custom_jvp");
}

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
  for (int k = 0; e.attribute >= 0 && k < g.word_count(e.attribute); ++k) key += " " + std::to_string(g.word(e.attribute, k));
  if (const auto found = module.functions_of_operations.find(key); found != module.functions_of_operations.end()) return found->second;
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
      const bool is_known = operation.kind == ir::op_kind::system && k == 1 && e.code != op::triangular_solve;  // factors
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
    rule.define(name + "_jvp(primals, tangents)", slope.root,
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
