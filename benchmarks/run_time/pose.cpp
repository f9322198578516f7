// A pose's inverse applied to a point, value and Jacobian: one call across a translation unit, and a run-time number of
// them.
#include "compare.hpp"
#include "pose_jacobian_kernels.h"
#include "pose_model.hpp"

#if PEERS
#include <ceres/jet.h>
#include <unsupported/Eigen/AutoDiff>
#endif

#include <memory>
#include <vector>

extern "C" int pose_casadi(const double** in, double** out, long long* integers, double* numbers, int memory);

namespace {

using quaternion = ct::tensor<double, 4>;
using vector = ct::tensor<double, 3>;
using result = ct::tensor<double, 3, 8>;

/// Row i: value i, then its derivatives in q (4) and t (3). v = d x u twice is shared, as by hand one does.
[[gnu::noinline]] void by_hand(const double* __restrict q, const double* __restrict t, const double* __restrict x,
                               double* __restrict out) {
  const double w = q[0], a = q[1], b = q[2], c = q[3];
  const double d0 = x[0] - t[0], d1 = x[1] - t[1], d2 = x[2] - t[2];
  const double w2 = 2 * w, a2 = 2 * a, b2 = 2 * b, c2 = 2 * c;
  const double aa = a2 * a, bb = b2 * b, cc = c2 * c, ab = a2 * b, ac = a2 * c, bc = b2 * c, wa = w2 * a, wb = w2 * b,
               wc = w2 * c;
  const double r00 = 1 - bb - cc, r01 = ab + wc, r02 = ac - wb;
  const double r10 = ab - wc, r11 = 1 - aa - cc, r12 = bc + wa;
  const double r20 = ac + wb, r21 = bc - wa, r22 = 1 - aa - bb;
  out[0] = r00 * d0 + r01 * d1 + r02 * d2;
  out[8] = r10 * d0 + r11 * d1 + r12 * d2;
  out[16] = r20 * d0 + r21 * d1 + r22 * d2;
  out[1] = c2 * d1 - b2 * d2;
  out[9] = a2 * d2 - c2 * d0;
  out[17] = b2 * d0 - a2 * d1;
  out[2] = b2 * d1 + c2 * d2;
  out[10] = b2 * d0 - 2 * a2 * d1 + w2 * d2;
  out[18] = c2 * d0 - w2 * d1 - 2 * a2 * d2;
  out[3] = a2 * d1 - 2 * b2 * d0 - w2 * d2;
  out[11] = a2 * d0 + c2 * d2;
  out[19] = w2 * d0 + c2 * d1 - 2 * b2 * d2;
  out[4] = w2 * d1 - 2 * c2 * d0 + a2 * d2;
  out[12] = -w2 * d0 - 2 * c2 * d1 + b2 * d2;
  out[20] = a2 * d0 + b2 * d1;
  out[5] = -r00, out[6] = -r01, out[7] = -r02;
  out[13] = -r10, out[14] = -r11, out[15] = -r12;
  out[21] = -r20, out[22] = -r21, out[23] = -r22;
}
[[gnu::noinline]] void evaluated(const quaternion& q, const vector& t, const vector& x, result& out) {
  ct::into(out, pose_with_jacobian)(q, t, x);
}
template <class T>
[[gnu::always_inline]] inline void transformed(const T* q, const T* t, const double* x, T* out) {
  const T w = q[0], a = -q[1], b = -q[2], c = -q[3], d0 = x[0] - t[0], d1 = x[1] - t[1], d2 = x[2] - t[2];
  const T u0 = 2.0 * (b * d2 - c * d1), u1 = 2.0 * (c * d0 - a * d2), u2 = 2.0 * (a * d1 - b * d0);
  out[0] = d0 + w * u0 + b * u2 - c * u1;
  out[1] = d1 + w * u1 + c * u0 - a * u2;
  out[2] = d2 + w * u2 + a * u1 - b * u0;
}
[[gnu::noinline]] void primal(const double* __restrict q, const double* __restrict t, const double* __restrict x,
                              double* __restrict out) {
  transformed(q, t, x, out);
}
#if PEERS
/// Forward mode with seven directions at once; `slopes` reads a number's derivatives.
template <class Number, class Slopes>
void by_dual_numbers(const double* q, const double* t, const double* x, double* out, Slopes slopes) {
  Number inputs[7], results[3];
  for (int k = 0; k < 7; ++k) inputs[k] = Number(k < 4 ? q[k] : t[k - 4], k);
  transformed(inputs, inputs + 4, x, results);
  for (int i = 0; i < 3; ++i) {
    const auto& [value, slope] = slopes(results[i]);
    out[8 * i] = value;
    for (int k = 0; k < 7; ++k) out[8 * i + 1 + k] = slope[k];
  }
}
[[gnu::noinline]] void by_ceres(const double* q, const double* t, const double* x, double* out) {
  by_dual_numbers<ceres::Jet<double, 7>>(q, t, x, out, [](const auto& n) { return std::pair(n.a, n.v); });
}
struct eigen_number : Eigen::AutoDiffScalar<Eigen::Matrix<double, 7, 1>> {
  using base = Eigen::AutoDiffScalar<Eigen::Matrix<double, 7, 1>>;
  using base::base;
  eigen_number(double value, int k) : base(value, 7, k) {}
};
[[gnu::noinline]] void by_eigen(const double* q, const double* t, const double* x, double* out) {
  by_dual_numbers<eigen_number>(q, t, x, out, [](const auto& n) { return std::pair(n.value(), n.derivatives()); });
}
#endif

struct state {
  std::vector<quaternion> q;
  std::vector<vector> t, x;
  std::vector<result> ours, other;
  explicit state(std::size_t n) : q(n), t(n), x(n), ours(n), other(n) {
    for (std::size_t k = 0; k < n; ++k) {
      const unsigned seed = 3 * static_cast<unsigned>(k);
      fill(q[k], -1, 1, seed);
      fill(t[k], -1, 1, seed + 1);
      fill(x[k], -1, 1, seed + 2);
    }
  }
};

}  // namespace

int main(int argc, char** argv) {
  {
    const auto s = std::make_shared<state>(1);
    // Called again and again on what the compiler cannot know; each contender's code stands behind a call.
    const auto ours = [s] { evaluated(s->q[0], s->t[0], s->x[0], s->ours[0]); };
    const auto hand = [s] { by_hand(s->q[0].data(), s->t[0].data(), s->x[0].data(), s->other[0].data()); };
    const auto generated = [s] { pose_jacobian(s->q[0].data(), s->t[0].data(), s->x[0].data(), s->other[0].data()); };
    ours();
    hand();
    check_same("pose/1/hand", s->ours[0].data(), s->other[0].data(), 24, 1e-14);
    generated();
    check_same("pose/1/ours_c", s->ours[0].data(), s->other[0].data(), 24, 1e-14);
    contender("pose/1/primal", [s] { primal(s->q[0].data(), s->t[0].data(), s->x[0].data(), s->other[0].data()); });
    contender("pose/1/hand", hand);
    contender("pose/1/ours", ours);
    contender("pose/1/ours_c", generated);
    [[maybe_unused]] const auto peer = [&](const std::string& name, auto function) {
      const auto run = [s, function] { function(s->q[0].data(), s->t[0].data(), s->x[0].data(), s->other[0].data()); };
      run();
      check_same(name, s->ours[0].data(), s->other[0].data(), 24, 1e-14);
      contender(name, run);
    };
#if PEERS
    peer("pose/1/ceres", by_ceres);
    peer("pose/1/eigen_autodiff", by_eigen);
#endif
#if CASADI
    peer("pose/1/casadi", [](const double* q, const double* t, const double* x, double* out) {
      const double* in[] = {q, t, x};
      pose_casadi(in, &out, nullptr, nullptr, 0);
    });
#endif
  }
  for (std::size_t n : {std::size_t{1}, std::size_t{100}, std::size_t{10000}, std::size_t{1000000}}) {
    const auto s = std::make_shared<state>(n);
    const auto ours = [s] { ct::map(pose_with_jacobian)(s->q, s->t, s->x, s->ours); };
    const auto hand = [s, n] {
      for (std::size_t k = 0; k < n; ++k) by_hand(s->q[k].data(), s->t[k].data(), s->x[k].data(), s->other[k].data());
    };
    ours();
    hand();
    for (std::size_t k = 0; k < n; ++k) check_same("pose_map", s->ours[k].data(), s->other[k].data(), 24, 1e-14);
    const std::string name = "pose_map/" + std::to_string(n) + "/";
    const auto generated = [s, n] {
      pose_jacobian_examples(s->q[0].data(), s->t[0].data(), s->x[0].data(), s->other[0].data(), n);
    };
    generated();
    check_same(name + "ours_c", s->ours[0].data(), s->other[0].data(), static_cast<int>(24 * n), 1e-14);
    contender(name + "ours_c", generated);
    contender(name + "hand", hand);
    contender(name + "ours", ours);
  }
  return run_benchmarks(argc, argv);
}
