// Small linear systems. Each is computed by other operations (transforms/linear_systems.hpp) and has derivatives of its
// own, so that a derivative solves with the factors there are and does not differentiate an elimination. Matrices are
// the last two axes; those before count examples.
//
//   cholesky(a)             L, lower triangular, of a = L L^T
//   lu(a)                   [n, 2 n]: L (without its diagonal of ones) and U of P a = L U in one square, then P;
//                           a constant to those who use it, which have derivatives of their own
//   triangular_solve(t, b)  x of t x = b; attribute = {t is lower triangular, t is to be transposed}
//   linear_solve(a, lu, b)  x of a x = b, or det(a) x, for which any pivots may be 0; attribute = {a is to be
//                           transposed, times the determinant}
//   determinant(a, lu)      det(a), log |det(a)| or the sign of det(a); attribute = {which}
//
// Giles, "Collected matrix derivative results for forward and reverse mode algorithmic differentiation" (2008); for
// cholesky, Murray, "Differentiation of the Cholesky decomposition" (2016).
#pragma once

#include <cotangent/primitives/arithmetic.hpp>
#include <cotangent/primitives/product.hpp>
#include <cotangent/primitives/reduction.hpp>

namespace cotangent::ir {

constexpr term matrix_transpose(term a) {
  shape dims = a.dims();
  const int last = dims.rank - 1;
  index_map map = index_map::identity(dims.rank);
  std::swap(dims.dims[last], dims.dims[last - 1]);
  std::swap(map.at[last], map.at[last - 1]);
  return view(a, dims, map);
}
/// sum over k of a[..., i, k] b[..., k, j]
constexpr term matrix_product(term a, term b) {
  const int examples = a.dims().rank - 2;
  shape space = a.dims();
  space.dims[examples + 1] = b.dims()[examples + 1];
  space.push(a.dims()[examples + 1]);
  index_map left, right;
  for (int k = 0; k < examples; ++k) left.push_axis(k), right.push_axis(k);
  left.push_axis(examples), left.push_axis(examples + 2);
  right.push_axis(examples + 2), right.push_axis(examples + 1);
  return sum(view(a, space, left) * view(b, space, right), 1u << (examples + 2));
}
/// Each element's number along an axis of an array of shape `dims`.
constexpr term numbers_along(graph& g, const shape& dims, int axis) {
  index_map map;
  map.push_axis(axis);
  return view(iota(g, dtype::i32, dims[axis]), dims, map);
}
/// x where op(row, column) holds, else 0.
constexpr term masked(term x, op relation) {
  const shape dims = x.dims();
  const term rows = numbers_along(*x.g, dims, dims.rank - 2), columns = numbers_along(*x.g, dims, dims.rank - 1);
  return select(compare(relation, rows, columns), x, full_like(x, 0));
}

constexpr term triangular_solve(term t, term b, bool lower, bool transposed) {
  const int attribute = b.g->intern({static_cast<long long>(lower), static_cast<long long>(transposed)});
  return b.at(b.g->emit(op::triangular_solve, b.type(), attribute, t.id, b.id));
}
constexpr term linear_solve(term a, term factors, term b, bool transposed, bool scaled) {
  const int attribute = b.g->intern({static_cast<long long>(transposed), static_cast<long long>(scaled)});
  return b.at(b.g->emit(op::linear_solve, b.type(), attribute, a.id, factors.id, b.id));
}
constexpr term lu(term a) {
  shape dims = a.dims();
  dims.dims[dims.rank - 1] *= 2;
  return a.at(a.g->emit(op::lu, a.g->intern(a.element(), dims), -1, apply(op::stop_gradient, a).id));
}
enum class determinant_part : int { whole, logarithm, sign };
constexpr term determinant(term a, term factors, determinant_part part) {
  if (part == determinant_part::sign) a = apply(op::stop_gradient, a);
  const int type = a.g->intern(a.element(), without(a.dims(), 3u << (a.dims().rank - 2)));
  return a.at(a.g->emit(op::determinant, type, a.g->intern({static_cast<long long>(part)}), a.id, factors.id));
}
constexpr term matrix_trace(term a) {
  shape dims = a.dims();
  const int last = --dims.rank - 1;
  index_map diagonal = index_map::identity(dims.rank);
  diagonal.push_axis(last);
  return sum(view(a, dims, diagonal), 1u << last);
}
/// d det(a) = det(a) tr(a^-1 da), d log |det(a)| = tr(a^-1 da)
constexpr term tangent_of_determinant(term a, term factors, term da, bool logarithm) {
  return matrix_trace(linear_solve(a, factors, da, false, !logarithm));
}

/// The right-hand side of a derivative: db - da x, where either tangent may be zero (-1).
constexpr term perturbed_right_side(graph& g, int da, bool transposed, term x, int db) {
  if (da < 0) return {&g, db};
  const term moved = matrix_product(transposed ? matrix_transpose({&g, da}) : term{&g, da}, x);
  return db < 0 ? -moved : term{&g, db} - moved;
}

/// a + v w^T with its factors, where v and w are constant columns: where just one pivot of a is next to nothing beside
/// its column, that much larger by them; else a. So it has an inverse also where a is short of one rank, and what is
/// made of that loses no more digits than the square root of the smallest difference from 1 says.
struct shifted_system {
  term a, factors, v, w;
  constexpr shifted_system(term of, term lu) : a(of), factors(lu), v(of), w(of) {
    const shape square = a.dims();
    const int rows = square.rank - 2, columns = rows + 1, n = square[columns];
    index_map diagonal = index_map::identity(columns), in_column = diagonal;
    diagonal.push_axis(rows);
    const term size = apply(op::abs, apply(op::stop_gradient, a)), largest = reduce(op::reduce_max, size, 1u << rows);
    const term pivots = apply(op::abs, view(lu, largest.dims(), diagonal));
    const double little = a.element() == dtype::f32 ? 3.5e-4 : 1.5e-8;
    const term small = select(compare(op::le, pivots, largest * little), full_like(largest, 1), full_like(largest, 0));
    const term count = broadcast_along(sum(small, 1u << rows), largest.dims(), 1u << rows);
    const term chosen = select(compare(op::eq, count, full_like(count, 1)), small, full_like(small, 0));
    const term by = chosen * broadcast_along(reduce(op::reduce_max, size, 3u << rows), largest.dims(), 1u << rows);
    shape column = square;
    column.dims[columns] = 1;
    const term amount = view(by, column, in_column);
    w = view(chosen, column, in_column);
    v = matrix_product(matrix_transpose(sliced(lu, columns, n, 2 * n)),
                       amount + matrix_product(masked(sliced(lu, columns, 0, n), op::gt), amount));
    a = a + matrix_product(v, matrix_transpose(w));
    factors = lu + pad(by, lu.dims(), diagonal);
  }
};
/// The tangent of x = adj(a) b = det(a) a^-1 b, or of the transpose's. With c = a + v w^T it is det(c) ((1 - w^T c^-1
/// v) c^-1 b + c^-1 v w^T c^-1 b), which stands where a has no inverse.
constexpr term tangent_of_adjugate(graph& g, int id, const int* t, bool transposed) {
  const shifted_system shifted(operand(g, id, 0), operand(g, id, 1));
  const term v = transposed ? shifted.w : shifted.v, w = matrix_transpose(transposed ? shifted.v : shifted.w);
  // b and v side by side: one solution, and one derivative of it.
  const term b = operand(g, id, 2);
  const int columns = b.dims().rank - 1, m = b.dims()[columns];
  shape wide = b.dims();
  ++wide.dims[columns];
  const auto beside = [&](term one, int from) {
    index_map map = index_map::identity(columns + 1);
    map.at[columns].offset = from;
    return pad(one, wide, map);
  };
  const auto solve = [&](term right) { return linear_solve(shifted.a, shifted.factors, right, transposed, false); };
  const term all = solve(beside(b, 0) + beside(v, m));
  const term moving = solve(perturbed_right_side(g, t[0], transposed, all, t[2] < 0 ? -1 : beside({&g, t[2]}, 0).id));
  const term x = sliced(all, columns, 0, m), y = sliced(all, columns, m, m + 1), dx = sliced(moving, columns, 0, m),
             dy = sliced(moving, columns, m, m + 1);
  const unsigned matrix = 3u << (x.dims().rank - 2);
  const auto times = [&](term number, term by) { return broadcast_along(number, by.dims(), matrix) * by; };
  const auto along = [&](term one) { return sum(matrix_product(w, one), matrix); };
  const term inside = x - times(along(y), x) + matrix_product(y, matrix_product(w, x));
  const term moved = dx - times(along(dy), x) - times(along(y), dx) + matrix_product(dy, matrix_product(w, x)) +
                     matrix_product(y, matrix_product(w, dx));
  return times(tangent_of_determinant(shifted.a, shifted.factors, {&g, t[0]}, false), inside) +
         times(determinant(shifted.a, shifted.factors, determinant_part::whole), moved);
}

template <>
inline constexpr primitive rules<op::lu> = {.name = "lu", .kind = op_kind::system, .arity = 1};

template <>
inline constexpr primitive rules<op::determinant> = {
    .name = "determinant", .kind = op_kind::system, .arity = 2, .jvp = [](graph& g, int id, const int* t) -> term {
      return tangent_of_determinant(operand(g, id, 0), operand(g, id, 1), {&g, t[0]},
                                    g.word(g[id].attribute, 0) == static_cast<int>(determinant_part::logarithm));
    }};

template <>
inline constexpr primitive rules<op::linear_solve> = {
    .name = "linear_solve",
    .kind = op_kind::system,
    .arity = 3,
    .jvp = [](graph& g, int id, const int* t) -> term {
      const bool transposed = g.word(g[id].attribute, 0) != 0, scaled = g.word(g[id].attribute, 1) != 0;
      if (scaled && t[0] >= 0) return tangent_of_adjugate(g, id, t, transposed);
      return linear_solve(operand(g, id, 0), operand(g, id, 1),
                          perturbed_right_side(g, t[0], transposed, {&g, id}, t[2]), transposed, scaled);
    },
    .transpose = [](graph& g, int id, int, term ct) -> term {
      const equation e = g[id];
      return linear_solve(operand(g, id, 0), operand(g, id, 1), ct, g.word(e.attribute, 0) == 0,
                          g.word(e.attribute, 1) != 0);
    }};

template <>
inline constexpr primitive rules<op::triangular_solve> = {
    .name = "triangular_solve",
    .kind = op_kind::system,
    .arity = 2,
    .jvp = [](graph& g, int id, const int* t) -> term {
      const bool lower = g.word(g[id].attribute, 0) != 0, transposed = g.word(g[id].attribute, 1) != 0;
      const int dt = t[0] < 0 ? -1 : masked({&g, t[0]}, lower ? op::ge : op::le).id;
      return triangular_solve(operand(g, id, 0), perturbed_right_side(g, dt, transposed, {&g, id}, t[1]), lower,
                              transposed);
    },
    .transpose = [](graph& g, int id, int, term ct) -> term {
      return triangular_solve(operand(g, id, 0), ct, g.word(g[id].attribute, 0) != 0, g.word(g[id].attribute, 1) == 0);
    }};

// dL = L Phi(L^-1 da L^-T), where Phi takes the lower triangle and half of the diagonal.
template <>
inline constexpr primitive rules<op::cholesky> = {
    .name = "cholesky", .kind = op_kind::system, .arity = 1, .jvp = [](graph& g, int id, const int* t) -> term {
      const term l{&g, id}, left = triangular_solve(l, {&g, t[0]}, true, false);
      const term both = triangular_solve(l, matrix_transpose(left), true, false);  // symmetric, as da is
      return matrix_product(l, (masked(both, op::ge) + masked(both, op::gt)) * 0.5);
    }};

}  // namespace cotangent::ir
