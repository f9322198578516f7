// Heston Monte Carlo (full truncation Euler, S steps), pathwise gradient in (s0, v0, kappa, theta, xi, rho);
// map_sum over paths.
#include <cotangent/cotangent.hpp>
#include "cpu.hpp"
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>
namespace ct = cotangent;
#ifndef STEPS
#define STEPS 100
#endif
constexpr int steps = STEPS;
constexpr double dt = 1.0 / steps, strike = 100, r = 0.02;
constexpr auto payoff = [](auto p, auto z) {  // z: steps x 2
  using boost::hana::at_c;
  auto rho = p(5), rest = sqrt(1 - square(p(5)));
  auto end = ct::scan(
      [=](auto state, auto zz) {
        auto x = at_c<0>(state), v = at_c<1>(state);
        auto vp = maximum(v, 0.0), sd = sqrt(vp * dt + 1e-12);
        auto x1 = x + (r - 0.5 * vp) * dt + sd * zz(0);
        auto v1 = v + p(2) * (p(3) - vp) * dt + p(4) * sd * (rho * zz(0) + rest * zz(1));
        return ct::tuple(ct::tuple(x1, v1), ct::none);
      },
      ct::tuple(log(p(0)), p(1)), z);
  return maximum(exp(at_c<0>(end.carry)) - strike, 0.0) * ct::exp(-r);
};
double plain(const double* p, const double* z) {
  double x = std::log(p[0]), v = p[1], rho = p[5], rest = std::sqrt(1 - rho * rho);
  for (int i = 0; i < steps; ++i) {
    double vp = std::max(v, 0.0), sd = std::sqrt(vp * dt + 1e-12);
    x += (r - 0.5 * vp) * dt + sd * z[2 * i];
    v += p[2] * (p[3] - vp) * dt + p[4] * sd * (rho * z[2 * i] + rest * z[2 * i + 1]);
  }
  return std::max(std::exp(x) - strike, 0.0) * std::exp(-r);
}
int main() {
  constexpr int paths = 4096;
  std::vector<ct::tensor<double, steps, 2>> z(paths);
  std::mt19937 g(1);
  std::normal_distribution<double> N;
  for (auto& zz : z)
    for (auto& v : zz) v = N(g);
  ct::tensor<double, 6> p{100, 0.04, 1.5, 0.04, 0.5, -0.7};
  const auto m = ct::map_sum(ct::value_and_grad(payoff), ct::in_axes<ct::unmapped, 0>);
  auto a = m(p, z);
  auto total = [&](ct::tensor<double, 6> q) {
    double s = 0;
    for (auto& zz : z) s += plain(q.data(), zz.data());
    return s;
  };
  double w = 0;
  for (int i = 0; i < 6; ++i) {
    auto u = p, d = p;
    double h = 1e-6 * std::max(1.0, std::abs(p(i))) * (i == 0 ? 1 : 0.1);
    u(i) += h;
    d(i) -= h;
    double fd = (total(u) - total(d)) / (2 * h);
    std::printf("%g (FD %g)  ", a.gradient(i) / paths, fd / paths);
    w = std::max(w, std::abs(fd - a.gradient(i)) / (paths + std::abs(fd)));
  }
  double t = cpu_ns();
  for (int i = 0; i < 3; ++i) a = m(p, z);
  double ours = (cpu_ns() - t) / 3 / paths;
  t = cpu_ns();
  double q = 0;
  for (int i = 0; i < 3; ++i) q += total(p);
  double pl = (cpu_ns() - t) / 3 / paths;
  std::printf("\nprice %.4f (%.4f), worst %.1e; value and gradient %.0f ns, plain value %.0f ns a path\n",
              a.value / paths, q / 3 / paths, w, ours, pl);
  return w < 1e-2 ? 0 : 1;  // differences cross the kinks of some paths
}
