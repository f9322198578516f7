// Columns that share a direction, because no row needs to tell them apart: greedily, in their order.
#pragma once

#include <cotangent/sparse/pattern.hpp>

namespace cotangent::ir {

struct colouring {
  int colours = 0;
  list<int> of;  // each column
};

/// The least colour that column `c` was not told is taken (`taken[k] == c`).
constexpr void colour_by(colouring& found, list<int>& taken, int c) {
  int colour = 0;
  while (colour < found.colours && taken[colour] == c) ++colour;
  if (colour == found.colours) {
    ++found.colours;
    taken.push(-1);
  }
  found.of[c] = colour;
}

/// Columns of one colour have no row in common (Curtis, Powell and Reid 1974).
constexpr colouring coloured_columns(const pattern& p) {
  const pattern by_column = transposed(p);
  colouring found{0, list<int>(p.columns, -1)};
  list<int> taken;
  for (int c = 0; c < p.columns; ++c) {
    for (int a = by_column.begin[c]; a < by_column.begin[c + 1]; ++a) {
      const int row = by_column.column[a];
      for (int k = p.begin[row]; k < p.begin[row + 1]; ++k)
        if (const int other = found.of[p.column[k]]; other >= 0) taken[other] = c;
    }
    colour_by(found, taken, c);
  }
  return found;
}

/// A symmetric pattern, coloured so that no path of four vertices has two colours only (Coleman and More 1984): each
/// entry stands alone in its row among the columns of its colour, or its mirror image does.
constexpr colouring star_coloured(const pattern& p) {
  colouring found{0, list<int>(p.columns, -1)};
  list<int> taken;
  for (int v = 0; v < p.columns; ++v) {
    for (int a = p.begin[v]; a < p.begin[v + 1]; ++a) {
      const int w = p.column[a];
      if (w == v) continue;
      if (found.of[w] >= 0) taken[found.of[w]] = v;
      for (int k = p.begin[w]; k < p.begin[w + 1]; ++k) {
        const int x = p.column[k];
        if (x == v || x == w || found.of[x] < 0) continue;
        bool forbidden = found.of[w] < 0;                                  // v - w - x, and w's colour comes later
        for (int d = p.begin[x]; d < p.begin[x + 1] && !forbidden; ++d) {  // v - w - x - y, where y is coloured as w
          const int y = p.column[d];
          forbidden = y != w && y != x && found.of[y] >= 0 && found.of[y] == found.of[w];
        }
        if (forbidden) taken[found.of[x]] = v;
      }
    }
    colour_by(found, taken, v);
  }
  return found;
}

/// Whether entry (row, column) is alone in its row among the columns of its colour.
constexpr bool is_alone(const pattern& p, const colouring& c, int row, int column) {
  int same = 0;
  for (int k = p.begin[row]; k < p.begin[row + 1]; ++k) same += c.of[p.column[k]] == c.of[column];
  return same == 1;
}

}  // namespace cotangent::ir
