// Lesson 11, first half: a generator. It writes value and gradient of the digits model (lesson 2) for the images of one
// of eight devices, and for all of them at once.
#include "digits_model.hpp"

#include <cotangent/codegen/generate.hpp>

constexpr int devices = 8, share = training / devices;

int main(int argc, char** argv) {
  ct::codegen::library lib("digits_shares");
  lib.add("share_gradient", ct::value_and_grad(loss), ct::like<parameters<ct::value>>,
          ct::like<ct::tensor<float, share, pixels>>, ct::like<ct::tensor<float, share, classes>>);
  lib.add("whole_gradient", ct::value_and_grad(loss), ct::like<parameters<ct::value>>,
          ct::like<ct::tensor<float, devices * share, pixels>>, ct::like<ct::tensor<float, devices * share, classes>>);
  return lib.main(argc, argv);
}
