// What computes the primitives of primitives/linear_systems.hpp, by the textbook's eliminations (Golub and Van Loan,
// Matrix Computations, chapters 3 and 4): equation by equation for the smallest, as loops over columns for all others,
// whose number of equations does not grow with the matrix.
#pragma once

#include <cotangent/primitives/product.hpp>
#include <cotangent/transforms/close_scopes.hpp>
#include <cotangent/transforms/scan.hpp>

namespace cotangent::ir {

// Up to so many rows; code grows with the cube, and with pivoting each element is also chosen between rows at each
// step.
inline constexpr int largest_unrolled_lu = 4, largest_unrolled_triangle = 6;

/// formula(operands...) of one example, under whatever axes the operands of `e` have before their matrices.
template <class Formula>
constexpr term for_each_example(graph& g, const equation& e, Formula formula) {
  const shape whole = g.dims(e.in[0]);
  shape examples;
  for (int k = 0; k + 2 < whole.rank; ++k) examples.push(whole[k]);
  if (examples.rank == 0) return formula(term{&g, e.in[0]}, term{&g, e.in[1]}, term{&g, e.in[2]});
  scope body;
  list<int> given;
  int parameters[3] = {-1, -1, -1};
  for (int k = 0; k < 3; ++k) {
    if (e.in[k] < 0) continue;
    const shape dims = g.dims(e.in[k]);
    parameters[k] =
        g.emit_unique(op::parameter, g.intern(g.element(e.in[k]), {2, {dims[dims.rank - 2], dims[dims.rank - 1]}}));
    body.parameters.push(parameters[k]);
    given.push(e.in[k]);
  }
  body.results.push(formula(term{&g, parameters[0]}, term{&g, parameters[1]}, term{&g, parameters[2]}).id);
  return {&g, batch(g, body, given, examples)[0]};
}

/// The results of a loop over k = 0, 1, ... (or down to 0), of which step(carry, slice k of each of xs) makes the next
/// carry, and what else it returns is stacked.
template <class Step>
constexpr list<term> loop(term carry, const list<term>& xs, bool reversed, Step step) {
  graph& g = *carry.g;
  list<scope> bodies(1);
  scope& body = bodies[0];
  const int mark = g.size();
  const term carried{&g, parameter_like(g, carry.id)};
  list<term> slices;
  for (term x : xs) slices.push({&g, g.emit_unique(op::parameter, g.intern(x.element(), without(x.dims(), 1u)))});
  body.parameters.push(carried.id);
  for (term x : slices) body.parameters.push(x.id);
  for (term result : step(carried, slices)) body.results.push(result.id);
  const list<int> captured = close_scopes(g, mark, bodies);
  scan_parts p;
  p.steps = xs[0].dims()[0];
  p.consts = p.known_consts = captured.size();
  p.carry = 1;
  p.xs = p.known_xs = xs.size();
  p.reversed = reversed;
  p.operands = joined(captured, list<int>(1, carry.id));
  for (term x : xs) p.operands.push(x.id);
  const int own = 1 + xs.size();
  p.region = g.make_region(joined(part(body.parameters, own, captured.size()), part(body.parameters, 0, own)),
                           body.results, {});
  list<term> results;
  for (int id : emit_scan(g, p)) results.push({&g, id});
  return results;
}

constexpr term element(term matrix, int row, int column) {
  return view(matrix, {}, {2, {{-1, row, 0}, {-1, column, 0}}});
}
constexpr term row_of(term matrix, int row) {
  return view(matrix, {1, {matrix.dims()[1]}}, {2, {{-1, row, 0}, {0, 0, 1}}});
}
/// A number or a vector as row (from column `from` on) or column (from row `from` on) number `line` of a matrix of
/// zeros.
constexpr term placed_row(term v, const shape& dims, int line, int from = 0) {
  return pad(
      v, dims,
      v.dims().rank == 0 ? index_map{2, {{-1, line, 0}, {-1, from, 0}}} : index_map{2, {{-1, line, 0}, {0, from, 1}}});
}
constexpr term placed_column(term v, const shape& dims, int line, int from) {
  return pad(v, dims, {2, {{0, from, 1}, {-1, line, 0}}});
}
constexpr term added(term total, term more) { return total.id < 0 ? more : total + more; }
constexpr term over(term v, term by) { return v / view(by, v.dims(), {}); }
/// A pivot of 0 has nothing but zeros below it, which are their own factors.
constexpr term nonzero(term pivot) {
  return select(compare(op::eq, pivot, full_like(pivot, 0)), full_like(pivot, 1), pivot);
}
/// Repeated as the columns of a matrix, or as its rows.
constexpr term on_rows(term v, const shape& dims) { return broadcast_along(v, dims, 2u); }
constexpr term on_columns(term v, const shape& dims) { return broadcast_along(v, dims, 1u); }
constexpr term outer_product(term a, term b) {
  const shape dims{2, {a.dims()[0], b.dims()[0]}};
  return on_rows(a, dims) * on_columns(b, dims);
}
constexpr term logical_and(term a, term b) { return apply(op::logical_and, a, b); }

// ---- lu: rows change places so that each pivot is the largest of its column's rest
constexpr term unrolled_lu(term a) {
  const int n = a.dims()[0];
  list<list<term>> rows;
  for (int i = 0; i < n; ++i) {
    list<term> row;
    for (int j = 0; j < n; ++j) row.push(element(a, i, j));
    for (int j = 0; j < n; ++j) row.push(full(*a.g, a.element(), {}, i == j));
    rows.push(row);
  }
  for (int k = 0; k < n; ++k) {
    for (int i = k + 1; i < n; ++i) {
      const term larger = compare(op::gt, apply(op::abs, rows[i][k]), apply(op::abs, rows[k][k]));
      for (int j = 0; j < 2 * n; ++j) {
        const term above = rows[k][j], below = rows[i][j];
        rows[k][j] = select(larger, below, above);
        rows[i][j] = select(larger, above, below);
      }
    }
    for (int i = k + 1; i < n; ++i) {
      rows[i][k] = rows[i][k] / nonzero(rows[k][k]);
      for (int j = k + 1; j < n; ++j) rows[i][j] = rows[i][j] - rows[i][k] * rows[k][j];
    }
  }
  const shape dims{2, {n, 2 * n}};
  term all{a.g, -1};
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < 2 * n; ++j) all = added(all, placed_row(rows[i][j], dims, i, j));
  return all;
}
/// Numbers of rows are compared as floating point numbers, which SIMD lanes hold as wide as the elements.
constexpr term looped_lu(term a) {
  const int n = a.dims()[0];
  const dtype number = a.element();
  const shape square = a.dims(), dims{2, {n, 2 * n}}, line{1, {n}}, wide{1, {2 * n}};
  const term one = full(*a.g, number, line, 1), numbers = iota(*a.g, number, n), columns = iota(*a.g, number, 2 * n);
  const term start = pad(a, dims, {2, {{0, 0, 1}, {1, 0, 1}}}) + pad(one, dims, {2, {{0, 0, 1}, {0, n, 1}}});
  const term all =
      loop(start, list<term>(1, iota(*a.g, dtype::i32, n)), false, [&](term m, const list<term>& slices) -> list<term> {
        const term k = slices[0], step = convert(k, number), each = view(step, line, {});
        const term beginnings = iota(*a.g, dtype::i32, n) * (2.0 * n);
        const term column = gather(reshape(m, {1, {2 * n * n}}), beginnings + view(k, line, {}), 0);
        const term size = select(compare(op::ge, numbers, each), apply(op::abs, column), full_like(column, -1));
        const term largest = compare(op::eq, size, view(reduce(op::reduce_max, size, 1), line, {}));
        const term place = reduce(op::reduce_min, select(largest, numbers, full_like(numbers, n - 1)), 1);
        const term at_place = compare(op::eq, numbers, view(place, line, {}));
        const term row = gather(m, convert(place, dtype::i32), 0), displaced = gather(m, k, 0);
        const term pivot = gather(row, k, 0),
                   swapped = select(at_place, view(gather(displaced, k, 0), line, {}), column);
        const term factors =
            select(compare(op::gt, numbers, each), over(swapped, nonzero(pivot)), full_like(swapped, 0));
        const term inside = logical_and(compare(op::gt, columns, view(step, wide, {})),
                                        compare(op::lt, columns, full_like(columns, n)));
        const term exchanged = select(on_rows(compare(op::eq, numbers, each), dims), on_columns(row, dims),
                                      select(on_rows(at_place, dims), on_columns(displaced, dims), m));
        return list<term>(
            1, exchanged - on_rows(factors, dims) * on_columns(select(inside, row, full_like(row, 0)), dims));
      })[0];
  // Below the diagonal stand the numbers that were eliminated, which the pivots make factors.
  const term both = sliced(all, 1, 0, n), pivots = view(both, line, {2, {{0, 0, 1}, {0, 0, 1}}});
  const term below = compare(op::gt, on_rows(numbers, square), on_columns(numbers, square));
  const term factored = select(below, both / on_columns(nonzero(pivots), square), both);
  return pad(factored, dims, {2, {{0, 0, 1}, {1, 0, 1}}}) +
         pad(sliced(all, 1, n, 2 * n), dims, {2, {{0, 0, 1}, {1, n, 1}}});
}
constexpr term lu_formula(graph& g, const equation& e) {
  return for_each_example(
      g, e, [](term a, term, term) { return a.dims()[0] <= largest_unrolled_lu ? unrolled_lu(a) : looped_lu(a); });
}

// ---- triangles: each row is solved for and taken from those that wait
constexpr term unrolled_triangle(term t, term b, bool lower, bool unit) {
  const int n = t.dims()[0];
  list<term> x;
  term all{t.g, -1};
  for (int step = 0; step < n; ++step) {
    const int k = lower ? step : n - 1 - step;
    term row = row_of(b, k);
    for (int j = 0; j < step; ++j) row = row - view(element(t, k, lower ? j : n - 1 - j), row.dims(), {}) * x[j];
    x.push(unit ? row : over(row, element(t, k, k)));
    all = added(all, placed_row(x.back(), b.dims(), k));
  }
  return all;
}
constexpr term looped_triangle(term t, term b, bool lower, bool unit) {
  const shape dims = b.dims();
  const term number = iota(*t.g, t.element(), dims[0]);
  list<term> xs(1, iota(*t.g, dtype::i32, dims[0]));
  xs.push(matrix_transpose(masked(t, lower ? op::gt : op::lt)));
  xs.push(view(t, number.dims(), {2, {{0, 0, 1}, {0, 0, 1}}}));
  return loop(b, xs, !lower, [&](term x, const list<term>& slices) -> list<term> {
    const term k = slices[0], waiting = slices[1], pivot = slices[2], row = gather(x, k, 0);
    const term solved = on_columns(unit ? row : over(row, pivot), dims);
    const term here = compare(op::eq, number, view(convert(k, t.element()), number.dims(), {}));
    return list<term>(1, select(on_rows(here, dims), solved, x - on_rows(waiting, dims) * solved));
  })[0];
}
constexpr term triangle(term t, term b, bool lower, bool unit) {
  return t.dims()[0] <= largest_unrolled_triangle ? unrolled_triangle(t, b, lower, unit)
                                                  : looped_triangle(t, b, lower, unit);
}
constexpr term triangular_formula(graph& g, const equation& e) {
  const bool lower = g.word(e.attribute, 0) != 0, transposed = g.word(e.attribute, 1) != 0;
  return for_each_example(g, e, [&](term t, term b, term) {
    return triangle(transposed ? matrix_transpose(t) : t, b, lower != transposed, false);
  });
}

/// The determinant of an exchange of rows: one change of sign for each pair that is out of order.
constexpr term sign_of_exchange(term exchange) {
  const shape pairs = exchange.dims();
  const term rows = numbers_along(*exchange.g, pairs, 0), columns = numbers_along(*exchange.g, pairs, 1);
  const term came_from = sum(exchange * convert(columns, exchange.element()), 2u);
  const term crossed = logical_and(compare(op::lt, rows, columns),
                                   compare(op::gt, on_rows(came_from, pairs), on_columns(came_from, pairs)));
  return product_along(product_along(select(crossed, full_like(exchange, -1), full_like(exchange, 1)), 1), 0);
}
constexpr term pivots_of(term lu) { return view(lu, {1, {lu.dims()[0]}}, {2, {{0, 0, 1}, {0, 0, 1}}}); }
constexpr term determinant_formula(graph& g, const equation& e) {
  const auto part = static_cast<determinant_part>(g.word(e.attribute, 0));
  return for_each_example(g, e, [&](term, term lu, term) {
    const int n = lu.dims()[0];
    const term pivots = pivots_of(lu);
    if (part == determinant_part::logarithm) return sum(apply(op::log, apply(op::abs, pivots)), 1u);
    return product_along(part == determinant_part::sign ? apply(op::sign, pivots) : pivots, 0) *
           sign_of_exchange(sliced(lu, 1, n, 2 * n));
  });
}

/// The adjugate of an upper triangle, det(U) U^-1 where there is an inverse, is before (I + W)^-1 after: of diagonal
/// matrices, the products of the pivots before each and after each, and W, above the diagonal, an element times the
/// pivots between its row and its column. Nothing is divided by, so any pivots may be 0.
struct adjugate_parts {
  term before, after, between;
};
constexpr adjugate_parts adjugate_of_triangle(term u) {
  graph& g = *u.g;
  const int n = u.dims()[0];
  const term row = iota(g, u.element(), n + 1), pivots = pivots_of(u), start = full(g, u.element(), row.dims(), 1);
  // Element i: the product of the pivots from i up to the one that comes next.
  const auto next = [&](term products, term k, term pivot) {
    const auto everywhere = [&](term v) { return view(v, row.dims(), {}); };
    return select(compare(op::le, row, everywhere(k)), products * everywhere(pivot), products);
  };
  term end = start, stacked{&g, -1};
  if (n <= largest_unrolled_triangle) {
    for (int k = 0; k < n; ++k) {
      stacked = added(stacked, placed_row(end, {2, {n, n + 1}}, k));
      end = next(end, full(g, u.element(), {}, k), element(u, k, k));
    }
  } else {
    list<term> xs(1, iota(g, dtype::i32, n));
    xs.push(pivots);
    const list<term> results = loop(start, xs, false, [&](term products, const list<term>& slices) -> list<term> {
      list<term> step(1, next(products, convert(slices[0], u.element()), slices[1]));
      step.push(products);
      return step;
    });
    end = results[0];
    stacked = results[1];
  }
  return {view(stacked, {1, {n}}, {2, {{0, 0, 1}, {-1, 0, 0}}}), sliced(end, 0, 1, n + 1),
          u * matrix_transpose(sliced(stacked, 1, 1, n + 1))};
}

/// P a = L U: x = U^-1 L^-1 P b, and of the transpose P^T L^-T U^-T b. Times the determinant: by the adjugate of U.
constexpr term linear_solve_formula(graph& g, const equation& e) {
  const bool transposed = g.word(e.attribute, 0) != 0, scaled = g.word(e.attribute, 1) != 0;
  return for_each_example(g, e, [&](term, term lu, term b) {
    const int n = lu.dims()[0];
    const term exchange = sliced(lu, 1, n, 2 * n), factors = sliced(lu, 1, 0, n);
    const adjugate_parts adjugate = scaled ? adjugate_of_triangle(factors) : adjugate_parts{};
    const term sign = scaled ? view(sign_of_exchange(exchange), b.dims(), {}) : b;
    const auto rows = [&](term v) { return on_rows(v, b.dims()); };
    if (!transposed) {
      const term y = triangle(factors, matrix_product(exchange, b), true, true);
      if (!scaled) return triangle(factors, y, false, false);
      return sign * (rows(adjugate.before) * triangle(adjugate.between, rows(adjugate.after) * y, false, true));
    }
    const term y = scaled ? sign * (rows(adjugate.after) *
                                    triangle(matrix_transpose(adjugate.between), rows(adjugate.before) * b, true, true))
                          : triangle(matrix_transpose(factors), b, true, false);
    return matrix_product(matrix_transpose(exchange), triangle(matrix_transpose(factors), y, false, true));
  });
}

// ---- cholesky: each column leaves the rest smaller by its outer product with itself
constexpr term unrolled_cholesky(term a) {
  const int n = a.dims()[0];
  term rest = a, factor{a.g, -1};
  for (int j = 0; j < n; ++j) {
    const term column = view(rest, {1, {n - j}}, {2, {{0, 0, 1}, {-1, 0, 0}}});
    const term l = over(column, apply(op::sqrt, element(rest, 0, 0)));
    factor = added(factor, placed_column(l, a.dims(), j, j));
    if (j + 1 == n) break;
    const term below = sliced(l, 0, 1, n - j);
    rest = sliced(sliced(rest, 0, 1, n - j), 1, 1, n - j) - outer_product(below, below);
  }
  return factor;
}
constexpr term looped_cholesky(term a) {
  const int n = a.dims()[0];
  return matrix_transpose(
      loop(a, list<term>(1, iota(*a.g, dtype::i32, n)), false, [&](term rest, const list<term>& slices) -> list<term> {
        const term k = slices[0], number = iota(*a.g, a.element(), n),
                   column = gather(rest, k, 0);  // a row, of a symmetric matrix
        const term all = over(column, apply(op::sqrt, gather(column, k, 0)));
        const term l =
            select(compare(op::ge, number, view(convert(k, a.element()), number.dims(), {})), all, full_like(all, 0));
        list<term> results(1, rest - outer_product(l, l));
        results.push(l);
        return results;
      })[1]);
}
constexpr term cholesky_formula(graph& g, const equation& e) {
  return for_each_example(g, e, [](term a, term, term) {
    return a.dims()[0] <= largest_unrolled_triangle ? unrolled_cholesky(a) : looped_cholesky(a);
  });
}

/// What computes equation `e`, one of primitives/linear_systems.hpp.
constexpr term linear_system(graph& g, const equation& e) {
  switch (e.code) {
    case op::cholesky: return cholesky_formula(g, e);
    case op::lu: return lu_formula(g, e);
    case op::triangular_solve: return triangular_formula(g, e);
    case op::linear_solve: return linear_solve_formula(g, e);
    default: return determinant_formula(g, e);
  }
}

}  // namespace cotangent::ir
