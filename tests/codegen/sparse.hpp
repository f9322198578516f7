// Functions with sparse derivatives: along bands, and by colours.
#pragma once

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

using nodes = ct::tensor<double, 14, 3>;
/// Trapezoids of a pendulum, angle, speed and torque at 14 nodes.
constexpr auto defects = [](auto z, auto step) {
  const auto rate = ct::vmap([](auto s) { return ct::stack(s(1), s(2) - sin(s(0)) * square(s(1))); })(z);
  const auto x = ct::slice<1, 0, 2>(z);
  return ct::slice<0, 1, 14>(x) - ct::slice<0, 0, 13>(x) -
         step / 2 * (ct::slice<0, 1, 14>(rate) + ct::slice<0, 0, 13>(rate));
};
constexpr auto energy = [](auto z, auto step) { return sum(square(defects(z, step))); };
/// Edges between places that only a table knows.
constexpr auto mesh = [](auto x) {
  const auto from = ct::take(x, ct::tensor<std::int32_t, 10>{0, 5, 2, 9, 1, 11, 4, 7, 3, 8});
  const auto to = ct::take(x, ct::tensor<std::int32_t, 10>{3, 8, 11, 0, 6, 2, 10, 1, 5, 4});
  return exp(from) * to;
};
