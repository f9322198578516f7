#include <cotangent/cotangent.hpp>

#include <cmath>

namespace ct = cotangent;

double good(double x) {
  return ct::jit([](auto v) { return sin(v) * 0.5; })(x);
}
double conversion(double x) {
  return ct::jit([](auto v) { return std::sin(v) + 1.0; })(x);  // error: has no number yet; call functions unqualified, as in sin(x), not std::sin(x)
}
float differentiated(float x) {
  return ct::jacrev([](auto v) { return std::exp(v) * v; })(x);  // error: has no number yet; call functions unqualified
}
