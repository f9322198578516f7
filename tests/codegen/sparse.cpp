// Generated C of sparse derivatives, by its tables and by the types of its C++ header.
#include "sparse_kernels.hpp"

#include <catch2/catch.hpp>

namespace ct = cotangent;

namespace {

template <class X>
X numbers() {
  X x;
  for (int k = 0; k < X::size(); ++k) x.data()[k] = static_cast<typename X::value_type>(0.2 + 0.37 * (k * k % 11) / 7);
  return x;
}
template <class Dense, class Wanted>
void check_same(const Dense& ours, const Wanted& wanted, double tolerance) {
  REQUIRE(Dense::size() == Wanted::size());
  for (int k = 0; k < Dense::size(); ++k)
    CHECK(ours.data()[k] == Approx(wanted.data()[k]).epsilon(tolerance).margin(tolerance));
}
}  // namespace

TEST_CASE("generated sparse derivatives are the dense ones", "[codegen][sparse]") {
  const auto z = numbers<ct::tensor<double, 14, 3>>();
  const auto jacobian = sparse_kernels::defects_jacobian(z, 0.1);
  check_same(jacobian.todense(), sparse_kernels::defects_dense(z, 0.1), 1e-14);
  static_assert(decltype(jacobian)::rows == 26 && decltype(jacobian)::columns == 42);
  check_same(sparse_kernels::energy_hessian(z, 0.1).todense(), sparse_kernels::energy_dense(z, 0.1), 1e-13);
  const auto x = numbers<ct::tensor<float, 12>>();
  check_same(sparse_kernels::mesh_jacobian(x).todense(), sparse_kernels::mesh_dense(x), 1e-6);
}

TEST_CASE("tables of generated C", "[codegen][sparse]") {
  const auto x = numbers<ct::tensor<float, 12>>();
  float values[MESH_JACOBIAN_NNZ], dense[10 * 12];
  mesh_jacobian(x.data(), values);
  mesh_dense(x.data(), dense);
  REQUIRE(MESH_JACOBIAN_ROWS == 10);
  REQUIRE(MESH_JACOBIAN_COLUMNS == 12);
  REQUIRE(mesh_jacobian_column_begin[12] == MESH_JACOBIAN_NNZ);
  for (int k = 0; k < MESH_JACOBIAN_NNZ; ++k)
    CHECK(values[k] == Approx(dense[mesh_jacobian_row[k] * 12 + mesh_jacobian_column[k]]));
  for (int c = 0; c < 12; ++c)
    for (int k = mesh_jacobian_column_begin[c]; k < mesh_jacobian_column_begin[c + 1]; ++k)
      CHECK(mesh_jacobian_column[mesh_jacobian_order[k]] == c);
}
