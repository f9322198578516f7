// What Ipopt is given, and whether it fits together, without Ipopt.
#pragma once

#include <cotangent/hosts/lagrangian.hpp>
#include <cotangent/hosts/leaves.hpp>

namespace cotangent::ipopt {

/// The constraints of a problem that has none, and their Jacobian.
struct no_constraints {
  constexpr auto operator()(const auto&) const { return none; }
};
struct empty_jacobian {
  static constexpr int rows = 0, columns = 0, nnz = 0;
  static constexpr bool symmetric = false;
  static constexpr const int *row = nullptr, *column = nullptr, *column_begin = nullptr, *order = nullptr;
  constexpr auto operator()(const auto&) const { return sparse_matrix<none_t, empty_jacobian>{}; }
};

/// The five functions of a tree x: cost(x), a number; its gradient, a tree like x; constraints(x), a tree; their sparse
/// Jacobian; and the sparse Hessian (its lower triangle), hessian(x, sigma, lambda), of ct::lagrangian(cost,
/// constraints), sigma * cost(x) + sum(lambda * constraints(x)), where lambda is a tree like constraints(x). Each is a
/// function of the evaluator (`ct::sparse_jacobian(g)`), one of a generated NAME.hpp, or any other callable with such
/// results. A problem without constraints has three: cost, gradient, hessian(x), which is ct::sparse_hessian(cost).
template <class Cost, class Gradient, class Constraints, class Jacobian, class Hessian>
struct problem {
  Cost cost;
  Gradient gradient;
  Constraints constraints;
  Jacobian jacobian;
  Hessian hessian;

  constexpr problem(Cost f, Gradient df, Constraints g, Jacobian dg, Hessian h)
      : cost(f), gradient(df), constraints(g), jacobian(dg), hessian(h) {}
  constexpr problem(Cost f, Gradient df, Hessian h) : cost(f), gradient(df), constraints{}, jacobian{}, hessian(h) {}

  template <class X, class Lambda>
  constexpr auto hessian_at(const X& x, double sigma, const Lambda& lambda) const {
    if constexpr (std::is_same_v<Constraints, no_constraints>) {
      auto h = hessian(x);
      for (double& number : h.values) number *= sigma;
      return h;
    } else {
      return hessian(x, sigma, lambda);
    }
  }
};
template <class Cost, class Gradient, class Hessian>
problem(Cost, Gradient, Hessian) -> problem<Cost, Gradient, no_constraints, empty_jacobian, Hessian>;

/// What the functions of a problem return.
template <class Problem, class X>
struct types_of {
  static constexpr const Problem& p();
  static constexpr const X& x();
  using cost = std::remove_cvref_t<decltype(p().cost(x()))>;
  using gradient = std::remove_cvref_t<decltype(p().gradient(x()))>;
  using constraints = std::remove_cvref_t<decltype(p().constraints(x()))>;
  using jacobian = std::remove_cvref_t<decltype(p().jacobian(x()))>;
  using hessian = std::remove_cvref_t<decltype(p().hessian_at(x(), 1.0, std::declval<const constraints&>()))>;
};

template <class T>
inline constexpr bool is_sparse = false;
template <class Values, class Where>
inline constexpr bool is_sparse<sparse_matrix<Values, Where>> = true;

/// What does not fit together, or nothing.
template <class Problem, class X>
struct problem_message {
  using types = types_of<Problem, X>;
  /// `rows` by `columns`, all of doubles.
  template <class Matrix>
  static constexpr detail::text matrix(const char* name, int rows, int columns, bool symmetric) {
    if constexpr (!is_sparse<Matrix>) {
      return detail::join("ipopt: the ", name, " must be a sparse_matrix, got ", detail::described<Matrix>(),
                          symmetric ? "; ct::sparse_hessian(f) makes one" : "; ct::sparse_jacobian(f) makes one");
    } else {
      if (Matrix::symmetric != symmetric)
        return detail::join("ipopt: the ", name, symmetric ? " must be that of ct::sparse_hessian" : " is a Hessian");
      if (Matrix::rows != rows || Matrix::columns != columns)
        return detail::join("ipopt: the ", name, " is ", Matrix::rows, " by ", Matrix::columns, ", and must be ", rows,
                            " by ", columns);
      return {};
    }
  }
  static constexpr detail::text message = [] {
    using namespace detail;
    constexpr int n = hosts::elements<X>, m = hosts::elements<typename types::constraints>;
    if (!hosts::all_own_doubles(leaves_of<X>{}) || n == 0)
      return join("ipopt: variables must be doubles or ct::tensor<double, ...>, or trees of them, got ",
                  described<X>());
    if (!std::is_same_v<typename types::cost, double>)
      return join("ipopt: the cost must be a double, got ", described<typename types::cost>());
    const text gradient = difference<X, typename types::gradient>();
    if (!gradient.empty()) return join("ipopt: the gradient is not like the variables: ", gradient);
    if (!hosts::all_own_doubles(leaves_of<typename types::constraints>{}))
      return join("ipopt: constraints must be doubles, got ", described<typename types::constraints>());
    if constexpr (!std::is_same_v<typename types::jacobian, sparse_matrix<none_t, empty_jacobian>>) {
      const text jacobian = matrix<typename types::jacobian>("Jacobian", m, n, false);
      if (!jacobian.empty()) return jacobian;
    }
    return matrix<typename types::hessian>("Hessian", n, n, true);
  }();
};

}  // namespace cotangent::ipopt
