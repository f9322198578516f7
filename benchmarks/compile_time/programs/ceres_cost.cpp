// A Ceres cost function whose Jacobian is Cotangent's: reprojection, camera pose (angle-axis, translation)
// 6, point 3.
#include <cotangent/cotangent.hpp>
#include <ceres/ceres.h>
#include <ceres/rotation.h>
#include "cpu.hpp"
#include <cstdio>
#include <random>
namespace ct = cotangent;
constexpr auto cross = [](auto a, auto b) {
  return stack(a(1) * b(2) - a(2) * b(1), a(2) * b(0) - a(0) * b(2), a(0) * b(1) - a(1) * b(0));
};
constexpr auto rotate = [](auto r, auto v) {
  const auto squared = dot(r, r);
  const auto turns = squared > 0;
  const auto angle = sqrt(select(turns, squared, 1));
  const auto axis = r / angle;
  const auto turned = v * cos(angle) + cross(axis, v) * sin(angle) + axis * (dot(axis, v) * (1 - cos(angle)));
  return select(turns, turned, v + cross(r, v));
};
constexpr auto residual = [](auto cam, auto x, auto seen) {
  auto p = rotate(ct::slice<0, 0, 3>(cam), x) + ct::slice<0, 3, 6>(cam);
  return 500.0 * ct::slice<0, 0, 2>(p) / p(2) - seen;
};
constexpr auto both = [](auto cam, auto x, auto seen) {
  return ct::tuple(residual(cam, x, seen), ct::jacobian(residual, ct::argnums<0, 1>)(cam, x, seen));
};
struct Ours : ceres::SizedCostFunction<2, 6, 3> {
  ct::tensor<double, 2> seen;
  explicit Ours(double u, double v) : seen{u, v} {}
  bool Evaluate(double const* const* p, double* r, double** J) const override {
    auto cam = ct::view<const double, 6>(p[0]);
    auto x = ct::view<const double, 3>(p[1]);
    double unused[12];  // Ceres passes null for a block that is held constant
    if (J)
      ct::into(ct::tuple(ct::view<double, 2>(r), ct::tuple(ct::view<double, 2, 6>(J[0] ? J[0] : unused),
                                                           ct::view<double, 2, 3>(J[1] ? J[1] : unused))),
               both)(cam, x, seen);
    else ct::into(ct::view<double, 2>(r), residual)(cam, x, seen);
    return true;
  }
};
struct Auto {
  double u, v;
  template <class T>
  bool operator()(const T* c, const T* x, T* r) const {
    T p[3];
    ceres::AngleAxisRotatePoint(c, x, p);
    for (int i = 0; i < 3; ++i) p[i] += c[3 + i];
    r[0] = 500.0 * p[0] / p[2] - u;
    r[1] = 500.0 * p[1] / p[2] - v;
    return true;
  }
};
double run(bool ours, double& ns) {
  std::mt19937 g(1);
  std::normal_distribution<double> N;
  constexpr int nc = 5, np = 50;
  double cam[nc][6], pt[np][3], cam0[nc][6], pt0[np][3];
  for (auto& c : cam) {
    for (int i = 0; i < 3; ++i) c[i] = 0.1 * N(g);
    for (int i = 3; i < 6; ++i) c[i] = 0.3 * N(g);
    c[5] += 6;
  }
  for (auto& p : pt)
    for (double& v : p) v = N(g);
  ceres::Problem prob;
  std::memcpy(cam0, cam, sizeof cam);
  std::memcpy(pt0, pt, sizeof pt);
  std::vector<std::unique_ptr<ceres::CostFunction>> fs;
  for (int c = 0; c < nc; ++c)
    for (int k = 0; k < np; ++k) {
      double p[3];
      ceres::AngleAxisRotatePoint(cam[c], pt[k], p);
      for (int i = 0; i < 3; ++i) p[i] += cam[c][3 + i];
      double u = 500 * p[0] / p[2], v = 500 * p[1] / p[2];
      ceres::CostFunction* f =
          ours ? (ceres::CostFunction*)new Ours(u, v) : new ceres::AutoDiffCostFunction<Auto, 2, 6, 3>(new Auto{u, v});
      prob.AddResidualBlock(f, nullptr, cam0[c], pt0[k]);
    }
  {  // time and check the blocks
    std::unique_ptr<ceres::CostFunction> f(ours ? (ceres::CostFunction*)new Ours(1, 2)
                                                : new ceres::AutoDiffCostFunction<Auto, 2, 6, 3>(new Auto{1, 2}));
    double r[2], J0[12], J1[6];
    double* J[2] = {J0, J1};
    const double* P[2] = {cam[0], pt[0]};
    double t = cpu_ns();
    for (int i = 0; i < 200000; ++i) {
      cam[0][0] += 1e-12;
      f->Evaluate(P, r, J);
    }
    ns = (cpu_ns() - t) / 2e5;
    if (ours) {
      ceres::AutoDiffCostFunction<Auto, 2, 6, 3> a(new Auto{1, 2});
      double s[2], K0[12], K1[6];
      double* K[2] = {K0, K1};
      a.Evaluate(P, s, K);
      double w = 0;
      for (int i = 0; i < 12; ++i) w = std::max(w, std::abs(J0[i] - K0[i]));
      for (int i = 0; i < 6; ++i) w = std::max(w, std::abs(J1[i] - K1[i]));
      std::printf("against Jets %.2e\n", w);
    }
  }
  for (auto& p : pt0)
    for (double& v : p) v += 0.05 * N(g);
  for (auto& c : cam0)
    for (double& v : c) v += 0.01 * N(g);
  prob.SetParameterBlockConstant(cam0[0]);
  ceres::Solver::Options o;
  o.linear_solver_type = ceres::DENSE_SCHUR;
  o.max_num_iterations = 50;
  ceres::Solver::Summary s;
  ceres::Solve(o, &prob, &s);
  std::printf("%s: %s\n", ours ? "ours" : "jets", s.BriefReport().c_str());
  return s.final_cost;
}
int main() {
  double a, b;
  double x = run(true, a), y = run(false, b);
  std::printf("block: ours %.0f ns, Jets %.0f ns\n", a, b);
  return x < 1e-8 && y < 1e-8 ? 0 : 1;
}
