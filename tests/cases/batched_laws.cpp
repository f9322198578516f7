// A transform of batched control flow is the loop over examples, in value and every derivative, in whatever order the
// transforms come: random nestings of branches, loops, vmap, grad and jvp, whose branches not taken are singular or do
// not end. They are drawn, traced and interpreted while this program runs, so that hundreds cost no compile time.
#include "cases.hpp"

#include <cotangent/passes/validate.hpp>

#include <cmath>

namespace {

using number = ct::expr<double>;
using four = ct::tensor<double, 4>;

struct dice {
  unsigned state;
  int operator()(int sides) {
    state = state * 1664525u + 1013904223u;
    return static_cast<int>((state >> 16) % static_cast<unsigned>(sides));
  }
};
/// What is drawn next: the same each time it is traced.
unsigned drawn_seed = 0;
bool with_while = false;

number smooth(int kind, number x, number p) {
  switch (kind) {
    case 0: return sin(x) + p;
    case 1: return x * p + 0.3;
    case 2: return tanh(x - p);
    case 3: return 1 / (1 + x * x) + 0.25 * x;
    case 4: return p * cos(x);
    case 5:
      return 0.5 * x * ct::astype<double>(ct::astype<std::int32_t>(3 * p) > 1) +
             0.25 * ct::astype<double>(ct::astype<std::int64_t>(x));
    default: return x;
  }
}
/// For u > 0 only: elsewhere it, or its first or second derivative, is infinite or no number.
number singular(int kind, number u, number p) {
  switch (kind) {
    case 0: return sqrt(u);
    case 1: return u * log(u);
    case 2: return p / (u + 0 * p);
    case 3: return pow(u, 1.5) * p;
    case 4: return log(u) - p;
    case 5: return rsqrt(u);
    default: return sqrt(u) * p;
  }
}

number draw(unsigned seed, number x, number p, int depth) {
  dice roll{seed * 2654435761u + 12345u};
  roll(2);
  const int form = depth == 0 ? 0 : roll(with_while ? 13 : 11), kind = roll(7), other = roll(7);
  const unsigned next = seed * 31u + 7u;
  const number u = x - (0.5 * roll(5) - 1);
  const auto rest = [=](number v, number q) { return draw(next, v, q, depth - 1); };
  const auto other_rest = [=](number v, number q) { return draw(next + 1, v, q, depth - 1); };
  switch (form) {
    case 0: return smooth(kind, x, p);
    case 1: return rest(smooth(kind, x, p), p);
    case 2:
      return ct::cond(
          u > 0, [=](number v, number q) { return tanh(rest(singular(other, v, q), q)); }, other_rest, u, p);
    case 3:  // captured
      return ct::cond(
          u <= 0, [=](auto) { return other_rest(x, p); },
          [=](auto) { return tanh(rest(singular(other, u, p), p)) * p; }, ct::none);
    case 4:
      return ct::fori_loop<0, 3>(
          [=](auto, number c) {
            return 0.5 * ct::cond(
                             c > 0, [=](number v, number q) { return tanh(rest(singular(other, v, q), q)) - 0.4; },
                             other_rest, c, p) +
                   0.3 * c;
          },
          u);
    case 5:
      return ct::scan(
                 [=](number c, number y) {
                   const number to = ct::cond(
                       c * y > 0.1, [=](auto) { return tanh(singular(other, c * y - 0.1, p)); },
                       [=](auto) { return rest(c, y); }, ct::none);
                   return ct::tuple(0.6 * to, c);
                 },
                 x, stack(u, p, x * p))
          .carry;
    case 6:
      return sum(
          ct::vmap([=](number v, number q) { return rest(v, q) * p; }, ct::in_axes<0, ct::unmapped>)(stack(x, u), p));
    case 7:
      if (with_while) return ct::jvp(rest, ct::tuple(x, p), ct::tuple(p, x)).tangent;
      return ct::grad([=](number v) { return rest(v, p) * v; })(x);
    case 8: return ct::jvp([=](number v) { return other_rest(v, p); }, ct::tuple(u), ct::tuple(p)).tangent;
    case 9: return ct::checkpoint(rest)(x, p);
    case 10: {
      const auto forward = [=](auto at, auto along) {
        const auto [value, tangent] = ct::jvp(rest, at, along);
        return ct::tuple(value, tangent);
      };
      if (kind < 3 || with_while) return ct::custom_jvp(rest, forward)(x, p);
      const auto backward = [=](auto at, number cotangent) {
        const auto g = ct::grad(rest, ct::argnums<0, 1>)(at_c<0>(at), at_c<1>(at));
        return ct::tuple(at_c<0>(g) * cotangent, at_c<1>(g) * cotangent);
      };
      return ct::custom_derivatives(
          rest, forward, [=](number v, number q) { return ct::tuple(rest(v, q), ct::tuple(v, q)); }, backward)(x, p);
    }
    case 11: {  // a loop that ends only for those that take the branch
      const auto grow = [=](number v, number q) {
        return ct::while_loop([](auto c) { return c < 2; },
                              [=](auto c) { return 1.6 * c * (1 + q * q) + 0.2 * tanh(rest(c, q)) * c; }, v);
      };
      return tanh(ct::cond(u > 0, grow, other_rest, u, p));
    }
    default:  // a loop that examples leave at different steps, behind which it is singular, and a loop in it that does
              // not end there
      return tanh(ct::while_loop([](auto c) { return c < 4; },
                                 [=](auto c) {
                                   const auto inner = ct::while_loop([](auto d) { return d < 3; },
                                                                     [=](auto d) { return d + (4 - c); }, c);
                                   return c + 0.4 + 0.1 * inner + 0.3 * sqrt(4 - c) + 0.1 * tanh(rest(c, p));
                                 },
                                 0.5 + x * x));
  }
}

struct drawn {
  number operator()(number x, number p) const { return draw(drawn_seed, x, p, 3); }
};

/// The program of F, as traced and as optimized, on the same arguments.
template <class F, class... Args>
auto run(bool optimized, const Args&... args) {
  using result = ct::detail::result_tree<F, Args...>;
  const ct::ir::graph traced = program_of<F, Args...>();
  REQUIRE(std::string(traced.refusal.data()) == "");
  const auto valid = [](const ct::ir::graph& g) {
    const char* problem = ct::ir::problem_with(g);
    CHECK(std::string(problem != nullptr ? problem : "") == "");
    return g;
  };
  if (optimized) return ct::detail::interpret_graph<result>(valid(ct::ir::optimize(valid(traced))), args...);
  return ct::detail::interpret_graph<result>(valid(ct::ir::without_optimization(traced)), args...);
}
template <class A>
bool near(const A& a, double b) {
  if (std::isnan(b)) return std::isnan(a);
  return a == b || std::abs(a - b) <= 1e-9 * (1 + std::abs(b));
}

// Of one example (x, p), along (dx, dp): value, tangent, gradients, the gradients' tangents.
struct one {
  auto operator()(number x, number p, number dx, number dp) const {
    const auto slope = ct::jvp(drawn{}, ct::tuple(x, p), ct::tuple(dx, dp));
    const auto gradient = ct::jvp(ct::grad(drawn{}, ct::argnums<0, 1>), ct::tuple(x, p), ct::tuple(dx, dp));
    return ct::tuple(slope.value, slope.tangent, gradient.value, gradient.tangent);
  }
};
constexpr auto batched = [](auto x, auto p) { return ct::vmap(drawn{}, ct::in_axes<0, ct::unmapped>)(x, p); };
constexpr auto weighted = [](auto x, auto p) { return sum(batched(x, p) * four{1, -2, 0.5, 3}); };
struct all {
  template <class X>
  auto operator()(X x, number p, X dx, number dp) const {
    const auto slope = ct::jvp(batched, ct::tuple(x, p), ct::tuple(dx, dp));
    const auto gradient = ct::jvp(ct::grad(weighted, ct::argnums<0, 1>), ct::tuple(x, p), ct::tuple(dx, dp));
    const auto each = ct::vmap(ct::grad(drawn{}), ct::in_axes<0, ct::unmapped>)(x, p);
    const auto squares = ct::vmap(ct::vmap(drawn{}, ct::in_axes<0, ct::unmapped>), ct::in_axes<0, ct::unmapped>);
    const auto nested = ct::grad([=](auto v, auto q) {
      return sum(squares(ct::reshape<2, 2>(v), q) * ct::tensor<double, 2, 2>{1, -2, 0.5, 3});
    })(x, p);
    // Reverse over forward: the derivative by x of the tangent along (dx, dp).
    const auto tangent = [=](auto v, auto q) {
      return sum(ct::jvp(batched, ct::tuple(v, q), ct::tuple(dx, dp)).tangent * four{1, -2, 0.5, 3});
    };
    return ct::tuple(slope.value, slope.tangent, gradient.value, gradient.tangent, each, nested,
                     ct::grad(tangent, ct::argnums<0, 1>)(x, p), ct::jacrev(batched)(x, p), ct::jacfwd(batched)(x, p));
  }
};

void check_reverse(bool optimized, const four& x, double p, const four& dx, double dp) {
  const auto got = run<all>(optimized, x, p, dx, dp);
  double by_p = 0, by_p_along = 0;
  const double weights[] = {1, -2, 0.5, 3};
  for (int k = 0; k < 4; ++k) {
    const auto want = run<one>(false, x(k), p, dx(k), dp);
    const double w = weights[k], slope = at_c<0>(at_c<2>(want)), slope_along = at_c<0>(at_c<3>(want));
    const auto close = [&](const char* what, double a, double b) {
      if (near(a, b)) return;
      FAIL_CHECK(what << ", example " << k << " at " << x(k) << ", " << p << ": got " << a << ", want " << b);
    };
    close("value", at_c<0>(got)(k), at_c<0>(want));
    close("tangent", at_c<1>(got)(k), at_c<1>(want));
    close("gradient", at_c<0>(at_c<2>(got))(k), w * slope);
    close("gradient's tangent", at_c<0>(at_c<3>(got))(k), w * slope_along);
    close("gradient of each", at_c<4>(got)(k), slope);
    close("gradient of two maps", at_c<5>(got)(k), w * slope);
    close("tangent's gradient", at_c<0>(at_c<6>(got))(k), w * slope_along);
    for (int j = 0; j < 4; ++j) {
      close("jacrev", at_c<7>(got)(k, j), j == k ? slope : 0);
      close("jacfwd", at_c<8>(got)(k, j), j == k ? slope : 0);
    }
    by_p += w * at_c<1>(at_c<2>(want));
    by_p_along += w * at_c<1>(at_c<3>(want));
  }
  CHECK(near(at_c<1>(at_c<2>(got)), by_p));
  CHECK(near(at_c<1>(at_c<3>(got)), by_p_along));
  CHECK(near(at_c<1>(at_c<6>(got)), by_p_along));
}

constexpr auto twice = [](auto f, auto x, auto p, auto dx, auto dp) {
  const auto tangent = [=](auto v, auto q) { return ct::jvp(f, ct::tuple(v, q), ct::tuple(dx, dp)).tangent; };
  const auto both = ct::jvp(tangent, ct::tuple(x, p), ct::tuple(dx, dp));
  return ct::tuple(f(x, p), both.value, both.tangent);
};
struct one_forward {
  auto operator()(number x, number p, number dx, number dp) const { return twice(drawn{}, x, p, dx, dp); }
};
struct all_forward {
  template <class X>
  auto operator()(X x, number p, X dx, number dp) const {
    return ct::tuple(twice(batched, x, p, dx, dp),
                     ct::vmap(one_forward{}, ct::in_axes<0, ct::unmapped, 0, ct::unmapped>)(x, p, dx, dp));
  }
};
void check_forward(bool optimized, const four& x, double p, const four& dx, double dp) {
  const auto got = run<all_forward>(optimized, x, p, dx, dp);
  for (int k = 0; k < 4; ++k) {
    const auto want = run<one_forward>(false, x(k), p, dx(k), dp);
    const auto close = [&](const auto& a) {
      const bool same = near(at_c<0>(a)(k), at_c<0>(want)) && near(at_c<1>(a)(k), at_c<1>(want)) &&
                        near(at_c<2>(a)(k), at_c<2>(want));
      if (!same)
        FAIL_CHECK("example " << k << " at " << x(k) << ", " << p << ": got " << at_c<0>(a)(k) << ", " << at_c<1>(a)(k)
                              << ", " << at_c<2>(a)(k) << ", want " << at_c<0>(want) << ", " << at_c<1>(want) << ", "
                              << at_c<2>(want));
    };
    close(at_c<0>(got));
    close(at_c<1>(got));
  }
}

}  // namespace

#ifndef PROGRAMS
#define PROGRAMS 150
#endif

TEST_CASE("random nestings of branches, loops and transforms are the loop over examples",
          "[vmap][cond][scan][while_loop]") {
  for (unsigned seed = 1; seed <= PROGRAMS; ++seed) {
    drawn_seed = seed;
    dice roll{seed};
    roll(2);
    four x, dx;
    for (int k = 0; k < 4; ++k) x(k) = 0.5 * roll(8) - 1.5, dx(k) = 0.25 * roll(7) - 0.75;
    const double p = roll(2) ? 0.7 : -0.3, dp = 0.25 * roll(5) - 0.5;
    INFO("program " << seed);
    with_while = false;
    check_reverse(false, x, p, dx, dp);
    check_reverse(true, x, p, dx, dp);
    with_while = true;
    check_forward(false, x, p, dx, dp);
    check_forward(true, x, p, dx, dp);
  }
}
