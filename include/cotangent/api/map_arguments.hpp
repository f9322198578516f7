// What map and map_sum are given: ranges of examples, and values that all examples share.
#pragma once

#include <cotangent/api/jit.hpp>
#include <cotangent/api/vmap.hpp>
#include <cotangent/evaluate/addresses.hpp>
#include <cotangent/schedule/program.hpp>
#include <cotangent/tensor/view.hpp>

#include <algorithm>
#include <array>

namespace cotangent::detail {

/// So many examples are one call of a program: enough for SIMD lanes, few enough for the stack.
inline constexpr int examples_in_block = 32;

template <class Range>
using example_of = std::remove_cvref_t<decltype(*std::declval<const Range&>().data())>;

/// A block of examples in their range's memory, as one array with a leading axis; one example if N is 1.
template <int N, class L>
constexpr auto block_view(L* start) {
  using traits = leaf_traits<std::remove_const_t<L>>;
  using element = std::conditional_t<std::is_const_v<L>, const typename traits::element, typename traits::element>;
  element* first = nullptr;
  if constexpr (std::is_arithmetic_v<L>) first = start;
  else first = start->data();
  return [&]<int... K>(std::integer_sequence<int, K...>) {
    return tensor_view<element, N, traits::dims[K]...>(first);
  }(std::make_integer_sequence<int, traits::dims.rank>{});
}
/// Whether examples lie in memory one behind the other.
template <class L>
inline constexpr bool is_dense_example =
    sizeof(L) == static_cast<std::size_t>(leaf_traits<L>::dims.size()) * sizeof(typename leaf_traits<L>::element);

template <class Range>
constexpr auto element_or_none() {
  if constexpr (requires(const Range& r) {
                  r.data();
                  r.size();
                })
    return std::type_identity<example_of<Range>>{};
  else return std::type_identity<none_t>{};
}
template <class Range>
using range_element = typename decltype(element_or_none<Range>())::type;

/// A program over a block of examples, which are the first axes of its arrays.
template <int N, class F, class... Args>
struct block_program : traced_function<F, Args...> {
  static constexpr int examples = N;
};

/// An argument of map: a range of examples, or a value that all of them share.
template <class Axis, class Arg>
struct map_argument {  // by other axes there is none
  static constexpr bool mapped = false, valid = false, is_dense = false;
  using example = none_t;
};
template <class Arg>
struct map_argument<one_axis<unmapped_axis>, Arg> {
  static constexpr bool mapped = false, valid = whole_tree<Arg>, is_dense = true;
  using example = Arg;
  template <int>
  static const Arg& block(const Arg& a, std::size_t) {
    return a;
  }
  static const Arg& from(const Arg& a) { return a; }
  static bool is_apart_from(const Arg&, const void*, std::size_t) { return true; }
  /// Whether results written from `out` on leave it as it is.
  template <class Out>
  static bool may_be_written_to(const Arg& a, const Out* out, std::size_t n) {
    bool apart = true;
    for_each_leaf(a, [&]<class L>(const L& leaf) {
      const void* start = nullptr;
      if constexpr (ir::is_element<L>) start = &leaf;
      else start = leaf.data();
      apart = apart &&
              !overlap(start,
                       static_cast<std::size_t>(leaf_traits<L>::dims.size()) * sizeof(typename leaf_traits<L>::element),
                       out, n * sizeof(Out));
    });
    return apart;
  }
  template <std::size_t>
  static const Arg& last(const Arg& a, std::size_t) {
    return a;
  }
  static const Arg& from_copy(const Arg& a) { return a; }
};
template <class Arg>
struct map_argument<one_axis<0>, Arg> {
  static constexpr bool mapped = true;
  using example = range_element<Arg>;
  static constexpr bool valid = Leaf<example>;
  static constexpr bool is_dense = [] {
    if constexpr (valid) return is_dense_example<example>;
    else return false;
  }();
  static const example* from(const Arg& a) { return a.data(); }
  /// Whether writing n elements from `out` on changes no example.
  template <class Out>
  static bool is_apart_from(const Arg& a, const Out* out, std::size_t n) {
    return !overlap(out, n * sizeof(Out), a.data(), a.size() * sizeof(example));
  }
  /// Whether writing n results from `out` on changes no example, or each only where its own result is.
  template <class Out>
  static bool may_be_written_to(const Arg& a, const Out* out, std::size_t n) {
    return is_apart_from(a, out, n) ||
           (static_cast<const void*>(out) == static_cast<const void*>(a.data()) && sizeof(Out) == sizeof(example));
  }
  /// The examples from `at` on in memory of their own, the last one repeated.
  template <std::size_t N>
  static auto last(const Arg& a, std::size_t at) {
    std::array<example, N> copy;
    for (std::size_t k = 0; k < N; ++k) copy[k] = a.data()[std::min(at + k, a.size() - 1)];
    return copy;
  }
  template <std::size_t N>
  static const example* from_copy(const std::array<example, N>& copy) {
    return copy.data();
  }
  template <int N>
  static auto block(const Arg& a, std::size_t from) {
    return block_view<N>(static_cast<const example_of<Arg>*>(a.data()) + from);
  }
};

/// The number of examples, in which all mapped arguments agree.
template <class... Axis, class... Args>
std::size_t count_examples(std::tuple<Axis...>*, const Args&... args) {
  std::size_t n = 0;
  bool first = true, differ = false;
  const auto see = [&]<class A>(const A& a, auto is_mapped) {
    if constexpr (is_mapped()) {
      differ = differ || (!first && n != a.size());
      n = a.size();
      first = false;
    }
  };
  (see(args, std::bool_constant<map_argument<Axis, Args>::mapped>{}), ...);
  if (differ) bad_input("map: the mapped arguments have different numbers of examples");
  return n;
}

/// Every argument mapped, if no axes are given.
struct all_mapped {};
template <class Axes, class... Args>
struct map_axes {
  static constexpr bool fit = true;
  using type = std::tuple<decltype(static_cast<Args*>(nullptr), one_axis<0>{})...>;
};
template <auto... A, class... Args>
struct map_axes<in_axes_t<A...>, Args...> {
  static constexpr bool fit = sizeof...(A) == sizeof...(Args);
  using type = std::tuple<typename axis_spec<A>::type...>;
};
/// What is wrong with a call of Name with these axes and arguments, if anything.
template <class Name, class F, class Axes, class... Args>
struct map_call_message {
  template <class... Axis>
  static constexpr text about(std::tuple<Axis...>*) {
    text found;
    int number = 0;
    [[maybe_unused]] const auto one = [&]<class A, class Arg>() {
      using argument = map_argument<A, Arg>;
      const int k = number++;
      if (!found.empty()) return;
      if constexpr (!argument::valid)
        found = join(Name::text, ": argument ", k,
                     ": a mapped argument (axis 0) must be a contiguous range of numbers or arrays, an unmapped one a "
                     "tree of values, got ",
                     described<Arg>());
      else if constexpr (!argument::is_dense)
        found = join(Name::text, ": argument ", k,
                     ": examples must be small enough to lie in memory one behind the other, got ",
                     described<typename argument::example>());
    };
    (one.template operator()<Axis, Args>(), ...);
    if (!found.empty()) return found;
    if constexpr ((map_argument<Axis, Args>::valid && ... && true)) {
      if constexpr (!(map_argument<Axis, Args>::mapped || ... || false)) return join(Name::text, ": nothing is mapped");
      else return program_message<Name, F, typename map_argument<Axis, Args>::example...>::message;
    } else {
      return found;
    }
  }
  static constexpr text message = [] {
    if constexpr (!map_axes<Axes, Args...>::fit)
      return join(Name::text, ": in_axes must name an axis, or ct::unmapped, for each of the ",
                  static_cast<int>(sizeof...(Args)), " arguments");
    else return about(static_cast<typename map_axes<Axes, Args...>::type*>(nullptr));
  }();
};

/// The examples of these arguments, as a tuple of types; empty if they are none.
template <class Axes, class... Args>
constexpr auto examples_of_arguments() {
  if constexpr (map_axes<Axes, Args...>::fit)
    return []<class... Axis>(std::tuple<Axis...>*) {
      if constexpr ((map_argument<Axis, Args>::valid && ... && true))
        return std::type_identity<hana::tuple<traced_as<typename map_argument<Axis, Args>::example>...>>{};
      else return std::type_identity<hana::tuple<>>{};
    }(static_cast<typename map_axes<Axes, Args...>::type*>(nullptr));
  else return std::type_identity<hana::tuple<>>{};
}
/// Whether F fails inside, first called on such examples. (No alias of another, which would be three lines more.)
template <class F, class Axes, class... Args>
using fails_on_map_sum =
    decltype(fails_on_examples<F, begins(static_cast<typename decltype(examples_of_arguments<Axes, Args...>())::type*>(
                                      nullptr)) &&
                                      Stateless<F> && has_call_operator<F>()>(
        static_cast<typename decltype(examples_of_arguments<Axes, Args...>())::type*>(nullptr)));
/// The same without the last argument, which is for the results.
template <class Axes, class... All>
constexpr auto examples_before_last() {
  return []<std::size_t... K>(std::index_sequence<K...>) {
    return examples_of_arguments<Axes, std::tuple_element_t<K, std::tuple<All...>>...>();
  }(std::make_index_sequence<sizeof...(All) - 1>{});
}
template <class F, class Axes, class... All>
using fails_on_map =
    decltype(fails_on_examples<F, begins(static_cast<typename decltype(examples_before_last<Axes, All...>())::type*>(
                                      nullptr)) &&
                                      Stateless<F> && has_call_operator<F>()>(
        static_cast<typename decltype(examples_before_last<Axes, All...>())::type*>(nullptr)));

template <class Axes>
struct vmap_axes {
  using type = one_axis<0>;
};
template <auto... A>
struct vmap_axes<in_axes_t<A...>> {
  using type = in_axes_t<A...>;
};

}  // namespace cotangent::detail
