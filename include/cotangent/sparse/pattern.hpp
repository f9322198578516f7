// Where a matrix may be other than zero.
#pragma once

#include <cotangent/graph/list.hpp>
#include <cotangent/graph/text.hpp>

namespace cotangent::ir {

/// By rows: row r has the columns `column[begin[r]]`, ..., in order.
struct pattern {
  int rows = 0, columns = 0;
  list<int> begin, column;
  bool too_large = false;   // more entries than an int can count
  bool too_long = false;    // its sets on the way are more than are kept
  detail::text dense_from;  // where most of it came from, if most of it may be other than zero
  constexpr int nnz() const { return column.size(); }
};

constexpr pattern transposed(const pattern& p) {
  pattern t;
  t.rows = p.columns;
  t.columns = p.rows;
  t.too_large = p.too_large;
  t.dense_from = p.dense_from;
  t.begin = list<int>(t.rows + 1, 0);
  for (int c : p.column) ++t.begin[c + 1];
  for (int c = 0; c < t.rows; ++c) t.begin[c + 1] += t.begin[c];
  t.column = list<int>(p.nnz(), 0);
  list<int> next = t.begin;
  for (int r = 0; r < p.rows; ++r)
    for (int k = p.begin[r]; k < p.begin[r + 1]; ++k) t.column[next[p.column[k]]++] = r;
  return t;
}

/// Without what stands above the diagonal.
constexpr pattern lower_triangle(const pattern& p) {
  pattern low;
  low.rows = p.rows;
  low.columns = p.columns;
  low.begin.push(0);
  for (int r = 0; r < p.rows; ++r) {
    for (int k = p.begin[r]; k < p.begin[r + 1]; ++k)
      if (p.column[k] <= r) low.column.push(p.column[k]);
    low.begin.push(low.column.size());
  }
  return low;
}

}  // namespace cotangent::ir
