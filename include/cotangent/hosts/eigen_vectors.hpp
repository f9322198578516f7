// Newton's method and least squares on vectors, with Eigen's sparse direct solvers.
#pragma once

#include <cotangent/hosts/leaves.hpp>

// g++ 12's own AVX-512 intrinsics, which Eigen uses, warn of what they leave undefined on purpose.
#if defined(__GNUC__) && !defined(__clang__) && defined(__SSE2__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif

#if __has_include(<Eigen/SparseLU>)
#include <Eigen/SparseCholesky>
#include <Eigen/SparseLU>
#elif __has_include(<eigen3/Eigen/SparseLU>)
#include <eigen3/Eigen/SparseCholesky>
#include <eigen3/Eigen/SparseLU>
#else
#error "cotangent/hosts/eigen.hpp: Eigen is not installed (Debian: libeigen3-dev)"
#endif

namespace cotangent::eigen {

struct options {
  /// Newton's method ends where no |f(x)[i]| is larger; least squares where no |cosine| between f and a column of the
  /// Jacobian is.
  double tolerance = 1e-10;
  int max_iterations = 50;
  /// Of least squares at the start, relative to the largest element of the diagonal of J^T J; 0: Gauss-Newton's method.
  double damping = 1e-3;
};
struct outcome {
  double norm = 0;
  int iterations = 0;
  bool solved = false;
  std::string status;

  outcome& ended(std::string why) {
    status = std::move(why);
    return *this;
  }
  outcome& succeeded() {
    solved = true;
    return ended("solved");
  }
};

/// f and its Jacobian.
class vector_equations {
 public:
  using vector = Eigen::VectorXd;
  using matrix = Eigen::SparseMatrix<double>;
  std::string wrong;  // the last number that was not finite

  virtual ~vector_equations() = default;
  virtual vector residuals(const vector& x) = 0;
  virtual void differentiate(const vector& x, matrix& to) = 0;
  /// What no other pattern's equations have.
  virtual const void* pattern() const = 0;
  virtual std::string residual_name(Eigen::Index k) const = 0;
  virtual std::string variable_name(Eigen::Index k) const = 0;

  /// False, with words in `wrong`, where a number is not finite.
  bool residuals_into(vector& to, const vector& x) {
    to = residuals(x);
    const int bad = hosts::not_finite(to.data(), static_cast<int>(to.size()));
    if (bad >= 0) wrong = residual_name(bad) + " is " + hosts::number_name(to[bad]);
    return bad < 0;
  }
  bool jacobian_into(matrix& to, const vector& x) {
    differentiate(x, to);
    for (Eigen::Index c = 0; c < to.outerSize(); ++c)
      for (matrix::InnerIterator entry(to, c); entry; ++entry)
        if (!std::isfinite(entry.value())) {
          wrong = "d " + residual_name(entry.row()) + " / d " + variable_name(c) + " is " +
                  hosts::number_name(entry.value());
          return false;
        }
    return true;
  }
  /// Which column or row of zeros makes a Jacobian singular, if one does.
  std::string singular(const matrix& jacobian) const {
    const std::string words = "the Jacobian is singular";
    vector columns = vector::Zero(jacobian.cols()), rows = vector::Zero(jacobian.rows());
    for (Eigen::Index c = 0; c < jacobian.outerSize(); ++c)
      for (matrix::InnerIterator entry(jacobian, c); entry; ++entry) {
        columns[c] += std::abs(entry.value());
        rows[entry.row()] += std::abs(entry.value());
      }
    for (Eigen::Index k = 0; k < columns.size(); ++k)
      if (columns[k] == 0) return words + ": nothing depends on " + variable_name(k);
    for (Eigen::Index k = 0; k < rows.size() && rows.size() <= columns.size(); ++k)
      if (rows[k] == 0) return words + ": " + residual_name(k) + " depends on nothing";
    return words;
  }
};

inline constexpr const char* too_many_iterations = "no convergence: the greatest number of iterations was reached";

class newton_method {
  options how;
  Eigen::SparseMatrix<double> jacobian;
  Eigen::SparseLU<Eigen::SparseMatrix<double>> factors;
  const void* analysed = nullptr;

 public:
  static constexpr bool wants_square = true;
  explicit newton_method(const options& o) : how(o) {}

  /// From x to a root, which x is then.
  outcome solve(vector_equations& f, Eigen::VectorXd& x) {
    outcome now;
    Eigen::VectorXd r, next;
    if (!f.residuals_into(r, x)) return now.ended(f.wrong);
    for (;; ++now.iterations) {
      now.norm = r.norm();
      if (r.lpNorm<Eigen::Infinity>() <= how.tolerance) return now.succeeded();
      if (now.iterations >= how.max_iterations) return now.ended(too_many_iterations);
      if (!f.jacobian_into(jacobian, x)) return now.ended(f.wrong);
      if (analysed != f.pattern()) factors.analyzePattern(jacobian);
      analysed = f.pattern();
      factors.factorize(jacobian);
      if (factors.info() != Eigen::Success) return now.ended(f.singular(jacobian));
      Eigen::VectorXd step = factors.solve(r);
      if (!step.allFinite()) return now.ended(f.singular(jacobian));
      f.wrong.clear();
      const bool is_rounding = step.norm() <= 1e-14 * x.norm();
      for (int halved = 0; next = x - step, !f.residuals_into(r, next) || !(r.norm() < now.norm); ++halved) {
        if (halved == 40 && is_rounding && f.wrong.empty()) return now.succeeded();
        if (halved == 40)
          return now.ended("no convergence: no step makes f smaller" + (f.wrong.empty() ? "" : "; " + f.wrong));
        step /= 2;
      }
      x = next;
    }
  }
};

class least_squares_method {
  options how;
  Eigen::SparseMatrix<double> jacobian;
  Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> factors;
  const void* analysed = nullptr;

 public:
  static constexpr bool wants_square = false;
  explicit least_squares_method(const options& o) : how(o) {}

  outcome solve(vector_equations& f, Eigen::VectorXd& x) {
    outcome now;
    Eigen::VectorXd r, next, step, there;
    if (!f.residuals_into(r, x)) return now.ended(f.wrong);
    double damping = -1, growth = 2;
    for (;; ++now.iterations) {
      now.norm = r.norm();
      if (now.norm == 0) return now.succeeded();
      if (!f.jacobian_into(jacobian, x)) return now.ended(f.wrong);
      const Eigen::SparseMatrix<double> transposed = jacobian.transpose(), normal = transposed * jacobian;
      const Eigen::VectorXd slopes = transposed * r, diagonal = normal.diagonal();
      if ((slopes.array().abs() <= how.tolerance * now.norm * diagonal.array().sqrt()).all()) return now.succeeded();
      if (now.iterations >= how.max_iterations) return now.ended(too_many_iterations);
      if (analysed != f.pattern()) factors.analyzePattern(normal);
      analysed = f.pattern();
      if (damping < 0) damping = how.damping * diagonal.maxCoeff();

      const auto direction = [&] {
        factors.setShift(damping);
        factors.factorize(normal);
        if (factors.info() != Eigen::Success) return false;
        step = factors.solve(slopes);
        return step.allFinite();
      };
      if (!direction()) return now.ended(f.singular(jacobian));
      f.wrong.clear();
      while (next = x - step, !f.residuals_into(there, next) || !(there.norm() < now.norm)) {
        if (step.norm() <= 1e-15 * (1e-15 + x.norm()))  // there is nowhere nearer to go
          return f.wrong.empty() ? now.succeeded() : now.ended("no convergence: " + f.wrong);
        damping *= growth;
        growth *= 2;
        if (how.damping == 0) step /= 2;
        else if (!direction()) return now.ended(f.singular(jacobian));
      }
      // The reduction, relative to that of a linear f.
      const double gain = (now.norm - there.norm()) * (now.norm + there.norm()) / step.dot(damping * step + slopes);
      damping *= std::max(1. / 3, 1 - std::pow(2 * gain - 1, 3));
      growth = 2;
      x = next;
      r = there;
    }
  }
};

}  // namespace cotangent::eigen
