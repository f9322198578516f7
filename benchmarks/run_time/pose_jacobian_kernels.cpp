// Generates the value and Jacobian of the inverse of a pose, applied to a point.
#include "pose_model.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  ct::codegen::library lib("pose_jacobian_kernels");
  lib.add_batch("pose_jacobian", pose_with_jacobian, ct::like<ct::tensor<double, 4>>, ct::like<ct::tensor<double, 3>>,
                ct::like<ct::tensor<double, 3>>);
  return lib.main(argc, argv);
}
