// An Eigen EKF (unicycle with range-bearing to a landmark); F and H from Cotangent; Eigen::Map in and out.
#include <cotangent/cotangent.hpp>
#include <Eigen/Dense>

#include <cstdio>
namespace ct = cotangent;
// state: x, y, theta, v, omega
constexpr auto motion = [](auto s, auto dt) {
  return stack(s(0) + s(3) * cos(s(2)) * dt, s(1) + s(3) * sin(s(2)) * dt, s(2) + s(4) * dt, s(3), s(4));
};
constexpr auto sense = [](auto s, auto landmark) {
  auto d = landmark - ct::slice<0, 0, 2>(s);
  return stack(norm(d), atan2(d(1), d(0)) - s(2));
};
using V5 = Eigen::Matrix<double, 5, 1>;
using M5 = Eigen::Matrix<double, 5, 5, Eigen::RowMajor>;
using H25 = Eigen::Matrix<double, 2, 5, Eigen::RowMajor>;
int main() {
  V5 truth, x, next;
  truth << 0, 0, 0.1, 1, 0.3;
  x << 0.2, -0.1, 0, 0.8, 0.2;
  M5 P = M5::Identity() * 0.1, F, Q = M5::Identity() * 1e-4;
  H25 H;
  Eigen::Matrix2d R = Eigen::Matrix2d::Identity() * 1e-2;
  Eigen::Vector2d landmark(5, 3), z, zhat;
  double worst = 0;
  unsigned seed = 1;
  auto noise = [&] {
    seed = seed * 1664525u + 1013904223u;
    return (double(seed >> 8) / (1 << 24) - 0.5) * 0.02;
  };
  for (int k = 0; k < 200; ++k) {
    ct::into(ct::view<double, 5>(next), motion)(ct::view<double, 5>(truth), 0.05);
    truth = next;
    ct::into(ct::view<double, 5, 5>(F), ct::jacobian(motion))(ct::view<double, 5>(x), 0.05);
    ct::into(ct::view<double, 5>(next), motion)(ct::view<double, 5>(x), 0.05);
    // finite differences of F
    for (int j = 0; j < 5; ++j) {
      V5 up = x, dn = x, a, b;
      up(j) += 1e-6;
      dn(j) -= 1e-6;
      ct::into(ct::view<double, 5>(a), motion)(ct::view<double, 5>(up), 0.05);
      ct::into(ct::view<double, 5>(b), motion)(ct::view<double, 5>(dn), 0.05);
      worst = std::max(worst, ((a - b) / 2e-6 - F.col(j)).cwiseAbs().maxCoeff());
    }
    x = next;
    P = F * P * F.transpose() + Q;
    ct::into(ct::view<double, 2>(z), sense)(ct::view<double, 5>(truth), ct::view<double, 2>(landmark));
    z(0) += noise();
    z(1) += noise();
    ct::into(ct::view<double, 2>(zhat), sense)(ct::view<double, 5>(x), ct::view<double, 2>(landmark));
    ct::into(ct::view<double, 2, 5>(H), ct::jacobian(sense))(ct::view<double, 5>(x), ct::view<double, 2>(landmark));
    Eigen::Matrix2d S = H * P * H.transpose() + R;
    Eigen::Matrix<double, 5, 2> K = P * H.transpose() * S.inverse();
    Eigen::Vector2d y = z - zhat;
    y(1) = std::remainder(y(1), 2 * 3.14159265358979323846);
    x += K * y;
    P = (M5::Identity() - K * H) * P;
  }
  std::printf("EKF: FD %.2e, error %.4f\n", worst, (x - truth).norm());
  return worst < 1e-8 && (x - truth).norm() < 0.3 ? 0 : 1;
}
