// The functions of models_by_hand.hpp as Cotangent is given them: of x, which is differentiated, and of a tree of data.
#pragma once

#include "model_constants.hpp"

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

/// The value and the gradient in x, as two results.
template <class Model>
constexpr auto value_and_slopes = [](auto x, auto data) {
  const auto both = ct::value_and_grad(Model::f)(x, data);
  return ct::tuple(both.value, both.gradient);
};

/// What a model differentiates, and what else it is given, for its size N.
struct one_vector {
  template <int N>
  using parameters = ct::tensor<double, N>;
  template <int>
  using data = ct::none_t;
  static constexpr double low = -1, high = 1;
};

struct sum_model : one_vector {
  static constexpr auto f = [](auto x, auto) { return sum(x); };
};

struct sum_iter_model : sum_model {
  static constexpr auto f = [](auto x, auto) {
    return ct::scan([](auto total, auto element) { return ct::tuple(total + element, ct::none); }, 0.0, x).carry;
  };
};

struct prod_model : one_vector {
  static constexpr double low = 0.9, high = 1.1;
  static constexpr auto f = [](auto x, auto) { return prod(x); };
};

struct prod_iter_model : prod_model {
  static constexpr auto f = [](auto x, auto) {
    return ct::scan([](auto product, auto element) { return ct::tuple(product * element, ct::none); }, 1.0, x).carry;
  };
};

struct log_sum_exp_model : one_vector {
  static constexpr auto f = [](auto x, auto) { return log(sum(exp(x))); };
};

struct normal_log_pdf_model : one_vector, normal_log_pdf_constants {
  static constexpr auto f = [](auto x, auto) {
    const auto z = (x - mu) / sigma;
    return sum(-0.5 * z * z);
  };
};

struct matrix_product_model : one_vector {
  template <int M>
  using parameters = ct::tensor<double, 2, M, M>;
  static constexpr auto f = [](auto x, auto) { return sum(matmul(x(0), x(1))); };
};

struct regression_model : regression_constants {
  template <int N>
  using parameters = ct::tensor<double, N + 2>;
  template <int N>
  using data = boost::hana::tuple<ct::tensor<double, rows, N>, ct::tensor<double, rows>>;
  static constexpr double low = 0.2, high = 0.9;
  static constexpr auto f = [](auto x, auto data) {
    constexpr int n = decltype(x)::shape[0] - 2;
    const auto points = boost::hana::at_c<0>(data);
    const auto observed = boost::hana::at_c<1>(data);
    const auto w = slice<0, 0, n>(x);
    const auto b = x(n), sigma = x(n + 1);
    const auto z = (observed - dot(points, w) - b) / sigma;
    return -0.5 * sum(z * z) - rows * log(sigma) - 0.5 * sum(w * w) - 0.5 * b * b;
  };
};

struct stochastic_volatility_model {
  template <int N>
  using parameters = ct::tensor<double, N + 3>;
  template <int N>
  using data = boost::hana::tuple<ct::tensor<double, N>>;
  static constexpr double low = 0.2, high = 0.9;
  static constexpr auto f = [](auto x, auto data) {
    constexpr int n = decltype(x)::shape[0] - 3;
    const auto y = boost::hana::at_c<0>(data);
    const auto e = slice<0, 0, n>(x);
    const auto phi = x(n), sigma = x(n + 1), mu = x(n + 2);
    const auto first = mu + sigma * e(0) / sqrt(1 - phi * phi);
    const auto next = [=](auto h, auto e_t) {
      const auto now = mu + phi * (h - mu) + sigma * e_t;
      return ct::tuple(now, now);
    };
    const auto observed = [](auto y_t, auto h_t) { return sum(-0.5 * y_t * y_t * exp(-h_t) - 0.5 * h_t); };
    const auto later = ct::scan(next, first, slice<0, 1, n>(e)).ys;
    return observed(y(0), first) + observed(slice<0, 1, n>(y), later) - 0.5 * sum(e * e) - log(1 + square(sigma / 5)) -
           log(1 + square(mu / 10));
  };
};
