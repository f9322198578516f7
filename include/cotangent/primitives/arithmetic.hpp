// + - * / and what else is piecewise rational: jvp, transpose and cost of each.
#pragma once

#include <cotangent/primitives/primitive.hpp>

namespace cotangent::ir {

// The sum of two tangents either of which may be zero (-1).
constexpr term add_tangents(graph& g, int a, int b) {
  if (a < 0) return {&g, b};
  if (b < 0) return {&g, a};
  return term{&g, a} + term{&g, b};
}

template <>
inline constexpr primitive rules<op::add> = {
    .name = "add",
    .kind = op_kind::elementwise,
    .elements = element_kind::arithmetic,
    .arity = 2,
    .commutative = true,
    .jvp = [](graph& g, int, const int* t) -> term { return add_tangents(g, t[0], t[1]); },
    .transpose = [](graph&, int, int, term ct) -> term { return ct; },
    .flops = 1};

template <>
inline constexpr primitive rules<op::sub> = {
    .name = "sub",
    .kind = op_kind::elementwise,
    .elements = element_kind::arithmetic,
    .arity = 2,
    .jvp = [](graph& g, int, const int* t) -> term {
      if (t[1] < 0) return {&g, t[0]};
      return t[0] < 0 ? -term{&g, t[1]} : term{&g, t[0]} - term{&g, t[1]};
    },
    .transpose = [](graph&, int, int k, term ct) -> term { return k == 0 ? ct : -ct; },
    .flops = 1};

template <>
inline constexpr primitive rules<op::neg> = {.name = "neg",
                                             .kind = op_kind::elementwise,
                                             .elements = element_kind::arithmetic,
                                             .arity = 1,
                                             .jvp = [](graph& g, int, const int* t) -> term { return -term{&g, t[0]}; },
                                             .transpose = [](graph&, int, int, term ct) -> term { return -ct; },
                                             .flops = 1};

template <>
inline constexpr primitive rules<op::mul> = {
    .name = "mul",
    .kind = op_kind::elementwise,
    .elements = element_kind::arithmetic,
    .arity = 2,
    .commutative = true,
    .jvp = [](graph& g, int id, const int* t) -> term {
      const int left = t[0] < 0 ? -1 : (term{&g, t[0]} * operand(g, id, 1)).id;
      const int right = t[1] < 0 ? -1 : (operand(g, id, 0) * term{&g, t[1]}).id;
      return add_tangents(g, left, right);
    },
    .transpose = [](graph& g, int id, int k, term ct) -> term { return ct * operand(g, id, 1 - k); },
    .flops = 1};

template <>
inline constexpr primitive rules<op::div> = {
    .name = "div",
    .kind = op_kind::elementwise,
    .elements = element_kind::arithmetic,
    .arity = 2,
    .costly = true,
    .jvp = [](graph& g, int id, const int* t) -> term {  // (da - y db) / b; many directions share the reciprocal
      const int right = t[1] < 0 ? -1 : (-(term{&g, id} * term{&g, t[1]})).id;
      return add_tangents(g, t[0], right) * (1.0 / operand(g, id, 1));
    },
    .transpose = [](graph& g, int id, int, term ct) -> term { return ct * (1.0 / operand(g, id, 1)); },
    .flops = 1};

// |x|' = sign(x), which is 0 at 0, as in JAX.
template <>
inline constexpr primitive rules<op::abs> = arithmetic("abs", [](term x, term, term) { return apply(op::sign, x); });
template <>
inline constexpr primitive rules<op::sign> = without_derivative("sign", element_kind::arithmetic, 1);
COTANGENT_LIBRARY_FUNCTION(floor, floor, 0, without_derivative("floor", element_kind::rounding, 1));
COTANGENT_LIBRARY_FUNCTION(ceil, ceil, 0, without_derivative("ceil", element_kind::rounding, 1));
COTANGENT_LIBRARY_FUNCTION(round, nearbyint, 0, without_derivative("round", element_kind::rounding, 1));

// 1 where `a` wins, 1/2 where they tie, as in JAX.
constexpr term share_of(op wins, term a, term b) {
  const term tied = select(compare(op::eq, a, b), full_like(a, 0.5), full_like(a, 0));
  return select(compare(wins, a, b), full_like(a, 1), tied);
}
template <>
inline constexpr primitive rules<op::max> = arithmetic(
    "max", [](term a, term b, term) { return share_of(op::gt, a, b); },
    [](term a, term b, term) { return share_of(op::gt, b, a); });
template <>
inline constexpr primitive rules<op::min> = arithmetic(
    "min", [](term a, term b, term) { return share_of(op::lt, a, b); },
    [](term a, term b, term) { return share_of(op::lt, b, a); });

// d(a^b)/da = b a^(b-1); d(a^b)/db = log(a) a^b, with log(1) in place of log(0), as in JAX. An integer exponent (an
// array of integers, or a number written in the program) has no derivative, and a^0 the derivative 0 also at a = 0.
// (xsimd 8's loses up to seven bits, and is wrong at 0.)
COTANGENT_LIBRARY_FUNCTION(pow, pow, 22,
                           by_element(costly(arithmetic(
                               "pow",
                               [](term a, term b, term) {
                                 if (!is_floating(b.element())) {
                                   const term is_zero = compare(op::eq, b, full_like(b, 0));
                                   return convert(b, a.element()) *
                                          apply(op::pow, a, select(is_zero, full_like(b, 1), b - 1.0));
                                 }
                                 // 0^0 is 1 by any derivative, and 0 times 0^-1 is 0.
                                 const term none = apply(op::logical_and, compare(op::eq, a, full_like(a, 0)),
                                                         compare(op::eq, b, full_like(b, 0)));
                                 return b * apply(op::pow, a, select(none, full_like(b, 1), b - 1.0));
                               },
                               [](term a, term, term y) {
                                 return y *
                                        apply(op::log, select(compare(op::eq, a, full_like(a, 0)), full_like(a, 1), a));
                               }))));

// What a / b leaves: a - trunc(a / b) b, exact, where xsimd's rounds twice. The quotient's whole part, from a less what
// is left, is the derivative by b.
namespace constant_math {
constexpr wide fmod(double a, double b) {
  if (a != a || b != b || is_infinite(a) || b == 0) return none;
  const wide divisor = abs(static_cast<wide>(b));
  wide left = abs(static_cast<wide>(a)), step = divisor;
  if (is_infinite(b) || left < divisor) return a;
  while (step <= left / 2) step *= 2;
  for (; step >= divisor; step /= 2)
    if (left >= step) left -= step;
  return is_negative(a) ? -left : left;
}
}  // namespace constant_math
COTANGENT_LIBRARY_FUNCTION(fmod, fmod, 0,
                           by_element(function(
                               "fmod", [](term a, term, term) { return full_like(a, 1); },
                               [](term a, term b, term y) { return -apply(op::round, (a - y) / b); })));

}  // namespace cotangent::ir
