// The laws of laws.hpp for elementwise functions.
#include "laws.hpp"

TEST_CASE("arithmetic", "[laws]") {
  LAW(x + 2 * x - x * x, -2, 2);
  LAW(-x / (x * x + 1), -2, 2);
  LAW(abs(x), 0.1, 2);
  LAW(maximum(x, 0.3), 0.4, 2);
  LAW(minimum(x * x, x), -2, -0.5);
  LAW(pow(x, 3), 0.5, 2);
  LAW(pow(x, x), 0.5, 2);
  LAW(select(x > 1, x * x, exp(x)), -0.5, 0.9);
  LAW(clip(x, -1, 1), -0.9, 0.9);
}
TEST_CASE("exponentials and logarithms", "[laws]") {
  LAW(exp(x), -2, 2);
  LAW(expm1(x), -2, 2);
  LAW(log(x), 0.5, 3);
  LAW(log1p(x), -0.5, 3);
  LAW(sqrt(x), 0.5, 3);
  LAW(cbrt(x), 0.5, 3);
  LAW(logaddexp(x, 2 * x), 0.5, 3);
  LAW(hypot(x, 1 + x), 0.5, 3);
}
TEST_CASE("trigonometric and hyperbolic functions", "[laws]") {
  LAW(sin(x), -2, 2);
  LAW(cos(x), -2, 2);
  LAW(tan(x), -1, 1);
  LAW(asin(x), -0.8, 0.8);
  LAW(acos(x), -0.8, 0.8);
  LAW(atan(x), -2, 2);
  LAW(atan2(x, 1 + x * x), -2, 2);
  LAW(sinh(x), -2, 2);
  LAW(cosh(x), -2, 2);
  LAW(tanh(x), -2, 2);
  LAW(asinh(x), -2, 2);
  LAW(acosh(x), 1.5, 3);
  LAW(atanh(x), -0.8, 0.8);
  LAW(erf(x), -2, 2);
  LAW(erfc(x), -2, 2);
}
