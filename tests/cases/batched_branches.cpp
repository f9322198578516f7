// Branches and loops that each example of a batch takes for itself, through the evaluator: what is not taken has no
// part in values and derivatives, however singular. (batched_laws.cpp draws many more, and interprets them.)
#include "cases.hpp"

namespace {

using three = ct::tensor<double, 3>;

constexpr auto root = [](auto x) {
  return ct::cond(x > 0, [](auto v) { return sqrt(v); }, [](auto v) { return 0 * v; }, x);
};
constexpr auto times_log = [](auto x) {
  return ct::cond(x > 0, [](auto v) { return v * log(v); }, [](auto v) { return 0 * v; }, x);
};
constexpr auto captured = [](auto x) {
  return ct::cond(x < 1e-3, [=](auto) { return 0 * x + 1e-3; }, [=](auto) { return sqrt(x); }, ct::none);
};
constexpr auto quotient = [](auto x, auto y) {
  return ct::cond(y == 0, [](auto a, auto) { return a; }, [](auto a, auto b) { return a / b; }, x, y);
};
constexpr auto walk = [](auto x) {
  return ct::fori_loop<0, 3>(
      [](auto, auto c) {
        return ct::cond(c > 1, [](auto v) { return sqrt(v - 1); }, [](auto v) { return v + 0.75; }, c);
      },
      x);
};
template <class F>
struct total_of {
  template <class... V>
  constexpr auto operator()(const V&... v) const {
    return sum(ct::vmap(F{})(v...));
  }
};
template <class F>
constexpr total_of<F> total(F) {
  return {};
}

}  // namespace

TEST_CASE("123: gradients and second derivatives of a batch of branches", "[vmap][cond][grad]") {
  const auto all = [](auto x) {
    const auto curvature = [&](auto f) {
      return ct::jvp(ct::grad(total(f)), ct::tuple(x), ct::tuple(0 * x + 1)).tangent;
    };
    return ct::tuple(ct::grad(total(root))(x), ct::grad(total(times_log))(x), ct::grad(total(captured))(x),
                     curvature(times_log), curvature(captured));
  };
  const auto got = ct::jit(all)(three{-1, 0, 4});
  check_close(at_c<0>(got), three{0, 0, 0.25});
  check_close(at_c<1>(got), three{0, 0, 1 + std::log(4.0)});
  check_close(at_c<2>(got), three{0, 0, 0.25});
  check_close(at_c<3>(got), three{0, 0, 0.25});
  check_close(at_c<4>(got), three{0, 0, -1.0 / 32});
  const auto floats = ct::grad(total(root))(ct::tensor<float, 3>{-1, 0, 4});
  check_close(floats, ct::tensor<float, 3>{0, 0, 0.25F});
  const auto [value, pullback] = ct::vjp([](auto v) { return ct::vmap(captured)(v); }, three{0, 0, 4});
  check_close(value, three{1e-3, 1e-3, 2});
  check_close(at_c<0>(pullback(three{1, 1, 1})), three{0, 0, 0.25});
  const auto [same, pushforward] = ct::linearize([](auto v) { return ct::vmap(root)(v); }, three{-2, 0, 4});
  check_close(same, three{0, 0, 2});
  check_close(pushforward(three{0, 1, 1}), three{0, 0, 0.25});
}

TEST_CASE("an argument that all examples share gets its cotangent from those that use it", "[vmap][cond][grad]") {
  const auto all = [](auto x, auto y) {
    const auto f = [](auto a, auto b) { return sum(ct::vmap(quotient, ct::in_axes<ct::unmapped, 0>)(a, b)); };
    return ct::tuple(ct::grad(f, ct::argnums<0, 1>)(x, y), ct::hessian(f, ct::argnums<0, 1>)(x, y));
  };
  const auto got = ct::jit(all)(3.0, ct::tensor<double, 2>{0, 2});
  CHECK(at_c<0>(at_c<0>(got)) == 1.5);
  check_close(at_c<1>(at_c<0>(got)), ct::tensor<double, 2>{0, -0.75});
  CHECK(at_c<0>(at_c<0>(at_c<1>(got))) == 0);
  check_close(at_c<1>(at_c<0>(at_c<1>(got))), ct::tensor<double, 2>{0, -0.25});
  check_close(at_c<1>(at_c<1>(at_c<1>(got))), ct::tensor<double, 2, 2>{{0, 0}, {0, 0.75}});
}

TEST_CASE("branches in the steps of a loop, batched, differentiated", "[vmap][cond][fori_loop][grad]") {
  const auto slope = [](double x) {
    double d = 1;
    for (int k = 0; k < 3; ++k) {
      if (x > 1) d *= 0.5 / std::sqrt(x - 1), x = std::sqrt(x - 1);
      else x += 0.75;
    }
    return d;
  };
  check_close(ct::grad(total(walk))(three{1, 2, 0}), three{slope(1), slope(2), slope(0)});
}

TEST_CASE("Rodrigues' rotation at 0: a branch by the angle, in a batch", "[vmap][cond][hessian]") {
  constexpr auto rotated_x =
      [](auto w) {  // the first component of exp([w]) applied to (1, 0, 0), by the angle's formulas or their series
        const auto a = ct::cond(
            dot(w, w) > 1e-12,
            [](auto v) {
              const auto t = norm(v);
              return (1 - cos(t)) / (t * t);
            },
            [](auto v) { return 0.5 - dot(v, v) / 24.0; }, w);
        return 1 - a * (w(1) * w(1) + w(2) * w(2));
      };
  const auto got = ct::jit([](auto ws) {
    return ct::jvp(ct::grad(total_of<decltype(rotated_x)>{}), ct::tuple(ws), ct::tuple(0 * ws + 1)).tangent;
  })(ct::tensor<double, 2, 3>{{0, 0, 0}, {0, 0, 1}});
  check_close(got, ct::tensor<double, 2, 3>{{0, -1, -1},
                                            {2 * (1 - std::cos(1.0)) - std::sin(1.0), -std::sin(1.0), -std::cos(1.0)}});
}

TEST_CASE("a batched loop that ends earlier for some: further steps give them nothing", "[vmap][while_loop][jvp]") {
  constexpr auto f = [](auto x) {
    return ct::while_loop([](auto c) { return c < 4; }, [](auto c) { return c + 1 + sqrt(4 - c); }, x);
  };
  const auto tangents = ct::jvp([](auto v) { return ct::vmap(decltype(f){})(v); }, ct::tuple(three{0, 3.75, 5}),
                                ct::tuple(three{1, 1, 1}))
                            .tangent;
  const auto slope = [](double c) {
    double d = 1;
    while (c < 4) d *= 1 - 0.5 / std::sqrt(4 - c), c += 1 + std::sqrt(4 - c);
    return d;
  };
  check_close(tangents, three{slope(0), slope(3.75), 1});
}

TEST_CASE("a loop in a branch runs for the examples that take it", "[vmap][cond][while_loop]") {
  const auto f = [](auto x) {  // would not end for those at 0 or below
    return ct::cond(
        x > 0, [](auto v) { return ct::while_loop([](auto c) { return c < 10; }, [](auto c) { return 2 * c; }, v); },
        [](auto v) { return v; }, x);
  };
  check_close(ct::vmap(f)(three{-1, 0, 3}), three{-1, 0, 12});
}
