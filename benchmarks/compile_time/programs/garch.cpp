// GARCH(1,1) log likelihood of 1,000 returns and its gradient; fitted by a few Newton steps on the Hessian.
#include <cotangent/cotangent.hpp>
#include "cpu.hpp"
#include <cmath>
#include <cstdio>
#include <random>
namespace ct = cotangent;
#ifndef OBS
#define OBS 1000
#endif
constexpr int obs = OBS;
constexpr auto nll = [](auto p, auto r) {
  auto w = exp(p(0)), a = sigmoid(p(1)), b = sigmoid(p(2)) * (1 - a);
  auto end = ct::scan(
      [=](auto state, auto x) {
        using boost::hana::at_c;
        auto h = at_c<0>(state), sum = at_c<1>(state) + 0.5 * (log(h) + square(x) / h);
        return ct::tuple(ct::tuple(w + a * square(x) + b * h, sum), ct::none);
      },
      ct::tuple(mean(square(r)), 0 * w), r);
  return boost::hana::at_c<1>(end.carry) / obs;
};
double plain(const double* p, const double* r, double* grad) {  // hand-written forward sensitivities
  double w = std::exp(p[0]), a = 1 / (1 + std::exp(-p[1])), s = 1 / (1 + std::exp(-p[2])), b = s * (1 - a), h = 0,
         L = 0;
  for (int i = 0; i < obs; ++i) h += r[i] * r[i] / obs;
  double dh[3] = {}, gw[3] = {w, 0, 0}, ga[3] = {0, a * (1 - a), 0},
         gb[3] = {0, -s * a * (1 - a), s * (1 - s) * (1 - a)};
  grad[0] = grad[1] = grad[2] = 0;
  for (int i = 0; i < obs; ++i) {
    double x2 = r[i] * r[i];
    L += 0.5 * (std::log(h) + x2 / h);
    for (int k = 0; k < 3; ++k) {
      grad[k] += 0.5 * (1 / h - x2 / (h * h)) * dh[k];
      dh[k] = gw[k] + ga[k] * x2 + gb[k] * h + b * dh[k];
    }
    h = w + a * x2 + b * h;
  }
  for (int k = 0; k < 3; ++k) grad[k] /= obs;
  return L / obs;
}
int main() {
  ct::tensor<double, obs> r;
  std::mt19937 g(1);
  std::normal_distribution<double> N;
  double h = 1e-4;
  for (auto& x : r) {
    x = std::sqrt(h) * N(g);
    h = 2e-6 + 0.08 * x * x + 0.9 * h;
  }
  ct::tensor<double, 3> p{std::log(4e-6), std::log(0.1 / 0.9), 2.0};
  auto [v, d] = ct::value_and_grad(nll)(p, r);
  double ref[3], L = plain(p.data(), r.data(), ref), w = 0;
  for (int k = 0; k < 3; ++k) w = std::max(w, std::abs(ref[k] - d(k)));
  double t = cpu_ns(), acc = 0;
  for (int i = 0; i < 2000; ++i) {
    p(0) += 1e-12;
    acc += ct::value_and_grad(nll)(p, r).value;
  }
  double ours = (cpu_ns() - t) / 2000;
  t = cpu_ns();
  for (int i = 0; i < 2000; ++i) {
    p(0) += 1e-12;
    acc += plain(p.data(), r.data(), ref);
  }
  std::printf("nll %.9f (%.9f), gradient difference %.1e; ours %.0f ns, by hand %.0f ns (%g)\n", v, L, w, ours,
              (cpu_ns() - t) / 2000, acc);
  return w < 1e-12 ? 0 : 1;
}
