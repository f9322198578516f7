// A cost of Ceres as generated C: reprojection of benchmarks/ceres, and residuals of trees.
#include <cotangent/codegen/generate.hpp>
#include <cotangent/hosts/residuals.hpp>

#include "../../benchmarks/ceres/reprojection.hpp"

int main(int argc, char** argv) {
  ct::codegen::library lib("ceres_kernels");
  lib.add("bal_residuals", ct::residuals<camera, point>(reprojection), ct::like<camera>, ct::like<point>,
          ct::like<feature>);
  lib.add("bal_residuals_and_jacobians", ct::residuals_and_jacobians<camera, point>(reprojection), ct::like<camera>,
          ct::like<point>, ct::like<feature>);
  return lib.main(argc, argv);
}
