// Trees: how each kind of container is taken apart into children and put together again with children of other types.
#pragma once

#include <cotangent/trees/bindings.hpp>
#include <cotangent/trees/leaf.hpp>
#include <cotangent/trees/stateless.hpp>
#include <cotangent/trees/struct_template.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/at_key.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/core/is_a.hpp>
#include <boost/hana/core/to.hpp>
#include <boost/hana/define_struct.hpp>
#include <boost/hana/keys.hpp>
#include <boost/hana/map.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/unpack.hpp>

#include <array>
#include <tuple>
#include <utility>

namespace cotangent {

/// A Hana tuple of its arguments: how rules and functions return several things.
template <class... T>
constexpr boost::hana::tuple<std::decay_t<T>...> tuple(T&&... parts) {
  return {std::forward<T>(parts)...};
}

namespace detail {

namespace hana = boost::hana;

template <class T>
concept FunctionObject = std::is_class_v<T> && Stateless<T>;

/// For each kind of tree node: `count` children, their types, `child<I>(node)`, and `rebuild(children...)`. What is no
/// container but an object that holds nothing, a function say, is a tree without leaves.
template <class T, class>
struct tree_traits {
  static constexpr bool is_tree = FunctionObject<T>, is_function = is_tree;
  static constexpr int count = 0;
  template <int>
  using child_type = none_t;
  template <int, class Node>
  static constexpr auto child(Node&&) {
    return make_stateless<T>();
  }
  static constexpr auto rebuild() { return make_stateless<T>(); }
};
template <class T>
inline constexpr bool is_function_object = false;
template <class T>
  requires(!Leaf<T> && tree_traits<T>::is_function)
inline constexpr bool is_function_object<T> = true;

template <class... T>
struct sequence_traits {
  static constexpr bool is_tree = true;
  static constexpr int count = sizeof...(T);
  template <int I>
  using child_type = std::tuple_element_t<I, std::tuple<T...>>;
};

template <class... T>
struct tree_traits<hana::tuple<T...>> : sequence_traits<T...> {
  template <int I, class Node>
  static constexpr decltype(auto) child(Node&& node) {
    return hana::at_c<I>(std::forward<Node>(node));
  }
  template <class... C>
  static constexpr auto rebuild(C... c) {
    return hana::tuple<C...>{std::move(c)...};
  }
};
template <class... T>
struct tree_traits<std::tuple<T...>> : sequence_traits<T...> {
  template <int I, class Node>
  static constexpr decltype(auto) child(Node&& node) {
    return std::get<I>(std::forward<Node>(node));
  }
  template <class... C>
  static constexpr auto rebuild(C... c) {
    return std::tuple<C...>{std::move(c)...};
  }
};
template <class A, class B>
struct tree_traits<std::pair<A, B>> : sequence_traits<A, B> {
  template <int I, class Node>
  static constexpr decltype(auto) child(Node&& node) {
    return std::get<I>(std::forward<Node>(node));
  }
  template <class C, class D>
  static constexpr auto rebuild(C c, D d) {
    return std::pair<C, D>{std::move(c), std::move(d)};
  }
};
template <class T, std::size_t N>
struct tree_traits<std::array<T, N>> {
  static constexpr bool is_tree = true;
  static constexpr int count = static_cast<int>(N);
  template <int>
  using child_type = T;
  template <int I, class Node>
  static constexpr decltype(auto) child(Node&& node) {
    return std::get<I>(std::forward<Node>(node));
  }
  template <class First, class... Rest>
  static constexpr auto rebuild(First first, Rest... rest) {
    return std::array<First, N>{std::move(first), std::move(rest)...};
  }
};
template <>
struct tree_traits<none_t> : sequence_traits<> {
  template <int I, class Node>
  static constexpr none_t child(Node&&) {
    return none;
  }
  static constexpr auto rebuild() { return none; }
};

template <class T>
struct tree_traits<T, std::enable_if_t<hana::is_a<hana::map_tag, T>>> {
  static constexpr bool is_tree = true;
  using keys = decltype(hana::keys(std::declval<T>()));
  static constexpr int count = decltype(hana::length(std::declval<keys>()))::value;
  template <int I>
  using key = std::decay_t<decltype(hana::at_c<I>(std::declval<keys>()))>;
  template <int I>
  using child_type = std::decay_t<decltype(hana::at_key(std::declval<const T&>(), key<I>{}))>;
  template <int I, class Node>
  static constexpr decltype(auto) child(Node&& node) {
    return hana::at_key(std::forward<Node>(node), key<I>{});
  }
  template <int I>
  static constexpr const char* name() {
    if constexpr (hana::is_a<hana::string_tag, key<I>>) return hana::to<const char*>(key<I>{});
    else return "key";
  }
  template <class... C>
  static constexpr auto rebuild(C... c) {
    return [&]<int... K>(std::integer_sequence<int, K...>) {
      return hana::make_map(hana::make_pair(key<K>{}, std::move(c))...);
    }(std::make_integer_sequence<int, sizeof...(C)>{});
  }
};

template <class T>
struct tree_traits<T, std::enable_if_t<hana::Struct<T>::value>> {
  static constexpr bool is_tree = true;
  using members = decltype(hana::accessors<T>());
  static constexpr int count = decltype(hana::length(std::declval<members>()))::value;
  template <int I, class Node>
  static constexpr decltype(auto) child(Node&& node) {
    return hana::second(hana::at_c<I>(hana::accessors<T>()))(std::forward<Node>(node));
  }
  template <int I>
  using child_type = std::decay_t<decltype(child<I>(std::declval<const T&>()))>;
  template <int I>
  static constexpr const char* name() {
    return hana::to<const char*>(std::decay_t<decltype(hana::first(hana::at_c<I>(hana::accessors<T>())))>{});
  }
  template <class... C>
  static constexpr auto rebuild(C... c) {
    return [&]<int... K>(std::integer_sequence<int, K...>) {
      using before = sequence_traits<child_type<K>...>;
      using like = typename rebind_struct<T, before, sequence_traits<C...>>::type;
      static_assert(!std::is_same_v<like, T> || std::is_same_v<before, sequence_traits<C...>>,
                    "a struct used as a tree must be a class template over its leaf");
      return like{std::move(c)...};
    }(std::make_integer_sequence<int, sizeof...(C)>{});
  }
};

template <class T>
concept Branch = !Leaf<T> && tree_traits<T>::is_tree;
template <class T>
concept Tree = Leaf<T> || Branch<T>;

/// A tree like `T` whose leaves are make.template operator()<Leaf>() for each leaf type, in order.
template <class T, class Make>
constexpr auto generate_tree(Make& make) {
  if constexpr (Leaf<T>) {
    return make.template operator()<T>();
  } else {
    using traits = tree_traits<T>;
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      // Braces evaluate in order; a call's arguments need not.
      auto children = hana::tuple<decltype(generate_tree<typename traits::template child_type<I>>(make))...>{
          generate_tree<typename traits::template child_type<I>>(make)...};
      return hana::unpack(std::move(children), [](auto... c) { return traits::rebuild(std::move(c)...); });
    }(std::make_integer_sequence<int, traits::count>{});
  }
}

/// Calls f on each leaf in order.
template <class T, class F>
constexpr void for_each_leaf(T&& tree, F&& f) {
  using node = std::remove_cvref_t<T>;
  if constexpr (Leaf<node>) {
    f(tree);
  } else {
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (for_each_leaf(tree_traits<node>::template child<I>(tree), f), ...);
    }(std::make_integer_sequence<int, tree_traits<node>::count>{});
  }
}

template <class... T>
struct type_list {
  static constexpr int size = sizeof...(T);
};
template <class... A, class... B>
constexpr type_list<A..., B...> operator+(type_list<A...>, type_list<B...>) {
  return {};
}

template <class T>
constexpr auto leaf_list() {
  if constexpr (Leaf<T>) {
    return type_list<T>{};
  } else {
    return []<int... I>(std::integer_sequence<int, I...>) {
      return (type_list<>{} + ... + leaf_list<typename tree_traits<T>::template child_type<I>>());
    }(std::make_integer_sequence<int, tree_traits<T>::count>{});
  }
}
/// The types of the leaves of a tree, in order.
template <class T>
using leaves_of = decltype(leaf_list<std::remove_cvref_t<T>>());

template <class... A>
constexpr hana::tuple<A...> concatenated_tuples(const hana::tuple<A...>& all) {
  return all;
}
template <class... A, class... B, class... Rest>
constexpr auto concatenated_tuples(const hana::tuple<A...>& a, const hana::tuple<B...>& b, const Rest&... rest) {
  return hana::unpack(a, [&](const auto&... x) {
    return hana::unpack(
        b, [&](const auto&... y) { return concatenated_tuples(hana::tuple<A..., B...>{x..., y...}, rest...); });
  });
}

template <class... T>
constexpr bool any_traced(type_list<T...>) {
  return (leaf_traits<T>::is_traced || ... || false);
}
template <class T>
inline constexpr bool is_traced_tree = any_traced(leaves_of<T>{});

}  // namespace detail
}  // namespace cotangent
