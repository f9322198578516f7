// The row of the StableHLO back end for each operation that works element by element: an operation of its own, or a
// formula.
#pragma once

#include <cotangent/codegen/stablehlo_formulas.hpp>
#include <cotangent/codegen/stablehlo_arrays.hpp>

namespace cotangent::codegen::stablehlo {

/// StableHLO's operation on numbers.
constexpr const char* number_operation(op code) {
  switch (code) {
    case op::neg: return "negate";
    case op::abs: return "abs";
    case op::sign: return "sign";
    case op::floor: return "floor";
    case op::ceil: return "ceil";
    case op::round: return "round_nearest_even";
    case op::add: return "add";
    case op::sub: return "subtract";
    case op::mul: return "multiply";
    case op::div: return "divide";
    case op::max: return "maximum";
    case op::min: return "minimum";
    case op::pow: return "power";
    case op::fmod: return "remainder";
    case op::exp: return "exponential";
    case op::expm1: return "exponential_minus_one";
    case op::log: return "log";
    case op::log1p: return "log_plus_one";
    case op::sqrt: return "sqrt";
    case op::cbrt: return "cbrt";
    case op::sin: return "sine";
    case op::cos: return "cosine";
    case op::tan: return "tan";
    case op::tanh: return "tanh";
    case op::atan2: return "atan2";
    default: return nullptr;
  }
}
/// On truths, where arithmetic gives a truth: of 0 and 1, whether the result is not 0. (An empty name: the operand.)
constexpr const char* truth_operation(op code) {
  switch (code) {
    case op::neg:
    case op::abs:
    case op::sign: return "";
    case op::add:
    case op::max:
    case op::logical_or: return "or";
    case op::mul:
    case op::min:
    case op::logical_and: return "and";
    case op::sub: return "xor";
    case op::logical_not: return "not";
    default: return nullptr;
  }
}
constexpr const char* comparison(op code) {
  switch (code) {
    case op::eq: return "EQ";
    case op::ne: return "NE";
    case op::lt: return "LT";
    case op::le: return "LE";
    case op::gt: return "GT";
    case op::ge: return "GE";
    default: return nullptr;
  }
}
/// What has a form of its own.
constexpr bool is_spelled_by_itself(op code) {
  return code == op::is_nan || code == op::is_finite || code == op::select || code == op::convert;
}

/// What works on whole arrays, or is no value (stablehlo_function.hpp). Prints are left out.
constexpr bool is_written_whole(op code) {
  switch (code) {
    case op::parameter:
    case op::constant:
    case op::zeros:
    case op::iota:
    case op::pack:
    case op::region:
    case op::get:
    case op::copy:
    case op::stop_gradient:
    case op::barrier:
    case op::view:
    case op::pad:
    case op::reshape:
    case op::reduce_sum:
    case op::reduce_max:
    case op::reduce_min:
    case op::reduce_and:
    case op::reduce_or:
    case op::gather:
    case op::scatter_add:
    case op::scan:
    case op::cond:
    case op::while_loop:
    case op::print: return true;
    default: return false;
  }
}
/// What a pass writes out before (passes/lower_custom_rules.hpp).
constexpr bool is_lowered(op code) {
  const bool is_rule = code == op::custom_vjp || code == op::custom_transpose || code == op::custom_jvp;
  return ir::primitives[code].formula != nullptr || ir::is_linear_system(code) || is_rule || code == op::checkpoint;
}

/// The first operation that is none of these.
constexpr op without_spelling() {
  for (int k = 0; k < ir::op_count; ++k) {
    const op code = static_cast<op>(k);
    const bool named =
        number_operation(code) != nullptr || truth_operation(code) != nullptr || comparison(code) != nullptr;
    const bool spelled = named || is_spelled_by_itself(code) || formula_of(code) != nullptr;
    if (!(ir::is_elementwise(code) ? spelled : is_written_whole(code)) && !is_lowered(code)) return code;
  }
  return op::count;
}
template <op Code>
struct spelled_in_stablehlo {
  static_assert(Code == op::count,
                "the StableHLO back end has no row for this operation: no operation of StableHLO, and no formula");
};
template struct spelled_in_stablehlo<without_spelling()>;

/// One operation on arrays of one shape; without a name if there is no row for their type. `d`: of the result.
inline array elementwise(array_lines& to, op code, dtype d, const std::vector<array>& in) {
  const array& a = in[0];
  if (code == op::select) return to.select(a, in[1], in[2]);
  if (code == op::convert) return to.convert(a, d);
  if (code == op::is_finite && ir::is_floating(a.d))
    return to.put(d, a.dims, "stablehlo.is_finite $ : ($) -> $", a, a.type());
  if (code == op::is_nan || code == op::is_finite)
    return to.compare(code == op::is_nan ? "NE" : "EQ", a, a);  // (of integers none, and all)
  if (const char* direction = comparison(code)) return to.compare(direction, a, in[1]);
  const char* name = a.d == dtype::boolean ? truth_operation(code) : number_operation(code);
  if (name == nullptr) return {};
  return *name == 0 ? a : to.elementwise(name, in);
}

}  // namespace cotangent::codegen::stablehlo
