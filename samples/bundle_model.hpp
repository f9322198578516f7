// What bundle adjustment minimizes: how far a camera sees a point from where it was observed.
#pragma once

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

// A camera: rotation r (3, Rodrigues), centre (3), focal length, principal point (2), radial distortion (2).
using camera = ct::tensor<double, 11>;
using point = ct::tensor<double, 3>;
using feature = ct::tensor<double, 2>;
/// Two rows: the error, then its derivatives in the camera (11), the point (3) and the weight.
using error_block = ct::tensor<double, 2, 16>;

constexpr auto cross = [](auto a, auto b) {
  return stack(a(1) * b(2) - a(2) * b(1), a(2) * b(0) - a(0) * b(2), a(0) * b(1) - a(1) * b(0));
};
/// Rodrigues' formula; without a rotation its first term, which has the derivatives.
constexpr auto rotate = [](auto r, auto v) {
  const auto squared = dot(r, r);
  const auto turns = squared > 0;
  const auto angle = sqrt(select(turns, squared, 1));
  const auto axis = r / angle;
  const auto turned = v * cos(angle) + cross(axis, v) * sin(angle) + axis * (dot(axis, v) * (1 - cos(angle)));
  return select(turns, turned, v + cross(r, v));
};
constexpr auto reprojection = [](auto c, auto x, auto weight, auto seen) {
  const auto p = rotate(slice<0, 0, 3>(c), x - slice<0, 3, 6>(c));
  const auto u = slice<0, 0, 2>(p) / p(2);
  const auto squared = dot(u, u);
  const auto distorted = u * (1 + c(9) * squared + c(10) * squared * squared);
  return weight * (c(6) * distorted + slice<0, 7, 9>(c) - seen);
};
constexpr auto reprojection_block = [](auto c, auto x, auto weight, auto seen) {
  const auto slopes = ct::jacobian(reprojection, ct::argnums<0, 1, 2>)(c, x, weight, seen);
  return concatenate<1>(expand_dims<1>(reprojection(c, x, weight, seen)), boost::hana::at_c<0>(slopes),
                        boost::hana::at_c<1>(slopes), expand_dims<1>(boost::hana::at_c<2>(slopes)));
};
