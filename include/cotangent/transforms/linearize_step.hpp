// A step of a loop, linearized: its carries have tangents where a step gives them one.
#pragma once

#include <cotangent/transforms/linearize.hpp>
#include <cotangent/transforms/regions.hpp>

namespace cotangent::ir {

struct linearized_step {
  list<int> tangents;  // a parameter for each of the body's that has one; else -1
  linearized made;
  list<int> effects;
};

/// Of a loop's body, along parameters of its own where operands have tangents (`given`, -1: none), until no step gives
/// a carry one that had none; `carry` of them stand behind `consts` among the parameters.
constexpr linearized_step linearize_step(graph& g, const scope& body, const list<int>& given, int consts, int carry,
                                         bool integers) {
  linearized_step step;
  step.tangents.resize(body.parameters.size(), -1);
  const auto perturb = [&](int k) { step.tangents[k] = parameter_like(g, body.parameters[k]); };
  for (int k = 0; k < given.size(); ++k)
    if (given[k] >= 0) perturb(k);
  for (bool changed = true; changed;) {
    changed = false;
    step.effects = effects_of(g, [&] { step.made = linearize(g, body, step.tangents, false, integers); });
    for (int k = 0; k < carry; ++k)
      if (step.made.tangents[k] >= 0 && step.tangents[consts + k] < 0) {
        perturb(consts + k);
        changed = true;
      }
  }
  return step;
}

}  // namespace cotangent::ir
