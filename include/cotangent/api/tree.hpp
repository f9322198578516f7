// Functions on trees: as jax.tree, with structures in types, so that what does not fit is a compile error that says
// where.
#pragma once

#include <cotangent/api/transform.hpp>
#include <cotangent/tracing/pieces.hpp>

namespace cotangent {
namespace detail {

template <class Name, class First, class... Rest>
struct same_structure_message {
  static constexpr text message = [] {
    text found;
    [[maybe_unused]] const auto compare = [&]<class Other>() {
      if (found.empty()) structure_difference<First, Other>(found, {});
    };
    (compare.template operator()<Rest>(), ...);
    return found.empty() ? found : join(Name::text, ": trees differ: ", found);
  }();
};
struct tree_map_name {
  static constexpr const char* text = "tree_map";
};
template <literal Name, class... T>
struct trees_message {
  static constexpr text message = [] {
    const text found = first_no_tree<false, T...>();
    return found.empty() ? found : join(Name.chars, ": ", found);
  }();
};

/// Whether a struct like T, over another leaf, has exactly these children.
template <class T, class... C>
constexpr bool has_like_of() {
  if constexpr (fixed_struct<T>) return false;
  else
    return []<int... K>(std::integer_sequence<int, K...>) {
      using now = sequence_traits<C...>;
      using like =
          typename rebind_struct<T, sequence_traits<typename tree_traits<T>::template child_type<K>...>, now>::type;
      return std::is_same_v<sequence_traits<typename tree_traits<like>::template child_type<K>...>, now>;
    }(std::make_integer_sequence<int, sizeof...(C)>{});
}
template <class T, class... C>
struct no_like_message {
  static constexpr text message =
      join("tree_map: the struct ", described<T>(), " cannot hold what the function made of its members, ",
           described<hana::tuple<C...>>(),
           "; a struct over its leaf keeps its element types and shapes, but for new axes in front that all have; map "
           "ct::tree_leaves(it)");
};

template <class F, class T, class... Rest>
constexpr auto map_leaves(const F& f, const T& tree, const Rest&... rest) {
  if constexpr (Leaf<T>) {
    return f(tree, rest...);
  } else {
    using traits = tree_traits<T>;
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      const auto one = [&]<int K>() {
        return map_leaves(f, traits::template child<K>(tree), tree_traits<Rest>::template child<K>(rest)...);
      };
      if constexpr (hana::Struct<T>::value &&
                    !(std::is_same_v<decltype(one.template operator()<I>()), typename traits::template child_type<I>> &&
                      ...)) {
        using wrong = no_like_message<T, decltype(one.template operator()<I>())...>;
        if constexpr (has_like_of<T, decltype(one.template operator()<I>())...>()) {
          return traits::rebuild(one.template operator()<I>()...);
        } else {
          static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
          return tree;
        }
      } else {
        return traits::rebuild(one.template operator()<I>()...);
      }
    }(std::make_integer_sequence<int, traits::count>{});
  }
}

template <class Tree>
constexpr auto all_leaves(const Tree& tree) {
  if constexpr (Leaf<Tree>) {
    return hana::tuple<Tree>{tree};
  } else {
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      return concatenated_tuples(hana::tuple<>{}, all_leaves(tree_traits<Tree>::template child<I>(tree))...);
    }(std::make_integer_sequence<int, tree_traits<Tree>::count>{});
  }
}

/// Takes leaves from a tuple, the next from the place that the type says.
template <class Tree, int From, class Leaves>
constexpr auto from_leaves(const Leaves& leaves) {
  if constexpr (Leaf<Tree>) {
    return hana::at_c<From>(leaves);
  } else {
    using traits = tree_traits<Tree>;
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      constexpr auto start = [](int child) {
        const int sizes[] = {leaves_of<typename traits::template child_type<I>>::size..., 0};
        int at = From;
        for (int k = 0; k < child; ++k) at += sizes[k];
        return at;
      };
      return traits::rebuild(from_leaves<typename traits::template child_type<I>, start(I)>(leaves)...);
    }(std::make_integer_sequence<int, traits::count>{});
  }
}

template <class Tree, class Leaves>
struct unflatten_message {
  static constexpr int wanted = leaves_of<Tree>::size, given = child_count<Leaves>();
  static constexpr text message =
      wanted == given ? text{}
      : given < 0     ? join("tree_unflatten: expected a tuple of leaves, got ", described<Leaves>())
                      : join("tree_unflatten: ", described<Tree>(), " has ", wanted, " leaves, got ", given);
};

}  // namespace detail

/// f on each leaf of trees of one structure; a tree of that structure.
template <class F, class T, class... Rest>
constexpr auto tree_map(const F& f, const T& tree, const Rest&... rest) {
  using trees = detail::trees_message<"tree_map", T, Rest...>;
  using check = detail::same_structure_message<detail::tree_map_name, T, Rest...>;
  if constexpr (!trees::message.empty()) {
    static_assert(detail::said_by<trees>::is_silent COTANGENT_WORDS(trees));
    return detail::anything{};
  } else if constexpr (check::message.empty()) {
    return detail::map_leaves(f, tree, rest...);
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return tree;
  }
}

/// The leaves, in order, as a tuple.
template <class T>
constexpr auto tree_leaves(const T& tree) {
  using trees = detail::trees_message<"tree_leaves", T>;
  if constexpr (trees::message.empty()) {
    return detail::all_leaves(tree);
  } else {
    static_assert(detail::said_by<trees>::is_silent COTANGENT_WORDS(trees));
    return detail::anything{};
  }
}

/// The structure of a tree, whatever its leaves.
template <class Tree>
struct structure {
  template <class Other>
  constexpr bool operator==(structure<Other>) const {
    detail::text difference;
    detail::structure_difference<Tree, Other>(difference, {});
    return difference.empty();
  }
};
template <class T>
constexpr structure<T> tree_structure(const T&) {
  using trees = detail::trees_message<"tree_structure", T>;
  static_assert(detail::said_by<trees>::is_silent COTANGENT_WORDS(trees));
  return {};
}

/// The tree of this structure with these leaves.
template <class Tree, class Leaves>
constexpr auto tree_unflatten(structure<Tree>, const Leaves& leaves) {
  using check = detail::unflatten_message<Tree, Leaves>;
  if constexpr (check::message.empty()) {
    return detail::from_leaves<Tree, 0>(leaves);
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return leaves;
  }
}

namespace detail {

template <class Outer, class Inner, class T>
struct transpose_message {
  static constexpr int count = leaves_of<Outer>::size * leaves_of<Inner>::size;
  static constexpr text message = leaves_of<T>::size == count
                                      ? text{}
                                      : join("tree_transpose: an outer tree ", described<Outer>(), " of inner trees ",
                                             described<Inner>(), " has ", count, " leaves, got ", described<T>());
};

/// What is in a vector that `ravel` made, and back.
template <class Tree>
struct unravel_function {
  template <class Vector>
  constexpr auto operator()(const Vector& v) const;
};

struct common_float {
  template <class... L>
  static constexpr auto of(type_list<L...>) {
    if constexpr ((std::is_same_v<typename leaf_traits<L>::element, double> || ...)) return double{};
    else if constexpr ((std::is_same_v<typename leaf_traits<L>::element, float> || ...)) return float{};
    else if constexpr ((std::is_same_v<typename leaf_traits<L>::element, std::int64_t> || ...)) return std::int64_t{};
    else return std::int32_t{};
  }
};

}  // namespace detail

/// An outer tree of inner trees as an inner tree of outer trees.
template <class Outer, class Inner, class T>
constexpr auto tree_transpose(structure<Outer>, structure<Inner>, const T& tree) {
  using check = detail::transpose_message<Outer, Inner, T>;
  if constexpr (check::message.empty()) {
    constexpr int outer = detail::leaves_of<Outer>::size, inner = detail::leaves_of<Inner>::size;
    const auto leaves = tree_leaves(tree);
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      const auto column = [&]<int K>() {
        return [&]<int... O>(std::integer_sequence<int, O...>) {
          return detail::from_leaves<Outer, 0>(tuple(boost::hana::at_c<O * inner + K>(leaves)...));
        }(std::make_integer_sequence<int, outer>{});
      };
      return detail::from_leaves<Inner, 0>(tuple(column.template operator()<I>()...));
    }(std::make_integer_sequence<int, inner>{});
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return tree;
  }
}

/// A tree as one vector, and the function that makes such a tree of such a vector.
template <class Vector, class Unravel>
struct raveled {
  Vector vector;
  Unravel unravel;
};

/// {vector, unravel}: all elements of all leaves, in the widest of their element types; unravel(vector) is the tree
/// again.
template <class T>
  requires detail::Branch<T>
constexpr auto ravel(const T& tree) {
  static_assert(detail::leaves_of<T>::size > 0, "ravel: the tree has no leaves");
  using element = decltype(detail::common_float::of(detail::leaves_of<T>{}));
  auto vector = boost::hana::unpack(tree_leaves(tree), [](const auto&... leaf) {
    const auto flat = []<class L>(const L& x) {
      if constexpr (detail::leaf_traits<L>::dims.rank == 0) return expand_dims<0>(astype<element>(x));
      else return ravel(astype<element>(x));
    };
    if constexpr (sizeof...(leaf) == 1) return flat(leaf...);
    else return concatenate(flat(leaf)...);
  });
  return raveled<decltype(vector), detail::unravel_function<detail::value_tree<T>>>{vector, {}};
}

namespace detail {

template <class L, int Start>
struct piece_as_leaf {
  constexpr auto operator()(auto x) const {
    constexpr int size = static_cast<int>(leaf_traits<L>::dims.size());
    const auto piece = view_function<slice_recipe<0, Start, Start + size, 1>>{}(x);
    return convert_elements<typename leaf_traits<L>::element>{}(reshape_function<leaf_traits<L>::dims>{}(piece));
  }
};
template <int Start, class Vector>
constexpr auto cut_up(const Vector&, type_list<>) {
  return hana::tuple<>{};
}
template <int Start, class Vector, class First, class... Rest>
constexpr auto cut_up(const Vector& v, type_list<First, Rest...>) {
  return concatenated_tuples(
      tuple(on_leaves(piece_as_leaf<First, Start>{}, v)),
      cut_up<Start + static_cast<int>(leaf_traits<First>::dims.size())>(v, type_list<Rest...>{}));
}

template <class Tree, class Vector>
struct unravel_message {
  static constexpr text message = [] {
    if constexpr (!Array<Vector>) {
      return operands_message<"unravel", Vector>::message;
    } else {
      constexpr int wanted = [] {
        long long all = 0;
        for_each_path<Tree>({}, [&]<class L>(const text&) { all += leaf_traits<L>::dims.size(); });
        return static_cast<int>(all);
      }();
      if (leaf_traits<Vector>::dims == ir::shape{1, {wanted}}) return text{};
      return join("unravel: expected a vector of ", wanted, ", as many elements as ", described<Tree>(), " has, got ",
                  described<Vector>());
    }
  }();
};
template <class Tree>
template <class Vector>
constexpr auto unravel_function<Tree>::operator()(const Vector& v) const {
  using wrong = unravel_message<Tree, Vector>;
  if constexpr (wrong::message.empty()) {
    return from_leaves<Tree, 0>(cut_up<0>(v, leaves_of<Tree>{}));
  } else {
    static_assert(said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    if constexpr (Array<Vector>)
      return [&]<class... L>(type_list<L...>) {
        return from_leaves<Tree, 0>(tuple(blank<typename leaf_traits<L>::element, leaf_traits<L>::dims>(v)...));
      }(leaves_of<Tree>{});
    else return anything{};
  }
}

}  // namespace detail
}  // namespace cotangent
