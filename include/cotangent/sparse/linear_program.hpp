// A derivative as a program of its own: from directions to what they come to.
#pragma once

#include <cotangent/passes/optimize.hpp>

namespace cotangent::ir {

/// A program, linear in its parameters from `first_seed` on; the others are the function's own.
struct linear_program {
  graph g;
  int first_seed = 0;
  constexpr list<shape> shapes(bool of_results) const {
    const scope body = scope_of(g, g.root);
    list<shape> all;
    if (of_results)
      for (int id : body.results) all.push(g.dims(id));
    else
      for (int k = first_seed; k < body.parameters.size(); ++k) all.push(g.dims(body.parameters[k]));
    return all;
  }
};

/// Of the program's own function f(parameters) the linear program from tangents of the parameters `by` to those of its
/// results or, `reverse`, from cotangents of its results to those of these parameters.
constexpr linear_program derivative_program(graph g, const list<int>& by, bool reverse) {
  const scope f = scope_of(g, g.root);
  list<int> tangents(f.parameters.size(), -1), inputs, seeds, outputs;
  for (int k : by) {
    tangents[k] = parameter_like(g, f.parameters[k]);
    inputs.push(tangents[k]);
  }
  list<int> parameters = f.parameters;
  const list<int> printed = effects_of(g, [&] {
    const linearized lin = linearize(g, f, tangents);
    if (!reverse) {
      seeds = inputs;
      outputs = with_zeros(g, lin.tangents, lin.results);
      return;
    }
    list<int> cotangents;
    for (int k = 0; k < lin.results.size(); ++k) {
      seeds.push(parameter_like(g, lin.results[k]));
      cotangents.push(lin.tangents[k] >= 0 ? seeds.back() : -1);
    }
    outputs = with_zeros(g, transposition(g).run(inputs, lin.tangents, cotangents), inputs);
  });
  const int first = parameters.size();
  for (int id : seeds) parameters.push(id);
  g.root = g.make_region(parameters, outputs, printed);
  // (The passes of passes_for_derivatives, by name: through that list, g++ 12 takes this for no constant.)
  return {drop_dead(simplified_for_derivatives(g)), first};
}

}  // namespace cotangent::ir
