// The arm unrolled over its joints, each component a number: as code that is a template over its scalar type.
#pragma once

#include "panda.hpp"
#include "vectors.hpp"

#include <cotangent/cotangent.hpp>

#include <array>

namespace robot::scalars {

namespace ct = cotangent;

/// A constant matrix times a vector, and its transpose.
template <class T>
constexpr vector<T> times(const double* m, const vector<T>& v) {
  return {m[0] * v.x + m[1] * v.y + m[2] * v.z, m[3] * v.x + m[4] * v.y + m[5] * v.z,
          m[6] * v.x + m[7] * v.y + m[8] * v.z};
}
template <class T>
constexpr vector<T> transpose_times(const double* m, const vector<T>& v) {
  return {m[0] * v.x + m[3] * v.y + m[6] * v.z, m[1] * v.x + m[4] * v.y + m[7] * v.z,
          m[2] * v.x + m[5] * v.y + m[8] * v.z};
}
template <class T>
constexpr vector<T> constant(const T& zero, const double* p) {
  return {zero + p[0], zero + p[1], zero + p[2]};
}

/// Inverse dynamics by Newton and Euler: the torques of an acceleration.
inline constexpr auto rnea = [](auto q, auto v, auto a) {
  using T = decltype(q(0));
  const T zero = 0.0 * q(0);
  vector<T> spin{zero, zero, zero}, turning = spin, moving{zero, zero, zero + gravity};
  std::array<T, n> s{}, c{}, torque{};
  std::array<vector<T>, n> forces{}, moments{};
  for (int i = 0; i < n; ++i) {
    const joint& j = joints[i];
    s[i] = sin(q(i)), c[i] = cos(q(i));
    const auto inside = [&](const vector<T>& u) { return turned_back(s[i], c[i], transpose_times(j.rotation, u)); };
    const auto p = constant(zero, j.position), centre = constant(zero, j.centre);
    const vector<T> own{zero, zero, v(i)}, before = inside(spin);
    moving = inside(moving + cross(turning, p) + cross(spin, cross(spin, p)));
    turning = inside(turning) + vector<T>{zero, zero, a(i)} + cross(before, own);
    spin = before + own;
    forces[i] = j.mass * (moving + cross(turning, centre) + cross(spin, cross(spin, centre)));
    moments[i] = times(j.inertia, turning) + cross(spin, times(j.inertia, spin)) + cross(centre, forces[i]);
  }
  for (int i = n - 1; i >= 0; --i) {
    torque[i] = moments[i].z;
    if (i == 0) break;
    const joint& j = joints[i];
    const auto outside = [&](const vector<T>& u) { return times(j.rotation, turned(s[i], c[i], u)); };
    const vector<T> force = outside(forces[i]);
    moments[i - 1] = moments[i - 1] + outside(moments[i]) + cross(constant(zero, j.position), force);
    forces[i - 1] = forces[i - 1] + force;
  }
  return std::apply([](auto... t) { return stack(t...); }, torque);
};

/// Position and orientation of the last joint's frame.
inline constexpr auto pose = [](auto q) {
  using T = decltype(q(0));
  const T zero = 0.0 * q(0), one = zero + 1.0;
  vector<T> position{zero, zero, zero}, rows[3] = {{one, zero, zero}, {zero, one, zero}, {zero, zero, one}};
  for (int i = 0; i < n; ++i) {
    const joint& j = joints[i];
    const double* p = j.position;
    const auto along = [&](const vector<T>& row) { return p[0] * row.x + p[1] * row.y + p[2] * row.z; };
    position = position + vector<T>{along(rows[0]), along(rows[1]), along(rows[2])};
    const T s = sin(q(i)), c = cos(q(i));
    for (vector<T>& row : rows) row = turned_back(s, c, transpose_times(j.rotation, row));
  }
  const auto line = [](const vector<T>& row) { return stack(row.x, row.y, row.z); };
  return ct::tuple(line(position), stack(line(rows[0]), line(rows[1]), line(rows[2])));
};

}  // namespace robot::scalars
