// The generator of the golden files beside it: a Jacobian, the digits gradient, a pullback over a batch.
#include "../../samples/digits_model.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  using weights = parameters<ct::value>;
  ct::codegen::library lib("softmax_kernels");
  lib.header("digits_parameters.hpp");
  lib.add("softmax_jacobian", ct::jacrev(softmax), ct::like<ct::tensor<float, 3>>);
  lib.add("digits_gradient", ct::value_and_grad(loss), ct::like<weights>, ct::like<ct::tensor<float, 100, pixels>>,
          ct::like<ct::tensor<float, 100, classes>>);
  // For each example, the cotangent of the softmax's input: a vmapped pullback.
  const auto pulled_back = [](auto x, auto ct_of_y) {
    return ct::grad([=](auto v) { return sum(softmax(v) * ct_of_y); })(x);
  };
  lib.add("softmax_pullback", ct::vmap(pulled_back), ct::like<ct::tensor<double, 32, 5>>,
          ct::like<ct::tensor<double, 32, 5>>);
  return lib.main(argc, argv);
}
