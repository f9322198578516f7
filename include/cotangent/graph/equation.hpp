// The records of the intermediate form: an equation applies an operation to earlier equations.
#pragma once

namespace cotangent::ir {

/// Every operation there is, in no particular order. What each one means, what holds of it, and all its rules, stand in
/// primitives/.
// clang-format off
enum class op : int {
  // leaves
  parameter, constant, zeros, iota,
  // structure: cons lists, regions (parameters, results, effects), parts of calls
  pack, region, get, copy, stop_gradient, barrier,
  // elementwise arithmetic
  neg, abs, sign, floor, ceil, round, add, sub, mul, div, max, min, pow, fmod,
  // elementwise transcendental
  exp, exp2, expm1, log, log2, log10, log1p, sqrt, cbrt, sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, asinh, acosh, atanh,
  erf, erfc, lgamma, tgamma,
  // formulas with derivatives of their own: written out once nobody differentiates any more
  digamma, erf_inv, erf_inv_slope, logistic, logistic_slope, softplus, silu, gelu, gelu_gate, gelu_gate_slope, logaddexp, hypot, direction, gauss, one_minus_square, xlogy,
  cholesky, lu, triangular_solve, linear_solve, determinant,
  // comparison, logic, choice, conversion
  eq, ne, lt, le, gt, ge, logical_and, logical_or, logical_not, is_finite, is_nan, select, convert,
  // shape
  view, pad, reshape,
  // reduction over the axes in the attribute
  reduce_sum, reduce_max, reduce_min, reduce_and, reduce_or,
  // element or slice at an index known when the program runs
  gather, scatter_add,
  // calls that own regions: custom rules, recomputation, control flow; and effects
  custom_vjp, custom_transpose, custom_jvp, checkpoint, scan, cond, while_loop, print,
  count
};
// clang-format on

inline constexpr int op_count = static_cast<int>(op::count);

/// `type` and `attribute` are interned word lists; an operand is an earlier equation's number, or -1 for none.
struct equation {
  op code = op::parameter;
  int type = -1;
  int attribute = -1;
  int in[3] = {-1, -1, -1};
  constexpr bool operator==(const equation& o) const {
    return code == o.code && type == o.type && attribute == o.attribute && in[0] == o.in[0] && in[1] == o.in[1] &&
           in[2] == o.in[2];
  }
};

}  // namespace cotangent::ir
