// Reductions over a set of axes.
#pragma once

#include <cotangent/primitives/primitive.hpp>

#include <limits>

namespace cotangent::ir {

constexpr term batch_reduction(graph& g, int id, const int* in, const shape& prefix) {
  return reduce(g[id].code, {&g, in[0]}, g.axes_of(id) << prefix.rank);
}

template <>
inline constexpr primitive rules<op::reduce_sum> = {
    .name = "reduce_sum",
    .kind = op_kind::reduction,
    .arity = 1,
    .combines = op::add,
    .jvp = [](graph& g, int id, const int* t) -> term { return sum({&g, t[0]}, g.axes_of(id)); },
    .transpose = [](graph& g, int id, int, term ct) -> term {
      return broadcast_along(ct, g.dims(g[id].in[0]), g.axes_of(id));
    },
    .batch = batch_reduction,
    .flops = 1};

// The tangent of an extremum is the mean of the tangents of the elements that attain it, as in JAX.
constexpr term jvp_extremum(graph& g, int id, const int* t) {
  const term x = operand(g, id, 0);
  const unsigned axes = g.axes_of(id);
  const term attained = convert(compare(op::eq, x, broadcast_along({&g, id}, x.dims(), axes)), x.element());
  return sum(term{&g, t[0]} * attained, axes) / sum(attained, axes);
}
template <>
inline constexpr primitive rules<op::reduce_max> = {.name = "reduce_max",
                                                    .kind = op_kind::reduction,
                                                    .arity = 1,
                                                    .combines = op::max,
                                                    .identity = -std::numeric_limits<double>::infinity(),
                                                    .jvp = jvp_extremum,
                                                    .batch = batch_reduction,
                                                    .flops = 1};
template <>
inline constexpr primitive rules<op::reduce_min> = {.name = "reduce_min",
                                                    .kind = op_kind::reduction,
                                                    .arity = 1,
                                                    .combines = op::min,
                                                    .identity = std::numeric_limits<double>::infinity(),
                                                    .jvp = jvp_extremum,
                                                    .batch = batch_reduction,
                                                    .flops = 1};
template <>
inline constexpr primitive rules<op::reduce_and> = {.name = "reduce_and",
                                                    .kind = op_kind::reduction,
                                                    .arity = 1,
                                                    .combines = op::logical_and,
                                                    .identity = 1,
                                                    .batch = batch_reduction,
                                                    .flops = 1};
template <>
inline constexpr primitive rules<op::reduce_or> = {.name = "reduce_or",
                                                   .kind = op_kind::reduction,
                                                   .arity = 1,
                                                   .combines = op::logical_or,
                                                   .batch = batch_reduction,
                                                   .flops = 1};

}  // namespace cotangent::ir
