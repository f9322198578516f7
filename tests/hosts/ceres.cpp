// Cost functions for Ceres against its own jets: the same residuals and Jacobians, the same iterates, and what Ceres
// may ask for. Needs Ceres.
#include <cotangent/hosts/ceres.hpp>

#include "../../benchmarks/ceres/scene.hpp"
#include "ceres_kernels.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <memory>
#include <string>

namespace {

namespace k = ceres_kernels;
using cost_pointer = std::unique_ptr<ceres::CostFunction>;

ceres::CostFunction* evaluated(const feature& seen) {
  return ct::ceres::cost_function<camera, point>(reprojection, seen);
}
ceres::CostFunction* generated(const feature& seen) {
  return ct::ceres::generated_cost(k::bal_residuals, k::bal_residuals_and_jacobians, seen);
}

/// Residuals and Jacobians, NaN where nothing was written, of the blocks that are wanted.
struct evaluation {
  bool good = false;
  std::vector<double> residuals;
  std::vector<std::vector<double>> jacobians;
  evaluation(const ceres::CostFunction& f, const std::vector<const double*>& at, const std::vector<bool>& wanted)
      : residuals(static_cast<std::size_t>(f.num_residuals()), NAN) {
    std::vector<double*> places;
    for (const int size : f.parameter_block_sizes())
      jacobians.emplace_back(static_cast<std::size_t>(f.num_residuals() * size), NAN);
    for (std::size_t b = 0; b < jacobians.size(); ++b)
      places.push_back(!wanted.empty() && wanted[b] ? jacobians[b].data() : nullptr);
    good = f.Evaluate(at.data(), residuals.data(), wanted.empty() ? nullptr : places.data());
  }
};
void check_same(const std::vector<double>& ours, const std::vector<double>& theirs) {
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t e = 0; e < ours.size(); ++e) {
    if (std::isnan(theirs[e])) CHECK(std::isnan(ours[e]));
    else CHECK(ours[e] == Approx(theirs[e]).epsilon(1e-11).margin(1e-9));
  }
}

ceres::Solver::Summary solved(scene& s, ceres::CostFunction* (*make)(const feature&), bool robust,
                              bool first_constant) {
  ceres::Problem problem;
  s.add_to(problem, make, robust ? new ceres::HuberLoss(1) : nullptr);
  if (first_constant) problem.SetParameterBlockConstant(s.cameras[0].data());
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_SCHUR;
  options.max_num_iterations = 8;
  options.function_tolerance = 1e-12;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);
  return summary;
}

template <template <class, int...> class Leaf>
struct pose {
  using vector = Leaf<double, 3>;
  using number = Leaf<double>;
  BOOST_HANA_DEFINE_STRUCT(pose, (vector, turn), (number, scale));
};
constexpr auto of_trees = [](auto p, auto offset, auto points) {
  const auto turned = p.scale * ct::vmap(rotate, ct::in_axes<ct::unmapped, 0>)(p.turn, points);
  return ct::tuple(turned + offset, p.scale - 1);
};
struct of_trees_by_jets {
  ct::tensor<double, 2, 3> points;
  template <class T>
  bool operator()(const T* p, const T* offset, T* residuals) const {
    for (int row = 0; row < 2; ++row) {
      const T x[3] = {T(points(row, 0)), T(points(row, 1)), T(points(row, 2))};
      T turned[3];
      ceres::AngleAxisRotatePoint(p, x, turned);
      for (int e = 0; e < 3; ++e) residuals[3 * row + e] = p[3] * turned[e] + offset[0];
    }
    residuals[6] = p[3] - 1.0;
    return true;
  }
};

}  // namespace

TEST_CASE("ceres: residuals and Jacobians are those of jets") {
  const camera c{0.1, 0.2, -0.3, 0.1, 0.2, -6, 500, 0.01, -0.02}, straight{0, 0, 0, 0.1, 0.2, -6, 500, 0.01, -0.02};
  const point x{0.3, 0.1, 0.2};
  for (const auto make : {&evaluated, &generated}) {
    const cost_pointer ours(make({1, 2})), theirs(reprojection_of_jets::cost({1, 2}));
    REQUIRE(ours->num_residuals() == 2);
    REQUIRE(ours->parameter_block_sizes() == std::vector<int>{9, 3});
    for (const camera& at : {c, straight})
      // (No array of Jacobians; none wanted; one, the other, both.)
      for (const std::vector<bool>& wanted : std::vector<std::vector<bool>>{{}, {0, 0}, {1, 0}, {0, 1}, {1, 1}}) {
        const evaluation a(*ours, {at.data(), x.data()}, wanted), b(*theirs, {at.data(), x.data()}, wanted);
        CHECK(a.good);
        check_same(a.residuals, b.residuals);
        for (std::size_t block = 0; block < 2; ++block) check_same(a.jacobians[block], b.jacobians[block]);
      }
  }
}
TEST_CASE("ceres: blocks and residuals may be trees and numbers") {
  const ct::tensor<double, 2, 3> points{{1, 2, 3}, {-1, 0.5, 2}};
  const cost_pointer ours(ct::ceres::cost_function<pose<ct::value>, double>(of_trees, points));
  const ceres::AutoDiffCostFunction<of_trees_by_jets, 7, 4, 1> theirs(new of_trees_by_jets{points});
  REQUIRE(ours->parameter_block_sizes() == std::vector<int>{4, 1});
  double p[4];
  ct::hosts::to_vector(pose<ct::value>{{0.3, -0.2, 0.5}, 1.5}, p);
  const double offset = 0.25;
  for (const std::vector<bool>& wanted : std::vector<std::vector<bool>>{{1, 0}, {1, 1}}) {
    const evaluation a(*ours, {p, &offset}, wanted), b(theirs, {p, &offset}, wanted);
    check_same(a.residuals, b.residuals);
    for (std::size_t block = 0; block < 2; ++block) check_same(a.jacobians[block], b.jacobians[block]);
  }
  // A single block, and nothing behind it.
  const cost_pointer square(ct::ceres::cost_function<double>([](auto number) { return number * number; }));
  const double three = 3;
  const evaluation a(*square, {&three}, {true});
  CHECK(a.residuals == std::vector<double>{9});
  CHECK(a.jacobians[0] == std::vector<double>{6});
}
TEST_CASE("ceres: what is not finite is refused, where it is wanted") {
  const camera c{0, 0, 0, 0, 0, 0, 500, 0, 0};
  const point behind{0.3, 0.1, 0}, largest{1e200, 1e-200, 1e-200};
  const cost_pointer ours(evaluated({1, 2}));
  CHECK(!evaluation(*ours, {c.data(), behind.data()}, {}).good);
  CHECK(!evaluation(*ours, {c.data(), behind.data()}, {true, true}).good);
  CHECK(!evaluation(*ours, {c.data(), largest.data()}, {}).good);
  // A residual of 0 whose derivative in the second block is infinite.
  const cost_pointer root(ct::ceres::cost_function<double, double>([](auto a, auto b) { return a + sqrt(b); }));
  const double zero = 0;
  CHECK(evaluation(*root, {&zero, &zero}, {}).good);
  CHECK(evaluation(*root, {&zero, &zero}, {true, false}).good);
  CHECK(!evaluation(*root, {&zero, &zero}, {false, true}).good);
}
TEST_CASE("ceres: the same iterates as by jets") {
  for (const auto make : {&evaluated, &generated})
    for (const bool robust : {false, true})
      for (const bool constant : {false, true}) {
        scene ours(5, 40, 160), theirs = ours;
        const camera first = ours.cameras[0];
        const auto a = solved(ours, make, robust, constant),
                   b = solved(theirs, &reprojection_of_jets::cost, robust, constant);
        REQUIRE(a.iterations.size() == b.iterations.size());
        CHECK(a.iterations.size() > 3);
        for (std::size_t n = 0; n < a.iterations.size(); ++n) {
          CHECK(a.iterations[n].cost == Approx(b.iterations[n].cost).epsilon(1e-8));
          CHECK(a.iterations[n].step_is_successful == b.iterations[n].step_is_successful);
        }
        CHECK(a.final_cost < 0.1 * a.initial_cost);
        CHECK(a.final_cost == Approx(b.final_cost).epsilon(1e-9));
        CHECK((ours.cameras[0] == first) == constant);
      }
}
TEST_CASE("ceres: what does not fit is told in words") {
  using ct::detail::type_list;
  const auto says = []<class F, class... B, class... C>(F, type_list<B...>, const C&...) {
    return std::string(ct::hosts::residuals_message<F, type_list<B...>, C...>::message.view());
  };
  CHECK(says(reprojection, type_list<camera, point>{}, feature{}) == "");
  CHECK(says(reprojection, type_list<camera, ct::tensor<float, 3>>{}, feature{}) ==
        "cost_function: parameter block 1 must be a double, a ct::tensor<double, ...> or a tree of them, got f32[3]");
  CHECK_THAT(says(reprojection, type_list<>{}, camera{}, point{}, feature{}),
             Catch::Contains("the type of each parameter block"));
  CHECK_THAT(says(reprojection, type_list<camera, point>{}),
             Catch::Contains("cost_function: the function is not callable with (f64[9], f64[3])"));
  CHECK_THAT(says([](auto) { return ct::none; }, type_list<point>{}), Catch::Contains("there must be some, got"));
  CHECK_THAT(says([](auto x) { return ct::astype<float>(x); }, type_list<point>{}),
             Catch::Contains("residuals must be doubles or arrays of doubles, and there must be some, got f32[3]"));
  const auto about = []<class A, class B, class... C>(ct::generated::function<A>, ct::generated::function<B>,
                                                      const C&...) {
    return std::string(ct::ceres::generated_message<A, B, C...>::message.view());
  };
  CHECK(about(k::bal_residuals, k::bal_residuals_and_jacobians, feature{}) == "");
  CHECK(about(k::bal_residuals, k::bal_residuals, feature{}) ==
        "generated_cost: bal_residuals must be ct::residuals_and_jacobians<Blocks...>(f), and returns f64[2]");
  CHECK(about(k::bal_residuals_and_jacobians, k::bal_residuals_and_jacobians, feature{}) ==
        "generated_cost: bal_residuals_and_jacobians must return f64[2] as bal_residuals_and_jacobians does, and "
        "returns (f64[2], (f64[2,9], f64[2,3]))");
  CHECK(about(k::bal_residuals, k::bal_residuals_and_jacobians) ==
        "generated_cost: bal_residuals_and_jacobians has 2 parameter blocks, and so 1 constants, got 0");
}
