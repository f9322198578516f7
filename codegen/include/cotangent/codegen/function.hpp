// What a back end is given: a named function's parameters and its optimized program, as run-time values of the
// generator.
#pragma once

#include <cotangent/codegen/described_tree.hpp>
#include <cotangent/schedule/target.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cotangent::codegen {

struct parameter {
  std::string name;
  ir::value_type type;
};

/// Where the entries of a sparse result stand, as cotangent::sparsity has them.
struct sparse_tables {
  int rows = 0, columns = 0;
  bool symmetric = false;
  std::vector<int> row, column, column_begin, order;
};

struct function {
  std::string name;
  std::string signature;  // as ct::describe prints it: (f32[3],) -> f32[3,3]
  std::vector<parameter> inputs, outputs;
  std::vector<described_tree> arguments;  // whose leaves are the inputs
  described_tree result;                  // whose leaves are the outputs
  std::string cpp_arguments, cpp_result;  // types as C++ spells them, if they have names
  std::vector<std::string> cpp_headers;   // what declares them
  std::optional<sparse_tables> sparse;    // of a result that is a sparse matrix
  std::vector<char> mapped;               // of a batch: the inputs that each example has for itself; else empty
  ir::graph traced;                       // the program as the function wrote it
  ir::graph graph;                        // optimized; back ends that want loops make its schedule
  long long local_memory = 0;             // bytes of a GPU's thread that what does not fit registers may have
  long long stack_limit = 64 * 1024;      // a larger workspace, in bytes, is the caller's only

  /// The program as optimized for a target that has passes of its own, one that makes its loops itself, say. Throws
  /// std::invalid_argument if that is no program.
  ir::graph graph_for(const ir::target& t) const;
  /// The program of `count` examples, the first axis of what is mapped and of all outputs. Throws likewise.
  ir::graph graph_of_examples(int count, const ir::target& t) const;
};

/// A generated file, and what the generator says about it to whom builds it.
struct file {
  std::string name, text;
  std::string note = {};
};

/// How a library's source is divided into files.
struct source_files {
  std::size_t bytes = std::size_t{1} << 20;  // of C; more become several files
  std::size_t count = 0;  // write so many, the last ones empty if they are not needed; 0: as many as are needed
};

/// The name that `--lang` takes, and the files that a library of functions becomes; what they are called, where NAME is
/// the library, and what comes beside that if sources are several, NAME_N once for each but the first.
struct backend {
  std::string_view language;
  std::vector<file> (*files)(const std::string& library, const std::vector<function>& functions,
                             const source_files& sources);
  std::string_view names, names_of_several = "";
};
/// The names of the files that a back end writes if it writes `count` sources.
std::vector<std::string> file_names(const backend& b, const std::string& library, std::size_t count);
/// All that there are: a new one is a row in codegen/backends.hpp.
std::span<const backend> backends();

/// The name that `--with` takes, and the files by which another program calls a library's C; what they are called,
/// where NAME is the library: `NAME_there.c`, `NAME_there/there.py`.
struct adaptor {
  std::string_view name;
  std::vector<file> (*files)(const std::string& library, const std::vector<function>& functions);
  std::string_view names;
};
/// All that there are: a new one is a row in codegen/adaptors.hpp.
std::span<const adaptor> adaptors();

}  // namespace cotangent::codegen
