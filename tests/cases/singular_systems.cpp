// Linear systems whose matrix has no inverse: derivatives of determinants are cofactors whatever the rank; the rest is
// as JAX has it.
#include "cases.hpp"

#include <random>

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// By elimination with the largest element of all as pivot, in more digits.
long double determinant(std::vector<std::vector<long double>> m) {
  const std::size_t n = m.size();
  long double product = 1;
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t row = k, column = k;
    for (std::size_t i = k; i < n; ++i)
      for (std::size_t j = k; j < n; ++j)
        if (std::abs(m[i][j]) > std::abs(m[row][column])) row = i, column = j;
    if (m[row][column] == 0) return 0;
    if (row != k) std::swap(m[row], m[k]), product = -product;
    if (column != k) product = -product;
    for (auto& line : m) std::swap(line[column], line[k]);
    product *= m[k][k];
    for (std::size_t i = k + 1; i < n; ++i) {
      const long double factor = m[i][k] / m[k][k];
      for (std::size_t j = k; j < n; ++j) m[i][j] -= factor * m[k][j];
    }
  }
  return product;
}
template <int N>
double cofactor(const ct::tensor<double, N, N>& a, int row, int column) {
  std::vector<std::vector<long double>> m;
  for (int i = 0; i < N; ++i) {
    if (i == row) continue;
    m.emplace_back();
    for (int j = 0; j < N; ++j)
      if (j != column) m.back().push_back(a(i, j));
  }
  return static_cast<double>((row + column) % 2 == 0 ? determinant(m) : -determinant(m));
}
template <int N>
void check_cofactors(const ct::tensor<double, N, N>& a, const ct::tensor<double, N, N>& gradient) {
  double size = 1;
  for (double v : a) size = std::max(size, std::abs(v));
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j) CHECK(std::abs(gradient(i, j) - cofactor<N>(a, i, j)) <= 1e-12 * std::pow(size, N - 1));
}

template <class F, class... Args>
ct::ir::graph program() {
  return ct::ir::optimize(program_of<F, Args...>());
}

constexpr auto gradient_of_det = [](auto a) { return ct::grad([](auto x) { return det(x); })(a); };
constexpr auto forward_of_det = [](auto a) { return ct::jacfwd([](auto x) { return det(x); })(a); };

constexpr auto second_of_det = [](auto a) { return ct::hessian([](auto x) { return det(x); })(a); };

/// By the determinant with rows i and k replaced: the derivative by elements (i, j) and (k, l), of a polynomial in
/// whole numbers.
template <int N>
void check_second_cofactors(const ct::tensor<double, N, N>& a, const ct::tensor<double, N, N, N, N>& hessian) {
  double size = 1;
  for (double v : a) size = std::max(size, std::abs(v));
  for (int i = 0; i < N; ++i)
    for (int k = 0; k < N; ++k)
      for (int j = 0; j < N; ++j)
        for (int l = 0; l < N; ++l) {
          std::vector<std::vector<long double>> m(N, std::vector<long double>(N));
          for (int row = 0; row < N; ++row)
            for (int column = 0; column < N; ++column)
              m[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] = row == i   ? column == j
                                                                                   : row == k ? column == l
                                                                                              : a(row, column);
          const double truth = static_cast<double>(i == k ? 0 : std::round(determinant(m)));
          CHECK(std::abs(hessian(i, j, k, l) - truth) <= (N <= 5 ? 0 : 1e-10 * std::pow(size, N - 2)));
        }
}

/// Whole numbers of a given rank, and such with a row or column of zeros, by interpretation.
template <int N>
void check_ranks() {
  using matrix = ct::tensor<double, N, N>;
  const ct::ir::graph reverse = program<decltype(gradient_of_det), matrix>();
  const ct::ir::graph forward = program<decltype(forward_of_det), matrix>();
  const ct::ir::graph second = program<decltype(second_of_det), matrix>();
  std::mt19937 engine(N);
  std::uniform_int_distribution<int> digit(-3, 3);
  for (int trial = 0; trial < 24; ++trial) {
    matrix left, right, a;
    for (double& v : left) v = digit(engine);
    for (double& v : right) v = digit(engine);
    const int rank = N - trial % 4;
    for (int i = 0; i < N; ++i)
      for (int j = 0; j < N; ++j) {
        a(i, j) = trial % 3 == 0                          ? 0
                  : (trial % 3 == 1 ? i : j) == trial % N ? 0
                                                          : right(i, j);  // a row or a column of zeros
        for (int k = 0; trial % 3 == 0 && k < rank; ++k) a(i, j) += left(i, k) * right(k, j);
      }
    check_cofactors<N>(a, ct::detail::interpret_graph<matrix>(reverse, a));
    check_cofactors<N>(a, ct::detail::interpret_graph<matrix>(forward, a));
    if (N <= 5 || trial % 3 != 0 || rank >= N - 1)
      check_second_cofactors<N>(a, ct::detail::interpret_graph<ct::tensor<double, N, N, N, N>>(second, a));
  }
}

}  // namespace

TEST_CASE("a determinant's derivative at matrices of every rank", "[linear_algebra]") {
  check_ranks<4>();
  check_ranks<5>();
  check_ranks<6>();
  check_ranks<7>();
}
TEST_CASE("the same of one matrix and of several", "[linear_algebra]") {
  using matrix = ct::tensor<double, 6, 6>;
  const matrix a = diag(ct::tensor<double, 6>{1, 1, 0, 0, 1, 1});
  matrix b{{1, 2, 0, 4, 0, 0}, {2, 3, 0, 6, 0, 0}, {0, 1, 0, 1, 0, 0},
           {3, 6, 0, 1, 0, 0}, {0, 1, 0, 0, 1, 0}, {0, 0, 0, 2, 0, 1}};
  const auto one = gradient_of_det(b);
  check_cofactors<6>(b, one);
  check_cofactors<6>(a, gradient_of_det(a));
  using batch = ct::tensor<double, 2, 6, 6>;
  batch together;
  for (int k = 0; k < 36; ++k) together.data()[k] = a.data()[k], together.data()[36 + k] = b.data()[k];
  const auto both = ct::detail::interpret_graph<batch>(program<decltype(ct::vmap(gradient_of_det)), batch>(), together);
  for (int k = 0; k < 36; ++k) {
    CHECK(both.data()[k] == 0);
    CHECK(both.data()[36 + k] == Approx(one.data()[k]));
  }
}
TEST_CASE("second derivatives of a determinant where one rank is missing, of several matrices, and by each mode",
          "[linear_algebra]") {
  using matrix = ct::tensor<double, 6, 6>;
  using hessian = ct::tensor<double, 6, 6, 6, 6>;
  using batch = ct::tensor<double, 2, 6, 6>;
  const matrix a{{1, 2, 0, 4, 0, 1}, {2, 3, 0, 6, 0, 0}, {0, 1, 0, 1, 0, 2},
                 {3, 6, 0, 1, 0, 0}, {0, 1, 0, 0, 1, 0}, {0, 0, 0, 2, 0, 1}};
  const matrix b{{1, 2, 0, 4, 0, 1}, {2, 3, 1, 6, 0, 0}, {0, 1, 0, 1, 3, 2},
                 {3, 6, 0, 1, 0, 0}, {0, 1, 1, 0, 1, 0}, {0, 0, 2, 2, 0, 1}};
  batch together;
  for (int k = 0; k < 36; ++k) together.data()[k] = a.data()[k], together.data()[36 + k] = b.data()[k];
  const auto both = ct::detail::interpret_graph<ct::tensor<double, 2, 6, 6, 6, 6>>(
      program<decltype(ct::vmap(second_of_det)), batch>(), together);
  constexpr auto reverse = [](auto x) {
    return ct::jacrev([](auto v) { return ct::grad([](auto u) { return det(u); })(v); })(x);
  };
  constexpr auto forward = [](auto x) {
    return ct::jacfwd([](auto v) { return ct::jacfwd([](auto u) { return det(u); })(v); })(x);
  };
  const auto by = [](auto f, const matrix& at) {
    return ct::detail::interpret_graph<hessian>(program<decltype(f), matrix>(), at);
  };
  for (int k = 0; k < 2; ++k) {
    hessian one;
    std::copy_n(both.data() + 1296 * k, 1296, one.data());
    check_second_cofactors<6>(k == 0 ? a : b, one);
    check_second_cofactors<6>(k == 0 ? a : b, by(reverse, k == 0 ? a : b));
    check_second_cofactors<6>(k == 0 ? a : b, by(forward, k == 0 ? a : b));
  }
}
TEST_CASE("slogdet, solve and inv of a matrix without an inverse are JAX's", "[linear_algebra]") {
  const ct::tensor<double, 2, 2> a{{1, 2}, {2, 4}};
  const auto [sign, logdet] = slogdet(a);
  CHECK(sign == 0);
  CHECK(logdet == -infinite);
  CHECK(solve(a, ct::tensor<double, 2>{3, 4}) == ct::tensor<double, 2>{-infinite, infinite});
  CHECK(inv(a) == ct::tensor<double, 2, 2>{{-infinite, infinite}, {infinite, -infinite}});
}
