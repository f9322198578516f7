// Lesson 7: an ordinary differential equation by scan, and the gradient of where it ends with respect to where it
// began.
#include <cotangent/cotangent.hpp>

#include <cmath>
#include <iostream>

namespace ct = cotangent;

// A body under gravity: (position, velocity) -> its rate of change.
constexpr auto rate = [](auto position, auto velocity) {
  return ct::tuple(velocity, -position / pow(norm(position), 3.0));
};

/// Leapfrog: half a kick, a drift, half a kick.
constexpr auto leapfrog = [](auto state, auto dt) {
  using boost::hana::at_c;
  const auto half = at_c<1>(state) + 0.5 * dt * at_c<1>(rate(at_c<0>(state), at_c<1>(state)));
  const auto position = at_c<0>(state) + dt * half;
  return ct::tuple(position, half + 0.5 * dt * at_c<1>(rate(position, half)));
};

constexpr int steps = 1000;  // stays one loop: it compiles as fast as ten
constexpr auto orbit = [](auto position, auto velocity) {
  constexpr double dt = 2 * 3.14159265358979323846 / steps;  // once around
  return ct::scan(
      [](auto state, auto) {
        auto next = leapfrog(state, dt);
        return ct::tuple(next, boost::hana::at_c<0>(next));
      },
      ct::tuple(position, velocity), ct::none, ct::length<steps>);
};

int main() {
  using boost::hana::at_c;
  const ct::tensor<double, 2> position{1, 0}, velocity{0, 1};
  const auto path = ct::jit(orbit)(position, velocity);
  std::cout << "a quarter around " << path.ys(steps / 4 - 1, ct::all) << ", back at " << at_c<0>(path.carry) << '\n';
  // How far it misses, as a function of the velocity: the gradient goes backwards through all the steps.
  const auto miss = [](auto v, auto p) { return sum(square(at_c<0>(orbit(p, v).carry) - p)); };
  const auto [value, slope] = ct::value_and_grad(miss)(velocity * 1.01, position);
  std::cout << "one percent too fast misses by " << std::sqrt(value) << ", slope " << slope << '\n';
  // Held against a difference quotient.
  const double h = 1e-6;
  const auto at = [&](double dy) { return ct::jit(miss)(ct::tensor<double, 2>{0, 1.01 + dy}, position); };
  const double quotient = (at(h) - at(-h)) / (2 * h);
  std::cout << "difference quotient " << quotient << '\n';
  return std::abs(slope(1) - quotient) < 1e-5 * std::abs(quotient) ? 0 : 1;
}
