// Results written over arguments: as if the arguments had been read before; or refused before anything is written.
#include "cases.hpp"

#include <array>
#include <span>
#include <vector>

namespace {

using four = ct::tensor<double, 4>;
using square = ct::tensor<double, 2, 2>;
constexpr auto flipped = [](auto v) { return flip(v); };
constexpr auto product = [](auto a, auto b) { return dot(a, b); };

}  // namespace

TEST_CASE("into: a result may be where an argument is", "[into]") {
  four x{1, 2, 3, 4};
  ct::into(x, flipped)(x);
  check_close(x, four{4, 3, 2, 1});
  ct::into(x, ct::grad([](auto v) { return prod(v); }))(x);
  check_close(x, four{6, 8, 12, 24});
  square m{{1, 2}, {3, 4}}, id{{0, 1}, {1, 0}};
  ct::into(m, product)(m, m);
  check_close(m, square{{7, 10}, {15, 22}});
  ct::into(m, product)(id, m);
  check_close(m, square{{15, 22}, {7, 10}});
  double number = 3;
  ct::into(number, [](auto v) { return v * v + v; })(number);
  CHECK(number == 12);
}

TEST_CASE("into: views that overlap by some elements, results in each other's arguments, other element types",
          "[into][view]") {
  std::vector<double> b{1, 2, 3, 4, 5};
  ct::into(ct::view<double, 4>(b.data() + 1), [](auto v) { return 10 * v; })(ct::view<const double, 4>(b.data()));
  CHECK(b == std::vector<double>{1, 10, 20, 30, 40});
  ct::into(ct::view<double, 4>(b.data()), flipped)(ct::view<double, 4>(b.data() + 1));
  CHECK(b == std::vector<double>{40, 30, 20, 10, 40});
  four x{1, 2, 3, 4}, y{5, 6, 7, 8};
  ct::into(ct::tuple(ct::view<double, 4>(y.data()), ct::view<double, 4>(x.data())),
           [](auto a, auto c) { return ct::tuple(a + c, a - c); })(x, y);
  check_close(y, four{6, 8, 10, 12});
  check_close(x, four{-4, -4, -4, -4});
  alignas(8) std::array<std::int32_t, 4> words{1, 2, 3, 4};
  ct::into(ct::view<std::int32_t, 2>(words.data() + 1), [](auto v) {
    return ct::slice<0, 0, 2>(v) + ct::slice<0, 2, 4>(v);
  })(ct::view<std::int32_t, 4>(words.data()));
  CHECK(words == std::array<std::int32_t, 4>{1, 4, 6, 4});
}

TEST_CASE("into: large arrays, on the stack and not; a workspace of one's own", "[into]") {
  const auto f = [](auto m) { return transpose(m) + m; };
  ct::tensor<double, 64, 64> m;
  for (int k = 0; k < m.size(); ++k) m.data()[k] = k;
  ct::into(m, f)(m);
  CHECK(m(3, 5) == 3 * 64 + 5 + 5 * 64 + 3);
  CHECK(m(5, 3) == m(3, 5));
  std::vector<std::byte> workspace(static_cast<std::size_t>(ct::inspect(f, ct::like<decltype(m)>).workspace_bytes()) +
                                   sizeof(double));
  const auto before = m;
  CHECK_THROWS_AS(ct::into(m, workspace, f)(m), std::invalid_argument);  // has no room for a copy, and says so
  CHECK(m == before);
  workspace.resize(workspace.size() + 64 * 64 * sizeof(double));
  ct::into(m, workspace, f)(m);
  CHECK(m(3, 5) == 2 * before(3, 5));
  four x{1, 2, 3, 4};
  alignas(8) std::array<std::byte, 8> little{};
  ct::into(x, little, flipped)(x);
  check_close(x, four{4, 3, 2, 1});
}

TEST_CASE("into: results over each other, or over the workspace, are refused before anything is written", "[into]") {
  four x{1, 2, 3, 4}, y{};
  const auto two = [](auto v) { return ct::tuple(v + 1, v + 2); };
  const auto overlapping = ct::tuple(ct::view<double, 4>(y.data()), ct::view<double, 4>(y.data()));
  CHECK_THROWS_AS(ct::into(overlapping, two)(x), std::invalid_argument);
  CHECK_THROWS_AS(ct::into(y, std::as_writable_bytes(std::span(x.data(), 4)), flipped)(x), std::invalid_argument);
  CHECK_THROWS_AS(ct::into(y, std::as_writable_bytes(std::span(y.data(), 4)), flipped)(x), std::invalid_argument);
  check_close(y, four{});
  check_close(x, four{1, 2, 3, 4});
}

namespace {

/// `f` in place, of many examples and of few, and refused where the output is shifted by one.
template <class Example, class F>
void check_map(F f) {
  for (const std::size_t n : {3U, 64U, 77U}) {
    std::vector<Example> x(n + 1), want(n);
    for (std::size_t k = 0; k < x.size(); ++k)
      for (int j = 0; j < Example::size(); ++j) x[k].data()[j] = static_cast<double>(k) + 0.25 * j;
    ct::map(f)(std::span(x).first(n), want);
    const std::vector<Example> before = x;
    std::span<Example> shifted = std::span(x).subspan(1), place = std::span(x).first(n);
    CHECK_THROWS_AS(ct::map(f)(place, shifted), std::invalid_argument);
    CHECK_THROWS_AS(ct::map(f)(shifted, place), std::invalid_argument);
    CHECK(x == before);
    ct::map(f)(place, place);
    CHECK(std::vector<Example>(place.begin(), place.end()) == want);
  }
}

}  // namespace

TEST_CASE(
    "map: in place each example is overwritten with its result; other overlap is refused before anything is written",
    "[map]") {
  check_map<four>(flipped);                                                                // an example in each lane
  check_map<ct::tensor<double, 12, 12>>([](auto m) { return dot(m, transpose(m)) + m; });  // in blocks
  std::vector<four> xs(5);
  const auto add = [](auto v, auto w) { return v + w; };
  CHECK_THROWS_AS(ct::map(add, ct::in_axes<0, ct::unmapped>)(std::vector<four>(5), xs[2], xs), std::invalid_argument);
  std::vector<four> none;
  ct::map(flipped)(none, none);
}
