// What integers do where C++ says nothing: as XLA, and the same in constants, interpreter, evaluator and generated
// code. Sums, products and powers wrap around; x / 0 is -1; what is no number becomes 0, and what is too large the
// nearest integer.
#pragma once

#include <limits>
#include <type_traits>

namespace cotangent::ir {

template <class T>
inline constexpr bool is_integer = std::is_integral_v<T> && !std::is_same_v<T, bool>;

template <class T>
constexpr T wrapped_add(T a, T b) {
  return static_cast<T>(static_cast<std::make_unsigned_t<T>>(a) + static_cast<std::make_unsigned_t<T>>(b));
}
template <class T>
constexpr T wrapped_subtract(T a, T b) {
  return static_cast<T>(static_cast<std::make_unsigned_t<T>>(a) - static_cast<std::make_unsigned_t<T>>(b));
}
template <class T>
constexpr T wrapped_multiply(T a, T b) {
  return static_cast<T>(static_cast<std::make_unsigned_t<T>>(a) * static_cast<std::make_unsigned_t<T>>(b));
}
template <class T>
constexpr T integer_divide(T a, T b) {
  if (b == 0) return T(-1);
  return b == -1 ? wrapped_subtract(T(0), a) : static_cast<T>(a / b);
}
/// Of a negative exponent what is left of the power's reciprocal: 1, -1 or 0.
template <class T>
constexpr T integer_power(T base, T exponent) {
  if (exponent < 0) return base == 1 ? T(1) : base != -1 ? T(0) : exponent % 2 == 0 ? T(1) : T(-1);
  T power = 1;
  for (; exponent > 0; exponent = static_cast<T>(exponent / 2)) {
    if (exponent % 2 != 0) power = wrapped_multiply(power, base);
    base = wrapped_multiply(base, base);
  }
  return power;
}

/// Another element type: a number as an integer is cut to its whole part.
template <class T, class From>
constexpr T converted(From v) {
  if constexpr (is_integer<T> && std::is_floating_point_v<From>) {
    constexpr From end = From(2) * static_cast<From>(std::numeric_limits<T>::max() / 2 + 1);
    if (v != v) return 0;
    if (v >= end) return std::numeric_limits<T>::max();
    return v < -end ? std::numeric_limits<T>::min() : static_cast<T>(v);
  } else if constexpr (std::is_same_v<T, bool>) {
    return v != From(0);
  } else {
    return static_cast<T>(v);
  }
}

}  // namespace cotangent::ir
