// exp, log, the trigonometric and hyperbolic functions and their inverses, erf: derivatives as in Abramowitz and
// Stegun, Handbook of Mathematical Functions, sections 4.1 to 4.6 and 7.1, in forms that keep their digits (smooth.hpp).
#pragma once

#include <cotangent/primitives/primitive.hpp>

namespace cotangent::ir {

constexpr term squared(term x) { return x * x; }

template <>
inline constexpr primitive rules<op::exp> = unary("exp", [](term, term, term y) { return y; });
template <>
inline constexpr primitive rules<op::exp2> = unary("exp2", [](term, term, term y) { return y * 0.69314718055994530942; });
template <>
inline constexpr primitive rules<op::expm1> = unary("expm1", [](term x, term, term) { return apply(op::exp, x); });
template <>
inline constexpr primitive rules<op::log> = unary("log", [](term x, term, term) { return 1.0 / x; });
template <>
inline constexpr primitive rules<op::log2> = unary("log2", [](term x, term, term) { return (1.0 / x) * 1.44269504088896340736; });
template <>
inline constexpr primitive rules<op::log10> = unary("log10", [](term x, term, term) { return (1.0 / x) * 0.43429448190325182765; });
template <>
inline constexpr primitive rules<op::log1p> = unary("log1p", [](term x, term, term) { return 1.0 / (x + 1.0); });
template <>
inline constexpr primitive rules<op::sqrt> = unary("sqrt", [](term, term, term y) { return 0.5 / y; });
template <>
inline constexpr primitive rules<op::cbrt> = unary("cbrt", [](term, term, term y) { return (1.0 / 3.0) * apply(op::pow, y, full_like(y, -2)); });

template <>
inline constexpr primitive rules<op::sin> = unary("sin", [](term x, term, term) { return apply(op::cos, x); });
template <>
inline constexpr primitive rules<op::cos> = unary("cos", [](term x, term, term) { return -apply(op::sin, x); });
template <>
inline constexpr primitive rules<op::tan> = unary("tan", [](term, term, term y) { return 1.0 + y * y; });
template <>
inline constexpr primitive rules<op::asin> =
    unary("asin", [](term x, term, term) { return 1.0 / apply(op::sqrt, apply(op::one_minus_square, x)); });
template <>
inline constexpr primitive rules<op::acos> =
    unary("acos", [](term x, term, term) { return -1.0 / apply(op::sqrt, apply(op::one_minus_square, x)); });
template <>
inline constexpr primitive rules<op::atan> = unary("atan", [](term x, term, term) { return squared(apply(op::direction, full_like(x, 1), x)); });
template <>
inline constexpr primitive rules<op::atan2> =
    binary("atan2", [](term a, term b, term) { return apply(op::direction, b, a) / apply(op::hypot, a, b); },
           [](term a, term b, term) { return -apply(op::direction, a, b) / apply(op::hypot, a, b); });

template <>
inline constexpr primitive rules<op::sinh> = unary("sinh", [](term x, term, term) { return apply(op::cosh, x); });
template <>
inline constexpr primitive rules<op::cosh> = unary("cosh", [](term x, term, term) { return apply(op::sinh, x); });
template <>
inline constexpr primitive rules<op::tanh> = unary("tanh", [](term x, term, term) { return 4.0 * apply(op::logistic_slope, x * 2.0); });
template <>
inline constexpr primitive rules<op::asinh> =
    unary("asinh", [](term x, term, term) { return apply(op::direction, full_like(x, 1), x); });
template <>
inline constexpr primitive rules<op::acosh> =
    unary("acosh", [](term x, term, term) { return (1.0 / apply(op::sqrt, x - 1.0)) * (1.0 / apply(op::sqrt, x + 1.0)); });
template <>
inline constexpr primitive rules<op::atanh> = unary("atanh", [](term x, term, term) { return 1.0 / apply(op::one_minus_square, x); });

// erf'(x) = 2/sqrt(pi) exp(-x^2)
inline constexpr double two_over_sqrt_pi = 1.1283791670955125738961589;
template <>
inline constexpr primitive rules<op::erf> =
    unary("erf", [](term x, term, term) { return two_over_sqrt_pi * apply(op::gauss, x); });
template <>
inline constexpr primitive rules<op::erfc> =
    unary("erfc", [](term x, term, term) { return -two_over_sqrt_pi * apply(op::gauss, x); });

}  // namespace cotangent::ir
