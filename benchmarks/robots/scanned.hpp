// The arm as loops over its joints, whose constants are stacked.
#pragma once

#include "arrays.hpp"

namespace robot::scanned {

namespace ct = cotangent;
using arrays::cross, arrays::up;
using boost::hana::at_c;

/// Of each joint, what `part` points to.
template <int... D>
constexpr auto stacked(auto part) {
  ct::tensor<double, n, D...> all{};
  for (int i = 0; i < n; ++i)
    for (int k = 0; k < (D * ... * 1); ++k) all.data()[(D * ... * 1) * i + k] = part(joints[i])[k];
  return all;
}
inline constexpr auto rotations = stacked<3, 3>([](const joint& j) { return j.rotation; });
inline constexpr auto positions = stacked<3>([](const joint& j) { return j.position; });
inline constexpr auto masses = stacked<>([](const joint& j) { return &j.mass; });
inline constexpr auto centres = stacked<3>([](const joint& j) { return j.centre; });
inline constexpr auto inertias = stacked<3, 3>([](const joint& j) { return j.inertia; });

inline constexpr auto outwards = [](auto before, auto x) {
  const auto [spin0, turning0, moving0] = before;
  const auto [q, v, a, placed, p, mass, centre, inertia] = x;
  const auto r = dot(placed, arrays::rotation(q));
  const auto carried = dot(spin0, r);
  const auto spin = carried + v * up;
  const auto turning = dot(turning0, r) + a * up + cross(carried, v * up);
  const auto moving = dot(moving0 + cross(turning0, p) + cross(spin0, cross(spin0, p)), r);
  const auto force = mass * (moving + cross(turning, centre) + cross(spin, cross(spin, centre)));
  const auto moment = dot(inertia, turning) + cross(spin, dot(inertia, spin)) + cross(centre, force);
  return ct::tuple(ct::tuple(spin, turning, moving), ct::tuple(r, force, moment));
};
inline constexpr auto inwards = [](auto behind, auto x) {
  const auto [r, own_force, own_moment, p] = x;
  const auto force = at_c<0>(behind) + own_force, moment = at_c<1>(behind) + own_moment;
  const auto handed_on = dot(r, force);
  return ct::tuple(ct::tuple(handed_on, dot(r, moment) + cross(p, handed_on)), moment(2));
};
inline constexpr auto rnea = [](auto q, auto v, auto a) {
  const auto still = 0.0 * q(0) * up;
  const auto bodies = ct::scan(outwards, ct::tuple(still, still, still + gravity * up),
                               ct::tuple(q, v, a, rotations, positions, masses, centres, inertias))
                          .ys;
  return ct::scan(inwards, ct::tuple(still, still),
                  ct::tuple(at_c<0>(bodies), at_c<1>(bodies), at_c<2>(bodies), positions), ct::reverse)
      .ys;
};

inline constexpr auto pose = [](auto q) {
  const auto zero = 0.0 * q(0);
  const auto next = [](auto before, auto x) {
    const auto [position, r] = before;
    const auto [angle, placed, p] = x;
    return ct::tuple(ct::tuple(position + dot(r, p), dot(r, dot(placed, arrays::rotation(angle)))), ct::none);
  };
  const auto start = ct::tuple(zero + arrays::vector{}, zero + arrays::matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
  return ct::scan(next, start, ct::tuple(q, rotations, positions)).carry;
};

}  // namespace robot::scanned
