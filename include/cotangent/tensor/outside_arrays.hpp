// Arrays of other libraries' types, which are read and written where they are: std::span and std::array of fixed
// extent, Eigen's vectors and row-major matrices of fixed size.
#pragma once

#include <cotangent/tensor/view.hpp>
#include <cotangent/trees/tree.hpp>

namespace cotangent::detail {

/// What a type is as an array: its element type, and its shape; or, of one that is refused, the reason.
template <class T>
struct outside_array {
  static constexpr bool is_array = false;
  static constexpr const char* refusal = nullptr;
};
template <class T, ir::shape S>
struct array_of {
  static constexpr bool is_array = ir::is_element<std::remove_const_t<T>>;
  static constexpr const char* refusal = nullptr;
  using element = T;
  static constexpr ir::shape dims = S;
};
template <class T, std::size_t N>
  requires(N != std::dynamic_extent && N > 0)
struct outside_array<std::span<T, N>> : array_of<T, ir::shape{1, {static_cast<int>(N)}}> {};
template <class T, std::size_t N>
  requires(N > 0)
struct outside_array<std::array<T, N>> : array_of<T, ir::shape{1, {static_cast<int>(N)}}> {};

template <class M>
concept EigenDense = requires(const M& m) {
  typename M::Scalar;
  M::RowsAtCompileTime;
  M::ColsAtCompileTime;
  M::IsRowMajor;
  M::IsVectorAtCompileTime;
  m.data();
};
template <class M>
struct eigen_layout {
  static constexpr int rows = M::RowsAtCompileTime, columns = M::ColsAtCompileTime;
  static constexpr bool is_fixed = rows > 0 && columns > 0, is_vector = rows == 1 || columns == 1;
  static constexpr bool is_dense = [] {
    if constexpr (requires {
                    M::InnerStrideAtCompileTime;
                    M::OuterStrideAtCompileTime;
                  })
      return M::InnerStrideAtCompileTime == 1 && (is_vector || M::OuterStrideAtCompileTime == columns);
    else return true;
  }();
  static constexpr const char* refusal =
      !is_fixed ? "; its size is a run-time fact: ct::view<T, shape...>(it)"
      : !(is_vector || M::IsRowMajor)
          ? "; the matrix is column-major, and arrays are row-major here: use Eigen::RowMajor, or its transpose"
      : !is_dense ? "; its elements are not neighbours: copy it"
                  : nullptr;
  static constexpr ir::shape dims = is_vector ? ir::shape{1, {rows * columns}} : ir::shape{2, {rows, columns}};
};
template <EigenDense M>
struct outside_array<M> {
  static constexpr const char* refusal = eigen_layout<M>::refusal;
  static constexpr bool is_array = refusal == nullptr && ir::is_element<typename M::Scalar>;
  using element = std::remove_pointer_t<decltype(std::declval<const M&>().data())>;
  static constexpr ir::shape dims = eigen_layout<M>::dims;
};

template <class T>
inline constexpr bool is_std_array = false;
template <class T, std::size_t N>
inline constexpr bool is_std_array<std::array<T, N>> = true;

/// Whether a view can stand for a std::array in T: not in a struct that says by its leaf alone what its members are,
/// where a std::array is a tree of such leaves.
template <class T>
inline constexpr bool holds_views = holds_trees<T>;
template <template <class> class S, class Element>
  requires hana::Struct<S<Element>>::value
inline constexpr bool holds_views<S<Element>> = !Leaf<Element>;

/// Whether every array in a T that is no `Element` is traced, so that a T over another element is like it. (What is no
/// tree at all is another mistake.)
template <class T, class Element>
constexpr bool made_of();
template <class T, class Element, int... I>
constexpr bool children_made_of(std::integer_sequence<int, I...>) {
  return (made_of<typename tree_traits<T>::template child_type<I>, Element>() && ... && true);
}
template <class T, class Element>
constexpr bool made_of() {
  if constexpr (std::is_same_v<T, Element>) return true;
  else if constexpr (Leaf<T>) return leaf_traits<T>::is_traced;
  else if constexpr (outside_array<T>::is_array && !is_std_array<T>) return false;
  else if constexpr (Branch<T>)
    return children_made_of<T, Element>(std::make_integer_sequence<int, tree_traits<T>::count>{});
  else return true;
}
/// Stands for a traced leaf, whose own type is not complete where programs only call generated functions.
template <class T, int... D>
struct like_traced {};
template <class T, int... D>
struct leaf_traits<like_traced<T, D...>> {
  static constexpr bool is_leaf = true, is_traced = true;
};
/// Whether T is a struct that has no like over traced values: those are rebuilt by trees/struct_template.hpp.
template <class T>
inline constexpr bool fixed_struct = false;
template <class T>
  requires(hana::Struct<T>::value && holds_trees<T>)
inline constexpr bool fixed_struct<T> =
    !children_made_of<T, void>(std::make_integer_sequence<int, tree_traits<T>::count>{});
template <template <class> class S, class Element>
  requires hana::Struct<S<Element>>::value
inline constexpr bool fixed_struct<S<Element>> = [] {
  using traits = tree_traits<S<Element>>;
  using children = std::make_integer_sequence<int, traits::count>;
  // (A member that has the element's type without being named by it stays what it is. Nothing else asks for S over
  // traced values.)
  if constexpr (!children_made_of<S<Element>, Element>(children{})) return true;
  else if constexpr (Leaf<Element> && !Traced<Element>)
    return !children_made_of<S<like_traced<Element>>, void>(children{});
  else return false;
}();
template <template <template <class, int...> class> class S, template <class, int...> class L>
  requires hana::Struct<S<L>>::value
inline constexpr bool fixed_struct<S<L>> =
    !children_made_of<S<like_traced>, void>(std::make_integer_sequence<int, tree_traits<S<L>>::count>{});
template <template <template <class, int...> class, int...> class S, template <class, int...> class L, int First,
          int... N>
  requires hana::Struct<S<L, First, N...>>::value
inline constexpr bool fixed_struct<S<L, First, N...>> = !children_made_of<S<like_traced, First, N...>, void>(
    std::make_integer_sequence<int, tree_traits<S<L, First, N...>>::count>{});
template <template <class, class> class S, class A, class B>
  requires hana::Struct<S<A, B>>::value
inline constexpr bool fixed_struct<S<A, B>> = [] {
  using traits = tree_traits<S<A, B>>;
  if constexpr (traits::count == 2) {
    if (std::is_same_v<typename traits::template child_type<0>, A> &&
        std::is_same_v<typename traits::template child_type<1>, B>)
      return false;
  }
  return !children_made_of<S<A, B>, void>(std::make_integer_sequence<int, traits::count>{});
}();

/// Whether T is, or is a tree that holds, such an array. A std::array is also a tree of its elements: which one is
/// meant `Arrays` says.
template <class T, bool Arrays>
constexpr bool holds_outside_array();
template <class T, bool Arrays, int... I>
constexpr bool children_hold_outside_array(std::integer_sequence<int, I...>) {
  return (holds_outside_array<typename tree_traits<T>::template child_type<I>, Arrays && holds_views<T>>() || ... ||
          false);
}
template <class T, bool Arrays>
constexpr bool holds_outside_array() {
  if constexpr (Leaf<T>) return false;
  else if constexpr (outside_array<T>::is_array && (Arrays || !is_std_array<T>)) return true;
  else if constexpr (fixed_struct<T>) return false;
  else if constexpr (Branch<T>)
    return children_hold_outside_array<T, Arrays>(std::make_integer_sequence<int, tree_traits<T>::count>{});
  else return false;
}

/// Whether T is, or holds, one with memory of its own, which goes when it goes.
template <class T>
constexpr bool holds_owned_array() {
  if constexpr (Leaf<T>) return false;
  else if constexpr (requires { typename T::PlainObject; }) return std::is_same_v<typename T::PlainObject, T>;
  else if constexpr (is_std_array<T>) return true;
  else if constexpr (Branch<T>)
    return []<int... I>(std::integer_sequence<int, I...>) {
      return (holds_owned_array<typename tree_traits<T>::template child_type<I>>() || ... || false);
    }(std::make_integer_sequence<int, tree_traits<T>::count>{});
  else return false;
}

template <ir::shape S, class E, int... K>
constexpr auto view_of(E* start, std::integer_sequence<int, K...>) {
  return tensor_view<E, S.dims[K]...>(start);
}
/// The tree with views of them in their places.
template <bool Arrays, class T>
constexpr auto with_views(T& x) {
  using plain = std::remove_const_t<T>;
  if constexpr (!Leaf<plain> && outside_array<plain>::is_array && (Arrays || !is_std_array<plain>)) {
    constexpr ir::shape dims = outside_array<plain>::dims;
    return view_of<dims>(x.data(), std::make_integer_sequence<int, dims.rank>{});
  } else if constexpr (holds_outside_array<plain, Arrays>()) {
    using traits = tree_traits<plain>;
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      return traits::rebuild(with_views < Arrays && holds_views < plain >> (traits::template child<I>(x))...);
    }(std::make_integer_sequence<int, traits::count>{});
  } else {
    return plain(x);
  }
}
/// The type of an argument as transforms see it.
template <class T>
constexpr auto seen_type() {
  if constexpr (holds_outside_array<T, true>())
    return std::type_identity<decltype(with_views<true>(std::declval<const T&>()))>{};
  else return std::type_identity<T>{};
}
template <class T>
using seen_as = typename decltype(seen_type<T>())::type;

}  // namespace cotangent::detail
