// A cart swings its pole up within two seconds; z has a row for each of N + 1 times: position, angle, their velocities,
// force.
#pragma once

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

/// Velocities and accelerations of a cart of 1 kg and a pole of 0.3 kg and 0.5 m that hangs at angle 0.
constexpr auto rates = [](auto state, auto force) {
  constexpr double cart = 1, pole = 0.3, length = 0.5, gravity = 9.81;
  const auto s = sin(state(1)), c = cos(state(1)), whirl = length * square(state(3));
  const auto acceleration = (force + pole * s * (whirl + gravity * c)) / (cart + pole * square(s));
  return stack(state(2), state(3), acceleration, -(acceleration * c + gravity * s) / length);
};
/// What is missing for each state to follow from the one before by the trapezoidal rule: zero, row for row.
constexpr auto defects = [](auto z) {
  constexpr int n = decltype(z)::shape[0] - 1;
  const auto states = ct::slice<1, 0, 4>(z);
  const auto slopes = ct::vmap(rates)(states, z(ct::all, 4));
  const auto before = [](auto x) { return ct::slice<0, 0, n>(x); };
  const auto after = [](auto x) { return ct::slice<0, 1, n + 1>(x); };
  return after(states) - before(states) - (1. / n) * (after(slopes) + before(slopes));
};
/// The integral of the squared force.
constexpr auto effort = [](auto z) {
  constexpr int n = decltype(z)::shape[0] - 1;
  const auto squares = square(z(ct::all, 4));
  return (2. / n) * (sum(squares) - (squares(0) + squares(n)) / 2);
};
