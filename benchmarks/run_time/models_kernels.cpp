// Generates the value and gradient of MODEL for each of SIZES.
#include "models.hpp"
#include SIZES_HEADER

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  ct::codegen::library lib(LIBRARY);
  lib.stack_limit(4 << 20);  // called on the main thread
#define GENERATE(N) \
  lib.add("gradient_" #N, value_and_slopes<MODEL>, ct::like<MODEL::parameters<N>>, ct::like<MODEL::data<N>>);
  SIZES(GENERATE)
  return lib.main(argc, argv);
}
