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

namespace {

template <int Size>
ct::tensor<double, Size, Size> random_matrix(unsigned state) {
  ct::tensor<double, Size, Size> a;
  for (double& v : a) {
    state = state * 1664525u + 1013904223u;
    v = static_cast<double>(state >> 8) / (1 << 23) - 1;
  }
  return a;
}

}  // namespace

TEST_CASE("larger systems are loops, and have the same derivatives", "[linear_algebra]") {
  constexpr int n = 7;
  const auto a = random_matrix<n>(1);
  const auto b = counted<double, n>();
  const auto x = solve(a, b);
  check_close(dot(a, x), b, 1e-10);
  check_close(dot(inv(a), a), ct::eye<double, n>(), 1e-10);
  const auto w = solve(transpose(a), ct::ones<double, n>());
  check_close(ct::grad([](auto m, auto v) { return sum(solve(m, v)); })(a, b), -outer(w, x), 1e-9);
  check_close(ct::jacfwd([](auto v, auto m) { return solve(m, v); })(b, a), inv(a), 1e-9);
  check_close(ct::grad([](auto m) { return slogdet(m).logdet; })(a), transpose(inv(a)), 1e-9);
  check_close(ct::grad([](auto m) { return det(m); })(a), transpose(inv(a)) * det(a), 1e-9);
  const auto [sign, logdet] = slogdet(a);
  CHECK(sign * std::exp(logdet) == Approx(det(a)));

  const auto definite = [](auto m) { return dot(m, transpose(m)); };
  const auto l = cholesky(definite(a));
  check_close(dot(l, transpose(l)), definite(a), 1e-12);
  CHECK(l(0, 1) == 0);
  const auto along = random_matrix<n>(2);
  const auto forward =
      ct::jvp([](auto m) { return cholesky(dot(m, transpose(m))); }, ct::tuple(a), ct::tuple(along)).tangent;
  constexpr double h = 1e-6;
  check_close(forward, (cholesky(definite(a + h * along)) - cholesky(definite(a - h * along))) / (2 * h), 1e-5);
  const auto reverse = ct::grad([](auto m, auto c) { return sum(cholesky(dot(m, transpose(m))) * c); })(a, along);
  CHECK(sum(reverse * along) == Approx(sum(forward * along)));

  ct::tensor<double, 2, n, n> both;
  for (int k = 0; k < n * n; ++k) both.data()[k] = a.data()[k], both.data()[n * n + k] = along.data()[k];
  const auto batched = ct::vmap([](auto m, auto v) { return solve(m, v); }, ct::in_axes<0, ct::unmapped>)(both, b);
  check_close(batched(0, ct::all), x, 1e-10);
  check_close(batched(1, ct::all), solve(along, b), 1e-10);
}

TEST_CASE("a determinant has its derivative where the matrix is singular", "[linear_algebra]") {
  auto a = random_matrix<5>(3);
  for (int k = 0; k < 5; ++k) a(4, k) = 2 * a(0, k);
  CHECK(det(a) == Approx(0).margin(1e-14));
  const auto gradient = ct::grad([](auto m) { return det(m); })(a);
  constexpr double h = 1e-6;
  for (int k = 0; k < 25; ++k) {
    auto up = a, down = a;
    up.data()[k] += h;
    down.data()[k] -= h;
    CHECK(gradient.data()[k] == Approx((det(up) - det(down)) / (2 * h)).margin(1e-8));
  }
}
