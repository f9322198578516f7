// Views of the caller's memory, as arguments and results; wrong sizes.
#include "cases.hpp"

#include <array>
#include <span>
#include <vector>

TEST_CASE("views are read and written in place", "[view][into]") {
  std::vector<double> x{1, 2, 3};
  std::array<double, 9> jacobian{};
  const auto square = [](auto v) { return v * v; };
  auto out = ct::view<double, 3, 3>(jacobian);
  ct::into(out, ct::jacrev(square))(ct::view<const double, 3>(x.data()));
  CHECK(jacobian[4] == 4);
  CHECK(out(2, 2) == 6);
  CHECK(jacobian[1] == 0);
  const auto evaluated = ct::view<double, 3>(x) * 2.0;  // operators and functions take views too
  check_close(evaluated, ct::tensor<double, 3>{2, 4, 6});
  CHECK(ct::grad([](auto v) { return sum(v * v); })(ct::view<double, 3>(std::span<double>(x)))(1) == 4);
  static_assert(ct::describe<decltype(out)>() == "f64[3,3]");
}

TEST_CASE("a tree of places for the results", "[into]") {
  double value = 0;
  std::array<double, 3> gradient{};
  auto out = ct::tuple(0.0, ct::view<double, 3>(gradient));
  ct::into(out, [](auto v) {
    const auto both = ct::value_and_grad([](auto u) { return sum(u * u); })(v);
    return ct::tuple(both.value, both.gradient);
  })(ct::tensor<double, 3>{1, 2, 3});
  value = at_c<0>(out);
  CHECK(value == 14);
  CHECK(gradient[2] == 6);
}

TEST_CASE("sizes that only run time knows throw, before anything is written", "[view][into]") {
  std::vector<double> two{1, 2};
  CHECK_THROWS_AS((ct::view<double, 3>(two)), std::invalid_argument);
  ct::tensor<double, 64> x, out;
  for (double& v : x) v = 1;
  const auto f = [](auto v) { return exp(v) / sum(exp(v)); };
  static_assert(ct::inspect(f, ct::like<ct::tensor<double, 64>>).workspace_bytes() > 8);
  alignas(double) std::array<std::byte, 8> small{};
  CHECK_THROWS_AS(ct::into(out, small, f)(x), std::invalid_argument);
  CHECK(out(0) == 0);
}
