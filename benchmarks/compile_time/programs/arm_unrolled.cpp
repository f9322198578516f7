// the arm, unrolled by a C++ recursion, and by hand
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
constexpr double al[7] = {-pi / 2, pi / 2, pi / 2, -pi / 2, -pi / 2, pi / 2, 0},
                 dd[7] = {0.34, 0, 0.4, 0, 0.4, 0, 0.126};
constexpr double ca[7] = {0, 0, 0, 0, 0, 0, 1}, sa[7] = {-1, 1, 1, -1, -1, 1, 0};
template <int I, class T>
constexpr auto chain(T t, auto q) {
  if constexpr (I == nj) return t;
  else {
    auto c = cos(q(I)), s = sin(q(I)), z = 0 * c;
    constexpr int k = I % 7;
    auto A = stack(stack(c, -s * ca[k], s * sa[k], 0.01 * c), stack(s, c * ca[k], -c * sa[k], 0.01 * s),
                   stack(z, z + sa[k], z + ca[k], z + dd[k]), stack(z, z, z, z + 1));
    return chain<I + 1>(dot(t, A), q);
  }
}
constexpr auto fk = [](auto q) {
  auto T = chain<0>(ct::eye<double, 4>(), q);
  return concatenate<0>(ct::slice<0, 0, 3>(T(ct::all, 3)), ct::slice<0, 0, 3>(T(ct::all, 2)));
};
// geometric jacobian by hand
void hand(const double* q, double* J) {
  double R[nj + 1][3][4] = {{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}};
  for (int k = 0; k < nj; ++k) {
    double c = std::cos(q[k]), s = std::sin(q[k]);
    double A[4][4] = {{c, -s * ca[k % 7], s * sa[k % 7], 0.01 * c},
                      {s, c * ca[k % 7], -c * sa[k % 7], 0.01 * s},
                      {0, sa[k % 7], ca[k % 7], dd[k % 7]},
                      {0, 0, 0, 1}};
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 4; ++j) {
        double v = j == 3 ? R[k][i][3] : 0;
        for (int m = 0; m < 3; ++m) v += R[k][i][m] * A[m][j];
        R[k + 1][i][j] = v;
      }
  }
  auto& E = R[nj];
  for (int k = 0; k < nj; ++k) {
    double z[3] = {R[k][0][2], R[k][1][2], R[k][2][2]}, p[3], a[3];
    for (int i = 0; i < 3; ++i) {
      p[i] = E[i][3] - R[k][i][3];
      a[i] = E[i][2];
    }
    for (int i = 0; i < 3; ++i) {
      int u = (i + 1) % 3, v = (i + 2) % 3;
      J[i * nj + k] = z[u] * p[v] - z[v] * p[u];
      J[(3 + i) * nj + k] = z[u] * a[v] - z[v] * a[u];
    }
  }
}
int main() {
  ct::tensor<double, nj> q;
  for (int i = 0; i < nj; ++i) q(i) = 0.3 * (i + 1) / nj;
  auto J = ct::jacobian(fk)(q);
  ct::tensor<double, 6, nj> K;
  hand(q.data(), K.data());
  double w = 0;
  for (int i = 0; i < J.size(); ++i) w = std::max(w, std::abs(J.data()[i] - K.data()[i]));
  double t = cpu_ns(), a = 0;
  for (int i = 0; i < 100000; ++i) {
    q(0) += 1e-9;
    a += ct::jacobian(fk)(q)(0, 0);
  }
  double t1 = (cpu_ns() - t) / 1e5;
  t = cpu_ns();
  for (int i = 0; i < 100000; ++i) {
    q(0) += 1e-9;
    hand(q.data(), K.data());
    a += K(0, 0);
  }
  double t2 = (cpu_ns() - t) / 1e5;
  std::printf("against by hand %.2e; unrolled %.0f ns, by hand %.0f ns (%g)\n", w, t1, t2, a);
  return w < 1e-12 ? 0 : 1;
}
