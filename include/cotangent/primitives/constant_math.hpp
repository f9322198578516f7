// The functions of <cmath> inside constant expressions, where compilers do not call it: by series in long double, whose
// further digits leave the result right to an ulp of double. Only what is out of a constant expression's reach, an
// angle of more than 2^31, is refused there.
#pragma once

#include <cotangent/graph/stop.hpp>

#include <bit>
#include <limits>

namespace cotangent::ir::constant_math {

using wide = long double;
inline constexpr wide infinity = std::numeric_limits<wide>::infinity(), none = std::numeric_limits<wide>::quiet_NaN();
inline constexpr wide ln2 = 0.693147180559945309417232121458176568L, pi = 3.141592653589793238462643383279502884L;

constexpr bool is_nan(wide x) { return x != x; }
constexpr bool is_infinite(wide x) { return x == infinity || x == -infinity; }
constexpr wide abs(wide x) { return x < 0 ? -x : x; }
constexpr bool is_negative(double x) { return std::bit_cast<long long>(x) < 0; }
constexpr wide nearest(wide x) {  // halves to even; x is less than 2^62 in size
  const auto whole = static_cast<long long>(x);
  const wide rest = x - static_cast<wide>(whole);
  if (rest > 0.5L || (rest == 0.5L && whole % 2 != 0)) return static_cast<wide>(whole + 1);
  if (rest < -0.5L || (rest == -0.5L && whole % 2 != 0)) return static_cast<wide>(whole - 1);
  return static_cast<wide>(whole);
}
constexpr bool is_whole(wide x) {
  return x != x || abs(x) >= 4503599627370496.0L || x == 0;
}  // as a double: infinities, too
constexpr wide floor(wide x) {
  if (is_whole(x)) return x;
  const auto towards_0 = static_cast<wide>(static_cast<long long>(x));
  return towards_0 > x ? towards_0 - 1 : towards_0;
}
constexpr wide ceil(wide x) { return is_whole(x) ? x : -floor(-x); }
constexpr wide nearbyint(wide x) {
  if (is_whole(x)) return x;
  const wide whole = nearest(x);
  return whole == 0 && x < 0 ? -0.0L : whole;
}
constexpr wide scaled(wide x, int power) {
  for (; power > 0; --power) x *= 2;
  for (; power < 0; ++power) x /= 2;
  return x;
}
constexpr wide sqrt(wide x) {
  if (is_nan(x) || x < 0) return none;
  if (x == 0 || x == infinity) return x;
  int power = 0;
  for (; x >= 4; x /= 4) ++power;
  for (; x < 1; x *= 4) --power;
  wide y = 1.5L;
  for (int k = 0; k < 7; ++k) y = (y + x / y) / 2;
  return scaled(y, power);
}
constexpr wide expm1_near_0(wide x) {
  wide sum = 0, term = x;
  for (int k = 2; k < 40; ++k) {
    sum += term;
    term *= x / k;
  }
  return sum;
}
constexpr wide exp(wide x) {
  if (is_nan(x) || x == infinity) return x;
  if (x > 800) return infinity;
  if (x < -800) return 0;
  const wide n = nearest(x / ln2);
  // ln 2 in two parts, the first of so few bits that its product with n is exact.
  const wide rest = (x - n * 0.693147180369123816490173339843750000L) - n * 1.90821492927058770002e-10L;
  return scaled(1 + expm1_near_0(rest), static_cast<int>(n));
}
constexpr wide expm1(wide x) {
  if (abs(x) < 0.5L) return x == 0 ? x : expm1_near_0(x);
  return exp(x) - 1;
}
constexpr wide exp2(wide x) {
  if (is_nan(x) || x == infinity) return x;
  if (x > 1100) return infinity;
  if (x < -1100) return 0;
  const wide n = nearest(x);
  return scaled(1 + expm1_near_0((x - n) * ln2), static_cast<int>(n));
}
constexpr wide atanh_series(wide z) {  // for |z| at most 0.2
  wide sum = 0, power = z;
  for (int k = 1; k < 34; k += 2) {
    sum += power / k;
    power *= z * z;
  }
  return sum;
}
constexpr wide log(wide x) {
  if (is_nan(x) || x < 0) return none;
  if (x == 0) return -infinity;
  if (x == infinity) return x;
  int power = 0;
  for (; x > 1.4142L; x /= 2) ++power;
  for (; x < 0.7071L; x *= 2) --power;
  return 2 * atanh_series((x - 1) / (x + 1)) + power * ln2;
}
constexpr wide log2(wide x) { return log(x) / ln2; }
constexpr wide log10(wide x) { return log(x) / 2.302585092994045684017991454684364208L; }
constexpr wide log1p(wide x) { return abs(x) < 0.4L ? (x == 0 ? x : 2 * atanh_series(x / (2 + x))) : log(1 + x); }
constexpr wide cbrt(wide x) {
  if (x == 0 || is_nan(x) || is_infinite(x)) return x;
  const wide size = abs(x);
  wide y = exp(log(size) / 3);
  y -= (y - size / (y * y)) / 3;
  return x < 0 ? -y : y;
}

struct angle {
  wide rest;
  int quarter;
};
constexpr angle reduced(wide x) {
  if (abs(x) > 2147483648.0L) COTANGENT_STOP("an angle of more than 2^31 in a constant expression");
  const wide n = nearest(x / (pi / 2));
  // pi / 2 in three parts, the first two of 32 bits.
  const wide rest =
      ((x - n * 1.57079632673412561417e+00L) - n * 6.07710050359346008976e-11L) - n * 2.91415327109198806660e-20L;
  return {rest, static_cast<int>(((static_cast<long long>(n) % 4) + 4) % 4)};
}
constexpr wide sin_near_0(wide x) {
  wide sum = 0, term = x;
  for (int k = 2; k < 32; k += 2) {
    sum += term;
    term *= -x * x / (k * (k + 1));
  }
  return sum;
}
constexpr wide cos_near_0(wide x) {
  wide sum = 0, term = 1;
  for (int k = 1; k < 32; k += 2) {
    sum += term;
    term *= -x * x / (k * (k + 1));
  }
  return sum;
}
constexpr wide sin_of_quarter(angle a) {
  const wide size = a.quarter % 2 == 0 ? sin_near_0(a.rest) : cos_near_0(a.rest);
  return a.quarter < 2 ? size : -size;
}
constexpr wide sin(wide x) {
  if (is_nan(x) || is_infinite(x)) return none;
  return x == 0 ? x : sin_of_quarter(reduced(x));
}
constexpr wide cos(wide x) {
  if (is_nan(x) || is_infinite(x)) return none;
  angle a = reduced(x);
  a.quarter = (a.quarter + 1) % 4;
  return sin_of_quarter(a);
}
constexpr wide tan(wide x) { return is_nan(x) || is_infinite(x) ? none : x == 0 ? x : sin(x) / cos(x); }
constexpr wide atan(wide x) {
  if (is_nan(x) || x == 0) return x;
  if (x < 0) return -atan(-x);
  if (x == infinity) return pi / 2;
  if (x > 1) return pi / 2 - atan(1 / x);
  if (x > 0.2L) {  // atan x = 2 atan(x / (1 + sqrt(1 + x^2)))
    return 2 * atan(x / (1 + sqrt(1 + x * x)));
  }
  wide sum = 0, power = x;
  for (int k = 1; k < 34; k += 2) {
    sum += power / k;
    power *= -x * x;
  }
  return sum;
}
constexpr wide atan2(double y, double x) {
  if (y != y || x != x) return none;
  const bool left = is_negative(x);
  const wide sign = is_negative(y) ? -1 : 1;
  if (y == 0) return left ? sign * pi : static_cast<wide>(y);
  if (x == 0) return sign * pi / 2;
  if (is_infinite(y) && is_infinite(x)) return sign * (left ? 3 * pi / 4 : pi / 4);
  const wide acute = is_infinite(y)   ? pi / 2
                     : is_infinite(x) ? 0
                                      : atan(abs(static_cast<wide>(y)) / abs(static_cast<wide>(x)));
  return sign * (left ? pi - acute : acute);
}
constexpr wide asin(wide x) {
  if (is_nan(x) || abs(x) > 1) return none;
  return x == 0 ? x : abs(x) == 1 ? x * pi / 2 : atan(x / sqrt((1 - x) * (1 + x)));
}
constexpr wide acos(wide x) {
  if (is_nan(x) || abs(x) > 1) return none;
  if (x == 1) return 0;
  if (x == -1) return pi;
  return 2 * atan(sqrt((1 - x) / (1 + x)));
}
constexpr wide sinh(wide x) {
  if (is_nan(x) || is_infinite(x) || x == 0) return x;
  if (abs(x) > 720) return x < 0 ? -infinity : infinity;
  const wide e = expm1(abs(x)), y = (e + e / (e + 1)) / 2;
  return x < 0 ? -y : y;
}
constexpr wide cosh(wide x) {
  if (is_nan(x)) return x;
  if (abs(x) > 720) return infinity;
  const wide e = exp(abs(x));
  return (e + 1 / e) / 2;
}
constexpr wide tanh(wide x) {
  if (is_nan(x) || x == 0) return x;
  if (abs(x) > 40) return x < 0 ? -1 : 1;
  const wide e = expm1(2 * abs(x)), y = e / (e + 2);
  return x < 0 ? -y : y;
}
constexpr wide asinh(wide x) {
  if (is_nan(x) || is_infinite(x) || x == 0) return x;
  const wide a = abs(x), y = a > 1e10L ? log(a) + ln2 : log1p(a + a * a / (1 + sqrt(1 + a * a)));
  return x < 0 ? -y : y;
}
constexpr wide acosh(wide x) {
  if (is_nan(x) || x < 1) return none;
  if (x > 1e10L) return x == infinity ? x : log(x) + ln2;
  const wide t = x - 1;
  return log1p(t + sqrt(2 * t + t * t));
}
constexpr wide atanh(wide x) {
  if (is_nan(x) || abs(x) > 1) return none;
  if (abs(x) == 1) return x * infinity;
  return x == 0 ? x : log1p(2 * x / (1 - x)) / 2;
}
constexpr wide erf_series(wide x) {
  wide sum = 0, term = x;
  for (int k = 1; k < 400 && sum + term != sum; ++k) {
    sum += term;
    term *= 2 * x * x / (2 * k + 1);
  }
  return 2 / sqrt(pi) * exp(-x * x) * sum;
}
constexpr wide erfc_far(wide x) {  // by its continued fraction, from behind; for x of at least 2
  wide f = x;
  for (int k = 240; k > 0; --k) f = x + (k / 2.0L) / f;
  return exp(-x * x) / (sqrt(pi) * f);
}
constexpr wide erfc(wide x) {
  if (is_nan(x)) return x;
  if (x < 2) return x < -2 ? 2 - erfc(-x) : 1 - erf_series(x);
  return x > 28 ? 0 : erfc_far(x);
}
constexpr wide erf(wide x) {
  if (is_nan(x) || x == 0) return x;
  return abs(x) < 2.5L ? erf_series(x) : x < 0 ? erfc(-x) - 1 : 1 - erfc(x);
}
constexpr wide lgamma(wide x) {  // Stirling's series, far enough out
  if (is_nan(x)) return x;
  if (is_infinite(x)) return infinity;
  if (x <= 0) {
    if (abs(x) > 1e18L || nearest(x) == x) return infinity;
    return log(pi / abs(sin(pi * (x - nearest(x))))) - lgamma(1 - x);
  }
  if (x == 1 || x == 2) return 0;
  wide product = 1;
  for (; x < 25; x += 1) product *= x;
  const wide r = 1 / (x * x);
  const wide series =
      (1.0L / 12 - r * (1.0L / 360 - r * (1.0L / 1260 - r * (1.0L / 1680 - r * (1.0L / 1188 - r * 691.0L / 360360))))) /
      x;
  return (x - 0.5L) * log(x) - x + log(2 * pi) / 2 + series - log(product);
}
constexpr wide pow(double a, double b) {
  if (b == 0 || a == 1) return 1;
  if (a != a || b != b) return none;
  const wide size = abs(static_cast<wide>(b));
  const bool huge = size >= 9007199254740992.0L, whole = huge || nearest(b) == static_cast<wide>(b);
  const bool odd = whole && !huge && static_cast<long long>(size) % 2 != 0, negative = is_negative(a) && odd;
  const wide base = abs(static_cast<wide>(a));
  wide y = 0;
  if (is_infinite(b)) y = base == 1 ? 1 : (base > 1) == (b > 0) ? infinity : 0;
  else if (base == 0) y = b > 0 ? 0 : infinity;
  else if (base == infinity) y = b > 0 ? infinity : 0;
  else if (a < 0 && !whole) return none;
  else if (whole && size <= 8) {
    y = 1;
    for (int k = 0; k < static_cast<int>(size); ++k) y *= base;
    if (b < 0) y = 1 / y;
  } else {
    y = exp(b * log(base));
  }
  return negative ? -y : y;
}

/// As a double, which overflows to infinity (no constant expression may).
constexpr double narrow(wide x) {
  if (x > std::numeric_limits<double>::max()) return std::numeric_limits<double>::infinity();
  if (x < -std::numeric_limits<double>::max()) return -std::numeric_limits<double>::infinity();
  return static_cast<double>(x);
}

}  // namespace cotangent::ir::constant_math
