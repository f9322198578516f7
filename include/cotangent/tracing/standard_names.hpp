// Functions of the standard library, written with their `std::`, of arrays and traced values: refused, with what to
// write instead.
#pragma once

#include <cotangent/tracing/elementwise.hpp>

#include <algorithm>
#include <cmath>

namespace cotangent::detail {

template <literal Name, literal Instead, class... X>
struct standard_message {
  static constexpr text message = [] {
    text t = join("std::", Name.chars, ": expected plain numbers, got ");
    int k = 0;
    ((t += k++ > 0 ? " and " : "", t += described<X>()), ...);
    return join(t, "; write ", Instead.chars);
  }();
};
template <class A, class... Rest>
inline constexpr bool all_same = (std::is_same_v<A, Rest> && ...);
/// A tree of arrays, or of numbers, which is no number itself.
template <class X>
constexpr bool is_tree_of_numbers() {
  if constexpr (!Branch<X> || is_function_object<X>) return false;
  else if constexpr (std::is_convertible_v<X, double>) return false;
  else return leaves_of<X>::size > 0;
}
// Members of an aggregate that is no tree: one that is an array can be made of what converts to arrays alone.
struct any_member {
  template <class T>
  constexpr operator T() const;
};
struct array_member {
  template <Array T>
  constexpr operator T() const;
};
template <class X, class... Before>
concept has_array_behind = requires { X{Before{}..., array_member{}}; };
template <class X, class... Before>
constexpr bool some_member_is_array() {
  if constexpr (has_array_behind<X, Before...>) return true;
  else if constexpr (sizeof...(Before) < 16 && requires { X{Before{}..., any_member{}}; })
    return some_member_is_array<X, Before..., any_member>();
  else return false;
}
/// A container of arrays or traced values, or a struct with some, which is no tree.
template <class X>
constexpr bool is_other_home_of_arrays() {
  if constexpr (!std::is_class_v<X> || Tree<X>) return false;
  else if constexpr (requires(const X& x) {
                       x.begin();
                       typename X::value_type;
                     })
    return Array<typename X::value_type> || is_tree_of_numbers<typename X::value_type>();
  else if constexpr (std::is_aggregate_v<X>) return some_member_is_array<X>();
  else return false;
}
template <class X>
concept HomeOfTraced = requires { requires Traced<typename X::value_type>; };
/// What std::max would compare: arrays, and homes of traced values or those that have no order.
template <class X>
concept NothingToCompare =
    Array<X> || (is_other_home_of_arrays<X>() && (HomeOfTraced<X> || !requires(const X& x) { x < x; }));
/// Operands of which the standard library's templates take none, as they are of different types.
template <class... X>
inline constexpr bool mixed_operands = !all_same<X...> && (NothingToCompare<X> || ...);
/// Arrays of values, trees, and what else holds arrays, which no function of a number takes; a traced value is taken,
/// and refused where it is converted (tracing/expr.hpp), if the others are numbers.
template <class... X>
inline constexpr bool some_array =
    ((Array<X> && !Traced<X>) || ...) || (is_tree_of_numbers<X>() || ...) || (is_other_home_of_arrays<X>() || ...) ||
    ((Traced<X> || ...) && !(Operand<X> && ...));

}  // namespace cotangent::detail

// The standard leaves no other place for what is found under these names. What is defined takes arrays of this library
// alone, and is a worse match than its functions of the same name, so that `using std::exp; exp(x)` is what it always
// was.
namespace std {

#define COTANGENT_STANDARD_CHOICE(NAME, ONE, TWO, MANY)                                                           \
  template <class A, class B>                                                                                     \
    requires(cotangent::detail::mixed_operands<A, B>)                                                             \
  constexpr auto NAME(const A& a, const B& b) {                                                                   \
    using wrong = cotangent::detail::standard_message<#NAME, TWO, A, B>;                                          \
    static_assert(cotangent::detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));                           \
    if constexpr (cotangent::detail::Operand<A> && cotangent::detail::Operand<B>)                                 \
      return cotangent::detail::instead_of_result<cotangent::detail::elementwise<cotangent::ir::op::NAME>>(a, b); \
    else return cotangent::detail::anything{};                                                                    \
  }                                                                                                               \
  template <cotangent::detail::NothingToCompare A>                                                                \
  constexpr const auto& NAME(const A& a, const A&) {                                                              \
    using wrong = cotangent::detail::standard_message<#NAME, TWO, A, A>;                                          \
    static_assert(cotangent::detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));                           \
    return a;                                                                                                     \
  }                                                                                                               \
  template <cotangent::detail::NothingToCompare A>                                                                \
  constexpr auto NAME(const A&) {                                                                                 \
    using wrong = cotangent::detail::standard_message<#NAME, ONE, A>;                                             \
    static_assert(cotangent::detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));                           \
    return cotangent::detail::anything{};                                                                         \
  }                                                                                                               \
  template <cotangent::detail::NothingToCompare A>                                                                \
  constexpr auto NAME(std::initializer_list<A> a) {                                                               \
    using wrong = cotangent::detail::standard_message<#NAME, MANY, A>;                                            \
    static_assert(cotangent::detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));                           \
    return *a.begin();                                                                                            \
  }
COTANGENT_STANDARD_CHOICE(max, "amax(x)", "maximum(a, b)", "amax(ct::stack(a, b, ...), ct::axes<0>)")
COTANGENT_STANDARD_CHOICE(min, "amin(x)", "minimum(a, b)", "amin(ct::stack(a, b, ...), ct::axes<0>)")
#undef COTANGENT_STANDARD_CHOICE

template <class X, class Low, class High>
  requires(cotangent::detail::mixed_operands<X, Low, High>)
constexpr auto clamp(const X& x, const Low& low, const High&) {
  using wrong = cotangent::detail::standard_message<"clamp", "clip(x, low, high)", X, Low, High>;
  static_assert(cotangent::detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  if constexpr (cotangent::detail::Operand<X> && cotangent::detail::Operand<Low>)
    return cotangent::detail::instead_of_result<cotangent::detail::elementwise<cotangent::ir::op::max>>(x, low);
  else return cotangent::detail::anything{};
}
template <cotangent::detail::NothingToCompare X>
constexpr const auto& clamp(const X& x, const X&, const X&) {
  using wrong = cotangent::detail::standard_message<"clamp", "clip(x, low, high)", X, X, X>;
  static_assert(cotangent::detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return x;
}

#define COTANGENT_STANDARD_NAME(NAME, INSTEAD)                                          \
  template <class... X>                                                                 \
    requires(cotangent::detail::some_array<X...>)                                       \
  constexpr auto NAME(const X&...) {                                                    \
    using wrong = cotangent::detail::standard_message<#NAME, INSTEAD, X...>;            \
    static_assert(cotangent::detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong)); \
    return cotangent::detail::anything{};                                               \
  }
#define COTANGENT_SAME_NAME(NAME) COTANGENT_STANDARD_NAME(NAME, #NAME "(x), without std::")
// clang-format off
COTANGENT_SAME_NAME(abs) COTANGENT_SAME_NAME(exp) COTANGENT_SAME_NAME(exp2) COTANGENT_SAME_NAME(expm1)
COTANGENT_SAME_NAME(log) COTANGENT_SAME_NAME(log2) COTANGENT_SAME_NAME(log10) COTANGENT_SAME_NAME(log1p)
COTANGENT_SAME_NAME(sqrt) COTANGENT_SAME_NAME(cbrt) COTANGENT_SAME_NAME(sin) COTANGENT_SAME_NAME(cos)
COTANGENT_SAME_NAME(tan) COTANGENT_SAME_NAME(asin) COTANGENT_SAME_NAME(acos) COTANGENT_SAME_NAME(atan)
COTANGENT_SAME_NAME(sinh) COTANGENT_SAME_NAME(cosh) COTANGENT_SAME_NAME(tanh) COTANGENT_SAME_NAME(asinh)
COTANGENT_SAME_NAME(acosh) COTANGENT_SAME_NAME(atanh) COTANGENT_SAME_NAME(erf) COTANGENT_SAME_NAME(erfc)
COTANGENT_SAME_NAME(lgamma) COTANGENT_SAME_NAME(floor) COTANGENT_SAME_NAME(ceil) COTANGENT_SAME_NAME(round)
COTANGENT_SAME_NAME(isnan) COTANGENT_SAME_NAME(isfinite)
COTANGENT_STANDARD_NAME(fabs, "abs(x)")
COTANGENT_STANDARD_NAME(pow, "pow(x, y), without std::")
COTANGENT_STANDARD_NAME(atan2, "atan2(y, x), without std::")
COTANGENT_STANDARD_NAME(hypot, "hypot(x, y), without std::")
COTANGENT_STANDARD_NAME(fma, "a * b + c")
COTANGENT_STANDARD_NAME(fmod, "x - y * floor(x / y), of positive numbers")
COTANGENT_STANDARD_NAME(copysign, "abs(x) * sign(y)")
COTANGENT_STANDARD_NAME(trunc, "sign(x) * floor(abs(x))")
COTANGENT_STANDARD_NAME(rint, "round(x)")
COTANGENT_STANDARD_NAME(nearbyint, "round(x)")
COTANGENT_STANDARD_NAME(tgamma, "exp(lgamma(x)), of positive numbers")
COTANGENT_STANDARD_NAME(isinf, "!(isfinite(x) | isnan(x))")
COTANGENT_STANDARD_NAME(lerp, "a + t * (b - a)")
COTANGENT_STANDARD_NAME(fmax, "maximum(a, b)")
COTANGENT_STANDARD_NAME(fmin, "minimum(a, b)")
// clang-format on
#undef COTANGENT_SAME_NAME

// Algorithms that would have to compare traced elements.
#define COTANGENT_ALGORITHM(NAME, INSTEAD)                                                                         \
  template <class X>                                                                                               \
  constexpr auto NAME(cotangent::detail::part_iterator<X> from, cotangent::detail::part_iterator<X>) {             \
    using wrong = cotangent::detail::standard_message<#NAME, INSTEAD, X>;                                          \
    static_assert(cotangent::detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));                            \
    return from;                                                                                                   \
  }                                                                                                                \
  template <class X, class Compare>                                                                                \
  constexpr auto NAME(cotangent::detail::part_iterator<X> from, cotangent::detail::part_iterator<X> to, Compare) { \
    return NAME(from, to);                                                                                         \
  }
                                                                    COTANGENT_ALGORITHM(sort, "y = sort(x)")
                                                                        COTANGENT_ALGORITHM(max_element,
                                                                                            "amax(x) or argmax(x)")
                                                                            COTANGENT_ALGORITHM(min_element,
                                                                                                "amin(x) or argmin(x)")
#undef COTANGENT_ALGORITHM
#undef COTANGENT_STANDARD_NAME

}  // namespace std
