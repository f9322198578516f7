// What is known of values before the program runs: numbers, factors that are numbers, what is positive.
#pragma once

#include <cotangent/graph/term.hpp>

namespace cotangent::ir {

struct folded_number {
  bool known = false;
  double value = 0;
};
/// + - * / and negation of numbers, where the result is a number of moderate size: an overflow is no constant
/// expression.
constexpr folded_number fold_numbers(op code, dtype d, double a, double b) {
  const auto moderate = [](double v) { return v == 0 || (v > 1e-150 && v < 1e150) || (v < -1e-150 && v > -1e150); };
  if (!moderate(a) || !moderate(b) || (code == op::div && b == 0)) return {};
  double value = 0;
  switch (code) {
    case op::add: value = a + b; break;
    case op::sub: value = a - b; break;
    case op::mul: value = a * b; break;
    case op::div: value = a / b; break;
    case op::neg: value = -a; break;
    default: return {};
  }
  if (d == dtype::f32 && !(value > -3e38 && value < 3e38)) return {};
  return {true, value};
}

/// a becomes what the operation makes of integers or truths of type d; false for operations that are not followed.
constexpr bool fold_integers(op code, dtype d, long long& a, long long b) {
  const auto wrapped = [&](long long v) { return d == dtype::i32 ? static_cast<std::int32_t>(v) : v; };
  switch (code) {
    case op::add: return a = wrapped(wrapped_add(a, b)), true;
    case op::sub: return a = wrapped(wrapped_subtract(a, b)), true;
    case op::mul: return a = wrapped(wrapped_multiply(a, b)), true;
    case op::neg: return a = wrapped(wrapped_subtract(0LL, a)), true;
    case op::max: return a = a > b ? a : b, true;
    case op::min: return a = a < b ? a : b, true;
    case op::eq: return a = a == b, true;
    case op::ne: return a = a != b, true;
    case op::lt: return a = a < b, true;
    case op::le: return a = a <= b, true;
    case op::gt: return a = a > b, true;
    case op::ge: return a = a >= b, true;
    case op::logical_and: return a = a != 0 && b != 0, true;
    case op::logical_or: return a = a != 0 || b != 0, true;
    case op::logical_not: return a = a == 0, true;
    default: return false;
  }
}

/// The same of numbers written in the program, rounded as they would be when it runs; or -1.
constexpr int fold_constants(graph& g, const equation& e) {
  if (e.in[0] >= 0 && e.in[2] < 0 && g[e.in[0]].code == op::constant && is_splat_leaf(g, e.in[0]) &&
      !is_floating(g.element(e.in[0])) &&
      (e.in[1] < 0 || (is_splat_leaf(g, e.in[1]) && g[e.in[1]].code == op::constant))) {
    long long value = g.word(g[e.in[0]].attribute, 0);
    const long long other = e.in[1] < 0 ? 0 : g.word(g[e.in[1]].attribute, 0);
    if (!fold_integers(e.code, g.element(e.in[0]), value, other)) return -1;
    return g.emit(op::constant, e.type, g.intern({value}));
  }
  const auto is_number = [&](int id) {
    return id >= 0 && g[id].code == op::constant && g.word_count(g[id].attribute) == 1 && is_floating(g.element(id));
  };
  if (!is_number(e.in[0]) || (e.in[1] >= 0 && !is_number(e.in[1]))) return -1;
  const dtype d = g.element(e.in[0]);
  const folded_number folded = fold_numbers(e.code, d, value_of(d, g.word(g[e.in[0]].attribute, 0)),
                                            e.in[1] < 0 ? 0 : value_of(d, g.word(g[e.in[1]].attribute, 0)));
  if (!folded.known) return -1;
  const bool cancelled =
      folded.value == 0 && (e.code == op::add || e.code == op::sub);  // what is left of rules, not a 0 that was written
  return cancelled ? g.emit(op::zeros, e.type) : g.emit(op::constant, e.type, g.intern({bits_of(d, folded.value)}));
}

/// Whether it is above 0 for any input, but for rounding: exponentials, their sums and products. Looks so many
/// equations deep.
constexpr bool is_positive(const graph& g, int id, int depth = 6) {
  const equation& e = g[id];
  const auto operand = [&](int k) { return is_positive(g, e.in[k], depth - 1); };
  switch (depth == 0 ? op::zeros : e.code) {
    case op::exp: return true;
    case op::constant:
      return is_splat_leaf(g, id) && is_floating(g.element(id)) && value_of(g.element(id), g.word(e.attribute, 0)) > 0;
    case op::view:
    case op::reshape:
    case op::reduce_sum: return operand(0);
    case op::add:
    case op::mul:
    case op::div: return operand(0) && operand(1);
    default: return false;
  }
}

/// An equation, or what a view shows.
struct shown {
  int part = -1, map = -1;
  constexpr bool operator==(const shown&) const = default;
};
constexpr shown seen(const graph& g, int id) {
  return g[id].code == op::view ? shown{g[id].in[0], g[id].attribute} : shown{id, -1};
}

/// Zeros that annihilate in products: by construction, or, where all operands are finite (option::finite), any that are
/// written.
constexpr bool annihilates(const graph& g, int id) {
  return g[id].code == op::zeros || (g.allows(option::finite) && is_floating(g.element(id)) && is_splat(g, id, 0));
}

/// Zeros that change nothing, not even the sign of a zero: x + -0 and x - 0 are x, while -0 + 0 is 0. (A missing
/// cotangent is no number that was written: it goes either way.)
constexpr bool is_neutral(const graph& g, int id, bool subtracted) {
  if (!is_splat_leaf(g, id)) return false;
  if (annihilates(g, id)) return true;
  const dtype d = g.element(id);
  return g.word(g[id].attribute, 0) == bits_of(d, is_floating(d) && !subtracted ? -0.0 : 0.0);
}

/// 1 / y for a positive y.
constexpr bool is_positive_reciprocal(const graph& g, int id) {
  return g[id].code == op::div && is_splat(g, g[id].in[0], 1) && is_positive(g, g[id].in[1]);
}
constexpr bool is_reciprocal_of(const graph& g, const shown& x, const shown& y) {
  return is_positive_reciprocal(g, x.part) && shown{g[x.part].in[1], x.map} == y;
}

/// x / y for a positive y that is no number written in the program, or x times its reciprocal; no `over` (-1) for
/// others.
struct positive_quotient {
  int over = -1;
  shown by;
};
constexpr positive_quotient quotient_of(const graph& g, int id) {
  const equation& e = g[id];
  if (e.code == op::div && !is_splat_leaf(g, e.in[1]) && is_positive(g, seen(g, e.in[1]).part))
    return {e.in[0], seen(g, e.in[1])};
  for (const int side : {0, 1}) {
    if (e.code != op::mul) break;
    const shown factor = seen(g, e.in[side]);
    if (is_positive_reciprocal(g, factor.part)) return {e.in[1 - side], {g[factor.part].in[1], factor.map}};
  }
  return {};
}

/// The number that an equation multiplies all elements by, last; 1 if it does not. None so large or small that leaving
/// it out could overflow what it was meant to keep from that.
constexpr double number_factor(const graph& g, int id) {
  const equation& e = g[id];
  if (e.code != op::mul || g[e.in[1]].code != op::constant || !is_splat_leaf(g, e.in[1]) || !is_floating(g.element(id)))
    return 1;
  const double factor = value_of(g.element(id), g.word(g[e.in[1]].attribute, 0)), size = factor < 0 ? -factor : factor;
  return size >= 1. / 1024 && size <= 1024 ? factor : 1;
}

}  // namespace cotangent::ir
