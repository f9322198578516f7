// Newton's method and least squares on functions of trees, with sparse Jacobians and Eigen's direct solvers.
#pragma once

#include <cotangent/hosts/eigen_vectors.hpp>

namespace cotangent::eigen {

template <class X>
struct result {
  X x{};
  /// The Euclidean norm of f there.
  double norm = 0;
  int iterations = 0;
  bool solved = false;
  /// `solved`, or why not, in words.
  std::string status{};
};

/// f and its Jacobian at one setting of their other arguments.
template <class F, class J, class X, class... P>
class tree_equations final : public vector_equations {
  using f_type = std::remove_cvref_t<std::invoke_result_t<const F&, const X&, const P&...>>;
  using matrix_type = std::remove_cvref_t<std::invoke_result_t<const J&, const X&, const P&...>>;
  static_assert(hosts::all_own_doubles(detail::leaves_of<X>{}) && hosts::all_own_doubles(detail::leaves_of<f_type>{}),
                "eigen: x and f(x) must be doubles or ct::tensor<double, ...>, or trees of them");
  static_assert(matrix_type::rows == hosts::elements<f_type> && matrix_type::columns == hosts::elements<X> &&
                    !matrix_type::symmetric,
                "eigen: rows of the Jacobian must be the elements of f(x), and its columns those of x");
  const F& f;
  const J& jacobian;
  std::tuple<const P&...> parameters;
  X here;
  const X& at(const vector& from) {
    hosts::from_vector(here, from.data());
    return here;
  }

 public:
  static constexpr bool square = matrix_type::rows == matrix_type::columns;

  tree_equations(const F& function, const J& derivative, const X& start, const P&... rest)
      : f(function), jacobian(derivative), parameters(rest...), here(start) {}
  vector residuals(const vector& from) override {
    vector to(hosts::elements<f_type>);
    hosts::to_vector(std::apply([&](const P&... rest) { return f(at(from), rest...); }, parameters), to.data());
    return to;
  }
  void differentiate(const vector& from, matrix& to) override {
    std::apply([&](const P&... rest) { return jacobian(at(from), rest...); }, parameters).eigen_into(to);
  }
  const void* pattern() const override { return matrix_type::row; }
  std::string residual_name(Eigen::Index k) const override {
    return hosts::element_name<f_type>("f", static_cast<int>(k));
  }
  std::string variable_name(Eigen::Index k) const override { return hosts::element_name<X>("x", static_cast<int>(k)); }
};

/// What newton and least_squares have in common: a method, its matrices and an analysis of their pattern.
template <class Method, class F, class J>
class solver {
  F f;
  J jacobian;
  Method method;

 public:
  solver(F function, J derivative, const options& how) : f(function), jacobian(derivative), method{how} {}

  template <class X, class... P>
  result<X> operator()(const X& start, const P&... parameters) {
    using equations = tree_equations<F, J, X, P...>;
    static_assert(equations::square || !Method::wants_square, "newton: f(x) must have as many elements as x");
    equations system(f, jacobian, start, parameters...);
    Eigen::VectorXd x(hosts::elements<X>);
    hosts::to_vector(start, x.data());
    const outcome end = method.solve(system, x);
    result<X> found{start, end.norm, end.iterations, end.solved, end.status};
    hosts::from_vector(found.x, x.data());
    return found;
  }
};

/// Newton's method for f(x, parameters...) = 0, where x and f(x) are trees of doubles with as many elements, and
/// jacobian(x, parameters...) is ct::sparse_jacobian(f) or a generated one: `ct::eigen::newton step(f, jacobian)`, then
/// `step(start, parameters...)` as often as is wanted; a pattern is analysed once, for Eigen::SparseLU. A step is
/// halved until the norm of f is less; where only rounding is left, x is a root. Why there is no solution is said in
/// the result's status: a number that is not finite by its place, a singular Jacobian, no convergence.
template <class F, class J>
struct newton : solver<newton_method, F, J> {
  explicit newton(F function, J derivative, const options& how = {})
      : solver<newton_method, F, J>(function, derivative, how) {}
};

/// The least sum of squares of f(x, parameters...) over x, in the same way: Gauss-Newton's method, damped as Levenberg
/// and Marquardt do it (Nielsen 1999): (J^T J + d I) step = -J^T f by Eigen::SimplicialLDLT, d smaller after a step
/// that makes the norm less, and larger after one that does not. With options.damping = 0 d stays 0, steps are halved,
/// and J must have full rank.
template <class F, class J>
struct least_squares : solver<least_squares_method, F, J> {
  explicit least_squares(F function, J derivative, const options& how = {})
      : solver<least_squares_method, F, J>(function, derivative, how) {}
};

}  // namespace cotangent::eigen
