// Small linear systems: against their definitions, and their first derivatives against known formulas.
#include "cases.hpp"

const ct::tensor<double, 3, 3> symmetric{{4, 1, 0.5}, {1, 3, 0.2}, {0.5, 0.2, 2}};
const ct::tensor<double, 3, 3> general{{0, 1, 2}, {3, 4, 5}, {7, 1, 1}};  // needs pivoting

TEST_CASE("cholesky, solve, triangular_solve and inv undo what they say", "[linear_algebra]") {
  const auto l = cholesky(symmetric);
  check_close(ct::matmul(l, transpose(l)), symmetric);
  CHECK(l(0, 2) == 0);
  const ct::tensor<double, 3> b{1, 2, 3};
  check_close(dot(general, solve(general, b)), b);
  check_close(dot(general, solve(general, symmetric)), symmetric);
  check_close(dot(l, ct::triangular_solve(l, b)), b);
  check_close(dot(transpose(l), ct::triangular_solve<false>(transpose(l), b)), b);
  check_close(dot(inv(general), general), ct::eye<double, 3>());
  CHECK(det(general) == Approx(-18));
  const auto [sign, logdet] = slogdet(general);
  CHECK(sign == -1);
  CHECK(logdet == Approx(std::log(18)));
}

TEST_CASE("their derivatives: d det = det inv^T, d logdet = inv^T, d solve = -inv dA x", "[linear_algebra]") {
  check_close(ct::grad([](auto a) { return det(a); })(general), transpose(inv(general)) * det(general), 1e-10);
  check_close(ct::grad([](auto a) { return slogdet(a).logdet; })(general), transpose(inv(general)), 1e-10);
  const ct::tensor<double, 3> b{1, 2, 3};
  const auto by_a = ct::grad([](auto a, auto v) { return sum(solve(a, v)); })(general, b);
  const auto w = solve(transpose(general), ct::ones<double, 3>());
  check_close(by_a, -outer(w, solve(general, b)), 1e-10);
  check_close(ct::jacfwd([](auto v, auto a) { return solve(a, v); })(b, general), inv(general), 1e-10);
}

TEST_CASE("a batch of systems", "[linear_algebra][vmap]") {
  ct::tensor<double, 2, 3, 3> both;
  for (int k = 0; k < 9; ++k) both.data()[k] = general.data()[k], both.data()[9 + k] = symmetric.data()[k];
  const ct::tensor<double, 3> b{1, 2, 3};
  const auto x = ct::vmap([](auto a, auto v) { return solve(a, v); }, ct::in_axes<0, ct::unmapped>)(both, b);
  check_close(x(0, ct::all), solve(general, b));
  check_close(x(1, ct::all), solve(symmetric, b));
}
