// Products with what is zero outside a pad, and sums of few elements with many: diagonals, one-hot rows.
#pragma once

#include <cotangent/passes/simplified.hpp>

namespace cotangent::ir {

constexpr int simplify_pad(graph& g, const equation& e) {
  const int a = e.in[0];
  if (is_zeros(g, a)) return g.emit(op::zeros, e.type);
  const shape to = g.dims_of_type(e.type);
  const shape from = g.dims(a);
  // Nothing is left zero where each axis fills one: only their order changes.
  if (from.rank != to.rank) return -1;
  const index_map map = map_of_attribute(g, e.attribute, to.rank);
  index_map back;
  for (int k = 0; k < to.rank; ++k) back.push({-1, 0, 0});
  for (int k = 0; k < to.rank; ++k) {
    if (!walks_whole_axis(map[k], to[k], from) || back[map[k].axis].axis >= 0) return -1;
    back.at[map[k].axis] = {k, 0, 1};
  }
  return s_view({&g, a}, to, back).id;
}

/// mul(pad v, y) = pad(mul(v, view y)): y matters only where v is put. Division, negation and conversion alike.
constexpr int simplify_with_pad(graph& g, const equation& e) {
  const int a = e.in[0], b = e.in[1];
  if (e.code != op::neg && e.code != op::convert && e.code != op::mul && e.code != op::div) return -1;
  const shape to = g.dims_of_type(e.type);
  const auto is_pad = [&](int id) { return id >= 0 && g[id].code == op::pad; };
  if ((e.code == op::neg || e.code == op::convert) && is_pad(a)) {
    const term v{&g, g[a].in[0]};
    const int type = g.intern(static_cast<dtype>(g.word(e.type, 0)), v.dims());
    return s_pad(simplified(g, e.code, type, -1, v.id), to, g.map_of(a)).id;
  }
  if ((e.code == op::mul || e.code == op::div) && is_pad(a)) {
    const term v{&g, g[a].in[0]};
    return s_pad(s_apply(e.code, v, s_view({&g, b}, v.dims(), g.map_of(a))), to, g.map_of(a)).id;
  }
  if (e.code == op::mul && is_pad(b)) {
    const term v{&g, g[b].in[0]};
    return s_pad(s_apply(e.code, s_view({&g, a}, v.dims(), g.map_of(b)), v), to, g.map_of(b)).id;
  }
  return -1;
}

/// Small pads come out of products and sums, so that what is dense is computed without asking where the pad is, and the
/// few are put in at the end: (pad v + b) y = pad(v y) + b y, and (pad v + b) + c = pad v + (b + c). Differences alike.
constexpr int simplify_with_small_pad(graph& g, const equation& e) {
  if (e.code != op::mul && e.code != op::add && e.code != op::sub) return -1;
  for (int side = 0; side < 2; ++side) {
    const int sum = e.in[side];
    const term y{&g, e.in[1 - side]};
    if (!is_sum_with_small_pad(g, sum)) continue;
    const op code = g[sum].code;
    const term left{&g, g[sum].in[0]}, right{&g, g[sum].in[1]};
    if (e.code == op::mul) return s_apply(code, s_apply(op::mul, left, y), s_apply(op::mul, right, y)).id;
    if (is_small_pad(g, y.id)) continue;  // both stay outside
    const bool first = is_small_pad(g, left.id);
    const term pad = first ? left : right, dense = first ? right : left;
    // sum = p pad + d dense; with y it is p' pad + d' dense + y' y, each of them 1 or -1.
    const bool negated = e.code == op::sub && side == 1, y_negated = e.code == op::sub && side == 0;
    const bool pad_negated = (code == op::sub && !first) != negated,
               dense_negated = (code == op::sub && first) != negated;
    const term rest = !dense_negated ? s_apply(y_negated ? op::sub : op::add, dense, y)
                      : !y_negated   ? s_apply(op::sub, y, dense)
                                     : s_apply(op::neg, s_apply(op::add, dense, y));
    return s_apply(pad_negated ? op::sub : op::add, rest, pad).id;
  }
  return -1;
}

constexpr int simplify_pads(graph& g, const equation& e) {
  if (e.code == op::pad) return simplify_pad(g, e);
  const int product = simplify_with_pad(g, e);
  return product >= 0 ? product : simplify_with_small_pad(g, e);
}

}  // namespace cotangent::ir
