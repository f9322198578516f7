#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

using ct::tensor;
constexpr auto twice = [](auto x) { return 2 * x; };
constexpr auto fwd = [](auto x) { return ct::tuple(2 * x, x); };
constexpr auto bwd = [](auto, auto g) { return ct::tuple(2 * g); };

void good(const tensor<float, 3>& x) {
  ct::custom_vjp(twice, fwd, bwd)(x);
  ct::custom_vjp(twice, fwd, [](auto, auto) { return ct::tuple(ct::none); })(x);
}
// 47: no tuple.
void bare(const tensor<float, 3>& x) {
  ct::custom_vjp(twice, fwd, [](auto, auto g) { return 2 * g; })(x);  // error: custom_vjp: bwd must return a tuple with one cotangent per argument: expected (f32[3],), got f32[3]; return ct::tuple(...)
}
// 46: another tree.
void too_many(const tensor<float, 3>& x) {
  ct::custom_vjp(twice, fwd, [](auto, auto g) { return ct::tuple(g, g); })(x);  // error: custom_vjp: bwd must return cotangents like the arguments: expected (f32[3],), got (f32[3], f32[3])
}
// 49, 50: another shape, always.
void wrong_shape(const tensor<float, 3>& x) {
  ct::custom_vjp(twice, fwd, [](auto, auto g) { return ct::tuple(sum(g)); })(x);  // error: custom_vjp: bwd must return cotangents like the arguments: expected (f32[3],), got (f32[],)
}
void wrong_element(const tensor<float, 3>& x) {
  ct::custom_vjp(twice, fwd, [](auto, auto g) { return ct::tuple(ct::astype<double>(g)); })(x);  // error: custom_vjp: bwd must return cotangents like the arguments: expected (f32[3],), got (f64[3],)
}
void no_pair(const tensor<float, 3>& x) {
  ct::custom_vjp(twice, [](auto v) { return 2 * v; }, bwd)(x);  // error: custom_vjp: fwd must return a pair (output, residuals): expected (f32[3], ...), got f32[3]
}
void other_output(const tensor<float, 3>& x) {
  ct::custom_vjp(twice, [](auto v) { return ct::tuple(sum(v), v); }, bwd)(x);  // error: custom_vjp: fwd's output must be like f's: expected f32[3], got f32[]
}
void fwd_not_callable(const tensor<float, 3>& x) {
  ct::custom_vjp(twice, [](auto v, auto, auto) { return ct::tuple(v, v); }, bwd)(x);  // error: custom_vjp: fwd is not callable with f's arguments (f32[3],)
}
void bwd_not_callable(const tensor<float, 3>& x) {
  ct::custom_vjp(twice, fwd, [](auto g) { return ct::tuple(g); })(x);  // error: custom_vjp: bwd is not callable with (residuals, cotangent): expected a function of (f32[3], f32[3])
}
void forward(double x) {
  ct::jacfwd(ct::custom_vjp(twice, fwd, bwd))(x);  // error: custom_vjp: no rule for forward mode
}
