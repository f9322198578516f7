// Functions that are smooth, or keep their digits, where the formulas for them do not: each is a unit with a derivative of its
// own, in terms of these units again, so that derivatives of every order are as good; formulas are written out after differentiation.
#pragma once

#include <cotangent/primitives/primitive.hpp>

#include <limits>

namespace cotangent::ir {

constexpr term size_of(term x) { return apply(op::abs, x); }
constexpr term clipped(term x, double limit) { return apply(op::min, apply(op::max, x, full_like(x, -limit)), full_like(x, limit)); }
constexpr term is_infinite(term x) { return compare(op::eq, size_of(x), full_like(x, std::numeric_limits<double>::infinity())); }

// 1 / (1 + exp(-x)), its derivative, and log(1 + exp x), by the exponential of -|x|, which cannot overflow and is taken once for all.
constexpr term shrunk(term x) { return apply(op::exp, -size_of(x)); }
constexpr term logistic_formula(term x) {
  return select(compare(op::ge, x, full_like(x, 0)), full_like(x, 1), shrunk(x)) / (shrunk(x) + 1.0);
}
template <>
inline constexpr primitive rules<op::logistic> =
    with_formula(unary("logistic", [](term x, term, term) { return apply(op::logistic_slope, x); }),
                 [](graph& g, const equation& e) -> term { return logistic_formula({&g, e.in[0]}); });
template <>
inline constexpr primitive rules<op::logistic_slope> =
    with_formula(unary("logistic_slope", [](term x, term, term y) { return -(y * apply(op::tanh, x * 0.5)); }),
                 [](graph& g, const equation& e) -> term {
                   const term small = shrunk({&g, e.in[0]}), all = small + 1.0;
                   return small / (all * all);
                 });
template <>
inline constexpr primitive rules<op::softplus> =
    with_formula(unary("softplus", [](term x, term, term) { return apply(op::logistic, x); }),
                 [](graph& g, const equation& e) -> term {
                   const term x{&g, e.in[0]};
                   return apply(op::max, x, full_like(x, 0)) + apply(op::log1p, shrunk(x));
                 });

// x logistic(u(x)), whose second factor is 0 or 1 beyond `limit`: there x times what is 0 is nothing, however large x is.
struct gate {
  double limit;
  term (*of)(term x);
  term (*slope)(term x);
};
inline constexpr gate silu_gate{1000, [](term x) { return x; }, [](term x) { return full_like(x, 1); }};
// 2 sqrt(2 / pi) (x + 0.044715 x^3): (1 + tanh u) / 2 is logistic(2 u), and that keeps its digits where u is far below 0.
inline constexpr gate gelu_gate{40, [](term x) { return 1.59576912160573071176 * (x + 0.044715 * (x * x * x)); },
                                [](term x) { return 1.59576912160573071176 * (3 * 0.044715 * (x * x) + 1.0); }};
constexpr term gated(term x, const gate& by) { return apply(op::max, x, full_like(x, -by.limit)) * logistic_formula(by.of(clipped(x, by.limit))); }
constexpr term gated_slope(term x, const gate& by) {
  const term near = clipped(x, by.limit), u = by.of(near);
  return apply(op::logistic, u) + near * (apply(op::logistic_slope, u) * by.slope(near));
}
template <>
inline constexpr primitive rules<op::silu> =
    with_formula(unary("silu", [](term x, term, term) { return gated_slope(x, silu_gate); }),
                 [](graph& g, const equation& e) -> term { return gated({&g, e.in[0]}, silu_gate); });
template <>
inline constexpr primitive rules<op::gelu> =
    with_formula(unary("gelu", [](term x, term, term) { return gated_slope(x, gelu_gate); }),
                 [](graph& g, const equation& e) -> term { return gated({&g, e.in[0]}, gelu_gate); });

// log(exp a + exp b), whose derivatives share 1 between them: half each where both are the same infinity.
constexpr term difference(term a, term b) {
  const term same = apply(op::logical_and, compare(op::eq, a, b), is_infinite(a));
  return select(same, full_like(a, 0), a - b);
}
template <>
inline constexpr primitive rules<op::logaddexp> =
    with_formula(binary("logaddexp", [](term a, term b, term) { return apply(op::logistic, difference(a, b)); },
                        [](term a, term b, term) { return apply(op::logistic, difference(b, a)); }),
                 [](graph& g, const equation& e) -> term {
                   const term a{&g, e.in[0]}, b{&g, e.in[1]};
                   return apply(op::max, a, b) + apply(op::log1p, shrunk(difference(a, b)));
                 });

// sqrt(a^2 + b^2) and a / sqrt(a^2 + b^2), from both divided by the larger, so that no square overflows. At (0, 0) the second is 0, as the
// derivatives of abs are; both infinite are as good as equal.
struct scaled_pair {
  term large, a, b, length;  // length: of (a, b), which is between 1 and sqrt 2, or 1 where both are 0
  term usual;                // where the larger is neither 0 nor infinite
  constexpr scaled_pair(term x, term y) {
    large = apply(op::max, size_of(x), size_of(y));
    usual = apply(op::logical_and, compare(op::gt, large, full_like(x, 0)), apply_mask(op::is_finite, large));
    const term by = select(usual, large, full_like(x, 1));
    const auto scaled = [&](term v) { return select(usual, v / by, select(is_infinite(v), apply(op::sign, v), v * 0.0)); };
    a = scaled(x);
    b = scaled(y);
    const term square = a * a + b * b;
    length = apply(op::sqrt, select(compare(op::eq, square, full_like(x, 0)), full_like(x, 1), square));
  }
  static constexpr term apply_mask(op code, term x) { return x.at(x.g->emit(code, x.g->intern(dtype::boolean, x.dims()), -1, x.id)); }
};
constexpr term over_hypot(term x, term a, term b) {
  const term h = apply(op::hypot, a, b);
  return x / select(compare(op::eq, h, full_like(h, 0)), full_like(h, 1), h);
}
constexpr term squared_over_hypot(term a, term b) {
  const term other = apply(op::direction, b, a);
  return over_hypot(other * other, a, b);
}
template <>
inline constexpr primitive rules<op::hypot> =
    with_formula(binary("hypot", [](term a, term b, term) { return apply(op::direction, a, b); },
                        [](term a, term b, term) { return apply(op::direction, b, a); }),
                 [](graph& g, const equation& e) -> term {
                   const term a{&g, e.in[0]}, b{&g, e.in[1]};
                   const scaled_pair p(a, b);
                   const term infinite = apply(op::logical_or, is_infinite(a), is_infinite(b));  // whatever the other is, NaN too
                   return select(infinite, full_like(a, std::numeric_limits<double>::infinity()), select(p.usual, p.large * p.length, p.large));
                 });
template <>
inline constexpr primitive rules<op::direction> =
    with_formula(binary("direction", [](term a, term b, term) { return squared_over_hypot(a, b); },
                        [](term a, term b, term c) { return -over_hypot(c * apply(op::direction, b, a), a, b); }),
                 [](graph& g, const equation& e) -> term {
                   const scaled_pair p({&g, e.in[0]}, {&g, e.in[1]});
                   return p.a / p.length;
                 });

// exp(-x^2), the square taken as that of x rounded to few digits, which is exact, and a rest.
template <>
inline constexpr primitive rules<op::gauss> =
    with_formula(unary("gauss", [](term x, term, term y) { return -2.0 * (clipped(x, 40) * y); }),
                 [](graph& g, const equation& e) -> term {
                   const term x = clipped({&g, e.in[0]}, 40), few = apply(op::round, x * 256.0) * (1.0 / 256);
                   return apply(op::exp, -(few * few)) * apply(op::exp, -((x - few) * (x + few)));
                 });

// 1 - x^2, to the last digit beside 1.
template <>
inline constexpr primitive rules<op::one_minus_square> =
    with_formula(unary("one_minus_square", [](term x, term, term) { return x * -2.0; }),
                 [](graph& g, const equation& e) -> term {
                   const term x{&g, e.in[0]};
                   return (1.0 - x) * (x + 1.0);
                 });

}  // namespace cotangent::ir
