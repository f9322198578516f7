// Small linear systems. Each is computed by other operations (transforms/linear_systems.hpp) and has derivatives of its own, so that a
// derivative solves with the factors there are and does not differentiate an elimination. Matrices are the last two axes;
// those before count examples.
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

namespace cotangent::ir {

constexpr bool is_linear_system(op code) { return code >= op::cholesky && code <= op::determinant; }

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

template <>
inline constexpr primitive rules<op::lu> = {.name = "lu", .arity = 1};

template <>
inline constexpr primitive rules<op::determinant> = {
    .name = "determinant", .arity = 2,
    .jvp = [](graph& g, int id, const int* t) -> term {
      return tangent_of_determinant(operand(g, id, 0), operand(g, id, 1), {&g, t[0]}, g.word(g[id].attribute, 0) == static_cast<int>(determinant_part::logarithm));
    }};

template <>
inline constexpr primitive rules<op::linear_solve> = {
    .name = "linear_solve", .arity = 3,
    .jvp = [](graph& g, int id, const int* t) -> term {
      const bool transposed = g.word(g[id].attribute, 0) != 0, scaled = g.word(g[id].attribute, 1) != 0;
      const term a = operand(g, id, 0), factors = operand(g, id, 1);
      const term x = scaled && t[0] >= 0 ? linear_solve(a, factors, operand(g, id, 2), transposed, false) : term{&g, id};
      const term moved = linear_solve(a, factors, perturbed_right_side(g, t[0], transposed, x, t[2]), transposed, scaled);
      if (!scaled || t[0] < 0) return moved;
      return moved + broadcast_along(tangent_of_determinant(a, factors, {&g, t[0]}, false), x.dims(), 3u << (x.dims().rank - 2)) * x;
    },
    .transpose = [](graph& g, int id, int, term ct) -> term {
      const equation e = g[id];
      return linear_solve(operand(g, id, 0), operand(g, id, 1), ct, g.word(e.attribute, 0) == 0, g.word(e.attribute, 1) != 0);
    }};

template <>
inline constexpr primitive rules<op::triangular_solve> = {
    .name = "triangular_solve", .arity = 2,
    .jvp = [](graph& g, int id, const int* t) -> term {
      const bool lower = g.word(g[id].attribute, 0) != 0, transposed = g.word(g[id].attribute, 1) != 0;
      const int dt = t[0] < 0 ? -1 : masked({&g, t[0]}, lower ? op::ge : op::le).id;
      return triangular_solve(operand(g, id, 0), perturbed_right_side(g, dt, transposed, {&g, id}, t[1]), lower, transposed);
    },
    .transpose = [](graph& g, int id, int, term ct) -> term {
      return triangular_solve(operand(g, id, 0), ct, g.word(g[id].attribute, 0) != 0, g.word(g[id].attribute, 1) == 0);
    }};

// dL = L Phi(L^-1 da L^-T), where Phi takes the lower triangle and half of the diagonal.
template <>
inline constexpr primitive rules<op::cholesky> = {
    .name = "cholesky", .arity = 1,
    .jvp = [](graph& g, int id, const int* t) -> term {
      const term l{&g, id}, left = triangular_solve(l, {&g, t[0]}, true, false);
      const term both = triangular_solve(l, matrix_transpose(left), true, false);  // symmetric, as da is
      return matrix_product(l, (masked(both, op::ge) + masked(both, op::gt)) * 0.5);
    }};

}  // namespace cotangent::ir
