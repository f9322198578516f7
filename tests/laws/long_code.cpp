// Long programs: straight-line code in pieces, functions in parts, and tables that do not grow with the square of a
// length.
#include "stages.hpp"

#include <cotangent/cotangent.hpp>

#include <catch2/catch.hpp>

namespace ct = cotangent;

namespace {

// A pendulum that is pushed, step by step, written out.
template <int Steps>
constexpr auto swing = [](auto x) {
  auto angle = x(0), speed = x(1);
  for (int k = 0; k < Steps; ++k) {
    const auto before = angle;
    angle = angle + 0.01 * speed;
    speed = speed - 0.01 * (sin(before) + 0.1 * speed * x(2 + k % 6));
  }
  return angle * angle + speed * speed;
};
// The same inside of loops and branches, which are then in parts themselves.
constexpr auto in_loops = [](auto x) {
  const auto step = [](auto c, auto v) {
    return ct::tuple(0.1 * c + swing<400>(ct::concatenate(
                                   c, ct::slice<0, 2, 8>(v * c(0) + ct::tensor<double, 8>{1, 2, 3, 4, 5, 6, 7, 8}))),
                     c);
  };
  const auto looped = ct::scan(step, ct::slice<0, 0, 2>(x), ct::outer(ct::slice<0, 0, 3>(x), x));
  return sum(looped.carry) + sum(looped.ys) +
         ct::cond(x(0) > 0, [](auto v) { return swing<600>(v); }, [](auto v) { return swing<600>(-v); }, x);
};
constexpr auto of_arrays = [](auto x) {
  auto y = x;
  for (int k = 0; k < 300; ++k) y = tanh(y * sum(y)) + 0.1 * x;
  return sum(y);
};

template <auto& F>
void check(const char* name) {
  using gradient = decltype(ct::value_and_grad(F));
  const laws::program p = laws::stages_of(name, &ct::detail::trace_program<gradient, ct::tensor<double, 8>>);
  const laws::compiled_c c(name, {p});
  const laws::array x = laws::random_array(8, 3, 0.1, 0.9, false);
  const std::vector<laws::array> wanted = laws::interpreted(p.traced, {x}),
                                 optimized = laws::interpreted(p.optimized, {x}), called = c.call(p, {x});
  for (std::size_t k = 0; k < 2; ++k) {
    laws::check_close(optimized[k], wanted[k], 1e4, false);
    laws::check_close(called[k], optimized[k], 1e4, false);
  }
  for (std::size_t k = 0; k < 8; ++k) {
    laws::array up = x, down = x;
    up[k] += 1e-6, down[k] -= 1e-6;
    CHECK(called[1][k] ==
          Approx((laws::interpreted(p.traced, {up})[0][0] - laws::interpreted(p.traced, {down})[0][0]) / 2e-6)
              .epsilon(1e-6)
              .margin(1e-6));
  }
}

}  // namespace

TEST_CASE("long straight-line code", "[long]") { check<swing<700>>("long_swing"); }
TEST_CASE("long code in loops and branches", "[long]") { check<in_loops>("long_loops"); }
TEST_CASE("many nests", "[long]") { check<of_arrays>("long_arrays"); }

TEST_CASE("a hundred thousand operations", "[long]") {
  const laws::program p =
      laws::stages_of("longest", &ct::detail::trace_program<decltype(ct::grad(swing<6000>)), ct::tensor<double, 8>>);
  CHECK(p.optimized.size() > 100000);
}
