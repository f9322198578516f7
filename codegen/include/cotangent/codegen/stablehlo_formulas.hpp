// Functions that StableHLO lacks, in terms of those that it has; and what it leaves to each implementation, written
// out. How exact they are: docs/accuracy.md.
#pragma once

#include <cotangent/codegen/stablehlo_gamma.hpp>

#include <cotangent/passes/rewrite.hpp>

namespace cotangent::codegen::stablehlo {

using formula = term (*)(term x);

// ---- exponentials and logarithms
/// exp(x log 2), where x log 2 may be several hundred: half a unit of it is that many of the exponential. Of x rounded
/// to few digits the product with few digits of log 2 is exact; so what the sum of that and the rest loses is known.
inline term exp2(term x) {
  const bool single = x.element() == dtype::f32;
  const double parts = single ? 8 : 256, first = single ? 0x1.62ep-1 : 0x1.62e42fep-1,
               rest = single ? 0x1.0bfbe8e7bcd5ep-15 : 0x1.f473de6af278fp-30;
  const term near = ir::clipped(x, single ? 300 : 2200), few = apply(op::round, near * parts) * (1 / parts);
  const term exact = few * first, small = few * rest + (near - few) * 0.69314718055994530942, sum = exact + small;
  return apply(op::exp, sum) * (1.0 + (small - (sum - exact)));
}

// ---- trigonometric and hyperbolic functions, and their inverses: Abramowitz and Stegun, 4.4 to 4.6
inline term square_root(term x) { return apply(op::sqrt, x); }
inline term size(term x) { return apply(op::abs, x); }
inline term with_sign_of(term x, term size_of_it) {
  const term zero = full_like(x, 0);
  return select(compare(op::lt, x, zero), -size_of_it, select(compare(op::eq, x, zero), x, size_of_it));
}

/// exp(|x|) / 2, by its square root where it would overflow although this does not.
inline term half_exponential(term x) {
  const term root = apply(op::exp, size(x) * 0.5);
  return (root * 0.5) * root;
}
inline term sinh(term x) {
  const term e = apply(op::expm1, apply(op::min, size(x), full_like(x, 20)));
  return with_sign_of(
      x, select(compare(op::lt, size(x), full_like(x, 20)), 0.5 * (e + e / (e + 1.0)), half_exponential(x)));
}
inline term cosh(term x) {
  const term e = apply(op::exp, apply(op::min, size(x), full_like(x, 20)));
  return select(compare(op::lt, size(x), full_like(x, 20)), 0.5 * e + 0.5 / e, half_exponential(x));
}
/// Where log(2 x) is all that there is of asinh and acosh.
inline double far_out(term x) { return x.element() == dtype::f32 ? 1e5 : 1e9; }
inline term log_of_twice(term x) { return apply(op::log, x) + 0.69314718055994530942; }
inline term asinh(term x) {
  const term limit = full_like(x, far_out(x)), near = apply(op::min, size(x), limit), square = near * near;
  return with_sign_of(
      x, select(compare(op::lt, size(x), limit), apply(op::log1p, near + square / (1.0 + square_root(square + 1.0))),
                log_of_twice(size(x))));
}
inline term acosh(term x) {
  const term limit = full_like(x, far_out(x)), over = apply(op::min, x, limit) - 1.0;
  const term value =
      select(compare(op::lt, x, limit), apply(op::log1p, over + square_root(over * (over + 2.0))), log_of_twice(x));
  return select(compare(op::lt, x, full_like(x, 1)), full_like(x, std::numeric_limits<double>::quiet_NaN()), value);
}
inline term atanh(term x) { return with_sign_of(x, 0.5 * apply(op::log1p, 2.0 * size(x) / (1.0 - size(x)))); }
inline term cosine_beside(term x) { return square_root((1.0 - x) * (x + 1.0)); }
inline term asin(term x) { return apply(op::atan2, x, cosine_beside(x)); }
inline term acos(term x) { return 2.0 * apply(op::atan2, square_root(1.0 - x), square_root(x + 1.0)); }
inline term atan(term x) { return apply(op::atan2, x, full_like(x, 1)); }

// ---- erf and erfc, from 0.46875 on by exp(y^2) erfc(y): W. J. Cody, Rational Chebyshev approximations for the error
// function, Math. Comp. 23 (1969).
inline term erf_near_0(term x) {
  const term z = x * x;
  return x * (ir::polynomial(z, {3.20937758913846947e3, 3.77485237685302021e2, 1.13864154151050156e2,
                                 3.16112374387056560, 1.85777706184603153e-1}) /
              ir::polynomial(z, {2.84423683343917062e3, 1.28261652607737228e3, 2.44024637934444173e2,
                                 2.36012909523441209e1, 1.0}));
}
inline constexpr double near_0 = 0.46875;
inline term erfc_of_size(term x) {
  const term y = apply(op::max, apply(op::min, size(x), full_like(x, 30)), full_like(x, near_0)),
             few = apply(op::round, y * 256.0) * (1.0 / 256);
  const term exact = -(few * few), rest = (y - few) * (y + few), sum = exact - rest;
  return (apply(op::exp, sum) * (1.0 + ((exact - sum) - rest))) * ir::scaled_erfc(y);
}
inline term erf(term x) {
  const term limit = full_like(x, near_0), near = ir::clipped(x, near_0);
  return select(compare(op::le, size(x), limit), erf_near_0(near), with_sign_of(x, 1.0 - erfc_of_size(x)));
}
inline term erfc(term x) {
  const term limit = full_like(x, near_0), far = erfc_of_size(x);
  return select(compare(op::le, size(x), limit), 1.0 - erf_near_0(ir::clipped(x, near_0)),
                select(compare(op::lt, x, full_like(x, 0)), 2.0 - far, far));
}

// ---- integers, as graph/integers.hpp has them: StableHLO says nothing of x / 0, of the least integer by -1, of
// negative exponents, and of what is too large to convert
inline term divided(term a, term b) {
  const term zero = full_like(b, 0), none = compare(op::eq, b, zero), negated = compare(op::eq, b, full_like(b, -1)),
             unusual = apply(op::logical_or, none, negated);
  return select(none, full_like(a, -1), select(negated, -a, a / select(unusual, full_like(b, 1), b)));
}
inline term integer_power(term a, term b) {
  const term zero = full_like(a, 0), one = full_like(a, 1), minus_one = full_like(a, -1);
  const term even = compare(op::eq, b - (b / full_like(b, 2)) * full_like(b, 2), zero),
             sign = select(even, one, minus_one);
  const term reciprocal = select(compare(op::eq, a, one), one, select(compare(op::eq, a, minus_one), sign, zero));
  return select(compare(op::lt, b, zero), reciprocal, apply(op::pow, a, apply(op::max, b, zero)));
}
inline term saturated(term x, dtype d) {
  const double end = d == dtype::i32 ? 0x1p31 : 0x1p63;
  ir::graph& g = *x.g;
  const auto whole = [&](long long value) {
    return term{&g, g.emit(op::constant, g.intern(d, x.dims()), g.intern({value}))};
  };
  const long long most =
      d == dtype::i32 ? std::numeric_limits<std::int32_t>::max() : std::numeric_limits<long long>::max();
  const term above = full_like(x, end), least = full_like(x, -end), large = compare(op::ge, x, above),
             small = compare(op::lt, x, least);
  const term fits = apply(op::logical_and, compare(op::lt, x, above), compare(op::ge, x, least));  // (no NaN)
  return select(large, whole(most), select(small, whole(-most - 1), convert(select(fits, x, full_like(x, 0)), d)));
}

/// What computes an operation of one operand that StableHLO lacks.
constexpr formula formula_of(op code) {
  switch (code) {
    case op::exp2: return &exp2;
    case op::log2: return [](term x) { return apply(op::log, x) * 1.44269504088896340736; };
    case op::log10: return [](term x) { return apply(op::log, x) * 0.43429448190325182765; };
    case op::asin: return &asin;
    case op::acos: return &acos;
    case op::atan: return &atan;
    case op::sinh: return &sinh;
    case op::cosh: return &cosh;
    case op::asinh: return &asinh;
    case op::acosh: return &acosh;
    case op::atanh: return &atanh;
    case op::erf: return &erf;
    case op::erfc: return &erfc;
    case op::lgamma: return &lgamma;
    case op::tgamma: return &tgamma;
    default: return nullptr;
  }
}

/// An equation in terms of what StableHLO has, and says the meaning of.
inline int written_out(ir::graph& g, const ir::equation& e) {
  const term a{&g, e.in[0]}, b{&g, e.in[1]};
  if (const formula f = formula_of(e.code)) return f(a).id;
  if (e.code != op::div && e.code != op::pow && e.code != op::convert) return emit(g, e);
  const dtype from = a.element(), d = static_cast<dtype>(g.word(e.type, 0));
  const bool integers = !ir::is_floating(from) && from != dtype::boolean;
  if (e.code == op::convert)
    return ir::is_floating(from) && !ir::is_floating(d) && d != dtype::boolean ? saturated(a, d).id : emit(g, e);
  if (e.code == op::pow && !integers) return apply(op::pow, a, convert(b, from)).id;
  if (e.code == op::pow)
    return from == b.element() ? integer_power(a, b).id
                               : convert(integer_power(convert(a, dtype::i64), convert(b, dtype::i64)), from).id;
  if (from == dtype::boolean) return apply(op::logical_or, a, apply(op::logical_not, b)).id;
  const bool by_number = is_splat_leaf(g, b.id) && g[b.id].code == op::constant && g.word(g[b.id].attribute, 0) != 0 &&
                         g.word(g[b.id].attribute, 0) != -1;
  return integers && !by_number ? divided(a, b).id : emit(g, e);
}
inline ir::graph write_out(ir::graph g) { return ir::rewrite(g, written_out); }

/// What XLA would join, as if numbers were real, and so lose the digits that it is written for: x + a + b, and exp(x)
/// exp(y).
inline int kept_apart(ir::graph& g, ir::equation e) {
  const auto is_sum_with_number = [&](const ir::equation& s) {
    return (s.code == op::add || s.code == op::sub) && (is_splat_leaf(g, s.in[0]) || is_splat_leaf(g, s.in[1]));
  };
  const bool exponentials = e.code == op::mul && g[e.in[0]].code == op::exp && g[e.in[1]].code == op::exp;
  if (ir::is_floating(e.type < 0 ? dtype::boolean : static_cast<dtype>(g.word(e.type, 0))) &&
      (exponentials || is_sum_with_number(e)))
    for (int k = 0; k < 2; ++k)
      if (exponentials ? k == 0 : is_sum_with_number(g[e.in[k]]))
        e.in[k] = g.emit_unique(op::barrier, g[e.in[k]].type, e.in[k]);
  return emit(g, e);
}
inline ir::graph keep_apart(ir::graph g) { return ir::rewrite(g, kept_apart); }

/// (The reasons of the others' order: passes/optimize.hpp.)
inline constexpr ir::pass passes[] = {
    ir::lower_pass,
    // After lower, whose formulas are in terms of these functions; before simplify, because formulas are written
    // without looking at their operands.
    {"write out", "functions that StableHLO lacks become what computes them", &write_out},
    ir::simplify_pass,
    ir::recurrences_pass,
    ir::separate_pass,
    ir::simplify_again_pass,
    ir::join_pass,
    // After what simplifies, which barriers would keep from it.
    {"keep apart", "sums and exponentials that XLA would join stay as they are written", &keep_apart},
    ir::drop_pass};

/// What modules are made for.
inline constexpr ir::target target{.name = "stablehlo", .passes = passes};

}  // namespace cotangent::codegen::stablehlo
