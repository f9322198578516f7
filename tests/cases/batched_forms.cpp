// Batched branches over trees, integers, arrays and axes, to the third derivative, with linear systems in them: traced
// and interpreted while this runs, as in batched_laws.cpp.
#include "cases.hpp"

#include <cotangent/passes/validate.hpp>

namespace {

template <class F, class... Args>
auto run(F, const Args&... args) {
  using result = ct::detail::result_tree<F, Args...>;
  const ct::ir::graph traced = program_of<F, Args...>();
  CHECK(std::string(traced.refusal.data()) == "");
  const auto valid = [](const ct::ir::graph& g) {
    const char* problem = ct::ir::problem_with(g);
    CHECK(std::string(problem != nullptr ? problem : "") == "");
    return g;
  };
  return ct::detail::interpret_graph<result>(valid(ct::ir::optimize(valid(traced))), args...);
}

constexpr auto by_integer = [](auto x, auto k, auto w) {
  return ct::cond(
      k > 0, [](auto a, auto n, auto v) { return ct::tuple(a(n - 1) * sqrt(v), n * 2, v > 0.0F); },
      [](auto a, auto n, auto v) { return ct::tuple(sum(a) / (v + 1), n - 1, v < 0.0F); }, x, k, w);
};
constexpr auto of_columns = [](auto m, auto t) {
  return sum(ct::vmap(
      [](auto v, auto q) {
        return ct::cond(
            sum(v) > q, [](auto a, auto b) { return log(a - b); }, [](auto a, auto b) { return a * b; }, v, q);
      },
      ct::in_axes<1, ct::unmapped>, ct::out_axes<1>)(m, t));
};
constexpr auto times_log = [](auto x) {
  return ct::cond(x > 0, [](auto v) { return v * log(v); }, [](auto) { return 0.0; }, x);
};
constexpr auto total = [](auto x) { return sum(ct::vmap(times_log)(x)); };

}  // namespace

TEST_CASE("a branch by an integer, over arrays of floats, with trees of several types", "[vmap][cond]") {
  const ct::tensor<float, 3, 2> x{{1, 2}, {3, 4}, {5, 6}};
  const ct::tensor<std::int32_t, 3> k{1, 0, 2};
  const ct::tensor<float, 3> w{4, -0.5F, 0};
  const auto values = run([](auto a, auto n, auto v) { return ct::vmap(by_integer)(a, n, v); }, x, k, w);
  CHECK(at_c<0>(values) == ct::tensor<float, 3>{2, 14, 0});
  CHECK(at_c<1>(values) == ct::tensor<std::int32_t, 3>{2, -1, 4});
  const auto slopes = run(
      [](auto a, auto n, auto v) {
        return ct::grad(
            [=](auto b, auto u) { return sum(at_c<0>(ct::vmap(by_integer)(b, n, u)) * ct::tensor<float, 3>{1, 1, 0}); },
            ct::argnums<0, 1>)(a, v);
      },
      x, k, w);
  check_close(at_c<0>(slopes), ct::tensor<float, 3, 2>{{2, 0}, {2, 2}, {0, 0}});
  CHECK(at_c<1>(slopes)(0) == 0.25F);
  CHECK(at_c<1>(slopes)(1) == -28);
}

TEST_CASE("examples along another axis, and an array that they share: first and second derivatives", "[vmap][cond]") {
  const ct::tensor<double, 2, 3> m{{1, -1, 5}, {2, -3, 6}};
  const auto slopes = run([](auto a, auto t) { return ct::grad(of_columns, ct::argnums<0, 1>)(a, t); }, m, 0.5);
  check_close(at_c<0>(slopes), ct::tensor<double, 2, 3>{{2, 0.5, 1 / 4.5}, {1 / 1.5, 0.5, 1 / 5.5}});
  CHECK(at_c<1>(slopes) == Approx(-2 - 1 / 1.5 - 4 - 1 / 4.5 - 1 / 5.5));
  const auto curvature = run([](auto a, auto t) { return ct::hessian(of_columns, ct::argnums<0, 1>)(a, t); }, m, 0.5);
  CHECK(at_c<0>(at_c<1>(curvature))(0, 1) == 1);
  CHECK(at_c<0>(at_c<0>(curvature))(0, 0, 0, 0) == -4);
  CHECK(at_c<0>(at_c<0>(curvature))(0, 1, 0, 1) == 0);
}

TEST_CASE("third derivatives, and Hessians of each row", "[vmap][cond]") {
  const ct::tensor<double, 3> x{-1, 0, 2};
  const auto third = run(
      [](auto v) {
        return ct::grad([](auto a) { return sum(ct::grad([](auto b) { return sum(ct::grad(total)(b)); })(a)); })(v);
      },
      x);
  check_close(third, ct::tensor<double, 3>{0, 0, -0.25});
  const auto of_rows =
      run([](auto m) { return ct::vmap(ct::hessian(total))(m); }, ct::tensor<double, 2, 2>{{0, 2}, {4, -1}});
  check_close(of_rows, ct::tensor<double, 2, 2, 2>{{{0, 0}, {0, 0.5}}, {{0.25, 0}, {0, 0}}});
}

TEST_CASE("a branch that all examples take, and one that each takes, inside each other", "[vmap][cond]") {
  const auto slopes = [](auto xs, auto q) {
    return ct::grad([=](auto v) {
      return sum(ct::vmap([=](auto x) {
        return ct::cond(
            q > 0,
            [](auto a) { return ct::cond(a > 1, [](auto b) { return sqrt(b - 1); }, [](auto b) { return b * b; }, a); },
            [](auto a) { return log(a); }, x);
      })(v));
    })(xs);
  };
  check_close(run(slopes, ct::tensor<double, 3>{0, 1, 5}, 1.0), ct::tensor<double, 3>{0, 2, 0.25});
  check_close(run(slopes, ct::tensor<double, 3>{4, 1, 5}, -1.0), ct::tensor<double, 3>{0.25, 1, 0.2});
}

TEST_CASE("an inverse in the branch of those that have one", "[vmap][cond]") {
  const auto slopes = [](auto ms) {
    return ct::grad([](auto all) {
      return sum(ct::vmap([](auto m) {
        return ct::cond(abs(det(m)) > 1e-9, [](auto a) { return sum(inv(a)); }, [](auto a) { return sum(a); }, m);
      })(all));
    })(ms);
  };
  const auto got = run(slopes, ct::tensor<double, 2, 2, 2>{{{0, 0}, {0, 0}}, {{2, 0}, {0, 4}}});
  check_close(got, ct::tensor<double, 2, 2, 2>{{{1, 1}, {1, 1}}, {{-0.25, -0.125}, {-0.125, -1.0 / 16}}});
}

TEST_CASE("a forward rule that carries value and tangent in one loop, in reverse mode", "[custom_jvp][fori_loop]") {
  constexpr auto f = [](auto x) { return ct::fori_loop<0, 3>([](auto, auto c) { return sin(c) * c; }, x); };
  constexpr auto rule = ct::custom_jvp(f, [](auto p, auto t) {
    const auto both = ct::fori_loop<0, 3>(
        [](auto, auto c) {
          const auto v = at_c<0>(c);
          return ct::tuple(sin(v) * v, (cos(v) * v + sin(v)) * at_c<1>(c));
        },
        ct::tuple(at_c<0>(p), at_c<0>(t)));
    return ct::tuple(at_c<0>(both), at_c<1>(both));
  });
  const auto derivatives = [](auto by) {
    return run(
        [](auto x) {
          return ct::tuple(ct::jvp(decltype(by){}, ct::tuple(x), ct::tuple(1 + 0 * x)).tangent,
                           ct::grad(decltype(by){})(x), ct::grad(ct::grad(decltype(by){}))(x));
        },
        0.7);
  };
  const auto got = derivatives(rule), want = derivatives(f);
  CHECK(at_c<0>(got) == Approx(at_c<0>(want)));
  CHECK(at_c<1>(got) == Approx(at_c<1>(want)));
  CHECK(at_c<2>(got) == Approx(at_c<2>(want)));
}
