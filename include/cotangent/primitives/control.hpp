// Calls that own regions. Their rules are transforms of whole regions: transforms/custom_rule.hpp, transforms/scan.hpp,
// transforms/branch.hpp. What each one's operands, regions and attribute mean is said there.
#pragma once

#include <cotangent/primitives/primitive.hpp>

namespace cotangent::ir {

template <>
inline constexpr primitive rules<op::get> = {.name = "get", .kind = op_kind::structure, .arity = 1};
template <>
inline constexpr primitive rules<op::custom_vjp> = {.name = "custom_vjp", .kind = op_kind::call};
template <>
inline constexpr primitive rules<op::custom_transpose> = {.name = "custom_transpose", .kind = op_kind::call};
template <>
inline constexpr primitive rules<op::custom_jvp> = {.name = "custom_jvp", .kind = op_kind::call};
template <>
inline constexpr primitive rules<op::checkpoint> = {.name = "checkpoint", .kind = op_kind::call};
template <>
inline constexpr primitive rules<op::scan> = {.name = "scan", .kind = op_kind::call};
template <>
inline constexpr primitive rules<op::cond> = {.name = "cond", .kind = op_kind::call};
template <>
inline constexpr primitive rules<op::while_loop> = {.name = "while_loop", .kind = op_kind::call};
template <>
inline constexpr primitive rules<op::print> = {.name = "debug_print", .kind = op_kind::effect};

}  // namespace cotangent::ir
