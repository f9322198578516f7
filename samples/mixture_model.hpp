// The log likelihood of points under a mixture of normal distributions, with a Wishart prior on their precisions.
//
//   L = -(n d / 2) log 2 pi + sum_i lse_k(alpha_k + sum q_k - |Q_k (x_i - mu_k)|^2 / 2) - n lse(alpha)
//       + sum_k (gamma^2 / 2 (|exp q_k|^2 + |l_k|^2) - m sum q_k) - k C(d, gamma, m),
//
// Q_k lower triangular, with exp(q_k) on the diagonal and l_k, column by column, below it.
#pragma once

#include <cotangent/cotangent.hpp>

#include <cmath>
#include <numbers>
#include <span>

namespace ct = cotangent;

/// K components in D dimensions.
template <int D, int K>
struct mixture {
  static constexpr int below = D * (D - 1) / 2;
  using points = ct::tensor<double, D>;
  template <template <class, int...> class Leaf>
  struct parameters {
    using weights = Leaf<double, K>;
    using vectors = Leaf<double, K, D>;
    using triangles = Leaf<double, K, below>;
    BOOST_HANA_DEFINE_STRUCT(parameters, (weights, alpha), (vectors, mu), (vectors, q), (triangles, l));
  };

  /// Where element (i, j) of Q comes from in (exp q, l, 0).
  static constexpr auto places = [] {
    ct::tensor<std::int32_t, D * D> all;
    for (int i = 0; i < D; ++i)
      for (int j = 0; j < D; ++j)
        all.data()[i * D + j] = i == j ? i : i < j ? D + below : D + j * D - j * (j + 1) / 2 + i - j - 1;
    return all;
  };
  static constexpr auto triangular = [](auto q, auto l) {
    const auto all = concatenate<1>(exp(q), l, 0 * sum(q, ct::axes<1>, ct::keepdims));
    return reshape<K, D, D>(take<1>(all, places()));
  };
  /// Of one point: the logarithm of its density, without what is the same for all.
  static constexpr auto log_density = [](auto x, auto offsets, auto mu, auto root) {
    const auto z = ct::einsum<"kij,kj->ki">(root, x - mu);
    return logsumexp(offsets - 0.5 * sum(z * z, ct::axes<1>));
  };
  static constexpr auto offsets = [](auto alpha, auto q) { return alpha + sum(q, ct::axes<1>); };
  /// What does not depend on the points, for gamma = 1, m = 0.
  static constexpr auto prior = [](auto alpha, auto q, auto l, auto n) {
    return 0.5 * (sum(exp(2 * q)) + sum(l * l)) - n * logsumexp(alpha);
  };
  static double constant(std::size_t n) {
    constexpr double d = D;
    double log_gamma = 0.25 * d * (d - 1) * std::log(std::numbers::pi);
    for (int j = 1; j <= D; ++j) log_gamma += std::lgamma(0.5 * (d + 1 + 1 - j));
    const double wishart = -(d + 1) * d * 0.5 * std::log(2.0) - log_gamma;
    return -0.5 * d * static_cast<double>(n) * std::log(2 * std::numbers::pi) - K * wishart;
  }

  struct value_and_slopes {
    double value;
    parameters<ct::value> gradient;
  };
  static value_and_slopes gradient(std::span<const points> xs, const parameters<ct::value>& p) {
    namespace hana = boost::hana;
    const auto n = static_cast<double>(xs.size());
    // Q and the offsets once for all points, and back through them once.
    const auto roots = ct::vjp(triangular, p.q, p.l);
    const auto shifts = ct::vjp(offsets, p.alpha, p.q);
    const auto of_points =
        ct::map_sum(ct::value_and_grad(log_density, ct::argnums<1, 2, 3>),
                    ct::in_axes<0, ct::unmapped, ct::unmapped, ct::unmapped>)(xs, shifts.value, p.mu, roots.value);
    const auto of_prior = ct::value_and_grad(prior, ct::argnums<0, 1, 2>)(p.alpha, p.q, p.l, n);
    const auto by_roots = roots.pullback(hana::at_c<2>(of_points.gradient));
    const auto by_shifts = shifts.pullback(hana::at_c<0>(of_points.gradient));
    value_and_slopes all;
    all.value = of_points.value + of_prior.value + constant(xs.size());
    all.gradient.alpha = hana::at_c<0>(by_shifts) + hana::at_c<0>(of_prior.gradient);
    all.gradient.mu = hana::at_c<1>(of_points.gradient);
    all.gradient.q = hana::at_c<0>(by_roots) + hana::at_c<1>(by_shifts) + hana::at_c<1>(of_prior.gradient);
    all.gradient.l = hana::at_c<1>(by_roots) + hana::at_c<2>(of_prior.gradient);
    return all;
  }
  /// The objective alone.
  static double value(std::span<const points> xs, const parameters<ct::value>& p) {
    const double of_points = ct::map_sum(log_density, ct::in_axes<0, ct::unmapped, ct::unmapped, ct::unmapped>)(
        xs, ct::jit(offsets)(p.alpha, p.q), p.mu, ct::jit(triangular)(p.q, p.l));
    return of_points + ct::jit(prior)(p.alpha, p.q, p.l, static_cast<double>(xs.size())) + constant(xs.size());
  }
};
