// What sparse Jacobians and Hessians are on values: the entries that may be other than zero, and where they stand.
#pragma once

#include <cotangent/tensor/tensor.hpp>
#include <cotangent/trees/anything.hpp>

namespace Eigen {
template <class Scalar, int Options, class Index>
class SparseMatrix;
}

namespace cotangent {

/// Where a matrix of `rows` by `columns` may be other than zero: entry k stands in row `row[k]` and column `column[k]`.
/// By columns: those of column c are the entries order[column_begin[c]], ..., order[column_begin[c + 1] - 1], whose
/// rows ascend.
template <int Columns, int Entries>
struct sparsity {
  int rows = 0, columns = Columns;
  static constexpr int nnz = Entries;
  /// Of a Hessian only the lower triangle is there.
  bool symmetric = false;
  int row[Entries > 0 ? Entries : 1] = {};
  int column[Entries > 0 ? Entries : 1] = {};
  int column_begin[Columns + 1] = {};
  int order[Entries > 0 ? Entries : 1] = {};
};

namespace detail {
/// A traced matrix with its zeros (api/sparse.hpp).
template <class Matrix>
struct traced_dense;
}  // namespace detail

/// A sparse matrix: `values[k]` stands at (row[k], column[k]), and elsewhere are zeros. A tree with one leaf, of shape
/// (nnz), or (batch..., nnz) for those of a batch. `Where` holds the tables, which are the same for all values.
template <class Values, class Where>
struct sparse_matrix {
  Values values;

  static constexpr int rows = Where::rows, columns = Where::columns, nnz = Where::nnz;
  static constexpr bool symmetric = Where::symmetric;
  static constexpr const int *row = Where::row, *column = Where::column, *column_begin = Where::column_begin,
                             *order = Where::order;

  /// The same with its zeros, of shape (rows, columns); of a Hessian both triangles, the
  /// upper one as the mirror image of the lower, which a custom rule may make it not.
  constexpr auto todense() const {
    using traits = detail::leaf_traits<Values>;
    if constexpr (traits::is_traced) {
      return detail::traced_dense<sparse_matrix>::of(*this);
    } else if constexpr (traits::dims.rank > 1) {
      static_assert(traits::dims.rank == 1,
                    "todense: these are the matrices of a batch; call it inside of what vmap or jit is given");
      return detail::anything{};
    } else {
      tensor<typename traits::element, rows, columns> dense{};
      for (int k = 0; k < nnz; ++k) {
        dense(row[k], column[k]) = values(k);
        if (symmetric) dense(column[k], row[k]) = values(k);
      }
      return dense;
    }
  }

  /// An Eigen::SparseMatrix (by columns, compressed), of a Hessian the lower triangle, as Eigen's solvers and
  /// selfadjointView<Eigen::Lower>() want it. Needs <Eigen/SparseCore>.
  template <class Index = int>
  auto eigen() const {
    using matrix_type = Eigen::SparseMatrix<typename detail::leaf_traits<Values>::element, 0, Index>;
    if constexpr (requires { sizeof(matrix_type); }) {
      matrix_type matrix(rows, columns);
      eigen_into(matrix);
      return matrix;
    } else {
      static_assert(requires { sizeof(matrix_type); }, "eigen: needs #include <Eigen/SparseCore>");
      return detail::anything{};
    }
  }
  /// The same into a matrix that there is; where that has as many entries, nothing is allocated.
  template <class Scalar, class Index>
  void eigen_into(Eigen::SparseMatrix<Scalar, 0, Index>& matrix) const {
    static_assert(detail::leaf_traits<Values>::dims.rank == 1, "eigen: these are the matrices of a batch; take one");
    if (matrix.rows() != rows || matrix.cols() != columns) matrix.resize(rows, columns);
    if (matrix.nonZeros() != nnz || !matrix.isCompressed()) {
      matrix.makeCompressed();
      matrix.resizeNonZeros(nnz);
    }
    for (int c = 0; c <= columns; ++c) matrix.outerIndexPtr()[c] = column_begin[c];
    for (int k = 0; k < nnz; ++k) {
      matrix.innerIndexPtr()[k] = row[order[k]];
      matrix.valuePtr()[k] = values(order[k]);
    }
  }
};

/// What a refused call returns: whatever is done with it is no second error.
template <class Where>
struct sparse_matrix<detail::anything, Where> {
  detail::anything values;
  static constexpr int rows = 0, columns = 0, nnz = 0;
  static constexpr bool symmetric = false;
  static constexpr detail::anything row{}, column{}, column_begin{}, order{};
  constexpr detail::anything todense() const { return {}; }
  template <class = int>
  constexpr detail::anything eigen() const {
    return {};
  }
  constexpr void eigen_into(auto&) const {}
};

namespace detail {

using refused_matrix = sparse_matrix<anything, none_t>;

template <class Values, class Where>
struct tree_traits<sparse_matrix<Values, Where>> : sequence_traits<Values> {
  template <int I, class Node>
  static constexpr decltype(auto) child(Node&& node) {
    return (std::forward<Node>(node).values);
  }
  template <int I>
  static constexpr const char* name() {
    return "values";
  }
  template <class C>
  static constexpr auto rebuild(C c) {
    return sparse_matrix<C, Where>{std::move(c)};
  }
};

}  // namespace detail
}  // namespace cotangent
