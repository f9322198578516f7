// The gradient of a mixture's log likelihood (samples/mixture_model.hpp) over 1,000 points; size is 100 D + K.
#include "../../samples/mixture_model.hpp"
#include "compare.hpp"

#include <memory>
#include <vector>

namespace {

/// By the chain rule, column by column as l is stored, so that inner loops walk memory in order.
template <int D, int K>
void by_hand(const std::vector<typename mixture<D, K>::points>& xs,
             const typename mixture<D, K>::template parameters<ct::value>& p,
             typename mixture<D, K>::value_and_slopes& out) {
  constexpr int below = mixture<D, K>::below;
  const std::size_t n = xs.size();
  static double exp_q[K][D], sum_q[K], z[K][D], main[K];
  double *const d_alpha = out.gradient.alpha.data(), *const d_mu = out.gradient.mu.data(),
                *const d_q = out.gradient.q.data(), *const d_l = out.gradient.l.data();
  double total = mixture<D, K>::constant(n), top = p.alpha(0), all = 0;
  for (int k = 1; k < K; ++k) top = p.alpha(k) > top ? p.alpha(k) : top;
  for (int k = 0; k < K; ++k) all += main[k] = std::exp(p.alpha(k) - top);
  total -= static_cast<double>(n) * (std::log(all) + top);
  for (int k = 0; k < K; ++k) {
    d_alpha[k] = -static_cast<double>(n) * main[k] / all;
    sum_q[k] = 0;
    for (int r = 0; r < D; ++r) {
      exp_q[k][r] = std::exp(p.q(k, r));
      sum_q[k] += p.q(k, r);
      total += 0.5 * exp_q[k][r] * exp_q[k][r];
      d_mu[k * D + r] = 0;
      d_q[k * D + r] = exp_q[k][r] * exp_q[k][r];
    }
    for (int t = 0; t < below; ++t) {
      total += 0.5 * p.l(k, t) * p.l(k, t);
      d_l[k * below + t] = p.l(k, t);
    }
  }
  for (const auto& x : xs) {
    for (int k = 0; k < K; ++k) {
      const double* l = p.l.data() + k * below;
      double diff[D], squares = 0;
      for (int r = 0; r < D; ++r) diff[r] = x(r) - p.mu(k, r);
      for (int r = 0; r < D; ++r) z[k][r] = exp_q[k][r] * diff[r];
      for (int c = 0; c < D; ++c) {
        for (int r = c + 1; r < D; ++r) z[k][r] += l[r - c - 1] * diff[c];
        l += D - c - 1;
      }
      for (int r = 0; r < D; ++r) squares += z[k][r] * z[k][r];
      main[k] = p.alpha(k) + sum_q[k] - 0.5 * squares;
    }
    top = main[0], all = 0;
    for (int k = 1; k < K; ++k) top = main[k] > top ? main[k] : top;
    for (int k = 0; k < K; ++k) all += main[k] = std::exp(main[k] - top);
    total += std::log(all) + top;
    for (int k = 0; k < K; ++k) {
      const double w = main[k] / all;
      const double* l = p.l.data() + k * below;
      double *dl = d_l + k * below, *const dm = d_mu + k * D, *const dq = d_q + k * D;
      double diff[D];
      for (int r = 0; r < D; ++r) diff[r] = x(r) - p.mu(k, r);
      d_alpha[k] += w;
      for (int c = 0; c < D; ++c) {
        const double scaled = w * diff[c];
        double slope = exp_q[k][c] * z[k][c];
        for (int r = c + 1; r < D; ++r) {
          slope += l[r - c - 1] * z[k][r];
          dl[r - c - 1] -= scaled * z[k][r];
        }
        dm[c] += w * slope;
        dq[c] += w - scaled * z[k][c] * exp_q[k][c];
        l += D - c - 1;
        dl += D - c - 1;
      }
    }
  }
  out.value = total;
}

template <int D, int K>
void compete() {
  using model = mixture<D, K>;
  struct state {
    std::vector<typename model::points> xs{1000};
    typename model::template parameters<ct::value> p{};
    typename model::value_and_slopes ours{}, other{};
  };
  const auto s = std::make_shared<state>();
  fill(s->p.alpha, -1, 1, 1);
  fill(s->p.mu, -1, 1, 2);
  fill(s->p.q, -0.3, 0.3, 3);
  fill(s->p.l, -0.3, 0.3, 4);
  for (std::size_t k = 0; k < s->xs.size(); ++k) fill(s->xs[k], -1, 1, 5 + static_cast<unsigned>(k));
  const auto ours = [s] { s->ours = model::gradient(s->xs, s->p); };
  const auto hand = [s] { by_hand<D, K>(s->xs, s->p, s->other); };
  ours();
  hand();
  const std::string name = "mixture/" + std::to_string(100 * D + K) + "/";
  check_same(name + "value", &s->ours.value, &s->other.value, 1, 1e-11);
  check_same(name + "alpha", s->ours.gradient.alpha.data(), s->other.gradient.alpha.data(), K, 1e-10);
  check_same(name + "mu", s->ours.gradient.mu.data(), s->other.gradient.mu.data(), K * D, 1e-10);
  check_same(name + "q", s->ours.gradient.q.data(), s->other.gradient.q.data(), K * D, 1e-10);
  check_same(name + "l", s->ours.gradient.l.data(), s->other.gradient.l.data(), K * model::below, 1e-10);
  contender(name + "hand", hand);
  contender(name + "ours", ours);
  contender(name + "ours_primal", [s] { s->ours.value = model::value(s->xs, s->p); });
}

}  // namespace

int main(int argc, char** argv) {
  compete<2, 5>();
#if defined(COTANGENT_ALL_SIZES)
  compete<10, 5>();
  compete<10, 25>();
  compete<20, 50>();
  compete<32, 25>();
  compete<64, 25>();
#endif
  return run_benchmarks(argc, argv);
}
