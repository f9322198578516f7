// What the tests of CASES.md's sections share. A test's name begins with the number of the case that it restates.
#pragma once

#include "../program_of.hpp"

#include <catch2/catch.hpp>

namespace ct = cotangent;
using boost::hana::at_c;

template <class A, class B>
void check_close(const A& a, const B& b, double tolerance = 1e-12) {
  if constexpr (std::is_arithmetic_v<A>) {
    CHECK(static_cast<double>(a) == Approx(static_cast<double>(b)).epsilon(tolerance).margin(tolerance));
  } else {
    static_assert(std::is_same_v<A, B>);
    for (int k = 0; k < a.size(); ++k)
      CHECK(static_cast<double>(a.data()[k]) ==
            Approx(static_cast<double>(b.data()[k])).epsilon(tolerance).margin(tolerance));
  }
}

/// tensor(0, 1, 2, ...)
template <class T, int... D>
ct::tensor<T, D...> counted() {
  ct::tensor<T, D...> x;
  for (int k = 0; k < x.size(); ++k) x.data()[k] = static_cast<T>(k);
  return x;
}
