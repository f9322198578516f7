// Generated C of every operation, for floats and doubles, against what the operation means, and whether it goes through
// registers; compiled with registers of every width, and without.
#include "operations.hpp"
#include "operations_kernels.h"

#include <cotangent/evaluate/interpret.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <random>

namespace {

template <class T>
struct generated {
  void (*function)(const T*, const T*, T*, T*) = nullptr;
  bool in_registers = false;
};

/// What an operation became, by name.
template <class T>
generated<T> function_named(const std::string& name) {
  generated<T> found;
  const auto see = [&](const char* other, auto f, bool in_registers) {
    if constexpr (std::is_same_v<decltype(f), decltype(found.function)>)
      if (name == other) found = {f, in_registers};
  };
#define ROW(NAME, IN_REGISTERS) see(#NAME, &NAME, IN_REGISTERS);
#include "operations_kernels_table.inc"
#undef ROW
  return found;
}

/// What does not go through registers, and why not.
struct exception {
  cotangent::ir::op code;
  const char* reason;
};
constexpr exception exceptions[] = {
    {cotangent::ir::op::convert, "the nest has elements of several types, and a register those of one"}};

constexpr double specials[] = {0, -0.0, INFINITY, -INFINITY, NAN, 0.5, -0.5, 1.5, -1.5, 2.5};

template <class T>
void check(const operation& o, double tolerance) {
  INFO(o.name);
  const generated<T> f = function_named<T>(o.name);
  REQUIRE(f.function != nullptr);
  const bool excepted =
      std::any_of(std::begin(exceptions), std::end(exceptions), [&](const exception& e) { return e.code == o.code; });
  CHECK(f.in_registers != excepted);
  std::mt19937 engine(17);
  std::uniform_real_distribution<double> uniform(o.low, o.high);
  T x[2][64], out[64], sum = 0;
  cotangent::ir::list<cotangent::ir::list<cotangent::ir::cell>> given(2);
  for (int n = 0; n < 2; ++n)
    for (int k = 0; k < 64; ++k) {
      x[n][k] = n == 1 && k % 5 == 0 ? x[0][k] : static_cast<T>(uniform(engine));  // some are equal
      if (o.takes_all && k % 4 == 0) x[n][k] = static_cast<T>(specials[engine() % std::size(specials)]);
      given[n].push({static_cast<double>(x[n][k]), 0});
    }
  f.function(x[0], x[1], out, &sum);
  const auto want = cotangent::ir::interpreter(o.graph).run(o.graph.root, given);
  double sizes = 0;
  for (int k = 0; k < 64; ++k) {
    const double value = want[0][k].real;
    const auto got = static_cast<double>(out[k]);
    if (o.takes_all)
      CHECK(((value != value && got != got) || (value == got && std::signbit(value) == std::signbit(got))));
    else CHECK(got == Approx(value).epsilon(tolerance).margin(tolerance));
    sizes += std::abs(value);
  }
  if (!o.takes_all) CHECK(static_cast<double>(sum) == Approx(want[1][0].real).epsilon(0).margin(8 * tolerance * sizes));
}

}  // namespace

TEST_CASE("every operation, as generated", "[codegen]") {
  for (const operation& o : all_operations()) {
    if (o.element == cotangent::ir::dtype::f32) check<float>(o, 2e-6);
    else check<double>(o, 4e-15);
  }
}
