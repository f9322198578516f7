// Algebra that holds element by element: neutral elements, known zeros, signs, logarithms of exponentials.
#pragma once

#include <cotangent/passes/simplified.hpp>

namespace cotangent::ir {

/// A division by a power of two is a product; a number over what is shown several times is taken once. Where the
/// program may (option::reciprocals), many elements divided by one number are multiplied by its reciprocal, half an ulp
/// less exact, and wrong for divisors whose reciprocals are not normal numbers. -1 if it is not so.
constexpr int divide_by_shared(graph& g, const equation& e) {
  const int a = e.in[0], b = e.in[1];
  const dtype d = g.element(a);
  const bool products = g.allows(option::reciprocals);
  if (is_splat_leaf(g, b)) {
    const double divisor = value_of(d, g.word(g[b].attribute, 0));
    const bool moderate = (divisor > 1e-30 && divisor < 1e30) || (divisor < -1e-30 && divisor > -1e30);
    const bool power_of_two = (std::bit_cast<long long>(divisor) & ((1LL << 52) - 1)) == 0;
    return moderate && (power_of_two || products) ? s_apply(op::mul, {&g, a}, full(g, d, g.dims(a), 1 / divisor)).id
                                                  : -1;
  }
  const auto [divisor, spread] = shown_once_by(g, b);
  if (divisor.id < 0) return -1;
  if (is_splat_leaf(g, a))
    return s_view(s_apply(op::div, {&g, splat_like(g, a, divisor.type())}, divisor), g.dims(b), spread).id;
  if (!products) return -1;
  return s_apply(op::mul, {&g, a}, s_view(s_apply(op::div, full_like(divisor, 1), divisor), g.dims(b), spread)).id;
}

/// log exp x = x; log(exp x s) = x + log s and log(exp x / s) = x - log s for an s that many elements share, as of a
/// softmax; log(1 / x) = -log x. Where an exponential is too large or small for its type, this has the value that the
/// formula has. (exp log x is no x below 0.)
constexpr int logarithm(graph& g, const equation& e) {
  const int a = e.in[0];
  if (g[a].code == op::exp) return g[a].in[0];
  if (g[a].code == op::div && is_splat(g, g[a].in[0], 1))
    return s_apply(op::neg, s_apply(op::log, {&g, g[a].in[1]})).id;
  if (g[a].code != op::mul && g[a].code != op::div) return -1;
  for (const int k : {0, 1}) {
    const int power = g[a].in[k];
    if (g[power].code != op::exp || (k == 1 && g[a].code == op::div)) continue;
    const auto [shared, spread] = shown_once_by(g, g[a].in[1 - k]);
    if (shared.id >= 0)
      return s_apply(g[a].code == op::mul ? op::add : op::sub, {&g, g[power].in[0]},
                     s_view(s_apply(op::log, shared), g.dims(a), spread))
          .id;
  }
  return -1;
}

/// x times a number, times another: x times their product. As many products where the first is needed too, one less
/// where not.
constexpr int multiply_by_product(graph& g, const equation& e, double factor) {
  const double before = number_factor(g, e.in[0]);
  if (before == 1) return -1;
  const dtype d = g.element(e.in[0]);
  const folded_number both = fold_numbers(op::mul, d, before, factor);
  if (!both.known) return -1;
  return s_apply(op::mul, {&g, g[e.in[0]].in[0]}, full(g, d, g.dims(e.in[0]), both.value)).id;
}

/// y (x / y) = x for a positive y, also where the quotient is a product with its reciprocal; y (1 / y) = 1. -1 if it is
/// not so.
constexpr int multiply_by_divisor(graph& g, const equation& e) {
  for (const int k : {0, 1}) {
    const shown y = seen(g, e.in[k]);
    const int by = e.in[1 - k];
    if (is_reciprocal_of(g, seen(g, by), y)) return full(g, g.element(by), g.dims(by), 1).id;
    if (const positive_quotient q = quotient_of(g, by); q.over >= 0 && q.by == y) return q.over;
  }
  return -1;
}

/// x (1 / y) where the program divides x by y anyway, for a positive y: that quotient, as of a softmax in its
/// derivative. Else -1.
constexpr int quotient_there_is(graph& g, const equation& e) {
  for (const int k : {0, 1}) {
    const shown factor = seen(g, e.in[k]);
    if (!is_positive_reciprocal(g, factor.part)) continue;
    const int part = g[factor.part].in[1], y = factor.map < 0 ? part : g.find(op::view, e.type, factor.map, part);
    const int found = y < 0 ? -1 : g.find(op::div, e.type, -1, e.in[1 - k], y);
    if (found >= 0) return found;
  }
  return -1;
}

/// x^n by squaring, as JAX's integer powers.
inline constexpr int most_power = 8;
constexpr term whole_power(term x, int n) {
  if (n == 1) return x;
  const term half = whole_power(x, n / 2), square = s_apply(op::mul, half, half);
  return n % 2 == 0 ? square : s_apply(op::mul, square, x);
}

constexpr int simplify_arithmetic(graph& g, const equation& e) {
  const int a = e.in[0], b = e.in[1];
  const auto zero = [&] { return g.emit(op::zeros, e.type); };
  if (e.code == op::sub && a == b && (is_positive(g, a) || (g.allows(option::finite) && is_floating(g.element(a)))))
    return zero();
  const int folded = fold_constants(g, e);
  if (folded >= 0) return folded;
  switch (e.code) {
    case op::copy:
    case op::stop_gradient: return a;
    case op::add:
      if (is_neutral(g, a, false)) return b;
      if (is_neutral(g, b, false)) return a;
      if (g[b].code == op::neg) return s_apply(op::sub, {&g, a}, {&g, g[b].in[0]}).id;
      if (g[a].code == op::neg) return s_apply(op::sub, {&g, b}, {&g, g[a].in[0]}).id;
      if (a == b && is_floating(g.element(a))) return s_apply(op::mul, {&g, a}, full_like({&g, a}, 2)).id;
      break;
    case op::sub:
      if (is_neutral(g, b, true)) return a;
      if (annihilates(g, a)) return s_apply(op::neg, {&g, b}).id;
      if (g[a].code == op::neg && g[a].in[0] == b && is_floating(g.element(b)))
        return s_apply(op::mul, {&g, b}, full_like({&g, b}, -2)).id;
      if (g[b].code == op::neg) return s_apply(op::add, {&g, a}, {&g, g[b].in[0]}).id;
      break;
    case op::mul:
      if (annihilates(g, a) || annihilates(g, b)) return zero();
      if (is_splat_leaf(g, a) && !is_splat_leaf(g, b))
        return s_apply(op::mul, {&g, b}, {&g, a}).id;  // so that equal products are one
      if (is_splat(g, b, 1)) return a;
      if (is_splat(g, b, -1)) return s_apply(op::neg, {&g, a}).id;
      if (is_splat_leaf(g, b) && is_floating(g.element(b))) {
        const double factor = value_of(g.element(b), g.word(g[b].attribute, 0));
        if (g[a].code == op::neg)
          return s_apply(op::mul, {&g, g[a].in[0]}, full(g, g.element(b), g.dims(b), -factor)).id;
        return multiply_by_product(g, e, factor);
      }
      if (!is_splat_leaf(g, b) && a > b) return s_apply(op::mul, {&g, b}, {&g, a}).id;
      if (g[a].code == op::neg) return s_apply(op::neg, s_apply(op::mul, {&g, g[a].in[0]}, {&g, b})).id;
      if (g[b].code == op::neg) return s_apply(op::neg, s_apply(op::mul, {&g, a}, {&g, g[b].in[0]})).id;
      if (const int quotient = quotient_there_is(g, e); quotient >= 0) return quotient;
      return multiply_by_divisor(g, e);
    case op::div:
      if (annihilates(g, a)) return zero();
      if (is_splat(g, b, 1)) return a;
      if (seen(g, a) == seen(g, b) && is_positive(g, seen(g, a).part)) return full(g, g.element(a), g.dims(a), 1).id;
      if (is_floating(g.element(a))) return divide_by_shared(g, e);
      break;
    case op::pow:
      if (!is_floating(g.element(b))) break;
      if (is_splat(g, b, 0)) return full(g, g.element(a), g.dims(a), 1).id;
      for (int n = 1; n <= most_power; ++n) {
        if (is_splat(g, b, n)) return whole_power({&g, a}, n).id;
        if (is_splat(g, b, -n)) return s_apply(op::div, full_like({&g, a}, 1), whole_power({&g, a}, n)).id;
      }
      break;
    case op::neg:
      if (annihilates(g, a)) return a;
      if (g[a].code == op::neg) return g[a].in[0];
      if (g[a].code == op::mul && is_splat_leaf(g, g[a].in[1]) && is_floating(g.element(a))) {
        const double factor = value_of(g.element(a), g.word(g[g[a].in[1]].attribute, 0));
        return s_apply(op::mul, {&g, g[a].in[0]}, full(g, g.element(a), g.dims(a), -factor)).id;
      }
      break;
    case op::log: return logarithm(g, e);
    case op::log1p:
      if (g[a].code == op::expm1) return g[a].in[0];
      break;
    default: break;
  }
  return -1;
}

}  // namespace cotangent::ir
