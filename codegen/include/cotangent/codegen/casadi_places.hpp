// Places of CasADi's externals, matrices by columns, and where in C's results their numbers come from. A C array of [c,
// r] is a matrix of r by c.
#pragma once

#include <cotangent/codegen/function.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace cotangent::codegen::casadi {

/// A matrix: dense, or the rows of its entries column after column.
struct place {
  std::string name;
  int rows = 0, columns = 0;
  bool dense = true;
  std::vector<int> column_begin = {}, row = {};

  int count() const { return dense ? rows * columns : static_cast<int>(row.size()); }
  place empty(std::string called) const {
    return {std::move(called), rows, columns, false, std::vector<int>(static_cast<std::size_t>(columns) + 1), {}};
  }
  place named(std::string called) const {
    place other = *this;
    other.name = std::move(called);
    return other;
  }
};
/// What is copied from C's output number `which` of `from`: entry[k], or if that is empty all as it stands. Without
/// `from` nothing is to be had, and the place has no elements.
struct output : place {
  const function* from = nullptr;
  int which = 0;
  std::vector<int> entry = {};
};
/// Parameter k of each C function is input given[k].
struct external {
  std::string name;
  std::vector<place> inputs;
  std::vector<output> outputs;
  std::vector<int> given;
};

inline constexpr std::string_view prefix = "casadi_";

inline place place_of(const parameter& p) {
  const ir::shape& dims = p.type.dims;
  const int last = dims.rank > 0 ? dims[dims.rank - 1] : 1;
  return {p.name, last, dims.rank == 2 ? dims[0] : 1};
}
inline output dense_output(const function& f, int which, std::string name) {
  return {place_of(f.outputs[static_cast<std::size_t>(which)]).named(std::move(name)), &f, which};
}
/// The entries of f's matrix that `where` says are in this one: (row, column), or {-1, -1}.
template <class Where>
void append_entries(std::vector<std::array<int, 3>>& all, const function& f, const Where& where) {
  for (std::size_t k = 0; k < f.sparse->row.size(); ++k)
    if (const auto [row, column] = where(f.sparse->row[k], f.sparse->column[k]); row >= 0)
      all.push_back({column, row, static_cast<int>(k)});
}
inline output sparse_output(const function& f, std::string name, int rows, int columns,
                            std::vector<std::array<int, 3>> entries) {
  std::sort(entries.begin(), entries.end());
  output made{place{"", rows, columns}.empty(std::move(name))};
  made.from = &f;
  for (const auto& [column, row, k] : entries) {
    ++made.column_begin[static_cast<std::size_t>(column) + 1];
    made.row.push_back(row);
    made.entry.push_back(k);
  }
  for (std::size_t c = 1; c < made.column_begin.size(); ++c) made.column_begin[c] += made.column_begin[c - 1];
  bool as_it_stands = made.entry.size() == f.sparse->row.size();
  for (std::size_t k = 0; k < made.entry.size(); ++k)
    as_it_stands = as_it_stands && made.entry[k] == static_cast<int>(k);
  if (made.entry.empty()) made.from = nullptr;
  else if (as_it_stands) made.entry.clear();
  return made;
}
inline const function& sparse(const function& f) {
  if (!f.sparse)
    throw std::invalid_argument(f.name + ": its result must be that of ct::sparse_jacobian or ct::sparse_hessian");
  return f;
}

/// The library's functions that CasADi is to see, by what CasADi calls them.
struct functions_by_name {
  const std::vector<function>& all;

  const function* find(const std::string& name) const {
    for (const function& f : all)
      if (f.name == std::string(prefix) + name) return &f;
    return nullptr;
  }
  const function& needed(const std::string& name, const std::string& by) const {
    const function* const f = find(name);
    if (f == nullptr)
      throw std::invalid_argument("casadi_" + by + ": there is no casadi_" + name + "; ct::casadi::add adds both");
    return *f;
  }
};

}  // namespace cotangent::codegen::casadi
