// Arrays from nothing. They are values: inside a traced function they are constants.
#pragma once

#include <cotangent/tensor/tensor.hpp>

namespace cotangent {

/// Every element `v`; at rank 0 the number itself.
template <class T, int... D>
constexpr auto full(T v) {
  if constexpr (sizeof...(D) == 0) {
    return v;
  } else {
    tensor<T, D...> x;
    for (T& element : x) element = v;
    return x;
  }
}
template <class T, int... D>
constexpr auto zeros() { return full<T, D...>(T(0)); }
template <class T, int... D>
constexpr auto ones() { return full<T, D...>(T(1)); }
/// 0, 1, ..., N - 1.
template <class T, int N>
constexpr auto arange() {
  tensor<T, N> x;
  for (int k = 0; k < N; ++k) x(k) = static_cast<T>(k);
  return x;
}
/// The identity matrix.
template <class T, int N>
constexpr auto eye() {
  tensor<T, N, N> x;
  for (int k = 0; k < N; ++k) x(k, k) = T(1);
  return x;
}

}  // namespace cotangent
