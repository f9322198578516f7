// What solvers_generate.cpp makes C of for solvers.cpp.
#pragma once

#include "solver_models.hpp"

#include <cotangent/cotangent.hpp>

/// Broyden's tridiagonal equations.
constexpr auto tridiagonal = [](auto x) {
  constexpr int n = decltype(x)::shape()[0];
  return (3 - 2 * x) * x - ct::pad<1, 0>(ct::slice<0, 0, n - 1>(x)) - 2 * ct::pad<0, 1>(ct::slice<0, 1, n>(x)) + 1;
};
/// Bard's data, of More, Garbow and Hillstrom (1981).
constexpr auto bard = [](auto x, auto y) {
  const auto u = ct::arange<double, 1, 16>(), v = 16 - u, w = minimum(u, v);
  return y - (x(0) + u / (v * x(1) + w * x(2)));
};
