// A yield curve from par swap rates by Newton (while_loop), derivative by the implicit function theorem
// (custom_vjp).
#include <cotangent/cotangent.hpp>
#include <cmath>
#include <cstdio>
namespace ct = cotangent;
#ifndef NM
#define NM 10
#endif
constexpr int n = NM;
constexpr auto residual = [](auto z, auto par) {
  auto t = ct::arange<double, n>() + 1.0;
  auto df = exp(-z * t);
  return par * cumsum(df) + df - 1.0;
};
constexpr auto newton = [](auto par) {
  auto unfinished = [=](auto z) { return amax(abs(residual(z, par))) > 1e-13; };
  return ct::while_loop(
      unfinished, [=](auto z) { return z - solve(ct::jacobian(residual)(z, par), residual(z, par)); }, par);
};
constexpr auto bootstrap = ct::custom_vjp(
    newton,
    [](auto par) {
      auto z = newton(par);
      return ct::tuple(z, ct::tuple(z, par));
    },
    [](auto res, auto g) {
      using boost::hana::at_c;
      auto z = at_c<0>(res), par = at_c<1>(res);
      auto lambda = solve(transpose(ct::jacobian(residual)(z, par)), g);
      auto [y, pull] = ct::vjp([=](auto q) { return residual(z, q); }, par);
      return ct::tuple(-boost::hana::at_c<0>(pull(lambda)));
    });
// a 10y annuity swap's value, off-market, as a function of quotes
constexpr auto book = [](auto par) {
  auto t = ct::arange<double, n>() + 1.0;
  auto df = exp(-bootstrap(par) * t);
  return 1e4 * (0.05 * sum(df) + df(n - 1) - 1.0);
};
double closed(const double* par) {  // the same without Newton, by substitution
  double sum = 0, df = 0, v = 0;
  for (int i = 0; i < n; ++i) {
    df = (1 - par[i] * sum) / (1 + par[i]);
    sum += df;
    v += 0.05 * df;
  }
  return 1e4 * (v + df - 1);
}
int main() {
  ct::tensor<double, n> par;
  for (int i = 0; i < n; ++i) par(i) = 0.02 + 0.002 * i;
  auto [v, g] = ct::value_and_grad(book)(par);
  double w = 0;
  for (int i = 0; i < n; ++i) {
    auto a = par, b = par;
    a(i) += 1e-6;
    b(i) -= 1e-6;
    double fd = (closed(a.data()) - closed(b.data())) / 2e-6;
    w = std::max(w, std::abs(fd - g(i)) / (1 + std::abs(fd)));
  }
  std::printf("value %.9f (%.9f), gradient error %.1e\n", v, closed(par.data()), w);
  return w < 1e-6 ? 0 : 1;
}
