// What solvers.cpp solves beside problems of Hock and Schittkowski: equations f(x) = 0, least squares, a problem over a
// struct. Traced by solvers_generate.cpp.
#pragma once

#include <cotangent/values.hpp>

#include <boost/hana.hpp>

namespace ct = cotangent;

/// Variables with names.
template <template <class, int...> class Leaf>
struct flight {
  using vector = Leaf<double, 3>;
  using scalar = Leaf<double>;
  BOOST_HANA_DEFINE_STRUCT(flight, (vector, position), (scalar, time));
};
namespace models {

/// Nearest to (1, 2, 2) at 1 with sum(position) = time: (0, 1, 1) at 2, with the multiplier 1.
constexpr auto flight_cost = [](auto f) {
  const auto p = f.position;
  return (square(p(0) - 1) + square(p(1) - 2) + square(p(2) - 2) + square(f.time - 1)) / 2;
};
constexpr auto flight_constraints = [](auto f) { return ct::tuple(sum(f.position) - f.time, f.position * f.time); };
/// Position (1, 2, 2) * time, at a distance.
constexpr auto flight_equations = [](auto f, auto distance) {
  const auto p = f.position;
  return ct::tuple(stack(p(0) - f.time, p(1) - 2 * f.time, p(2) - 2 * f.time), sum(square(p)) - square(distance));
};

/// Without a minimum or a root where x is not positive.
constexpr auto barrier = [](auto x) { return sum(x - log(x)); };
constexpr auto logarithms = [](auto x) { return log(x) - 1; };
/// With a Jacobian that is singular everywhere: by numbers, by a row, by a column.
constexpr auto parallel = [](auto x) { return stack(x(0) + x(1), 2 * x(0) + 2 * x(1) - 1); };
constexpr auto row_of_zeros = [](auto x) { return stack(x(0) * x(1) - 1, 0 * x(0) - 1); };
constexpr auto column_of_zeros = [](auto x) { return stack(x(0), x(0) * x(0) - 1); };
/// x^2 + 1, which has no root.
constexpr auto rootless = [](auto x) { return x * x + 1; };

// Of More, Garbow and Hillstrom, Testing Unconstrained Optimization Software (1981).
constexpr auto tridiagonal = [](auto x) {
  constexpr int n = decltype(x)::shape[0];
  return (3 - 2 * x) * x - ct::pad<1, 0>(ct::slice<0, 0, n - 1>(x)) - 2 * ct::pad<0, 1>(ct::slice<0, 1, n>(x)) + 1;
};
constexpr auto rosenbrock = [](auto x) { return stack(10 * (x(1) - square(x(0))), 1 - x(0)); };
constexpr auto powell = [](auto x) {
  return stack(x(0) + 10 * x(1), std::sqrt(5) * (x(2) - x(3)), square(x(1) - 2 * x(2)),
               std::sqrt(10) * square(x(0) - x(3)));
};
constexpr auto bard = [](auto x, auto u, auto y) {
  const auto v = 16 - u;
  return y - (x(0) + u / (v * x(1) + minimum(u, v) * x(2)));
};
constexpr auto kowalik_osborne = [](auto x, auto u, auto y) {
  return y - x(0) * (square(u) + u * x(1)) / (square(u) + u * x(2) + x(3));
};

}  // namespace models
