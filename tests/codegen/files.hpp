// Long functions of every kind that becomes parts, which `whole_kernels` has in one source and `files_kernels` in
// several.
#pragma once

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

// A pendulum that is pushed, written out: one long straight line.
template <int Steps>
constexpr auto swing = [](auto x) {
  auto angle = x(0), speed = x(1);
  for (int k = 0; k < Steps; ++k) {
    const auto before = angle;
    angle = angle + 0.01 * speed;
    speed = speed - 0.01 * (sin(before) + 0.1 * speed * x(2 + k % 6));
  }
  return angle * angle + speed * speed;
};
// The same inside of loops and branches, whose counters its parts need.
constexpr auto looped = [](auto x) {
  const auto step = [](auto c, auto v) {
    return ct::tuple(0.1 * c + swing<150>(ct::concatenate(
                                   c, ct::slice<0, 2, 8>(v * c(0) + ct::tensor<double, 8>{1, 2, 3, 4, 5, 6, 7, 8}))),
                     c);
  };
  const auto made = ct::scan(step, ct::slice<0, 0, 2>(x), ct::outer(ct::slice<0, 0, 3>(x), x));
  return sum(made.carry) + sum(made.ys) + ct::cond(x(0) > 0, swing<150>, [](auto v) { return swing<150>(-v); }, x);
};
// Nests of arrays, in registers, with vector math and a table that all parts read.
template <class T>
constexpr auto layers = [](auto x) {
  const ct::tensor<T, 24> table = [] {
    ct::tensor<T, 24> all;
    for (int k = 0; k < 24; ++k) all(k) = static_cast<T>(0.01 * (k * k % 7 - 3));
    return all;
  }();
  auto y = x;
  for (int k = 0; k < 100; ++k) y = tanh(y * sum(y)) + static_cast<T>(0.1) * x + table * exp(-y * y);
  return sum(y) + sum(lgamma(x * x + static_cast<T>(1)));
};
constexpr auto integers = [](auto n, auto x) { return ct::tuple(n / ct::flip(n), ct::astype<std::int32_t>(x)); };
