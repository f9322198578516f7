// Small linear systems: cholesky, solve, triangular_solve, inv, det, slogdet.
#pragma once

#include <cotangent/primitives/linear_systems.hpp>
#include <cotangent/tracing/linear_algebra.hpp>

namespace cotangent {

namespace detail {

template <class System, class A, class... B>
struct square_message {
  static constexpr bool square =
      A::shape.rank == 2 && A::shape[0] == A::shape[1] && std::is_floating_point_v<typename A::value_type>;
  template <class X>
  static constexpr bool fits() {
    return (X::shape.rank == 1 || X::shape.rank == 2) && X::shape[0] == A::shape[0] &&
           std::is_same_v<typename X::value_type, typename A::value_type>;
  }
  static constexpr text message = [] {
    if (!square) return join(System::name, ": needs a square floating-point matrix, got ", description<A>);
    if (!(fits<B>() && ...)) {
      text t = join(System::name, ": the right-hand side must have as many rows as ", description<A>, ", got ");
      ((t += description<B>), ...);
      return t;
    }
    return text{};
  }();
};
/// A right-hand side as a matrix.
constexpr ir::term as_columns(ir::term b) { return b.dims().rank == 2 ? b : ir::reshape(b, {2, {b.dims()[0], 1}}); }
constexpr ir::term identity_matrix(ir::term a) {
  const int n = a.dims()[0];
  return ir::pad(ir::full(*a.g, a.element(), {1, {n}}, 1), a.dims(), {2, {{0, 0, 1}, {0, 0, 1}}});
}
constexpr ir::term solution(ir::term a, ir::term b) { return ir::linear_solve(a, ir::lu(a), b, false, false); }

/// Up to five rows a polynomial, all of whose derivatives are right at matrices of any rank: Laplace's expansion by the
/// minors of two rows. Of others the product of the pivots.
constexpr ir::term determinant(ir::term a) {
  const int n = a.dims()[0];
  if (n > 5) return ir::determinant(a, ir::lu(a), ir::determinant_part::whole);
  const auto at = [&](int i, int j) { return ir::view(a, {}, {2, {{-1, i, 0}, {-1, j, 0}}}); };
  const auto minor = [&](int row, int i, int j) { return at(row, i) * at(row + 1, j) - at(row, j) * at(row + 1, i); };
  if (n == 1) return at(0, 0);
  if (n == 2) return minor(0, 0, 1);
  // The rows from 2 on, without columns i and j.
  const auto complement = [&](int i, int j) {
    ir::list<int> c;
    for (int k = 0; k < n; ++k)
      if (k != i && k != j) c.push(k);
    if (n == 3) return at(2, c[0]);
    if (n == 4) return minor(2, c[0], c[1]);
    return at(4, c[0]) * minor(2, c[1], c[2]) - at(4, c[1]) * minor(2, c[0], c[2]) + at(4, c[2]) * minor(2, c[0], c[1]);
  };
  ir::term total{a.g, -1};
  for (int j = n - 1; j > 0; --j)
    for (int i = j - 1; i >= 0; --i) {
      const ir::term product = complement(i, j) * minor(0, i, j);
      if (total.id < 0) total = product;
      else total = (i + j) % 2 != 0 ? total + product : total - product;
    }
  return total;
}

/// A function of a square matrix, and perhaps of a right-hand side; where it is refused, some value to go on with.
template <class System>
struct system_function {
  template <class... X>
  using refusal = square_message<System, X...>;
  static constexpr auto instead(const auto&... given) {
    if constexpr (requires { System::instead(given...); }) return System::instead(given...);
    else return anything{};
  }
  template <class A, class... B>
  constexpr auto operator()(A a, B... b) const {
    using check = square_message<System, A, B...>;
    if constexpr (check::message.empty()) {
      return System::of(a, b...);
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return instead(a, b...);
    }
  }
};

struct cholesky_system {
  static constexpr const char* name = "cholesky";
  template <class A>
  static constexpr auto of(A a) {
    const ir::term t = term_of(a), symmetric = (t + ir::matrix_transpose(t)) * 0.5;
    return wrap<A>(ir::apply(ir::op::cholesky, symmetric));
  }
};
template <bool Lower>
struct triangular_system {
  static constexpr const char* name = "triangular_solve";
  template <class A, class B>
  static constexpr auto of(A a, B b) {
    return wrap<B>(ir::reshape(ir::triangular_solve(term_of(a), as_columns(term_of(b)), Lower, false), B::shape));
  }
};
struct solve_system {
  static constexpr const char* name = "solve";
  template <class A, class B>
  static constexpr auto of(A a, B b) {
    return wrap<B>(ir::reshape(solution(term_of(a), as_columns(term_of(b))), B::shape));
  }
};
struct inv_system {
  static constexpr const char* name = "inv";
  template <class A>
  static constexpr auto of(A a) {
    return wrap<A>(solution(term_of(a), identity_matrix(term_of(a))));
  }
};
struct det_system {
  static constexpr const char* name = "det";
  template <class A>
  static constexpr auto of(A a) {
    return make_expr<typename A::value_type, ir::shape{}>(determinant(term_of(a)));
  }
};
struct slogdet_system {
  static constexpr const char* name = "slogdet";
  template <class A>
  static constexpr auto of(A a) {
    using number = typename A::value_type;
    const ir::term t = term_of(a), factors = ir::lu(t);
    const auto part = [&](ir::determinant_part wanted) {
      return make_expr<number, ir::shape{}>(ir::determinant(t, factors, wanted));
    };
    return sign_and_logdet<expr<number>, expr<number>>{part(ir::determinant_part::sign),
                                                       part(ir::determinant_part::logarithm)};
  }
  template <class A>
  static constexpr auto instead(A a) {
    return sign_and_logdet<A, A>{a, a};
  }
};

}  // namespace detail

/// L, lower triangular, of a positive definite A = L L^T. The symmetric part of A is taken, as in JAX.
template <detail::Array A>
constexpr auto cholesky(const A& a) {
  return detail::on_leaves(detail::system_function<detail::cholesky_system>{}, a);
}
/// x of A x = b, for a vector or the columns of a matrix b; by elimination with row pivoting. Derivatives solve with
/// the same factors: dx = A^-1 (db - dA x).
template <detail::Array A, detail::Array B>
constexpr auto solve(const A& a, const B& b) {
  return detail::on_leaves(detail::system_function<detail::solve_system>{}, a, b);
}
/// x of T x = b, where of T only the lower triangle is looked at (upper: Lower = false).
template <bool Lower = true, detail::Array A, detail::Array B>
constexpr auto triangular_solve(const A& t, const B& b) {
  return detail::on_leaves(detail::system_function<detail::triangular_system<Lower>>{}, t, b);
}
/// The inverse matrix.
template <detail::Array A>
constexpr auto inv(const A& a) {
  return detail::on_leaves(detail::system_function<detail::inv_system>{}, a);
}
/// The determinant.
template <detail::Array A>
constexpr auto det(const A& a) {
  return detail::on_leaves(detail::system_function<detail::det_system>{}, a);
}
/// {sign, logdet} of the determinant, which is sign * exp(logdet).
template <detail::Array A>
constexpr auto slogdet(const A& a) {
  return detail::on_leaves(detail::system_function<detail::slogdet_system>{}, a);
}

}  // namespace cotangent
