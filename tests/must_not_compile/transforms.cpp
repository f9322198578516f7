#include <cotangent/cotangent.hpp>

namespace ct = cotangent;
using vector = ct::tensor<double, 3>;
constexpr auto doubled = ct::custom_vjp([](auto x) { return 2 * x; }, [](auto x) { return ct::tuple(2 * x, ct::none); },
                                        [](auto, auto c) { return ct::tuple(2 * c); });
constexpr auto floors = [](auto x) { return ct::fori_loop<0, 3>([](auto, auto y) { return floor(y); }, x); };

void good(const vector& x, const ct::tensor<double, 2, 3>& m) {
  (void)ct::vjp([](auto v) { return sum(v); }, x).pullback(1.0);
  (void)ct::vmap([](auto a, auto b) { return a * b; }, ct::in_axes<0, ct::unmapped>)(m, x);
  (void)ct::tree_map([](auto a) { return a; }, ct::tuple(x, m));
}
// 88: a cotangent of another type.
void cotangent_shape(const vector& x) {
  (void)ct::vjp([](auto v) { return v * v; }, x).pullback(1.0);  // error: vjp: the cotangent must be like the function's result: expected f64[3], got f64[]
}
void tangent_type(const vector& x) {
  (void)ct::jvp([](auto v) { return v; }, ct::tuple(x), ct::tuple(ct::tensor<float, 3>{}));  // error: jvp: tangents must be like the primals: expected (f64[3],), got (f32[3],)
}
void tangent_count(const vector& x) {
  (void)ct::linearize([](auto v) { return v; }, x).pushforward(x, x);  // error: linearize: the tangents must be like the arguments: expected (f64[3],), got (f64[3], f64[3])
}
void not_linear(double x) {
  (void)ct::linear_transpose([](auto v) { return v * v; }, ct::like<double>)(x);  // error: linear_transpose: the function is not linear
  (void)ct::linear_transpose(floors, ct::like<double>)(x);  // error: linear_transpose: the function is not linear
  (void)ct::linear_transpose(doubled, ct::like<int>)(1);  // error: linear_transpose: of integers, custom rules have no transpose
}
void auxiliary(double x) {
  (void)ct::grad([](auto v) { return v; }, ct::has_aux)(x);  // error: grad: has_aux: the function must return a tuple (number, auxiliary tree)
}
void axis(const vector& x) {
  (void)ct::vmap([](auto v) { return v; }, ct::in_axes<1>)(x);  // error: vmap: axis out of range for an array of the arguments, (f64[3],)
}
void nothing(const vector& x) {
  (void)ct::vmap([](auto v) { return v; }, ct::in_axes<ct::unmapped>)(x);  // error: vmap: nothing is mapped
}
void arity(const vector& x) {
  (void)ct::vmap([](auto v) { return v; }, ct::in_axes<0, 0>)(x);  // error: vmap: in_axes must be like the arguments: the function was called with (f64[3],)
}
void trees(const vector& x) {
  (void)ct::tree_map([](auto a, auto) { return a; }, ct::tuple(x, ct::tuple(x)), ct::tuple(x, x));  // error: tree_map: trees differ: at .1: expected (f64[3],), got f64[3]
}
void integers(int x) {
  (void)ct::jacrev([](auto v) { return ct::astype<double>(v); })(x);  // error: jacrev: differentiated arguments must be floating-point, got (i32[],)
}
void forward_rule(double x) {
  (void)ct::custom_jvp([](auto v) { return v; }, [](auto, auto t) { return t; })(x);  // error: custom_jvp: the rule must return a pair (output, tangent): expected (f64[], f64[]), got (f64[],); return ct::tuple(output, tangent)
}
void letters(const vector& x) {
  (void)ct::einsum<"ij,j->i">(x, x);  // error: einsum: ij,j->i does not fit (f64[3], f64[3])
}
void outside(const vector& x) {
  (void)ct::jit([](auto v) { return v(5); })(x);  // error: index: 5 is out of range for axis 0, of 3 elements
}
void output(const vector& x) {
  ct::tensor<double, 4> out;
  ct::into(out, [](auto v) { return v * v; })(x);  // error: into: the output must be like the function's result: expected f64[3], got f64[4]
}
void temporary(const ct::tensor<double, 3>& x) {
  ct::into(ct::tensor<double, 3>{}, [](auto v) { return v * v; })(x);  // error: into: the output is a temporary f64[3], which nobody can read; pass a variable, or views by ct::view
}
void no_aux(const ct::tensor<double, 3>& x) {
  (void)ct::jacrev([](auto v) { return v; }, ct::has_aux)(x);  // error: jacrev: has_aux: the function must return a tuple (result, auxiliary tree); use ct::tuple(value, aux)
}
/// As Eigen's matrices look from outside.
template <bool RowMajor>
struct matrix_of_eigen {
  static constexpr bool IsRowMajor = RowMajor, IsVectorAtCompileTime = false;
  double* data();
  int size() const;
};
double in_rows(matrix_of_eigen<true>& m) { return sum(ct::view<double, 2, 3>(m)); }
double in_columns(matrix_of_eigen<false>& m) {
  return sum(ct::view<double, 2, 3>(m));  // error: view: the matrix is column-major, and arrays are row-major here; use Eigen::RowMajor
}
