#include <cotangent/cotangent.hpp>

namespace ct = cotangent;
using vector = ct::tensor<double, 3>;

void good(const vector& x) {
  (void)ct::scan([](auto c, auto v) { return ct::tuple(c + v, c); }, 0.0, x);
  (void)ct::jit([](auto v) { return ct::cond(sum(v) > 0, [](auto a) { return a; }, [](auto a) { return -a; }, v); })(x);
  (void)ct::jacfwd([](auto a) { return ct::while_loop([](auto c) { return c < 9; }, [](auto c) { return c * c; }, a); })(2.0);
}
void carry(const vector& x) {
  (void)ct::scan([](auto c, auto v) { return ct::tuple(ct::tuple(boost::hana::at_c<0>(c), v), v); }, ct::tuple(0.0, x), x);  // error: scan: the carry must keep its type: at .1: expected f64[3], got f64[]
}
void pair(const vector& x) {
  (void)ct::scan([](auto c, auto v) { return c + v; }, 0.0, x);  // error: scan: the function must return a pair (carry, output), got f64[]; return ct::tuple(carry, output)
}
void lengths(const vector& x, const ct::tensor<double, 4>& y) {
  (void)ct::scan([](auto c, auto) { return ct::tuple(c, c); }, 0.0, ct::tuple(x, y));  // error: scan: lengths of the leading axes differ: got (f64[3], f64[4])
}
void index(double x) {
  (void)ct::fori_loop<0, 3>([](auto, auto c) { return ct::astype<float>(c); }, x);  // error: fori_loop: the carry must keep its type: expected f64[], got f32[]
}
// 124: branches of other types.
void branches(const vector& x) {
  (void)ct::cond(x(0) > 0, [](auto v) { return ct::tuple(v, v); }, [](auto v) { return ct::tuple(v, sum(v)); }, x);  // error: cond: the branches must return the same: at .1: expected f64[3], got f64[]
}
void predicate(const vector& x) {
  (void)ct::cond(x > 0, [](auto v) { return v; }, [](auto v) { return -v; }, x);  // error: cond: the predicate must be one bool[], got bool[3]; use ct::select for arrays
}
void condition(const vector& x) {
  (void)ct::while_loop([](auto c) { return c < 3; }, [](auto c) { return c * c; }, x);  // error: while_loop: the condition must return one bool[], got bool[3]
}
// 128: reverse mode.
void reverse_mode(double x) {
  (void)ct::grad([](auto v) { return ct::while_loop([](auto c) { return c < 9; }, [](auto c) { return c * c; }, v); })(x);  // error: while_loop: has no reverse mode
}
