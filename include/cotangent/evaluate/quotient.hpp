// Quotients by a number whose reciprocal is known: schedule/shared_divisors.hpp says why they are correctly rounded.
#pragma once

#include <cotangent/evaluate/packet.hpp>
#include <cotangent/schedule/shared_divisors.hpp>

namespace cotangent::detail {

// Compilers may round a product and a sum once or twice; here it must be once. (Under -ffast-math comparisons need not
// see a NaN.)
#if defined(__FMA__) && !defined(__FAST_MATH__) && (!defined(__FINITE_MATH_ONLY__) || __FINITE_MATH_ONLY__ == 0)
#define COTANGENT_FUSED(REGISTER, PREFIX, SUFFIX)                                         \
  COTANGENT_PART inline REGISTER fused_product_less(REGISTER x, REGISTER y, REGISTER z) { \
    return PREFIX##_fmsub_##SUFFIX(x, y, z);                                              \
  }                                                                                       \
  COTANGENT_PART inline REGISTER fused_less_product(REGISTER z, REGISTER x, REGISTER y) { \
    return PREFIX##_fnmadd_##SUFFIX(x, y, z);                                             \
  }
COTANGENT_FUSED(__m256, _mm256, ps)
COTANGENT_FUSED(__m256d, _mm256, pd)
#if defined(__AVX512F__)
COTANGENT_FUSED(__m512, _mm512, ps)
COTANGENT_FUSED(__m512d, _mm512, pd)
#endif
#undef COTANGENT_FUSED
template <class T>
inline constexpr bool has_quotients =
    (std::is_same_v<T, float> || std::is_same_v<T, double>) && sizeof(xsimd::batch<T>) >= 32;
#else
template <class>
inline constexpr bool has_quotients = false;
#endif

/// x / s, where r is 1 / s, or NaN if s is out of range.
template <class T>
COTANGENT_PART inline xsimd::batch<T> quotient(const xsimd::batch<T>& x, const xsimd::batch<T>& s,
                                               const xsimd::batch<T>& r) {
  if constexpr (has_quotients<T>) {
    using P = xsimd::batch<T>;
    using R = typename P::register_type;
    constexpr ir::quotient_range range = ir::quotient_range_of(sizeof(T) == 4 ? ir::dtype::f32 : ir::dtype::f64);
    const P q = x * r, size = xsimd::abs(q);
    const R rest = fused_product_less(R(q), R(s), R(x));
    const P exact(fused_less_product(R(q), rest, R(r)));
    const auto inside = (size >= P(T(range.least))) & (size <= P(T(range.largest)));
    if (xsimd::all(inside)) [[likely]]
      return exact;
    if (xsimd::all(inside | ((x == P(T(0))) & (q == P(T(0))))))
      return xsimd::select(inside, exact, q);  // zeros keep the sign that q has
  }
  return x / s;
}

}  // namespace cotangent::detail
