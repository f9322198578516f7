// Sums from inside: of pads, of what does not depend on the axes summed, of products whose factors can be summed first.
#pragma once

#include <cotangent/passes/vanishing_sums.hpp>

namespace cotangent::ir {

/// The sum of a view whose axes stand in another order than those of what it views: the order of memory comes first, so
/// that sums of rows and sums of columns do not look alike. -1 if they stand in that order, or if an axis is walked
/// twice or not at all.
constexpr int sum_in_order_of_source(graph& g, const equation& e, const shape& from, unsigned axes) {
  const int view = e.in[0];
  const index_map map = g.map_of(view);
  index_map ordered, back;  // `back`: where an axis of the sum is among those that it has in order
  shape dims;
  int place[max_rank];
  bool moved = false;
  for (int& p : place) p = -1;
  for (int k = 0; k < map.rank; ++k) {
    const axis_index at = map[k];
    if (at.axis >= 0) {
      if (place[at.axis] >= 0) return -1;
      moved = moved || at.axis != dims.rank;
      place[at.axis] = dims.rank;
      ordered.push({dims.rank, at.offset, at.stride});
      dims.push(from[at.axis]);
    } else {
      ordered.push(at);
    }
  }
  if (!moved || dims.rank != from.rank) return -1;
  unsigned summed = 0;
  for (int axis = 0; axis < from.rank; ++axis) summed |= (axes >> axis & 1u) << place[axis];
  const term total = s_reduce(e.code, s_view({&g, g[view].in[0]}, dims, ordered), summed);
  const shape to = without(from, axes);
  int kept[max_rank] = {}, count = 0;  // the axis of `to` that each axis in order is
  for (int axis = 0; axis < from.rank; ++axis)
    if (!(axes >> axis & 1u)) kept[place[axis]] = count++;
  for (int k = 0; k < dims.rank; ++k)
    if (!(summed >> k & 1u)) back.push_axis(kept[k]);
  return s_view(total, to, back).id;
}

/// Dropping a padded axis: what it alone placed is summed; what another axis places too is simply there.
constexpr term sum_of_pad(term pad, unsigned axes) {
  graph& g = *pad.g;
  const index_map map = g.map_of(pad.id);
  const term v{&g, g[pad.id].in[0]};
  unsigned inner = 0;
  for (int k = 0; k < v.dims().rank; ++k) {
    bool kept = false;
    for (int axis = 0; axis < map.rank; ++axis) kept = kept || (!(axes >> axis & 1u) && map[axis].axis == k);
    if (!kept) inner |= 1u << k;
  }
  index_map place;
  for (int axis = 0; axis < map.rank; ++axis) {
    if (axes >> axis & 1u) continue;
    axis_index p = map[axis];
    if (p.axis >= 0) {
      int before = 0;
      for (int k = 0; k < p.axis; ++k) before += static_cast<int>(inner >> k & 1u);
      p.axis -= before;
    }
    place.push(p);
  }
  return s_pad(s_reduce(op::reduce_sum, v, inner), without(pad.dims(), axes), place);
}

/// A product without a factor that may come before a sum over `axes` of it and others: a number, or the reciprocal of a
/// sum of exponentials. (Others may be there to keep squares from overflowing.)
struct without_factor {
  term rest, factor;
};
constexpr without_factor factored(term product, const shape& space, unsigned axes) {
  graph& g = *product.g;
  const equation e = g[product.id];
  if (const double number = number_factor(g, product.id); number != 1)
    return {{&g, e.in[0]}, full(g, product.element(), without(space, axes), number)};
  for (const int side : {0, 1})
    if (e.code == op::mul && is_positive_reciprocal(g, seen(g, e.in[side]).part) &&
        is_free_of(g, e.in[side], space.rank, axes))
      return {{&g, e.in[1 - side]}, without_axes({&g, e.in[side]}, space, axes)};
  if (e.code == op::div && quotient_of(g, product.id).over >= 0 && is_free_of(g, e.in[1], space.rank, axes)) {
    const term by = without_axes({&g, e.in[1]}, space, axes);
    return {{&g, e.in[0]}, s_apply(op::div, full_like(by, 1), by)};
  }
  return {product, {}};
}

/// Whether it is a sum, difference or product, or a view of one.
constexpr bool is_of(const graph& g, int id, op code) { return g[seen(g, id).part].code == code; }
/// A sum, difference or product of views, where what is given is a view of one.
constexpr equation with_views_inside(graph& g, int id) {
  equation e = g[seen(g, id).part];
  if (g[id].code != op::view) return e;
  const shape to = g.dims(id);
  for (const int k : {0, 1}) e.in[k] = s_view({&g, e.in[k]}, to, g.map_of(id)).id;
  return e;
}

/// sum(b y) = b sum(y) for a b that does not depend on the axes; = c sum(a y) for b = a c with a c that does not, and
/// alone walks an axis which is kept: a matrix that is an outer product meets a vector as vectors. (No other c: it may
/// keep squares from overflowing.) No term (-1) for other b.
constexpr term sum_with_outer_factor(graph& g, int b, term y, unsigned axes) {
  const shape from = y.dims();
  const auto walked = [&](int id) { return walked_axes(g, id, from.rank); };
  if (is_free_of(g, b, from.rank, axes))
    return s_apply(op::mul, s_reduce(op::reduce_sum, y, axes), without_axes({&g, b}, from, axes));
  if (!is_of(g, b, op::mul)) return {&g, -1};
  const equation product = with_views_inside(g, b);
  for (const int k : {0, 1}) {
    const int c = product.in[k], a = product.in[1 - k];
    if ((walked(c) & axes) != 0 || (walked(c) & ~walked(a) & ~walked(y.id)) == 0) continue;
    return s_apply(op::mul, s_reduce(op::reduce_sum, s_apply(op::mul, {&g, a}, y), axes),
                   without_axes({&g, c}, from, axes));
  }
  return {&g, -1};
}

/// Of a product or quotient, -1 if its factors hang together: what does not depend on the axes comes before the sum, as
/// do numbers; a factor that others do not depend on is summed first.
constexpr int sum_of_product(term product, unsigned axes) {
  graph& g = *product.g;
  const shape from = product.dims();
  const op code = g[product.id].code;
  const int x = g[product.id].in[0], y = g[product.id].in[1];
  const auto total = [&](term of) { return s_reduce(op::reduce_sum, of, axes); };
  const auto outside = [&](int id) { return without_axes({&g, id}, from, axes); };
  // What is only repeated along other axes is summed once.
  if (const unsigned repeated =
          ((1u << from.rank) - 1) & ~axes & ~walked_axes(g, x, from.rank) & ~walked_axes(g, y, from.rank);
      repeated != 0) {
    const term once = s_apply(code, without_axes({&g, x}, from, repeated), without_axes({&g, y}, from, repeated));
    const shape to = without(from, axes);
    return s_view(s_reduce(op::reduce_sum, once, renumbered_axes(axes, repeated)), to,
                  repeated_along(to.rank, renumbered_axes(repeated, axes)))
        .id;
  }
  if (is_free_of(g, y, from.rank, axes)) return s_apply(code, total({&g, x}), outside(y)).id;
  if (code != op::mul) return -1;
  // Over axes that only one factor walks, that one is summed first: sum(A B) needs no product.
  for (const int side : {0, 1}) {
    const int summed = side == 0 ? x : y, other = side == 0 ? y : x;
    const unsigned first = axes & ~walked_axes(g, other, from.rank);
    if (first == 0) continue;
    const term rest =
        s_apply(op::mul, s_reduce(op::reduce_sum, {&g, summed}, first), without_axes({&g, other}, from, first));
    return s_reduce(op::reduce_sum, rest, renumbered_axes(axes, first)).id;
  }
  // sum((pad v + b) y) = sum(pad v y) + sum(b y) where something comes out of the latter: a vector times diag(s) -
  // outer(s, s) takes as many operations as s has elements.
  for (const int side : {0, 1}) {
    const int factor = side == 0 ? x : y;
    if (!is_of(g, factor, op::add) && !is_of(g, factor, op::sub)) continue;
    const equation whole = g[seen(g, factor).part];
    const int pad = g[whole.in[0]].code == op::pad ? 0 : 1;
    if (g[whole.in[pad]].code != op::pad) continue;
    const equation f = with_views_inside(g, factor);
    const term other{&g, side == 0 ? y : x}, of_b = sum_with_outer_factor(g, f.in[1 - pad], other, axes);
    if (of_b.id < 0) continue;
    const term of_pad = total(s_apply(op::mul, {&g, f.in[pad]}, other));
    return (pad == 0 ? s_apply(f.code, of_pad, of_b) : s_apply(f.code, of_b, of_pad)).id;
  }
  for (const int side : {0, 1})
    if (const term apart = sum_with_outer_factor(g, side == 0 ? x : y, {&g, side == 0 ? y : x}, axes); apart.id >= 0)
      return apart.id;
  const auto [left, by_left] = factored({&g, x}, from, axes);
  const auto [right, by_right] = factored({&g, y}, from, axes);
  if (by_left.id < 0 && by_right.id < 0) return -1;
  term all = total(s_apply(op::mul, left, right));
  for (const term& by : {by_left, by_right})
    if (by.id >= 0) all = s_apply(op::mul, all, by);
  return all.id;
}

constexpr int simplify_sum(graph& g, const equation& e) {
  const term a{&g, e.in[0]};
  const auto axes = static_cast<unsigned>(g.word(e.attribute, 0));
  const shape from = a.dims();
  const op code = g[a.id].code;
  unsigned single = 0;  // axes of one element
  for (int k = 0; k < from.rank; ++k) single |= (from[k] == 1 ? 1u << k : 0u) & axes;
  if (single != 0) {
    index_map first;
    for (int k = 0, kept = 0; k < from.rank; ++k) (single >> k & 1u) ? first.push({-1, 0, 0}) : first.push_axis(kept++);
    return s_reduce(e.code, s_view(a, without(from, single), first), renumbered_axes(axes & ~single, single)).id;
  }
  if (code == op::neg) return s_apply(op::neg, s_reduce(e.code, {&g, g[a.id].in[0]}, axes)).id;
  if (is_sum_with_small_pad(g, a.id)) {
    const term left{&g, g[a.id].in[0]}, right{&g, g[a.id].in[1]};
    return s_apply(code, s_reduce(e.code, left, axes), s_reduce(e.code, right, axes)).id;
  }
  if (code == op::pad) return sum_of_pad(a, axes).id;
  if (sum_vanishes(a, axes)) return g.emit(op::zeros, e.type);
  if (code == op::mul || code == op::div)
    if (const int simpler = sum_of_product(a, axes); simpler >= 0) return simpler;
  if (is_free_of(g, a.id, from.rank, axes)) {
    double count = 1;
    for (int k = 0; k < from.rank; ++k)
      if (axes >> k & 1u) count *= from[k];
    const term value = without_axes(a, from, axes);
    return s_apply(op::mul, value, full_like(value, count)).id;
  }
  if (code == op::view) {  // what is only repeated along other axes is summed once
    const unsigned walked = walked_axes(g, a.id, from.rank), all = (1u << from.rank) - 1,
                   repeated = all & ~walked & ~axes;
    if (repeated != 0) {
      const term once = s_reduce(e.code, without_axes(a, from, repeated), renumbered_axes(axes, repeated));
      const shape to = without(from, axes);
      return s_view(once, to, repeated_along(to.rank, renumbered_axes(repeated, axes))).id;
    }
    if (const int ordered = sum_in_order_of_source(g, e, from, axes); ordered >= 0) return ordered;
  }
  if (code == op::reduce_sum) {
    const unsigned first = g.axes_of(a.id);
    unsigned all = first;
    for (int k = 0, kept = 0; k < g.dims(g[a.id].in[0]).rank; ++k)
      if (!(first >> k & 1u)) all |= (axes >> kept++ & 1u) << k;
    return s_reduce(e.code, {&g, g[a.id].in[0]}, all).id;
  }
  return -1;
}

}  // namespace cotangent::ir
