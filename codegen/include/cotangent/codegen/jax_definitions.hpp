// Functions with derivatives of their own, which stand before the function that calls them: the parts of their
// definitions.
#pragma once

#include <cotangent/codegen/jax_writer.hpp>

namespace cotangent::codegen::jax {

/// One of the definitions of a rule, by a writer of its own.
struct rules {
  using texts = std::vector<text>;
  module_text& module;
  const program& p;
  const text& function;
  text all;

  /// `def name(head):`, then what `begin` writes and binds, then a region.
  void define(const text& opening, int region, const std::function<void(writer&)>& begin,
              const std::function<text(const texts&)>& finish) {
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
    define(
        name + "(" + joined(given) + ")", region, [&](writer& w) { w.new_names(ir::scope_of(p.g, region).parameters); },
        [](const texts& results) { return results.empty() ? "()" : joined(results); });
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
    define(
        name + "(" + joined(given) + ")", region, [&](writer& w) { w.new_names(parameters); },
        [&](const texts& made) {
          texts saved(made.begin() + results, made.end());
          saved.insert(saved.end(), given.begin() + arguments, given.end());
          return bundle({made.begin(), made.begin() + results}) + ", " + tuple(saved);
        });
  }
  /// ((residuals, captured), cotangents of results) -> cotangents of operands, zeros where the rule says nothing, and
  /// of what was captured. (JAX takes None for zeros, but loses shapes when it differentiates that under vmap.)
  void define_backward(const text& name, int region, int results, const ir::list<int>& operands) {
    const ir::scope body = ir::scope_of(p.g, region);
    const int captured = operands.size() - body.results.size();
    const int residuals = body.parameters.size() - results - captured;
    define(
        name + "(residuals, cotangents)", region,
        [&](writer& w) {
          texts saved = w.new_names(ir::part(body.parameters, 0, residuals)),
                rest = w.new_names(ir::part(body.parameters, residuals + results, captured));
          saved.insert(saved.end(), rest.begin(), rest.end());
          unpack(w, saved, "residuals");
          const ir::list<int> given = ir::part(body.parameters, residuals, results);
          if (results == 1 && ir::is_floating(p.g.element(given[0]))) w.bind(given[0], "cotangents");
          else unpack(w, names_of_tangents(w, p.g, given), "cotangents");
        },
        [&](texts made) {
          made.resize(static_cast<std::size_t>(operands.size()), "None");
          const writer maker(module, p, function);
          for (int k = 0; k < operands.size(); ++k)
            if (made[static_cast<std::size_t>(k)] == "None" && ir::is_floating(p.g.element(operands[k])))
              made[static_cast<std::size_t>(k)] = maker.zeros_like(operands[k]);
          return tuple(made);
        });
  }
  /// (arguments, captured), tangents of arguments -> results and their tangents; or these alone
  void define_tangents(const text& name, int region, int arguments, int results) {
    const ir::scope rule = ir::scope_of(p.g, region);
    const int captured = rule.parameters.size() - 2 * arguments;
    define(
        name + "(primals, tangents)", region,
        [&](writer& w) {
          texts given = w.new_names(ir::part(rule.parameters, 0, arguments)),
                rest = w.new_names(ir::part(rule.parameters, 2 * arguments, captured));
          given.insert(given.end(), rest.begin(), rest.end());
          unpack(w, given, "primals");
          texts along = names_of_tangents(w, p.g, ir::part(rule.parameters, arguments, arguments));
          along.insert(along.end(), rest.size(), "_");
          unpack(w, along, "tangents");
        },
        [&](const texts& made) {
          return bundle({made.begin(), made.begin() + results}) + ", " +
                 bundle(with_tangents_of_integers({made.begin() + results, made.end()},
                                                  ir::part(rule.results, 0, results)));
        });
  }
  texts with_tangents_of_integers(texts along, const ir::list<int>& values) const {
    for (std::size_t k = 0; k < along.size(); ++k) {
      const int value = values[static_cast<int>(k)];
      if (!ir::is_floating(p.g.element(value)))
        along[k] = "np.zeros(" + shape_text(p.g.dims(value)) + ", jax.dtypes.float0)";
    }
    return along;
  }

  /// Both directions of a derivative that has a rule for each, as `_linear` takes them: known values are residuals,
  /// captured, arguments; linear ones the tangents, or cotangents, of real numbers.
  void define_linear(const text& name, int forward, int backward, int residuals, int captured, int results) {
    const ir::scope rule = ir::scope_of(p.g, forward), back = ir::scope_of(p.g, backward);
    const int arguments = (rule.parameters.size() - captured) / 2;
    const auto bind_known = [&](writer& w, const ir::list<int>& saved, const ir::list<int>& own,
                                const ir::list<int>& rest) {
      texts known = saved.size() > 0 ? w.new_names(saved) : texts(static_cast<std::size_t>(residuals), "_");
      for (const ir::list<int>* some : {&rest, &own}) {
        const texts names = some->size() > 0
                                ? w.new_names(*some)
                                : texts(static_cast<std::size_t>(some == &own ? arguments : captured), "_");
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
    define(
        name + "_along(known, linear)", forward,
        [&](writer& w) {
          bind_known(w, {}, ir::part(rule.parameters, 0, arguments),
                     ir::part(rule.parameters, 2 * arguments, captured));
          texts along = names_of_tangents(w, p.g, ir::part(rule.parameters, arguments, arguments));
          std::erase(along, "_");
          unpack(w, along, "linear");
        },
        [&](const texts& made) {
          return tuple(only_floating({made.begin() + results, made.end()}, ir::part(rule.results, 0, results)));
        });
    define(
        name + "_back(known, linear)", backward,
        [&](writer& w) {
          bind_known(w, ir::part(back.parameters, 0, residuals), {},
                     ir::part(back.parameters, residuals + results, captured));
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
    return "_linear.bind(" + known + ", " + linear + "forward=" + name + "_along, backward=" + name +
           "_back, count=" + std::to_string(count) + ")";
  }
};

}  // namespace cotangent::codegen::jax
