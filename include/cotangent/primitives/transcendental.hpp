// exp, log, the trigonometric and hyperbolic functions and their inverses, erf: derivatives as in Abramowitz and
// Stegun, Handbook of Mathematical Functions, sections 4.1 to 4.6 and 7.1, in forms that keep their digits
// (smooth.hpp).
#pragma once

#include <cotangent/primitives/primitive.hpp>

namespace cotangent::ir {

constexpr term squared(term x) { return x * x; }

COTANGENT_LIBRARY_FUNCTION(exp, exp, 22, function("exp", [](term, term, term y) { return y; }));
COTANGENT_LIBRARY_FUNCTION(exp2, exp2, 35,
                           function("exp2", [](term, term, term y) { return y * 0.69314718055994530942; }));
COTANGENT_LIBRARY_FUNCTION(expm1, expm1, 35, function("expm1", [](term x, term, term) { return apply(op::exp, x); }));
COTANGENT_LIBRARY_FUNCTION(log, log, 22, function("log", [](term x, term, term) { return 1.0 / x; }));
COTANGENT_LIBRARY_FUNCTION(log2, log2, 35,
                           function("log2", [](term x, term, term) { return (1.0 / x) * 1.44269504088896340736; }));
COTANGENT_LIBRARY_FUNCTION(log10, log10, 35,
                           function("log10", [](term x, term, term) { return (1.0 / x) * 0.43429448190325182765; }));
COTANGENT_LIBRARY_FUNCTION(log1p, log1p, 35, function("log1p", [](term x, term, term) { return 1.0 / (x + 1.0); }));
COTANGENT_LIBRARY_FUNCTION(sqrt, sqrt, 0, function("sqrt", [](term, term, term y) { return 0.5 / y; }));
COTANGENT_LIBRARY_FUNCTION(cbrt, cbrt, 35, function("cbrt", [](term, term, term y) {
                             return (1.0 / 3.0) * apply(op::pow, y, full_like(y, -2));
                           }));

COTANGENT_LIBRARY_FUNCTION(sin, sin, 22, function("sin", [](term x, term, term) { return apply(op::cos, x); }));
COTANGENT_LIBRARY_FUNCTION(cos, cos, 22, function("cos", [](term x, term, term) { return -apply(op::sin, x); }));
COTANGENT_LIBRARY_FUNCTION(tan, tan, 35, function("tan", [](term, term, term y) { return 1.0 + y * y; }));
COTANGENT_LIBRARY_FUNCTION(asin, asin, 35, function("asin", [](term x, term, term) {
                             return 1.0 / apply(op::sqrt, apply(op::one_minus_square, x));
                           }));
COTANGENT_LIBRARY_FUNCTION(acos, acos, 35, function("acos", [](term x, term, term) {
                             return -1.0 / apply(op::sqrt, apply(op::one_minus_square, x));
                           }));
COTANGENT_LIBRARY_FUNCTION(atan, atan, 35, function("atan", [](term x, term, term) {
                             return squared(apply(op::direction, full_like(x, 1), x));
                           }));
COTANGENT_LIBRARY_FUNCTION(
    atan2, atan2, 35,
    function(
        "atan2", [](term a, term b, term) { return apply(op::direction, b, a) / apply(op::hypot, a, b); },
        [](term a, term b, term) { return -apply(op::direction, a, b) / apply(op::hypot, a, b); }));

COTANGENT_LIBRARY_FUNCTION(sinh, sinh, 35, function("sinh", [](term x, term, term) { return apply(op::cosh, x); }));
COTANGENT_LIBRARY_FUNCTION(cosh, cosh, 35, function("cosh", [](term x, term, term) { return apply(op::sinh, x); }));
COTANGENT_LIBRARY_FUNCTION(tanh, tanh, 35, function("tanh", [](term x, term, term) {
                             return 4.0 * apply(op::logistic_slope, x * 2.0);
                           }));
COTANGENT_LIBRARY_FUNCTION(asinh, asinh, 35, function("asinh", [](term x, term, term) {
                             return apply(op::direction, full_like(x, 1), x);
                           }));
COTANGENT_LIBRARY_FUNCTION(acosh, acosh, 35, function("acosh", [](term x, term, term) {
                             return (1.0 / apply(op::sqrt, x - 1.0)) * (1.0 / apply(op::sqrt, x + 1.0));
                           }));
COTANGENT_LIBRARY_FUNCTION(atanh, atanh, 35,
                           function("atanh", [](term x, term, term) { return 1.0 / apply(op::one_minus_square, x); }));

// erf'(x) = 2/sqrt(pi) exp(-x^2)
inline constexpr double two_over_sqrt_pi = 1.1283791670955125738961589;
COTANGENT_LIBRARY_FUNCTION(erf, erf, 35,
                           function("erf", [](term x, term, term) { return two_over_sqrt_pi * apply(op::gauss, x); }));
COTANGENT_LIBRARY_FUNCTION(erfc, erfc, 35, by_element(function("erfc", [](term x, term, term) {
                             return -two_over_sqrt_pi * apply(op::gauss, x);
                           })));  // xsimd 8's has few digits

}  // namespace cotangent::ir
