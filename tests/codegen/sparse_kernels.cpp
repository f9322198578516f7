// Sparse Jacobians and Hessians in generated C, and the dense ones that they are held to.
#include "sparse.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  ct::codegen::library lib("sparse_kernels");
  lib.add("defects_jacobian", ct::sparse_jacobian(defects), ct::like<nodes>, ct::like<double>);
  lib.add("defects_dense", ct::jacfwd(defects), ct::like<nodes>, ct::like<double>);
  lib.add("energy_hessian", ct::sparse_hessian(energy), ct::like<nodes>, ct::like<double>);
  lib.add("energy_dense", ct::hessian(energy), ct::like<nodes>, ct::like<double>);
  lib.add("mesh_jacobian", ct::sparse_jacobian(mesh), ct::like<ct::tensor<float, 12>>);
  lib.add("mesh_dense", ct::jacrev(mesh), ct::like<ct::tensor<float, 12>>);
  return lib.main(argc, argv);
}
