// Generates the digits gradient of the benchmark.
#include "../../samples/digits_model.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  ct::codegen::library lib("digits_kernels");
  lib.stack_limit(4 << 20);  // called on the main thread
  lib.add("digits_gradient", ct::value_and_grad(loss), ct::like<parameters<ct::value>>,
          ct::like<ct::tensor<float, 100, pixels>>, ct::like<ct::tensor<float, 100, classes>>);
  return lib.main(argc, argv);
}
