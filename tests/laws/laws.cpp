// Laws that hold for every function, checked for a list of those in functions.hpp: forward mode against central
// differences; reverse against forward, which is the adjoint identity for all vectors at once; second derivatives by both
// orders of modes; what is evaluated against the interpretation of the unoptimized program, and against generated C; vmap
// against a loop; and each stage's own validity.
#include "functions.hpp"
#include KERNELS

#include <cotangent/passes/validate.hpp>
#include <cotangent/schedule/validate.hpp>

#include <catch2/catch.hpp>

#include <random>

namespace {

vec random_vector(unsigned seed, double low, double high) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(low, high);
  vec x;
  for (double& v : x) v = uniform(engine);
  return x;
}
template <class A, class B>
void check_close(const A& a, const B& b, double tolerance) {
  for (int k = 0; k < a.size(); ++k) CHECK(a.data()[k] == Approx(b.data()[k]).epsilon(tolerance).margin(tolerance));
}

template <class F>
void check_stages() {
  using program = ct::detail::compiled<ct::detail::traced_function<F, vec>>;
  CHECK(std::string(ct::ir::problem_with(ct::ir::graph(program::traced)) ? ct::ir::problem_with(ct::ir::graph(program::traced)) : "") == "");
  CHECK(std::string(ct::ir::problem_with(ct::ir::graph(program::optimized)) ? ct::ir::problem_with(ct::ir::graph(program::optimized)) : "") == "");
  ct::ir::graph optimized(program::optimized);  // not const, or clang would make the schedule while it compiles
  const ct::ir::schedule schedule = ct::ir::make_schedule(optimized);
  CHECK(std::string(ct::ir::problem_with(schedule) ? ct::ir::problem_with(schedule) : "") == "");
}

using generated = void (*)(const double* x, double* value, double* forward, double* reverse, double* second, double* other);

template <class F>
void check_laws(const char* name, F f, double low, double high, generated in_c) {
  INFO(name);
  const vec x = random_vector(7, low, high);
  const auto all = ct::jit(everything<F>{})(x);
  const auto& value = at_c<0>(all);
  check_close(at_c<2>(all), at_c<1>(all), 1e-12);
  check_close(at_c<4>(all), at_c<3>(all), 1e-11);

  const ct::ir::graph raw(ct::detail::compiled<ct::detail::traced_function<ct::detail::jit_function<everything<F>>, vec>>::traced);
  const auto interpreted = ct::detail::interpret_graph<ct::detail::result_tree<everything<F>, vec>>(raw, x);
  check_close(value, at_c<0>(interpreted), 1e-13);
  check_close(at_c<1>(all), at_c<1>(interpreted), 1e-12);
  check_close(at_c<2>(all), at_c<2>(interpreted), 1e-12);
  check_close(at_c<3>(all), at_c<3>(interpreted), 1e-11);
  check_close(at_c<4>(all), at_c<4>(interpreted), 1e-11);
  check_stages<ct::detail::jit_function<everything<F>>>();

  auto by_c = all;
  in_c(x.data(), at_c<0>(by_c).data(), at_c<1>(by_c).data(), at_c<2>(by_c).data(), at_c<3>(by_c).data(), at_c<4>(by_c).data());
  check_close(at_c<0>(by_c), value, 1e-14);
  check_close(at_c<1>(by_c), at_c<1>(all), 1e-13);
  check_close(at_c<2>(by_c), at_c<2>(all), 1e-13);
  check_close(at_c<3>(by_c), at_c<3>(all), 1e-12);
  check_close(at_c<4>(by_c), at_c<4>(all), 1e-12);

  // The batch holds three examples, and steps up and down along each element of x: one program does it all.
  constexpr double h = 1e-6;
  ct::tensor<double, 17, 7> batch;
  for (int b = 0; b < 17; ++b) {
    const vec row = b < 14 ? x : random_vector(static_cast<unsigned>(b), low, high);
    for (int k = 0; k < 7; ++k) batch(b, k) = row(k) + (b == 2 * k ? h : b == 2 * k + 1 ? -h : 0);
  }
  const auto mapped = ct::vmap(f)(batch);
  const int outputs = value.size();
  for (int j = 0; j < 7; ++j)
    for (int i = 0; i < outputs; ++i) {
      const double slope = (mapped.data()[2 * j * outputs + i] - mapped.data()[(2 * j + 1) * outputs + i]) / (2 * h);
      CHECK(at_c<1>(all).data()[i * 7 + j] == Approx(slope).epsilon(3e-7).margin(3e-7));
    }
  for (int b = 14; b < 17; ++b) {
    vec row;
    for (int k = 0; k < 7; ++k) row(k) = batch(b, k);
    const auto one = ct::jit(f)(row);
    for (int k = 0; k < outputs; ++k) CHECK(mapped.data()[b * outputs + k] == Approx(one.data()[k]).epsilon(1e-13).margin(1e-13));
  }
}

}  // namespace

#define LAW(NAME, EXPRESSION, LOW, HIGH) \
  check_laws(#EXPRESSION, [](auto x) { return EXPRESSION; }, LOW, HIGH, NAME);
TEST_CASE("laws", "[laws]") { FUNCTIONS(LAW) }
