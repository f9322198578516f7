// Lesson 16, first half: a generator of functions for Python. It writes the digits model (lesson 2) for one image, with
// both its derivatives, and a softmax.
#include "digits_model.hpp"

#include <cotangent/codegen/generate.hpp>

constexpr auto image_loss = [](auto p, auto image, auto label) {
  return -log_softmax(matmul(p.weights, image) + p.bias)(label);
};
constexpr auto scores = [](auto p, auto image) { return ct::softmax(matmul(p.weights, image) + p.bias); };

int main(int argc, char** argv) {
  using model = parameters<ct::value>;
  using image = ct::tensor<float, pixels>;
  ct::codegen::library lib("digits_python");
  // The model is the same for all images of a call; images and labels are many.
  ct::codegen::add_with_derivatives(lib, "image_loss", image_loss, ct::in_axes<ct::unmapped, 0, 0>, ct::like<model>,
                                    ct::like<image>, ct::like<std::int32_t>);
  lib.add_batch("scores", scores, ct::in_axes<ct::unmapped, 0>, ct::like<model>, ct::like<image>);
  return lib.main(argc, argv);
}
