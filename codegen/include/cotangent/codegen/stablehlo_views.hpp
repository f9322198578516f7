// Views and pads, whose index maps may do several things at once, as operations that do one each; pads that tile an
// array as concatenations.
#pragma once

#include <cotangent/codegen/stablehlo_arrays.hpp>

#include <cotangent/graph/tiles.hpp>

namespace cotangent::codegen::stablehlo {

/// An array of which each axis is an axis of some larger space, and which.
struct placed_array {
  array values;
  axes along;
};

class view_lines : public array_lines {
 public:
  array view(const array& a, const ir::index_map& map, const shape& to) {
    const placed_array once = ascending(shown_once(a, map, to));
    return broadcast(once.values, to, once.along);
  }

  /// What a view shows, without repeating it.
  placed_array shown_once(const array& a, const ir::index_map& map, const shape& to) {
    axes from, end, step, backwards;
    placed_array shown;
    shape kept;
    for (int k = 0; k < a.dims.rank; ++k) {
      const ir::axis_index& e = map[k];
      const int n = e.axis < 0 ? 1 : to[e.axis], stride = n == 1 ? 1 : std::abs(e.stride),
                last = e.offset + e.stride * (n - 1);
      from.push_back(n == 1 ? e.offset : std::min(e.offset, last));
      step.push_back(stride);
      end.push_back(from.back() + stride * (n - 1) + 1);
      if (n > 1 && e.stride < 0) backwards.push_back(k);
      if (e.axis >= 0) kept.push(n), shown.along.push_back(e.axis);
    }
    shown.values = reshape(reverse(slice(a, from, end, step), backwards), kept);
    for (std::size_t k = 0; k < shown.along.size(); ++k)
      if (std::count(shown.along.begin(), shown.along.end(), shown.along[k]) > 1)
        shown = diagonal(shown, shown.along[k]);
    return shown;
  }

  /// Axes in the order of the space.
  placed_array ascending(const placed_array& a) {
    axes order = range(0, a.values.dims.rank), along = a.along;
    std::sort(order.begin(), order.end(), [&](int x, int y) {
      return a.along[static_cast<std::size_t>(x)] < a.along[static_cast<std::size_t>(y)];
    });
    std::sort(along.begin(), along.end());
    return {transpose(a.values, order), along};
  }

  /// The transpose of a view that reads each element once: spread along diagonals, its axes in the order of the result,
  /// zeros around and between.
  array pad_into(const array& a, const ir::index_map& map, const shape& whole) {
    placed_array inner{a, range(0, a.dims.rank)};
    drop_unplaced(inner, map);
    for (int axis = 0; axis < a.dims.rank; ++axis) {
      int uses = 0;
      for (int k = 0; k < map.rank; ++k) uses += map[k].axis == axis;
      if (uses > 1) inner = on_diagonal(inner, axis, uses);
    }
    axes order, backwards, low, high, interior;
    shape dims;
    for (int k = 0; k < map.rank; ++k) {
      const ir::axis_index& e = map[k];
      const int n = e.axis < 0 ? 1 : a.dims[e.axis], stride = n == 1 ? 1 : std::abs(e.stride);
      const int first = n == 1 ? e.offset : std::min(e.offset, e.offset + e.stride * (n - 1));
      dims.push(n), low.push_back(first), interior.push_back(stride - 1),
          high.push_back(whole[k] - first - (n - 1) * stride - 1);
      if (n > 1 && e.stride < 0) backwards.push_back(k);
      if (e.axis < 0) continue;
      int place = position_of(inner.along, e.axis);
      while (std::find(order.begin(), order.end(), place) != order.end())
        ++place;  // axes of one diagonal stand together
      order.push_back(place);
    }
    return pad(reverse(reshape(transpose(inner.values, order), dims), backwards), low, high, interior);
  }

  /// Blocks that tile a whole, put together along one axis after the other; false if no cut goes through all of it.
  struct block {
    array values;
    axes from;
  };
  bool tiled(std::vector<block> blocks, array& whole) {
    if (blocks.size() == 1) return whole = blocks[0].values, true;
    for (int axis = 0; axis < blocks[0].values.dims.rank; ++axis) {
      const auto begin = [&](const block& b) { return b.from[static_cast<std::size_t>(axis)]; };
      std::sort(blocks.begin(), blocks.end(), [&](const block& a, const block& b) { return begin(a) < begin(b); });
      std::vector<std::vector<block>> parts;
      int end = -1;
      for (const block& b : blocks) {
        if (begin(b) >= end) parts.emplace_back();
        parts.back().push_back(b);
        end = std::max(end, begin(b) + b.values.dims[axis]);
      }
      if (parts.size() == 1) continue;
      std::vector<array> joined(parts.size());
      for (std::size_t k = 0; k < parts.size(); ++k)
        if (!tiled(parts[k], joined[k])) return false;
      return whole = concatenate(joined, axis), true;
    }
    return false;
  }

 private:
  /// How far apart the elements of a diagonal of so many axes of n elements lie.
  static int diagonal_step(int n, int count) {
    int step = 0;
    for (int k = 0; k < count; ++k) step = step * n + 1;
    return step;
  }
  /// What all axes of `a` along one axis have in common: every so manieth element of these axes as one.
  placed_array diagonal(const placed_array& a, int axis) {
    axes order, along;
    for (int k = 0; k < a.values.dims.rank; ++k)
      if (a.along[static_cast<std::size_t>(k)] == axis) order.push_back(k);
    const int count = static_cast<int>(order.size()), n = a.values.dims[order[0]];
    along.push_back(axis);
    shape flat;
    flat.push(1);
    for (int k = 0; k < count; ++k) flat.dims[0] *= n;
    for (int k = 0; k < a.values.dims.rank; ++k)
      if (const int other = a.along[static_cast<std::size_t>(k)]; other != axis)
        order.push_back(k), along.push_back(other), flat.push(a.values.dims[k]);
    const array merged = reshape(transpose(a.values, order), flat);
    axes end(flat.dims, flat.dims + flat.rank), step(end.size(), 1);
    step[0] = diagonal_step(n, count);
    return {slice(merged, axes(end.size(), 0), end, step), along};
  }
  /// One axis as the diagonal of `count` of them.
  placed_array on_diagonal(const placed_array& a, int axis, int count) {
    const int at = position_of(a.along, axis), n = a.values.dims[at];
    axes none(a.along.size(), 0), interior = none, along;
    interior[static_cast<std::size_t>(at)] = diagonal_step(n, count) - 1;
    const array flat = pad(a.values, none, none, interior);
    shape dims;
    for (int k = 0; k < flat.dims.rank; ++k)
      for (int j = 0; j < (k == at ? count : 1); ++j)
        dims.push(k == at ? n : flat.dims[k]), along.push_back(a.along[static_cast<std::size_t>(k)]);
    return {reshape(flat, dims), along};
  }
  /// Axes of one element may have no place.
  void drop_unplaced(placed_array& a, const ir::index_map& map) {
    shape kept;
    axes along;
    for (int k = 0; k < a.values.dims.rank; ++k) {
      if (map.uses(k)) kept.push(a.values.dims[k]), along.push_back(k);
      else if (a.values.dims[k] != 1) throw std::logic_error("a pad has no place for one of its axes");
    }
    a = {reshape(a.values, kept), along};
  }
};

}  // namespace cotangent::codegen::stablehlo
