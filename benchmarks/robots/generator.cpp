// Generates one style's functions: STYLE is scalars, arrays or scanned.
#include "functions.hpp"

#include <cotangent/codegen/generate.hpp>

namespace ct = cotangent;

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

int main(int argc, char** argv) {
  using state = ct::tensor<double, robot::n>;
  const std::string style = TEXT(STYLE);
  ct::codegen::library lib("robots_" + style);
  constexpr auto pose = robot::STYLE::pose;
  constexpr auto rnea = robot::STYLE::rnea;
  const auto add = [&](const char* name, auto f) {
    lib.add(style + "_" + name, ct::jit(f, ct::finite, ct::reciprocals), ct::like<state>, ct::like<state>,
            ct::like<state>);
  };
  lib.add(style + "_jacobian", ct::jit(robot::jacobian<pose>, ct::finite), ct::like<state>);
  add("rnea", rnea);
  add("rnea_forward", robot::forward_derivatives<rnea>);
  add("rnea_reverse", robot::reverse_derivatives<rnea>);
  add("inertia", robot::inertia<rnea>);
  add("dynamics", robot::dynamics<rnea>);
  add("dynamics_implicit", robot::dynamics_derivatives<rnea>);
#if COTANGENT_ALL_SIZES  // as long as all the others
  add("dynamics_direct", robot::forward_derivatives<robot::dynamics<rnea>>);
#endif
  return lib.main(argc, argv);
}
