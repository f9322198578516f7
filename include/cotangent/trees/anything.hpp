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
};
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
