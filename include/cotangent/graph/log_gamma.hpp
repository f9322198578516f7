// lgamma without the global that C's writes, which threads would share.
#pragma once

#include <cmath>

namespace cotangent::ir {

template <class T>
inline T log_gamma(T x) {
#if defined(__GLIBC__) || defined(__APPLE__) || defined(__FreeBSD__) || defined(__ANDROID__)
  int sign = 0;  // of gamma itself
  if constexpr (sizeof(T) == sizeof(float)) return ::lgammaf_r(x, &sign);
  else return ::lgamma_r(x, &sign);
#else
  return std::lgamma(x);
#endif
}

}  // namespace cotangent::ir
