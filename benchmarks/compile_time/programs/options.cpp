// Black-Scholes price, delta, gamma, vega of a run-time number of options by ct::map.
#include <cotangent/cotangent.hpp>
#include "cpu.hpp"
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>
namespace ct = cotangent;
constexpr auto cdf = [](auto x) { return 0.5 * erfc(-x * 0.70710678118654752440); };
constexpr auto price = [](auto s, auto vol, auto k, auto t, auto r) {
  auto sd = vol * sqrt(t), d1 = (log(s / k) + (r + 0.5 * square(vol)) * t) / sd;
  return s * cdf(d1) - k * exp(-r * t) * cdf(d1 - sd);
};
constexpr auto greeks = [](auto s, auto vol, auto k, auto t, auto r) {
  auto [v, d] = ct::value_and_grad(price, ct::argnums<0, 1>)(s, vol, k, t, r);
  auto gamma = ct::grad(ct::grad(price))(s, vol, k, t, r);
  return stack(v, boost::hana::at_c<0>(d), gamma, boost::hana::at_c<1>(d));
};
void hand(double s, double vol, double k, double t, double r, double* out) {
  double q = vol * std::sqrt(t), d1 = (std::log(s / k) + (r + 0.5 * vol * vol) * t) / q, d2 = d1 - q;
  double N1 = 0.5 * std::erfc(-d1 * M_SQRT1_2), N2 = 0.5 * std::erfc(-d2 * M_SQRT1_2),
         ph = std::exp(-0.5 * d1 * d1) / std::sqrt(2 * M_PI);
  out[0] = s * N1 - k * std::exp(-r * t) * N2;
  out[1] = N1;
  out[2] = ph / (s * q);
  out[3] = s * ph * std::sqrt(t);
}
int main(int argc, char** argv) {
  const std::size_t n = argc > 1 ? std::atoi(argv[1]) : 100003;
  std::vector<double> s(n), vol(n), k(n), t(n), ref(4 * n);
  std::vector<ct::tensor<double, 4>> out(n);
  std::mt19937 g(1);
  std::uniform_real_distribution<double> u;
  for (std::size_t i = 0; i < n; ++i) {
    s[i] = 80 + 40 * u(g);
    vol[i] = 0.1 + 0.4 * u(g);
    k[i] = 80 + 40 * u(g);
    t[i] = 0.1 + 2 * u(g);
  }
  const auto m = ct::map(greeks, ct::in_axes<0, 0, 0, 0, ct::unmapped>);
  m(s, vol, k, t, 0.03, out);
  double c = cpu_ns();
  for (int i = 0; i < 20; ++i) m(s, vol, k, t, 0.03, out);
  double ours = (cpu_ns() - c) / 20 / n;
  c = cpu_ns();
  for (int r = 0; r < 5; ++r)
    for (std::size_t i = 0; i < n; ++i) hand(s[i], vol[i], k[i], t[i], 0.03, &ref[4 * i]);
  double theirs = (cpu_ns() - c) / 5 / n, w = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (int j = 0; j < 4; ++j) w = std::max(w, std::abs(out[i](j) - ref[4 * i + j]) / (1 + std::abs(ref[4 * i + j])));
  std::printf("worst %.2e; ours %.1f ns, by hand scalar %.1f ns an option\n", w, ours, theirs);
  return w < 1e-12 ? 0 : 1;
}
