// Arrays from nothing. They are values: inside a traced function they are constants.
#pragma once

#include <cotangent/tensor/tensor.hpp>
#include <cotangent/trees/anything.hpp>

namespace cotangent {

/// A base in this namespace, for argument-dependent look-up.
struct made_where_used : by_argument::tag {};

namespace detail {
/// What arrays are made here: under which name, in how many dimensions if not in any, and with which elements beside
/// zeros.
struct full_of_one {
  static constexpr const char *name = "full", *usage = "full<T, shape...>(number)";
  static constexpr bool takes(int) { return true; }
};
struct nothing_but_zeros {
  static constexpr const char *name = "zeros", *usage = "zeros<T, shape...>";
  static constexpr bool takes(int) { return true; }
  static constexpr int number = 0;
  static constexpr void fill(auto&) {}
};
struct nothing_but_ones {
  static constexpr const char *name = "ones", *usage = "ones<T, shape...>";
  static constexpr bool takes(int) { return true; }
  static constexpr int number = 1;
  template <class T, int... D>
  static constexpr void fill(tensor<T, D...>& x) {
    for (T& element : x) element = T(1);
  }
};
struct count_from_zero {
  static constexpr const char *name = "arange", *usage = "arange<T, N>";
  static constexpr bool takes(int rank) { return rank == 1; }
  template <class T, int N>
  static constexpr void fill(tensor<T, N>& x) {
    for (int k = 0; k < N; ++k) x(k) = static_cast<T>(k);
  }
};
struct unit_matrix {
  static constexpr const char *name = "eye", *usage = "eye<T, N>";
  static constexpr bool takes(int rank) { return rank == 2; }
  template <class T, int N>
  static constexpr void fill(tensor<T, N, N>& x) {
    for (int k = 0; k < N; ++k) x(k, k) = T(1);
  }
};

/// Why there is no array of this element type and shape, under the name of what was to make it.
template <class What, class T, int... D>
struct made_message {
  static constexpr text message = [] {
    if (!ir::is_element<T>) return join(What::name, ": elements are float, double, std::int32_t, std::int64_t or bool");
    if (!What::takes(sizeof...(D))) return join(What::name, ": expected ", What::usage);
    if (sizeof...(D) > ir::max_rank || !((D > 0) && ... && true))
      return join(What::name, ": between 1 and 8 dimensions, each positive");
    if (!is_countable<D...>) return join(What::name, ": more elements than an int can count (2147483647)");
    return text{};
  }();
};
/// Why none is made by a call with something in its parentheses.
template <class What, class... Given>
struct made_call_message {
  static constexpr text message = [] {
    text t = join(What::name, ": expected ", What::usage, ", got (");
    int k = 0;
    ((t += k++ > 0 ? ", " : "", t += described<Given>()), ...);
    return join(t, ")");
  }();
};
}  // namespace detail

/// Every element `v`; at rank 0 the number itself.
template <class T, int... D>
constexpr auto full(T v) {
  using check = detail::made_message<detail::full_of_one, T, D...>;
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

/// What makes an array where it is called or turned into one.
template <class What, class T, int... D>
struct maker : made_where_used {
  using check = made_message<What, T, D...>;
  constexpr auto operator()() const {
    if constexpr (!check::message.empty()) {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return T();
    } else if constexpr (sizeof...(D) == 0) {
      return T(What::number);
    } else {
      tensor<T, D...> x;
      What::fill(x);
      return x;
    }
  }
  template <class... Given>
    requires(sizeof...(Given) > 0)
  constexpr auto operator()(const Given&...) const {
    using wrong = made_call_message<What, Given...>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return detail::anything{};
  }
  constexpr operator value<T, D...>() const { return (*this)(); }
};
/// The array itself, where it is small enough to be a constant.
template <class What, class T, int... D>
struct filled : tensor<T, D...> {
  constexpr filled() { What::fill(static_cast<tensor<T, D...>&>(*this)); }
  using tensor<T, D...>::operator();
  using tensor<T, D...>::operator=;
  constexpr tensor<T, D...> operator()() const { return *this; }
};
template <class What, class T, int... D>
struct leaf_traits<filled<What, T, D...>> : leaf_traits<tensor<T, D...>> {};

template <class What, class T, int... D>
using made_array =
    std::conditional_t<sizeof...(D) == 0 || !made_message<What, T, D...>::message.empty() ||
                           (ir::shape_of<D...>().size() * static_cast<int>(sizeof(T)) > largest_inline_bytes),
                       std::type_identity<maker<What, T, D...>>, std::type_identity<filled<What, T, D...>>>::type;

}  // namespace detail

/// Zero everywhere: `ct::zeros<double, 3>` and `ct::zeros<double, 3>()` are the same array. (What is not small enough
/// to be a constant is made where it is an operand of an operator or of an elementwise function, or an argument of a
/// transform; other functions need the call.)
template <class T, int... D>
inline constexpr detail::made_array<detail::nothing_but_zeros, T, D...> zeros{};
/// One everywhere, likewise.
template <class T, int... D>
inline constexpr detail::made_array<detail::nothing_but_ones, T, D...> ones{};
/// 0, 1, ..., N - 1, likewise.
template <class T, int... N>
inline constexpr detail::made_array<detail::count_from_zero, T, N...> arange{};
/// The identity matrix of N rows, likewise.
template <class T, int... N>
inline constexpr detail::made_array<detail::unit_matrix, T, N..., N...> eye{};

}  // namespace cotangent
