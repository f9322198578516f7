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

namespace detail {

/// What makes an array that is Number everywhere, where it is called or turned into one.
template <int Number, class T, int... D>
struct maker {
  constexpr auto operator()() const { return full<T, D...>(T(Number)); }
  constexpr operator value<T, D...>() const { return (*this)(); }
};
/// The array itself, where it is small enough to be a constant.
template <int Number, class T, int... D>
struct filled : tensor<T, D...> {
  constexpr filled() : tensor<T, D...>(full<T, D...>(T(Number))) {}
  using tensor<T, D...>::operator();
  using tensor<T, D...>::operator=;
  constexpr tensor<T, D...> operator()() const { return *this; }
};
template <int Number, class T, int... D>
struct leaf_traits<filled<Number, T, D...>> : leaf_traits<tensor<T, D...>> {};

template <int Number, class T, int... D>
using every_element = std::conditional_t<sizeof...(D) == 0 || (ir::shape_of<D...>().size() * static_cast<int>(sizeof(T)) > largest_inline_bytes),
                                    std::type_identity<maker<Number, T, D...>>, std::type_identity<filled<Number, T, D...>>>::type;

}  // namespace detail

/// Zero everywhere: `ct::zeros<double, 3>` and `ct::zeros<double, 3>()` are the same array. (What is not small enough to be a constant
/// needs the call where it is an operand.)
template <class T, int... D>
inline constexpr detail::every_element<0, T, D...> zeros{};
/// One everywhere, likewise.
template <class T, int... D>
inline constexpr detail::every_element<1, T, D...> ones{};
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
