// The rewriting rules of all files together, for one equation over operands that are simple already.
#pragma once

#include <cotangent/passes/rewrite.hpp>
#include <cotangent/passes/simplify_structure.hpp>

namespace cotangent::ir {

constexpr int simplify(graph& g, const equation& e) {
  const int arithmetic = simplify_arithmetic(g, e);
  if (arithmetic >= 0) return arithmetic;
  const int structure = simplify_structure(g, e);
  return structure >= 0 ? structure : emit(g, e);
}

}  // namespace cotangent::ir
