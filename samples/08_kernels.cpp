// Lesson 8, first half: a generator. It is run at build time, and writes a pose's inverse composition and its Jacobian
// as C.
#include "pose.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  ct::codegen::library lib("pose_kernels");
  lib.header("pose_struct.hpp");
  lib.add("pose_apply", pose_transform, ct::like<pose<ct::value>>, ct::like<ct::tensor<double, 3>>);
  lib.add("pose_apply_jacobian", ct::jacobian(pose_transform), ct::like<pose<ct::value>>,
          ct::like<ct::tensor<double, 3>>);
  return lib.main(argc, argv);
}
