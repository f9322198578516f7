// A program in two: what needs only its first parameters, and what is left to do when the others are known.
#pragma once

#include <cotangent/graph/copying.hpp>
#include <cotangent/primitives/all.hpp>

namespace cotangent::ir {

/// Whether it repeats an array, or stands it among zeros: what it is made of is less to keep.
constexpr bool enlarges(const graph& g, int id) {
  return (g[id].code == op::view || g[id].code == op::pad) && g.dims(g[id].in[0]).size() < g.dims(id).size();
}

/// Which equations of a scope wait for its late parameters, and the values that these take from the others: residuals.
/// What stands behind a barrier waits too, so that it is computed again instead of kept. A broadcast or pad is not kept
/// but made again from what it is of, and what comes of constants alone is written anew.
class splitting {
 public:
  constexpr splitting(const graph& where, const scope& body, const list<int>& late_parameters)
      : g(where), late(0, where.size()), given(0, where.size()), taken(0, where.size()) {
    walk needed(g, 0, g.size());
    for (const list<int>* targets : {&body.effects, &body.results})
      for (int id : *targets) needed.from(id);
    for (int id : late_parameters) late.at(id) = 1;
    for (int id : needed.order) {
      if (g[id].code == op::barrier) late.at(id) = 1;
      if (g[id].code == op::parameter) given.at(id) = 1;
      for (int operand : g.equations[id].in) {
        if (late[operand]) late.at(id) = 1;
        if (given[operand]) given.at(id) = 1;
      }
    }
    for (int id : needed.order)
      if (late[id] && g[id].code != op::pack)
        for (int operand : g.equations[id].in) take(operand);
  }

  list<int> residuals;
  constexpr bool is_late(int id) const { return late[id]; }

  /// Makes `id` a residual, unless it is late or made again.
  constexpr void take(int id) {
    if (id < 0 || taken[id]) return;
    const op code = g[id].code;
    if (late[id]) {
      if (code == op::pack)
        for (int operand : g.equations[id].in) take(operand);
      return;
    }
    if (code == op::region || !given[id]) return;
    if (code == op::pack || enlarges(g, id)) {
      for (int operand : g.equations[id].in) take(operand);
      return;
    }
    taken.at(id) = 1;
    residuals.push(id);
  }

 private:
  const graph& g;
  notes<char> late, given, taken;
};

/// `body` with parameters in place of `values`, in front of its own; what depends on them is written anew.
constexpr scope with_parameters_for(graph& g, const list<int>& values, const scope& body) {
  substitution rule{g, {}};
  scope out;
  for (int id : values) {
    out.parameters.push(g.emit_unique(op::parameter, g[id].type));
    rule.images.set(id, out.parameters.back());
  }
  for (int id : body.parameters) out.parameters.push(id);
  out.effects = effects_of(g, [&] { propagate(g, values, body, rule); });
  for (int id : body.results) out.results.push(rule.image(id));
  return out;
}

/// known: (first parameters) -> (first results, residuals); rest: (residuals, other parameters) -> other results.
struct halves {
  graph known, rest;
  int residual_count = 0;
};

constexpr halves split(const graph& g, int known_parameters, int known_results) {
  const scope body = scope_of(g, g.root);
  scope known, rest;
  for (int k = 0; k < body.parameters.size(); ++k)
    (k < known_parameters ? known : rest).parameters.push(body.parameters[k]);
  for (int k = 0; k < body.results.size(); ++k) (k < known_results ? known : rest).results.push(body.results[k]);
  splitting cut(g, body, rest.parameters);
  for (int id : rest.results) cut.take(id);
  for (int id : body.effects) (cut.is_late(id) ? rest : known).effects.push(id);
  for (int id : cut.residuals) known.results.push(id);

  halves out;
  out.residual_count = cut.residuals.size();
  out.known = g;
  out.known.root = out.known.make_region(known.parameters, known.results, known.effects);
  out.rest = g;
  const scope left = with_parameters_for(out.rest, cut.residuals, rest);
  out.rest.root = out.rest.make_region(left.parameters, left.results, left.effects);
  return out;
}

}  // namespace cotangent::ir
