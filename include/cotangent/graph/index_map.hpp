// How one array's axes are indexed by another's. `view` reads through such a map, `pad` writes through it.
#pragma once

#include <cotangent/graph/value_type.hpp>

namespace cotangent::ir {

/// index = offset + stride * (index along `axis` of the other array), or just offset where axis is -1.
struct axis_index {
  int axis = -1;
  int offset = 0;
  int stride = 0;
  constexpr bool operator==(const axis_index&) const = default;
};

/// One `axis_index` for each axis of the array that is read (view) or written (pad).
struct index_map {
  int rank = 0;
  axis_index at[max_rank] = {};

  constexpr const axis_index& operator[](int k) const { return at[k]; }
  constexpr void push(axis_index entry) {
    if (rank < max_rank) at[rank++] = entry;  // more are those of an overfull shape
  }
  constexpr void push_axis(int axis) { push({axis, 0, 1}); }
  constexpr bool operator==(const index_map&) const = default;

  constexpr bool uses(int axis) const {
    for (int k = 0; k < rank; ++k)
      if (at[k].axis == axis) return true;
    return false;
  }

  static constexpr index_map identity(int rank) {
    index_map m;
    for (int k = 0; k < rank; ++k) m.push_axis(k);
    return m;
  }

  /// The same map for arrays that both have `count` more leading axes.
  constexpr index_map under_leading(int count) const {
    index_map m = identity(count);
    for (int k = 0; k < rank; ++k)
      m.push(at[k].axis < 0 ? at[k] : axis_index{at[k].axis + count, at[k].offset, at[k].stride});
    return m;
  }
};

/// The map of view_by_inner(view_by_outer): first `inner` indexes the source by the middle, then `outer` the middle.
constexpr index_map compose(const index_map& inner, const index_map& outer) {
  index_map m;
  for (int k = 0; k < inner.rank; ++k) {
    axis_index e = inner[k];
    if (e.axis >= 0) {
      const axis_index& o = outer[e.axis];
      e = {o.axis, e.offset + e.stride * o.offset, o.axis < 0 ? 0 : e.stride * o.stride};
    }
    m.push(e);
  }
  return m;
}

/// True if axis k of the source (extent `source`) is walked whole and in order by an axis of the same extent.
constexpr bool walks_whole_axis(const axis_index& e, int source, const shape& other) {
  return e.axis >= 0 && e.offset == 0 && e.stride == 1 && other[e.axis] == source;
}

}  // namespace cotangent::ir
