// Ipopt and Eigen's solvers on generated functions and on the evaluator's.
#include "hock_schittkowski.hpp"
#include "hock_schittkowski_kernels.hpp"

#include <cotangent/hosts/ipopt.hpp>

#include <catch2/catch.hpp>

namespace kernels = hock_schittkowski_kernels;
namespace ipopt = ct::ipopt;

template <class P, class Functions>
void solves(const char* name, const Functions& functions) {
  const P p;
  using G = typename ipopt::types_of<Functions, typename P::vector>::constraints;
  ipopt::bounds<G> constraints{ct::hosts::filled<G>(0)};
  ct::hosts::for_each_array(constraints.upper, [&](double* upper, int count) {
    for (int j = count - 1; j >= 0 && count - j <= p.equations; --j) upper[j] = 0;
  });
  const auto r = ipopt::solve(functions, p.start, {p.lower, p.upper}, constraints, {{"tol", 1e-10}});
  INFO(name << ": " << r.status << ", " << r.iterations << " iterations, " << r.cost << ", optimum " << p.optimum);
  CHECK(r.solved);
  CHECK(std::abs(r.cost - p.optimum) < 2e-7 * (1 + std::abs(p.optimum)));
}
TEST_CASE("problems of Hock and Schittkowski have the optima of their book") {
#define CONSTRAINED(p)                                                                                              \
  ipopt::problem {                                                                                                  \
    kernels::p##_cost, kernels::p##_gradient, kernels::p##_constraints, kernels::p##_jacobian, kernels::p##_hessian \
  }
#define SOLVES(p) solves<p>(#p, CONSTRAINED(p));
  CONSTRAINED_PROBLEMS(SOLVES)
#define SOLVES_WITHOUT(p) solves<p>(#p, ipopt::problem{kernels::p##_cost, kernels::p##_gradient, kernels::p##_hessian});
  UNCONSTRAINED_PROBLEMS(SOLVES_WITHOUT)
}
