#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

void good(const ct::tensor<double, 3>& x) { ct::grad([](auto v) { return sum(v * v); })(x); }
// 83: no number.
void not_scalar(const ct::tensor<double, 3>& x) {
  ct::grad([](auto v) { return v * v; })(x);  // error: grad: the function must return one floating-point number, got f64[3]; use ct::jacrev
}
void out_of_range(double x) {
  ct::grad([](auto v) { return v * v; }, ct::argnums<1>)(x);  // error: grad: argnums out of range
}
void integer(int x) {
  ct::grad([](auto v) { return ct::astype<double>(v); })(x);  // error: grad: differentiated arguments must be floating-point, got (i32[],)
}
