// The scalar functions of many inputs that libraries for automatic differentiation in C++ publish timings of, by hand:
// the primal alone (of any number T, as libraries that overload arithmetic want it), and value and gradient as plain
// loops and as Eigen arrays. Data that is not differentiated comes behind x.
#pragma once

#include "model_constants.hpp"

#include <Eigen/Core>

#include <cmath>

using const_array = Eigen::Map<const Eigen::ArrayXd>;
using array = Eigen::Map<Eigen::ArrayXd>;
using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using const_matrix = Eigen::Map<const matrix>;

struct sum_by_hand {
  template <class T>
  static T primal(const T* x, int n) {
    T total = 0.0;
    for (int k = 0; k < n; ++k) total += x[k];
    return total;
  }
  static double by_loops(const double* __restrict x, double* __restrict gradient, int n) {
    double total = 0;
    for (int k = 0; k < n; ++k) total += x[k];
    for (int k = 0; k < n; ++k) gradient[k] = 1;
    return total;
  }
  static double by_eigen(const double* x, double* gradient, int n) {
    array(gradient, n).setOnes();
    return const_array(x, n).sum();
  }
};

// By hand, an accumulating loop is the same.
struct sum_iter_by_hand : sum_by_hand {};

struct prod_by_hand {
  template <class T>
  static T primal(const T* x, int n) {
    T product = 1.0;
    for (int k = 0; k < n; ++k) product *= x[k];
    return product;
  }
  static double by_loops(const double* __restrict x, double* __restrict gradient, int n) {
    double before = 1, behind = 1;
    for (int k = 0; k < n; ++k) {
      gradient[k] = before;
      before *= x[k];
    }
    for (int k = n - 1; k >= 0; --k) {
      gradient[k] *= behind;
      behind *= x[k];
    }
    return before;
  }
  /// Not at zeros, where the others are right.
  static double by_eigen(const double* x, double* gradient, int n) {
    const double product = const_array(x, n).prod();
    array(gradient, n) = product / const_array(x, n);
    return product;
  }
};

struct prod_iter_by_hand : prod_by_hand {};

struct log_sum_exp_by_hand {
  template <class T>
  static T primal(const T* x, int n) {
    using std::exp, std::log;
    T total = 0.0;
    for (int k = 0; k < n; ++k) total += exp(x[k]);
    return log(total);
  }
  static double by_loops(const double* __restrict x, double* __restrict gradient, int n) {
    double total = 0;
    for (int k = 0; k < n; ++k) total += gradient[k] = std::exp(x[k]);
    const double scale = 1 / total;
    for (int k = 0; k < n; ++k) gradient[k] *= scale;
    return std::log(total);
  }
  static double by_eigen(const double* x, double* gradient, int n) {
    array g(gradient, n);
    g = const_array(x, n).exp();
    const double total = g.sum();
    g *= 1 / total;
    return std::log(total);
  }
};

struct normal_log_pdf_by_hand : normal_log_pdf_constants {
  template <class T>
  static T primal(const T* x, int n) {
    T total = 0.0;
    for (int k = 0; k < n; ++k) {
      const T z = (x[k] - mu) / sigma;
      total -= 0.5 * z * z;
    }
    return total;
  }
  static double by_loops(const double* __restrict x, double* __restrict gradient, int n) {
    double total = 0;
    for (int k = 0; k < n; ++k) {
      const double z = (x[k] - mu) * (1 / sigma);
      total -= 0.5 * z * z;
      gradient[k] = -z * (1 / sigma);
    }
    return total;
  }
  static double by_eigen(const double* x, double* gradient, int n) {
    array g(gradient, n);
    g = (const_array(x, n) - mu) * (-1 / (sigma * sigma));
    return -0.5 * sigma * sigma * g.square().sum();
  }
};

/// N is M: x holds two M x M matrices.
struct matrix_product_by_hand {
  template <class T>
  static T primal(const T* x, int m) {
    T total = 0.0;
    for (int i = 0; i < m; ++i)
      for (int k = 0; k < m; ++k)
        for (int j = 0; j < m; ++j) total += x[i * m + k] * x[(m + k) * m + j];
    return total;
  }
  static double by_loops(const double* __restrict x, double* __restrict gradient, int m) {
    double total = 0;
    for (int k = 0; k < 2 * m * m; ++k) gradient[k] = 0;
    for (int i = 0; i < m; ++i)
      for (int k = 0; k < m; ++k)
        for (int j = 0; j < m; ++j) {
          total += x[i * m + k] * x[(m + k) * m + j];
          gradient[i * m + k] += x[(m + k) * m + j];
          gradient[(m + k) * m + j] += x[i * m + k];
        }
    return total;
  }
  /// The product, and both of its adjoints.
  static double by_eigen(const double* x, double* gradient, int m) {
    const const_matrix a(x, m, m), b(x + m * m, m, m);
    Eigen::Map<matrix> da(gradient, m, m), db(gradient + m * m, m, m);
    const matrix seed = matrix::Ones(m, m), product = a * b;
    da.noalias() = seed * b.transpose();
    db.noalias() = a.transpose() * seed;
    return product.sum();
  }
};

/// x holds the weights w, the intercept b and sigma; the data are rows X and what was observed at them.
struct regression_by_hand : regression_constants {
  template <class T>
  static T primal(const T* x, int n, const double* points, const double* observed) {
    using std::log;
    const T b = x[n], sigma = x[n + 1];
    T squares = 0.0, prior = b * b;
    for (int r = 0; r < rows; ++r) {
      T z = observed[r] - b;
      for (int k = 0; k < n; ++k) z -= points[r * n + k] * x[k];
      squares += z * z;
    }
    for (int k = 0; k < n; ++k) prior += x[k] * x[k];
    return -0.5 * squares / (sigma * sigma) - rows * log(sigma) - 0.5 * prior;
  }
  static double by_loops(const double* __restrict x, double* __restrict gradient, int n,
                         const double* __restrict points, const double* __restrict observed) {
    const double b = x[n], sigma = x[n + 1], precision = 1 / (sigma * sigma);
    double squares = 0, residuals = 0, prior = b * b;
    for (int k = 0; k < n; ++k) {
      gradient[k] = -x[k];
      prior += x[k] * x[k];
    }
    for (int r = 0; r < rows; ++r) {
      double z = observed[r] - b;
      for (int k = 0; k < n; ++k) z -= points[r * n + k] * x[k];
      squares += z * z;
      residuals += z;
      const double scaled = z * precision;
      for (int k = 0; k < n; ++k) gradient[k] += scaled * points[r * n + k];
    }
    gradient[n] = residuals * precision - b;
    gradient[n + 1] = (squares * precision - rows) / sigma;
    return -0.5 * squares * precision - rows * std::log(sigma) - 0.5 * prior;
  }
  static double by_eigen(const double* x, double* gradient, int n, const double* points, const double* observed) {
    const const_matrix all(points, rows, n);
    const Eigen::Map<const Eigen::VectorXd> w(x, n), y(observed, rows);
    const double b = x[n], sigma = x[n + 1], precision = 1 / (sigma * sigma);
    Eigen::VectorXd z = y;
    z.noalias() -= all * w;
    z.array() -= b;
    const double squares = z.squaredNorm();
    Eigen::Map<Eigen::VectorXd> dw(gradient, n);
    dw.noalias() = precision * (all.transpose() * z);
    dw -= w;
    gradient[n] = z.sum() * precision - b;
    gradient[n + 1] = (squares * precision - rows) / sigma;
    return -0.5 * squares * precision - rows * std::log(sigma) - 0.5 * (w.squaredNorm() + b * b);
  }
};

/// x holds e, phi, sigma and mu; the data are what was observed at N times.
struct stochastic_volatility_by_hand {
  template <class T>
  static T primal(const T* x, int n, const double* y) {
    using std::exp, std::log, std::sqrt;
    const T phi = x[n], sigma = x[n + 1], mu = x[n + 2];
    T h = mu + sigma * x[0] / sqrt(1 - phi * phi), total = 0.0;
    for (int t = 0; t < n; ++t) {
      if (t > 0) h = mu + phi * (h - mu) + sigma * x[t];
      total -= 0.5 * (y[t] * y[t] * exp(-h) + h + x[t] * x[t]);
    }
    return total - log(1 + sigma * sigma / 25) - log(1 + mu * mu / 100);
  }
  static double by_loops(const double* __restrict x, double* __restrict gradient, int n, const double* __restrict y) {
    const double phi = x[n], sigma = x[n + 1], mu = x[n + 2], root = 1 / std::sqrt(1 - phi * phi);
    double total = 0, last = 0, d_phi = 0, d_sigma = 0, sum_of_slopes = 0;
    gradient[0] = mu + sigma * x[0] * root;
    for (int t = 1; t < n; ++t) gradient[t] = mu + phi * (gradient[t - 1] - mu) + sigma * x[t];  // h, for now
    for (int t = n - 1; t >= 0; --t) {
      const double h = gradient[t], e = x[t], squared = y[t] * y[t] * std::exp(-h);
      total -= 0.5 * (squared + h + e * e);
      last = 0.5 * squared - 0.5 + phi * last;
      if (t > 0) {
        d_phi += (gradient[t - 1] - mu) * last;
        d_sigma += e * last;
        sum_of_slopes += last;
        gradient[t] = sigma * last - e;
      }
    }
    gradient[n] = d_phi + sigma * x[0] * phi * root * root * root * last;
    gradient[n + 1] = d_sigma + x[0] * root * last - 2 * sigma / (25 + sigma * sigma);
    gradient[n + 2] = (1 - phi) * sum_of_slopes + last - 2 * mu / (100 + mu * mu);
    gradient[0] = sigma * root * last - x[0];
    return total - std::log(1 + sigma * sigma / 25) - std::log(1 + mu * mu / 100);
  }
  /// What does not recur as arrays.
  static double by_eigen(const double* x, double* gradient, int n, const double* y) {
    const double phi = x[n], sigma = x[n + 1], mu = x[n + 2], root = 1 / std::sqrt(1 - phi * phi);
    const const_array e(x, n), observed(y, n);
    Eigen::ArrayXd h = sigma * e, slope(n);
    h[0] = mu + h[0] * root;
    for (int t = 1; t < n; ++t) h[t] += mu + phi * (h[t - 1] - mu);
    slope = 0.5 * observed.square() * (-h).exp();
    const double total = -slope.sum() - 0.5 * (h.sum() + e.square().sum());
    slope -= 0.5;
    for (int t = n - 2; t >= 0; --t) slope[t] += phi * slope[t + 1];
    const auto later = slope.tail(n - 1);
    gradient[n] = ((h.head(n - 1) - mu) * later).sum() + sigma * e[0] * phi * root * root * root * slope[0];
    gradient[n + 1] = (e.tail(n - 1) * later).sum() + e[0] * root * slope[0] - 2 * sigma / (25 + sigma * sigma);
    gradient[n + 2] = (1 - phi) * later.sum() + slope[0] - 2 * mu / (100 + mu * mu);
    array(gradient, n) = sigma * slope - e;
    gradient[0] = sigma * root * slope[0] - e[0];
    return total - std::log(1 + sigma * sigma / 25) - std::log(1 + mu * mu / 100);
  }
};
