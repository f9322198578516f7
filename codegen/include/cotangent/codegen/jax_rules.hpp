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
  /// ((residuals, captured), cotangents of results) -> cotangents of operands, zeros where the rule says nothing, and of what was captured. (JAX takes None for
  /// zeros, but loses shapes when it differentiates that under vmap.)
  void define_backward(const text& name, int region, int results, const ir::list<int>& operands) {
    const ir::scope body = ir::scope_of(p.g, region);
    const int captured = operands.size() - body.results.size();
    const int residuals = body.parameters.size() - results - captured;
    define(name + "(residuals, cotangents)", region,
           [&](writer& w) {
             texts saved = w.new_names(ir::part(body.parameters, 0, residuals)), rest = w.new_names(ir::part(body.parameters, residuals + results, captured));
             saved.insert(saved.end(), rest.begin(), rest.end());
             unpack(w, saved, "residuals");
             const texts given = names_of_tangents(w, p.g, ir::part(body.parameters, residuals, results));
             if (given.size() != 1) unpack(w, given, "cotangents");
             else if (given[0] != "_") w.line(given[0] + " = cotangents");
           },
           [&](texts made) {
             made.resize(static_cast<std::size_t>(operands.size()), "None");
             const writer maker(module, p, function);
             for (int k = 0; k < operands.size(); ++k)
               if (made[static_cast<std::size_t>(k)] == "None" && ir::is_floating(p.g.element(operands[k]))) made[static_cast<std::size_t>(k)] = maker.zeros_like(operands[k]);
             return tuple(made);
           });
  }
  /// (arguments, captured), tangents of arguments -> results and their tangents; or these alone
  void define_tangents(const text& name, int region, int arguments, int results) {
    const ir::scope rule = ir::scope_of(p.g, region);
    const int captured = rule.parameters.size() - 2 * arguments;
    define(name + "(primals, tangents)", region,
           [&](writer& w) {
             texts given = w.new_names(ir::part(rule.parameters, 0, arguments)), rest = w.new_names(ir::part(rule.parameters, 2 * arguments, captured));
             given.insert(given.end(), rest.begin(), rest.end());
             unpack(w, given, "primals");
             texts along = names_of_tangents(w, p.g, ir::part(rule.parameters, arguments, arguments));
             along.insert(along.end(), rest.size(), "_");
             unpack(w, along, "tangents");
           },
           [&](const texts& made) { return bundle({made.begin(), made.begin() + results}) + ", " + bundle(with_tangents_of_integers({made.begin() + results, made.end()}, ir::part(rule.results, 0, results))); });
  }
  texts with_tangents_of_integers(texts along, const ir::list<int>& values) const {
    for (std::size_t k = 0; k < along.size(); ++k) {
      const int value = values[static_cast<int>(k)];
      if (!ir::is_floating(p.g.element(value))) along[k] = "np.zeros(" + shape_text(p.g.dims(value)) + ", jax.dtypes.float0)";
    }
    return along;
  }

  /// Both directions of a derivative that has a rule for each, as `_linear` takes them: known values are residuals, captured, arguments; linear ones
  /// the tangents, or cotangents, of real numbers.
  void define_linear(const text& name, int forward, int backward, int residuals, int captured, int results) {
    const ir::scope rule = ir::scope_of(p.g, forward), back = ir::scope_of(p.g, backward);
    const int arguments = (rule.parameters.size() - captured) / 2;
    const auto bind_known = [&](writer& w, const ir::list<int>& saved, const ir::list<int>& own, const ir::list<int>& rest) {
      texts known = saved.size() > 0 ? w.new_names(saved) : texts(static_cast<std::size_t>(residuals), "_");
      for (const ir::list<int>* some : {&rest, &own}) {
        const texts names = some->size() > 0 ? w.new_names(*some) : texts(static_cast<std::size_t>(some == &own ? arguments : captured), "_");
        known.insert(known.end(), names.begin(), names.end());
      }
      unpack(w, known, "known");
    };
    const auto only_floating = [&](const texts& made, const ir::list<int>& like) {
      texts some;
      for (std::size_t k = 0; k < made.size(); ++k)
        if (ir::is_floating(p.g.element(like[static_cast<int>(k)]))) some.push_back(made[k]);
      return some;
    };
    define(name + "_along(known, linear)", forward,
           [&](writer& w) {
             bind_known(w, {}, ir::part(rule.parameters, 0, arguments), ir::part(rule.parameters, 2 * arguments, captured));
             texts along = names_of_tangents(w, p.g, ir::part(rule.parameters, arguments, arguments));
             std::erase(along, "_");
             unpack(w, along, "linear");
           },
           [&](const texts& made) { return tuple(only_floating({made.begin() + results, made.end()}, ir::part(rule.results, 0, results))); });
    define(name + "_back(known, linear)", backward,
           [&](writer& w) {
             bind_known(w, ir::part(back.parameters, 0, residuals), {}, ir::part(back.parameters, residuals + results, captured));
             texts given = names_of_tangents(w, p.g, ir::part(back.parameters, residuals, results));
             std::erase(given, "_");
             unpack(w, given, "linear");
           },
           [&](texts made) {
             const writer maker(module, p, function);
             for (std::size_t k = 0; k < made.size(); ++k)
               if (back.results[static_cast<int>(k)] < 0) made[k] = maker.zeros_like(rule.parameters[static_cast<int>(k)]);
             return tuple(only_floating(made, ir::part(rule.parameters, 0, arguments)));
           });
  }
  static text linear_call(const text& name, const text& known, const text& linear, int count) {
    return "_linear.bind(" + known + ", " + linear + "forward=" + name + "_along, backward=" + name + "_back, count=" + std::to_string(count) + ")";
  }
};

/// What has no derivative passes a gate that says so: what a rule captured, and the arguments where a rule's calls of itself end.
inline void writer::write_custom(int id) {
  const int arguments = static_cast<int>(g.word(g[id].attribute, 0)), results = static_cast<int>(g.word(g[id].attribute, 1));
  const ir::list<int> regions = g.unpacked(g[id].in[1]), operands = g.unpacked(g[id].in[0]);
  const int captured = operands.size() - arguments;
  const bool ends = regions.size() == 1;  // a rule that called its own function is followed no further
  texts given = wholes(operands);
  for (int k = ends ? 0 : arguments; k < operands.size(); ++k)
    if (ir::is_floating(g.element(operands[k]))) given[static_cast<std::size_t>(k)] = use("_captured") + "(" + given[static_cast<std::size_t>(k)] + ")";
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
    r.all += "@" + name + ".defjvp\ndef " + name + "_jvp(primals, tangents):\n    values, residuals = " + name + "_fwd(*primals)\n    along = iter(" +
             rules::linear_call(name, "*residuals, *primals[:" + std::to_string(arguments) + "]", joined(linear, ""), residuals + captured + arguments) + ")\n    return values, " +
             bundle(r.with_tangents_of_integers(along, values)) + "\n";
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
    if (ir::is_floating(g.element(t.arguments[k]))) linear.push_back((t.tangents[k] < 0 ? zeros_like(t.arguments[k]) : whole(t.tangents[k])) + ", ");
  const ir::list<int> values = ir::scope_of(g, t.regions[1]).results;
  texts all = results_of(id, 0, t.result_count), taken;
  for (int k = 0; k < t.result_count; ++k)
    if (ir::is_floating(g.element(values[k]))) taken.push_back(all[static_cast<std::size_t>(k)]);
  rules::unpack(*this, taken, rules::linear_call(name, joined(known), joined(linear, ""), static_cast<int>(known.size())));
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
