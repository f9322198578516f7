// Lesson 17, first half: the same function as C and as CUDA. An observation's error, and its derivatives in its camera,
// its point and its weight, in single precision for a GPU.
#include "bundle_model.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  ct::codegen::library lib("gpu_kernels");
  lib.add("observe", reprojection_block, ct::like<ct::tensor<float, 11>>, ct::like<ct::tensor<float, 3>>,
          ct::like<float>, ct::like<ct::tensor<float, 2>>);
  return lib.main(argc, argv);
}
