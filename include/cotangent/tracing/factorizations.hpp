// Small linear systems, by the textbook's eliminations, column by column: n columns take a few equations each, and
// derivatives follow from those. Golub and Van Loan, Matrix Computations, chapters 3 and 4.
#pragma once

#include <cotangent/tracing/cumulative.hpp>
#include <cotangent/tracing/indexing.hpp>
#include <cotangent/tracing/linear_algebra.hpp>

namespace cotangent {

/// A determinant as its sign and the logarithm of its size.
template <class Sign, class Logdet>
struct sign_and_logdet {
  BOOST_HANA_DEFINE_STRUCT(sign_and_logdet, (Sign, sign), (Logdet, logdet));
};

namespace detail {

/// a[i] b[j]
constexpr ir::term outer_product(ir::term a, ir::term b) {
  const ir::shape s{2, {a.dims()[0], b.dims()[0]}};
  ir::index_map row, column;
  row.push_axis(0);
  column.push_axis(1);
  return ir::view(a, s, row) * ir::view(b, s, column);
}
/// v at row `row` (column: Row = false) of a matrix of shape `dims`, from element `from` of that row on.
constexpr ir::term placed_line(ir::term v, const ir::shape& dims, int line, int from, bool row) {
  ir::index_map map;
  if (row) map.push({-1, line, 0}), map.push({0, from, 1});
  else map.push({0, from, 1}), map.push({-1, line, 0});
  return ir::pad(v, dims, map);
}
constexpr ir::term sum_of(ir::term total, ir::term more) { return total.id < 0 ? more : total + more; }
constexpr ir::term scaled(ir::term v, ir::term by) { return v / ir::view(by, v.dims(), {}); }

/// L of A = L L^T, A symmetric; what is left is eliminated from the right and below.
constexpr ir::term cholesky_of(ir::term a) {
  const int n = a.dims()[0];
  ir::term rest = a, factor{a.g, -1};
  for (int j = 0; j < n; ++j) {
    const ir::term column = element_at(rest, 1, 0);
    const ir::term l = scaled(column, ir::apply(ir::op::sqrt, element_at(column, 0, 0)));
    factor = sum_of(factor, placed_line(l, a.dims(), j, j, false));
    if (j + 1 == n) break;
    const ir::term below = sliced(l, 0, 1, n - j);
    rest = sliced(sliced(rest, 0, 1, n - j), 1, 1, n - j) - outer_product(below, below);
  }
  return factor;
}

/// X of T X = B, T triangular: rows are solved for from the first (Lower) or the last, and eliminated from the others.
constexpr ir::term triangular_solution(ir::term t, ir::term b, bool lower) {
  const int n = t.dims()[0];
  ir::term rest = b, left = t, x{t.g, -1};
  for (int step = 0; step < n; ++step) {
    const int size = n - step, at = lower ? 0 : size - 1;
    const ir::term column = element_at(left, 1, at);
    const ir::term row = scaled(element_at(rest, 0, at), element_at(column, 0, at));
    x = sum_of(x, placed_line(row, b.dims(), lower ? step : size - 1, 0, true));
    if (size == 1) break;
    const int from = lower ? 1 : 0, to = lower ? size : size - 1;
    rest = sliced(rest, 0, from, to) - outer_product(sliced(column, 0, from, to), row);
    left = sliced(sliced(left, 0, from, to), 1, from, to);
  }
  return x;
}

/// A x = B reduced to U x = C by Gauss' elimination with row pivoting; U's diagonal is `pivots`, and `swaps` counts the
/// exchanges of rows as a product of signs.
struct elimination {
  ir::term upper, right;
  ir::list<ir::term> pivots, signs;
};
constexpr elimination eliminate(ir::term a, ir::term b) {
  const int n = a.dims()[0];
  ir::graph& g = *a.g;
  elimination out{{&g, -1}, {&g, -1}, {}, {}};
  const bool has_right = b.id >= 0;
  for (int j = 0; j < n; ++j) {
    const int size = n - j;
    const ir::term magnitudes = ir::apply(ir::op::stop_gradient, ir::apply(ir::op::abs, element_at(a, 1, 0)));
    const ir::term best = ir::view(ir::reduce(ir::op::reduce_max, magnitudes, 1), magnitudes.dims(), {});
    const ir::term number = ir::iota(g, ir::dtype::i32, size);
    const ir::term place = ir::reduce(ir::op::reduce_min, ir::select(ir::compare(ir::op::eq, magnitudes, best), number, ir::full_like(number, size - 1)), 1);
    const ir::term stays = ir::compare(ir::op::eq, place, ir::full_like(place, 0));
    out.signs.push(ir::select(stays, ir::full(g, a.element(), {}, 1), ir::full(g, a.element(), {}, -1)));
    // Row `place` comes first, and the first row where it was.
    const auto exchanged = [&](ir::term m, ir::term& chosen) {
      chosen = ir::gather(m, place, 0);
      ir::index_map rows, columns;
      rows.push_axis(0);
      columns.push_axis(1);
      const ir::term there = ir::compare(ir::op::eq, ir::view(number, m.dims(), rows), ir::view(place, m.dims(), {}));
      return ir::select(there, ir::view(element_at(m, 0, 0), m.dims(), columns), m);
    };
    ir::term row, right_row;
    const ir::term swapped = exchanged(a, row);
    const ir::term pivot = element_at(row, 0, 0);
    out.pivots.push(pivot);
    out.upper = sum_of(out.upper, placed_line(row, {2, {n, n}}, j, j, true));
    ir::term swapped_right{&g, -1};
    if (has_right) {
      swapped_right = exchanged(b, right_row);
      out.right = sum_of(out.right, placed_line(right_row, {2, {n, b.dims()[1]}}, j, 0, true));
    }
    if (size == 1) break;
    const ir::term factors = scaled(sliced(element_at(swapped, 1, 0), 0, 1, size), pivot);
    a = sliced(sliced(swapped, 0, 1, size), 1, 1, size) - outer_product(factors, sliced(row, 0, 1, size));
    if (has_right) b = sliced(swapped_right, 0, 1, size) - outer_product(factors, right_row);
  }
  return out;
}

template <class Name, class A, class... B>
struct square_message {
  static constexpr bool square = A::shape.rank == 2 && A::shape[0] == A::shape[1] && std::is_floating_point_v<typename A::value_type>;
  template <class X>
  static constexpr bool fits() { return (X::shape.rank == 1 || X::shape.rank == 2) && X::shape[0] == A::shape[0] && std::is_same_v<typename X::value_type, typename A::value_type>; }
  static constexpr text message = [] {
    if (!square) return join(Name::text, ": needs a square floating-point matrix, got ", description<A>);
    if (!(fits<B>() && ...)) {
      text t = join(Name::text, ": the right-hand side must have as many rows as ", description<A>, ", got ");
      ((t += description<B>), ...);
      return t;
    }
    return text{};
  }();
};
#define COTANGENT_NAME(NAME)                          \
  struct NAME##_name {                                \
    static constexpr const char* text = #NAME;        \
  };
COTANGENT_NAME(cholesky)
COTANGENT_NAME(solve)
COTANGENT_NAME(triangular_solve)
COTANGENT_NAME(inv)
COTANGENT_NAME(det)
COTANGENT_NAME(slogdet)
#undef COTANGENT_NAME

struct cholesky_function {
  template <class A>
  constexpr auto operator()(A a) const {
    using check = square_message<cholesky_name, A>;
    if constexpr (check::message.empty()) return wrap<A>(cholesky_of((term_of(a) + term_of(transposed(a))) * 0.5));
    else {
      COTANGENT_REQUIRE(check);
      return a;
    }
  }
  static constexpr auto transposed(auto a) { return view_function<transpose_recipe<>>{}(a); }
};
/// A right-hand side as a matrix.
constexpr ir::term as_columns(ir::term b) { return b.dims().rank == 2 ? b : ir::reshape(b, {2, {b.dims()[0], 1}}); }

template <bool Lower>
struct triangular_solve_function {
  template <class A, class B>
  constexpr auto operator()(A a, B b) const {
    using check = square_message<triangular_solve_name, A, B>;
    if constexpr (check::message.empty()) return wrap<B>(ir::reshape(triangular_solution(term_of(a), as_columns(term_of(b)), Lower), B::shape));
    else {
      COTANGENT_REQUIRE(check);
      return b;
    }
  }
};
struct solve_function {
  template <class A, class B>
  constexpr auto operator()(A a, B b) const {
    using check = square_message<solve_name, A, B>;
    if constexpr (check::message.empty()) {
      const elimination e = eliminate(term_of(a), as_columns(term_of(b)));
      return wrap<B>(ir::reshape(triangular_solution(e.upper, e.right, false), B::shape));
    } else {
      COTANGENT_REQUIRE(check);
      return b;
    }
  }
};
struct inv_function {
  template <class A>
  constexpr auto operator()(A a) const {
    using check = square_message<inv_name, A>;
    if constexpr (check::message.empty()) {
      const ir::term one = ir::full(*term_of(a).g, term_of(a).element(), {1, {A::shape[0]}}, 1);
      const elimination e = eliminate(term_of(a), ir::pad(one, A::shape, {2, {{0, 0, 1}, {0, 0, 1}}}));
      return wrap<A>(triangular_solution(e.upper, e.right, false));
    } else {
      COTANGENT_REQUIRE(check);
      return a;
    }
  }
};
struct det_function {
  template <class A>
  constexpr auto operator()(A a) const {
    using check = square_message<det_name, A>;
    if constexpr (check::message.empty()) {
      const elimination e = eliminate(term_of(a), {term_of(a).g, -1});
      ir::term product = e.pivots[0] * e.signs[0];
      for (int k = 1; k < e.pivots.size(); ++k) product = product * (e.pivots[k] * e.signs[k]);
      return make_expr<typename A::value_type, ir::shape{}>(product);
    } else {
      COTANGENT_REQUIRE(check);
      return a;
    }
  }
};
struct slogdet_function {
  template <class A>
  constexpr auto operator()(A a) const {
    using check = square_message<slogdet_name, A>;
    if constexpr (check::message.empty()) {
      const elimination e = eliminate(term_of(a), {term_of(a).g, -1});
      ir::term sign = ir::apply(ir::op::sign, e.pivots[0]) * e.signs[0], size = ir::apply(ir::op::log, ir::apply(ir::op::abs, e.pivots[0]));
      for (int k = 1; k < e.pivots.size(); ++k) {
        sign = sign * (ir::apply(ir::op::sign, e.pivots[k]) * e.signs[k]);
        size = size + ir::apply(ir::op::log, ir::apply(ir::op::abs, e.pivots[k]));
      }
      using number = typename A::value_type;
      return sign_and_logdet<expr<number>, expr<number>>{make_expr<number, ir::shape{}>(sign), make_expr<number, ir::shape{}>(size)};
    } else {
      COTANGENT_REQUIRE(check);
      return sign_and_logdet<A, A>{a, a};
    }
  }
};

}  // namespace detail

/// L, lower triangular, of a positive definite A = L L^T. The symmetric part of A is taken, as in JAX.
template <detail::Array A>
constexpr auto cholesky(const A& a) { return detail::on_leaves(detail::cholesky_function{}, a); }
/// x of A x = b, for a vector or the columns of a matrix b; by elimination with row pivoting.
template <detail::Array A, detail::Array B>
constexpr auto solve(const A& a, const B& b) { return detail::on_leaves(detail::solve_function{}, a, b); }
/// x of T x = b, where of T only the lower triangle is looked at (upper: Lower = false).
template <bool Lower = true, detail::Array A, detail::Array B>
constexpr auto triangular_solve(const A& t, const B& b) { return detail::on_leaves(detail::triangular_solve_function<Lower>{}, t, b); }
/// The inverse matrix.
template <detail::Array A>
constexpr auto inv(const A& a) { return detail::on_leaves(detail::inv_function{}, a); }
/// The determinant.
template <detail::Array A>
constexpr auto det(const A& a) { return detail::on_leaves(detail::det_function{}, a); }
/// {sign, logdet} of the determinant, which is sign * exp(logdet).
template <detail::Array A>
constexpr auto slogdet(const A& a) { return detail::on_leaves(detail::slogdet_function{}, a); }

}  // namespace cotangent
