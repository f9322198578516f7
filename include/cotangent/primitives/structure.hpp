// What holds a graph together and has no value of its own to differentiate: leaves, lists and regions.
#pragma once

#include <cotangent/primitives/primitive.hpp>

namespace cotangent::ir {

template <>
inline constexpr primitive rules<op::parameter> = {.name = "parameter"};
template <>
inline constexpr primitive rules<op::constant> = {.name = "constant"};
template <>
inline constexpr primitive rules<op::zeros> = {.name = "zeros"};
template <>
inline constexpr primitive rules<op::iota> = {.name = "iota"};
template <>
inline constexpr primitive rules<op::pack> = {.name = "pack"};
template <>
inline constexpr primitive rules<op::region> = {.name = "region"};
constexpr bool is_leaf(op code) {
  return code == op::parameter || code == op::constant || code == op::zeros || code == op::iota;
}

}  // namespace cotangent::ir
