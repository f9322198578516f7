// Arithmetic as IEEE 754 has it, traced or not: quotients, signed zeros, infinities and NaN.
#include "cases.hpp"

#include <random>

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity(), none = std::numeric_limits<double>::quiet_NaN();

template <class T, int N>
ct::tensor<T, N> drawn(unsigned seed) {
  std::mt19937 engine(seed);
  ct::tensor<T, N> x;
  for (T& v : x) v = static_cast<T>(std::uniform_int_distribution<int>(1, 1000)(engine));
  return x;
}
bool same(double a, double b) { return a == b ? std::signbit(a) == std::signbit(b) : std::isnan(a) && std::isnan(b); }
template <int N>
void check_same(const ct::tensor<double, N>& found, const ct::tensor<double, N>& right) {
  for (int k = 0; k < N; ++k) {
    INFO(found << " and " << right);
    CHECK(same(found(k), right(k)));
  }
}

/// By a number of the program, by one that is given, by an element, by an array.
constexpr auto quotients = [](auto x, auto s) {
  return ct::tuple(x / 49.0, x / s, x / x(2), x / ct::flip(x), 1.0 / x, x / 4.0, x / -0.1);
};
template <class T, int N>
void check_quotients() {
  const auto x = drawn<T, N>(N);
  for (const T s : {T(49), T(3), T(0.1), T(1e30)}) {
    const auto found = ct::jit(quotients)(x, s);
    for (int k = 0; k < N; ++k) {
      CHECK(at_c<0>(found)(k) == x(k) / T(49));
      CHECK(at_c<1>(found)(k) == x(k) / s);
      CHECK(at_c<2>(found)(k) == x(k) / x(2));
      CHECK(at_c<3>(found)(k) == x(k) / x(N - 1 - k));
      CHECK(at_c<4>(found)(k) == 1 / x(k));
      CHECK(at_c<5>(found)(k) == x(k) / 4);
      CHECK(at_c<6>(found)(k) == x(k) / T(-0.1));
    }
  }
}

}  // namespace

TEST_CASE("a division is the correctly rounded quotient", "[ieee]") {
  check_quotients<double, 3>();  // straight-line code
  check_quotients<float, 77>();  // registers, and what is left
  check_quotients<double, 77>();
  constexpr auto bin = [](auto x) { return floor(x / 49.0); };
  CHECK(bin(49.0) == 1);
  CHECK(ct::jit(bin)(49.0) == 1);
  CHECK(ct::vmap(bin)(ct::tensor<double, 4>{49, 98, 103, 147}) == ct::tensor<double, 4>{1, 2, 2, 3});
  CHECK(ct::jit([](auto x) { return x / amax(x); })(ct::tensor<double, 3>{1, 7, 49})(2) == 1);
  // In a loop too: no quotient is taken apart to make the recurrence shorter.
  constexpr auto repeated = [](auto x) { return ct::fori_loop<0, 3>([](auto, auto c) { return c / 49.0 + 1; }, x); };
  double expected = 12345;
  for (int k = 0; k < 3; ++k) expected = expected / 49.0 + 1;
  CHECK(ct::jit(repeated)(12345.0) == expected);
}

TEST_CASE("examples side by side divide as one does", "[ieee][map]") {
  constexpr auto f = [](auto x) { return x / x(0) + x / 7.0; };
  std::vector<ct::tensor<double, 3>> x(21), out(21);
  for (int k = 0; k < 21; ++k) x[static_cast<std::size_t>(k)] = drawn<double, 3>(static_cast<unsigned>(k));
  ct::map(f)(x, out);
  for (std::size_t k = 0; k < 21; ++k)
    for (int i = 0; i < 3; ++i) CHECK(out[k](i) == x[k](i) / x[k](0) + x[k](i) / 7.0);
}

TEST_CASE("where speed is wanted, reciprocals are shared", "[ieee][options]") {
  constexpr auto relative = [](auto x) { return x / x(0) + x / 49.0; };
  const auto x = drawn<double, 20>(5);
  const auto fast = ct::jit(relative, ct::reciprocals)(x), exact = ct::jit(relative)(x);
  bool differ = false;
  for (int k = 0; k < 20; ++k) {
    CHECK(exact(k) == x(k) / x(0) + x(k) / 49.0);
    CHECK(fast(k) == Approx(exact(k)).epsilon(1e-15));
    differ = differ || fast(k) != exact(k);
  }
  CHECK(differ);
  // The option is of the whole program, whatever it is made by, and of no part of one.
  constexpr auto slope = ct::grad([](auto v) { return sum(v / amax(v)); });
  check_close(ct::jit(slope, ct::reciprocals)(x), slope(x), 1e-14);
  constexpr auto whole = [](auto v) { return ct::jit(decltype(relative){}, ct::reciprocals)(v); };
  CHECK(ct::jit(whole)(x) == exact);
  ct::tensor<double, 20> into;
  ct::into(into, ct::jit(relative, ct::reciprocals))(x);
  CHECK(into == fast);
}

TEST_CASE("of finite operands, what is multiplied by 0 is not computed", "[ieee][options]") {
  constexpr auto turned = [](auto angle, auto v) {
    const auto turn = cos(angle) * ct::tensor<double, 3, 3>{{1, 0, 0}, {0, 1, 0}, {0, 0, 0}} +
                      sin(angle) * ct::tensor<double, 3, 3>{{0, -1, 0}, {1, 0, 0}, {0, 0, 0}};
    return dot(turn + ct::tensor<double, 3, 3>{{0, 0, 0}, {0, 0, 0}, {0, 0, 1}}, v) + 0.0 * v;
  };
  const auto slope = ct::jit(ct::jacfwd(turned, ct::argnums<0, 1>));
  const auto finite_slope = ct::jit(ct::jacfwd(turned, ct::argnums<0, 1>), ct::finite);
  const auto v = drawn<double, 3>(3);
  check_close(at_c<0>(finite_slope(0.3, v)), at_c<0>(slope(0.3, v)), 1e-15);
  check_close(at_c<1>(finite_slope(0.3, v)), at_c<1>(slope(0.3, v)), 1e-15);
  const auto inspected = [](auto f) { return ct::inspect(f, ct::like<double>, ct::like<ct::tensor<double, 3>>); };
  CHECK(2 * inspected(ct::jit(turned, ct::finite)).flops() < inspected(ct::jit(turned)).flops());
  const ct::tensor<double, 3> far{infinite, 1, 2};
  CHECK(std::isnan(ct::jit(turned)(0.3, far)(2)));
  CHECK(ct::jit(turned, ct::finite)(0.3, far)(2) == 2);
  CHECK(std::isnan(turned(0.3, far)(2)));
}

TEST_CASE("signed zeros, infinities and NaN are what they are", "[ieee]") {
  const ct::tensor<double, 6> x{-0.0, 0.0, infinite, -infinite, none, 3};
  const auto [plus, minus, plus_minus, once, difference, itself, ratio, nothing] = [&] {
    const auto all =
        ct::jit([](auto v) { return ct::tuple(v + 0.0, v - 0.0, v + -0.0, v * 1.0, v - v, -(-v), v / v, 0.0 * v); })(x);
    return std::tuple(at_c<0>(all), at_c<1>(all), at_c<2>(all), at_c<3>(all), at_c<4>(all), at_c<5>(all), at_c<6>(all),
                      at_c<7>(all));
  }();
  check_same(plus, {0.0, 0.0, infinite, -infinite, none, 3});
  for (const auto& unchanged : {minus, plus_minus, once, itself}) check_same(unchanged, x);
  check_same(difference, {0, 0, none, none, none, 0});
  check_same(ratio, {none, none, none, none, none, 1});
  check_same(nothing, {-0.0, 0, none, none, none, 0});
  CHECK(ct::jit([](auto v) { return 1 / (v + 0); })(-0.0) == infinite);  // one number: straight-line code
  CHECK(ct::jit([](auto v) { return 1 / (v - 0); })(-0.0) == -infinite);
  CHECK(hypot(infinite, none) == infinite);
  const double large = std::ldexp(1, 900);
  check_same(hypot(ct::tensor<double, 6>{none, -infinite, none, 3 * large, 0, -3},
                   ct::tensor<double, 6>{-infinite, 1, 1, 4 * large, -0.0, 4}),
             {infinite, infinite, none, 5 * large, 0, 5});
  check_same(abs(x), {0, 0, infinite, infinite, none, 3});
}

TEST_CASE("functions that are smooth have the derivatives of that where their formulas change, in arrays",
          "[ieee][derivatives]") {
  using numbers = ct::tensor<double, 11>;
  const numbers x{-40, -20, -5, -1, -0.0, 0, 1e-300, 1, 5, 20, 40};
  // One program of all, so that SIMD registers of each are compiled once.
  constexpr auto slopes = [](auto v) {
    const auto slope = [&](auto f) { return ct::vmap(ct::grad(f))(v); };
    const auto second = [&](auto f) { return ct::vmap(ct::grad(ct::grad(f)))(v); };
    return ct::tuple(slope([](auto u) { return tanh(u); }), slope([](auto u) { return sigmoid(u); }),
                     slope([](auto u) { return elu(u); }), second([](auto u) { return softplus(u); }),
                     second([](auto u) { return hypot(u, 2.0); }), second([](auto u) { return logaddexp(u, 0.0); }));
  };
  const auto found = ct::jit(slopes)(x);
  for (int k = 0; k < 11; ++k) {
    const double v = x(k), small = std::exp(-std::abs(v)), share = small / ((1 + small) * (1 + small)),
                 twice = std::exp(-2 * std::abs(v)), h = std::hypot(v, 2);
    CHECK(at_c<0>(found)(k) == Approx(4 * twice / ((1 + twice) * (1 + twice))).epsilon(1e-14));
    CHECK(at_c<1>(found)(k) == Approx(share).epsilon(1e-14));
    CHECK(at_c<2>(found)(k) == Approx(v > 0 ? 1 : std::exp(v)).epsilon(1e-14));
    CHECK(at_c<3>(found)(k) == Approx(share).epsilon(1e-14));
    CHECK(at_c<4>(found)(k) == Approx(4 / (h * h * h)).epsilon(1e-14));
    CHECK(at_c<5>(found)(k) == Approx(share).epsilon(1e-14));
  }
}
