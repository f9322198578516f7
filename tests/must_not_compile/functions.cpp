#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

void good(const ct::tensor<double, 3>& x, const ct::tensor<double, 2, 3>& y) { dot(y, x + 1.0); }
void no_broadcast(const ct::tensor<double, 3>& x, const ct::tensor<double, 4>& y) {
  (void)(x + y);  // error: operator+: shapes do not broadcast: f64[3] and f64[4]
}
void mixed(const ct::tensor<double, 3>& x, const ct::tensor<float, 3>& y) {
  (void)(x * y);  // error: operator*: operands of different element types, f64[3] and f32[3]; convert one with ct::astype<T>(x)
}
void inner(const ct::tensor<double, 2, 3>& x, const ct::tensor<double, 2>& y) {
  (void)dot(x, y);  // error: dot: inner sizes differ: f64[2,3] and f64[2]
}
void elements(const ct::tensor<double, 6>& x) {
  (void)ct::reshape<4>(x);  // error: reshape: f64[6] has 6 elements, the new shape [4] has 4
}
void axis(const ct::tensor<double, 6>& x) {
  (void)sum(x, ct::axes<1>);  // error: sum: axis 1 out of range for f64[6]
}
void sizes(const ct::tensor<double, 6>& x, const ct::tensor<double, 5>& y) {
  ct::vmap([](auto a, auto b) { return a * b; })(x, y);  // error: vmap: sizes of the mapped axes differ: got (f64[6], f64[5])
}
void largest(const ct::tensor<double, 2, 4>& x) {
  (void)boost::hana::at_c<0>(ct::top_k<5>(x));  // error: top_k: there are no 5 elements along axis 1 of f64[2,4]
}
void masked(const ct::tensor<double, 4>& x, const ct::tensor<double, 4>& mask) {
  (void)softmax(x, mask);  // error: softmax: the mask must be bool, got f64[4]
}
void square(const ct::tensor<double, 2, 3>& x) {
  (void)inv(x);  // error: inv: needs a square floating-point matrix, got f64[2,3]
}
void right_hand_side(const ct::tensor<double, 3, 3>& x, const ct::tensor<double, 2>& b) {
  (void)solve(x, b);  // error: solve: the right-hand side must have as many rows as f64[3,3], got f64[2]
}
void parts(const ct::tensor<double, 6>& x) {
  (void)ct::split<4>(x);  // error: split: axis 0 of f64[6] does not split into 4 equal parts
}
void kernel(const ct::tensor<double, 1, 5>& x, const ct::tensor<double, 2, 3, 3>& w) {
  (void)conv(x, w);  // error: conv: needs x[channels, width]
}
void branch(double x) {
  (void)ct::jit([](auto v) {
    if (v > 0) return v;  // error: if: a traced value (bool[]) has no number yet; use ct::select or ct::cond
    return -v;
  })(x);
}
void cut(const ct::tensor<int, 3>& counts) {
  (void)(counts + 0.5);  // error: operator+: a plain floating-point number with an array of integers (i32); convert with ct::astype<double>(x)
}
void cut_number(const ct::tensor<int, 3>& counts) {
  ct::jit([](auto n) { return pow(n, 0.5); })(counts);  // error: pow: a plain floating-point number with an array of integers (i32); convert with ct::astype<double>(x)
}
void cut_choice(const ct::tensor<long, 3>& counts) {
  (void)select(counts > 2, counts, 0.5F);  // error: select: a plain floating-point number with an array of integers (i64); convert with ct::astype<double>(x)
}
void cut_fill(const ct::tensor<int, 3>& counts) {
  (void)ct::pad<1, 1>(counts, 0.5);  // error: pad: a plain floating-point number with an array of integers (i32); convert with ct::astype<double>(x)
}
void cut_update(const ct::tensor<int, 3>& counts) {
  (void)counts.at(1).set(0.5);  // error: at: a plain floating-point number with an array of integers (i32); convert with ct::astype<double>(x)
}
void cut_comparison(const ct::tensor<int, 3>& counts) {
  (void)(counts > 0.5);  // error: operator>: a plain floating-point number with an array of integers (i32); convert with ct::astype<double>(x)
}
void cut_assignment(ct::tensor<int, 3>& counts) {
  counts *= 0.5;  // error: operator*: a plain floating-point number with an array of integers (i32); convert with ct::astype<double>(x)
}
