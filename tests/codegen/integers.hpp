// What integers do at the ends of their range, as functions for the evaluator, the interpreter and generated C.
#pragma once

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

constexpr auto arithmetic = [](auto a, auto b) {
  return ct::tuple(a + b, a - b, a * b, a / b, -a, abs(a), pow(a, b), sign(a), sum(a), sum(a * b), amax(a), amin(b));
};
constexpr auto conversions = [](auto x) {
  return ct::tuple(ct::astype<std::int32_t>(x), ct::astype<std::int64_t>(x), ct::astype<bool>(x));
};
constexpr auto updates = [](auto x, auto at, auto v) { return x.at(at).add(v); };

template <class T>
using nine = ct::tensor<T, 9>;
template <class T>
using four = ct::tensor<T, 4>;
