// What a refused call returns, so that one mistake is one error.
#pragma once

#include <cotangent/trees/tree.hpp>

namespace cotangent {

/// (A base brings this namespace's functions into argument-dependent look-up.)
struct refused_call : by_argument::tag {};

namespace detail {

/// What a refused call returns where no better type is known: whatever is done with it is no second error, functions
/// found by argument too.
struct anything : refused_call {
  template <class T>
  constexpr operator T() const {
    return T();
  }
  template <class... A>
  constexpr anything operator()(const A&...) const {
    return {};
  }
  template <class I>
  constexpr anything operator[](const I&) const {
    return {};
  }
  constexpr anything operator-() const { return {}; }
  // What results here have, and the sparse matrices that they become; as functions, the same is called.
  static const anything at, set, add, data, size, values, value, gradient, tangent, pullback, pushforward, carry, ys,
      unravel, rows, cols, columns, nnz, row, column, column_begin, order, todense, eigen, nonZeros, coeff, norm;
  // (In a loop nothing comes of it; taken apart it is two, as most results that are are.)
  constexpr const anything* begin() const { return nullptr; }
  constexpr const anything* end() const { return nullptr; }
  template <std::size_t>
  constexpr anything get() const {
    return {};
  }
};
inline constexpr anything anything::at{}, anything::set{}, anything::add{}, anything::data{}, anything::size{},
    anything::values{}, anything::value{}, anything::gradient{}, anything::tangent{}, anything::pullback{},
    anything::pushforward{}, anything::carry{}, anything::ys{}, anything::unravel{}, anything::rows{}, anything::cols{},
    anything::columns{}, anything::nnz{}, anything::row{}, anything::column{}, anything::column_begin{},
    anything::order{}, anything::todense{}, anything::eigen{}, anything::nonZeros{}, anything::coeff{},
    anything::norm{};
template <class A, class B>
inline constexpr bool one_is_anything = std::is_same_v<A, anything> || std::is_same_v<B, anything>;
#define COTANGENT_OPERATOR(SYMBOL, RESULT)               \
  template <class A, class B>                            \
    requires(one_is_anything<A, B>)                      \
  constexpr RESULT operator SYMBOL(const A&, const B&) { \
    return {};                                           \
  }
COTANGENT_OPERATOR(+, anything)
COTANGENT_OPERATOR(-, anything)
COTANGENT_OPERATOR(*, anything)
COTANGENT_OPERATOR(/, anything)
COTANGENT_OPERATOR(<<, anything)
COTANGENT_OPERATOR(==, bool)
COTANGENT_OPERATOR(!=, bool)
COTANGENT_OPERATOR(<, bool)
COTANGENT_OPERATOR(<=, bool)
COTANGENT_OPERATOR(>, bool)
COTANGENT_OPERATOR(>=, bool)
#undef COTANGENT_OPERATOR
// (A number is what it was.)
#define COTANGENT_OPERATOR(SYMBOL)                       \
  template <class A>                                     \
    requires std::is_arithmetic_v<A>                     \
  constexpr A& operator SYMBOL(A & a, const anything&) { \
    return a;                                            \
  }
COTANGENT_OPERATOR(+=)
COTANGENT_OPERATOR(-=)
COTANGENT_OPERATOR(*=)
COTANGENT_OPERATOR(/=)
#undef COTANGENT_OPERATOR
template <>
struct tree_traits<anything> : sequence_traits<> {
  template <int I, class Node>
  static constexpr anything child(Node&&) {
    return {};
  }
  static constexpr anything rebuild() { return {}; }
};

template <class T>
constexpr bool holds_anything() {
  if constexpr (std::is_same_v<T, anything>) return true;
  else if constexpr (Branch<T> && !is_function_object<T>)
    return []<int... I>(std::integer_sequence<int, I...>) {
      return (holds_anything<typename tree_traits<T>::template child_type<I>>() || ... || false);
    }(std::make_integer_sequence<int, tree_traits<T>::count>{});
  else return false;
}

}  // namespace detail
}  // namespace cotangent

template <>
struct std::tuple_size<cotangent::detail::anything> : std::integral_constant<std::size_t, 2> {};
template <std::size_t I>
struct std::tuple_element<I, cotangent::detail::anything> {
  using type = cotangent::detail::anything;
};

// hana::at_c<0>(anything).
namespace boost::hana {

template <>
struct at_impl<cotangent::detail::anything> {
  template <class X, class N>
  static constexpr auto apply(X&&, const N&) {
    return cotangent::detail::anything{};
  }
};
template <>
struct drop_front_impl<cotangent::detail::anything> : at_impl<cotangent::detail::anything> {};
template <>
struct is_empty_impl<cotangent::detail::anything> {
  template <class X>
  static constexpr auto apply(const X&) {
    return false_c;
  }
};

}  // namespace boost::hana
