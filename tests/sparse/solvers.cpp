// Ipopt and Eigen's solvers, on generated functions and on the evaluator's.
#include <cotangent/cotangent.hpp>
#include <catch2/catch.hpp>

#include "hock_schittkowski.hpp"
#include "solver_kernels.hpp"

#include <cotangent/hosts/eigen.hpp>
#include <cotangent/hosts/ipopt.hpp>

namespace k = solver_kernels;
namespace ipopt = ct::ipopt;
using Catch::Matchers::Contains;
using vector2 = ct::tensor<double, 2>;
constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();

#define PROBLEM(p) \
  ipopt::problem { k::p##_cost, k::p##_gradient, k::p##_constraints, k::p##_jacobian, k::p##_hessian }

template <class P, class Functions>
auto solution(const Functions& functions, const std::vector<ipopt::option>& options = {{"tol", 1e-10}}) {
  const P p;
  using G = typename ipopt::types_of<Functions, typename P::vector>::constraints;
  ipopt::constraint_bounds<G> constraints;
  ct::hosts::for_each_array(constraints.upper,
                            [&](double* upper, int count) { std::fill_n(upper, count - p.equations, any); });
  return ipopt::solve(functions, p.start, {p.lower, p.upper}, constraints, options);
}
template <class P, class Functions>
void solves(const char* name, const Functions& functions) {
  const auto r = solution<P>(functions);
  const double optimum = P().optimum;
  INFO(name << ": " << r.status << ", " << r.iterations << " iterations, " << r.cost << ", optimum " << optimum);
  CHECK(r.solved);
  CHECK(std::abs(r.cost - optimum) < 2e-7 * (1 + std::abs(optimum)));
}
TEST_CASE("problems of Hock and Schittkowski have the optima of their book"){
#define SOLVES(p) solves<p>(#p, PROBLEM(p));
    CONSTRAINED_PROBLEMS(SOLVES)
#define SOLVES_UNCONSTRAINED(p) solves<p>(#p, ipopt::problem{k::p##_cost, k::p##_gradient, k::p##_hessian});
        UNCONSTRAINED_PROBLEMS(SOLVES_UNCONSTRAINED)}

TEST_CASE("ipopt takes the evaluator's functions") {
  solves<hs71>("hs71", ipopt::problem{ct::jit(hs71::cost), ct::grad(hs71::cost), ct::jit(hs71::constraints),
                                      ct::sparse_jacobian(hs71::constraints),
                                      ct::sparse_hessian(ct::lagrangian(hs71::cost, hs71::constraints))});
}

using constraints_type = std::remove_cvref_t<decltype(k::flight_constraints(flight<ct::value>{}))>;
const ipopt::constraint_bounds<constraints_type> flight_bounds{{0, ct::tensor<double, 3>{-9, -9, -9}},
                                                               {0, ct::tensor<double, 3>{9, 9, 9}}};

TEST_CASE("ipopt: variables, constraints and multipliers are trees") {
  const auto r = ipopt::solve(PROBLEM(flight), flight<ct::value>{{5, 5, 5}, 5}, {}, flight_bounds, {{"tol", 1e-10}});
  CHECK(r.solved);
  CHECK(r.status == "solved");
  CHECK(r.iterations > 0);
  CHECK(r.x.time == Approx(2));
  CHECK(r.x.position(2) == Approx(1));
  CHECK(r.cost == Approx(2));
  CHECK(r.multipliers[boost::hana::size_c<0>] == Approx(1));
  CHECK(std::abs(r.multipliers[boost::hana::size_c<1>](0)) < 1e-6);

  flight<ct::value> lower{{1, -9, -9}, -9}, upper{{9, 9, 9}, 9};
  const auto bounded = ipopt::solve(PROBLEM(flight), flight<ct::value>{{5, 5, 5}, 5}, {lower, upper}, flight_bounds);
  CHECK(bounded.solved);
  CHECK(bounded.x.position(0) == Approx(1).margin(1e-6));
  // By the stationarity of the Lagrangian, p - 1 + multiplier - lower + upper = 0.
  CHECK(bounded.multipliers[boost::hana::size_c<0>] ==
        Approx(bounded.lower_multipliers.position(0) - bounded.upper_multipliers.position(0)).margin(1e-6));
  CHECK(bounded.lower_multipliers.position(0) > 0.1);
}

/// f, whose element `at` is `number` where that is not zero.
template <class F>
struct poisoned {
  F f;
  int at = 0;
  double number = 0;

  template <class... X>
  auto operator()(const X&... x) const {
    auto numbers = f(x...);
    int left = at;
    ct::hosts::for_each_array(numbers, [&](double* to, int count) {
      if (number != 0 && left >= 0 && left < count) to[left] = number;
      left -= count;
    });
    return numbers;
  }
};
template <class Matrix>
int entry(int row, int column) {
  for (int k = 0; k < Matrix::nnz; ++k)
    if (Matrix::row[k] == row && Matrix::column[k] == column) return k;
  throw std::logic_error("no such entry");
}
TEST_CASE("ipopt: a hanging chain") {
  ct::tensor<double, 51, 2> start, lower, upper;
  for (int k = 0; k <= 50; ++k) {
    start(k, 0) = 1 + k / 25.;
    start(k, 1) = k < 25 ? -2 : 6;
    lower(k, 0) = lower(k, 1) = -(upper(k, 0) = upper(k, 1) = any);
  }
  lower(0, 0) = upper(0, 0) = 1;
  lower(50, 0) = upper(50, 0) = 3;
  const auto r = ipopt::solve(PROBLEM(chain), start, {lower, upper});
  INFO(r.status << ", " << r.iterations << " iterations");
  CHECK(r.solved);
  CHECK(r.cost == Approx(5.07226).margin(1e-5));
}
TEST_CASE("ipopt: Goddard's rocket") {
  rocket<ct::value> start{{}, 1}, lower{{}, 0.01}, upper{{}, any};
  for (int k = 0; k <= 100; ++k) {
    const double t = k / 100., from[] = {1, 0, 0.6, 0}, to[] = {any, any, 1, 3.5},
                 guess[] = {1, t * (1 - t), 1 - 0.4 * t, 1.75};
    for (int i = 0; i < 4; ++i) {
      start.nodes(k, i) = guess[i];
      lower.nodes(k, i) = k == 0 && i == 2 ? 1 : from[i];
      upper.nodes(k, i) = k == 0 && i < 2 ? from[i] : k == 100 && i == 2 ? 0.6 : to[i];
    }
  }
  const auto r = ipopt::solve(PROBLEM(rocket), start, {lower, upper}, {}, {{"max_iter", 500}});
  INFO(r.status << ", " << r.iterations << " iterations");
  CHECK(r.solved);
  CHECK(-r.cost == Approx(1.01283).margin(1e-5));
}
TEST_CASE("ipopt: a robot arm") {
  constexpr double pi = 3.141592653589793;
  arm<ct::value> start{{}, 1}, lower{{}, 0.01}, upper{{}, any};
  for (int k = 0; k <= 50; ++k) {
    const double t = k / 50., most[] = {5, pi, pi, any, any, any, 1, 1, 1};
    const double guess[] = {4.5, 2 * pi / 3 * t * t, pi / 4, 0, 4 * pi / 3 * t, 0, 0, 0, 0};
    for (int i = 0; i < 9; ++i) {
      start.nodes(k, i) = guess[i];
      lower.nodes(k, i) = i == 0 || i == 2 ? 0 : -most[i];
      upper.nodes(k, i) = most[i];
      if ((k == 0 || k == 50) && i < 6) lower.nodes(k, i) = upper.nodes(k, i) = i == 4 ? 0 : guess[i];
    }
  }
  const auto r = ipopt::solve(PROBLEM(arm), start, {lower, upper}, {}, {{"max_iter", 500}});
  INFO(r.status << ", " << r.iterations << " iterations");
  CHECK(r.solved);
  CHECK(r.cost == Approx(9.14687).margin(2e-5));
}

TEST_CASE("ipopt says which function's which number is not finite") {
  ipopt::problem functions{poisoned{k::flight_cost}, poisoned{k::flight_gradient}, poisoned{k::flight_constraints},
                           poisoned{k::flight_jacobian}, poisoned{k::flight_hessian}};
  const flight<ct::value> start{{5, 5, 5}, 5};
  const auto says = [&](auto& function, int at, double number, const char* words) {
    function.at = at;
    function.number = number;
    const auto r = ipopt::solve(functions, start, {}, flight_bounds);
    CHECK(!r.solved);
    CHECK_THAT(r.status, Contains(std::string("a number is not finite: ") + words));
    function.number = 0;
  };
  using types = ipopt::types_of<decltype(functions), flight<ct::value>>;
  says(functions.cost, 0, nan_, "the cost is nan");
  says(functions.gradient, 2, any, "the gradient's element x.position(2) is inf");
  says(functions.constraints, 2, -any, "constraints.1(1) is -inf");
  says(functions.jacobian, entry<types::jacobian>(2, 3), nan_, "the Jacobian's d constraints.1(1) / d x.time is nan");
  says(functions.hessian, entry<types::hessian>(3, 0), nan_, "the Hessian's d2 / d x.time d x.position(0) is nan");
  CHECK(ipopt::solve(functions, start, {}, flight_bounds).solved);
}
TEST_CASE("ipopt steps back from where a number is not finite") {
  int refused = 0;
  const auto cost = [&](const auto& x) {
    refused += x(0) <= 0;
    return k::barrier_cost(x);
  };
  const auto r = ipopt::solve(ipopt::problem{cost, k::barrier_gradient, k::barrier_hessian}, ct::tensor<double, 1>{10});
  CHECK(r.solved);
  CHECK(r.status == "solved");
  CHECK(refused > 0);
  CHECK(r.x(0) == Approx(1));
}
TEST_CASE("ipopt says what is wrong with what it is given") {
  const flight<ct::value> start{{5, 5, 5}, 5};
  const auto status = [&](const flight<ct::value>& from, const ipopt::bounds<flight<ct::value>>& x,
                          const ipopt::constraint_bounds<constraints_type>& g,
                          const std::vector<ipopt::option>& options = {}) {
    const auto r = ipopt::solve(PROBLEM(flight), from, x, g, options);
    CHECK(!r.solved);
    return r.status;
  };
  CHECK(status({{5, nan_, 5}, 5}, {}, flight_bounds) == "the start's x.position(1) is nan");
  ipopt::bounds<flight<ct::value>> crossing;
  crossing.lower.time = 3;
  crossing.upper.time = 2;
  CHECK_THAT(status(start, crossing, flight_bounds),
             Contains("the bounds of x.time are from 3.0") && Contains("to 2.0"));
  auto unknown = flight_bounds;
  unknown.upper[boost::hana::size_c<1>](2) = nan_;
  CHECK_THAT(status(start, {}, unknown), Contains("constraints.1(2)") && Contains("to nan"));
  CHECK_THAT(status(start, {}, flight_bounds, {{"tolerance", 1e-3}}), Contains("Ipopt has no option tolerance"));
  CHECK_THAT(status(start, {}, flight_bounds, {{"tol", "small"}}), Contains("option tol"));
  CHECK_THAT(status(start, {}, flight_bounds, {{"max_iter", 1}}), Contains("max_iter"));
  // Nothing has |position| < 1, time = 100 and sum(position) = time.
  ipopt::bounds<flight<ct::value>> apart{{{-1, -1, -1}, 100}, {{1, 1, 1}, 200}};
  CHECK_THAT(status(start, apart, flight_bounds), Contains("no feasible point"));
  const auto throws = [](const auto& x) -> double {
    if (x.time < 4.9) throw std::domain_error("of a user");
    return k::flight_cost(x);
  };
  CHECK_THROWS_WITH(ipopt::solve(ipopt::problem{throws, k::flight_gradient, k::flight_constraints, k::flight_jacobian,
                                                k::flight_hessian},
                                 start, {}, flight_bounds),
                    "of a user");
}
TEST_CASE("ipopt: what does not fit together is told in words") {
  using ct::ipopt::problem_message;
  const auto message = []<class X>(const auto& problem, const X&) {
    return problem_message<std::remove_cvref_t<decltype(problem)>, X>::message.view();
  };
  const auto symmetric = [](const auto& x) { return k::hs71_hessian(x, 1., vector2{}); };
  CHECK(message(PROBLEM(hs71), hs71().start) == "");
  CHECK(message(ipopt::problem{k::hs71_cost, k::hs71_gradient, k::hs71_constraints, symmetric, k::hs71_hessian},
                hs71().start) == "ipopt: the Jacobian is a Hessian");
  const auto of_two = [](auto&&...) { return k::hs14_jacobian(vector2{}); };
  CHECK(message(ipopt::problem{k::hs71_cost, k::hs71_gradient, k::hs71_constraints, of_two, k::hs71_hessian},
                hs71().start) == "ipopt: the Jacobian is 2 by 2, and must be 2 by 4");
  CHECK(message(ipopt::problem{k::hs71_cost, k::hs71_gradient, k::hs71_constraints, k::hs71_jacobian, of_two},
                hs71().start) == "ipopt: the Hessian must be that of ct::sparse_hessian");
  CHECK(message(ipopt::problem{k::hs71_cost, k::hs71_gradient, k::hs71_constraints, k::hs71_gradient, k::hs71_hessian},
                hs71().start) ==
        "ipopt: the Jacobian must be a sparse_matrix, got f64[4]; ct::sparse_jacobian(f) makes one");
  CHECK(message(ipopt::problem{k::hs71_cost, k::hs71_cost, k::hs71_constraints, k::hs71_jacobian, k::hs71_hessian},
                hs71().start) == "ipopt: the gradient is not like the variables: expected f64[4], got f64[]");
  CHECK(message(ipopt::problem{k::hs71_constraints, k::hs71_gradient, k::hs71_constraints, k::hs71_jacobian,
                               k::hs71_hessian},
                hs71().start) == "ipopt: the cost must be a double, got f64[2]");
}

TEST_CASE("newton: equations with a known root") {
  ct::tensor<double, 100> start;
  for (double& x : start) x = -1;
  ct::eigen::newton broyden(k::tridiagonal, k::tridiagonal_jacobian);
  for (int twice = 0; twice < 2; ++twice) {
    const auto r = broyden(start);
    CHECK(r.status == "solved");
    CHECK(r.iterations < 8);
    CHECK(r.norm < 1e-9);
    CHECK(r.x(0) == Approx(-0.5707).margin(1e-4));  // as the book's programs find
    start = r.x;
    start(3) += 1;
  }
  ct::eigen::newton by_evaluator(ct::jit(models::rosenbrock), ct::sparse_jacobian(models::rosenbrock));
  const auto valley_root = by_evaluator(vector2{-1.2, 1});
  CHECK(valley_root.solved);
  CHECK(valley_root.x(1) == Approx(1));
}
TEST_CASE("newton: one solver for several patterns") {
  ct::eigen::newton broyden(ct::jit(models::tridiagonal), ct::sparse_jacobian(models::tridiagonal));
  CHECK(broyden(ct::tensor<double, 3>{-1, -1, -1}).solved);
  CHECK(broyden(ct::tensor<double, 5>{-1, -1, -1, -1, -1}).solved);
  CHECK(broyden(ct::tensor<double, 3>{-1, -1, -1}).solved);
}
TEST_CASE("newton: trees, and parameters") {
  ct::eigen::newton at_distance(k::flight_equations, k::flight_equations_jacobian);
  // (The last one's residuals are of 1e15: what is left of them is rounding.)
  for (double distance : {3., 6., 30., 3.1e7}) {
    const auto r = at_distance(flight<ct::value>{{1, 1, 1}, 1}, distance);
    CHECK(r.solved);
    CHECK(r.x.time == Approx(distance / 3));
    CHECK(r.x.position(2) == Approx(distance * 2 / 3));
  }
}
TEST_CASE("newton says why there is no root") {
  const auto status = [](const auto& f, const auto& jacobian, const auto& start) {
    ct::eigen::newton solver(f, jacobian);
    const auto r = solver(start);
    CHECK(!r.solved);
    return r.status;
  };
  const vector2 start{1, 2};
  CHECK(status(k::parallel, k::parallel_jacobian, start) == "the Jacobian is singular");
  CHECK(status(k::row_of_zeros, k::row_of_zeros_jacobian, start) ==
        "the Jacobian is singular: f(1) depends on nothing");
  CHECK(status(k::column_of_zeros, k::column_of_zeros_jacobian, start) ==
        "the Jacobian is singular: nothing depends on x(1)");
  CHECK_THAT(status(k::rootless, k::rootless_jacobian, vector2{0.9, 2}), Contains("no convergence"));
  using vector3 = ct::tensor<double, 3>;
  CHECK(status(k::logarithms, k::logarithms_jacobian, vector3{1, 1, -1}) == "f(2) is nan");
  const auto poisoned = [](const auto& x) {
    auto j = k::logarithms_jacobian(x);
    j.values(1) = any;
    return j;
  };
  CHECK(status(k::logarithms, poisoned, vector3{1, 1, 1}) == "d f(1) / d x(1) is inf");
  ct::eigen::newton hasty(k::logarithms, k::logarithms_jacobian, {.max_iterations = 1});
  CHECK_THAT(hasty(vector3{10, 10, 10}).status, Contains("greatest number of iterations"));
  // A full step from 10 goes to where there is no logarithm.
  ct::eigen::newton patient(k::logarithms, k::logarithms_jacobian);
  CHECK(patient(vector3{10, 1, 1}).x(0) == Approx(std::exp(1)));
}

TEST_CASE("least squares: sums of squares that are known") {
  const auto fits = [](const auto& f, const auto& jacobian, const auto& start, double squares, const auto&... data) {
    for (double damping : {1e-3, 0.}) {
      ct::eigen::least_squares solver(f, jacobian, {.max_iterations = 100, .damping = damping});
      const auto r = solver(start, data...);
      INFO(r.status << ", " << r.iterations << " iterations");
      CHECK(r.solved);
      CHECK(r.norm * r.norm == Approx(squares).epsilon(1e-5).margin(1e-12));
    }
  };
  fits(k::rosenbrock, k::rosenbrock_jacobian, vector2{-1.2, 1}, 0);
  ct::tensor<double, 15> u;
  for (int i = 0; i < 15; ++i) u(i) = i + 1;
  const ct::tensor<double, 15> y{0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39,
                                 0.37, 0.58, 0.73, 0.96, 1.34, 2.1,  4.39};
  fits(k::bard, k::bard_jacobian, ct::tensor<double, 3>{1, 1, 1}, 8.21487e-3, u, y);
  const ct::tensor<double, 11> v{4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625};
  const ct::tensor<double, 11> z{0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246};
  fits(k::kowalik_osborne, k::kowalik_osborne_jacobian, ct::tensor<double, 4>{0.25, 0.39, 0.415, 0.39}, 3.07505e-4, v,
       z);
  ct::eigen::least_squares singular_at_the_root(k::powell, k::powell_jacobian, {.max_iterations = 100});
  CHECK(singular_at_the_root(ct::tensor<double, 4>{3, -1, 0, 1}).norm < 1e-9);
}
TEST_CASE("least squares say what is wrong") {
  ct::eigen::least_squares undamped(k::column_of_zeros, k::column_of_zeros_jacobian, {.damping = 0});
  CHECK(undamped(vector2{1, 2}).status == "the Jacobian is singular: nothing depends on x(1)");
  ct::eigen::least_squares damped(k::column_of_zeros, k::column_of_zeros_jacobian);
  CHECK(damped(vector2{1, 2}).x(1) == 2);
  ct::eigen::least_squares logarithm(k::logarithms, k::logarithms_jacobian);
  CHECK(logarithm(ct::tensor<double, 3>{1, -1, 1}).status == "f(1) is nan");
  const auto r = logarithm(ct::tensor<double, 3>{10, 1, 1});
  CHECK(r.solved);
  CHECK(r.x(0) == Approx(std::exp(1)));
  ct::eigen::least_squares hasty(k::rosenbrock, k::rosenbrock_jacobian, {.max_iterations = 2});
  CHECK_THAT(hasty(vector2{-1.2, 1}).status, Contains("greatest number of iterations"));
}
