// CASES.md, "Custom VJP: values", "Custom JVP", "Custom gradient, closures", "checkpoint".
#include "cases.hpp"

#include <boost/hana/map.hpp>
#include <boost/hana/string.hpp>

#include <array>

TEST_CASE("2: re-wrapping value_and_grad leaves value and gradient unchanged", "[custom_vjp]") {
  // In JAX fwd may call f itself; here a name is not known inside its own definition, so each wrapping has its own f.
  const auto with_rule = [](auto f) {
    return ct::custom_vjp(
        f, [](auto x) { return ct::tuple(decltype(f){}(x), x); }, [](auto, auto g) { return ct::tuple(3 * g); });
  };
  const auto f = with_rule(with_rule(with_rule([](auto x) { return cos(2 * x) / 2; })));
  const auto once = [](auto x) { return ct::value_and_grad(std::remove_const_t<decltype(f)>{})(x).value; };
  const auto twice = [](auto x) { return ct::value_and_grad(std::remove_const_t<decltype(once)>{})(x).value; };
  const auto [value, gradient] = ct::value_and_grad(twice)(1.0);
  CHECK(value == Approx(-0.2080734182735712));
  CHECK(gradient == 3);
}

TEST_CASE("11: a primal that closes over a constant keeps its rule", "[custom_vjp]") {
  constexpr auto f = ct::custom_vjp([](auto x) { return 3 * x * sum(ct::tensor<double, 3>{1, 2, 3}); },
                                    [](auto x) { return ct::tuple(18 * x, x); },
                                    [](auto x, auto g) { return ct::tuple(2 * cos(x) * g); });
  const auto x = counted<double, 3>();
  check_close(ct::vmap(f)(x), 18 * x);
  check_close(ct::vmap(ct::grad(f))(x), 2 * cos(x));
}

TEST_CASE("16: a pullback as a rule's residual", "[custom_vjp][vjp]") {
  constexpr auto f = ct::custom_vjp([](auto x) { return x * x; },
                                    [](auto x) {
                                      const auto both = ct::vjp([](auto v) { return v * v; }, x);
                                      return ct::tuple(both.value, both.pullback);
                                    },
                                    [](auto pullback, auto g) { return pullback(g); });
  CHECK(ct::grad(f)(1.0) == 2);
  CHECK(at_c<0>(ct::vjp(f, 1.0).pullback(3.0)) == 6);
}

TEST_CASE("19, 20: none for a whole subtree", "[custom_vjp]") {
  constexpr auto f =
      ct::custom_vjp([](auto xs, auto y) { return at_c<0>(xs) * at_c<1>(xs) * sin(y); },
                     [](auto xs, auto y) { return ct::tuple(at_c<0>(xs) * at_c<1>(xs) * sin(y), cos(y)); },
                     [](auto c, auto g) { return ct::tuple(ct::none, 2 * c * g); });
  CHECK(ct::grad([](auto x) { return decltype(f){}(ct::tuple(x, x), x); })(3.0) == Approx(-1.9799849932008908));
  constexpr auto first =
      ct::custom_vjp([](auto t) { return at_c<0>(t); }, [](auto t) { return ct::tuple(at_c<0>(t), ct::none); },
                     [](auto, auto g) { return ct::tuple(ct::tuple(g, ct::tuple(ct::none, ct::none))); });
  const auto gradient = ct::grad(first)(ct::tuple(1.0, ct::tuple(2.0, 3.0)));
  CHECK(at_c<0>(gradient) == 1);
  CHECK(at_c<1>(at_c<1>(gradient)) == 0);
}

TEST_CASE("22: what is returned for an integer is ignored", "[custom_vjp]") {
  constexpr auto f = ct::custom_vjp([](auto x, auto y) { return x + 0 * ct::astype<double>(y); },
                                    [](auto x, auto) { return ct::tuple(x, ct::none); },
                                    [](auto, auto g) { return ct::tuple(2 * g, 1); });
  CHECK(ct::grad(f)(1.0, 7) == 2);
}

TEST_CASE("26, 29: rules under checkpoint, and higher orders", "[custom_vjp][checkpoint]") {
  constexpr auto f = ct::custom_vjp([](auto x) { return sin(x); }, [](auto x) { return ct::tuple(sin(x), x); },
                                    [](auto x, auto g) { return ct::tuple(2 * cos(x) * g); });
  const auto twice = [](auto x) { return decltype(f){}(decltype(f){}(x)); };
  const auto again = ct::checkpoint(twice);
  CHECK(again(2.0) == Approx(0.7890723435728884));
  CHECK(ct::grad(again)(2.0) == Approx(-1.0225564763711648));
  CHECK(ct::grad(ct::grad(again))(2.0) == Approx(ct::grad(ct::grad(twice))(2.0)));
  CHECK(ct::grad(ct::checkpoint(ct::grad(twice)))(2.0) == Approx(ct::grad(ct::grad(twice))(2.0)));
}

TEST_CASE("31: a rule that closes over a batched value and uses it in its residual", "[custom_vjp][vmap]") {
  const auto outer_function = [](auto x) {
    const auto f = ct::custom_vjp([=](auto y) { return x * y; }, [=](auto y) { return ct::tuple(x * y, cos(y) * x); },
                                  [](auto r, auto g) { return ct::tuple(r * g); });
    return ct::grad(f)(ct::stop_gradient(x) * 0 + 3.0);
  };
  check_close(ct::vmap(outer_function)(counted<double, 3>()), std::cos(3.0) * counted<double, 3>());
}

TEST_CASE("43: only the cotangents of outputs that are used arrive", "[custom_vjp]") {
  constexpr auto f =
      ct::custom_vjp([](auto x, auto y) { return ct::tuple(sin(x), x + cos(y)); },
                     [](auto x, auto y) { return ct::tuple(ct::tuple(sin(x), x + cos(y)), ct::tuple(cos(x), sin(y))); },
                     [](auto r, auto g) {
                       return ct::tuple(2 * at_c<0>(r) * at_c<0>(g) + 1.5 * at_c<1>(g), -0.5 * at_c<1>(r) * at_c<1>(g));
                     });
  const auto first =
      ct::grad([](auto x, auto y) { return at_c<0>(decltype(f){}(x, y)); }, ct::argnums<0, 1>)(0.1, -1.3);
  CHECK(at_c<0>(first) == Approx(1.9900083305560516));
  CHECK(at_c<1>(first) == 0);
  const auto second =
      ct::grad([](auto x, auto y) { return at_c<1>(decltype(f){}(x, y)); }, ct::argnums<0, 1>)(0.1, -1.3);
  CHECK(at_c<0>(second) == 1.5);
  CHECK(at_c<1>(second) == Approx(0.4817790927085965));
}

TEST_CASE("58, 64: a forward rule in both modes; none for an argument that is held", "[custom_jvp]") {
  constexpr auto f = ct::custom_jvp([](auto x) { return cos(2 * x) / 2; },
                                    [](auto p, auto t) { return ct::tuple(cos(2 * at_c<0>(p)) / 2, 3 * at_c<0>(t)); });
  const auto pair = ct::jvp(f, ct::tuple(1.0), ct::tuple(1.0));
  CHECK(pair.value == Approx(-0.2080734182735712));
  CHECK(pair.tangent == 3);
  CHECK(ct::grad(f)(1.0) == 3);
  constexpr auto by_y =
      ct::custom_jvp([](auto x, auto y) { return x * x * y; },
                     [](auto p, auto t) {
                       return ct::tuple(at_c<0>(p) * at_c<0>(p) * at_c<1>(p), 2 * at_c<0>(p) * at_c<1>(p) * at_c<1>(t));
                     });
  CHECK(ct::grad(by_y, ct::argnums<1>)(2.0, 3.0) == 12);
}

TEST_CASE("67: the projection onto the simplex: diag(s) - s s^T / k, in both modes", "[custom_jvp]") {
  const auto project = ct::custom_jvp([](auto x) { return maximum(x - (sum(select(x > 0.1, x, 0)) - 1) / 2, 0); },
                                      [](auto p, auto t) {
                                        const auto x = at_c<0>(p), dx = at_c<0>(t);
                                        const auto y = maximum(x - (sum(select(x > 0.1, x, 0)) - 1) / 2, 0);
                                        const auto s = ct::astype<double>(y > 0);
                                        return ct::tuple(y, s * dx - dot(s, dx) / sum(s) * s);
                                      });
  const ct::tensor<double, 4> x{0.9, 0.7, 0.05, -0.3};
  ct::tensor<double, 4, 4> expected{{0.5, -0.5, 0, 0}, {-0.5, 0.5, 0, 0}};
  check_close(ct::jacfwd(project)(x), expected);
  check_close(ct::jacrev(project)(x), expected);
}

TEST_CASE("76: a gradient that is not the derivative, twice", "[custom_vjp]") {
  constexpr auto f = ct::custom_vjp([](auto x) { return x * x; }, [](auto x) { return ct::tuple(x * x, x); },
                                    [](auto x, auto g) { return ct::tuple(g * x); });
  CHECK(f(3.0) == 9);
  CHECK(ct::grad(f)(3.0) == 3);
  CHECK(ct::grad(ct::grad(f))(3.0) == 1);
}

TEST_CASE("custom_derivatives: each mode has its own rule", "[custom_derivatives]") {
  constexpr auto f = ct::custom_derivatives(
      [](auto x) { return sin(x); },
      [](auto p, auto t) { return ct::tuple(sin(at_c<0>(p)), 2 * cos(at_c<0>(p)) * at_c<0>(t)); },
      [](auto x) { return ct::tuple(sin(x), x); }, [](auto x, auto g) { return ct::tuple(3 * cos(x) * g); });
  CHECK(ct::grad(f)(3.0) == Approx(3 * std::cos(3.0)));
  CHECK(ct::jacfwd(f)(3.0) == Approx(2 * std::cos(3.0)));
  CHECK(ct::jacfwd(ct::jacfwd(f))(3.0) == Approx(-2 * std::sin(3.0)));
  CHECK(ct::jacfwd(ct::grad(f))(3.0) == Approx(-3 * std::sin(3.0)));
}

TEST_CASE("checkpoint keeps the arguments alone, and computes the rest again", "[checkpoint]") {
  const auto f = [](auto x) { return sin(sin(sin(x))); };
  static_assert(ct::inspect(ct::checkpoint(f), ct::like<double>).residuals() == "(f64[],)");
  static_assert(ct::inspect(ct::value_and_grad(ct::checkpoint(f)), ct::like<double>).flops() >
                ct::inspect(ct::value_and_grad(f), ct::like<double>).flops());
  CHECK(ct::grad(ct::checkpoint(f))(0.7) == Approx(ct::grad(f)(0.7)));
}

TEST_CASE("40: maps and arrays as arguments, residuals and cotangents of rules", "[custom_vjp][tree]") {
  constexpr auto by_name =
      ct::custom_vjp([](auto p) { return p[BOOST_HANA_STRING("w")] * sin(p[BOOST_HANA_STRING("b")]); },
                     [](auto p) { return ct::tuple(p[BOOST_HANA_STRING("w")] * sin(p[BOOST_HANA_STRING("b")]), p); },
                     [](auto p, auto g) {
                       return ct::tuple(boost::hana::make_map(
                           boost::hana::make_pair(BOOST_HANA_STRING("w"), 2 * g * sin(p[BOOST_HANA_STRING("b")])),
                           boost::hana::make_pair(BOOST_HANA_STRING("b"), 3 * g * p[BOOST_HANA_STRING("w")])));
                     });
  const auto p = boost::hana::make_map(boost::hana::make_pair(BOOST_HANA_STRING("w"), 2.0),
                                       boost::hana::make_pair(BOOST_HANA_STRING("b"), 0.5));
  CHECK(by_name(p) == Approx(2 * std::sin(0.5)));
  const auto slopes = ct::grad(by_name)(p);
  CHECK(slopes[BOOST_HANA_STRING("w")] == Approx(2 * std::sin(0.5)));
  CHECK(slopes[BOOST_HANA_STRING("b")] == Approx(6));
  const auto rows = ct::vmap(by_name)(
      boost::hana::make_map(boost::hana::make_pair(BOOST_HANA_STRING("w"), ct::tensor<double, 2>{1, 2}),
                            boost::hana::make_pair(BOOST_HANA_STRING("b"), ct::tensor<double, 2>{0.5, 1})));
  check_close(rows, ct::tensor<double, 2>{std::sin(0.5), 2 * std::sin(1.0)});

  constexpr auto of_array = ct::custom_vjp(
      [](auto a) { return a[0] * a[1] + a[2]; },
      [](auto a) { return ct::tuple(a[0] * a[1] + a[2], ct::tuple(a[0], a[1])); },
      [](auto r, auto g) { return ct::tuple(std::array{10 * g * at_c<1>(r), 10 * g * at_c<0>(r), 10 * g}); });
  const auto of = ct::grad(of_array)(std::array{2.0, 3.0, 4.0});
  CHECK(of[0] == 30);
  CHECK(of[1] == 20);
  CHECK(of[2] == 10);
}

TEST_CASE("a rule that calls its own function is given it, and has three derivatives", "[custom]") {
  // Derivatives twice and three times what they are, so that each use of a rule is seen.
  constexpr auto backward = ct::custom_vjp([](auto x) { return exp(x); }, [](auto x) { return ct::tuple(exp(x), x); },
                                           [](auto x, auto g, auto self) { return ct::tuple(2.0 * self(x) * g); });
  CHECK(backward(0.0) == 1);
  CHECK(ct::grad(backward)(0.0) == 2);
  CHECK(ct::grad(ct::grad(backward))(0.0) == 4);
  CHECK(ct::grad(ct::grad(ct::grad(backward)))(0.0) == 8);
  check_close(ct::vmap(ct::grad(ct::grad(backward)))(ct::tensor<double, 2>{0, 1}),
              ct::tensor<double, 2>{4, 4 * std::exp(1.0)});
  constexpr auto saved = ct::custom_vjp([](auto x) { return exp(x); },
                                        [](auto x, auto self) {
                                          auto y = self(x);
                                          return ct::tuple(y, y);
                                        },
                                        [](auto y, auto g) { return ct::tuple(3.0 * y * g); });
  CHECK(ct::grad(ct::grad(saved))(0.0) == 9);
  constexpr auto forward = ct::custom_jvp(
      [](auto x) { return exp(x); },
      [](auto p, auto t, auto self) { return ct::tuple(self(at_c<0>(p)), 2.0 * self(at_c<0>(p)) * at_c<0>(t)); });
  CHECK(ct::grad(ct::grad(forward))(0.0) == 4);
  CHECK(ct::jacfwd(ct::jacfwd(ct::jacfwd(forward)))(0.0) == 8);
  // Twice in forward mode, three times in reverse mode.
  constexpr auto both = ct::custom_derivatives(
      [](auto x) { return exp(x); },
      [](auto p, auto t, auto self) { return ct::tuple(self(at_c<0>(p)), 2.0 * self(at_c<0>(p)) * at_c<0>(t)); },
      [](auto x, auto self) { return ct::tuple(self(x), x); },
      [](auto x, auto g, auto self) { return ct::tuple(3.0 * self(x) * g); });
  CHECK(ct::grad(both)(0.0) == 3);
  CHECK(ct::grad(ct::grad(both))(0.0) == 9);
  CHECK(ct::jacfwd(ct::jacfwd(ct::jacfwd(both)))(0.0) == 8);
  CHECK(ct::jacfwd(ct::grad(both))(0.0) == 6);
  static_assert(ct::check<decltype(backward), double>().ok && ct::check<decltype(forward), double>().ok &&
                ct::check<decltype(both), double>().ok);
}
