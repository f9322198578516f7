// Generates the gradients of objectives whose size is fixed.
#include "objectives.hpp"

#include <cotangent/codegen/generate.hpp>

using namespace gradbench;

int main(int argc, char** argv) {
  ct::codegen::library lib("gradbench_kernels");
  lib.add("ode_gradient", ct::grad(ode<GRADBENCH_ODE, 10>::last), ct::like<ct::tensor<double, GRADBENCH_ODE>>);
  lib.add("lstm_gradient", ct::grad(lstm<GRADBENCH_LSTM, 14>::loss, ct::argnums<0, 1>),
          ct::like<ct::tensor<double, 2, 2, 4, 14>>, ct::like<ct::tensor<double, 3, 14>>,
          ct::like<ct::tensor<double, 2, 2, 14>>, ct::like<ct::tensor<double, GRADBENCH_LSTM, 14>>);
  lib.add("determinant_gradient", ct::grad([](auto a) { return det(a); }), ct::like<ct::tensor<double, 8, 8>>);
  return lib.main(argc, argv);
}
