// Sparse Jacobians and Hessians as users call them: patterns as constants, values, other forms of them, transforms of
// them.
#include <eigen3/Eigen/SparseCore>

#include "cases.hpp"

#include <vector>

namespace {

using vector = ct::tensor<double, 6>;
constexpr auto chain = [](auto x) {
  return ct::slice<0, 1, 6>(x) * ct::slice<0, 0, 5>(x) - sin(ct::slice<0, 0, 5>(x));
};
constexpr auto energy = [](auto x, auto k) {
  const auto d = ct::slice<0, 1, 6>(x) - ct::slice<0, 0, 5>(x);
  return k * sum(d * d * d);
};
constexpr auto& pattern = ct::jacobian_sparsity<decltype(chain), vector>();
static_assert(pattern.nnz == 10 && pattern.rows == 5 && pattern.columns == 6 && !pattern.symmetric);
static_assert(ct::hessian_sparsity<decltype(energy), vector, double>().nnz == 11);
static_assert(ct::jacobian_sparsity<decltype(energy), vector, double>(ct::argnums<1, 0>).nnz == 7);
static_assert([] {
  for (int k = 0; k < pattern.nnz; ++k)
    if (pattern.column[k] != pattern.row[k] && pattern.column[k] != pattern.row[k] + 1) return false;
  return true;
}());
/// By columns: begins, and rows that ascend.
static_assert([] {
  for (int c = 0; c < pattern.columns; ++c)
    for (int k = pattern.column_begin[c]; k < pattern.column_begin[c + 1]; ++k) {
      if (pattern.column[pattern.order[k]] != c) return false;
      if (k > pattern.column_begin[c] && pattern.row[pattern.order[k]] <= pattern.row[pattern.order[k - 1]])
        return false;
    }
  return pattern.column_begin[0] == 0 && pattern.column_begin[pattern.columns] == pattern.nnz;
}());

constexpr vector x{0.3, -1, 2, 0.5, 1.5, -0.7};
template <class Dense>
void check_same(const Dense& ours, const Dense& wanted) {
  for (int k = 0; k < Dense::size(); ++k) CHECK(ours.data()[k] == Approx(wanted.data()[k]).margin(1e-14));
}

}  // namespace

TEST_CASE("sparse matrices in their forms", "[sparse]") {
  const auto jacobian = ct::sparse_jacobian(chain)(x);
  const auto dense = ct::jacfwd(chain)(x);
  check_same(jacobian.todense(), dense);
  const Eigen::SparseMatrix<double> eigen = jacobian.eigen();
  CHECK(eigen.isCompressed());
  CHECK(eigen.nonZeros() == 10);
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 6; ++j) CHECK(eigen.coeff(i, j) == Approx(dense(i, j)).margin(1e-14));
  Eigen::SparseMatrix<double> again;
  jacobian.eigen_into(again);
  jacobian.eigen_into(again);
  CHECK((again - eigen).norm() == 0);
  check_same(ct::sparse_hessian(energy)(x, 2.0).todense(), ct::hessian(energy)(x, 2.0));
  const Eigen::SparseMatrix<double> lower = ct::sparse_hessian(energy)(x, 2.0).eigen();
  CHECK(lower.coeff(0, 1) == 0);
  CHECK(lower.coeff(1, 0) != 0);
  CHECK(ct::describe<decltype(jacobian)>() == "{values: f64[10]}");
}

TEST_CASE("sparse derivatives under transforms", "[sparse]") {
  const auto inside = ct::jit([](auto v) {
    const auto j = ct::sparse_jacobian(chain)(v);
    return ct::tuple(j.todense(), sum(j.values * j.values));
  })(x);
  check_same(at_c<0>(inside), ct::jacfwd(chain)(x));
  check_same(ct::grad([](auto v) { return sum(square(ct::sparse_jacobian(chain)(v).values)); })(x),
             ct::grad([](auto v) { return sum(square(ct::jacfwd(chain)(v))); })(x));
  check_same(ct::jit([](auto v) { return ct::sparse_hessian(energy)(v, 2.0).todense(); })(x),
             ct::hessian(energy)(x, 2.0));
  const ct::tensor<double, 2, 6> both{{1, 2, 3, 4, 5, 6}, {0.3, -1, 2, 0.5, 1.5, -0.7}};
  const auto batch = ct::vmap(ct::sparse_jacobian(chain))(both);
  const auto one = ct::sparse_jacobian(chain)(x);
  for (int k = 0; k < one.nnz; ++k) CHECK(batch.values(1, k) == Approx(one.values(k)));
  check_same(ct::jit([](auto v) { return ct::vmap(ct::sparse_jacobian(chain))(v).todense(); })(both),
             ct::vmap(ct::jacfwd(chain))(both));
  check_same(
      ct::jit([](auto v) { return ct::vmap([](auto r) { return ct::sparse_jacobian(chain)(r).todense(); })(v); })(both),
      ct::vmap(ct::jacfwd(chain))(both));
}

#ifndef COTANGENT_GENERATOR  // which has no kernels to call
TEST_CASE("sparse derivatives into the caller's memory, and of many examples", "[sparse][map]") {
  const auto one = ct::sparse_jacobian(chain)(x);
  std::decay_t<decltype(one)> place{};
  ct::into(place, ct::sparse_jacobian(chain))(x);
  check_same(place.values, one.values);
  std::vector<vector> many(37, vector{1, 2, 3, 4, 5, 6});
  many[5] = x;
  std::vector<ct::tensor<double, 10>> entries(37);
  ct::map([](auto v) { return ct::sparse_jacobian(chain)(v).values; })(many, entries);
  check_same(entries[5], one.values);
  const auto total = ct::map_sum(ct::sparse_jacobian(chain))(std::vector<vector>(3, x));
  for (int k = 0; k < one.nnz; ++k) CHECK(total.values(k) == Approx(3 * one.values(k)));
}
#endif

TEST_CASE("sparse derivatives by several arguments, of floats", "[sparse]") {
  const auto by_both = ct::sparse_jacobian([](auto a, auto k) { return a * k; }, ct::argnums<0, -1>)(
      ct::tensor<float, 3>{1, 2, 3}, ct::tensor<float, 3>{4, 5, 6});
  const auto dense = by_both.todense();
  static_assert(decltype(by_both)::columns == 6 && decltype(by_both)::nnz == 6);
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 6; ++j) CHECK(dense(i, j) == (j == i ? 4.0F + float(i) : j == i + 3 ? 1.0F + float(i) : 0.0F));
  // What is no number that is known stays out of entries: 0 * inf would be NaN in a dense one.
  const auto scaled = ct::sparse_jacobian([](auto a, auto s) { return a * s; })(ct::tensor<double, 2>{1, 2},
                                                                                ct::tensor<double, 2>{HUGE_VAL, 3});
  CHECK(scaled.values(0) == HUGE_VAL);
  CHECK(scaled.values(1) == 3);
}

TEST_CASE("patterns as pictures", "[sparse]") {
  CHECK(ct::inspect(chain, ct::like<vector>).sparsity() ==
        "5 x 6, 10 entries of 30 (33.3 %), by bands\n##....\n.##...\n..##..\n...##.\n....##\n");
  CHECK(ct::inspect(ct::sparse_hessian(energy), ct::like<vector>, ct::like<double>)
            .sparsity()
            .starts_with("6 x 6, 11 entries in the lower triangle of 36 (30.5 %), by bands\n##....\n###..."));
  const auto svg = ct::inspect(chain, ct::like<vector>).sparsity_svg();
  CHECK(svg.find("M0 0h2v1h-2z") != svg.npos);
  constexpr auto full = [](auto v) { return v * sum(v * v); };
  CHECK(ct::inspect(full, ct::like<vector>).sparsity().find("dense from reduce_sum f64[] on") != svg.npos);
}
