// Trees of tensors as solvers see them: vectors of doubles, leaf after leaf, whose elements have names for messages.
#pragma once

#include <cotangent/values.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace cotangent::hosts {

template <class Leaf>
inline constexpr int size_of = static_cast<int>(detail::leaf_traits<std::remove_const_t<Leaf>>::dims.size());
template <class... L>
constexpr int elements_of(detail::type_list<L...>) {
  return (size_of<L> + ... + 0);
}
/// The number of elements of a tree.
template <class Tree>
inline constexpr int elements = elements_of(detail::leaves_of<Tree>{});

template <class Leaf>
inline constexpr bool owns_doubles = std::is_same_v<Leaf, double>;
template <int... D>
inline constexpr bool owns_doubles<tensor<double, D...>> = true;
template <class... L>
constexpr bool all_own_doubles(detail::type_list<L...>) {
  return (owns_doubles<L> && ...);
}

/// Calls f(leaf's memory, its number of elements) for each leaf.
template <class Tree, class F>
void for_each_array(Tree& tree, const F& f) {
  detail::for_each_leaf(tree, [&]<class Leaf>(Leaf& leaf) {
    if constexpr (std::is_arithmetic_v<std::remove_const_t<Leaf>>) f(&leaf, 1);
    else f(leaf.data(), size_of<Leaf>);
  });
}
template <class Tree>
void to_vector(const Tree& tree, double* to) {
  for_each_array(tree, [&](const double* from, int count) { to = std::copy_n(from, count, to); });
}
template <class Tree>
void from_vector(Tree& tree, const double* from) {
  for_each_array(tree, [&](double* to, int count) {
    std::copy_n(from, count, to);
    from += count;
  });
}
template <class Tree>
std::vector<double> vector_of(const Tree& tree) {
  std::vector<double> all(static_cast<std::size_t>(elements<Tree>));
  to_vector(tree, all.data());
  return all;
}
template <class Tree>
Tree filled(double number) {
  Tree tree{};
  for_each_array(tree, [&](double* to, int count) { std::fill_n(to, count, number); });
  return tree;
}

/// Of element `index` of a tree called `name`: `x.angle(3, 1)`.
template <class Tree>
std::string element_name(const std::string& name, int index) {
  std::string found = name;
  detail::for_each_path<Tree>({}, [&]<class Leaf>(const detail::text& path) {
    constexpr ir::shape dims = detail::leaf_traits<Leaf>::dims;
    if (index >= 0 && index < size_of<Leaf>) {
      std::string places;
      for (int axis = dims.rank - 1, rest = index; axis >= 0; rest /= dims[axis--])
        places = std::to_string(rest % dims[axis]) + (places.empty() ? "" : ", ") + places;
      found = name + std::string(path.view()) + (dims.rank > 0 ? "(" + places + ")" : "");
    }
    index -= size_of<Leaf>;
  });
  return found;
}
/// `nan`, `inf` or `-inf`.
inline std::string number_name(double number) {
  return std::isnan(number) ? "nan" : std::isfinite(number) ? std::to_string(number) : number > 0 ? "inf" : "-inf";
}
/// The first index of a number that is not finite, or -1.
inline int not_finite(const double* numbers, int count) {
  const double* const found =
      std::find_if(numbers, numbers + count, [](double number) { return !std::isfinite(number); });
  return found == numbers + count ? -1 : static_cast<int>(found - numbers);
}

/// Whether all are. (Of so many, and without a branch for each, so that compilers make SIMD of it.)
template <int Count>
bool all_finite(const double* numbers) {
  constexpr auto exponent = std::bit_cast<std::uint64_t>(std::numeric_limits<double>::infinity());
  std::uint64_t bad = 0;
  for (int k = 0; k < Count; ++k) bad |= (std::bit_cast<std::uint64_t>(numbers[k]) & exponent) == exponent;
  return bad == 0;
}

}  // namespace cotangent::hosts
