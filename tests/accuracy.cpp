// How far the evaluator's vector functions are from the truth, in units in the last place of the result: floats of
// every exponent and sign, against the C library's doubles; sampled doubles, against its long doubles. The bounds stand
// in docs/accuracy.md.
#include <cotangent/cotangent.hpp>

#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <random>

namespace ct = cotangent;
using ct::ir::op;

namespace {

/// The distance of `found` from `right` in units in the last place of T at `right`; 0 if both are NaN or the same
/// infinity.
template <class T, class Wide>
double ulps(T found, Wide right) {
  const auto rounded = static_cast<T>(right);
  if (std::isnan(found) || std::isnan(rounded)) return std::isnan(found) == std::isnan(rounded) ? 0 : INFINITY;
  if (std::isinf(found) || std::isinf(rounded))
    return found == rounded ? 0
           : std::isinf(found) && std::abs(right) > static_cast<Wide>(std::numeric_limits<T>::max()) * 0.999L
               ? 1
               : INFINITY;
  if (std::abs(right) < static_cast<Wide>(std::numeric_limits<T>::min())) return 0;  // may be taken for zero
  const int exponent = std::max(std::ilogb(rounded), std::numeric_limits<T>::min_exponent - 1);
  return static_cast<double>(std::abs(static_cast<Wide>(found) - right) /
                             std::ldexp(Wide(1), exponent - std::numeric_limits<T>::digits + 1));
}

template <op Code, class T, class Wide, class Next>
double worst(Wide (*right)(Wide), std::size_t count, Next next, T& where) {
  using packet = xsimd::batch<T>;
  constexpr std::size_t lanes = packet::size;
  double largest = 0;
  for (std::size_t k = 0; k < count; k += lanes) {
    alignas(64) T x[lanes], y[lanes];
    for (T& v : x) v = next();
    ct::detail::apply_unary<Code>(packet::load_aligned(x)).store_aligned(y);
    for (std::size_t l = 0; l < lanes; ++l) {
      const double distance = ulps(y[l], right(static_cast<Wide>(x[l])));
      if (distance > largest) largest = distance, where = x[l];
    }
  }
  return largest;
}

/// The same of two operands: powers of numbers up to e^5, angles of points up to 20 away; and of all pairs of special
/// values.
template <op Code, class T, class Wide, class Right>
void check_pairs(Right right, double bound) {
  using packet = xsimd::batch<T>;
  constexpr std::size_t lanes = packet::size;
  const T special[] = {0, T(-0.0), 1, -1, 2, -2, T(0.5), T(-0.5), 3, T(1e30), T(1e-30), INFINITY, -INFINITY, NAN};
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> uniform(-20, 20);
  double largest = 0;
  T at_x = 0, at_y = 0;
  for (std::size_t k = 0; k < 400000; k += lanes) {
    alignas(64) T x[lanes], y[lanes], found[lanes];
    for (std::size_t l = 0; l < lanes; ++l) {
      const std::size_t pair = k + l;
      x[l] = static_cast<T>(Code == op::pow ? std::exp(uniform(engine) / 4) : uniform(engine));
      y[l] = static_cast<T>(pair % 3 == 0 ? std::round(uniform(engine)) : uniform(engine));
      if (pair < 14 * 14) x[l] = special[pair / 14], y[l] = special[pair % 14];
    }
    ct::detail::apply_binary<Code>(packet::load_aligned(x), packet::load_aligned(y)).store_aligned(found);
    for (std::size_t l = 0; l < lanes; ++l) {
      const double distance = ulps(found[l], right(static_cast<Wide>(x[l]), static_cast<Wide>(y[l])));
      if (distance > largest) largest = distance, at_x = x[l], at_y = y[l];
    }
  }
  INFO(largest << " at " << at_x << " and " << at_y);
  CHECK(largest <= bound);
}

template <op Code>
void check_function(const char* name, double (*right)(double), long double (*right_long)(long double), double f32_bound,
                    double f64_bound, double low, double high) {
  INFO(name);
  // Every 1021st float: all signs, exponents and special values are among them.
  std::uint32_t bits = 0;
  float at_f32 = 0;
  const double f32 = worst<Code, float, double>(
      right, (std::size_t{1} << 32) / 1021,
      [&] {
        for (;;) {
          bits += 1021;
          const float x = std::bit_cast<float>(bits);
          if (!(std::abs(x) < 1e-37F) &&
              (std::isnan(x) || (x >= static_cast<float>(low) && x <= static_cast<float>(high))))
            return x;
        }
      },
      at_f32);
  std::mt19937_64 engine(1);
  double at_f64 = 0;
  const double f64 = worst<Code, double, long double>(
      right_long, 400000,
      [&] {
        for (;;) {
          const double x = engine() % 2 == 0 ? std::bit_cast<double>(engine())
                                             : std::uniform_real_distribution<double>(std::max(low, -50.0),
                                                                                      std::min(high, 50.0))(engine);
          if (!(std::abs(x) < 1e-307) && !std::isnan(x) && x >= low && x <= high) return x;
        }
      },
      at_f64);
  INFO("f32 " << f32 << " at " << at_f32 << ", f64 " << f64 << " at " << at_f64);
  CHECK(f32 <= f32_bound);
  CHECK(f64 <= f64_bound);
}

}  // namespace

#define ACCURACY(NAME, F32, F64, LOW, HIGH) \
  check_function<op::NAME>(                 \
      #NAME, [](double x) { return std::NAME(x); }, [](long double x) { return std::NAME(x); }, F32, F64, LOW, HIGH);
TEST_CASE("vector functions keep their bounds", "[accuracy]") {
  constexpr double all = 1e300;
  ACCURACY(exp, 2, 1, -all, all)
  ACCURACY(exp2, 2.5, 2, -all, all)
  ACCURACY(expm1, 2.5, 2.5, -all, all)
  ACCURACY(log, 1, 1.5, -all, all)
  ACCURACY(log2, 2, 1.5, -all, all)
  ACCURACY(log10, 2, 1.5, -all, all)
  ACCURACY(log1p, 1, 2, -all, all)
  ACCURACY(sqrt, 0.5, 0.5, -all, all)
  ACCURACY(cbrt, 1, 2, -all, all)
  ACCURACY(sin, 2, 3.5, -1e5, 1e5)
  ACCURACY(cos, 2, 3.5, -1e5, 1e5)
  ACCURACY(tan, 3.5, 3.5, -1e5, 1e5)
  ACCURACY(asin, 2.5, 2, -all, all)
  ACCURACY(acos, 2, 2, -all, all)
  ACCURACY(atan, 2.5, 2.5, -all, all)
  ACCURACY(sinh, 2.5, 2, -all, all)
  ACCURACY(cosh, 2.5, 2, -all, all)
  ACCURACY(tanh, 2, 2, -all, all)
  ACCURACY(asinh, 4, 2, -all, all)
  ACCURACY(acosh, 2, 2.5, -all, all)
  ACCURACY(atanh, 2, 2, -all, all)
  ACCURACY(erf, 2.5, 2.5, -all, all)
  ACCURACY(erfc, 3, 3, -all, all)
  ACCURACY(lgamma, 6, 6, -all, all)
}
TEST_CASE("vector functions of two operands keep their bounds, at 0, infinities and NaN too", "[accuracy]") {
  const auto power = [](auto x, auto y) { return std::pow(x, y); };
  const auto angle = [](auto y, auto x) { return std::atan2(y, x); };
  check_pairs<op::pow, float, double>(power, 1);
  check_pairs<op::pow, double, long double>(power, 1);
  check_pairs<op::atan2, float, double>(angle, 3);
  check_pairs<op::atan2, double, long double>(angle, 3);
}
