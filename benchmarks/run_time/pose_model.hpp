// f(q, t, x) = R(q)^T (x - t): the inverse of a rigid motion (unit quaternion q = (w, x, y, z), translation t) applied
// to a point, with its 3 x 7 Jacobian in (q, t).
#pragma once

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

constexpr auto into_body = [](auto q, auto t, auto x) {
  const auto d = x - t;
  const auto w = q(0), a = -q(1), b = -q(2), c = -q(3);  // the conjugate turns back
  const auto u0 = 2 * (b * d(2) - c * d(1)), u1 = 2 * (c * d(0) - a * d(2)), u2 = 2 * (a * d(1) - b * d(0));
  return stack(d(0) + w * u0 + b * u2 - c * u1, d(1) + w * u1 + c * u0 - a * u2, d(2) + w * u2 + a * u1 - b * u0);
};
/// Three rows: the value, then the derivatives in q and t.
constexpr auto pose_with_jacobian = [](auto q, auto t, auto x) {
  const auto slopes = ct::jacfwd(into_body, ct::argnums<0, 1>)(q, t, x);
  return concatenate<1>(expand_dims<1>(into_body(q, t, x)), boost::hana::at_c<0>(slopes), boost::hana::at_c<1>(slopes));
};
