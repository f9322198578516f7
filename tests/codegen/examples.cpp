// Functions for many examples, called from C++ on ranges and from C, against calls for each. (No evaluator here, nor
// any compiler flag.)
#include "examples_kernels.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>
#include <vector>

namespace ct = cotangent;

namespace {

template <class T>
void fill(T& leaf) {
  static std::mt19937 engine(3);
  std::uniform_real_distribution<double> uniform(0.5, 2);
  if constexpr (std::is_arithmetic_v<T>) leaf = static_cast<T>(uniform(engine));
  else
    for (auto& v : leaf) v = static_cast<std::remove_reference_t<decltype(v)>>(uniform(engine));
}
template <class T>
std::vector<T> filled(std::size_t n) {
  std::vector<T> all(n);
  for (T& one : all) fill(one);
  return all;
}
template <class A, class B>
void check_close(const A& ours, const B& wanted) {
  if constexpr (std::is_arithmetic_v<A>) CHECK(ours == Approx(wanted).epsilon(1e-12));
  else
    for (auto a = ours.begin(), b = wanted.begin(); a != ours.end(); ++a, ++b) CHECK(*a == Approx(*b).epsilon(1e-6));
}
constexpr std::size_t counts[] = {0, 1, 2, 5, 16, 33, 1000};
using vector = ct::tensor<double, 3>;

}  // namespace

TEST_CASE("numbers, with one that all examples share", "[examples]") {
  for (const std::size_t n : counts) {
    const auto spot = filled<double>(n), strike = filled<double>(n);
    using result = decltype(examples_kernels::slopes(1.0, 1.0, 1.0));
    std::vector<result> together(n);
    examples_kernels::slopes_examples(spot, strike, 0.03, together);  // results as they are returned: apart
    std::vector<double> value(n);
    using slopes = std::remove_cvref_t<decltype(std::declval<result&>().gradient)>;
    std::vector<slopes> slope(n);
    examples_kernels::slopes_examples(spot, strike, 0.03, ct::out(value, slope));
    for (std::size_t k = 0; k < n; ++k) {
      const auto [price, by] = examples_kernels::slopes(spot[k], strike[k], 0.03);
      check_close(value[k], price);
      const auto& [own_price, own] = together[k];
      check_close(own_price, price);
      const auto [by_spot, by_strike] = by;
      const auto [a, b] = slope[k];
      const auto [c, d] = own;
      check_close(a, by_spot), check_close(b, by_strike), check_close(c, by_spot), check_close(d, by_strike);
    }
  }
}

TEST_CASE("structs that each example has, that all share, and of which a part is shared", "[examples]") {
  for (const std::size_t n : counts) {
    std::vector<pose<ct::value>> bodies(n);
    for (auto& b : bodies) fill(b.rotation), fill(b.translation);
    const auto x = filled<vector>(n);
    std::vector<vector> out(n), wanted(n);
    for (std::size_t k = 0; k < n; ++k) wanted[k] = examples_kernels::seen(bodies[k], x[k]);
    examples_kernels::seen_examples(bodies, x, out);
    for (std::size_t k = 0; k < n; ++k) check_close(out[k], wanted[k]);
    if (n == 0) continue;
    examples_kernels::moved_examples(bodies[0], x, out);
    for (std::size_t k = 0; k < n; ++k) check_close(out[k], examples_kernels::moved(bodies[0], x[k]));
    // C takes the leaves, and so those that are shared beside those that are not.
    constexpr std::ptrdiff_t apart = sizeof(pose<ct::value>) / sizeof(double);
    turned_examples_strided(bodies[0].rotation.data(), bodies[0].translation.data(), apart, x[0].data(), 3,
                            out[0].data(), 3, n);
    for (std::size_t k = 0; k < n; ++k) {
      pose<ct::value> turned = bodies[k];
      turned.rotation = bodies[0].rotation;
      check_close(out[k], examples_kernels::turned(turned, x[k]));
    }
  }
}

TEST_CASE("integers and mixed types, branches and loops, what registers hold already, sparse results", "[examples]") {
  for (const std::size_t n : counts) {
    std::vector<ct::tensor<std::int32_t, 3>> integers(n), quotients(n);
    std::vector<std::int32_t> divisors(n);
    for (std::size_t k = 0; k < n; ++k) {
      divisors[k] = static_cast<std::int32_t>(k % 5) - 2;
      for (int i = 0; i < 3; ++i) integers[k](i) = static_cast<std::int32_t>(k) * (i - 1);
    }
    examples_kernels::integers_examples(integers, divisors, quotients);
    const auto single = filled<float>(n);
    const auto number = filled<double>(n);
    std::vector<double> products(n);
    examples_kernels::mixed_examples(single, number, products);
    auto x = filled<vector>(n);
    for (std::size_t k = 0; k < n; k += 3) x[k](0) *= -1;
    std::vector<ct::tensor<double, 3, 3>> slopes(n);
    std::vector<vector> gradients(n);
    examples_kernels::branches_examples(x, slopes);
    examples_kernels::loops_examples(x, 1.5, gradients);
    const auto long_ones = filled<ct::tensor<float, 40>>(n);
    std::vector<ct::tensor<float, 40>> shares(n);
    examples_kernels::softmax_examples(long_ones, shares);
    const auto knots = filled<ct::tensor<double, 9>>(n);
    using sparse = decltype(examples_kernels::bands(knots[0]));
    std::vector<sparse> bands(n);
    examples_kernels::bands_examples(knots, bands);
    std::vector<ct::tensor<double, 2>> constants(n);
    examples_kernels::constant_examples(number, constants);
    for (std::size_t k = 0; k < n; ++k) {
      check_close(quotients[k], examples_kernels::integers(integers[k], divisors[k]));
      CHECK(products[k] == static_cast<double>(single[k]) * number[k]);
      check_close(slopes[k], examples_kernels::branches(x[k]));
      check_close(gradients[k], examples_kernels::loops(x[k], 1.5));
      check_close(shares[k], examples_kernels::softmax(long_ones[k]));
      check_close(bands[k].values, examples_kernels::bands(knots[k]).values);
      CHECK(constants[k](1) == 2);
    }
  }
}

TEST_CASE("examples and shared arguments of other libraries' types are read where they are", "[examples]") {
  std::vector<std::array<double, 3>> x(9), out(9);
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = {0.1 * static_cast<double>(k), -0.2, 1.5};
  examples_kernels::loops_examples(x, 1.5, out);
  const std::array<double, 6> matrix{1, 2, 3, 4, 5, 6};
  std::vector<ct::tensor<double, 2>> products(9);
  examples_kernels::products_examples(x, matrix, products);
  for (std::size_t k = 0; k < x.size(); ++k) {
    check_close(out[k], examples_kernels::loops(x[k], 1.5));
    check_close(products[k], examples_kernels::products(x[k], matrix));
  }
  // A span's elements are elsewhere, and who knows where the next one's.
  std::vector<std::span<double, 3>> spans{std::span<double, 3>(x[0]), std::span<double, 3>(x[1])};
  std::vector<vector> two(2);
  CHECK_THROWS_WITH(examples_kernels::loops_examples(spans, 1.5, two), Catch::Contains("not inside of it"));
}

TEST_CASE("ranges that do not fit are refused before anything is written", "[examples]") {
  std::vector<vector> x(5), out(4);
  CHECK_THROWS_WITH(examples_kernels::loops_examples(x, 1.0, out), Catch::Contains("different sizes"));
  CHECK_THROWS_WITH(examples_kernels::loops_examples(x, 1.0, x), Catch::Contains("overlap"));
  // (A shared argument inside of the results' memory.)
  std::vector<vector> places(5);
  CHECK_THROWS_WITH(examples_kernels::offset_examples(x, places[2], places), Catch::Contains("overlap"));
  std::vector<double> a(5), b(5);
  std::vector<std::remove_cvref_t<decltype(examples_kernels::slopes(1.0, 1.0, 1.0).gradient)>> slopes(5);
  CHECK_THROWS_WITH(examples_kernels::slopes_examples(a, b, 0.1, ct::out(a, slopes)), Catch::Contains("overlap"));
}
