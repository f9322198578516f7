// What is known of truths and of types: comparisons of numbers, choices between equals, conversions of numbers.
#pragma once

#include <cotangent/passes/simplified.hpp>

namespace cotangent::ir {

/// What comparing a number with itself comes to: 1, 0, or -1 where that depends on its being a number.
constexpr int compared_with_itself(op code, dtype operand) {
  const bool equal_holds = code == op::eq || code == op::le || code == op::ge;
  if (code == op::lt || code == op::gt) return 0;
  return (equal_holds || code == op::ne) && !is_floating(operand) ? equal_holds : -1;
}
template <class T>
constexpr bool compared(op code, T a, T b) {
  switch (code) {
    case op::eq: return a == b;
    case op::ne: return a != b;
    case op::lt: return a < b;
    case op::le: return a <= b;
    case op::gt: return a > b;
    default: return a >= b;
  }
}
/// The bits of a number written in the program.
constexpr long long bits_of_splat(const graph& g, int id) { return is_zeros(g, id) ? 0 : g.word(g[id].attribute, 0); }

constexpr int simplify_choices(graph& g, const equation& e) {
  const int a = e.in[0], b = e.in[1];
  const auto number = [&](long long bits) { return g.emit(op::constant, e.type, g.intern({bits})); };
  switch (e.code) {
    case op::eq:
    case op::ne:
    case op::lt:
    case op::le:
    case op::gt:
    case op::ge: {
      const dtype d = g.element(a);
      if (const int known = compared_with_itself(e.code, d); a == b && known >= 0) return number(known);
      if (!is_splat_leaf(g, a) || !is_splat_leaf(g, b)) return -1;
      const long long x = bits_of_splat(g, a), y = bits_of_splat(g, b);
      return number(is_floating(d) ? compared(e.code, value_of(d, x), value_of(d, y)) : compared(e.code, x, y));
    }
    case op::select:
      if (b == e.in[2]) return b;
      return is_splat_leaf(g, a) ? e.in[bits_of_splat(g, a) != 0 ? 1 : 2] : -1;
    case op::convert: {
      if (!is_splat_leaf(g, a)) return -1;
      const dtype from = g.element(a), to = static_cast<dtype>(g.word(e.type, 0));
      if (is_zeros(g, a)) return g.emit(op::zeros, e.type);
      // (A number too large for a float is no constant expression.)
      const double value = value_of(from, bits_of_splat(g, a));
      const bool fits = to != dtype::f32 || (value > -3e38 && value < 3e38);
      return fits ? number(converted_bits(from, to, bits_of_splat(g, a))) : -1;
    }
    default: return -1;
  }
}

}  // namespace cotangent::ir
