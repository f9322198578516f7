// Special functions. Those without a row in back ends are formulas, written out after differentiation.
#pragma once

#include <cotangent/graph/log_gamma.hpp>
#include <cotangent/primitives/transcendental.hpp>

#include <limits>

namespace cotangent::ir {

/// a_0 + a_1 x + a_2 x^2 + ..., by Horner's rule.
template <int N>
constexpr term polynomial(term x, const double (&a)[N]) {
  term sum = full_like(x, a[N - 1]);
  for (int k = N - 2; k >= 0; --k) sum = sum * x + a[k];
  return sum;
}

// digamma: moved to between 1 and 2, psi(x) = psi(x - n) + sum 1/(x - k), where it is the distance from its root there
// times a rational function (Boost.Math, special_functions/digamma.hpp, by J. Maddock); from 10 on the asymptotic
// series. trigamma: moved up by ten, then the series. Both by reflection for x <= 0, where the integers are poles.
// Abramowitz and Stegun, 6.3.5 to 6.3.7, 6.3.18 and 6.4.6 to 6.4.12.
constexpr double pi = 3.14159265358979323846;
/// pi x, less a multiple of pi: what its tangent and the square of its sine are taken of, exact at integers.
constexpr term reduced_angle(term x) { return (x - apply(op::round, x)) * pi; }
constexpr term digamma_formula(graph& g, const equation& e) {
  const term x{&g, e.in[0]};
  const term reflected = compare(op::le, x, full_like(x, 0)), z = select(reflected, 1.0 - x, x);
  const term none_of_it = full_like(x, 0), small = compare(op::lt, z, full_like(x, 1));
  const term steps = apply(op::min, apply(op::max, apply(op::ceil, z) - 2.0, none_of_it), full_like(x, 8)),
             base = select(small, z + 1.0, z - steps);
  term shifted = select(small, -1.0 / z, none_of_it);
  for (int k = 0; k < 8; ++k)
    shifted =
        shifted + select(compare(op::lt, full_like(x, k), steps), 1.0 / (base + static_cast<double>(k)), none_of_it);
  // The root in three parts, the first two floats: the first difference is exact, and so is the second beside the root.
  const term u = base - 1.0, from_root = ((base - 0x1.762d86p+0) - 0x1.ab5f2p-27) + 1.2654465062537432e-16;
  const term p = polynomial(u, {0.25479851061131551, -0.32555031186804491, -0.65031853770896507, -0.28919126444774784,
                                -0.045251321448739056, -0.0020713321167745952});
  const term q = polynomial(u, {1.0, 2.0767117023730469, 1.4606242909763515, 0.43593529692665969, 0.054151797245674225,
                                0.0021284987017821144, -0.55789841321675513e-6});
  const term near = (from_root * 0.99558162689208984 + from_root * (p / q)) + shifted;
  const term r = 1.0 / (z * z);
  const term series =
      r * polynomial(r, {1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12});
  const term value = select(compare(op::lt, z, full_like(x, 10)), near, apply(op::log, z) - 0.5 / z - series);
  const term pole = apply(op::logical_and, reflected, compare(op::eq, x, apply(op::floor, x))),
             none = full_like(x, std::numeric_limits<double>::quiet_NaN());
  return select(pole, none, select(reflected, value - pi / apply(op::tan, reduced_angle(x)), value));
}
constexpr term trigamma_formula(term x) {
  const term reflected = compare(op::le, x, full_like(x, 0)), z = select(reflected, 1.0 - x, x);
  term shifted = full_like(x, 0);
  // (Squares of reciprocals: their derivatives at infinity are 0, and no 0 times infinity.)
  for (int k = 0; k < 10; ++k) shifted = shifted + squared(1.0 / (z + static_cast<double>(k)));
  const term inverse = 1.0 / (z + 10.0), r = squared(inverse);
  const term series = (r * inverse) * polynomial(r, {1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730});
  const term value = shifted + inverse + 0.5 * r + series,
             s = apply(op::sin, reduced_angle(select(reflected, x, full_like(x, 0.5))));
  return select(reflected, (pi * pi) / (s * s) - value, value);
}
template <>
struct library_call<op::lgamma> {  // C's writes a global; xsimd 8's need not end
  template <class X>
  COTANGENT_PART static X of(X x) {
    return log_gamma(x);
  }
};
template <>
inline constexpr primitive rules<op::lgamma> =
    by_library(by_element(function("lgamma", [](term x, term, term) { return apply(op::digamma, x); })), "log_gamma", 0,
               log_gamma<double>, constant_math::lgamma);
template <>
inline constexpr primitive rules<op::digamma> =
    with_formula(function("digamma", [](term x, term, term) { return trigamma_formula(x); }), digamma_formula);

// gamma(x) = (x - 1) gamma(x - 1), from between 1 and 2, and by reflection.
namespace constant_math {
constexpr wide tgamma(wide x) {
  if (is_nan(x) || x == -infinity) return none;
  if (x == 0) return is_negative(static_cast<double>(x)) ? -infinity : infinity;
  if (x > 172) return infinity;
  if (x < 0) {
    if (x < -200) return is_whole(x) || nearest(x) == x ? none : 0;
    const wide n = nearest(x);
    if (n == x) return none;
    const wide sine = sin(pi * (x - n));
    return pi / ((static_cast<long long>(n) % 2 == 0 ? sine : -sine) * tgamma(1 - x));
  }
  if (x < 1) return tgamma(x + 1) / x;
  wide product = 1;
  for (; x > 2; product *= x) x -= 1;
  return exp(lgamma(x)) * product;
}
}  // namespace constant_math
COTANGENT_LIBRARY_FUNCTION(tgamma, tgamma, 0, by_element(function("tgamma", [](term x, term, term y) {
                             return y * apply(op::digamma, x);
                           })));  // xsimd 8's need not end

// The inverse of erf: Giles' single-precision polynomials ("Approximating the erfinv function", 2010), then two steps
// of Halley's method, of which each triples the correct digits.
constexpr term erf_inv_formula(graph& g, const equation& e) {
  const term x{&g, e.in[0]};
  const term one = full_like(x, 1), w = -apply(op::log, (one - x) * (one + x)),
             central = compare(op::lt, w, full_like(x, 5));
  const term near = polynomial(w - 2.5, {1.50140941, 0.246640727, -0.00417768164, -0.00125372503, 0.00021858087,
                                         -4.39150654e-06, -3.5233877e-06, 3.43273939e-07, 2.81022636e-08});
  const term tail_w = select(central, full_like(x, 5), w);
  const term far =
      polynomial(apply(op::sqrt, tail_w) - 3.0, {2.83297682, 1.00167406, 0.00943887047, -0.0076224613, 0.00573950773,
                                                 -0.00367342844, 0.00134934322, 0.000100950558, -0.000200214257});
  term y = x * select(central, near, far);
  const term inside = compare(op::lt, apply(op::abs, x), one);
  for (int step = 0; step < 2; ++step) {
    const term slope = apply(op::exp, y * y) * 0.88622692545275801365;  // 1 / erf'(y)
    // Beside 1, erfc keeps the digits that erf has lost; near 0, erf those of a small number.
    const term positive = compare(op::gt, y, full_like(x, 0)),
               small = compare(op::lt, apply(op::abs, y), full_like(x, 0.1));
    const term error = select(small, apply(op::erf, y) - x,
                              select(positive, (one - x) - apply(op::erfc, y), apply(op::erfc, -y) - (one + x)));
    const term moved = error * slope;
    y = select(inside, y - moved / (y * moved + 1.0), y);
  }
  const term infinite = x / (one - apply(op::abs, x));  // +-inf at +-1, no number outside
  const term outside = compare(op::gt, apply(op::abs, x), one);
  const term none = full_like(x, 0) / full_like(x, 0);
  return select(inside, y, select(outside, none, infinite));
}
/// exp(y^2) erfc(y) for y > 0.46. W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23
/// (1969).
constexpr term scaled_erfc(term y) {
  const term near =
      polynomial(y, {1.23033935479799725e3, 2.05107837782607147e3, 1.71204761263407058e3, 8.8195222124176909e2,
                     2.98635138197400131e2, 6.61191906371416295e1, 8.88314979438837594, 5.64188496988670089e-1,
                     2.15311535474403846e-8}) /
      polynomial(y, {1.23033935480374942e3, 3.43936767414372164e3, 4.36261909014324716e3, 3.29079923573345963e3,
                     1.62138957456669019e3, 5.37181101862009858e2, 1.17693950891312499e2, 1.57449261107098347e1, 1.0});
  const term t = 1.0 / (y * y);
  const term rest = polynomial(t, {6.58749161529837803e-4, 1.60837851487422766e-2, 1.25781726111229246e-1,
                                   3.60344899949804439e-1, 3.05326634961232344e-1, 1.63153871373020978e-2}) /
                    polynomial(t, {2.33520497626869185e-3, 6.05183413124413191e-2, 5.27905102951428412e-1,
                                   1.87295284992346725, 2.56852019228982242, 1.0});
  return select(compare(op::lt, y, full_like(y, 4)), near, (0.56418958354775628695 - t * rest) / y);
}
// Its derivative, sqrt(pi)/2 exp(y^2), is sqrt(pi)/2 exp(y^2) erfc(y) / (1 - x), whose first factor changes little with
// y, however large y is.
template <>
inline constexpr primitive rules<op::erf_inv> =
    with_formula(function("erf_inv", [](term x, term, term) { return apply(op::erf_inv_slope, x); }), erf_inv_formula);
template <>
inline constexpr primitive rules<op::erf_inv_slope> = with_formula(
    function("erf_inv_slope", [](term x, term, term slope) { return 2.0 * (apply(op::erf_inv, x) * (slope * slope)); }),
    [](graph& g, const equation& e) -> term {
      const term x{&g, e.in[0]}, size = apply(op::abs, x), one = full_like(x, 1),
                                 central = compare(op::le, size, full_like(x, 0.5));
      const term y = erf_inv_formula(g, e),
                 far = apply(op::min, apply(op::max, apply(op::abs, y), full_like(x, 0.46)), full_like(x, 30));
      return 0.88622692545275801365 * select(central, apply(op::exp, y * y), scaled_erfc(far) / (one - size));
    });

// x log y, which is 0 where x is, whatever number y is.
template <>
inline constexpr primitive rules<op::xlogy> = with_formula(
    function(
        "xlogy", [](term, term b, term) { return apply(op::log, b); }, [](term a, term b, term) { return a / b; }),
    [](graph& g, const equation& e) -> term {
      const term a{&g, e.in[0]}, b{&g, e.in[1]};
      const term zero = apply(op::logical_and, compare(op::eq, a, full_like(a, 0)), compare(op::eq, b, b));
      return select(zero, full_like(a, 0), a * apply(op::log, select(zero, full_like(b, 1), b)));
    });

}  // namespace cotangent::ir
