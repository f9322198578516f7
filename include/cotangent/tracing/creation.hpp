// Arrays from nothing. They are values: inside a traced function they are constants.
#pragma once

#include <cotangent/tensor/tensor.hpp>

namespace cotangent {

/// A base in this namespace, for argument-dependent look-up.
struct made_where_used : by_argument::tag {};

namespace detail {
/// Why there is no array of this element type and shape, under the name of what was to make it.
template <literal Name, class T, int... D>
struct made_message {
  static constexpr text message = [] {
    if (!ir::is_element<T>) return join(Name.chars, ": elements are float, double, std::int32_t, std::int64_t or bool");
    if (sizeof...(D) > ir::max_rank || !((D > 0) && ... && true)) return join(Name.chars, ": between 1 and 8 dimensions, each positive");
    if (!is_countable<D...>) return join(Name.chars, ": more elements than an int can count (2147483647)");
    return text{};
  }();
};
}  // namespace detail

/// Every element `v`; at rank 0 the number itself.
template <class T, int... D>
constexpr auto full(T v) {
  using check = detail::made_message<"full", T, D...>;
  if constexpr (!check::message.empty()) {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return v;
  } else if constexpr (sizeof...(D) == 0) {
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
struct maker : made_where_used {
  using check = std::conditional_t<Number == 0, made_message<"zeros", T, D...>, made_message<"ones", T, D...>>;
  constexpr auto operator()() const {
    if constexpr (check::message.empty()) {
      return full<T, D...>(T(Number));
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return T(Number);
    }
  }
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
using every_element = std::conditional_t<sizeof...(D) == 0 || !made_message<"zeros", T, D...>::message.empty() || (ir::shape_of<D...>().size() * static_cast<int>(sizeof(T)) > largest_inline_bytes),
                                    std::type_identity<maker<Number, T, D...>>, std::type_identity<filled<Number, T, D...>>>::type;

}  // namespace detail

/// Zero everywhere: `ct::zeros<double, 3>` and `ct::zeros<double, 3>()` are the same array. (What is not small enough to be a constant
/// is made where it is an operand of an operator or of an elementwise function, or an argument of a transform; other functions need the call.)
template <class T, int... D>
inline constexpr detail::every_element<0, T, D...> zeros{};
/// One everywhere, likewise.
template <class T, int... D>
inline constexpr detail::every_element<1, T, D...> ones{};
/// 0, 1, ..., N - 1.
template <class T, int N>
constexpr auto arange() {
  using check = detail::made_message<"arange", T, N>;
  if constexpr (check::message.empty()) {
    tensor<T, N> x;
    for (int k = 0; k < N; ++k) x(k) = static_cast<T>(k);
    return x;
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return T();
  }
}
/// The identity matrix.
template <class T, int N>
constexpr auto eye() {
  using check = detail::made_message<"eye", T, N, N>;
  if constexpr (check::message.empty()) {
    tensor<T, N, N> x;
    for (int k = 0; k < N; ++k) x(k, k) = T(1);
    return x;
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return T();
  }
}

}  // namespace cotangent
