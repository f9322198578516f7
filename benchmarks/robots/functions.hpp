// What is made of a style's `pose` and `rnea`.
#pragma once

#include "arrays.hpp"
#include "scalars.hpp"
#include "scanned.hpp"

namespace robot {

namespace ct = cotangent;
using boost::hana::at_c;

/// 6 x 7, in the axes of the world: linear velocity above, angular velocity (of dR R^T) below.
template <auto Pose>
inline constexpr auto jacobian = [](auto q) {
  const auto r = at_c<1>(Pose(q));
  const auto [dp, dr] = ct::jacfwd(Pose)(q);
  const auto spin = [&](int a, int b) {
    return dr(a, 0, ct::all) * r(b, 0) + dr(a, 1, ct::all) * r(b, 1) + dr(a, 2, ct::all) * r(b, 2);
  };
  return ct::concatenate<0>(dp, stack(spin(2, 1), spin(0, 2), spin(1, 0)));
};

/// Of f(q, v, a), in (q, v): 7 x 14.
template <auto F>
inline constexpr auto forward_derivatives = [](auto q, auto v, auto a) {
  const auto [dq, dv] = ct::jacfwd(F, ct::argnums<0, 1>)(q, v, a);
  return ct::concatenate<1>(dq, dv);
};
template <auto F>
inline constexpr auto reverse_derivatives = [](auto q, auto v, auto a) {
  const auto [dq, dv] = ct::jacrev(F, ct::argnums<0, 1>)(q, v, a);
  return ct::concatenate<1>(dq, dv);
};

/// What an acceleration costs: rnea is this times a, and what there is without a.
template <auto Rnea>
inline constexpr auto inertia = [](auto q, auto v, auto a) { return ct::jacfwd(Rnea, ct::argnums<2>)(q, v, a); };

/// The factor of a positive definite matrix of which only the lower triangle is computed.
constexpr auto factor_of(const auto& m) { return cholesky(ct::tril(m) + transpose(ct::tril<-1>(m))); }
constexpr auto solved(const auto& factor, const auto& b) {
  return ct::triangular_solve<false>(transpose(factor), ct::triangular_solve(factor, b));
}
/// The acceleration of which rnea is that torque.
template <auto Rnea>
inline constexpr auto dynamics = [](auto q, auto v, auto torque) {
  const auto still = 0.0 * v;
  return solved(factor_of(inertia<Rnea>(q, v, still)), torque - Rnea(q, v, still));
};
/// Its derivatives, by the implicit function theorem: -M^-1 times those of rnea at the solution.
template <auto Rnea>
inline constexpr auto dynamics_derivatives = [](auto q, auto v, auto torque) {
  const auto still = 0.0 * v;
  const auto factor = factor_of(inertia<Rnea>(q, v, still));
  const auto a = solved(factor, torque - Rnea(q, v, still));
  return -solved(factor, reverse_derivatives<Rnea>(q, v, a));
};

}  // namespace robot
