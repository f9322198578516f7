// The pattern and the program of a sparse derivative as constants.
#pragma once

#include <cotangent/api/grad.hpp>
#include <cotangent/schedule/program.hpp>
#include <cotangent/sparse/derivative.hpp>
#include <cotangent/sparse/draw.hpp>
#include <cotangent/tensor/sparse_matrix.hpp>

namespace cotangent::detail {

template <class L, class... Rest>
L first_of(type_list<L, Rest...>);
template <class List>
using first_type = decltype(first_of(List{}));
/// The program of the entries, made of what F is traced to.
template <class F, bool Hessian, class Places, class... Args>
struct sparse_source;
template <class F, bool Hessian, int... A, class... Args>
struct sparse_source<F, Hessian, std::integer_sequence<int, A...>, Args...> {
  using differentiated = std::conditional_t<Hessian, grad_function<F, false, false, A...>, F>;
  /// Of all leaves that matter.
  using element = typename leaf_traits<
      first_type<decltype((type_list<>{} + ... + leaves_of<std::tuple_element_t<A, std::tuple<Args...>>>{}))>>::element;
  static constexpr ir::list<int> parameters() {
    constexpr int counts[] = {leaves_of<Args>::size...};
    ir::list<int> all;
    for (int argument : {A...}) {
      int from = 0;
      for (int k = 0; k < argument; ++k) from += counts[k];
      for (int k = 0; k < counts[argument]; ++k) all.push(from + k);
    }
    return all;
  }
  static constexpr ir::sparse_program make() {
    if (std::is_constant_evaluated()) return made(Hessian);
    return made(hessian);
  }

 private:
  static constexpr ir::sparse_program made(bool second) {
    return ir::sparse_derivative(trace_program<differentiated, Args...>(), parameters(), second);
  }
  /// No constant: clang evaluates calls with constant arguments where it only compiles them, here for a minute.
  static inline bool hessian = Hessian;
};

/// The same at rest, in room for so many equations, words, columns and entries.
template <int E, int W, int C, int N>
struct sparse_at_rest {
  ir::frozen_graph<E, W> program;
  sparsity<C, N> where;
  int columns = 0, nnz = 0;
  bool too_large = false;
  const char* method = "";
  text dense_from;

  /// `tables` and `facts` are of a sparse_program, or of another of these.
  constexpr sparse_at_rest(const auto& graph, const auto& tables, const auto& facts, int column_count, int entries)
      : program(graph.template freeze<E, W>()),
        columns(column_count),
        nnz(entries),
        too_large(facts.too_large),
        method(facts.method),
        dense_from(facts.dense_from) {
    where.rows = tables.rows;
    where.symmetric = tables.symmetric;
    if (!fits()) return;
    for (int k = 0; k < nnz; ++k) {
      where.row[k] = tables.row[k];
      where.column[k] = tables.column[k];
      where.order[k] = tables.order[k];
    }
    for (int c = 0; c <= columns && nnz > 0; ++c) where.column_begin[c] = tables.column_begin[c];
  }
  constexpr bool fits() const { return program.fits() && columns <= C && nnz <= N; }
};
/// Made once, into room enough for most, and copied into no more than it takes; only larger ones are made twice.
template <class Source>
struct sparse_constants {
  template <int E, int W, int C, int N>
  static constexpr auto made() {
    const ir::sparse_program p = Source::make();
    return sparse_at_rest<E, W, C, N>(p.program, p, p, p.columns, p.nnz());
  }
  static constexpr auto first = made<512, 2048, 1024, 6144>();
  static constexpr auto value() {
    constexpr int e = first.program.equation_count, w = first.program.word_count, c = first.columns, n = first.nnz;
    if constexpr (first.fits()) return sparse_at_rest<e, w, c, n>(ir::graph(first.program), first.where, first, c, n);
    else return made<e, w, c, n>();
  }
};
/// What a sparse_matrix asks for.
template <class Source>
struct sparse_tables {
  static constexpr auto constants = sparse_constants<Source>::value();
  static constexpr const auto& where = constants.where;
  static constexpr int rows = where.rows, columns = where.columns, nnz = where.nnz;
  static constexpr bool symmetric = where.symmetric;
  static constexpr const int *row = where.row, *column = where.column, *column_begin = where.column_begin,
                             *order = where.order;
};

/// A pattern as text or SVG.
template <class Source>
constexpr ir::drawn_pattern drawn_pattern_of() {
  using tables = sparse_tables<Source>;
  return {tables::rows,
          tables::columns,
          tables::nnz,
          tables::symmetric,
          tables::row,
          tables::column,
          tables::constants.method,
          tables::constants.dense_from};
}
/// Where a function's entries come from: a sparse function's own, or those of another one's Jacobian by its argument 0.
template <class F, class... Args>
constexpr auto sparse_source_of() {
  if constexpr (requires { typename F::template source<Args...>; })
    return std::type_identity<typename F::template source<Args...>>{};
  else return std::type_identity<sparse_source<F, false, std::integer_sequence<int, 0>, Args...>>{};
}

}  // namespace cotangent::detail
