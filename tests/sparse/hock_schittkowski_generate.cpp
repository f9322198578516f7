// The functions that Ipopt asks for, of each problem.
#include "hock_schittkowski.hpp"

#include <cotangent/codegen/generate.hpp>

/// sigma * cost + sum(lambda * constraints).
template <class P>
constexpr auto lagrangian =
    [](auto x, auto sigma, auto lambda) { return sigma * P::cost(x) + sum(lambda * P::constraints(x)); };

template <class P>
void add(ct::codegen::library& lib, const std::string& name) {
  lib.add(name + "_cost", P::cost, ct::like<typename P::vector>);
  lib.add(name + "_gradient", ct::grad(P::cost), ct::like<typename P::vector>);
}
template <class P>
void add_unconstrained(ct::codegen::library& lib, const std::string& name) {
  add<P>(lib, name);
  lib.add(name + "_hessian", ct::sparse_hessian(P::cost), ct::like<typename P::vector>);
}
template <class P>
void add_constrained(ct::codegen::library& lib, const std::string& name) {
  using x = typename P::vector;
  using lambda = decltype(ct::jit(P::constraints)(x()));
  add<P>(lib, name);
  lib.add(name + "_constraints", P::constraints, ct::like<x>);
  lib.add(name + "_jacobian", ct::sparse_jacobian(P::constraints), ct::like<x>);
  lib.add(name + "_hessian", ct::sparse_hessian(lagrangian<P>), ct::like<x>, ct::like<double>, ct::like<lambda>);
}

int main(int argc, char** argv) {
  ct::codegen::library lib("hock_schittkowski_kernels");
#define UNCONSTRAINED(p) add_unconstrained<p>(lib, #p);
  UNCONSTRAINED_PROBLEMS(UNCONSTRAINED)
#define CONSTRAINED(p) add_constrained<p>(lib, #p);
  CONSTRAINED_PROBLEMS(CONSTRAINED)
  return lib.main(argc, argv);
}
