// Operators that no tree of arrays has, though something else would take them: comparisons, for Hana's tuples have
// those and would ask each array for one bool, and logic.
#pragma once

#include <cotangent/tracing/elementwise.hpp>

namespace cotangent {
namespace detail {

template <class... L>
constexpr bool some_array_of(type_list<L...>) {
  return (Array<L> || ... || false);
}
/// A tree, no array itself, that holds one.
template <class X>
constexpr bool is_tree_with_arrays() {
  if constexpr (NoOperandYet<X> && !is_unfinished<X>) return some_array_of(leaves_of<X>{});
  else return false;
}
template <class X>
concept TreeWithArrays = is_tree_with_arrays<X>();
/// What Hana defines comparisons for.
template <class X>
inline constexpr bool is_of_hana = hana::detail::comparable_operators<hana::tag_of_t<X>>::value;
template <class X>
concept TreeOfHana = TreeWithArrays<X> && is_of_hana<X>;
/// A struct of which nobody has said how it compares. (What is said in C++ is a better match.)
template <class X>
concept StructWithArrays = TreeWithArrays<X> && NamedBranch<X> && !is_of_hana<X>;

template <literal Name, class... X>
struct tree_operands_message {
  static constexpr text message = [] {
    text t = join(Name.chars, ": expected numbers or arrays, got ");
    int k = 0;
    ((t += k++ > 0 ? " and " : "", t += described<X>()), ...);
    return join(t,
                "; ct::tree_map applies a function of arrays to each leaf of trees, ct::tree_leaves gives them one "
                "by one");
  }();
};

}  // namespace detail

// (As Hana declares its own, so that the constraint decides between them.)
#define COTANGENT_OPERATOR(SYMBOL)                                                                                   \
  template <typename X, typename Y, typename = void>                                                                 \
    requires(detail::TreeOfHana<std::remove_cvref_t<X>> || detail::TreeOfHana<std::remove_cvref_t<Y>>)               \
  constexpr auto operator SYMBOL(X&&, Y&&) {                                                                         \
    using wrong = detail::tree_operands_message<"operator" #SYMBOL, std::remove_cvref_t<X>, std::remove_cvref_t<Y>>; \
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));                                         \
    return detail::anything{};                                                                                       \
  }                                                                                                                  \
  template <detail::StructWithArrays X>                                                                              \
  constexpr auto operator SYMBOL(const X&, const X&) {                                                               \
    using wrong = detail::tree_operands_message<"operator" #SYMBOL, X, X>;                                           \
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));                                         \
    return detail::anything{};                                                                                       \
  }
COTANGENT_OPERATOR(==)
COTANGENT_OPERATOR(!=)
COTANGENT_OPERATOR(<)
COTANGENT_OPERATOR(<=)
COTANGENT_OPERATOR(>)
COTANGENT_OPERATOR(>=)
#undef COTANGENT_OPERATOR

// The standard library's of traced values; those of values are as ever.
template <class T, std::size_t N>
  requires detail::is_traced_tree<T>
constexpr bool operator==(const std::array<T, N>&, const std::array<T, N>&) {
  using wrong = detail::tree_operands_message<"operator==", std::array<T, N>, std::array<T, N>>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return false;
}

#define COTANGENT_OPERATOR(SYMBOL)                                           \
  template <class X, class Y>                                                \
    requires(detail::TreeWithArrays<X> || detail::TreeWithArrays<Y>)         \
  constexpr auto operator SYMBOL(const X&, const Y&) {                       \
    using wrong = detail::tree_operands_message<"operator" #SYMBOL, X, Y>;   \
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong)); \
    return detail::anything{};                                               \
  }
COTANGENT_OPERATOR(&&)
COTANGENT_OPERATOR(||)
#undef COTANGENT_OPERATOR
template <detail::TreeWithArrays X>
constexpr auto operator!(const X&) {
  using wrong = detail::tree_operands_message<"operator!", X>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return detail::anything{};
}

}  // namespace cotangent
