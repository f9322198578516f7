// Elementwise functions that are formulas over others, with formulas chosen so that no argument overflows on the way.
#pragma once

#include <cotangent/tracing/elementwise.hpp>

namespace cotangent {

// Each is a stateless function object's call, so that on values the formula is evaluated as one program.
#define COTANGENT_FORMULA(NAME, ...)                                     \
  template <detail::Operand X>                                           \
  constexpr auto NAME(const X& value) {                                  \
    return detail::on_leaves([](auto x) { return __VA_ARGS__; }, value); \
  }
COTANGENT_FORMULA(square, x* x)
COTANGENT_FORMULA(reciprocal, 1 / x)
COTANGENT_FORMULA(rsqrt, 1 / sqrt(x))
COTANGENT_FORMULA(relu, select(x <= 0, 0, x))  // relu'(0) = 0; NaN stays NaN
COTANGENT_FORMULA(relu6, select(x <= 0, 0, select(x >= 6, 6, x)))
COTANGENT_FORMULA(log_sigmoid, -softplus(-x))
COTANGENT_FORMULA(elu, select(x > 0, x, expm1(select(x > 0, 0, x))))
COTANGENT_FORMULA(leaky_relu, select(x >= 0, x, 0.01 * x))
#undef COTANGENT_FORMULA

/// min(max(x, low), high)
template <detail::Operand X, detail::Operand Low, detail::Operand High>
constexpr auto clip(const X& x, const Low& low, const High& high) {
  return minimum(maximum(x, low), high);
}

}  // namespace cotangent
