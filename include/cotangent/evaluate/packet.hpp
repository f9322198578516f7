// What a loop body computes with: one element, or a SIMD register of them, by way of xsimd.
#pragma once

#include <cotangent/primitives/all.hpp>
#include <cotangent/schedule/target.hpp>

// g++ 12's own AVX-512 intrinsics warn of what they leave undefined on purpose.
#if defined(__GNUC__) && !defined(__clang__) && defined(__SSE2__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif
// xsimd 8 has no multiply-add of its own for AVX-512. g++ makes one of a product and a sum; clang does so only if asked
// to where both are defined, which is the intrinsics' header: include this one before others that include that.
#if defined(__clang__)
#pragma clang fp contract(fast)
#endif
#include <xsimd/xsimd.hpp>
#if defined(__clang__)
#pragma clang fp contract(on)
#endif

#include <cotangent/evaluate/vector_math.hpp>

#include <cmath>
#include <limits>

namespace cotangent::detail {

using ir::op;

template <class T>
inline constexpr int lanes_of = static_cast<int>(xsimd::batch<T>::size);
static_assert(lanes_of<float> == ir::native.lanes(ir::dtype::f32) &&
                  lanes_of<double> == ir::native.lanes(ir::dtype::f64),
              "xsimd's registers are not those of schedule/target.hpp");

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

/// The C library's function, lane by lane.
template <class P, class F>
P each_lane(P x, F f) {
  using T = typename P::value_type;
  alignas(64) T lanes[P::size];
  x.store_aligned(lanes);
  for (T& v : lanes) v = f(v);
  return P::load_aligned(lanes);
}
template <class P, class F>
P each_lane(P x, P y, F f) {
  using T = typename P::value_type;
  alignas(64) T first[P::size], second[P::size];
  x.store_aligned(first);
  y.store_aligned(second);
  for (std::size_t l = 0; l < P::size; ++l) first[l] = f(first[l], second[l]);
  return P::load_aligned(first);
}
/// Where xsimd 8's functions are not what they should be: exponentials that overflow too soon, an acosh that answers
/// below 1, erf of what has no square. (tests/accuracy.cpp holds all functions to their bounds.)
template <op Code, class P>
inline constexpr bool is_mended =
    is_packet<P> && (Code == op::exp || Code == op::exp2 || Code == op::expm1 || Code == op::acosh || Code == op::erf);
template <op Code, class P>
COTANGENT_PART inline P mended(P x) {
  using T = typename P::value_type;
  if constexpr (Code == op::exp || Code == op::exp2 || Code == op::expm1) {
    constexpr bool binary = Code == op::exp2;
    const P usual = binary ? xsimd::exp2(x) : Code == op::exp ? xsimd::exp(x) : xsimd::expm1(x);
    const auto large = x > P(T(sizeof(T) == 4 ? (binary ? 126 : 88) : (binary ? 1022 : 709)));
    if (!xsimd::any(large)) return usual;
    const P root = xsimd::select(large, x * P(T(0.5)), P(T(0))), half = binary ? xsimd::exp2(root) : xsimd::exp(root);
    return xsimd::select(large, half * half, usual);
  } else if constexpr (Code == op::acosh) {
    return xsimd::select(x < P(T(1)), P(std::numeric_limits<T>::quiet_NaN()), xsimd::acosh(x));
  } else {
    const P limit(T(30));  // the result is 1 long before
    return xsimd::erf(choose(x > limit, limit, choose(x < -limit, static_cast<P>(-limit), x)));
  }
}

template <op Code, class P>
constexpr bool is_vector_function() {
  if constexpr (is_packet<P>) return vector_function<Code, typename P::value_type>::exists;
  else return false;
}

/// The evaluator's row for each operation that is no function of <cmath>; for those, numbers use that, and packets
/// glibc's (vector_math.hpp), or xsimd's of the same name.
template <op Code, class P>
COTANGENT_PART inline P apply_unary(P x) {
  if constexpr (is_vector_function<Code, P>()) return vector_function<Code, typename P::value_type>::of(x);
  else if constexpr (is_mended<Code, P>) return mended<Code>(x);
  else if constexpr (ir::is_integer<P> && Code == op::neg) return ir::wrapped_subtract(P(0), x);
  else if constexpr (ir::is_integer<P> && Code == op::abs) return x < 0 ? ir::wrapped_subtract(P(0), x) : x;
  else if constexpr (Code == op::neg) return static_cast<P>(-x);
  else if constexpr (Code == op::abs) return choose(x > P(0), x, static_cast<P>(P(0) - x));
  else if constexpr (Code == op::sign) return choose(x > P(0), P(1), choose(x < P(0), P(-1), x));
  else {
    static_assert(ir::primitives[Code].library.one != nullptr, "the evaluator has no row for this operation");
    if constexpr (is_packet<P> && ir::primitives[Code].by_element)
      return each_lane(x, [](auto v) { return ir::library_call<Code>::of(v); });
    else return static_cast<P>(ir::library_call<Code>::of(x));
  }
}

template <op Code, class P>
COTANGENT_PART inline P apply_binary(P a, P b) {
  if constexpr (is_vector_function<Code, P>()) return vector_function<Code, typename P::value_type>::of(a, b);
  else if constexpr (ir::is_integer<P> && Code == op::add) return ir::wrapped_add(a, b);
  else if constexpr (ir::is_integer<P> && Code == op::sub) return ir::wrapped_subtract(a, b);
  else if constexpr (ir::is_integer<P> && Code == op::mul) return ir::wrapped_multiply(a, b);
  else if constexpr (ir::is_integer<P> && Code == op::div) return ir::integer_divide(a, b);
  else if constexpr (ir::is_integer<P> && Code == op::pow) return ir::integer_power(a, b);
  else if constexpr (std::is_same_v<P, bool> && Code == op::div) return a || !b;  // as that of 0 and 1
  else if constexpr (Code == op::add) return static_cast<P>(a + b);
  else if constexpr (Code == op::sub) return static_cast<P>(a - b);
  else if constexpr (Code == op::mul) return static_cast<P>(a * b);
  else if constexpr (Code == op::div) return static_cast<P>(a / b);
  // Written so that a NaN in either operand is the result, as in JAX.
  else if constexpr (Code == op::max) return choose(a > b, a, choose(a == a, b, a));
  else if constexpr (Code == op::min) return choose(a < b, a, choose(a == a, b, a));
  // xsimd 8's atan2 knows neither 0 / 0 nor infinities.
  else if constexpr (Code == op::atan2 && is_packet<P>) {
    using T = typename P::value_type;
    if (xsimd::all((a - a == P(0)) & (b - b == P(0)) & ((a != P(0)) | (b != P(0))))) return xsimd::atan2(a, b);
    return each_lane(a, b, [](T y, T x) { return std::atan2(y, x); });
  } else if constexpr (Code == op::logical_and) return a & b;
  else if constexpr (Code == op::logical_or) return a | b;
  else {
    static_assert(ir::primitives[Code].library.two != nullptr, "the evaluator has no row for this operation");
    if constexpr (is_packet<P> && ir::primitives[Code].by_element)
      return each_lane(a, b, [](auto x, auto y) { return ir::library_call<Code>::of(x, y); });
    else return static_cast<P>(ir::library_call<Code>::of(a, b));
  }
}

/// x y + z, rounded once where the machine does so: which product of two a compiler would fuse is its own choice.
template <class P>
COTANGENT_PART inline P multiply_add(P x, P y, P z) {
  if constexpr (is_packet<P>) return xsimd::fma(x, y, z);
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  else return std::fma(x, y, z);
#else
  else return x * y + z;
#endif
}
template <class P>
COTANGENT_PART inline P multiply_subtract(P x, P y, P z) {
  if constexpr (is_packet<P>) return xsimd::fms(x, y, z);
  else return multiply_add(x, y, -z);
}
template <class P>
COTANGENT_PART inline P subtract_product(P z, P x, P y) {
  if constexpr (is_packet<P>) return xsimd::fnma(x, y, z);
  else return multiply_add(-x, y, z);
}

template <op Code, class P>
COTANGENT_PART inline auto compare(P a, P b) {
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
COTANGENT_PART inline P combine(P a, P b) {
  return apply_binary<ir::primitives[Code].combines>(a, b);
}
/// All lanes of a register combined, by halves.
template <op Code, class T, int Width = lanes_of<T> / 2>
COTANGENT_PART inline T over_lanes(xsimd::batch<T> p) {
  if constexpr (Width == 0) {
    return p.get(0);
  } else {
    const auto r = static_cast<typename xsimd::batch<T>::register_type>(p);
    return over_lanes<Code, T, Width / 2>(
        combine<Code>(p, [&]<int... L>(std::integer_sequence<int, L...>) COTANGENT_PART {
          return xsimd::batch<T>(__builtin_shufflevector(r, r, (L + Width) % lanes_of<T>...));
        }(std::make_integer_sequence<int, lanes_of<T>>{})));
  }
}
template <op Code, class T>
constexpr T identity_of() {
  constexpr double identity = ir::primitives[Code].identity;
  if constexpr (std::is_same_v<T, bool>) return identity > 0;
  else return ir::converted<T>(identity);
}

}  // namespace cotangent::detail
