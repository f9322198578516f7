// Where a view of a padded array meets what was padded: the solution of linear equations in integers within ranges.
#pragma once

#include <cotangent/graph/index_map.hpp>

#include <initializer_list>
#include <utility>

namespace cotangent::ir {

/// Of an array `inner` that stands in a space by the map `place`, and a box that looks at this space through the map
/// `look`: the part of the box that sees it. Along axes of its own, `dims`, the part is in the box by `to_box`, and
/// sees of the inner array what `to_inner` says. Elsewhere the box sees zeros.
class overlap {
 public:
  bool empty = false;
  bool solved = true;
  shape dims;
  index_map to_box, to_inner;

  constexpr overlap(const shape& box, const index_map& look, const shape& inner, const index_map& place) {
    for (int k = 0; k < box.rank; ++k) {
      extent[k] = box[k];
      to_box.push({k, 0, 1});
    }
    for (int k = 0; k < inner.rank; ++k) to_inner.push({unknown, 0, 0});
    for (int k = 0; k < place.rank && !empty; ++k) {
      // (By value: what is found meanwhile changes both.)
      if (place[k].axis < 0) equate(seen(look[k]), {-1, place[k].offset, 0});
      else if (to_inner[place[k].axis].axis == unknown) find(look[k], place[k], inner[place[k].axis]);
      else equate(seen(look[k]), composed(place[k], to_inner[place[k].axis]));
    }
    for (int k = 0; k < inner.rank; ++k)
      if (to_inner[k].axis == unknown) {
        solved = solved && inner[k] == 1;
        to_inner.at[k] = {-1, 0, 0};
      }
    number_axes(box.rank);
  }
  /// Whether the part is the box itself.
  constexpr bool is_whole(const shape& box) const { return dims == box && to_box == index_map::identity(box.rank); }

 private:
  static constexpr int unknown = -2;
  int extent[max_rank] = {};  // of unknowns that still are some; unknown k begins as axis k of the box

  static constexpr axis_index composed(const axis_index& outer, const axis_index& inner) {
    if (outer.axis < 0) return outer;
    return {inner.axis, outer.offset + outer.stride * inner.offset, inner.axis < 0 ? 0 : outer.stride * inner.stride};
  }
  constexpr axis_index seen(const axis_index& look) const {
    return look.axis < 0 ? look : composed(look, to_box[look.axis]);
  }
  static constexpr int floor_div(int a, int b) { return a / b - ((a % b != 0) && ((a < 0) != (b < 0))); }
  static constexpr int ceil_div(int a, int b) { return -floor_div(-a, b); }

  /// Unknown v is offset + stride * w from now on, with w of `count` values (w is called v, or `as`).
  constexpr void substitute(int v, int offset, int stride, int count, int as) {
    if (count <= 0) {
      empty = true;
      return;
    }
    for (index_map* map : {&to_box, &to_inner})
      for (int k = 0; k < map->rank; ++k) {
        axis_index& e = map->at[k];
        if (e.axis != v) continue;
        e.offset += e.stride * offset;
        e.stride *= stride;
        e.axis = as;
        if (count == 1) e = {-1, e.offset, 0};
      }
    extent[as] = count;
  }
  constexpr void fix(int v, int value) {
    if (value < 0 || value >= extent[v]) empty = true;
    else substitute(v, value, 0, 1, v);
  }
  /// Keeps only values of v for which 0 <= offset + stride * v < count.
  constexpr void restrict_to(int v, int offset, int stride, int count) {
    int first = ceil_div(stride > 0 ? -offset : count - 1 - offset, stride);
    int last = floor_div(stride > 0 ? count - 1 - offset : -offset, stride);
    first = first > 0 ? first : 0;
    last = last < extent[v] - 1 ? last : extent[v] - 1;
    substitute(v, first, 1, last - first + 1, v);
  }

  /// a == b, where both are numbers or steps of an unknown.
  constexpr void equate(axis_index a, axis_index b) {
    if (a.axis < 0) std::swap(a, b);
    const int distance = b.offset - a.offset;
    if (a.axis < 0) {
      empty = empty || distance != 0;
    } else if (b.axis < 0 || a.axis == b.axis) {
      const int stride = a.stride - (b.axis < 0 ? 0 : b.stride);
      if (stride == 0) empty = empty || distance != 0;
      else if (distance % stride != 0) empty = true;
      else fix(a.axis, distance / stride);
    } else {
      equate_two(a.axis, a.stride, b.axis, b.stride, distance);
    }
  }
  /// s v - t w == distance: all solutions are v = v0 + (t / g) n, w = w0 + (s / g) n.
  constexpr void equate_two(int v, int s, int w, int t, int distance) {
    // Euclid: s x + t y == g
    int g = s, x = 1, next = t, next_x = 0;
    while (next != 0) {
      const int q = g / next, rest = g - q * next, rest_x = x - q * next_x;
      g = next, x = next_x;
      next = rest, next_x = rest_x;
    }
    if (g < 0) g = -g, x = -x;
    if (distance % g != 0) {
      empty = true;
      return;
    }
    int step_v = t / g, step_w = s / g;
    const int size = step_v < 0 ? -step_v : step_v;
    int first =
        static_cast<int>(static_cast<long long>(x) * (distance / g) % size);  // the least v that is no less than 0
    first += first < 0 ? size : 0;
    if (step_v < 0) step_v = -step_v, step_w = -step_w;
    const int first_w = (s * first - distance) / t;
    substitute(v, first, step_v, first >= extent[v] ? 0 : (extent[v] - 1 - first) / step_v + 1, v);
    if (empty) return;
    if (extent[v] == 1) return fix(w, first_w);
    const int count_w = extent[w];
    substitute(w, first_w, step_w, extent[v], v);
    restrict_to(v, first_w, step_w, count_w);
  }
  /// The inner index that stands where the box looks.
  constexpr void find(const axis_index& look, const axis_index& place, int count) {
    axis_index at = seen(look);
    if (at.axis >= 0) {  // only every few are on the inner array's places
      const int v = at.axis;
      int first = 0;
      const int most = place.stride < 0 ? -place.stride : place.stride;
      while (first < most && (at.offset + at.stride * first - place.offset) % place.stride != 0) ++first;
      int step = 1;
      while (at.stride * step % place.stride != 0) ++step;
      substitute(v, first, step, first == most || first >= extent[v] ? 0 : (extent[v] - 1 - first) / step + 1, v);
      if (empty) return;
      at = seen(look);
      if (at.axis >= 0) restrict_to(v, (at.offset - place.offset) / place.stride, at.stride / place.stride, count);
      if (empty) return;
      at = seen(look);
    }
    const int distance = at.offset - place.offset;
    if (at.axis < 0 &&
        (distance % place.stride != 0 || distance / place.stride < 0 || distance / place.stride >= count))
      empty = true;
    else to_inner.at[place.axis] = {at.axis, distance / place.stride, at.axis < 0 ? 0 : at.stride / place.stride};
  }
  constexpr void number_axes(int rank) {
    int number[max_rank] = {};
    for (int k = 0; k < rank; ++k) {
      number[k] = -1;
      bool used = false;
      for (int b = 0; b < rank; ++b) used = used || to_box[b].axis == k;
      if (!used) continue;
      number[k] = dims.rank;
      dims.push(extent[k]);
    }
    for (index_map* map : {&to_box, &to_inner})
      for (int k = 0; k < map->rank; ++k)
        if (map->at[k].axis >= 0) map->at[k].axis = number[map->at[k].axis];
  }
};

}  // namespace cotangent::ir
