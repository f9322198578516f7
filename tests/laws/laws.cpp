// Laws that hold for every function, checked for a list of those in functions.hpp: forward mode against central
// differences; reverse against forward, which is the adjoint identity for all vectors at once; second derivatives by both
// orders of modes; what is evaluated against the interpretation of the unoptimized program, and against generated C; vmap
// against a loop, along a drawn axis; and each stage's own validity.
#include "functions.hpp"
#include KERNELS

#include <cotangent/passes/validate.hpp>
#include <cotangent/schedule/validate.hpp>

#include <catch2/catch.hpp>

#include <random>

namespace {

template <class X>
using element = typename ct::detail::leaf_traits<X>::element;
/// The same array of doubles.
template <class X>
struct in_doubles {
  using type = double;
};
template <class T, int... D>
struct in_doubles<ct::tensor<T, D...>> {
  using type = ct::tensor<double, D...>;
};
/// `Examples` of them, along axis `Axis`.
template <int Examples, int Axis, class X>
struct batch_of {
  using type = ct::tensor<double, Examples>;
};
template <int Examples, int Axis, int... D>
struct batch_extent {
  static constexpr int of(int axis) {
    const int dims[] = {D...};
    return axis == Axis ? Examples : dims[axis < Axis ? axis : axis - 1];
  }
};
template <class Extent, class Numbers>
struct batch_shape;
template <class Extent, int... K>
struct batch_shape<Extent, std::integer_sequence<int, K...>> {
  using type = ct::tensor<double, Extent::of(K)...>;
};
template <int Examples, int Axis, class T, int... D>
struct batch_of<Examples, Axis, ct::tensor<T, D...>> : batch_shape<batch_extent<Examples, Axis, D...>, std::make_integer_sequence<int, sizeof...(D) + 1>> {};

template <class X>
auto* elements(X& x) {
  if constexpr (std::is_arithmetic_v<X>) return &x;
  else return x.data();
}
template <class X>
constexpr int count() {
  if constexpr (std::is_arithmetic_v<X>) return 1;
  else return static_cast<int>(X::size());
}
/// Differences of at most `steps` times 1e-15, or 5e-7 where ours are floats.
template <class A, class B>
void check_close(const A& a, const B& b, double steps) {
  const double tolerance = steps * (std::is_same_v<element<A>, float> ? 5e-7 : 1e-15);
  for (int k = 0; k < count<A>(); ++k) CHECK(static_cast<double>(elements(a)[k]) == Approx(static_cast<double>(elements(b)[k])).epsilon(tolerance).margin(tolerance));
}
template <class X>
X random_array(unsigned seed, double low, double high) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(low, high);
  X x{};
  for (int k = 0; k < count<X>(); ++k) elements(x)[k] = static_cast<element<X>>(uniform(engine));
  return x;
}

template <class F, class X>
void check_stages() {
  using program = ct::detail::compiled<ct::detail::traced_function<F, X>>;
  CHECK(std::string(ct::ir::problem_with(ct::ir::graph(program::traced)) ? ct::ir::problem_with(ct::ir::graph(program::traced)) : "") == "");
  CHECK(std::string(ct::ir::problem_with(ct::ir::graph(program::optimized)) ? ct::ir::problem_with(ct::ir::graph(program::optimized)) : "") == "");
  ct::ir::graph optimized(program::optimized);  // not const, or clang would make the schedule while it compiles
  const ct::ir::schedule schedule = ct::ir::make_schedule(optimized);
  CHECK(std::string(ct::ir::problem_with(schedule) ? ct::ir::problem_with(schedule) : "") == "");
}

/// The Jacobian against central differences, and a batch against a loop, by one program: a batch along a drawn axis of
/// steps up and down along each element of x, and three more examples.
template <int Axis, class F, class X, class Jacobian>
void check_batch(F f, const X& x, const Jacobian& jacobian, double low, double high) {
  using example = typename in_doubles<X>::type;
  constexpr int n = count<X>(), examples = 2 * n + 3;
  constexpr double h = 1e-6;
  typename batch_of<examples, Axis, X>::type batch;
  int inner = 1;  // elements behind the axis of examples
  if constexpr (!std::is_arithmetic_v<X>)
    for (int k = Axis; k < X::rank; ++k) inner *= X::shape[k];
  example row[examples];
  for (int b = 0; b < examples; ++b) {
    row[b] = random_array<example>(static_cast<unsigned>(b), low, high);
    for (int k = 0; k < n; ++k) {
      if (b < 2 * n) elements(row[b])[k] = static_cast<double>(elements(x)[k]) + (b == 2 * k ? h : b == 2 * k + 1 ? -h : 0);
      batch.data()[(k / inner * examples + b) * inner + k % inner] = elements(row[b])[k];
    }
  }
  const auto mapped = ct::vmap(f, ct::in_axes<Axis>)(batch);
  const int outputs = mapped.size() / examples;
  const double tolerance = std::is_same_v<element<X>, float> ? 1e-3 : 3e-7;
  for (int j = 0; j < n; ++j)
    for (int i = 0; i < outputs; ++i) {
      const double slope = (mapped.data()[2 * j * outputs + i] - mapped.data()[(2 * j + 1) * outputs + i]) / (2 * h);
      CHECK(static_cast<double>(elements(jacobian)[i * n + j]) == Approx(slope).epsilon(tolerance).margin(tolerance));
    }
  for (int b = 2 * n; b < examples; ++b) {
    const auto one = ct::jit(f)(row[b]);
    for (int k = 0; k < outputs; ++k) CHECK(mapped.data()[b * outputs + k] == Approx(elements(one)[k]).epsilon(1e-13).margin(1e-13));
  }
}

template <class X, int Axis, class F, class Generated>
void check_laws(const char* name, F f, double low, double high, Generated in_c) {
  INFO(name << " of " << ct::describe<X>());
  using program = everything<F, X>;
  const X x = random_array<X>(7, low, high);
  const auto all = ct::jit(program{})(x);
  check_close(at_c<2>(all), at_c<1>(all), 1e3);
  check_close(at_c<4>(all), at_c<3>(all), 1e4);

  const ct::ir::graph raw(ct::detail::compiled<ct::detail::traced_function<ct::detail::jit_function<program>, X>>::traced);
  const auto interpreted = ct::detail::interpret_graph<ct::detail::result_tree<program, X>>(raw, x);
  check_close(at_c<0>(all), at_c<0>(interpreted), 100);
  check_close(at_c<1>(all), at_c<1>(interpreted), 1e3);
  check_close(at_c<2>(all), at_c<2>(interpreted), 1e3);
  check_close(at_c<3>(all), at_c<3>(interpreted), 1e4);
  check_close(at_c<4>(all), at_c<4>(interpreted), 1e4);
  check_stages<ct::detail::jit_function<program>, X>();

  auto by_c = all;
  const auto into = [&](auto... results) {
    if constexpr (std::is_arithmetic_v<X>) in_c(x, results...);
    else in_c(x.data(), results...);
  };
  into(elements(at_c<0>(by_c)), elements(at_c<1>(by_c)), elements(at_c<2>(by_c)), elements(at_c<3>(by_c)), elements(at_c<4>(by_c)));
  check_close(at_c<0>(by_c), at_c<0>(all), 10);
  check_close(at_c<1>(by_c), at_c<1>(all), 100);
  check_close(at_c<2>(by_c), at_c<2>(all), 100);
  check_close(at_c<3>(by_c), at_c<3>(all), 1e3);
  check_close(at_c<4>(by_c), at_c<4>(all), 1e3);
  check_batch<Axis>(f, x, at_c<1>(all), low, high);
}
template <class X>
constexpr int rank_of() {
  if constexpr (std::is_arithmetic_v<X>) return 0;
  else return X::rank;
}

}  // namespace

#define LAW(NAME, EXPRESSION, LOW, HIGH)                                                                   \
  {                                                                                                        \
    using from = argument<choices, drawn(#NAME, std::tuple_size_v<choices>)>;                                                    \
    constexpr int axis = static_cast<int>(drawn(#NAME, rank_of<from>() + 1));                                 \
    check_laws<from, axis>(#EXPRESSION, LAW_FUNCTION(EXPRESSION), LOW, HIGH, NAME);                           \
  }
TEST_CASE("laws", "[laws]") { FUNCTIONS(LAW) }
