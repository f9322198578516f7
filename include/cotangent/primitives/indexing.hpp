// Elements at indices that the program computes. With k leading axes that count examples (the attribute):
//
//   gather(a, i)[e..., j..., r...] = a[e..., i[e..., j...], r...]
//   scatter_add(i, v), of the shape of a: the transpose; adds v[e..., j..., r...] at [e..., i[e..., j...], r...] of
//   zeros
//
// An index outside is taken to the nearest one inside, as JAX does.
#pragma once

#include <cotangent/primitives/primitive.hpp>

namespace cotangent::ir {

constexpr int leading_axes_of(const graph& g, int id) { return static_cast<int>(g.word(g[id].attribute, 0)); }

/// a and i share `leading` axes; a's next axis is indexed.
constexpr term gather(term a, term i, int leading) {
  shape s = i.dims();
  for (int k = leading + 1; k < a.dims().rank; ++k) s.push(a.dims()[k]);
  return a.at(
      a.g->emit(op::gather, a.g->intern(a.element(), s), a.g->intern({static_cast<long long>(leading)}), a.id, i.id));
}
constexpr term scatter_add(term i, term v, const shape& whole, int leading) {
  return v.at(v.g->emit(op::scatter_add, v.g->intern(v.element(), whole),
                        v.g->intern({static_cast<long long>(leading)}), i.id, v.id));
}

template <>
inline constexpr primitive rules<op::gather> = {
    .name = "gather",
    .kind = op_kind::indexed,
    .arity = 2,
    .jvp = [](graph& g, int id, const int* t) -> term {
      return gather({&g, t[0]}, operand(g, id, 1), leading_axes_of(g, id));
    },
    .transpose = [](graph& g, int id, int, term ct) -> term {
      return scatter_add(operand(g, id, 1), ct, g.dims(g[id].in[0]), leading_axes_of(g, id));
    },
    .batch = [](graph& g, int id, const int* in, const shape& prefix) -> term {
      return gather({&g, in[0]}, {&g, in[1]}, leading_axes_of(g, id) + prefix.rank);
    }};

template <>
inline constexpr primitive rules<op::scatter_add> = {
    .name = "scatter_add",
    .kind = op_kind::indexed,
    .arity = 2,
    .jvp = [](graph& g, int id, const int* t) -> term {
      return scatter_add(operand(g, id, 0), {&g, t[1]}, g.dims(id), leading_axes_of(g, id));
    },
    .transpose = [](graph& g, int id, int, term ct) -> term {
      return gather(ct, operand(g, id, 0), leading_axes_of(g, id));
    },
    .batch = [](graph& g, int id, const int* in, const shape& prefix) -> term {
      return scatter_add({&g, in[0]}, {&g, in[1]}, concatenated(prefix, g.dims(id)),
                         leading_axes_of(g, id) + prefix.rank);
    }};

}  // namespace cotangent::ir
