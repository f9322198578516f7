// What counts as a leaf: a plain number, a tensor, a view of one, or a traced expression.
#pragma once

#include <cotangent/graph/value_type.hpp>

#include <utility>

namespace cotangent {

namespace by_argument {
/// A base of every leaf class: brings the functions of this namespace into argument-dependent look-up, for names that
/// `cotangent` itself gives to objects.
struct tag {};
}  // namespace by_argument

template <class T, int... D>
class tensor;
template <class T, int... D>
struct expr;

/// Stands for "nothing here": a tree without leaves and, as a cotangent, zero for a whole subtree.
struct none_t {
  constexpr bool operator==(const none_t&) const = default;
};
inline constexpr none_t none{};

namespace detail {

template <class T, int... D>
struct value_of_shape {
  using type = tensor<T, D...>;
};
template <class T>
struct value_of_shape<T> {
  using type = T;
};

template <class T>
struct leaf_traits {
  static constexpr bool is_leaf = false, is_traced = false;
};
template <class T>
  requires ir::is_element<T>
struct leaf_traits<T> {
  static constexpr bool is_leaf = true, is_traced = false;
  static constexpr ir::shape dims{};
  static constexpr ir::value_type type{ir::dtype_of<T>, dims};
  using element = T;
};
template <class T, int... D>
struct leaf_traits<tensor<T, D...>> {
  static constexpr bool is_leaf = true, is_traced = false;
  static constexpr ir::shape dims{sizeof...(D), {D...}};
  static constexpr ir::value_type type{ir::dtype_of<T>, dims};
  using element = T;
};
template <class T, int... D>
struct leaf_traits<expr<T, D...>> {
  static constexpr bool is_leaf = true, is_traced = true;
  static constexpr ir::shape dims{sizeof...(D), {D...}};
  static constexpr ir::value_type type{ir::dtype_of<T>, dims};
  using element = T;
};

template <class T>
concept Leaf = leaf_traits<T>::is_leaf;
template <class T>
concept Traced = leaf_traits<T>::is_traced;

}  // namespace detail

/// The type of a leaf that is held: `tensor<T, D...>`, or `T` itself at rank 0.
template <class T, int... D>
using value = typename detail::value_of_shape<T, D...>::type;

/// The type of a leaf inside a traced function.
template <class T, int... D>
using traced = expr<T, D...>;

namespace detail {

// A shape given as a constant, spelled out as a parameter pack. (g++ 12 does not survive it as one alias template.)
template <ir::shape S>
struct shape_constant {
  static constexpr ir::shape value = S;
  using axes = std::make_integer_sequence<int, value.rank>;
};
template <class T, class S, class Axes>
struct spelled;
template <class T, class S, int... K>
struct spelled<T, S, std::integer_sequence<int, K...>> {
  using as_expr = traced<T, S::value.dims[K]...>;
  using as_value = value<T, S::value.dims[K]...>;
};
template <class T, ir::shape S>
struct leaf_of_shape : spelled<T, shape_constant<S>, typename shape_constant<S>::axes> {};
template <class T, ir::shape S>
using expr_of = typename leaf_of_shape<T, S>::as_expr;
template <class T, ir::shape S>
using value_of = typename leaf_of_shape<T, S>::as_value;

}  // namespace detail
}  // namespace cotangent
