// glibc's functions of SIMD registers (libmvec), where they are faster than xsimd's.
#pragma once

#include <cotangent/primitives/all.hpp>

#include <xsimd/xsimd.hpp>

#include <cmath>

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__SSE2__)
#if __GLIBC_PREREQ(2, 35)
#define COTANGENT_VECTOR_MATH 1
#endif
#endif

namespace cotangent::detail {

/// `of`: the function of registers for an operation on elements of type T, if there is one that is taken.
template <ir::op Code, class T>
struct vector_function {
  static constexpr bool exists = false;
};

#if defined(COTANGENT_VECTOR_MATH)
// By the ABI of vector functions on x86-64: b is SSE2, c AVX, d AVX2 and e AVX-512.
#if defined(__AVX512F__)
#define COTANGENT_VECTOR_NAME(SINGLE, PARAMETERS, FUNCTION) \
  COTANGENT_VECTOR_NAME_##SINGLE(_ZGVeN16##PARAMETERS##_, _ZGVeN8##PARAMETERS##_, FUNCTION)
#elif defined(__AVX2__)
#define COTANGENT_VECTOR_NAME(SINGLE, PARAMETERS, FUNCTION) \
  COTANGENT_VECTOR_NAME_##SINGLE(_ZGVdN8##PARAMETERS##_, _ZGVdN4##PARAMETERS##_, FUNCTION)
#elif defined(__AVX__)
#define COTANGENT_VECTOR_NAME(SINGLE, PARAMETERS, FUNCTION) \
  COTANGENT_VECTOR_NAME_##SINGLE(_ZGVcN8##PARAMETERS##_, _ZGVcN4##PARAMETERS##_, FUNCTION)
#else
#define COTANGENT_VECTOR_NAME(SINGLE, PARAMETERS, FUNCTION) \
  COTANGENT_VECTOR_NAME_##SINGLE(_ZGVbN4##PARAMETERS##_, _ZGVbN2##PARAMETERS##_, FUNCTION)
#endif
#define COTANGENT_VECTOR_NAME_float(SINGLE, DOUBLE, FUNCTION) SINGLE##FUNCTION##f
#define COTANGENT_VECTOR_NAME_double(SINGLE, DOUBLE, FUNCTION) DOUBLE##FUNCTION

#define COTANGENT_VECTOR_FUNCTION(TYPE, CODE)                                                                  \
  extern "C" xsimd::batch<TYPE>::register_type COTANGENT_VECTOR_NAME(TYPE, v,                                  \
                                                                     CODE)(xsimd::batch<TYPE>::register_type); \
  template <>                                                                                                  \
  struct vector_function<ir::op::CODE, TYPE> {                                                                 \
    static constexpr bool exists = true;                                                                       \
    static xsimd::batch<TYPE> of(xsimd::batch<TYPE> x) { return COTANGENT_VECTOR_NAME(TYPE, v, CODE)(x); }     \
  };
#define COTANGENT_VECTOR_FUNCTION_OF_TWO(TYPE, CODE)                                  \
  extern "C" xsimd::batch<TYPE>::register_type COTANGENT_VECTOR_NAME(TYPE, vv, CODE)( \
      xsimd::batch<TYPE>::register_type, xsimd::batch<TYPE>::register_type);          \
  template <>                                                                         \
  struct vector_function<ir::op::CODE, TYPE> {                                        \
    static constexpr bool exists = true;                                              \
    static xsimd::batch<TYPE> of(xsimd::batch<TYPE> x, xsimd::batch<TYPE> y) {        \
      return COTANGENT_VECTOR_NAME(TYPE, vv, CODE)(x, y);                             \
    }                                                                                 \
  };

// Of what xsimd leaves to a loop over elements, or is far from (erf, by 70 units).
COTANGENT_VECTOR_FUNCTION(float, erfc)
COTANGENT_VECTOR_FUNCTION(double, erfc)
COTANGENT_VECTOR_FUNCTION(double, erf)
COTANGENT_VECTOR_FUNCTION_OF_TWO(float, pow)
COTANGENT_VECTOR_FUNCTION_OF_TWO(double, pow)
// Of the others, those that take at most 0.9 of xsimd's time in registers of 32 bytes and lose little (docs/accuracy.md
// has both; exp of doubles and log of floats would lose two bits). With AVX-512 it has not been measured.
#if !defined(__AVX512F__)
COTANGENT_VECTOR_FUNCTION(double, exp2)
COTANGENT_VECTOR_FUNCTION(double, expm1)
COTANGENT_VECTOR_FUNCTION(double, log)
COTANGENT_VECTOR_FUNCTION(double, log2)
COTANGENT_VECTOR_FUNCTION(double, log10)
COTANGENT_VECTOR_FUNCTION(double, log1p)
COTANGENT_VECTOR_FUNCTION(double, cbrt)
COTANGENT_VECTOR_FUNCTION(double, sin)
COTANGENT_VECTOR_FUNCTION(double, cos)
COTANGENT_VECTOR_FUNCTION(double, tan)
COTANGENT_VECTOR_FUNCTION(double, acos)
COTANGENT_VECTOR_FUNCTION(double, sinh)
COTANGENT_VECTOR_FUNCTION(double, cosh)
COTANGENT_VECTOR_FUNCTION(double, asinh)
COTANGENT_VECTOR_FUNCTION(double, acosh)
COTANGENT_VECTOR_FUNCTION(double, atanh)
COTANGENT_VECTOR_FUNCTION(float, log2)
COTANGENT_VECTOR_FUNCTION(float, log10)
COTANGENT_VECTOR_FUNCTION(float, sin)
COTANGENT_VECTOR_FUNCTION(float, cos)
COTANGENT_VECTOR_FUNCTION(float, tan)
COTANGENT_VECTOR_FUNCTION(float, erf)
#endif
#undef COTANGENT_VECTOR_FUNCTION
#undef COTANGENT_VECTOR_FUNCTION_OF_TWO
#endif

}  // namespace cotangent::detail
