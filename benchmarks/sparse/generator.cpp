// One function a library, named by FUNCTION, so that code and compile times are its own.
#include "functions.hpp"

#include <cotangent/codegen/generate.hpp>

#include <cstring>

template <int N>
void add_collocation(ct::codegen::library& lib, bool hessian) {
  using c = collocation<N>;
  if (hessian)
    lib.add("ours", ct::sparse_hessian(c::lagrangian), ct::like<typename c::nodes>, ct::like<double>,
            ct::like<typename c::multipliers>);
  else lib.add("ours", ct::sparse_jacobian(c::defects), ct::like<typename c::nodes>);
}

int main(int argc, char** argv) {
  ct::codegen::library lib("ours_kernels");
  const std::string function = argv[1];
  const bool hessian = function.starts_with("hessian");
  if (function.ends_with("_50")) add_collocation<50>(lib, hessian);
  else if (function.ends_with("_500")) add_collocation<500>(lib, hessian);
  else if (function.ends_with("_5000")) add_collocation<5000>(lib, hessian);
  else if (function == "bratu_20") lib.add("ours", ct::sparse_jacobian(bratu<20>::residual), ct::like<bratu<20>::grid>);
  else if (function == "brusselator_32")
    lib.add("ours", ct::sparse_jacobian(brusselator<32>::rate), ct::like<brusselator<32>::grid>);
  else lib.add("ours", ct::sparse_jacobian(brusselator<224>::rate), ct::like<brusselator<224>::grid>);
  return lib.main(argc - 1, argv + 1);
}
