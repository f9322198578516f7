// Residuals with their Jacobians, of one observation after the other, as Ceres asks for them: by its jets, by the
// evaluator, and by generated C. Medians of interleaved rounds, in nanoseconds an observation, and ratios to jets; then
// what a solution by Ceres takes with each. With --check only whether they agree.
#include <cotangent/hosts/ceres.hpp>

#include "ceres_kernels.hpp"
#include "scene.hpp"

#include <cstdio>
#include <ctime>
#include <memory>
#include <string_view>

namespace {

struct contender {
  const char* name;
  ceres::CostFunction* (*make)(const feature& seen);
};
const contender contenders[] = {
    {"jets", &reprojection_of_jets::cost},
    {"evaluated", [](const feature& seen) { return ct::ceres::cost_function<camera, point>(reprojection, seen); }},
    {"generated", [](const feature& seen) {
       return ct::ceres::generated_cost(ceres_kernels::bal_residuals, ceres_kernels::bal_residuals_and_jacobians, seen);
     }}};

struct functions {
  std::vector<std::unique_ptr<ceres::CostFunction>> all;
  /// Calls each, and returns the sum of what it came to.
  double operator()(const scene& s, bool with_jacobians) const {
    double residuals[2], by_camera[18], by_point[6], sum = 0;
    double* jacobians[] = {by_camera, by_point};
    for (std::size_t k = 0; k < all.size(); ++k) {
      const scene::observation& o = s.observations[k];
      const double* at[] = {s.cameras[o.camera].data(), s.points[o.point].data()};
      all[k]->Evaluate(at, residuals, with_jacobians ? jacobians : nullptr);
      sum += std::abs(residuals[0]) + std::abs(residuals[1]);
      if (with_jacobians) sum += std::abs(by_camera[k % 18]) + std::abs(by_point[k % 6]);
    }
    return sum;
  }
};
double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const bool only_check = argc == 2 && std::string_view(argv[1]) == "--check";
  scene s = only_check ? scene(5, 40, 160) : scene(49, 7776, 31843);  // (Ladybug, the smallest of BAL)
  std::vector<functions> all;
  for (const contender& c : contenders) {
    all.emplace_back();
    for (const scene::observation& o : s.observations) all.back().all.emplace_back(c.make(o.seen));
  }
  for (const functions& f : all)
    for (const bool with : {false, true})
      if (const double a = f(s, with), b = all[0](s, with); !(std::abs(a - b) <= 1e-10 * b)) {
        std::fprintf(stderr, "differs from jets: %.17g, %.17g\n", a, b);
        return 1;
      }
  if (only_check) return 0;

  for (const bool with : {true, false}) {
    std::vector<double> times[3];
    for (int round = 0; round < 15; ++round)
      for (std::size_t who = 0; who < 3; ++who) {
        const std::clock_t before = std::clock();  // of the processor: others may run here
        all[who](s, with);
        times[who].push_back(1e9 / CLOCKS_PER_SEC * static_cast<double>(std::clock() - before) /
                             static_cast<double>(s.observations.size()));
      }
    for (std::size_t who = 0; who < 3; ++who)
      std::printf("%s, %s: %.1f ns (%.2f)\n", with ? "residuals and Jacobians" : "residuals", contenders[who].name,
                  median(times[who]), median(times[who]) / median(times[0]));
  }
  for (std::size_t who = 0; who < 3; ++who) {
    scene copy = s;
    ceres::Problem problem;
    copy.add_to(problem, contenders[who].make);
    ceres::Solver::Options options;
    options.linear_solver_type = ceres::DENSE_SCHUR;
    options.max_num_iterations = 10;
    ceres::Solver::Summary summary;
    ceres::Solve(options, &problem, &summary);
    std::printf("Ceres, %s: %zu iterations to a cost of %.10g, %.1f ms in %d times Jacobians\n", contenders[who].name,
                summary.iterations.size(), summary.final_cost, 1e3 * summary.jacobian_evaluation_time_in_seconds,
                summary.num_jacobian_evaluations);
  }
}
