// The record of rules that each operation has. All rules of one operation stand together, in a family's file.
#pragma once

#include <cotangent/graph/propagate.hpp>
#include <cotangent/graph/term.hpp>

namespace cotangent::ir {

/// The rules of one operation. Those left out do not apply: without jvp and partials its tangent is zero, without
/// transpose it is not linear in anything.
struct primitive {
  const char* name = nullptr;
  int arity = 0;
  bool elementwise = false;
  /// Elementwise only: the derivative with respect to operand k, as a factor, from the operands and the result.
  term (*partial[2])(term a, term b, term result) = {nullptr, nullptr};
  /// The tangent of equation `id`, given its operands' tangents (-1: zero).
  term (*jvp)(graph& g, int id, const int* tangents) = nullptr;
  /// The cotangent of `operand` of the linear equation `id`, given its own.
  term (*transpose)(graph& g, int id, int operand, term cotangent) = nullptr;
  /// The equation under new leading axes `prefix`, given its operands with those axes.
  term (*batch)(graph& g, int id, const int* operands, const shape& prefix) = nullptr;
  /// What computes it, in terms of other operations, for those that back ends have no row for.
  term (*formula)(graph& g, const equation& e) = nullptr;
  /// Operations for each element of the result (of the operand, for a reduction).
  int flops = 0;
};

template <op Code>
inline constexpr primitive rules{};

constexpr term operand(graph& g, int id, int k) { return {&g, g[id].in[k]}; }

// Elementwise in one operand: `derivative(x, y)` of y = f(x).
constexpr primitive unary(const char* name, term (*derivative)(term, term, term), int flops = 1) {
  return {.name = name, .arity = 1, .elementwise = true, .partial = {derivative, nullptr}, .flops = flops};
}
constexpr primitive binary(const char* name, term (*first)(term, term, term), term (*second)(term, term, term)) {
  return {.name = name, .arity = 2, .elementwise = true, .partial = {first, second}, .flops = 1};
}
/// The same without a row in back ends: `formula` computes it, once nobody differentiates any more.
constexpr primitive with_formula(primitive p, term (*formula)(graph&, const equation&)) {
  p.formula = formula;
  return p;
}
constexpr primitive without_derivative(const char* name, int arity) {
  return {.name = name, .arity = arity, .elementwise = true, .flops = 1};
}

}  // namespace cotangent::ir
