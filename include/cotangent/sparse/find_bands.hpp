// Which axes of rows and columns move together: those pairs by which a pattern becomes the fewest boxes.
#pragma once

#include <cotangent/sparse/bands.hpp>

namespace cotangent::ir {

/// More boxes than this are no structure: each is a piece of program.
inline constexpr int most_bands = 256;

class band_finder {
  // (Templates come first: clang instantiates them where they are used, if it has seen them.)
  const pattern& p;
  block b;
  long long entries_ = 0;
  int fewest_ = most_bands + 1;
  list<band> found_;

  template <class Visit>
  constexpr void for_each_column(int row, Visit visit) const {
    const int columns = static_cast<int>(b.columns.size());
    for (int k = p.begin[b.first_row + row]; k < p.begin[b.first_row + row + 1]; ++k)
      if (const int c = p.column[k] - b.first_column; c >= 0 && c < columns) visit(c);
  }

 public:
  /// visit(row, column), of numbers within the block, for each entry in the order of the box.
  template <class Visit>
  constexpr void for_each_entry(const band& one, Visit visit) const {
    int counter[max_rank] = {};
    const auto place = [&](const index_map& map, const shape& dims) {
      int at = 0;
      for (int k = 0; k < map.rank; ++k)
        at = at * dims[k] + map[k].offset + (map[k].axis < 0 ? 0 : map[k].stride * counter[map[k].axis]);
      return at;
    };
    for (long long n = one.box.size(); n > 0; --n) {
      visit(place(one.rows, b.rows), place(one.columns, b.columns));
      for (int k = one.box.rank - 1; k >= 0 && ++counter[k] == one.box[k]; --k) counter[k] = 0;
    }
  }

  constexpr band_finder(const pattern& whole, const block& of) : p(whole), b(of) {
    for (int row = 0; row < rows(); ++row) for_each_column(row, [&](int) { ++entries_; });
  }

  /// The fewest bands that were found to hold all entries, as long as they are no more than most_bands; else none.
  constexpr list<band> best() {
    if (entries_ > 0) choose(0, {}, 0);
    return found_;
  }
  constexpr bool is_empty() const { return entries_ == 0; }

 private:
  constexpr int rows() const { return static_cast<int>(b.rows.size()); }
  /// Few boxes for so many entries: nothing better is looked for.
  constexpr bool is_good() const { return !found_.empty() && (fewest_ <= 2 || 24LL * fewest_ <= entries_); }

  /// Whether an axis may move with another one: not where it counts components of what a long axis counts.
  static constexpr bool moves(const shape& s, int axis) {
    bool has_long = false;
    for (int k = 0; k < s.rank; ++k) has_long = has_long || s[k] > most_components;
    return s[axis] > (has_long ? most_components : 1);
  }
  /// Pairs each axis of the rows from `axis` on with a free one of the columns, or with none.
  constexpr void choose(int axis, const list<axis_pair>& pairs, unsigned taken) {
    if (is_good()) return;
    if (axis == b.rows.rank) return attempt(pairs);
    for (int column = 0; column < b.columns.rank && moves(b.rows, axis); ++column) {
      if (taken >> column & 1u || !moves(b.columns, column)) continue;
      for (const axis_pair& seen : steps_of(axis, column)) {
        list<axis_pair> more = pairs;
        more.push(seen);
        choose(axis + 1, more, taken | 1u << column);
      }
    }
    choose(axis + 1, pairs, taken);
  }
  /// By how many places some of a row's columns move if the row moves, and do so again: seen in the middle.
  constexpr list<axis_pair> steps_of(int axis, int column_axis) const {
    int stride = 1, column_stride = 1, middle = 0;
    for (int k = b.rows.rank, size = 1; k-- > 0; size *= b.rows[k]) {
      if (k == axis) stride = size;
      middle += b.rows[k] / 2 * size;
    }
    for (int k = column_axis + 1; k < b.columns.rank; ++k) column_stride *= b.columns[k];
    list<axis_pair> found;
    found.push({axis, column_axis, 1, 1});
    const list<int> from = columns_of(middle);
    const int left = b.rows[axis] - 1 - b.rows[axis] / 2;
    for (int step = 1; 2 * step <= left && step <= farthest_step; ++step) {
      const list<int> once = columns_of(middle + step * stride), twice = columns_of(middle + 2 * step * stride);
      for (int c : from)
        for (int next : once) {
          const int move = next - c;
          bool known = move == 0 || move % column_stride != 0 || !stands_in(twice, c + 2 * move);
          for (const axis_pair& other : found)
            known = known ||
                    move / column_stride * other.row_step == other.column_step * step;  // or the same in longer steps
          if (!known) found.push({axis, column_axis, step, move / column_stride});
          if (found.size() > most_steps) return found;
        }
    }
    return found;
  }
  static constexpr int farthest_step = 64, most_steps = 6;
  constexpr list<int> columns_of(int row) const {
    list<int> all;
    for_each_column(row, [&](int c) { all.push(c); });
    return all;
  }
  static constexpr bool stands_in(const list<int>& sorted, int wanted) {
    for (int c : sorted)
      if (c == wanted) return true;
    return false;
  }

  constexpr void attempt(const list<axis_pair>& pairs) {
    boxes along(b, pairs);
    for (int row = 0; row < rows(); ++row) for_each_column(row, [&](int c) { along.add(row, c); });
    along.merge();
    list<band> found, few;
    long long rest = 0;
    for (int box = 0; box < along.count() && found.size() < fewest_; ++box) {
      const bool is_small = along.volume(box) < 4;
      (is_small ? few : found).push(along.as_band(box));
      rest += is_small ? along.volume(box) : 0;
    }
    if (found.size() >= fewest_) return;
    if (few.size() > 4 && rest < entries_) {  // what is left may stand in rows, or along another diagonal
      const pattern left = pattern_of(few);
      band_finder finder(left, {0, 0, b.rows, b.columns});
      const list<band> better = finder.best();
      if (!better.empty() && better.size() < few.size()) few = better;
    }
    if (found.size() + few.size() >= fewest_) return;
    for (const band& one : few) found.push(one);
    fewest_ = found.size();
    found_ = found;
  }
  constexpr pattern pattern_of(const list<band>& bands) const {
    pattern by_column;
    by_column.columns = rows();
    by_column.rows = static_cast<int>(b.columns.size());
    list<int> next(by_column.rows + 1, 0);
    for (const band& one : bands) for_each_entry(one, [&](int, int column) { ++next[column + 1]; });
    for (int k = 0; k < by_column.rows; ++k) next[k + 1] += next[k];
    by_column.begin = next;
    by_column.column.resize(next.back(), 0);
    for (const band& one : bands)
      for_each_entry(one, [&](int row, int column) { by_column.column[next[column]++] = row; });
    return transposed(by_column);
  }
};

}  // namespace cotangent::ir
