// What repeats along an axis is computed once.
#pragma once

#include <cotangent/passes/simplified.hpp>

namespace cotangent::ir {

/// An operation, element by element, of arrays that all repeat along some axes: the same of what they repeat, repeated.
/// -1 if there are none; signs and numbers as factors stay outside, where other rules look for them.
constexpr int simplify_repeats(graph& g, const equation& e) {
  if (!is_elementwise(e.code) || e.code == op::neg || (e.code == op::mul && is_splat_leaf(g, e.in[1]))) return -1;
  const shape space = g.dims_of_type(e.type);
  unsigned walked = 0;
  bool any_view = false;
  for (int operand : e.in) {
    if (operand < 0) continue;
    any_view = any_view || g[operand].code == op::view;
    walked |= walked_axes(g, operand, space.rank);
  }
  const unsigned repeated = ((1u << space.rank) - 1) & ~walked;
  if (!any_view || repeated == 0) return -1;
  equation once = e;
  for (int& operand : once.in)
    if (operand >= 0) operand = without_axes({&g, operand}, space, repeated).id;
  once.type = g.intern(static_cast<dtype>(g.word(e.type, 0)), without(space, repeated));
  const int all = simplified(g, once.code, once.type, once.attribute, once.in[0], once.in[1], once.in[2]).id;
  return s_view({&g, all}, space, repeated_along(space.rank, repeated)).id;
}

}  // namespace cotangent::ir
