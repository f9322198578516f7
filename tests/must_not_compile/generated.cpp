#include <cotangent/generated.hpp>

namespace ct = cotangent;

// As a generated header has it.
struct slope_function {
  static constexpr const char* name = "slope";
  using arguments = ct::generated::types<ct::tensor<float, 3>, double>;
  using result = boost::hana::tuple<ct::tensor<float, 3>, double>;
  static void call(const void* const*, void* const*) {}
};
inline constexpr ct::generated::function<slope_function> slope{};
template <class... Places, class... Args>
void slope_into(const ct::places<Places...>& to, const Args&... args) { ct::generated::call_into<slope_function>(to, args...); }

using vector = ct::tensor<float, 3>;
void good(const vector& x, vector& y, double& d) { (void)slope(x, 1.0), slope_into(ct::out(y, d), x, 1.0), slope_into(ct::out(ct::none, d), x, 1.0); }
void wrong_shape(const ct::tensor<float, 4>& x) {
  (void)slope(x, 1.0);  // error: slope: argument 0: expected f32[3], got f32[4]
}
void wrong_type(const vector& x) {
  (void)slope(x, 1.0f);  // error: slope: argument 1: expected f64[], got f32[]
}
void too_few(const vector& x) {
  (void)slope(x);  // error: slope: needs 2 arguments, got 1
}
void places(const vector& x, vector& y) {
  slope_into(ct::out(y, y, y), x, 1.0);  // error: slope_into: places for 3 results, and the function returns (f32[3], f64[])
}
void other_place(const vector& x, vector& y) {
  slope_into(ct::out(y, y), x, 1.0);  // error: slope_into: a place for f64[] cannot be f32[3]
}
