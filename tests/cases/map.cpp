// A run-time number of examples: against a loop, over every tail; in parallel; wrong sizes.
#include "cases.hpp"

#include <span>
#include <vector>

using point = ct::tensor<double, 3>;
constexpr auto softmax_times = [](auto x, auto w) {
  const auto e = exp(w * x - amax(w * x));
  return e / sum(e);
};

std::vector<point> points(std::size_t n) {
  std::vector<point> all(n);
  for (std::size_t k = 0; k < n; ++k) all[k] = point{0.1 * static_cast<double>(k), 1, -0.2 * static_cast<double>(k % 7)};
  return all;
}

TEST_CASE("map equals a loop, whatever the number of examples", "[map]") {
  for (std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{31}, std::size_t{32}, std::size_t{100}}) {
    const std::vector<point> xs = points(n);
    std::vector<point> out(n);
    std::vector<ct::tensor<double, 3, 3>> jacobians(n);
    ct::map(softmax_times, ct::in_axes<0, ct::unmapped>)(xs, 1.5, out);
    ct::map(ct::jacrev(softmax_times), ct::in_axes<0, ct::unmapped>)(std::span<const point>(xs), 1.5, jacobians);
    for (std::size_t k = 0; k < n; ++k) {
      check_close(out[k], ct::jit(softmax_times)(xs[k], 1.5));
      check_close(jacobians[k], ct::jacrev(softmax_times)(xs[k], 1.5));
    }
  }
  const std::vector<double> a{1, 2, 3}, b{4, 5, 6};
  std::vector<double> products(3);
  ct::map([](auto x, auto y) { return x * y; })(a, b, products);
  CHECK(products == std::vector<double>{4, 10, 18});
}

TEST_CASE("map_sum is the sum of what a loop gives, as a tree", "[map]") {
  const std::vector<point> xs = points(100);
  const auto loss = [](auto x, auto w) { return sum(softmax_times(x, w) * x); };
  const auto total = ct::map_sum(ct::value_and_grad(loss, ct::argnums<1>), ct::in_axes<0, ct::unmapped>)(xs, 1.5);
  double value = 0, gradient = 0;
  for (const point& x : xs) {
    const auto one = ct::value_and_grad(loss, ct::argnums<1>)(x, 1.5);
    value += one.value;
    gradient += one.gradient;
  }
  check_close(total.value, value);
  check_close(total.gradient, gradient);
}

#if defined(COTANGENT_WITH_TBB)
TEST_CASE("on every core: the same results", "[map]") {
  const std::vector<point> xs = points(1000);
  std::vector<point> one(1000), many(1000);
  ct::map(softmax_times, ct::in_axes<0, ct::unmapped>)(xs, 1.5, one);
  ct::map(softmax_times, ct::in_axes<0, ct::unmapped>, ct::par)(xs, 1.5, many);
  for (std::size_t k = 0; k < 1000; ++k) CHECK(one[k] == many[k]);
  const auto sum_of = [](auto x, auto w) { return sum(softmax_times(x, w) * x); };
  const double first = ct::map_sum(sum_of, ct::in_axes<0, ct::unmapped>, ct::par)(xs, 1.5);
  CHECK(first == ct::map_sum(sum_of, ct::in_axes<0, ct::unmapped>, ct::par)(xs, 1.5));
  check_close(first, ct::map_sum(sum_of, ct::in_axes<0, ct::unmapped>)(xs, 1.5));
}
#endif

TEST_CASE("sizes that differ throw before anything is written", "[map]") {
  const std::vector<double> a{1, 2, 3}, b{4, 5};
  std::vector<double> out(3, 7);
  const auto add = [](auto x, auto y) { return x + y; };
  CHECK_THROWS_AS(ct::map(add)(a, b, out), std::invalid_argument);
  std::vector<double> short_out(2, 7);
  CHECK_THROWS_AS(ct::map(add)(a, a, short_out), std::invalid_argument);
  CHECK(short_out[0] == 7);
}
