#include <cotangent/cotangent.hpp>

#include <cmath>

namespace ct = cotangent;

double good(double x) {
  return ct::jit([](auto v) { return sin(v) * 0.5; })(x);
}
// clang also says that the function has no result then.
double conversion(double x) {
  return ct::jit([](auto v) { return std::sin(v) + 1.0; })(x);  // first error: has no number yet; call functions unqualified, as in sin(x), not std::sin(x)
}
