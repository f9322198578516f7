// What a loop body computes with: one element, or a SIMD register of them, by way of xsimd.
#pragma once

#include <cotangent/primitives/all.hpp>

#include <xsimd/xsimd.hpp>

#include <cmath>
#include <limits>

namespace cotangent::detail {

using ir::op;

template <class T>
inline constexpr int lanes_of = static_cast<int>(xsimd::batch<T>::size);

/// Registers for elements of type T, `Lanes` at a time.
template <class T, int Lanes>
struct packet_of {
  using type = xsimd::batch<T>;
  using mask = xsimd::batch_bool<T>;
};
template <class T>
struct packet_of<T, 1> {
  using type = T;
  using mask = bool;
};

template <class P>
inline constexpr bool is_packet = !std::is_arithmetic_v<P>;

template <class M, class P>
P choose(M mask, P a, P b) {
  if constexpr (is_packet<P>) return xsimd::select(mask, a, b);
  else return mask ? a : b;
}

/// The row of the evaluator for each operation. Scalars use <cmath>, packets xsimd's functions of the same names.
template <op Code, class P>
[[gnu::always_inline]] inline P apply_unary(P x) {
  using namespace std;
  using namespace xsimd;
  if constexpr (Code == op::neg) return -x;
  else if constexpr (Code == op::abs) { if constexpr (is_packet<P>) return xsimd::abs(x); else return x < P(0) ? static_cast<P>(-x) : x; }
  else if constexpr (Code == op::sign) return choose(x > P(0), P(1), choose(x < P(0), P(-1), x));
  else if constexpr (Code == op::floor) return floor(x);
  else if constexpr (Code == op::ceil) return ceil(x);
  else if constexpr (Code == op::round) return nearbyint(x);
  else if constexpr (Code == op::exp) return exp(x);
  else if constexpr (Code == op::expm1) return expm1(x);
  else if constexpr (Code == op::log) return log(x);
  else if constexpr (Code == op::log1p) return log1p(x);
  else if constexpr (Code == op::sqrt) return sqrt(x);
  else if constexpr (Code == op::cbrt) return cbrt(x);
  else if constexpr (Code == op::sin) return sin(x);
  else if constexpr (Code == op::cos) return cos(x);
  else if constexpr (Code == op::tan) return tan(x);
  else if constexpr (Code == op::asin) return asin(x);
  else if constexpr (Code == op::acos) return acos(x);
  else if constexpr (Code == op::atan) return atan(x);
  else if constexpr (Code == op::sinh) return sinh(x);
  else if constexpr (Code == op::cosh) return cosh(x);
  else if constexpr (Code == op::tanh) return tanh(x);
  else if constexpr (Code == op::asinh) return asinh(x);
  else if constexpr (Code == op::acosh) return acosh(x);
  else if constexpr (Code == op::atanh) return atanh(x);
  else if constexpr (Code == op::erf) return erf(x);
  else if constexpr (Code == op::erfc) return erfc(x);
  else static_assert(Code == op::neg, "the evaluator has no row for this operation");
}

template <op Code, class P>
[[gnu::always_inline]] inline P apply_binary(P a, P b) {
  using namespace std;
  using namespace xsimd;
  if constexpr (Code == op::add) return static_cast<P>(a + b);
  else if constexpr (Code == op::sub) return static_cast<P>(a - b);
  else if constexpr (Code == op::mul) return static_cast<P>(a * b);
  else if constexpr (Code == op::div) return static_cast<P>(a / b);
  // Written so that a NaN in either operand is the result, as in JAX.
  else if constexpr (Code == op::max) return choose(a > b, a, choose(a == a, b, a));
  else if constexpr (Code == op::min) return choose(a < b, a, choose(a == a, b, a));
  else if constexpr (Code == op::pow) return static_cast<P>(pow(a, b));
  else if constexpr (Code == op::atan2) return atan2(a, b);
  else if constexpr (Code == op::logical_and) return a & b;
  else if constexpr (Code == op::logical_or) return a | b;
  else static_assert(Code == op::add, "the evaluator has no row for this operation");
}

template <op Code, class P>
[[gnu::always_inline]] inline auto compare(P a, P b) {
  if constexpr (Code == op::eq) return a == b;
  else if constexpr (Code == op::ne) return a != b;
  else if constexpr (Code == op::lt) return a < b;
  else if constexpr (Code == op::le) return a <= b;
  else if constexpr (Code == op::gt) return a > b;
  else if constexpr (Code == op::ge) return a >= b;
  else if constexpr (Code == op::is_nan) return a != a;
  else return (a - a) == (a - a);  // is_finite: inf - inf and nan - nan are not numbers
}

/// Combining two partial results of a reduction, and what it starts from.
template <op Code, class P>
[[gnu::always_inline]] inline P combine(P a, P b) {
  if constexpr (Code == op::reduce_sum) return a + b;
  else if constexpr (Code == op::reduce_max) return apply_binary<op::max>(a, b);
  else if constexpr (Code == op::reduce_min) return apply_binary<op::min>(a, b);
  else if constexpr (Code == op::reduce_and) return a & b;
  else return a | b;
}
template <op Code, class T>
constexpr T identity_of() {
  using limits = std::numeric_limits<T>;
  if constexpr (Code == op::reduce_max) return limits::has_infinity ? static_cast<T>(-limits::infinity()) : limits::lowest();
  else if constexpr (Code == op::reduce_min) return limits::has_infinity ? limits::infinity() : limits::max();
  else return static_cast<T>(Code == op::reduce_and);
}

/// The first `Count` lanes from memory with a constant stride; the others are zero.
template <class T, int Lanes, int Count, int Stride>
[[gnu::always_inline]] inline typename packet_of<T, Lanes>::type load_lanes(const T* from) {
  if constexpr (Lanes == 1) {
    return *from;
  } else if constexpr (Stride == 0) {
    return xsimd::batch<T>(*from);
  } else if constexpr (Stride == 1 && Count == Lanes) {
    return xsimd::batch<T>::load_unaligned(from);
  } else {
    alignas(64) T buffer[Lanes] = {};
    for (int k = 0; k < Count; ++k) buffer[k] = from[k * Stride];
    return xsimd::batch<T>::load_aligned(buffer);
  }
}
template <class T, int Lanes, int Count, int Stride>
[[gnu::always_inline]] inline void store_lanes(T* to, typename packet_of<T, Lanes>::type p) {
  if constexpr (Lanes == 1) {
    *to = p;
  } else if constexpr (Stride == 1 && Count == Lanes) {
    p.store_unaligned(to);
  } else {
    alignas(64) T buffer[Lanes];
    p.store_aligned(buffer);
    for (int k = 0; k < Count; ++k) to[k * Stride] = buffer[k];
  }
}

}  // namespace cotangent::detail
