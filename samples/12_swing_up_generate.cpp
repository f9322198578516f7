// Twelfth lesson, first half: the functions of an optimal control problem (swing_up_model.hpp), and their sparse
// derivatives, as C.
#include <cotangent/codegen/generate.hpp>
#include <cotangent/hosts/lagrangian.hpp>

#include "swing_up_model.hpp"

int main(int argc, char** argv) {
  using trajectory = ct::tensor<double, 51, 5>;
  ct::codegen::library lib("swing_up_kernels");
  lib.add("effort", effort, ct::like<trajectory>);
  lib.add("effort_gradient", ct::grad(effort), ct::like<trajectory>);
  lib.add("defects", defects, ct::like<trajectory>);
  lib.add("defects_jacobian", ct::sparse_jacobian(defects), ct::like<trajectory>);
  lib.add("lagrangian_hessian", ct::sparse_hessian(ct::lagrangian(effort, defects)), ct::like<trajectory>,
          ct::like<double>, ct::like<ct::tensor<double, 50, 4>>);
  lib.add("short_jacobian", ct::sparse_jacobian(defects), ct::like<ct::tensor<double, 5, 5>>);  // to look at
  return lib.main(argc, argv);
}
