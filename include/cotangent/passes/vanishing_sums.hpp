// Sums that are nothing: what a softmax, its logarithm, or a logarithm of summed exponentials get from the number that
// was taken from what they are of, its maximum say, so that no exponential overflows.
#pragma once

#include <cotangent/passes/simplified.hpp>

namespace cotangent::ir {

constexpr bool is_opposite(const graph& g, int a, int b) {
  return (g[a].code == op::neg && g[a].in[0] == b) || (g[b].code == op::neg && g[b].in[0] == a);
}

/// A quotient, up to its sign, by a sum of exponentials.
constexpr bool is_share(const graph& g, int id) {
  int at = seen(g, id).part;
  if (g[at].code == op::neg) at = seen(g, g[at].in[0]).part;
  return quotient_of(g, at).over >= 0;
}

/// Whether a sum or difference, x + c y or (x + c) y for a share c that does not depend on the axes summed, is nothing
/// in sum: sum(x) is then - c sum(y), or sum(x y) is, which is seen once both are simplified. For others it is not
/// worth asking, nor would the sums apart be as exact.
constexpr bool sum_vanishes(term a, unsigned axes) {
  graph& g = *a.g;
  if (!is_floating(a.element())) return false;
  const int rank = a.dims().rank;
  const auto is_free_share = [&](int id) { return is_free_of(g, id, rank, axes) && is_share(g, id); };
  const auto cancel = [&](op code, term x, term y) {
    const int left = s_reduce(op::reduce_sum, x, axes).id, right = s_reduce(op::reduce_sum, y, axes).id;
    return code == op::sub ? left == right : is_opposite(g, left, right);
  };
  const auto is_sum = [&](const equation& e) { return e.code == op::add || e.code == op::sub; };
  const equation e = g[a.id];
  for (const int side : {0, 1}) {
    if (is_sum(e)) {
      const equation product = g[e.in[side]];
      if (product.code == op::mul && (is_free_share(product.in[0]) || is_free_share(product.in[1])))
        return cancel(e.code, {&g, e.in[0]}, {&g, e.in[1]});
    } else if (e.code == op::mul && is_sum(g[e.in[side]])) {
      const equation sum = g[e.in[side]];
      const term y{&g, e.in[1 - side]}, left{&g, sum.in[0]}, right{&g, sum.in[1]};
      if (is_free_share(left.id) || is_free_share(right.id))
        return cancel(sum.code, s_apply(op::mul, left, y), s_apply(op::mul, right, y));
    }
  }
  return false;
}

}  // namespace cotangent::ir
