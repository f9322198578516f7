// The arm unrolled over its joints, as formulas of vectors and matrices.
#pragma once

#include "panda.hpp"

#include <cotangent/cotangent.hpp>

#include <array>

namespace robot::arrays {

namespace ct = cotangent;
using vector = ct::tensor<double, 3>;
using matrix = ct::tensor<double, 3, 3>;

constexpr vector vector_of(const double* p) { return {p[0], p[1], p[2]}; }
constexpr matrix matrix_of(const double* m) { return {{m[0], m[1], m[2]}, {m[3], m[4], m[5]}, {m[6], m[7], m[8]}}; }
inline constexpr vector up{0, 0, 1};

constexpr auto cross(const auto& a, const auto& b) {
  return stack(a(1) * b(2) - a(2) * b(1), a(2) * b(0) - a(0) * b(2), a(0) * b(1) - a(1) * b(0));
}
/// About z.
constexpr auto rotation(const auto& q) {
  return cos(q) * matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 0}} + sin(q) * matrix{{0, -1, 0}, {1, 0, 0}, {0, 0, 0}} +
         matrix{{0, 0, 0}, {0, 0, 0}, {0, 0, 1}};
}

inline constexpr auto rnea = [](auto q, auto v, auto a) {
  using V = decltype(q(0) * vector{});
  using M = decltype(q(0) * matrix{});
  V spin = 0.0 * q(0) * up, turning = spin, moving = spin + gravity * up;
  std::array<M, n> turned{};
  std::array<V, n> forces{}, moments{};
  std::array<decltype(q(0)), n> torque{};
  for (int i = 0; i < n; ++i) {
    const vector p = vector_of(joints[i].position), centre = vector_of(joints[i].centre);
    const matrix inertia = matrix_of(joints[i].inertia);
    const M r = turned[i] = dot(matrix_of(joints[i].rotation), rotation(q(i)));
    const V before = dot(spin, r);
    moving = dot(moving + cross(turning, p) + cross(spin, cross(spin, p)), r);
    turning = dot(turning, r) + a(i) * up + cross(before, v(i) * up);
    spin = before + v(i) * up;
    forces[i] = joints[i].mass * (moving + cross(turning, centre) + cross(spin, cross(spin, centre)));
    moments[i] = dot(inertia, turning) + cross(spin, dot(inertia, spin)) + cross(centre, forces[i]);
  }
  for (int i = n - 1; i >= 0; --i) {
    torque[i] = moments[i](2);
    if (i == 0) break;
    const V force = dot(turned[i], forces[i]);
    moments[i - 1] = moments[i - 1] + dot(turned[i], moments[i]) + cross(vector_of(joints[i].position), force);
    forces[i - 1] = forces[i - 1] + force;
  }
  return std::apply([](auto... t) { return stack(t...); }, torque);
};

inline constexpr auto pose = [](auto q) {
  auto r = 0.0 * q(0) + matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  auto position = 0.0 * q(0) + vector{};
  for (int i = 0; i < n; ++i) {
    position = position + dot(r, vector_of(joints[i].position));
    r = dot(r, dot(matrix_of(joints[i].rotation), rotation(q(i))));
  }
  return ct::tuple(position, r);
};

}  // namespace robot::arrays
