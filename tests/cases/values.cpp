// Values and derivatives against numbers known from elsewhere (calculus, or JAX's tests restated).
#include <cotangent/cotangent.hpp>

#include <catch2/catch.hpp>

namespace ct = cotangent;

// Arithmetic alone evaluates in a constant expression.
static_assert(ct::grad([](auto x) { return x * x * x; })(2.0) == 12.0);
static_assert(ct::grad(ct::grad([](auto x) { return x * x * x; }))(2.0) == 12.0);
static_assert(ct::hessian([](auto x) { return x * x * x; })(2.0) == 12.0);

constexpr auto stable_softmax = [](auto x) {
  auto e = exp(x - amax(x));
  return e / sum(e);
};
constexpr auto softmax_with_rule = ct::custom_vjp(
    stable_softmax,
    [](auto x) {
      auto s = stable_softmax(x);
      return ct::tuple(s, s);
    },
    [](auto s, auto ds) { return ct::tuple(dot(ds, diag(s) - outer(s, s))); });

TEST_CASE("122: softmax: value, Jacobian by both modes, stability", "[seed]") {
  const ct::tensor<double, 3, 3> expected{{0.08192506906499324, -0.022033044520174298, -0.05989202454481893},
                                          {-0.022033044520174298, 0.1848364465099787, -0.1628034019898044},
                                          {-0.05989202454481893, -0.1628034019898044, 0.22269542653462338}};
  for (double shift : {0.0, 1000.0}) {
    const ct::tensor<double, 3> y{1 + shift, 2 + shift, 3 + shift};
    const auto by_rule = ct::jacrev(softmax_with_rule)(y);
    const auto reverse = ct::jacrev(stable_softmax)(y);
    const auto forward = ct::jacfwd(stable_softmax)(y);
    for (int k = 0; k < 9; ++k) {
      CHECK(by_rule.data()[k] == Approx(expected.data()[k]).epsilon(1e-12));
      CHECK(reverse.data()[k] == Approx(expected.data()[k]).epsilon(1e-12));
      CHECK(forward.data()[k] == Approx(expected.data()[k]).epsilon(1e-12));
    }
  }
}

TEST_CASE("1: the rule is used, not the true derivative (JAX test_basic)", "[custom_vjp]") {
  constexpr auto f = ct::custom_vjp([](auto x) { return sin(x); }, [](auto x) { return ct::tuple(sin(x), cos(x)); },
                                    [](auto c, auto g) { return ct::tuple(2 * c * g); });
  CHECK(f(3.0) == Approx(0.1411200080598672));
  CHECK(ct::grad(f)(3.0) == Approx(-1.9799849932008908));
  const auto [value, gradient] = ct::value_and_grad(f)(3.0);
  CHECK(value == Approx(0.1411200080598672));
  CHECK(gradient == Approx(-1.9799849932008908));
  // The rule survives vmap, and vmap of it can be differentiated.
  const ct::tensor<double, 3> x{0, 1, 2};
  const auto each = ct::vmap(ct::grad(f))(x);
  const auto together = ct::grad([=](auto v) { return sum(ct::vmap(decltype(f){})(v)); })(x);
  CHECK(each(1) == Approx(1.0806046117362795));
  for (int k = 0; k < 3; ++k) CHECK(together(k) == Approx(each(k)));
}

TEST_CASE("17: none stands for zero (JAX test_bwd_nones)", "[custom_vjp]") {
  constexpr auto f = ct::custom_vjp([](auto x, auto y) { return x * sin(y); },
                                    [](auto x, auto y) { return ct::tuple(x * sin(y), cos(y)); },
                                    [](auto c, auto g) { return ct::tuple(ct::none, 2 * c * g); });
  CHECK(ct::grad([](auto x) { return decltype(f){}(x, x); })(3.0) == Approx(-1.9799849932008908));
}

TEST_CASE("no perturbation confusion, closures over traced values, numbers inside a trace", "[grad]") {
  const auto f = [](auto x) { return x * ct::grad([=](auto y) { return x + y; })(1.0); };
  CHECK(ct::grad(f)(5.0) == 1.0);
  const auto g = [](auto x) { return ct::grad([=](auto y) { return x * y * y; })(x); };  // 2 x^2
  CHECK(ct::grad(g)(3.0) == 12.0);
}

template <template <class, int...> class Leaf>
struct parameters {
  using matrix = Leaf<double, 2, 3>;
  using vector = Leaf<double, 2>;
  BOOST_HANA_DEFINE_STRUCT(parameters, (matrix, weights), (vector, bias));
};

TEST_CASE("a struct of parameters has a gradient of its own type", "[grad][tree]") {
  parameters<ct::value> p;
  p.weights = {{1, 2, 3}, {4, 5, 6}};
  p.bias = ct::tensor<double, 2>{0.5, -0.5};
  const ct::tensor<double, 3> x{1, -1, 2};
  const auto loss = [](auto q, auto v) { return sum(square(dot(q.weights, v) + q.bias)); };
  const auto [value, gradient] = ct::value_and_grad(loss)(p, x);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(gradient)>, parameters<ct::value>>);
  const double r0 = 1 - 2 + 6 + 0.5, r1 = 4 - 5 + 12 - 0.5;
  CHECK(value == Approx(r0 * r0 + r1 * r1));
  CHECK(gradient.bias(1) == Approx(2 * r1));
  CHECK(gradient.weights(0, 2) == Approx(2 * r0 * 2));
}

TEST_CASE("stop_gradient (JAX testStopGradient)", "[grad]") {
  const auto f = [](auto x) { return sin(x) * cos(ct::stop_gradient(x)); };
  CHECK(ct::grad(f)(3.14) == Approx(0.9999974634566875));
}

TEST_CASE("arrays print as NumPy prints them", "[print]") {
  std::ostringstream out;
  out << ct::tensor<double, 2, 2>{{1, 2.5}, {-3, 4}};
  CHECK(out.str() == "[[ 1.   2.5]\n [-3.   4. ]]");
  CHECK(ct::describe<boost::hana::tuple<ct::tensor<float, 3>>>() == "(f32[3],)");
}

TEST_CASE("without an axis, functions along one go over all elements, as in NumPy", "[axes]") {
  const ct::tensor<double, 2, 3> x{{1, 2, 3}, {4, 5, 6}};
  CHECK(ct::cumsum(x) == ct::tensor<double, 6>{1, 3, 6, 10, 15, 21});
  CHECK(ct::cumsum<1>(x) == ct::tensor<double, 2, 3>{{1, 3, 6}, {4, 9, 15}});
  CHECK(ct::cumprod(x) == ct::tensor<double, 6>{1, 2, 6, 24, 120, 720});
  CHECK(ct::roll<1>(x) == ct::tensor<double, 2, 3>{{6, 1, 2}, {3, 4, 5}});
  CHECK(ct::roll<1, 1>(x) == ct::tensor<double, 2, 3>{{3, 1, 2}, {6, 4, 5}});
  CHECK(ct::repeat<2>(x) == ct::tensor<double, 12>{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6});
  CHECK(ct::take(x, 4) == 5);
  CHECK(ct::take<0>(x, 1) == ct::tensor<double, 3>{4, 5, 6});
}
