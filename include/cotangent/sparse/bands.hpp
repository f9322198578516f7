// A pattern as boxes along diagonals: where a row's index moves by a step, the column's moves by one.
#pragma once

#include <cotangent/graph/index_map.hpp>
#include <cotangent/sparse/index_sets.hpp>
#include <cotangent/sparse/pattern.hpp>

#include <initializer_list>

namespace cotangent::ir {

/// Entries of a matrix whose rows and columns are indices of two arrays: row `rows`(i...), column `columns`(i...), for
/// all i in a box.
struct band {
  shape box;
  index_map rows, columns;
};

/// The part of a band whose index along the last axis of its box is `phase`, `phase` + steps, ...
constexpr band in_steps(const band& b, int steps, int phase) {
  const int axis = b.box.rank - 1, count = (b.box[axis] - phase + steps - 1) / steps;
  band some = b;
  if (count == 1) --some.box.rank;
  else some.box.dims[axis] = count;
  for (index_map* map : {&some.rows, &some.columns})
    for (int k = 0; k < map->rank; ++k)
      if (axis_index& m = map->at[k]; m.axis == axis) {
        m.offset += phase * m.stride;
        m = count == 1 ? axis_index{-1, m.offset, 0} : axis_index{axis, m.offset, steps * m.stride};
      }
  return some;
}

/// A block of a pattern: rows and columns of one array each.
struct block {
  int first_row = 0, first_column = 0;
  shape rows, columns;
};

/// An axis of the rows that moves with one of the columns, by these steps; what is left of the indices is in the key.
struct axis_pair {
  int row_axis = 0, column_axis = 0, row_step = 1, column_step = 1;
};

/// Axes of no more elements count components, of a state say, if another axis is longer.
inline constexpr int most_components = 8;

/// Groups the entries of a block into boxes: an entry is a point whose coordinates are, for paired axes, how many steps
/// it is along, and for others the index itself. Points that stand side by side and have the same key are one box.
class boxes {
 public:
  constexpr boxes(const block& whole, const list<axis_pair>& paired) : block_(whole), pairs_(paired) {
    for (const axis_pair& p : pairs_) {
      paired_rows_ |= 1u << p.row_axis;
      paired_columns_ |= 1u << p.column_axis;
    }
    coordinates_ = pairs_.size();
    for (int k = 0; k < whole.rows.rank; ++k) coordinates_ += static_cast<int>(~paired_rows_ >> k & 1u);
    for (int k = 0; k < whole.columns.rank; ++k) coordinates_ += static_cast<int>(~paired_columns_ >> k & 1u);
    width_ = 2 * coordinates_ + 2 * pairs_.size() + 1;
  }

  constexpr int count() const { return all_.size() / width_; }

  constexpr void add(int row, int column) {
    int o[max_rank] = {}, i[max_rank] = {};
    for (int k = block_.rows.rank; k-- > 0; row /= block_.rows[k]) o[k] = row % block_.rows[k];
    for (int k = block_.columns.rank; k-- > 0; column /= block_.columns[k]) i[k] = column % block_.columns[k];
    list<int> key;
    for (const axis_pair& p : pairs_) {
      const int at = o[p.row_axis] / p.row_step;
      push_coordinate(at);
      key.push(o[p.row_axis] % p.row_step);
      key.push(i[p.column_axis] - at * p.column_step);
    }
    for (int k = 0; k < block_.rows.rank; ++k)
      if (!(paired_rows_ >> k & 1u)) push_coordinate(o[k]);
    for (int k = 0; k < block_.columns.rank; ++k)
      if (!(paired_columns_ >> k & 1u)) push_coordinate(i[k]);
    for (int k : key) all_.push(k);
    all_.push(0);  // so that a number by a number has a place, too
  }
  /// Puts boxes together along each axis in turn, those of columns first, whose entries come in order. Beside axes that
  /// move together a few others are components, of a state say: what is computed of each is its own, so each has boxes
  /// of its own.
  constexpr void merge() {
    for (int axis = coordinates_; axis-- > 0;)
      if (pairs_.empty() || axis < pairs_.size() || extent_of(axis) > most_components) merge_along(axis);
  }
  constexpr long long volume(int box) const {
    long long size = 1;
    for (int k = 0; k < coordinates_; ++k) size *= high(box, k) - low(box, k) + 1;
    return size;
  }
  constexpr band as_band(int box) const {
    band b;
    axis_index rows[max_rank] = {}, columns[max_rank] = {};
    int coordinate = 0;
    const auto next = [&](int step) -> axis_index {  // the coordinate as an index by the box's axes
      const int k = coordinate++, from = low(box, k), extent = high(box, k) - from + 1;
      if (extent == 1) return {-1, step * from, 0};
      b.box.push(extent);
      return {b.box.rank - 1, step * from, step};
    };
    for (int p = 0; p < pairs_.size(); ++p) {
      const int* key = all_.begin() + box * width_ + 2 * coordinates_ + 2 * p;
      const axis_index at = next(1);
      const auto scaled = [&](int step, int offset) -> axis_index {
        return {at.axis, at.offset * step + offset, at.axis < 0 ? 0 : step};
      };
      rows[pairs_[p].row_axis] = scaled(pairs_[p].row_step, key[0]);
      columns[pairs_[p].column_axis] = scaled(pairs_[p].column_step, key[1]);
    }
    for (int k = 0; k < block_.rows.rank; ++k)
      if (!(paired_rows_ >> k & 1u)) rows[k] = next(1);
    for (int k = 0; k < block_.columns.rank; ++k)
      if (!(paired_columns_ >> k & 1u)) columns[k] = next(1);
    for (int k = 0; k < block_.rows.rank; ++k) b.rows.push(rows[k]);
    for (int k = 0; k < block_.columns.rank; ++k) b.columns.push(columns[k]);
    return b;
  }

 private:
  block block_;
  list<axis_pair> pairs_;
  unsigned paired_rows_ = 0, paired_columns_ = 0;
  int coordinates_ = 0, width_ = 0;
  list<int> all_;  // of each box: its first and last place along each coordinate, then its key

  constexpr int extent_of(int coordinate) const {
    int k = coordinate - pairs_.size();
    for (int axis = 0; axis < block_.rows.rank; ++axis)
      if (!(paired_rows_ >> axis & 1u) && k-- == 0) return block_.rows[axis];
    for (int axis = 0; axis < block_.columns.rank; ++axis)
      if (!(paired_columns_ >> axis & 1u) && k-- == 0) return block_.columns[axis];
    return 0;
  }
  constexpr int low(int box, int k) const { return all_[box * width_ + 2 * k]; }
  constexpr int high(int box, int k) const { return all_[box * width_ + 2 * k + 1]; }
  constexpr void push_coordinate(int at) {
    all_.push(at);
    all_.push(at);
  }
  constexpr void merge_along(int axis) {
    interned_lists others;
    list<int> last, merged, key(width_ - 2, 0);
    for (int box = 0; box < count(); ++box) {
      int* own = all_.begin() + box * width_;
      for (int k = 0, to = 0; k < width_; ++k)
        if (k / 2 != axis) key[to++] = own[k];
      const int id = others.intern(key);
      if (id >= last.size()) last.resize(id + 1, -1);
      if (last[id] >= 0 && merged[last[id] + 2 * axis + 1] + 1 == own[2 * axis]) {
        merged[last[id] + 2 * axis + 1] = own[2 * axis + 1];
        continue;
      }
      last[id] = merged.size();
      for (int k = 0; k < width_; ++k) merged.push(own[k]);
    }
    all_ = static_cast<list<int>&&>(merged);
  }
};

}  // namespace cotangent::ir
