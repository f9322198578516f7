// CASES.md, "grad, vjp, jvp, linearize, transpose".
#include "cases.hpp"

TEST_CASE("82: argnums, of grad and value_and_grad", "[grad]") {
  const auto f = [](auto x, auto y, auto z) { return 1 * x + 2 * y + 3 * z; };
  CHECK(ct::grad(f)(1.0, 1.0, 1.0) == 1);
  CHECK(ct::grad(f, ct::argnums<1>)(1.0, 1.0, 1.0) == 2);
  const auto both = ct::grad(f, ct::argnums<2, 0>)(1.0, 1.0, 1.0);
  CHECK(at_c<0>(both) == 3);
  CHECK(at_c<1>(both) == 1);
  const auto [value, gradient] = ct::value_and_grad(f, ct::argnums<2, 0>)(1.0, 1.0, 1.0);
  CHECK(value == 6);
  CHECK(at_c<0>(gradient) == 3);
}

TEST_CASE("85: auxiliary results, of grad and value_and_grad; constant; nested", "[grad]") {
  const auto f = [](auto x) { return ct::tuple(x * x * x, ct::tuple(x * x)); };
  const auto result = ct::grad(f, ct::has_aux)(3.0);
  CHECK(at_c<0>(result) == 27);
  CHECK(at_c<0>(at_c<1>(result)) == 9);
  const auto with_value = ct::value_and_grad(f, ct::has_aux)(3.0);
  CHECK(at_c<0>(with_value.value) == 27);
  CHECK(at_c<0>(at_c<1>(with_value.value)) == 9);
  CHECK(with_value.gradient == 27);
  const auto constant = ct::grad([](auto x) { return ct::tuple(x * x * x, ct::tuple(16.0, 4.0)); }, ct::has_aux)(4.0);
  CHECK(at_c<0>(at_c<1>(constant)) == 16);
  // d/dx of the auxiliary result, which is f's own derivative.
  const auto nested = [](auto x) {
    return at_c<1>(ct::grad([](auto y) { return ct::tuple(y, y * y * y * sin(y)); }, ct::has_aux)(x));
  };
  CHECK(ct::grad(nested)(4.0) == Approx(-78.15971151005172));
}

TEST_CASE("89: jvp of a jitted sum", "[jvp]") {
  const auto [y, dy] = ct::jvp(ct::jit([](auto x) { return 4 * x + 5 * x; }), ct::tuple(5.0), ct::tuple(1.0));
  CHECK(y == 45);
  CHECK(dy == 9);
}

TEST_CASE("91: linearize: constant results have a tangent, which is zero; a pullback crosses a jit", "[linearize]") {
  const auto [y, constant] = ct::linearize([](auto x) { return ct::stop_gradient(x) * 0 + 4.0; }, 3.0);
  CHECK(y == 4);
  CHECK(constant(1.0) == 0);
  const auto pulled = ct::vjp([](auto x) { return 3 * x; }, 1.0);
  CHECK(at_c<0>(ct::jit([](auto pullback, auto c) { return pullback(c); })(pulled.pullback, 2.0)) == 6);
  const auto pushed = ct::linearize([](auto x) { return 3 * x; }, 1.0);
  CHECK(ct::jit([](auto f_lin, auto t) { return f_lin(t); })(pushed.pushforward, 2.0) == 6);
}

TEST_CASE("92: JAX's docstrings of linearize, vjp and jvp", "[linearize][vjp][jvp]") {
  const auto [y, f_lin] = ct::linearize([](auto x) { return 3 * sin(x) + cos(x / 2); }, 2.0);
  CHECK(y == Approx(3.2681945863451847));
  CHECK(f_lin(3.0) == Approx(-5.007528006136127));
  CHECK(f_lin(4.0) == Approx(-6.676704008181503));
  const auto [values, pullback] = ct::vjp([](auto a, auto b) { return ct::tuple(sin(a), cos(b)); }, 0.5, 1.0);
  CHECK(at_c<1>(values) == Approx(0.5403023058681398));
  const auto cotangents = pullback(ct::tuple(-0.7, 0.3));
  CHECK(at_c<0>(cotangents) == Approx(-0.6143077933232609));
  CHECK(at_c<1>(cotangents) == Approx(-0.25244129544236893));
  const auto [s, ds] = ct::jvp([](auto x) { return sin(x); }, ct::tuple(0.1), ct::tuple(0.2));
  CHECK(ds == Approx(0.19900083305560518));
  CHECK(s == Approx(0.09983341664682815));
}

TEST_CASE("a pullback inside a trace, of a function that captured a traced value", "[vjp]") {
  const auto f = [](auto v) {
    const auto r = ct::vjp([=](auto u) { return u * u * v; }, v);
    return at_c<0>(r.pullback(1.0));  // 2 v^2
  };
  CHECK(ct::grad(f)(3.0) == 12);
}

TEST_CASE("the pullback of a custom rule is the rule's, also when it is differentiated again", "[vjp]") {
  constexpr auto f = ct::custom_vjp([](auto x) { return sin(x); }, [](auto x) { return ct::tuple(sin(x), x); },
                                    [](auto x, auto g) { return ct::tuple(2 * cos(x) * g); });
  CHECK(at_c<0>(ct::vjp(f, 3.0).pullback(1.0)) == Approx(-1.9799849932008908));
  const auto slope = [](auto x) { return at_c<0>(ct::vjp(decltype(f){}, x).pullback(1.0)); };
  CHECK(ct::grad(slope)(3.0) == Approx(-0.2822400161197344));
}

static_assert(ct::describe<decltype(ct::vjp([](auto x) { return sin(x); }, 1.0).pullback)>() == "(f64[],)");
TEST_CASE("what vjp keeps is known at compile time", "[inspect]") {
  const auto cube = [](auto x) { return x * x * x; };
  static_assert(ct::inspect(cube, ct::like<double>).residuals() == "(f64[], f64[])");
  static_assert(ct::inspect([](auto x) { return 3 * x; }, ct::like<double>).residuals() == "()");
}

TEST_CASE("argnums count from the end too; tuples come apart in structured bindings", "[grad][tree]") {
  const auto f = [](auto x, auto y, auto z) { return x * y * z; };
  CHECK(ct::grad(f, ct::argnums<-1>)(2.0, 3.0, 4.0) == 6);
  const auto [dx, dz] = ct::grad(f, ct::argnums<0, -1>)(2.0, 3.0, 4.0);
  CHECK(dx == 12);
  CHECK(dz == 6);
  const auto [slope, extra] = ct::grad([](auto x) { return ct::tuple(x * x, 3 * x); }, ct::has_aux)(2.0);
  CHECK(slope == 4);
  CHECK(extra == 6);
  auto [y, pullback] = ct::vjp(f, 2.0, 3.0, 4.0);
  auto [a, b, c] = pullback(1.0);
  CHECK(y + a + b + c == 24 + 12 + 8 + 6);
  CHECK(ct::jit([](auto x) {
          auto [u, v] = ct::tuple(x, x * x);
          return u * v;
        })(2.0) == 8);  // expressions, too
}

TEST_CASE("a chain may be longer than constant expressions may be deep", "[grad]") {
  constexpr auto chain = [](auto x) {
    auto y = x;
    for (int k = 0; k < 300; ++k) y = 0.5 * y * y + x;
    return y;
  };
  double y = 0.125, dy = 1;
  for (int k = 0; k < 300; ++k) dy = y * dy + 1, y = 0.5 * y * y + 0.125;
  const auto [value, slope] = ct::value_and_grad(chain)(0.125);
  CHECK(value == Approx(y));
  CHECK(slope == Approx(dy));
}
