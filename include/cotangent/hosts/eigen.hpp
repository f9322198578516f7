// Newton's method and least squares on functions of trees, with sparse Jacobians and Eigen's direct solvers.
#pragma once

#include <cotangent/hosts/leaves.hpp>

#if __has_include(<Eigen/SparseLU>)
#include <Eigen/SparseCholesky>
#include <Eigen/SparseLU>
#elif __has_include(<eigen3/Eigen/SparseLU>)
#include <eigen3/Eigen/SparseCholesky>
#include <eigen3/Eigen/SparseLU>
#else
#error "cotangent/hosts/eigen.hpp: Eigen is not installed (Debian: libeigen3-dev)"
#endif

#include <string>

namespace cotangent::eigen {

struct options {
  /// Newton: of the largest |f(x)|. Least squares: of the largest |cosine| of the residuals and a column of J.
  double tolerance = 1e-10;
  int max_iterations = 50;
  /// Of least squares at the start, relative to the largest diagonal element of J^T J; 0 is Gauss-Newton's method.
  double damping = 1e-3;
};
template <class X>
struct result {
  X x{};
  /// The Euclidean norm of the residuals.
  double norm = 0;
  int iterations = 0;
  bool solved = false;
  /// `solved`, or why not, in words.
  std::string status{};
};

/// f(x) and its Jacobian as Eigen's, and what is wrong with them.
template <class F, class J>
class equations {
  F f;
  J jacobian;

 public:
  using vector = Eigen::VectorXd;
  using matrix = Eigen::SparseMatrix<double>;
  vector values;
  matrix derivatives;
  std::string wrong;

  equations(F residuals, J derivative) : f(residuals), jacobian(derivative) {}

  /// False, with words in `wrong`, where a number is not finite; then the residuals' norm is not, either.
  template <class X, class... P>
  bool residuals(const X& x, const P&... parameters) {
    const auto r = f(x, parameters...);
    using R = std::remove_cvref_t<decltype(r)>;
    values.resize(hosts::elements<R>);
    hosts::to_vector(r, values.data());
    const int bad = hosts::not_finite(values.data(), hosts::elements<R>);
    if (bad >= 0) wrong = hosts::element_name<R>("f", bad) + " is " + hosts::number_name(values[bad]);
    return bad < 0;
  }
  template <class X, class... P>
  bool differentiate(const X& x, const P&... parameters) {
    using R = std::remove_cvref_t<decltype(f(x, parameters...))>;
    const auto j = jacobian(x, parameters...);
    using M = std::remove_cvref_t<decltype(j)>;
    static_assert(M::rows == hosts::elements<R> && M::columns == hosts::elements<X> && !M::symmetric,
                  "eigen: the Jacobian's rows must be the elements of f(x), and its columns those of x");
    const int bad = hosts::not_finite(j.values.data(), M::nnz);
    if (bad >= 0)
      wrong = "d " + hosts::element_name<R>("f", M::row[bad]) + " / d " + hosts::element_name<X>("x", M::column[bad]) +
              " is " + hosts::number_name(j.values.data()[bad]);
    j.eigen_into(derivatives);
    return bad < 0;
  }
  /// Which row or column of zeros makes the Jacobian singular, if one does.
  template <class X, class... P>
  std::string singular(const X& x, const P&... parameters) const {
    using R = std::remove_cvref_t<decltype(f(x, parameters...))>;
    const vector rows = derivatives.cwiseAbs() * vector::Ones(derivatives.cols());
    const vector columns = derivatives.cwiseAbs().transpose() * vector::Ones(derivatives.rows());
    for (int k = 0; k < columns.size(); ++k)
      if (columns[k] == 0) return "the Jacobian is singular: nothing depends on " + hosts::element_name<X>("x", k);
    for (int k = 0; k < rows.size() && rows.size() == columns.size(); ++k)
      if (rows[k] == 0) return "the Jacobian is singular: " + hosts::element_name<R>("f", k) + " depends on nothing";
    return "the Jacobian is singular";
  }
};

template <class X>
X moved(const X& x, const Eigen::VectorXd& step) {
  Eigen::VectorXd to(hosts::elements<X>);
  hosts::to_vector(x, to.data());
  to += step;
  X there = x;
  hosts::from_vector(there, to.data());
  return there;
}

template <class X>
double norm_of(const X& x) {
  Eigen::VectorXd all(hosts::elements<X>);
  hosts::to_vector(x, all.data());
  return all.norm();
}

/// Newton's method for f(x, parameters...) = 0, where x and f(x) are trees of doubles with as many elements, and
/// jacobian(x, parameters...) is ct::sparse_jacobian(f) or a generated one: `ct::eigen::newton step(f, jacobian)`, then
/// `step(start, parameters...)` as often as is wanted; the pattern is analysed the first time. A step is halved until
/// the norm of f is less. Why there is no solution is said in the result's status: a number that is not finite by its
/// place, a singular Jacobian, no convergence.
template <class F, class J>
class newton {
  equations<F, J> system;
  options how;
  Eigen::SparseLU<Eigen::SparseMatrix<double>> solver;
  bool analysed = false;

 public:
  explicit newton(F f, J jacobian, const options& o = {}) : system(f, jacobian), how(o) {}

  template <class X, class... P>
  result<X> operator()(const X& start, const P&... parameters) {
    static_assert(hosts::all_own_doubles(detail::leaves_of<X>{}), "eigen: x must be a tree of doubles");
    result<X> now{.x = start, .status = "no convergence: the greatest number of iterations was reached"};
    const auto ended = [&](std::string why, bool solved = false) {
      now.status = std::move(why);
      now.solved = solved;
      return now;
    };
    if (!system.residuals(start, parameters...)) return ended(system.wrong);
    for (;; ++now.iterations) {
      now.norm = system.values.norm();
      if (system.values.size() == 0 || system.values.cwiseAbs().maxCoeff() <= how.tolerance)
        return ended("solved", true);
      if (now.iterations == how.max_iterations) return now;
      if (!system.differentiate(now.x, parameters...)) return ended(system.wrong);
      if (!analysed) solver.analyzePattern(system.derivatives);
      analysed = true;
      solver.factorize(system.derivatives);
      if (solver.info() != Eigen::Success) return ended(system.singular(now.x, parameters...));
      Eigen::VectorXd step = -solver.solve(system.values);
      if (!step.allFinite()) return ended(system.singular(now.x, parameters...));
      X next = moved(now.x, step);
      system.wrong.clear();
      for (int halved = 0; !system.residuals(next, parameters...) || !(system.values.norm() < now.norm); ++halved) {
        if (halved == 40)
          return ended("no convergence: no step makes f smaller" + (system.wrong.empty() ? "" : "; " + system.wrong));
        step /= 2;
        next = moved(now.x, step);
      }
      now.x = next;
    }
  }
};

/// The least sum of squares of f(x, parameters...) over x, in the same way: Gauss-Newton's method, damped as Levenberg
/// and Marquardt do it (Nielsen 1999): (J^T J + d I) step = -J^T f by a sparse Cholesky factorization, d smaller after
/// a step that makes the norm less, and larger after one that does not. With options.damping 0 d stays 0, steps are
/// halved, and J must have full rank.
template <class F, class J>
class least_squares {
  equations<F, J> system;
  options how;
  Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> solver;
  bool analysed = false;

 public:
  explicit least_squares(F f, J jacobian, const options& o = {}) : system(f, jacobian), how(o) {}

  template <class X, class... P>
  result<X> operator()(const X& start, const P&... parameters) {
    static_assert(hosts::all_own_doubles(detail::leaves_of<X>{}), "eigen: x must be a tree of doubles");
    result<X> now{.x = start, .status = "no convergence: the greatest number of iterations was reached"};
    const auto ended = [&](std::string why, bool solved = false) {
      now.status = std::move(why);
      now.solved = solved;
      return now;
    };
    if (!system.residuals(start, parameters...)) return ended(system.wrong);
    double damping = -1, growth = 2;
    for (;; ++now.iterations) {
      const Eigen::VectorXd r = system.values;
      now.norm = r.norm();
      if (now.norm == 0) return ended("solved", true);
      if (!system.differentiate(now.x, parameters...)) return ended(system.wrong);
      const Eigen::SparseMatrix<double> transposed = system.derivatives.transpose();
      const Eigen::SparseMatrix<double> normal = transposed * system.derivatives;
      const Eigen::VectorXd slopes = transposed * r, diagonal = normal.diagonal();
      if ((slopes.array().abs() <= how.tolerance * now.norm * diagonal.array().sqrt()).all())
        return ended("solved", true);
      if (now.iterations == how.max_iterations) return now;
      if (!analysed) solver.analyzePattern(normal);
      analysed = true;
      if (damping < 0) damping = how.damping * diagonal.maxCoeff();

      Eigen::VectorXd step;
      const auto direction = [&] {
        solver.setShift(damping);
        solver.factorize(normal);
        if (solver.info() != Eigen::Success) return false;
        step = solver.solve(-slopes);
        return step.allFinite();
      };
      if (!direction()) return ended(system.singular(now.x, parameters...));
      X next = moved(now.x, step);
      system.wrong.clear();
      while (!system.residuals(next, parameters...) || !(system.values.norm() < now.norm)) {
        if (step.norm() <= 1e-15 * (1e-15 + norm_of(now.x)))
          return system.wrong.empty() ? ended("solved", true) : ended("no convergence: " + system.wrong);
        damping *= growth;
        growth *= 2;
        if (how.damping == 0) step /= 2;
        else if (!direction()) return ended(system.singular(now.x, parameters...));
        next = moved(now.x, step);
      }
      // How much of the reduction that a linear f would have had there was.
      const double gain =
          (now.norm - system.values.norm()) * (now.norm + system.values.norm()) / step.dot(damping * step - slopes);
      damping *= std::max(1. / 3, 1 - std::pow(2 * gain - 1, 3));
      growth = 2;
      now.x = next;
    }
  }
};

}  // namespace cotangent::eigen
