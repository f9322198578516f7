// Generates the greeks of an option, for one and for many.
#include "options_model.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  constexpr auto number = ct::like<double>;
  ct::codegen::library lib("options_kernels");
  lib.add_batch("greeks", option_greeks, ct::in_axes<0, 0, 0, 0, ct::unmapped>, number, number, number, number, number);
  return lib.main(argc, argv);
}
