// Problems of COPS 3.0 (Dolan, More and Munson 2004) by the trapezoidal rule: a hanging chain, Goddard's rocket, a
// robot arm. Rows of `nodes` are times.
#pragma once

#include <cotangent/values.hpp>

#include <boost/hana.hpp>

namespace ct = cotangent;

/// Height, velocity, mass, thrust.
template <template <class, int...> class Leaf>
struct rocket {
  using matrix = Leaf<double, 101, 4>;
  using scalar = Leaf<double>;
  BOOST_HANA_DEFINE_STRUCT(rocket, (matrix, nodes), (scalar, duration));
};
/// Length, two angles, their velocities, three torques.
template <template <class, int...> class Leaf>
struct arm {
  using matrix = Leaf<double, 51, 9>;
  using scalar = Leaf<double>;
  BOOST_HANA_DEFINE_STRUCT(arm, (matrix, nodes), (scalar, duration));
};

namespace models {

/// What is missing for states to follow from their rates, h apart.
constexpr auto trapezoids = [](auto states, auto rates, auto h) {
  constexpr int n = decltype(states)::shape[0];
  const auto before = [](auto x) { return ct::slice<0, 0, n - 1>(x); };
  const auto after = [](auto x) { return ct::slice<0, 1, n>(x); };
  return after(states) - before(states) - (h / 2) * (after(rates) + before(rates));
};
/// The integral over a time of 1.
constexpr auto integral = [](auto x) {
  constexpr int n = decltype(x)::shape[0] - 1;
  return (sum(x) - (x(0) + x(n)) / 2) * (1. / n);
};

/// Columns: height, slope. The potential energy of a chain of length 4.
constexpr auto chain_cost = [](auto z) { return integral(z(ct::all, 0) * sqrt(1 + square(z(ct::all, 1)))); };
constexpr auto chain_constraints = [](auto z) {
  constexpr int n = decltype(z)::shape[0] - 1;
  return ct::tuple(trapezoids(z(ct::all, 0), z(ct::all, 1), 1. / n), integral(sqrt(1 + square(z(ct::all, 1)))) - 4);
};

constexpr auto rocket_cost = [](auto r) { return -r.nodes(100, 0); };
constexpr auto rocket_constraints = [](auto r) {
  const auto h = r.nodes(ct::all, 0), v = r.nodes(ct::all, 1), m = r.nodes(ct::all, 2), thrust = r.nodes(ct::all, 3);
  const auto drag = 310 * square(v) * exp(500 * (1 - h));
  return trapezoids(ct::slice<1, 0, 3>(r.nodes), ct::stack<1>(v, (thrust - drag) / m - 1 / square(h), -2 * thrust),
                    r.duration / 100);
};

constexpr auto arm_cost = [](auto a) { return a.duration; };
constexpr auto arm_constraints = [](auto a) {
  const auto column = [&](int k) { return a.nodes(ct::all, k); };
  const auto length = column(0);
  const auto inertia = ((5 - length) * square(5 - length) + length * square(length)) / 3;
  return trapezoids(ct::slice<1, 0, 6>(a.nodes),
                    ct::stack<1>(column(3), column(4), column(5), column(6) / 5,
                                 column(7) / (inertia * square(sin(column(2)))), column(8) / inertia),
                    a.duration / 50);
};

}  // namespace models
