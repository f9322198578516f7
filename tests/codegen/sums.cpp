// Sums and recurrences in generated C against evaluation, in registers of the machine's width, of 16 bytes, and without
// any.
#include "no_registers_kernels.h"
#include "sums.hpp"
#include "sums_kernels.h"
#include "small_registers_kernels.h"

#include <boost/hana/for_each.hpp>
#include <boost/hana/range.hpp>
#include <catch2/catch.hpp>

#include <random>

namespace {

std::mt19937 engine(2);
template <class T>
void fill(T& leaf) {
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (auto& v : leaf) v = static_cast<std::remove_reference_t<decltype(v)>>(uniform(engine));
}
/// Equal but for rounding, of sums of numbers that may cancel.
template <class T, class Number>
void check_close(Number wanted, T given) {
  CHECK(given ==
        Approx(static_cast<T>(wanted)).epsilon(sizeof(T) == 4 ? 1e-5 : 1e-13).margin(sizeof(T) == 4 ? 1e-4 : 1e-12));
}
template <class T, int... Extents>
void check_close(const ct::tensor<T, Extents...>& wanted, const ct::tensor<T, Extents...>& given) {
  for (int k = 0; k < wanted.size(); ++k) check_close(wanted.data()[k], given.data()[k]);
}

template <class T, int Rows, int Columns, class Generated>
void compare(Generated generated) {
  ct::tensor<T, Rows, Columns> matrix;
  ct::tensor<T, Columns> x;
  ct::tensor<T, Rows> y;
  fill(matrix);
  fill(x);
  fill(y);
  auto [right, left, columns, rows, all, gram, graded] = all_sums(matrix, x, y);
  ct::tensor<T, Rows> right_c, rows_c;
  ct::tensor<T, Columns> left_c, columns_c, gradient_c;
  ct::tensor<T, Rows, Rows> gram_c;
  T all_c = 0, value_c = 0;
  generated(matrix.data(), x.data(), y.data(), right_c.data(), left_c.data(), columns_c.data(), rows_c.data(), &all_c,
            gram_c.data(), &value_c, gradient_c.data());
  check_close(right, right_c);
  check_close(left, left_c);
  check_close(columns, columns_c);
  check_close(rows, rows_c);
  check_close(all, all_c);
  check_close(gram, gram_c);
  check_close(graded.value, value_c);
  check_close(graded.gradient, gradient_c);
}

template <class T, int Steps, class Generated>
void compare_recurrences(Generated generated) {
  ct::tensor<T, Steps> x, factors;
  fill(x);
  fill(factors);
  // The last one's powers overflow.
  for (const T a : {T(0.9), T(-1), T(0), sizeof(T) == 4 ? T(1e20) : T(1e160)}) {
    if (a > 1) x = factors = {};
    if (a > 1) factors = factors + a;
    const T start = a > 1 ? T(0) : a;
    const auto ours = ct::jit(all_recurrences)(start, x, factors);
    auto theirs = ours;
    const auto at = [&](auto k) -> auto& { return boost::hana::at(theirs, k); };
    using boost::hana::int_c;
    generated(start, x.data(), factors.data(), &at(int_c<0>), at(int_c<1>).data(), at(int_c<2>).data(), &at(int_c<3>),
              at(int_c<4>).data(), at(int_c<5>).data(), at(int_c<6>).data(), at(int_c<7>).data(), at(int_c<8>).data());
    boost::hana::for_each(boost::hana::make_range(int_c<0>, int_c<9>),
                          [&](auto k) { check_close(boost::hana::at(ours, k), at(k)); });
  }
}

}  // namespace

#define ONE(T, ROWS, COLUMNS, NAME)                  \
  TEST_CASE("generated sums: " #NAME, "[codegen]") { \
    compare<T, ROWS, COLUMNS>(NAME);                 \
    compare<T, ROWS, COLUMNS>(small_##NAME);         \
    compare<T, ROWS, COLUMNS>(no_##NAME);            \
  }
SUMS(ONE)
#undef ONE
#define ONE(T, STEPS, NAME)                                 \
  TEST_CASE("generated recurrences: " #NAME, "[codegen]") { \
    compare_recurrences<T, STEPS>(NAME);                    \
    compare_recurrences<T, STEPS>(small_##NAME);            \
    compare_recurrences<T, STEPS>(no_##NAME);               \
  }
RECURRENCES(ONE)
