// Fourteenth lesson: least squares. Where a camera stands, and what its lens is like, from points whose places are
// known: by Ceres, which shrugs at wrong matches, and by Levenberg and Marquardt's method in twenty lines.
#include "bundle_model.hpp"

#include <cotangent/hosts/ceres.hpp>

#include <Eigen/Cholesky>
#include <ceres/ceres.h>

#include <cstdio>
#include <memory>
#include <random>
#include <vector>

using vector = Eigen::Matrix<double, 11, 1>;
using costs = std::vector<std::unique_ptr<ceres::CostFunction>>;

/// A camera is what is varied; the rest are constants.
ceres::CostFunction* cost_of(const point& x, const feature& seen) {
  return ct::ceres::cost_function<camera>(reprojection, x, 1., seen);
}

/// Half the sum of squared residuals, its gradient, and Gauss and Newton's matrix.
struct normal_equations {
  double cost = 0;
  vector gradient = vector::Zero();
  Eigen::Matrix<double, 11, 11> matrix = matrix.Zero();

  normal_equations(const camera& c, const costs& all) {
    for (const auto& f : all) {
      Eigen::Vector2d error;
      Eigen::Matrix<double, 2, 11, Eigen::RowMajor> slopes;
      double const* at[] = {c.data()};
      double* jacobians[] = {slopes.data()};
      f->Evaluate(at, error.data(), jacobians);
      cost += error.squaredNorm() / 2;
      gradient += slopes.transpose() * error;
      matrix += slopes.transpose() * slopes;
    }
  }
};
camera levenberg_marquardt(camera c, const costs& all) {
  normal_equations here(c, all);
  double damping = 1e-3;
  for (int step = 0; step < 100 && damping < 1e12; ++step) {
    auto damped = here.matrix;
    damped.diagonal() *= 1 + damping;
    const vector change = damped.llt().solve(here.gradient);
    camera next = c;
    for (int k = 0; k < 11; ++k) next(k) -= change(k);
    const normal_equations there(next, all);
    const bool better = there.cost < here.cost, done = better && here.cost - there.cost < 1e-14 * here.cost;
    damping *= better ? 0.1 : 10;
    if (better) c = next, here = there;
    if (done) break;
  }
  return c;
}

int main() {
  // 100 points before a camera, of which every tenth is taken for another one.
  const camera truth{0.1, -0.2, 0.05, 1, 0.5, -6, 800, 320, 240, -0.1, 0.02};
  const camera guess{0, 0, 0, 0, 0, -5, 700, 300, 200, 0, 0};
  camera by_ceres = guess;
  ceres::Problem problem;
  costs right;
  std::mt19937 engine(1);
  std::uniform_real_distribution<double> uniform(-2, 2);
  for (int k = 0; k < 100; ++k) {
    const point x{uniform(engine), uniform(engine), uniform(engine)};
    feature seen;
    double const* at[] = {truth.data()};
    std::unique_ptr<ceres::CostFunction>(cost_of(x, {0, 0}))->Evaluate(at, seen.data(), nullptr);
    for (double& pixel : seen) pixel += 0.1 * uniform(engine);
    if (k % 10 == 9) seen(0) += 50;
    else right.emplace_back(cost_of(x, seen));
    problem.AddResidualBlock(cost_of(x, seen), new ceres::CauchyLoss(1), by_ceres.data());
  }

  ceres::Solver::Summary summary;
  ceres::Solve({}, &problem, &summary);
  std::printf("%s\n", summary.BriefReport().c_str());
  const camera by_hand = levenberg_marquardt(guess, right);
  const char* names[] = {"rotation", "", "", "centre", "", "", "focal length", "principal point", "", "distortion", ""};
  std::printf("%-16s %10s %10s %10s\n", "", "true", "Ceres", "by hand");
  bool same = true;
  for (int k = 0; k < 11; ++k) {
    std::printf("%-16s %10.4f %10.4f %10.4f\n", names[k], truth(k), by_ceres(k), by_hand(k));
    same = same && std::abs(by_ceres(k) - by_hand(k)) < 1e-3 * (1 + std::abs(truth(k)));
  }
  return same && summary.IsSolutionUsable() ? 0 : 1;
}
