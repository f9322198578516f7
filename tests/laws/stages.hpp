// A program at run time: traced, optimized, scheduled and checked at each stage, interpreted, and printed as C that is
// compiled and called. All of this is compiled once; what a law costs to compile is the trace of its function.
#pragma once

#include <cotangent/graph/graph.hpp>

#include <string>
#include <vector>

namespace laws {

using array = std::vector<double>;  // elements of a leaf of any type

struct program {
  std::string name;
  cotangent::ir::graph written, traced, optimized;  // traced, and as the interpreter takes it
};

/// Runs `trace`, optimizes, and checks that every stage is valid and that optimizing twice changes nothing.
program stages_of(const std::string& name, cotangent::ir::graph (*trace)(), unsigned options = 0);

/// The leaves of the program's result on leaves of its arguments.
std::vector<array> interpreted(const cotangent::ir::graph& g, const std::vector<array>& arguments);

/// Programs in one library of generated C, compiled (every warning an error) and loaded; `batches` are called for many
/// examples, too.
class compiled_c {
 public:
  explicit compiled_c(const std::string& library, const std::vector<program>& programs,
                      const std::vector<program>& batches = {});
  ~compiled_c();
  compiled_c(const compiled_c&) = delete;
  compiled_c& operator=(const compiled_c&) = delete;
  std::vector<array> call(const program& p, const std::vector<array>& arguments) const;
  /// A batch on examples of its arguments that lie behind each other, or so many elements further apart; the results
  /// likewise, and between them 77.
  std::vector<array> call_examples(const program& p, const std::vector<array>& arguments, std::size_t count,
                                   std::size_t apart) const;
  /// The same as CUDA has it, which a CPU emulates: element k of example e at k * count + e.
  std::vector<array> call_threads(const program& p, const std::vector<array>& arguments, std::size_t count) const;

 private:
  void* handle = nullptr;
  void* threads = nullptr;  // of the batches as CUDA
};

/// Programs in one module of StableHLO, with values for their arguments and what they come to, for
/// tests/stablehlo/run.py: laws_LIBRARY/LIBRARY.mlir, .json and .values (numbers as doubles, of each program those of
/// all arguments, then of all results).
struct example {
  std::vector<array> arguments, results;
};
void write_stablehlo(const std::string& library, const std::vector<program>& programs,
                     const std::vector<example>& examples);
/// A Python module of JAX, laws_LIBRARY/LIBRARY_laws.py, of the programs, and beside it, as JSON, their arguments and
/// what they should return; tests/laws/against_jax.py compares.
void print_jax(const std::string& library, const std::vector<program>& programs, const std::vector<array>& arguments,
               const std::vector<std::vector<array>>& results);

/// The entries of a function's sparse Jacobian (`jacobian` is the dense one at x), by bands, by colours of columns and
/// of rows; and of the sparse Hessian of its sum of squares, by bands and by star colouring.
void check_sparse(const cotangent::ir::graph& function, const array& x, const array& jacobian, bool single);
/// A sparse derivative of a program by its parameters `by` (of a gradient, with `symmetric`) against the dense one,
/// column by column, and how it was made.
struct sparse_facts {
  int rows, columns, nnz;
  std::string method;
};
sparse_facts check_sparse_derivative(const cotangent::ir::graph& function, const std::vector<int>& by, bool symmetric,
                                     const std::vector<array>& arguments);

/// Differences of at most `steps` times 1e-15, or 5e-7 where ours are floats, relative or absolute.
void check_close(const array& ours, const array& wanted, double steps, bool single);
/// So many numbers between two, by a seed.
array random_array(int count, unsigned seed, double low, double high, bool single);

}  // namespace laws
