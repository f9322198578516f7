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
  for (std::size_t k = 0; k < n; ++k)
    all[k] = point{0.1 * static_cast<double>(k), 1, -0.2 * static_cast<double>(k % 7)};
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

TEST_CASE("a small function: an example in each lane, of either type, whatever is left over", "[map]") {
  const auto small = [](auto x, auto w) {
    return stack(sin(x(0)) * w, x(1) / (1 + x(2) * x(2)), select(x(0) > 0, exp(x(1)), x(2)), x(0), w + 0 * x(1));
  };
  const auto check = [&]<class T>(T) {
    for (std::size_t n : {std::size_t{1}, std::size_t{16}, std::size_t{75}}) {
      std::vector<ct::tensor<T, 3>> xs(n);
      for (std::size_t k = 0; k < n; ++k)
        xs[k] = {static_cast<T>(0.3 * static_cast<double>(k % 11) - 1), static_cast<T>(0.7),
                 static_cast<T>(0.1 * static_cast<double>(k % 5))};
      std::vector<ct::tensor<T, 5>> out(n);
      ct::map(small, ct::in_axes<0, ct::unmapped>)(xs, T(1.5), out);
      for (std::size_t k = 0; k < n; ++k)
        check_close(out[k], ct::jit(small)(xs[k], T(1.5)), sizeof(T) == 4 ? 1e-5 : 1e-13);
    }
  };
  check(1.0);
  check(1.0F);
}

TEST_CASE("the results may take the place of the examples", "[map]") {
  for (std::size_t n : {std::size_t{3}, std::size_t{8}, std::size_t{11}, std::size_t{29}}) {
    const std::vector<point> before = points(n);
    std::vector<point> xs = before, apart(n);
    ct::map(softmax_times, ct::in_axes<0, ct::unmapped>)(before, 1.5, apart);
    ct::map(softmax_times, ct::in_axes<0, ct::unmapped>)(xs, 1.5, xs);
    for (std::size_t k = 0; k < n; ++k) {
      CHECK(xs[k] == apart[k]);
      check_close(xs[k], ct::jit(softmax_times)(before[k], 1.5));
    }
  }
}

TEST_CASE("a larger function: examples in blocks", "[map]") {
  const auto large = [](auto x, auto w) {  // contractions over blocks, and a reshape that leaves the examples alone
    const auto y = dot(w, concatenate(x, x * x, reshape<3>(flip(x))));
    return softmax(y) * sum(y);
  };
  const auto slope = ct::grad([=](auto x, auto w) { return sum(decltype(large){}(x, w)); }, ct::argnums<1>);
  const std::vector<point> xs = points(75);
  ct::tensor<double, 40, 9> w, one_by_one;
  for (int k = 0; k < w.size(); ++k) w.data()[k] = 0.01 * (k % 23) - 0.1;
  std::vector<ct::tensor<double, 40>> softmaxes(75);
  ct::map(large, ct::in_axes<0, ct::unmapped>)(xs, w, softmaxes);
  for (std::size_t k = 0; k < 75; ++k) {
    check_close(softmaxes[k], ct::jit(large)(xs[k], w), 1e-13);
    one_by_one = one_by_one + slope(xs[k], w);
  }
  check_close(ct::map_sum(slope, ct::in_axes<0, ct::unmapped>)(xs, w), one_by_one, 1e-12);
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
