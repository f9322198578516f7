// What a rigid motion does to a point.
#pragma once

#include "pose_struct.hpp"

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

/// R(q)^T (x - t): a point of the world as the body sees it.
constexpr auto pose_transform = [](auto body, auto x) {
  const auto q = body.rotation;
  const auto d = x - body.translation;
  const auto w = q(0), a = -q(1), b = -q(2), c = -q(3);  // the conjugate turns back
  const auto u0 = 2 * (b * d(2) - c * d(1)), u1 = 2 * (c * d(0) - a * d(2)), u2 = 2 * (a * d(1) - b * d(0));
  return stack(d(0) + w * u0 + b * u2 - c * u1, d(1) + w * u1 + c * u0 - a * u2, d(2) + w * u2 + a * u1 - b * u0);
};
