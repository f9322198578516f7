// A sparse Jacobian or Hessian of a traced function: its pattern, and the program that makes it.
#pragma once

#include <cotangent/sparse/dependencies.hpp>
#include <cotangent/sparse/values.hpp>

namespace cotangent::ir {

/// The matrix of the derivative of a traced function, with one element type for all its leaves, by its parameters `by`.
/// For a `symmetric` one, a gradient's, the lower triangle.
constexpr sparse_program sparse_derivative(const graph& f, const list<int>& by, bool symmetric) {
  sparse_program made;
  made.symmetric = symmetric;
  linear_program columns = derivative_program(f, by, false);
  graph lowered = lower_custom_rules(columns.g);
  const bool reverse = !lowered.refusal.empty();  // a rule of reverse mode only
  if (reverse) {
    columns = derivative_program(f, by, true);
    lowered = lower_custom_rules(columns.g);
  }
  if (!lowered.refusal.empty()) {
    made.program = lowered;
    return made;
  }
  list<int> followed;
  for (int k = columns.first_seed; k < scope_of(columns.g, columns.g.root).parameters.size(); ++k) followed.push(k);
  const pattern whole = dependencies(simplify_all(lowered), followed);
  made.rows = reverse ? whole.columns : whole.rows;
  made.columns = reverse ? whole.rows : whole.columns;
  made.too_large = whole.too_large;
  made.dense_from = whole.dense_from;
  if (made.too_large || whole.nnz() == 0) return made;
  pattern wanted = whole;
  if (symmetric) wanted = lower_triangle(whole);
  if (sparse_values(columns, reverse).by_bands(wanted, made)) return made;
  made.row = made.column = {};
  if (symmetric) {
    sparse_values(columns, false).by_colours(whole, star_coloured(whole), true, made);
    return made;
  }
  const colouring forward = coloured_columns(whole);
  const pattern across = transposed(whole);
  const colouring backward = coloured_columns(across);
  if (reverse || forward.colours <= backward.colours) {
    sparse_values(columns, reverse).by_colours(whole, forward, false, made);
    return made;
  }
  const linear_program rows = derivative_program(f, by, true);
  if (rows.g.refusal.empty()) sparse_values(rows, true).by_colours(across, backward, false, made);
  else sparse_values(columns, false).by_colours(whole, forward, false, made);
  return made;
}

}  // namespace cotangent::ir
