// The public suite's objectives (its sizes, or small ones to be checked): ours as C where the size is fixed, else by
// map_sum, and by hand.
#include "../run_time/compare.hpp"
#include "by_hand.hpp"
#include "gradbench_kernels.hpp"
#include "objectives.hpp"

#include <Eigen/Dense>

namespace {

using namespace gradbench;

void ode_row() {
  struct memory {
    ct::tensor<double, GRADBENCH_ODE> x{}, ours{}, hand{};
  };
  const auto m = std::make_shared<memory>();
  fill(m->x, 0.5, 1.5);
  const auto ours = [m] { gradbench_kernels::ode_gradient_into(ct::out(m->ours), m->x); };
  const auto hand = [m] { by_hand::ode_gradient<GRADBENCH_ODE, 10>(m->x.data(), m->hand.data()); };
  ours();
  hand();
  check_same("ode", m->ours.data(), m->hand.data(), GRADBENCH_ODE, 1e-12);
  contender("gradbench_ode/" + std::to_string(GRADBENCH_ODE) + "/hand", hand);
  contender("gradbench_ode/" + std::to_string(GRADBENCH_ODE) + "/ours_c", ours);
}

template <auto Objective>
void least_squares_row(const std::string& name, std::size_t n) {
  struct memory {
    std::vector<double> t;
    ct::tensor<double, 128> x{}, ours{}, hand{};
  };
  const auto m = std::make_shared<memory>();
  m->t.resize(n);
  fill(m->t, -1, 1);
  fill(m->x, -1, 1);
  const auto ours = [m] {
    m->ours = ct::map_sum(ct::grad(Objective, ct::argnums<1>), ct::in_axes<0, ct::unmapped>)(
        std::span<const double>(m->t), m->x);
  };
  const auto hand = [m] {
    by_hand::least_squares_gradient<128>(m->t.data(), m->t.size(), m->x.data(), m->hand.data());
  };
  ours();
  hand();
  check_same(name, m->ours.data(), m->hand.data(), 128, 1e-11);
  contender(name + "/" + std::to_string(n) + "/hand", hand);
  contender(name + "/" + std::to_string(n) + "/ours", ours);
}

void k_means_row(std::size_t n) {
  using of = k_means<10, 8>;
  struct memory {
    std::vector<ct::tensor<double, 8>> points;
    ct::tensor<double, 10, 8> centroids{}, slope{}, curvature{}, hand_slope{}, hand_curvature{};
  };
  const auto m = std::make_shared<memory>();
  m->points.resize(n);
  for (std::size_t k = 0; k < n; ++k) fill(m->points[k], -1, 1, 2 + static_cast<unsigned>(k));
  fill(m->centroids, -1, 1);
  const auto ours = [m] {
    const auto [slope, curvature] = ct::map_sum(of::slope_and_curvature, ct::in_axes<0, ct::unmapped>)(
        std::span<const ct::tensor<double, 8>>(m->points), m->centroids);
    m->slope = slope;
    m->curvature = curvature;
  };
  const auto hand = [m] {
    by_hand::k_means<10, 8>(m->points.front().data(), m->points.size(), m->centroids.data(), m->hand_slope.data(),
                            m->hand_curvature.data());
  };
  ours();
  hand();
  check_same("k_means", m->slope.data(), m->hand_slope.data(), 80, 1e-11);
  check_same("k_means", m->curvature.data(), m->hand_curvature.data(), 80, 1e-11);
  const std::string name = "gradbench_k_means/" + std::to_string(n) + "/";
  contender(name + "hand", hand);
  contender(name + "ours", ours);
}

void lstm_row() {
  struct memory {
    ct::tensor<double, 2, 2, 4, 14> main{}, ours{}, hand{};
    ct::tensor<double, 3, 14> extra{}, ours_extra{}, hand_extra{};
    ct::tensor<double, 2, 2, 14> state{};
    ct::tensor<double, GRADBENCH_LSTM, 14> sequence{};
  };
  const auto m = std::make_shared<memory>();
  fill(m->main, -1, 1, 1);
  fill(m->extra, -1, 1, 2);
  fill(m->state, -1, 1, 3);
  fill(m->sequence, 0, 1, 4);
  const auto ours = [m] {
    gradbench_kernels::lstm_gradient_into(ct::out(m->ours, m->ours_extra), m->main, m->extra, m->state, m->sequence);
  };
  const auto hand = [m] {
    by_hand::lstm_gradient<GRADBENCH_LSTM, 14>(m->main.data(), m->extra.data(), m->state.data(), m->sequence.data(),
                                               m->hand.data(), m->hand_extra.data());
  };
  ours();
  hand();
  check_same("lstm", m->ours.data(), m->hand.data(), 224, 1e-11);
  check_same("lstm", m->ours_extra.data(), m->hand_extra.data(), 42, 1e-11);
  const std::string name = "gradbench_lstm/" + std::to_string(GRADBENCH_LSTM) + "/";
  contender(name + "hand", hand);
  contender(name + "ours_c", ours);
}

/// det(A) A^-T.
void determinant_row() {
  struct memory {
    ct::tensor<double, 8, 8> a{}, ours{}, hand{};
  };
  using matrix = Eigen::Matrix<double, 8, 8, Eigen::RowMajor>;
  const auto m = std::make_shared<memory>();
  fill(m->a, -1, 1);
  const auto ours = [m] { gradbench_kernels::determinant_gradient_into(ct::out(m->ours), m->a); };
  const auto hand = [m] {
    const Eigen::PartialPivLU<matrix> lu(Eigen::Map<const matrix>(m->a.data()));
    Eigen::Map<matrix>(m->hand.data()) = lu.determinant() * lu.inverse().transpose();
  };
  ours();
  hand();
  check_same("determinant", m->ours.data(), m->hand.data(), 64, 1e-11);
  contender("gradbench_determinant/8/hand", hand);
  contender("gradbench_determinant/8/ours_c", ours);
}

}  // namespace

int main(int argc, char** argv) {
  ode_row();
  least_squares_row<least_squares<128>::by_powers>("gradbench_powers", 1000);
  least_squares_row<least_squares<128>::by_scan>("gradbench_scan", 1000);
  k_means_row(1000);
  lstm_row();
  determinant_row();
  return run_benchmarks(argc, argv);
}
