// Generates what by_hand.py has, as C, as JAX source and as StableHLO.
#include "models.hpp"

#include <cotangent/codegen/generate.hpp>

using namespace xla;

int main(int argc, char** argv) {
  ct::codegen::library lib("xla_kernels");
  lib.add("perceptron_gradient", ct::value_and_grad(perceptron_loss), ct::like<perceptron<ct::value>>,
          ct::like<ct::tensor<float, batch, inputs>>, ct::like<ct::tensor<float, batch, outputs>>);
  lib.add("block_gradient", ct::value_and_grad(block_loss), ct::like<block<ct::value>>,
          ct::like<ct::tensor<float, sequences, tokens, width>>, ct::like<ct::tensor<float, sequences, tokens, width>>);
  lib.add("lstm_gradient", ct::value_and_grad(gradbench::lstm<STEPS, 14>::loss, ct::argnums<0, 1>),
          ct::like<ct::tensor<double, 2, 2, 4, 14>>, ct::like<ct::tensor<double, 3, 14>>,
          ct::like<ct::tensor<double, 2, 2, 14>>, ct::like<ct::tensor<double, STEPS, 14>>);
  lib.add("digits_step", digits_step, ct::like<parameters<ct::value>>, ct::like<ct::tensor<float, training, pixels>>,
          ct::like<ct::tensor<float, training, classes>>);
  return lib.main(argc, argv);
}
