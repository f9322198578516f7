// Structs as trees: a class template over its leaf is the same template over another leaf after a transform.
#pragma once

#include <cotangent/trees/leaf.hpp>

#include <tuple>
#include <type_traits>
#include <utility>

namespace cotangent {

/// Leaves with leading axes `Prefix`: a struct of batched parameters is `parameters<batched<32>::value>`.
template <int... Prefix>
struct batched {
  template <class T, int... D>
  using value = cotangent::value<T, Prefix..., D...>;
  template <class T, int... D>
  using traced = cotangent::traced<T, Prefix..., D...>;
};

namespace detail {

// The struct template S over values or expressions with the given leading axes. Without any, these are the plain names,
// so that a gradient has the very type of the parameters.
template <template <template <class, int...> class> class S, bool IsTraced, class Prefix, int... K>
constexpr auto struct_over(std::integer_sequence<int, K...>) {
  using leaf = batched<Prefix::value.dims[K]...>;
  if constexpr (IsTraced && Prefix::value.rank == 0) return std::type_identity<S<traced>>{};
  else if constexpr (IsTraced) return std::type_identity<S<leaf::template traced>>{};
  else if constexpr (Prefix::value.rank == 0) return std::type_identity<S<value>>{};
  else return std::type_identity<S<leaf::template value>>{};
}

constexpr ir::shape leading(const ir::shape& s, int count) {
  ir::shape head;
  for (int k = 0; k < count; ++k) head.push(s[k]);
  return head;
}

template <class T, class = void>
struct tree_traits;

// The first leaf inside a tree.
template <class T>
constexpr auto first_leaf() {
  if constexpr (Leaf<T>) return std::type_identity<T>{};
  else return first_leaf<typename tree_traits<T>::template child_type<0>>();
}

// What stands in `New` where the first `Element` stands in `Old`.
template <class Element, class Old, class New>
constexpr auto replacement() {
  if constexpr (std::is_same_v<Old, New>) return std::type_identity<Element>{};
  else if constexpr (std::is_same_v<Element, Old> || Leaf<Old>) return std::type_identity<New>{};
  else
    return replacement<Element, typename tree_traits<Old>::template child_type<0>,
                       typename tree_traits<New>::template child_type<0>>();
}

// The same for a template with further parameters, numbers: template <template <class, int...> class Leaf, int In, int
// Out>.
template <template <template <class, int...> class, int...> class S, bool IsTraced, class Prefix, int... N, int... K>
constexpr auto sized_struct_over(std::integer_sequence<int, N...>, std::integer_sequence<int, K...>) {
  using leaf = batched<Prefix::value.dims[K]...>;
  if constexpr (IsTraced && Prefix::value.rank == 0) return std::type_identity<S<traced, N...>>{};
  else if constexpr (IsTraced) return std::type_identity<S<leaf::template traced, N...>>{};
  else if constexpr (Prefix::value.rank == 0) return std::type_identity<S<value, N...>>{};
  else return std::type_identity<S<leaf::template value, N...>>{};
}

/// Whether a struct can hold trees where its leaves are: not if those are named by element type and shape.
template <class T>
inline constexpr bool holds_trees = true;
template <template <template <class, int...> class> class S, template <class, int...> class L>
inline constexpr bool holds_trees<S<L>> = false;
template <template <template <class, int...> class, int...> class S, template <class, int...> class L, int First,
          int... N>
inline constexpr bool holds_trees<S<L, First, N...>> = false;

/// The struct `T` with children of the types in `New` where it had those in `Old`; T itself, if it is no template over
/// its leaf.
template <class T, class Old, class New>
struct rebind_struct {
  using type = T;
};
template <template <class> class S, class Element, class Old, class New>
struct rebind_struct<S<Element>, Old, New> {
  using type = S<typename decltype(replacement<Element, typename Old::template child_type<0>,
                                               typename New::template child_type<0>>())::type>;
};
// A pair with names: a template over the types of its members.
template <template <class, class> class S, class A, class B, template <class...> class List, class C, class D>
struct rebind_struct<S<A, B>, List<A, B>, List<C, D>> {
  using type = S<C, D>;
};
/// The axes that the leaves have in front after a transform, and whether they are traced.
template <template <class, int...> class L, class Old, class New>
struct rebound_leaf {
  using before = leaf_traits<typename decltype(first_leaf<typename Old::template child_type<0>>())::type>;
  using after = leaf_traits<typename decltype(first_leaf<typename New::template child_type<0>>())::type>;
  static constexpr int old_prefix = leaf_traits<L<float, 1>>::dims.rank - 1;
  static constexpr int own = before::dims.rank - old_prefix;
  using prefix = shape_constant<leading(after::dims, after::dims.rank - own)>;
};
template <template <template <class, int...> class> class S, template <class, int...> class L, class Old, class New>
struct rebind_struct<S<L>, Old, New> {
  using leaf = rebound_leaf<L, Old, New>;
  using type = typename decltype(struct_over<S, leaf::after::is_traced, typename leaf::prefix>(
      typename leaf::prefix::axes{}))::type;
};
template <template <template <class, int...> class, int...> class S, template <class, int...> class L, int First,
          int... N, class Old, class New>
struct rebind_struct<S<L, First, N...>, Old, New> {
  using leaf = rebound_leaf<L, Old, New>;
  using type = typename decltype(sized_struct_over<S, leaf::after::is_traced, typename leaf::prefix>(
      std::integer_sequence<int, First, N...>{}, typename leaf::prefix::axes{}))::type;
};

}  // namespace detail
}  // namespace cotangent
