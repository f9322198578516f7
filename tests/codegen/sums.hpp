// Functions whose sums generated C keeps in SIMD registers, of sizes that fill some, leave some over, and share tiles.
#pragma once

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

/// Products with a matrix from both sides, sums along both axes and of everything, sums of functions, and what is
/// stored beside a sum.
constexpr auto all_sums = [](auto matrix, auto x, auto y) {
  const auto scaled = -matrix * 0.5 / 3.0 - 1;
  return ct::tuple(dot(matrix, x), dot(y, matrix), sum(scaled, ct::axes<0>), sum(matrix * matrix, ct::axes<1>),
                   sum(matrix), matmul(matrix, transpose(matrix)),
                   ct::value_and_grad([](auto u) { return log(sum(exp(u * u))) + sum(tanh(u)); })(x));
};

template <class T, int Rows, int Columns>
using matrix_of = ct::tensor<T, Rows, Columns>;

// Element type, rows, columns, and a name.
// clang-format off
#define SUMS(ONE) \
  ONE(double, 8, 8, even) ONE(double, 5, 9, ragged) ONE(double, 12, 37, tiled) ONE(float, 16, 64, even_float) \
  ONE(float, 7, 45, ragged_float) ONE(double, 3, 150, long_rows) ONE(double, 16, 13, sums_and_rest)
// clang-format on

/// Linear recurrences: with one factor, a number of the program, and a factor for each step; either way; what each step
/// begins and ends with.
constexpr auto all_recurrences = [](auto a, auto x, auto factors) {
  using boost::hana::at_c;
  using T = typename ct::detail::leaf_traits<decltype(x)>::element;
  const auto same = [=](auto c, auto x_t) { return ct::tuple(a * c + x_t, ct::tuple(c, x_t + c * a)); };
  const auto fixed = [](auto c, auto x_t) { return ct::tuple(T(0.75) * c + x_t, c); };
  const auto varying = [](auto c, auto now) { return ct::tuple(at_c<0>(now) * c + at_c<1>(now), c); };
  const auto forward = ct::scan(same, a, x), backward = ct::scan(same, a, x, ct::reverse);
  return ct::tuple(forward.carry, at_c<0>(forward.ys), at_c<1>(forward.ys), backward.carry, at_c<0>(backward.ys),
                   at_c<1>(backward.ys), ct::scan(fixed, a, x).ys, ct::scan(varying, a, ct::tuple(factors, x)).ys,
                   ct::scan(varying, a, ct::tuple(factors, x), ct::reverse).ys);
};

// Element type, number of steps, and a name.
#define RECURRENCES(ONE) ONE(double, 45, recurrences) ONE(float, 64, recurrences_float)
