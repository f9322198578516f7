// A sparse matrix's pattern as text.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

/// A line for each row, `#` where an entry is.
template <class Matrix>
void print_pattern(const Matrix& m) {
  std::printf("%d x %d, %d entries\n", m.rows, m.columns, m.nnz);
  std::vector<std::string> lines(static_cast<std::size_t>(m.rows),
                                 std::string(static_cast<std::size_t>(m.columns), '.'));
  for (int k = 0; k < m.nnz; ++k)
    lines[static_cast<std::size_t>(m.row[k])][static_cast<std::size_t>(m.column[k])] = '#';
  for (const std::string& line : lines) std::printf("%s\n", line.c_str());
}
