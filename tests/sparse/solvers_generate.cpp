// The functions that solvers ask for, of each problem.
#include <cotangent/codegen/generate.hpp>
#include <cotangent/hosts/lagrangian.hpp>

#include "hock_schittkowski.hpp"
#include "optimal_control.hpp"
#include "solver_models.hpp"

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
  lib.add(name + "_hessian", ct::sparse_hessian(ct::lagrangian(P::cost, P::constraints)), ct::like<x>, ct::like<double>,
          ct::like<lambda>);
}

/// f and its sparse Jacobian by x.
template <class F, class... Args>
void add_equations(ct::codegen::library& lib, const std::string& name, F f, ct::like_t<Args>... args) {
  lib.add(name, f, args...);
  lib.add(name + "_jacobian", ct::sparse_jacobian(f), args...);
}
struct flight_problem {
  using vector = flight<ct::value>;
  static constexpr auto cost = models::flight_cost;
  static constexpr auto constraints = models::flight_constraints;
};
struct chain_problem {
  using vector = ct::tensor<double, 51, 2>;
  static constexpr auto cost = models::chain_cost;
  static constexpr auto constraints = models::chain_constraints;
};
struct rocket_problem {
  using vector = rocket<ct::value>;
  static constexpr auto cost = models::rocket_cost;
  static constexpr auto constraints = models::rocket_constraints;
};
struct arm_problem {
  using vector = arm<ct::value>;
  static constexpr auto cost = models::arm_cost;
  static constexpr auto constraints = models::arm_constraints;
};
struct barrier_problem {
  using vector = ct::tensor<double, 1>;
  static constexpr auto cost = models::barrier;
};

int main(int argc, char** argv) {
  ct::codegen::library lib("solver_kernels");
  lib.header("solver_models.hpp");
  lib.header("optimal_control.hpp");
#define UNCONSTRAINED(p) add_unconstrained<p>(lib, #p);
  UNCONSTRAINED_PROBLEMS(UNCONSTRAINED)
#define CONSTRAINED(p) add_constrained<p>(lib, #p);
  CONSTRAINED_PROBLEMS(CONSTRAINED)
  add_constrained<flight_problem>(lib, "flight");
  add_constrained<chain_problem>(lib, "chain");
  add_constrained<rocket_problem>(lib, "rocket");
  add_constrained<arm_problem>(lib, "arm");
  add_unconstrained<barrier_problem>(lib, "barrier");
  add_equations(lib, "flight_equations", models::flight_equations, ct::like<flight<ct::value>>, ct::like<double>);
  add_equations(lib, "logarithms", models::logarithms, ct::like<ct::tensor<double, 3>>);
  add_equations(lib, "parallel", models::parallel, ct::like<ct::tensor<double, 2>>);
  add_equations(lib, "row_of_zeros", models::row_of_zeros, ct::like<ct::tensor<double, 2>>);
  add_equations(lib, "column_of_zeros", models::column_of_zeros, ct::like<ct::tensor<double, 2>>);
  add_equations(lib, "rootless", models::rootless, ct::like<ct::tensor<double, 2>>);
  add_equations(lib, "tridiagonal", models::tridiagonal, ct::like<ct::tensor<double, 100>>);
  add_equations(lib, "rosenbrock", models::rosenbrock, ct::like<ct::tensor<double, 2>>);
  add_equations(lib, "powell", models::powell, ct::like<ct::tensor<double, 4>>);
  add_equations(lib, "bard", models::bard, ct::like<ct::tensor<double, 3>>, ct::like<ct::tensor<double, 15>>,
                ct::like<ct::tensor<double, 15>>);
  add_equations(lib, "kowalik_osborne", models::kowalik_osborne, ct::like<ct::tensor<double, 4>>,
                ct::like<ct::tensor<double, 11>>, ct::like<ct::tensor<double, 11>>);
  return lib.main(argc, argv);
}
