// ILQR on a cart-pole: RK4 dynamics by scan over N steps; cost gradient, Hessian and Gauss-Newton of the
// trajectory.
#include <cotangent/cotangent.hpp>
#include "cpu.hpp"
#include <cmath>
#include <cstdio>
namespace ct = cotangent;
#ifndef STEPS
#define STEPS 50
#endif
constexpr int n = STEPS;
constexpr double dt = 0.04;
constexpr auto rate = [](auto s, auto u) {
  constexpr double mc = 1, mp = 0.2, l = 0.5, g = 9.81;
  auto sn = sin(s(1)), cs = cos(s(1));
  auto den = mc + mp * square(sn);
  auto xdd = (u + mp * sn * (l * square(s(3)) + g * cs)) / den;
  auto tdd = (-u * cs - mp * l * square(s(3)) * cs * sn - (mc + mp) * g * sn) / (l * den);
  return stack(s(2), s(3), xdd, tdd);
};
constexpr auto rk4 = [](auto s, auto u) {
  auto k1 = rate(s, u), k2 = rate(s + 0.5 * dt * k1, u), k3 = rate(s + 0.5 * dt * k2, u), k4 = rate(s + dt * k3, u);
  return s + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
};
constexpr auto rollout = [](auto s0, auto us) {
  return ct::scan(
             [](auto s, auto u) {
               auto t = rk4(s, u);
               return ct::tuple(t, t);
             },
             s0, us)
      .ys;
};
// residuals of a swing-up: r(u), cost = |r|^2 / 2
constexpr auto residuals = [](auto us, auto s0) {
  auto xs = rollout(s0, us);
  auto goal = ct::tensor<double, 4>{0, 3.14159265358979323846, 0, 0};
  auto last = 10.0 * (xs(n - 1, ct::all) - goal);
  return concatenate<0>(0.1 * us, ravel(0.05 * xs), last);
};
constexpr auto cost = [](auto us, auto s0) { return 0.5 * sum(square(residuals(us, s0))); };
constexpr auto gn_step = [](auto us, auto s0) {
  auto J = ct::jacfwd(residuals)(us, s0);
  return dot(transpose(J), J);
};
int main() {
  ct::tensor<double, 4> s0{0, 0.1, 0, 0};
  ct::tensor<double, n> us;
  for (int i = 0; i < n; ++i) us(i) = 2 * std::sin(0.2 * i);
  auto [c, g] = ct::value_and_grad(cost)(us, s0);
  double worst = 0;
  for (int i = 0; i < n; i += 7) {
    auto a = us, b = us;
    a(i) += 1e-5;
    b(i) -= 1e-5;
    worst =
        std::max(worst, std::abs((ct::jit(cost)(a, s0) - ct::jit(cost)(b, s0)) / 2e-5 - g(i)) / (1 + std::abs(g(i))));
  }
  std::printf("cost %.4f, gradient FD %.2e\n", c, worst);
  double hw = 0;
#ifdef HESSIAN
  auto H = ct::hessian(cost)(us, s0);
  for (int i = 0; i < n; i += 13) {
    auto a = us, b = us;
    a(i) += 1e-5;
    b(i) -= 1e-5;
    auto ga = ct::grad(cost)(a, s0), gb = ct::grad(cost)(b, s0);
    for (int j = 0; j < n; ++j) hw = std::max(hw, std::abs((ga(j) - gb(j)) / 2e-5 - H(i, j)) / (1 + std::abs(H(i, j))));
  }
  std::printf("Hessian FD %.2e\n", hw);
#endif
#ifdef GN
  auto G = ct::jit(gn_step)(us, s0);
  double sym = 0;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) sym = std::max(sym, std::abs(G(i, j) - G(j, i)));
  std::printf("Gauss-Newton %g, asymmetry %.1e\n", G(3, 5), sym);
#endif
  double t = cpu_ns(), acc = 0;
  for (int i = 0; i < 2000; ++i) {
    us(0) += 1e-9;
    acc += ct::jit(cost)(us, s0);
  }
  double tv = (cpu_ns() - t) / 2000;
  t = cpu_ns();
  for (int i = 0; i < 2000; ++i) {
    us(0) += 1e-9;
    acc += ct::value_and_grad(cost)(us, s0).gradient(1);
  }
  double tg = (cpu_ns() - t) / 2000;
  std::printf("value %.0f ns, value and gradient %.0f ns (%g)\n", tv, tg, acc);
#ifdef HESSIAN
  t = cpu_ns();
  for (int i = 0; i < 100; ++i) {
    us(0) += 1e-9;
    acc += ct::hessian(cost)(us, s0)(0, 0);
  }
  std::printf("hessian %.0f ns (%g)\n", (cpu_ns() - t) / 100, acc);
#endif
  return worst < 1e-6 && hw < 1e-5 ? 0 : 1;
}
