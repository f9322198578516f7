// What each operation becomes: a spelling, or a function that writes its line. What is missing is a compile error.
#pragma once

#include <cotangent/codegen/jax_arrays.hpp>
#include <cotangent/codegen/jax_calls.hpp>
#include <cotangent/codegen/jax_equations.hpp>
#include <cotangent/codegen/jax_operations.hpp>
#include <cotangent/codegen/jax_region.hpp>
#include <cotangent/codegen/jax_rules.hpp>

namespace cotangent::codegen::jax {

struct row {
  op code;
  const char* spelling = nullptr;  // with $0, $1, $2 for operands, as NumPy broadcasts them
  void (writer::*write)(int id) = nullptr;

  static constexpr const row* of(op code);
  static const row all[];
};
inline constexpr row row::all[] = {
    {op::neg, "-$0"},
    {op::add, nullptr, &writer::write_sum_of_two},
    {op::sub, "$0 - $1"},
    {op::mul, "$0 * $1"},
    {op::div, nullptr, &writer::write_quotient},
    {op::abs, "jnp.abs($0)"},
    {op::sign, "jnp.sign($0)"},
    {op::max, "jnp.maximum($0, $1)"},
    {op::min, "jnp.minimum($0, $1)"},
    {op::floor, nullptr, &writer::write_rounding},
    {op::ceil, nullptr, &writer::write_rounding},
    {op::round, nullptr, &writer::write_rounding},
    {op::pow, nullptr, &writer::write_power},
    {op::fmod, "jnp.fmod($0, $1)"},
    {op::exp, "jnp.exp($0)"},
    {op::exp2, "jnp.exp2($0)"},
    {op::expm1, "jnp.expm1($0)"},
    {op::log, "jnp.log($0)"},
    {op::log2, "jnp.log2($0)"},
    {op::log10, "jnp.log10($0)"},
    {op::log1p, "jnp.log1p($0)"},
    {op::sqrt, "jnp.sqrt($0)"},
    {op::cbrt, "jnp.cbrt($0)"},
    {op::sin, "jnp.sin($0)"},
    {op::cos, "jnp.cos($0)"},
    {op::tan, "jnp.tan($0)"},
    {op::asin, "jnp.arcsin($0)"},
    {op::acos, "jnp.arccos($0)"},
    {op::atan, "jnp.arctan($0)"},
    {op::atan2, "jnp.arctan2($0, $1)"},
    {op::sinh, "jnp.sinh($0)"},
    {op::cosh, "jnp.cosh($0)"},
    {op::tanh, "jnp.tanh($0)"},
    {op::asinh, "jnp.arcsinh($0)"},
    {op::acosh, "jnp.arccosh($0)"},
    {op::atanh, "jnp.arctanh($0)"},
    {op::erf, "lax.erf($0)"},
    {op::erfc, "lax.erfc($0)"},
    {op::lgamma, "lax.lgamma($0)"},
    {op::tgamma, "jax.scipy.special.gamma($0)"},
    {op::digamma, "jax.scipy.special.digamma($0)"},
    {op::erf_inv, "lax.erf_inv($0)"},
    {op::logistic, "jax.nn.sigmoid($0)"},
    {op::softplus, "jax.nn.softplus($0)"},
    {op::silu, "jax.nn.silu($0)"},
    {op::gelu, "jax.nn.gelu($0)"},
    {op::logaddexp, "jnp.logaddexp($0, $1)"},
    {op::xlogy, "jax.scipy.special.xlogy($0, $1)"},
    {op::eq, "$0 == $1"},
    {op::ne, "$0 != $1"},
    {op::lt, "$0 < $1"},
    {op::le, "$0 <= $1"},
    {op::gt, "$0 > $1"},
    {op::ge, "$0 >= $1"},
    {op::logical_and, "$0 & $1"},
    {op::logical_or, "$0 | $1"},
    {op::logical_not, "~$0"},
    {op::is_finite, "jnp.isfinite($0)"},
    {op::is_nan, "jnp.isnan($0)"},
    {op::select, "jnp.where($0, $1, $2)"},
    {op::convert, nullptr, &writer::write_convert},
    {op::constant, nullptr, &writer::write_constant},
    {op::zeros, nullptr, &writer::write_constant},
    {op::iota, nullptr, &writer::write_iota},
    {op::view, nullptr, &writer::write_view},
    {op::pad, nullptr, &writer::write_pad},
    {op::reshape, nullptr, &writer::write_reshape},
    {op::copy, nullptr, &writer::write_same},
    {op::stop_gradient, nullptr, &writer::write_same},
    {op::barrier, nullptr, &writer::write_same},
    {op::reduce_sum, nullptr, &writer::write_reduction},
    {op::reduce_max, nullptr, &writer::write_reduction},
    {op::reduce_min, nullptr, &writer::write_reduction},
    {op::reduce_and, nullptr, &writer::write_reduction},
    {op::reduce_or, nullptr, &writer::write_reduction},
    {op::gather, nullptr, &writer::write_gather},
    {op::scatter_add, nullptr, &writer::write_scatter},
    {op::cholesky, nullptr, &writer::write_system},
    {op::lu, nullptr, &writer::write_system},
    {op::triangular_solve, nullptr, &writer::write_system},
    {op::linear_solve, nullptr, &writer::write_system},
    {op::determinant, nullptr, &writer::write_system},
    {op::scan, nullptr, &writer::write_scan},
    {op::cond, nullptr, &writer::write_cond},
    {op::while_loop, nullptr, &writer::write_while},
    {op::custom_vjp, nullptr, &writer::write_custom},
    {op::custom_jvp, nullptr, &writer::write_custom},
    {op::custom_transpose, nullptr, &writer::write_custom_transpose},
    {op::checkpoint, nullptr, &writer::write_checkpoint},
    {op::print, nullptr, &writer::write_print},
};

constexpr const row* row::of(op code) {
  for (const row& one : all)
    if (one.code == code) return &one;
  return nullptr;
}
/// The first operation that has no line: no row here, and no formula to make a function of.
consteval op without_row() {
  for (int k = 0; k < ir::op_count; ++k) {
    const op code = static_cast<op>(k);
    const bool is_structure = code == op::parameter || code == op::pack || code == op::region || code == op::get;
    if (!is_structure && row::of(code) == nullptr && ir::primitives[code].formula == nullptr) return code;
  }
  return op::count;
}
template <op Code>
struct has_row {
  static_assert(Code == op::count, "this operation has no row in codegen/jax_rows.hpp, and no formula");
};
template struct has_row<without_row()>;

inline void writer::equation(int id) {
  const row* found = row::of(g[id].code);
  if (found == nullptr) return write_by_rule(id);
  if (found->write != nullptr) (this->*found->write)(id);
  else elementwise(id, found->spelling);
}

}  // namespace cotangent::codegen::jax
