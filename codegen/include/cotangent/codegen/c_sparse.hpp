// Where the entries of a sparse matrix stand, as tables of generated C and a type of the C++ header.
#pragma once

#include <cotangent/codegen/names.hpp>

#include <cstdio>

namespace cotangent::codegen::c {

/// The tables in the order of `sparse_table_names`.
inline std::vector<const std::vector<int>*> sparse_tables_of(const function& f) {
  return {&f.sparse->row, &f.sparse->column, &f.sparse->column_begin, &f.sparse->order};
}
/// `const int f_row[22]`, and so on.
inline std::vector<std::string> sparse_declarations(const function& f) {
  std::vector<std::string> all;
  for (std::size_t k = 0; k < std::size(sparse_table_names); ++k)
    all.push_back("const int " + f.name + "_" + sparse_table_names[k] + "[" +
                  std::to_string(sparse_tables_of(f)[k]->size()) + "]");
  return all;
}
/// What the header says of it.
inline std::string sparse_header(const function& f) {
  if (!f.sparse) return "";
  const std::string name = f.name;
  std::string text = "/* A sparse matrix" +
                     std::string(f.sparse->symmetric ? ", of a symmetric one the lower triangle" : "") +
                     ": out_values[k] stands in row " + name + "_row[k], column " + name +
                     "_column[k].\n   By columns: those of column c are out_values[" + name + "_order[k]] for k from " +
                     name + "_column_begin[c] up to\n   " + name + "_column_begin[c + 1] - 1, rows ascending. */\n";
  const auto define = [&](const std::string& macro, std::size_t value) {
    text += "#define " + macro + " " + std::to_string(value) + "\n";
  };
  define(rows_macro(name), static_cast<std::size_t>(f.sparse->rows));
  define(columns_macro(name), static_cast<std::size_t>(f.sparse->columns));
  define(nnz_macro(name), f.sparse->row.size());
  for (const std::string& table : sparse_declarations(f)) text += "extern " + table + ";\n";
  return text;
}
/// What a source says of it: lines of numbers.
inline std::string sparse_source(const function& f) {
  std::string text;
  for (std::size_t table = 0; table < std::size(sparse_table_names); ++table) {
    text += sparse_declarations(f)[table] + " = {";
    std::size_t column = 120;
    for (int value : *sparse_tables_of(f)[table]) {
      const std::string number = std::to_string(value) + ",";
      if (column + number.size() > 118) {
        text += "\n ";
        column = 1;
      }
      text += " " + number;
      column += number.size() + 1;
    }
    text += "\n};\n";
  }
  return text;
}
/// The second type that cotangent::sparse_matrix is over.
inline std::string sparse_struct(const function& f) {
  std::string text = "struct " + sparsity_struct(f.name) + " {\n  static constexpr int rows = " + rows_macro(f.name) +
                     ", columns = " + columns_macro(f.name) + ", nnz = " + nnz_macro(f.name) +
                     ";\n  static constexpr bool symmetric = " + (f.sparse->symmetric ? "true" : "false") + ";\n";
  for (const char* table : sparse_table_names)
    text += std::string("  static constexpr const int* ") + table + " = ::" + f.name + "_" + table + ";\n";
  return text + "};\n";
}

}  // namespace cotangent::codegen::c
