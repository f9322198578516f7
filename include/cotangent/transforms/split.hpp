// A program in two: what needs only its first parameters, and what is left to do when the others are known.
#pragma once

#include <cotangent/graph/copying.hpp>
#include <cotangent/primitives/all.hpp>

namespace cotangent::ir {

/// known: (first parameters) -> (first results, residuals); rest: (residuals, other parameters) -> other results.
struct halves {
  graph known, rest;
  int residual_count = 0;
};

/// The values that equations depending on the other parameters take from those that do not. A broadcast is not kept but
/// made again from what it repeats, and constants are written anew.
class splitting {
 public:
  constexpr splitting(const graph& program, int known_parameters, int known_results)
      : g(program), late(program.size(), 0), taken(program.size(), 0) {
    const scope body = scope_of(g, g.root);
    for (int k = known_parameters; k < body.parameters.size(); ++k) late[body.parameters[k]] = 1;
    for (int id = 0; id < g.size(); ++id)
      for (int operand : g.equations[id].in)
        if (operand >= 0 && late[operand] && g[id].code != op::region) late[id] = 1;
    const list<char> needed = needed_by_root(g);
    for (int id = 0; id < g.root; ++id)
      if (needed[id] && late[id] && g[id].code != op::pack)
        for (int operand : g.equations[id].in) take(operand);
    for (int k = known_results; k < body.results.size(); ++k) take(body.results[k]);
  }

  constexpr halves run(int known_parameters, int known_results) {
    const scope body = scope_of(g, g.root);
    scope known, rest;
    for (int k = 0; k < known_parameters; ++k) known.parameters.push(body.parameters[k]);
    for (int k = 0; k < body.results.size(); ++k) (k < known_results ? known : rest).results.push(body.results[k]);
    for (int id : body.effects) (late[id] ? rest : known).effects.push(id);
    for (int id : residuals) known.results.push(id);

    halves out;
    out.residual_count = residuals.size();
    out.known = g;
    out.known.root = out.known.make_region(known.parameters, known.results, known.effects);
    out.rest = g;
    substitution rule{out.rest, {}};
    for (int id : residuals) {
      rest.parameters.push(out.rest.emit_unique(op::parameter, g[id].type));
      rule.images.set(id, rest.parameters.back());
    }
    for (int k = known_parameters; k < body.parameters.size(); ++k) rest.parameters.push(body.parameters[k]);
    propagate(out.rest, residuals, rest, rule);
    for (int k = 0; k < rest.results.size(); ++k) rest.results[k] = rule.image(rest.results[k]);
    const list<int> effects = out.rest.effects;
    out.rest.effects = {};
    out.rest.root = out.rest.make_region(rest.parameters, rest.results, effects);
    return out;
  }

 private:
  constexpr void take(int id) {
    if (id < 0 || late[id] || taken[id]) {
      if (id >= 0 && late[id] && g[id].code == op::pack)
        for (int operand : g.equations[id].in) take(operand);
      return;
    }
    const op code = g[id].code;
    if (code == op::region || code == op::constant || code == op::zeros || code == op::iota) return;
    if (code == op::pack || (code == op::view && g.dims(g[id].in[0]).size() < g.dims(id).size())) {
      for (int operand : g.equations[id].in) take(operand);
      return;
    }
    taken[id] = 1;
    residuals.push(id);
  }

  const graph& g;
  list<char> late, taken;
  list<int> residuals;
};

constexpr halves split(const graph& g, int known_parameters, int known_results) {
  return splitting(g, known_parameters, known_results).run(known_parameters, known_results);
}

}  // namespace cotangent::ir
