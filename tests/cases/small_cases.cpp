// CASES.md: what takes a line or two.
#include "cases.hpp"

namespace {
constexpr auto twice_cosine = ct::custom_vjp(
    [](auto x) {
      static_assert(ct::describe<decltype(x)>() == "f64[]");
      return sin(x);
    },
    [](auto x) { return ct::tuple(sin(x), cos(x)); }, [](auto c, auto g) { return ct::tuple(2.0 * c * g); });
}  // namespace

TEST_CASE("4, 5: a rule of numbers, batched in every way and under jit", "[custom_vjp][vmap]") {
  const ct::tensor<double, 2, 3> x{{0, 1, 2}, {3, 4, 5}};
  const auto slopes = 2.0 * cos(x);
  const auto all = [](auto f) { return ct::vmap(ct::vmap(f)); };
  check_close(all(twice_cosine)(x), sin(x));
  check_close(all(ct::grad(twice_cosine))(x), slopes);
  check_close(ct::grad([=](auto v) { return sum(all(twice_cosine)(v)); })(x), slopes);
  check_close(ct::vmap(ct::grad([](auto v) { return sum(ct::vmap(twice_cosine)(v)); }))(x), slopes);
  CHECK(ct::grad(ct::jit(twice_cosine))(3.0) == Approx(-1.9799849932008908));
  CHECK(ct::jit(ct::grad(twice_cosine))(3.0) == Approx(-1.9799849932008908));
}

TEST_CASE("13, 14, 28, 34: arguments that nobody differentiates by: functions and values", "[custom_vjp][tree]") {
  // By place where JAX has names too: f, x -> f(x) and its slope.
  const auto rule =
      ct::custom_vjp([](auto f, auto x) { return f(x); }, [](auto f, auto x) { return ct::tuple(f(x), cos(x)); },
                     [](auto c, auto g) { return ct::tuple(ct::none, c * g); });
  CHECK(ct::value_and_grad(rule, ct::argnums<1>)([](auto x) { return 4.0 * x / x; }, 1.0).value == 4);
  CHECK(ct::grad(rule, ct::argnums<1>)([](auto x) { return x; }, 1.0) == Approx(std::cos(1.0)));
  const auto scaled = ct::custom_vjp(
      [](auto k, auto x) { return k * sin(x); }, [](auto k, auto x) { return ct::tuple(k * sin(x), ct::tuple(k, x)); },
      [](auto r, auto g) { return ct::tuple(ct::none, at_c<0>(r) * cos(at_c<1>(r)) * g); });
  CHECK(ct::grad(scaled, ct::argnums<1>)(2.0, 3.0) == Approx(2 * std::cos(3.0)));
  check_close(
      ct::vmap(ct::grad(scaled, ct::argnums<1>), ct::in_axes<ct::unmapped, 0>)(2.0, ct::tensor<double, 3>{0, 1, 2}),
      2.0 * cos(ct::tensor<double, 3>{0, 1, 2}));
  const auto [value, slope] = ct::value_and_grad(ct::checkpoint([](auto x) { return 3.0 * sin(2.0 * x); }))(0.5);
  CHECK(value == Approx(2.5244129544236893));
  CHECK(slope == Approx(3.2418138352088386));
}

TEST_CASE("25: nothing need be returned for an integer", "[custom_vjp]") {
  const auto rule = ct::custom_vjp([](auto x, auto) { return x; }, [](auto x, auto) { return ct::tuple(x, ct::none); },
                                   [](auto, auto g) { return ct::tuple(g, ct::none); });
  const auto r = ct::vjp(rule, 2.0, 3);
  CHECK(at_c<0>(r.pullback(1.0)) == 1);
  CHECK(at_c<1>(r.pullback(1.0)) == 0);
}

TEST_CASE("56: a rule may close over batched values", "[custom_vjp][vmap]") {
  const auto scaled = [](auto a, auto x) {
    return ct::custom_vjp([=](auto v) { return ct::stop_gradient(a) * v; },
                          [=](auto v) { return ct::tuple(ct::stop_gradient(a) * v, ct::none); },
                          [=](auto, auto g) { return ct::tuple(ct::stop_gradient(a) * g); })(x);
  };
  const ct::tensor<double, 3> a{1, 2, 3};
  check_close(ct::vmap(ct::grad(scaled, ct::argnums<1>), ct::in_axes<0, ct::unmapped>)(a, 5.0),
              a);  // (and held arguments)
}

TEST_CASE("52, 74: nobody differentiates by what a rule captured", "[custom_vjp]") {
  const auto captures = [](auto a) {
    return ct::custom_vjp([=](auto v) { return a * v; }, [=](auto v) { return ct::tuple(a * v, ct::none); },
                          [=](auto, auto g) { return ct::tuple(a * g); })(3.0);
  };
  CHECK_THROWS_WITH(
      ct::grad(captures)(2.0),
      Catch::Contains(
          "custom_vjp: differentiated with respect to a value that f, fwd or bwd captured; pass it as an argument"));
}

TEST_CASE(
    "62, 65, 68, 71: forward rules: linear in a scan, of integers, of a number that is broadcast, with a constant",
    "[custom_jvp]") {
  static constexpr auto negated =
      ct::custom_jvp([](auto x) { return -x; },
                     [](auto p, auto t, auto self) { return ct::tuple(self(at_c<0>(p)), self(at_c<0>(t))); });
  CHECK(
      ct::grad([](auto x) {
        return ct::scan([](auto c, auto) { return ct::tuple(negated(c), ct::none); }, x, ct::none, ct::length<3>).carry;
      })(1.0) == -1);
  static constexpr auto with_integer =
      ct::custom_jvp([](auto x, auto n) { return ct::tuple(x, n); },
                     [](auto p, auto t) { return ct::tuple(p, ct::tuple(2.0 * at_c<0>(t), ct::none)); });
  const auto [primal, tangent] = ct::jvp(with_integer, ct::tuple(1.0, 4), ct::tuple(1.0, 0));
  CHECK(at_c<1>(primal) == 4);
  CHECK(at_c<0>(tangent) == 2);
  static constexpr auto times_ones = ct::custom_jvp(
      [](auto x) { return ct::ones<double, 2>() * x; },
      [](auto p, auto t) { return ct::tuple(ct::ones<double, 2>() * at_c<0>(p), ct::ones<double, 2>() * at_c<0>(t)); });
  static_assert(std::is_same_v<decltype(ct::grad([](auto x) { return sum(times_ones(x)); })(3.0)), double>);
  CHECK(ct::grad([](auto x) { return sum(times_ones(x)); })(3.0) == 2);
  static constexpr auto partly = ct::custom_jvp(
      [](auto x, auto y) { return x + 0.1 * y; },
      [](auto p, auto t) { return ct::tuple(at_c<0>(p) + 0.1 * at_c<1>(p), at_c<0>(t) + 0.1 * at_c<1>(t)); });
  const auto g = ct::grad(partly, ct::argnums<0, 1>)(3.0, 4.0);
  CHECK(at_c<0>(g) == 1);
  CHECK(at_c<1>(g) == Approx(0.1));
}

TEST_CASE("73: forward rules under checkpoint, and higher orders", "[custom_jvp][checkpoint]") {
  constexpr auto doubled =
      ct::custom_jvp([](auto x) { return sin(x); },
                     [](auto p, auto t) { return ct::tuple(sin(at_c<0>(p)), 2.0 * cos(at_c<0>(p)) * at_c<0>(t)); });
  CHECK(ct::grad(ct::checkpoint(doubled))(1.0) == Approx(2 * std::cos(1.0)));
  CHECK(ct::grad(ct::grad(ct::checkpoint(ct::checkpoint(doubled))))(1.0) == Approx(-2 * std::sin(1.0)));
}

TEST_CASE("77: gradients of one's own", "[custom_vjp]") {
  constexpr auto product = ct::custom_vjp([](auto x, auto y) { return x * y; },
                                          [](auto x, auto y) { return ct::tuple(x * y, ct::tuple(x, y)); },
                                          [](auto r, auto g) { return ct::tuple(at_c<1>(r) * g, at_c<0>(r) * g); });
  const auto g = ct::grad(product, ct::argnums<0, 1>)(3.0, 4.0);
  CHECK(at_c<0>(g) == 4);
  CHECK(at_c<1>(g) == 3);
  constexpr auto sines =
      ct::custom_vjp([](auto x) { return sum(sin(x)); }, [](auto x) { return ct::tuple(sum(sin(x)), x); },
                     [](auto x, auto g_) { return ct::tuple(g_ * cos(x) * ct::tensor<double, 3>{3, 4, 5}); });
  check_close(ct::grad(sines)(ct::tensor<double, 3>{0, 1, 2}),
              cos(ct::tensor<double, 3>{0, 1, 2}) * ct::tensor<double, 3>{3, 4, 5});
}

TEST_CASE("86: what jvp carries along is one more result", "[jvp]") {
  const auto r = ct::jvp([](auto x) { return ct::tuple(x * x * x, x * x); }, ct::tuple(3.0), ct::tuple(4.0));
  CHECK(at_c<0>(r.value) == 27);
  CHECK(at_c<0>(r.tangent) == 108);
  CHECK(at_c<1>(r.value) == 9);
}

TEST_CASE("94: a pullback's residuals are its leaves, and may be others", "[vjp][tree]") {
  auto [value, pullback] = ct::vjp([](auto x, auto y) { return x * y; }, 2.0, 3.0);
  const auto g = pullback(1.0);
  CHECK(at_c<0>(g) == 3);
  CHECK(at_c<1>(g) == 2);
  const auto of_zeros = ct::tree_map([](auto leaf) { return 0.0 * leaf; }, pullback)(1.0);
  CHECK(at_c<0>(of_zeros) == 0);
  CHECK(at_c<1>(of_zeros) == 0);
}

TEST_CASE("128: linearize goes through while loops, where gradients are refused", "[while_loop][linearize]") {
  constexpr auto f = [](auto x) {
    return ct::while_loop([](auto c) { return c < 10.0; }, [](auto c) { return c * c; }, x);
  };
  const auto r = ct::linearize(f, 2.0);
  CHECK(r.value == 16);
  CHECK(r.pushforward(1.0) == 32);
}

namespace {
/// Slopes of f, and of f(f(f(x))) written out and in a loop, by both modes.
template <class F>
void check_both_modes(F, double once, double thrice) {
  const auto loop = [](auto x) {
    return ct::scan([](auto c, auto) { return ct::tuple(F{}(c), ct::none); }, x, ct::none, ct::length<3>).carry;
  };
  CHECK(ct::grad(F{})(1.0) == Approx(once));
  CHECK(ct::jacfwd(F{})(1.0) == Approx(once));
  CHECK(ct::grad([](auto x) { return F{}(F{}(F{}(x))); })(1.0) == Approx(thrice));
  CHECK(ct::grad(loop)(1.0) == Approx(thrice));
  CHECK(ct::jacfwd(loop)(1.0) == Approx(thrice));
  CHECK(ct::vmap(ct::grad(F{}))(ct::tensor<double, 2>{1, 2})(0) == Approx(once));
}
}  // namespace

TEST_CASE("forward rules that put tangents through other rules, through themselves, checkpoints and loops",
          "[custom_jvp]") {
  // In reverse mode these calls were left out, and the gradient was 0.
  const auto chained = [](double k) {
    return k * std::cos(1.0) * k * std::cos(std::sin(1.0)) * k * std::cos(std::sin(std::sin(1.0)));
  };
  constexpr auto sine = [](auto x) { return sin(x); };
  static constexpr auto scaled =
      ct::custom_vjp([](auto u, auto c) { return u * c; }, [](auto u, auto c) { return ct::tuple(u * c, c); },
                     [](auto c, auto g) { return ct::tuple(5.0 * c * g, ct::none); });
  const auto through_rule = ct::custom_jvp(
      sine, [](auto p, auto t) { return ct::tuple(sin(at_c<0>(p)), scaled(at_c<0>(t), cos(at_c<0>(p)))); });
  check_both_modes(through_rule, std::cos(1.0), chained(1));
  CHECK(ct::grad(ct::grad(through_rule))(1.0) == Approx(-std::sin(1.0)));
  check_both_modes(ct::custom_jvp(sine,
                                  [](auto p, auto t) {
                                    return ct::tuple(sin(at_c<0>(p)), ct::checkpoint([](auto u, auto c) {
                                                       return 2.0 * u * c;
                                                     })(at_c<0>(t), cos(at_c<0>(p))));
                                  }),
                   2 * std::cos(1.0), chained(2));
  check_both_modes(
      ct::custom_jvp([](auto x) { return -x; },
                     [](auto p, auto t, auto self) { return ct::tuple(self(at_c<0>(p)), self(at_c<0>(t))); }),
      -1, -1);
  check_both_modes(ct::custom_jvp(sine,
                                  [](auto p, auto t) {
                                    return ct::tuple(
                                        sin(at_c<0>(p)),
                                        ct::scan([](auto c, auto) { return ct::tuple(scaled(c, 0.5), ct::none); },
                                                 at_c<0>(t), ct::none, ct::length<2>)
                                            .carry);
                                  }),
                   0.25, 0.015625);
}
