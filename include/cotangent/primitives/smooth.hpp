// Functions that are smooth, or keep their digits, where the formulas for them do not: each is a unit with a derivative
// of its own, in terms of these units again, so that derivatives of every order are as good; formulas are written out
// after differentiation.
#pragma once

#include <cotangent/primitives/primitive.hpp>

#include <limits>

namespace cotangent::ir {

constexpr term size_of(term x) { return apply(op::abs, x); }
constexpr term clipped(term x, double limit) {
  return apply(op::min, apply(op::max, x, full_like(x, -limit)), full_like(x, limit));
}
constexpr term is_infinite(term x) {
  return compare(op::eq, size_of(x), full_like(x, std::numeric_limits<double>::infinity()));
}

// 1 / (1 + exp(-x)), its derivative, and log(1 + exp x), by the exponential of -|x|, which cannot overflow and is taken
// once for all.
constexpr term shrunk(term x) { return apply(op::exp, -size_of(x)); }
constexpr term logistic_formula(term x) {
  return select(compare(op::ge, x, full_like(x, 0)), full_like(x, 1), shrunk(x)) / (shrunk(x) + 1.0);
}
template <>
inline constexpr primitive rules<op::logistic> =
    with_formula(function("logistic", [](term x, term, term) { return apply(op::logistic_slope, x); }),
                 [](graph& g, const equation& e) -> term { return logistic_formula({&g, e.in[0]}); });
template <>
inline constexpr primitive rules<op::logistic_slope> =
    with_formula(function("logistic_slope", [](term x, term, term y) { return -(y * apply(op::tanh, x * 0.5)); }),
                 [](graph& g, const equation& e) -> term {
                   const term small = shrunk({&g, e.in[0]}), all = small + 1.0;
                   return small / (all * all);
                 });
template <>
inline constexpr primitive rules<op::softplus> =
    with_formula(function("softplus", [](term x, term, term) { return apply(op::logistic, x); }),
                 [](graph& g, const equation& e) -> term {
                   const term x{&g, e.in[0]};
                   return apply(op::max, x, full_like(x, 0)) + apply(op::log1p, shrunk(x));
                 });

// x logistic(x), whose second factor is 0 or 1 far out: there x times what is 0 is nothing, however large x is.
constexpr term silu_clipped(term x) { return clipped(x, 1000); }
template <>
inline constexpr primitive rules<op::silu> =
    with_formula(function("silu",
                          [](term x, term, term) {
                            const term near = silu_clipped(x);
                            return apply(op::logistic, near) + near * apply(op::logistic_slope, near);
                          }),
                 [](graph& g, const equation& e) -> term {
                   const term x{&g, e.in[0]};
                   return apply(op::max, x, full_like(x, -1000)) * logistic_formula(silu_clipped(x));
                 });

// x logistic(u), u = 2 sqrt(2 / pi) (x + 0.044715 x^3): (1 + tanh(u / 2)) / 2 is logistic(u), and that keeps its digits
// where u is far below 0. The gate is the second factor, as a function of x.
inline constexpr double gelu_first = 1.59576912160573071176, gelu_third = 1.59576912160573071176 * 0.044715;
constexpr term gelu_clipped(term x) { return clipped(x, 40); }
constexpr term gelu_inner_slope(term near) { return 3 * gelu_third * (near * near) + gelu_first; }
/// exp(-|u|), where |u| may be several hundred: half a unit of it is that many of the exponential. Of |x| rounded to
/// few digits it is, but for a small rest, a polynomial whose coefficients have few digits too, which is exact, as x^3
/// - f^3 = (x - f) (x^2 + x f + f^2); so what the sum of both loses is known.
constexpr term gelu_shrunk(term x) {
  const bool single = x.element() == dtype::f32;
  const double parts = single ? 4 : 256, first = single ? 51.0 / 32 : 13073.0 / 8192,
               third = single ? 37.0 / 512 : 9353.0 / 131072;
  const double first_rest = single ? 0.002019121605730811 : -5.607370676918854713e-5,
               third_rest = single ? -9.10808727399750270e-4 : -2.910778181000270228e-6;
  const term size = size_of(gelu_clipped(x)), few = apply(op::round, size * parts) * (1 / parts),
             cube = few * few * few;
  const term rest = (third_rest * cube + first_rest * few) +
                    (size - few) * (gelu_third * (size * size + size * few + few * few) + gelu_first);
  const term exact = third * cube + first * few, u = exact + rest, lost = rest - (u - exact);
  return apply(op::exp, -u) * (1.0 - lost);
}
template <>
inline constexpr primitive rules<op::gelu> = with_formula(
    function("gelu",
             [](term x, term, term) {
               const term near = gelu_clipped(x);
               return apply(op::gelu_gate, x) + near * (apply(op::gelu_gate_slope, x) * gelu_inner_slope(near));
             }),
    [](graph& g, const equation& e) -> term {
      const term x{&g, e.in[0]}, small = gelu_shrunk(x);
      return apply(op::max, x, full_like(x, -40)) *
             (select(compare(op::ge, x, full_like(x, 0)), full_like(x, 1), small) / (small + 1.0));
    });
template <>
inline constexpr primitive rules<op::gelu_gate> = with_formula(
    function("gelu_gate",
             [](term x, term, term) { return apply(op::gelu_gate_slope, x) * gelu_inner_slope(gelu_clipped(x)); }),
    [](graph& g, const equation& e) -> term {
      const term x{&g, e.in[0]}, small = gelu_shrunk(x);
      return select(compare(op::ge, x, full_like(x, 0)), full_like(x, 1), small) / (small + 1.0);
    });
// The derivative of logistic at u.
template <>
inline constexpr primitive rules<op::gelu_gate_slope> = with_formula(
    function("gelu_gate_slope",
             [](term x, term, term y) {
               const term near = gelu_clipped(x), half = near * (0.5 * gelu_third * (near * near) + 0.5 * gelu_first);
               return -(y * apply(op::tanh, half)) * gelu_inner_slope(near);
             }),
    [](graph& g, const equation& e) -> term {
      const term small = gelu_shrunk({&g, e.in[0]}), all = small + 1.0;
      return small / (all * all);
    });

// log(exp a + exp b), whose derivatives share 1 between them: half each where both are the same infinity.
constexpr term difference(term a, term b) {
  const term same = apply(op::logical_and, compare(op::eq, a, b), is_infinite(a));
  return select(same, full_like(a, 0), a - b);
}
template <>
inline constexpr primitive rules<op::logaddexp> =
    with_formula(function(
                     "logaddexp", [](term a, term b, term) { return apply(op::logistic, difference(a, b)); },
                     [](term a, term b, term) { return apply(op::logistic, difference(b, a)); }),
                 [](graph& g, const equation& e) -> term {
                   const term a{&g, e.in[0]}, b{&g, e.in[1]};
                   return apply(op::max, a, b) + apply(op::log1p, shrunk(difference(a, b)));
                 });

// sqrt(a^2 + b^2) and a / sqrt(a^2 + b^2), from both divided by the larger, so that no square overflows. At (0, 0) the
// second is 0, as the derivatives of abs are; both infinite are as good as equal.
struct scaled_pair {
  term large, a, b, length;  // length: of (a, b), which is between 1 and sqrt 2, or 1 where both are 0
  term usual;                // where the larger is neither 0 nor infinite
  constexpr scaled_pair(term x, term y) {
    large = apply(op::max, size_of(x), size_of(y));
    usual = apply(op::logical_and, compare(op::gt, large, full_like(x, 0)), apply_mask(op::is_finite, large));
    const term by = select(usual, large, full_like(x, 1));
    const auto scaled = [&](term v) {
      return select(usual, v / by, select(is_infinite(v), apply(op::sign, v), v * 0.0));
    };
    a = scaled(x);
    b = scaled(y);
    const term square = a * a + b * b;
    length = apply(op::sqrt, select(compare(op::eq, square, full_like(x, 0)), full_like(x, 1), square));
  }
  static constexpr term apply_mask(op code, term x) {
    return x.at(x.g->emit(code, x.g->intern(dtype::boolean, x.dims()), -1, x.id));
  }
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
inline constexpr primitive rules<op::hypot> = with_formula(
    function(
        "hypot", [](term a, term b, term) { return apply(op::direction, a, b); },
        [](term a, term b, term) { return apply(op::direction, b, a); }),
    [](graph& g, const equation& e) -> term {
      const term a{&g, e.in[0]}, b{&g, e.in[1]};
      const scaled_pair p(a, b);
      const term infinite = apply(op::logical_or, is_infinite(a), is_infinite(b));  // whatever the other is, NaN too
      return select(infinite, full_like(a, std::numeric_limits<double>::infinity()),
                    select(p.usual, p.large * p.length, p.large));
    });
template <>
inline constexpr primitive rules<op::direction> =
    with_formula(function(
                     "direction", [](term a, term b, term) { return squared_over_hypot(a, b); },
                     [](term a, term b, term c) { return -over_hypot(c * apply(op::direction, b, a), a, b); }),
                 [](graph& g, const equation& e) -> term {
                   const scaled_pair p({&g, e.in[0]}, {&g, e.in[1]});
                   return p.a / p.length;
                 });

// exp(-x^2), the square taken as that of x rounded to few digits, which is exact, and a rest.
template <>
inline constexpr primitive rules<op::gauss> =
    with_formula(function("gauss", [](term x, term, term y) { return -2.0 * (clipped(x, 40) * y); }),
                 [](graph& g, const equation& e) -> term {
                   const term x = clipped({&g, e.in[0]}, 40), few = apply(op::round, x * 256.0) * (1.0 / 256);
                   return apply(op::exp, -(few * few)) * apply(op::exp, -((x - few) * (x + few)));
                 });

// 1 - x^2, to the last digit beside 1.
template <>
inline constexpr primitive rules<op::one_minus_square> = with_formula(
    function("one_minus_square", [](term x, term, term) { return x * -2.0; }), [](graph& g, const equation& e) -> term {
      const term x{&g, e.in[0]};
      return (1.0 - x) * (x + 1.0);
    });

}  // namespace cotangent::ir
