// Places where a wrong number would be silent: extents of 1, ties, zeros, infinities, NaN, indices out of range,
// integers, and transforms inside each other. Each row is a program and its value by hand, or JAX's.
#include "cases.hpp"

#include <limits>

namespace {
constexpr double inf = std::numeric_limits<double>::infinity(), nan_ = std::numeric_limits<double>::quiet_NaN(),
                 pi = 3.141592653589793;
using vector = ct::tensor<double, 3>;
constexpr vector x{1, 2, 3};
constexpr ct::tensor<double, 1> one{2};
constexpr auto rule = ct::custom_vjp([](auto v) { return sin(v); }, [](auto v) { return ct::tuple(sin(v), v); },
                                     [](auto r, auto g) { return ct::tuple(3 * cos(r) * g); });
void is(const char* what, double got, double wanted) {
  INFO(what);
  if (std::isnan(wanted)) CHECK(std::isnan(got));
  else if (std::isinf(wanted)) CHECK(got == wanted);
  else CHECK(got == Approx(wanted).epsilon(1e-12).margin(1e-12));
}
}  // namespace

TEST_CASE("silent wrong numbers: edges of shapes and functions", "[adversary]") {
  is("sum1", ct::grad([](auto v) { return sum(v * v); })(one)(0), 4);
  is("bcast1 grad", ct::grad([](auto v, auto w) { return sum(v * w); })(one, x)(0), 6);
  is("var1", ct::grad([](auto v) { return var(v); })(one)(0), 0);
  is("norm0", ct::grad([](auto v) { return norm(v); })(vector{0, 0, 0})(0), nan_);
  is("softmax1", ct::jacrev([](auto v) { return ct::softmax(v); })(one)(0, 0), 0);
  is("cumprod zero", ct::grad([](auto v) { return ct::cumprod(v)(2); })(vector{0, 2, 3})(0), 6);
  is("prod two zeros", ct::grad([](auto v) { return prod(v); })(vector{0, 0, 3})(0), 0);
  is("prod hess", ct::hessian([](auto v) { return prod(v); })(vector{0, 0, 3})(0, 1), 3);
  is("amax tie", ct::grad([](auto v) { return amax(v); })(vector{3, 3, 1})(0), 0.5);
  is("amin tie3", ct::grad([](auto v) { return amin(v); })(vector{1, 1, 1})(2), 1.0 / 3);
  is("sort tie", ct::grad([](auto v) { return ct::sort(v)(0); })(vector{1, 1, 2})(0), 1);
  is("clip edge", ct::grad([](auto v) { return ct::clip(v, 0.0, 1.0); })(1.0), 0.5);
  is("abs -0", ct::grad([](auto v) { return abs(v); })(-0.0), 0);
  is("relu 0", ct::grad([](auto v) { return ct::relu(v); })(0.0), 0);
  is("sqrt 0", ct::grad([](auto v) { return sqrt(v); })(0.0), inf);
  is("pow 0 2", ct::grad([](auto v) { return pow(v, 2.0); })(0.0), 0);
  is("pow 0 0", ct::grad([](auto v) { return pow(v, 0.0); })(0.0), 0);
  is("pow hess 0", ct::grad(ct::grad([](auto v) { return pow(v, 2.0); }))(0.0), 2);
  is("pow int exp", ct::grad([](auto v) { return pow(v, 3); })(-2.0), 12);
  is("max nan", ct::jit([](auto a, auto b) { return ct::maximum(a, b); })(nan_, 1.0), nan_);
  is("max nan2", ct::jit([](auto a, auto b) { return ct::minimum(a, b); })(1.0, nan_), nan_);
  is("amax nan", ct::jit([](auto v) { return amax(v); })(vector{1, nan_, 2}), nan_);
  is("sign -0", std::signbit(ct::jit([](auto v) { return ct::sign(v); })(-0.0)) ? 1.0 : 0.0, 1);
  is("round .5", ct::jit([](auto v) { return ct::round(v); })(2.5), 2);
  is("atan2 0 -0", ct::jit([](auto a, auto b) { return ct::atan2(a, b); })(0.0, -0.0), pi);
  is("x-x inf", ct::jit([](auto a) { return a - a; })(inf), nan_);
  is("0*inf", ct::jit([](auto a) { return 0.0 * a; })(inf), nan_);
  is("argmax nan", ct::jit([](auto v) { return argmax(v); })(vector{1, nan_, 2}), 1);
  is("logsumexp -inf", ct::jit([](auto v) { return ct::logsumexp(v); })(vector{-inf, -inf, -inf}), -inf);
  is("where grad", ct::grad([](auto v) { return ct::where(v > 0.0, log(v), v); })(-1.0), 1);
}

TEST_CASE("silent wrong numbers: indices", "[adversary]") {
  is("gather out of range", ct::grad([](auto u, auto i) { return u(i); })(x, 7)(2), 1);
  is("neg idx", ct::jit([](auto u, auto i) { return u(i); })(x, -1), 3);
  is("neg idx out", ct::jit([](auto u, auto i) { return u(i); })(x, -9), 1);
  is("set drop", ct::jit([](auto u, auto i) { return u.at(i).set(9.0)(2); })(x, 5), 3);
  is("set drop grad", ct::grad([](auto w, auto i) { return sum(w.at(i).set(9.0) * w); })(x, 5)(2), 6);
  is("add twice", ct::grad([](auto u) { return sum(u.at(ct::tensor<std::int32_t, 2>{1, 1}).add(u(1)) * u); })(x)(1),
     2 * 2 + 2 * (2 * 2) + 0);
  is("take dup", ct::grad([](auto u) { return sum(ct::take(u, ct::tensor<std::int32_t, 3>{0, 0, 2})); })(x)(0), 2);
  is("dynslice clamp", ct::grad([](auto w, auto i) { return sum(ct::dynamic_slice<2>(w, i)); })(x, 2)(1), 1);
}

TEST_CASE("silent wrong numbers: integers and element types", "[adversary]") {
  is("int div", ct::jit([](auto a, auto b) { return a / b; })(-7, 2), -3);
  is("int div 0", ct::jit([](auto a, auto b) { return a / b; })(-7, 0), -1);
  is("int ovf", ct::jit([](auto a) { return a + a; })(std::int32_t{2147483647}), -2);
  is("f2i nan", ct::jit([](auto a) { return ct::astype<std::int32_t>(a); })(nan_), 0);
  is("f2i big", ct::jit([](auto a) { return ct::astype<std::int32_t>(a); })(1e20), 2147483647);
  is("abs intmin", ct::jit([](auto a) { return ct::abs(a); })(std::numeric_limits<std::int32_t>::min()), -2147483648.0);
  is("mean int", ct::jit([](auto a) { return mean(a); })(ct::tensor<std::int32_t, 2>{1, 2}), 1.5);
  is("sum bool", ct::jit([](auto a) { return sum(ct::astype<std::int32_t>(a > 1.0)); })(x), 2);
  is("f32 jac", ct::jacrev([](auto v) { return ct::astype<double>(v) * 3.0; })(2.0F), 3);
  is("f32 through f64 hess", ct::grad(ct::grad([](auto v) {
       auto d = ct::astype<double>(v);
       return ct::astype<float>(d * d * d);
     }))(2.0F),
     12);
  is("int path", ct::grad([](auto v) { return v * ct::astype<double>(ct::astype<std::int32_t>(v)); })(2.5), 2);
}

TEST_CASE("silent wrong numbers: transforms inside each other", "[adversary]") {
  is("perturbation", ct::grad([](auto a) { return a * ct::grad([=](auto b) { return a + b; })(1.0); })(1.0), 1);
  is("perturbation2",
     ct::jvp([](auto a) { return a * ct::jvp([=](auto b) { return a * b; }, ct::tuple(3.0), ct::tuple(1.0)).tangent; },
             ct::tuple(2.0), ct::tuple(1.0))
         .tangent,
     4);
  is("vmap grad cond", ct::vmap(ct::grad([](auto v) {
       return ct::cond(v > 0.0, [](auto u) { return sqrt(u); }, [](auto) { return 0.0; }, v);
     }))(vector{-1, 0, 4})(0),
     0);
  is("grad vmap cond", ct::grad([](auto w) {
       return sum(ct::vmap([](auto v) {
         return ct::cond(v > 0.0, [](auto u) { return sqrt(u); }, [](auto u) { return 0.0 * u; }, v);
       })(w));
     })(vector{-1, 0, 4})(2),
     0.25);
  is("hess vmap cond captured", ct::hessian([](auto w) {
       return sum(ct::vmap([=](auto v) {
         return ct::cond(
             v > 2.5, [=](auto u) { return u * w(0) * w(0); }, [=](auto u) { return log(u - 10.0 * w(1)); }, v);
       })(ct::stop_gradient(w)));
     })(vector{1, -2, 3})(0, 0),
     6);
  is("scan hess", ct::hessian([](auto a) { return ct::fori_loop<0, 3>([](auto, auto c) { return c * c; }, a); })(1.1),
     56 * std::pow(1.1, 6));
  is("jvp of while",
     ct::jvp([](auto a) { return ct::while_loop([](auto c) { return c < 100.0; }, [](auto c) { return c * c; }, a); },
             ct::tuple(2.0), ct::tuple(1.0))
         .tangent,
     8 * 128);
  is("vmap while", ct::vmap([](auto a) {
       return ct::while_loop([](auto c) { return c < 100.0; }, [](auto c) { return c * c; }, a);
     })(vector{2, 200, 3})(1),
     200);
  is("vjp none", at_c<0>(ct::vjp([](auto a, auto) { return a * 2.0; }, 1.0, 2.0).pullback(1.0)), 2);
  is("rule in scan in vmap", ct::grad([](auto w) {
       return sum(ct::vmap([](auto v) { return ct::fori_loop<0, 2>([](auto, auto c) { return rule(c); }, v); })(w));
     })(x)(1),
     9 * std::cos(std::sin(2)) * std::cos(2));
  is("rule hess", ct::grad(ct::grad(rule))(1.0), -3 * std::sin(1));
  is("rule checkpoint", ct::grad(ct::checkpoint(rule))(1.0), 3 * std::cos(1));
  const auto aux = ct::grad([](auto v) { return ct::tuple(sum(v * v), ct::astype<std::int32_t>(v)); }, ct::has_aux)(x);
  is("aux int", at_c<1>(aux)(2), 3);
  const auto both = ct::grad([](auto a, auto b) { return a * a * b; }, ct::argnums<1, 0>)(3.0, 2.0);
  is("argnums order", at_c<0>(both), 9);
  is("argnums order", at_c<1>(both), 12);
  is("argnums -1", ct::grad([](auto a, auto b) { return a * a * b; }, ct::argnums<-1>)(3.0, 2.0), 9);
  is("hvp tree", at_c<1>(ct::hvp([](auto p) {
       return at_c<0>(p) * at_c<0>(p) * at_c<1>(p);
     })(ct::tuple(2.0, 3.0), ct::tuple(1.0, 0.0))),
     4);
  is("out_axes",
     ct::vmap([](auto v) { return v * 2.0; }, ct::in_axes<1>,
              ct::out_axes<1>)(ct::tensor<double, 2, 3>{1, 2, 3, 4, 5, 6})(0, 2),
     6);
  is("vmap idx", ct::grad([](auto w) {
       return sum(ct::vmap([=](auto i) { return w(i) * w(0); })(ct::tensor<std::int32_t, 2>{1, 2}));
     })(x)(2),
     1);
  is("stop grad", ct::grad([](auto v) { return v * ct::stop_gradient(v); })(3.0), 3);
  is("linear_transpose", at_c<0>(ct::linear_transpose([](auto v) { return ct::cumsum(v); }, ct::like<vector>)(x))(0),
     6);
  is("det sing", ct::grad([](auto m) { return ct::det(m); })(ct::tensor<double, 2, 2>{1, 2, 2, 4})(0, 0), 4);
  is("solve", ct::grad([](auto b) {
       return sum(ct::solve(ct::tensor<double, 2, 2>{2, 0, 0, 4}, b));
     })(ct::tensor<double, 2>{1, 1})(1),
     0.25);
  is("einsum diag", ct::grad([](auto m) { return ct::einsum<"ii->">(m); })(ct::tensor<double, 2, 2>{1, 2, 3, 4})(0, 0),
     1);
  is("size", ct::jit([](auto v) { return sum(v) / double(v.size()); })(x), 2);
  is("++", ct::grad([](auto v) {
       auto s = v;
       ++s;
       auto t = s++;
       return s * t;
     })(2.0),
     7);
}
