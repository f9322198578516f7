// A generator of a cart-pole's cost, gradient, Gauss-Newton matrix and Hessian over 50 steps: what it costs to compile
// (-DONE: one function, -DEMPTY: none).
#include <cotangent/codegen/generate.hpp>
namespace ct = cotangent;
constexpr int n = 50;
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
int main(int argc, char** argv) {
  ct::codegen::library lib("cart_kernels");
#ifndef EMPTY
  using us = ct::tensor<double, n>;
  using s0 = ct::tensor<double, 4>;
  lib.add("cost", cost, ct::like<us>, ct::like<s0>);
#ifndef ONE
  lib.add("gradient", ct::value_and_grad(cost), ct::like<us>, ct::like<s0>);
  lib.add("gauss_newton", gn_step, ct::like<us>, ct::like<s0>);
  lib.add("hessian", ct::hessian(cost), ct::like<us>, ct::like<s0>);
#endif
#endif
  return lib.main(argc, argv);
}
