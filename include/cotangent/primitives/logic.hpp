// Comparison, logic, choice by mask, and conversion between element types.
#pragma once

#include <cotangent/primitives/primitive.hpp>

namespace cotangent::ir {

template <>
inline constexpr primitive rules<op::eq> = without_derivative("eq", element_kind::comparison, 2, true);
template <>
inline constexpr primitive rules<op::ne> = without_derivative("ne", element_kind::comparison, 2, true);
template <>
inline constexpr primitive rules<op::lt> = without_derivative("lt", element_kind::comparison, 2);
template <>
inline constexpr primitive rules<op::le> = without_derivative("le", element_kind::comparison, 2);
template <>
inline constexpr primitive rules<op::gt> = without_derivative("gt", element_kind::comparison, 2);
template <>
inline constexpr primitive rules<op::ge> = without_derivative("ge", element_kind::comparison, 2);
template <>
inline constexpr primitive rules<op::logical_and> = without_derivative("and", element_kind::logic, 2, true);
template <>
inline constexpr primitive rules<op::logical_or> = without_derivative("or", element_kind::logic, 2, true);
template <>
inline constexpr primitive rules<op::logical_not> = without_derivative("not", element_kind::logic, 1);
template <>
inline constexpr primitive rules<op::is_finite> = without_derivative("is_finite", element_kind::test, 1);
template <>
inline constexpr primitive rules<op::is_nan> = without_derivative("is_nan", element_kind::test, 1);

template <>
inline constexpr primitive rules<op::select> = {
    .name = "select",
    .kind = op_kind::elementwise,
    .elements = element_kind::choice,
    .arity = 3,
    .jvp = [](graph& g, int id, const int* t) -> term {
      const term zero = zeros(g, g.element(id), g.dims(id));
      return select(operand(g, id, 0), t[1] < 0 ? zero : term{&g, t[1]}, t[2] < 0 ? zero : term{&g, t[2]});
    },
    .transpose = [](graph& g, int id, int k, term ct) -> term {
      const term zero = zeros(g, ct.element(), ct.dims());
      return k == 1 ? select(operand(g, id, 0), ct, zero) : select(operand(g, id, 0), zero, ct);
    },
    .flops = 1};

template <>
inline constexpr primitive rules<op::convert> = {
    .name = "convert",
    .kind = op_kind::elementwise,
    .elements = element_kind::conversion,
    .arity = 1,
    .jvp = [](graph& g, int id, const int* t) -> term { return convert({&g, t[0]}, g.element(id)); },
    .transpose = [](graph& g, int id, int, term ct) -> term { return convert(ct, g.element(g[id].in[0])); }};

}  // namespace cotangent::ir
