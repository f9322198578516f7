// Laws that hold for every function, checked for those of functions.hpp: forward mode against central differences, reverse
// against forward, the adjoint identity, vmap against a loop, and what is evaluated against the interpretation of the
// unoptimized program and against generated C.
#pragma once

#include "functions.hpp"
#include "law_kernels.h"

#include <catch2/catch.hpp>

#include <random>

inline vec random_vector(unsigned seed, double low, double high) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(low, high);
  vec x;
  for (double& v : x) v = uniform(engine);
  return x;
}

template <class F, class... Args>
auto interpreted(F, const Args&... args) {
  const auto raw = ct::ir::without_optimization(ct::detail::trace_program<F, Args...>());
  return ct::detail::interpret_graph<ct::detail::result_tree<F, Args...>>(raw, args...);
}

inline void check_close(double a, double b, double tolerance) { CHECK(a == Approx(b).epsilon(tolerance).margin(tolerance)); }

using generated = void (*)(const double* x, double* out);

template <class F>
void check_laws(const char* name, F f, double low, double high, generated value_in_c, generated jacobian_in_c) {
  INFO(name);
  const vec x = random_vector(7, low, high);
  const auto value = ct::jit(f)(x);
  const auto reference = interpreted(f, x);
  const auto* got = value.data();
  for (int k = 0; k < value.size(); ++k) check_close(got[k], reference.data()[k], 1e-13);

  const auto forward = ct::jacfwd(f)(x);
  const auto reverse = ct::jacrev(f)(x);
  const auto unoptimized = interpreted(ct::jacrev(f), x);
  const double h = 1e-6;
  for (int j = 0; j < 7; ++j) {
    vec up = x, down = x;
    up(j) += h;
    down(j) -= h;
    const auto above = ct::jit(f)(up), below = ct::jit(f)(down);
    for (int i = 0; i < value.size(); ++i) {
      const int at = i * 7 + j;
      check_close(forward.data()[at], (above.data()[i] - below.data()[i]) / (2 * h), 3e-7);
      check_close(reverse.data()[at], forward.data()[at], 1e-12);
      check_close(reverse.data()[at], unoptimized.data()[at], 1e-12);
    }
  }
  // The generated C is the same program; only <math.h> stands for xsimd.
  auto value_by_c = value;
  auto jacobian_by_c = reverse;
  value_in_c(x.data(), value_by_c.data());
  jacobian_in_c(x.data(), jacobian_by_c.data());
  for (int k = 0; k < value.size(); ++k) check_close(value_by_c.data()[k], got[k], 1e-14);
  for (int k = 0; k < reverse.size(); ++k) check_close(jacobian_by_c.data()[k], reverse.data()[k], 1e-13);

  // Second derivatives, by both orders of modes. (Squared: a plain sum of softmax, say, would be constant.)
  const auto contracted = [](auto v) { return sum(square(F{}(v))); };
  const auto second = ct::jacfwd(ct::jacrev(contracted))(x);
  const auto other = ct::jacrev(ct::jacfwd(contracted))(x);
  for (int k = 0; k < 49; ++k) check_close(second.data()[k], other.data()[k], 1e-11);

  ct::tensor<double, 3, 7> batch;
  for (int b = 0; b < 3; ++b)
    for (int k = 0; k < 7; ++k) batch(b, k) = random_vector(20 + static_cast<unsigned>(b), low, high)(k);
  const auto mapped = ct::vmap(f)(batch);
  for (int b = 0; b < 3; ++b) {
    vec row;
    for (int k = 0; k < 7; ++k) row(k) = batch(b, k);
    const auto one = ct::jit(f)(row);
    for (int k = 0; k < one.size(); ++k) check_close(mapped.data()[b * one.size() + k], one.data()[k], 1e-13);
  }
}
#define LAW(NAME, EXPRESSION, LOW, HIGH) \
  check_laws(#EXPRESSION, [](auto x) { return EXPRESSION; }, LOW, HIGH, NAME, NAME##_jacobian);
