// What holds a graph together and has no value of its own to differentiate: leaves, lists and regions.
#pragma once

#include <cotangent/primitives/primitive.hpp>

namespace cotangent::ir {

template <>
inline constexpr primitive rules<op::parameter> = {.name = "parameter", .kind = op_kind::leaf};
template <>
inline constexpr primitive rules<op::constant> = {.name = "constant", .kind = op_kind::leaf};
template <>
inline constexpr primitive rules<op::zeros> = {.name = "zeros", .kind = op_kind::leaf};
template <>
inline constexpr primitive rules<op::iota> = {.name = "iota", .kind = op_kind::leaf};
template <>
inline constexpr primitive rules<op::pack> = {.name = "pack", .kind = op_kind::structure};
template <>
inline constexpr primitive rules<op::region> = {.name = "region", .kind = op_kind::structure};

}  // namespace cotangent::ir
