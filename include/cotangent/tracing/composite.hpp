// Elementwise functions that are formulas over others, with formulas chosen so that no argument overflows on the way.
#pragma once

#include <cotangent/tracing/elementwise.hpp>

namespace cotangent {

// Each is a stateless function object's call, so that on values the formula is evaluated as one program.
#define COTANGENT_FORMULA(NAME, ...)                                                         \
  template <detail::Operand X>                                                               \
  constexpr auto NAME(const X& value) {                                                      \
    return detail::on_leaves([](auto x) { return __VA_ARGS__; }, value);                     \
  }
COTANGENT_FORMULA(square, x * x)
COTANGENT_FORMULA(reciprocal, 1 / x)
COTANGENT_FORMULA(rsqrt, 1 / sqrt(x))
COTANGENT_FORMULA(exp2, exp(x * 0.69314718055994530942))
COTANGENT_FORMULA(log2, log(x) * 1.44269504088896340736)
COTANGENT_FORMULA(log10, log(x) * 0.43429448190325182765)
COTANGENT_FORMULA(relu, select(x <= 0, 0, x))  // relu'(0) = 0; NaN stays NaN
COTANGENT_FORMULA(relu6, select(x <= 0, 0, select(x >= 6, 6, x)))
COTANGENT_FORMULA(log_sigmoid, -softplus(-x))
COTANGENT_FORMULA(silu, x * sigmoid(x))
// The tanh approximation, jax.nn's default: Hendrycks and Gimpel, 2016.
COTANGENT_FORMULA(gelu, 0.5 * x * (1 + tanh(0.79788456080286535588 * (x + 0.044715 * x * x * x))))
COTANGENT_FORMULA(elu, select(x > 0, x, expm1(select(x > 0, 0, x))))
COTANGENT_FORMULA(leaky_relu, select(x >= 0, x, 0.01 * x))
#undef COTANGENT_FORMULA

/// min(max(x, low), high)
template <detail::Operand X, detail::Operand Low, detail::Operand High>
constexpr auto clip(const X& x, const Low& low, const High& high) { return minimum(maximum(x, low), high); }

/// log(exp a + exp b), also where the exponentials overflow.
template <detail::Operand A, detail::Operand B>
constexpr auto logaddexp(const A& x, const B& y) {
  return detail::on_leaves(
      [](auto a, auto b) {
        auto m = maximum(a, b);
        auto d = a - b;
        // Where a = b (also both infinite) the difference is nothing, or not a number: log 2 is what is left.
        return select(a == b, m + 0.69314718055994530942, m + log1p(exp(-abs(select(a == b, 0, d)))));
      },
      x, y);
}

/// sqrt(a^2 + b^2), also where the squares overflow.
template <detail::Operand A, detail::Operand B>
constexpr auto hypot(const A& x, const B& y) {
  return detail::on_leaves(
      [](auto a, auto b) {
        const auto large = maximum(abs(a), abs(b)), small = minimum(abs(a), abs(b));
        const auto plain = (large > 0) & isfinite(large);
        const auto ratio = small / select(plain, large, 1);
        return select(plain, large * sqrt(1 + ratio * ratio), large);
      },
      x, y);
}

}  // namespace cotangent
