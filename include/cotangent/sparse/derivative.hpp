// A sparse Jacobian or Hessian of a traced function: its pattern, and the program that makes it.
#pragma once

#include <cotangent/sparse/dependencies.hpp>
#include <cotangent/sparse/values.hpp>

namespace cotangent::ir {

/// Whether a gradient's derivative may be taken for symmetric: as its pattern is, and by rules of nobody else. (A trace
/// keeps calls that have become what their rules say.)
constexpr bool is_symmetric(const graph& gradient, const pattern& p) {
  if (has(gradient, op::custom_vjp) || has(gradient, op::custom_jvp)) return false;
  const pattern across = transposed(p);
  bool same = p.nnz() == across.nnz() && p.rows == across.rows;
  for (int r = 0; same && r <= p.rows; ++r) same = p.begin[r] == across.begin[r];
  for (int k = 0; same && k < p.nnz(); ++k) same = p.column[k] == across.column[k];
  return same;
}

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
  if (whole.too_long)
    made.program.refusal =
        "what elements depend on takes more than 2 GiB to tell: in a long loop a running sum, say, depends on all "
        "steps before; sum what the loop returns of each step";
  made.rows = reverse ? whole.columns : whole.rows;
  made.columns = reverse ? whole.rows : whole.columns;
  made.too_large = whole.too_large;
  made.dense_from = whole.dense_from;
  if (whole.too_long || made.too_large || whole.nnz() == 0) return made;
  pattern wanted = whole;
  if (symmetric && reverse) wanted = transposed(lower_triangle(transposed(whole)));
  else if (symmetric) wanted = lower_triangle(whole);
  if (sparse_values(columns, reverse).by_bands(wanted, made)) return made;
  made.row = made.column = {};
  const char* const too_wide =
      "its entries come by loops or computed indices, a direction for each of too many long rows and columns; compute "
      "what makes long ones outside of loops";
  if (symmetric) {
    const bool mirrored = is_symmetric(f, whole);
    colouring all;
    if (mirrored) all = star_coloured(whole);
    else all = coloured_at_once(whole);
    if (all.colours > 0 && fits_at_once(all.colours, whole))  // (a star may need more colours than columns do)
      sparse_values(columns, reverse).by_colours(whole, all, true, made);
    else made.program.refusal = too_wide;
    return made;
  }
  const pattern across = transposed(whole);
  const colouring forward = coloured_at_once(whole);
  colouring backward;  // (g++ 12 miscounts lifetimes in a conditional expression)
  if (!reverse) backward = coloured_at_once(across);
  if (backward.colours > 0 && (forward.colours == 0 || backward.colours < forward.colours)) {
    const linear_program rows = derivative_program(f, by, true);
    if (rows.g.refusal.empty()) {
      sparse_values(rows, true).by_colours(across, backward, false, made);
      return made;
    }
  }
  if (forward.colours > 0) sparse_values(columns, reverse).by_colours(whole, forward, false, made);
  else made.program.refusal = too_wide;
  return made;
}

}  // namespace cotangent::ir
