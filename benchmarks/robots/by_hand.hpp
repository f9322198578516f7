// The Jacobian and the inverse dynamics as one writes them by hand for this arm: constants that are 0 or 1 cost
// nothing.
#pragma once

#include "panda.hpp"
#include "vectors.hpp"

#include <cmath>
#include <utility>

namespace robot::by_hand {

using numbers = vector<double>;

/// f.operator()<0>(), f.operator()<1>(), ...: what a joint has is known where it is used.
template <class F>
[[gnu::always_inline]] inline void for_each_joint(F f) {
  [&]<int... I>(std::integer_sequence<int, I...>) {
    (f.template operator()<I>(), ...);
  }(std::make_integer_sequence<int, n>{});
}
template <class F>
[[gnu::always_inline]] inline void for_each_joint_from_the_last(F f) {
  [&]<int... I>(std::integer_sequence<int, I...>) {
    (f.template operator()<n - 1 - I>(), ...);
  }(std::make_integer_sequence<int, n>{});
}
/// a x + b y + c z without the terms whose factors are 0.
[[gnu::always_inline]] inline double sum_of(double a, double b, double c, const numbers& v) {
  const auto more = [](bool none, double sum, double factor, double x) {
    return factor == 0 ? sum : none ? factor * x : sum + factor * x;
  };
  const double first = a == 0 ? 0.0 : a * v.x, second = more(a == 0, first, b, v.y);
  return more(a == 0 && b == 0, second, c, v.z);
}
[[gnu::always_inline]] inline numbers times(const double* m, const numbers& v) {
  return {sum_of(m[0], m[1], m[2], v), sum_of(m[3], m[4], m[5], v), sum_of(m[6], m[7], m[8], v)};
}
[[gnu::always_inline]] inline numbers transpose_times(const double* m, const numbers& v) {
  return {sum_of(m[0], m[3], m[6], v), sum_of(m[1], m[4], m[7], v), sum_of(m[2], m[5], m[8], v)};
}
[[gnu::always_inline]] inline numbers cross_with(const double* p, const numbers& v) {
  return {sum_of(0, -p[2], p[1], v), sum_of(p[2], 0, -p[0], v), sum_of(-p[1], p[0], 0, v)};
}
[[gnu::always_inline]] inline numbers crossed_by(const numbers& v, const double* p) { return cross_with(p, -1.0 * v); }

/// Columns: z_i x (p_7 - p_i) above z_i.
inline void jacobian(const double* q, const double*, const double*, double* out) {
  numbers rows[3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, position{0, 0, 0}, at[n], axis[n];
  for_each_joint([&]<int i>() __attribute__((always_inline)) {
    constexpr const joint& j = joints[i];
    constexpr const double* p = j.position;
    const auto along = [&](const numbers& row) { return sum_of(p[0], p[1], p[2], row); };
    if constexpr (i == 0) position = {p[0], p[1], p[2]};
    else position = position + numbers{along(rows[0]), along(rows[1]), along(rows[2])};
    const double s = std::sin(q[i]), c = std::cos(q[i]);
    for (numbers& row : rows) row = turned_back(s, c, transpose_times(j.rotation, row));
    at[i] = position;
    axis[i] = {rows[0].z, rows[1].z, rows[2].z};
  });
  for (int i = 0; i < n; ++i) {
    const numbers moved = cross(axis[i], position - at[i]);
    out[i] = moved.x, out[n + i] = moved.y, out[2 * n + i] = moved.z;
    out[3 * n + i] = axis[i].x, out[4 * n + i] = axis[i].y, out[5 * n + i] = axis[i].z;
  }
}

inline void rnea(const double* q, const double* v, const double* a, double* torque) {
  numbers spin{0, 0, v[0]}, turning{0, 0, a[0]}, moving{0, 0, gravity}, forces[n], moments[n];
  double s[n], c[n];
  for_each_joint([&]<int i>() __attribute__((always_inline)) {
    constexpr const joint& j = joints[i];
    s[i] = std::sin(q[i]), c[i] = std::cos(q[i]);
    const auto inside = [&](const numbers& u) { return turned_back(s[i], c[i], transpose_times(j.rotation, u)); };
    if constexpr (i > 0) {  // the first turns about a vertical axis: neither its angle nor its place matters
      const numbers before = inside(spin);
      moving = inside(moving + crossed_by(turning, j.position) + cross(spin, crossed_by(spin, j.position)));
      turning = inside(turning) + numbers{before.y * v[i], -before.x * v[i], a[i]};
      spin = before + numbers{0, 0, v[i]};
    }
    forces[i] = j.mass * (moving + crossed_by(turning, j.centre) + cross(spin, crossed_by(spin, j.centre)));
    moments[i] = times(j.inertia, turning) + cross(spin, times(j.inertia, spin)) + cross_with(j.centre, forces[i]);
  });
  for_each_joint_from_the_last([&]<int i>() __attribute__((always_inline)) {
    constexpr const joint& j = joints[i];
    torque[i] = moments[i].z;
    if constexpr (i > 0) {
      const auto outside = [&](const numbers& u) { return times(j.rotation, turned(s[i], c[i], u)); };
      const numbers force = outside(forces[i]);
      moments[i - 1] = moments[i - 1] + outside(moments[i]) + cross_with(j.position, force);
      forces[i - 1] = forces[i - 1] + force;
    }
  });
}

}  // namespace robot::by_hand
