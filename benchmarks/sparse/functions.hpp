// Functions with sparse derivatives, as their users write them.
#pragma once

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

/// Of a cart with a pole, its state (place, angle, speed, angle's speed) under a force.
constexpr auto cart_pole = [](auto state, auto force) {
  constexpr double cart = 1, pole = 0.3, length = 0.5, gravity = 9.81;
  const auto sine = sin(state(1)), cosine = cos(state(1)), speed = state(3);
  const auto mass = cart + pole * square(sine);
  const auto push = (force + pole * sine * (length * square(speed) + gravity * cosine)) / mass;
  const auto turn = (-force * cosine - pole * length * square(speed) * cosine * sine - (cart + pole) * gravity * sine) /
                    (length * mass);
  return ct::stack(state(2), state(3), push, turn);
};
/// Trapezoidal collocation of N steps in two seconds: a row for each node, its state and force.
template <int N>
struct collocation {
  using nodes = ct::tensor<double, N + 1, 5>;
  using multipliers = ct::tensor<double, N, 4>;
  static constexpr double step = 2.0 / N;
  static constexpr auto defects = [](auto z) {
    const auto x = ct::slice<1, 0, 4>(z);
    const auto rate = ct::vmap(cart_pole)(x, z(ct::all, 4));
    return ct::slice<0, 1, N + 1>(x) - ct::slice<0, 0, N>(x) -
           step / 2 * (ct::slice<0, 1, N + 1>(rate) + ct::slice<0, 0, N>(rate));
  };
  static constexpr auto lagrangian = [](auto z, auto sigma, auto lambda) {
    const auto effort = square(z(ct::all, 4));
    return sigma * step / 2 * (sum(ct::slice<0, 0, N>(effort)) + sum(ct::slice<0, 1, N + 1>(effort))) +
           sum(lambda * defects(z));
  };
};
/// Bratu's equation on N x N places.
template <int N>
struct bratu {
  using grid = ct::tensor<double, N, N>;
  static constexpr auto residual = [](auto u) {
    constexpr double area = 1.0 / ((N + 1) * (N + 1));
    const auto w = ct::pad<1, 1>(u);
    return 4 * u - ct::slice<1, 1, N + 1>(ct::slice<0, 0, N>(w)) - ct::slice<1, 1, N + 1>(ct::slice<0, 2, N + 2>(w)) -
           ct::slice<1, 0, N>(ct::slice<0, 1, N + 1>(w)) - ct::slice<1, 2, N + 2>(ct::slice<0, 1, N + 1>(w)) -
           5 * area * exp(u);
  };
};
/// The Brusselator on a torus of N x N places, two substances.
template <int N>
struct brusselator {
  using grid = ct::tensor<double, N, N, 2>;
  static constexpr auto rate = [](auto w) {
    const auto u = w(ct::all, ct::all, 0), v = w(ct::all, ct::all, 1), reaction = u * u * v;
    const auto spread = [](auto y) {
      return ct::roll<1, 0>(y) + ct::roll<-1, 0>(y) + ct::roll<1, 1>(y) + ct::roll<-1, 1>(y) - 4 * y;
    };
    return ct::stack<2>(1 + reaction - 4.4 * u + 10 * spread(u), 3.4 * u - reaction + 10 * spread(v));
  };
};
