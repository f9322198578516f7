// Forward kinematics of a 7-joint arm (DH table), Jacobian, damped-least-squares IK.
#include <cotangent/cotangent.hpp>

#include "cpu.hpp"
#include <cmath>
#include <cstdio>
namespace ct = cotangent;
constexpr double pi = 3.14159265358979323846;
#ifndef NJ
#define NJ 7
#endif
constexpr int nj = NJ;
// alpha, a, d of a KUKA iiwa-like arm (one row a joint)
constexpr auto table() {
  ct::tensor<double, nj, 3> t;
  const double al[7] = {-pi / 2, pi / 2, pi / 2, -pi / 2, -pi / 2, pi / 2, 0}, d[7] = {0.34, 0, 0.4, 0, 0.4, 0, 0.126};
  for (int i = 0; i < nj; ++i) {
    t(i, 0) = al[i % 7];
    t(i, 1) = 0.01;
    t(i, 2) = d[i % 7];
  }
  return t;
}
// one dh_link's homogeneous transform
constexpr auto dh_link = [](auto q, auto row) {
  auto ca = cos(row(0)), sa = sin(row(0)), c = cos(q), s = sin(q);
  return stack(stack(c, -s * ca, s * sa, row(1) * c), stack(s, c * ca, -c * sa, row(1) * s),
               stack(0 * q, sa, ca, row(2)), stack(0 * q, 0 * q, 0 * q, 0 * q + 1));
};
// the pose as a loop (scan) and position + approach vector: a 6-vector task
constexpr auto fk = [](auto q) {
  auto end = ct::scan(
      [](auto T, auto x) {
        using boost::hana::at_c;
        return ct::tuple(dot(T, dh_link(at_c<0>(x), at_c<1>(x))), ct::none);
      },
      ct::eye<double, 4>(), ct::tuple(q, table()));
  auto T = end.carry;
  return concatenate<0>(ct::slice<0, 0, 3>(T(ct::all, 3)), ct::slice<0, 0, 3>(T(ct::all, 2)));
};
constexpr auto ik_step = [](auto q, auto goal) {
  auto [J] = ct::tuple(ct::jacobian(fk)(q));
  auto e = goal - fk(q);
  auto A = dot(J, transpose(J)) + 1e-4 * ct::eye<double, 6>();
  return q + dot(transpose(J), solve(A, e));
};
int main() {
  ct::tensor<double, nj> q, goal_q;
  for (int i = 0; i < nj; ++i) {
    q(i) = 0.3 * (i + 1) / nj;
    goal_q(i) = q(i) + 0.4 * std::sin(i + 1.0);
  }
  const auto goal = ct::jit(fk)(goal_q);
  const auto J = ct::jacobian(fk)(q);
  double worst = 0;
  for (int j = 0; j < nj; ++j) {
    auto up = q, dn = q;
    up(j) += 1e-6;
    dn(j) -= 1e-6;
    auto a = ct::jit(fk)(up), b = ct::jit(fk)(dn);
    for (int i = 0; i < 6; ++i) worst = std::max(worst, std::abs((a(i) - b(i)) / 2e-6 - J(i, j)));
  }
  std::printf("FD difference %.2e\n", worst);
  int k = 0;
  double err = 1;
  for (; k < 100 && err > 1e-10; ++k) {
    q = ct::jit(ik_step)(q, goal);
    auto at = ct::jit(fk)(q);
    err = 0;
    for (int i = 0; i < 6; ++i) err = std::max(err, std::abs(at(i) - goal(i)));
  }
  std::printf("IK: %d steps, error %.2e\n", k, err);
  double t0 = cpu_ns();
  double s = 0;
  for (int i = 0; i < 200000; ++i) {
    q(0) += 1e-9;
    s += ct::jacobian(fk)(q)(0, 0);
  }
  std::printf("jacobian %.0f ns (%g)\n", (cpu_ns() - t0) / 200000, s);
  // (Damped, and the approach has two degrees of freedom of three: what is left is slow.)
  return worst < 1e-7 && err < 1e-2 ? 0 : 1;
}
