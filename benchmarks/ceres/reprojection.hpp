// How far a camera of the BAL data sets (Agarwal, Snavely, Seitz and Szeliski 2010) sees a point from where it was
// observed: nine parameters are rotation, translation, focal length and two of distortion.
#pragma once

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;
using camera = ct::tensor<double, 9>;
using point = ct::tensor<double, 3>;
using feature = ct::tensor<double, 2>;

constexpr auto cross = [](auto a, auto b) {
  return stack(a(1) * b(2) - a(2) * b(1), a(2) * b(0) - a(0) * b(2), a(0) * b(1) - a(1) * b(0));
};
/// Rodrigues' formula. Without a rotation the angle is 1e-15: smooth, and right to the last digit, derivatives too.
constexpr auto rotate = [](auto r, auto v) {
  const auto angle = sqrt(dot(r, r) + 1e-30);
  const auto axis = r / angle;
  return v * cos(angle) + cross(axis, v) * sin(angle) + axis * (dot(axis, v) * (1 - cos(angle)));
};
constexpr auto reprojection = [](auto c, auto x, auto seen) {
  const auto p = rotate(ct::slice<0, 0, 3>(c), x) + ct::slice<0, 3, 6>(c);
  const auto u = -ct::slice<0, 0, 2>(p) / p(2);
  const auto squared = dot(u, u);
  return c(6) * (1 + squared * (c(7) + c(8) * squared)) * u - seen;
};
