// What the C++ header of a generated library has of functions for many examples: calls on contiguous ranges.
#pragma once

#include <cotangent/generated.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace cotangent::generated {

template <class Range>
concept ExampleRange = requires(Range& r) {
  r.data();
  r.size();
};
template <class Range>
using example_in = std::remove_pointer_t<decltype(std::declval<Range&>().data())>;

/// Whether all leaves of a tree lie inside of it, so that examples behind each other are as far apart as trees are. (Of
/// other libraries' arrays, `example_leaves::add` sees it.)
template <class Tree>
constexpr bool lies_inside() {
  return []<class... L>(detail::type_list<L...>) {
    return ((!detail::is_view<L> &&
             static_cast<long long>(detail::leaf_traits<L>::dims.size()) *
                     static_cast<long long>(sizeof(typename detail::leaf_traits<L>::element)) <=
                 detail::largest_inline_bytes &&
             sizeof(Tree) % sizeof(typename detail::leaf_traits<L>::element) == 0) &&
            ... && true);
  }(detail::leaves_of<Tree>{});
}

/// A range of examples against what one of them must be.
template <class Function, bool IsOutput, int Number, class Wanted, class Range>
struct range_message {
  static constexpr text of_range() {
    if constexpr (!ExampleRange<Range>) {
      return detail::join(": wanted a contiguous range of ", detail::described<Wanted>(), ", got ",
                          detail::described<std::remove_cvref_t<Range>>());
    } else {
      using example = std::remove_const_t<example_in<Range>>;
      constexpr text where = detail::difference<Wanted, detail::seen_as<example>>();
      if constexpr (!where.empty()) return detail::join(": each example: ", where);
      else if constexpr (!lies_inside<example>())
        return detail::join(": examples do not lie in memory one behind the other: ", detail::described<example>(),
                            " has its elements elsewhere; call the C function on pointers");
      else if constexpr (IsOutput && std::is_const_v<example_in<Range>>) return text(": the range is const");
      else return text{};
    }
  }
  static constexpr text message = [] {
    constexpr text wrong = of_range();
    if constexpr (wrong.empty()) return text{};
    else if constexpr (IsOutput) return detail::join(Function::name, ": result ", Number, wrong);
    else return detail::join(Function::name, ": argument ", Number, wrong);
  }();
};
template <class Function, int Given>
struct examples_count_message {
  static constexpr text message =
      Given == Function::arguments::size + 1
          ? text{}
          : detail::join(Function::name, ": needs ", Function::arguments::size,
                         " arguments and, last, a range for the results or ct::out(ranges...), got ", Given);
};

struct memory_range {
  std::uintptr_t begin = 0, end = 0;
  memory_range() = default;
  memory_range(const void* first, std::size_t bytes)
      : begin(reinterpret_cast<std::uintptr_t>(first)), end(begin + bytes) {}
  bool overlaps(const memory_range& other) const { return begin < other.end && other.begin < end; }
  bool holds(const memory_range& other) const { return begin <= other.begin && other.end <= end; }
};

/// Leaves of trees, as C takes them: where that of the first example is, and how many elements later the next one's.
template <int Count>
struct example_leaves {
  std::array<void*, Count + 1> first{};
  std::array<std::ptrdiff_t, Count + 1> step{};
  std::array<memory_range, Count + 1> shared{};  // what all examples have in common
  std::size_t next = 0;
  bool dense = true;

  template <class Tree>
  void add_shared(Tree& tree) {
    detail::for_each_leaf(tree, [&]<class L>(L& leaf) {
      const std::size_t at = next;
      shared[at] = add_leaf(leaf, 0);
    });
  }
  /// (With views for arrays of other libraries.)
  template <class Tree>
  void add_first(Tree& tree) {
    const memory_range whole(&tree, sizeof(Tree));
    const auto add = [&](auto& leaves) {
      detail::for_each_leaf(leaves, [&]<class L>(L& leaf) {
        using traits = detail::leaf_traits<std::remove_const_t<L>>;
        const memory_range own = add_leaf(leaf, sizeof(Tree) / sizeof(typename traits::element));
        if (!whole.holds(own)) detail::bad_input("generated code: an example's elements are not inside of it");
        dense = dense && sizeof(Tree) == own.end - own.begin;
      });
    };
    if constexpr (detail::holds_outside_array<std::remove_const_t<Tree>, true>()) {
      auto views = detail::with_views<true>(tree);
      add(views);
    } else {
      add(tree);
    }
  }

 private:
  template <class L>
  memory_range add_leaf(L& leaf, std::size_t elements) {
    using traits = detail::leaf_traits<std::remove_const_t<L>>;
    first[next] = const_cast<void*>(static_cast<const void*>(address_of(leaf)));
    step[next] = static_cast<std::ptrdiff_t>(elements);
    return {first[next++], static_cast<std::size_t>(traits::dims.size()) * sizeof(typename traits::element)};
  }
};

template <class T>
inline constexpr bool is_places = false;
template <class... T>
inline constexpr bool is_places<places<T...>> = true;

/// `kernels::f_examples(xs..., out)`: out[k] = f(xs[k]...), where arguments that the batch maps are contiguous ranges
/// of what f takes, others are what f takes, and `out` is a range of what f returns, or `ct::out(ranges...)` of its
/// children. Throws std::invalid_argument before anything is written if numbers of examples differ, or if results
/// overlap arguments or each other.
template <class Function>
struct examples_function {
  template <class... All>
  void operator()(All&&... all) const {
    using count = examples_count_message<Function, sizeof...(All)>;
    if constexpr (!count::message.empty()) {
      static_assert(detail::said_by<count>::is_silent COTANGENT_WORDS(count));
    } else {
      const std::tuple<All&...> every{all...};
      auto& last = std::get<sizeof...(All) - 1>(every);
      [&]<std::size_t... K>(std::index_sequence<K...> arguments) {
        if constexpr (is_places<std::remove_cvref_t<decltype(last)>>)
          std::apply([&](auto&... results) { run(std::tie(results...), arguments, std::get<K>(every)...); }, last.all);
        else run(std::tie(last), arguments, std::get<K>(every)...);
      }(std::make_index_sequence<sizeof...(All) - 1>{});
    }
  }

 private:
  using result = typename Function::result;
  template <class Range>
  static memory_range memory_of(Range& range) {
    return {range.data(), range.size() * sizeof(example_in<Range>)};
  }
  /// An argument as it is, or, of what all examples share, with views for arrays of other libraries.
  template <std::size_t K, class Arg>
  static decltype(auto) seen(Arg& arg) {
    if constexpr (!Function::mapped[K] && detail::holds_outside_array<std::remove_const_t<Arg>, true>())
      return detail::with_views<true>(arg);
    else return (arg);
  }
  /// What one of so many ranges of results holds.
  template <std::size_t Ranges, std::size_t K>
  static auto wanted() {
    if constexpr (Ranges == 1) return std::type_identity<result>{};
    else return std::type_identity<typename detail::tree_traits<result>::template child_type<static_cast<int>(K)>>{};
  }
  template <bool IsOutput, std::size_t K, class Wanted, class Range>
  static constexpr bool fits() {
    using check = range_message<Function, IsOutput, static_cast<int>(K), Wanted, Range>;
    if constexpr (!check::message.empty()) static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return check::message.empty();
  }
  template <std::size_t K, class Arg>
  static constexpr bool argument_fits() {
    using wanted_type = typename Function::arguments::template at<static_cast<int>(K)>;
    if constexpr (Function::mapped[K]) {
      return fits<false, K, wanted_type, Arg>();
    } else {
      using check = argument_message<Function, static_cast<int>(K), wanted_type, std::remove_cvref_t<Arg>>;
      if constexpr (!check::message.empty()) static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return check::message.empty();
    }
  }

  template <class... Results, std::size_t... K, class... Args>
  static void run(const std::tuple<Results&...>& results, std::index_sequence<K...>, Args&... args) {
    constexpr std::size_t ranges = sizeof...(Results);
    using count = places_message<Function, static_cast<int>(ranges)>;
    if constexpr (!count::message.empty()) {
      static_assert(detail::said_by<count>::is_silent COTANGENT_WORDS(count));
    } else if constexpr ((argument_fits<K, Args>() && ... && true)) {
      [&]<std::size_t... R>(std::index_sequence<R...>) {
        if constexpr ((fits<true, R, typename decltype(wanted<ranges, R>())::type, Results>() && ...))
          [&](const auto&... given) {
            call(results, std::tie(given...), std::index_sequence<R...>{}, std::index_sequence<K...>{});
          }(seen<K>(args)...);
      }(std::make_index_sequence<ranges>{});
    }
  }
  template <class Results, class Args, std::size_t... R, std::size_t... K>
  static void call(const Results& results, const Args& args, std::index_sequence<R...>, std::index_sequence<K...>) {
    const std::size_t count = std::get<0>(results).size();
    std::array<memory_range, sizeof...(R) + sizeof...(K)> memory{};
    std::size_t ranges = 0;
    const auto see = [&](auto& range) {
      if (range.size() != count) detail::bad_input("generated code: the ranges of examples have different sizes");
      memory[ranges++] = memory_of(range);
    };
    (see(std::get<R>(results)), ...);
    (
        [&] {
          if constexpr (Function::mapped[K]) see(std::get<K>(args));
        }(),
        ...);
    if (count == 0) return;
    example_leaves<(detail::leaves_of<typename Function::arguments::template at<static_cast<int>(K)>>::size + ... + 0)>
        in;
    example_leaves<detail::leaves_of<result>::size> out;
    (
        [&] {
          if constexpr (Function::mapped[K]) in.add_first(*std::get<K>(args).data());
          else in.add_shared(std::get<K>(args));
        }(),
        ...);
    (out.add_first(*std::get<R>(results).data()), ...);
    for (std::size_t r = 0; r < sizeof...(R); ++r) {
      bool apart = true;
      for (std::size_t other = r + 1; other < ranges; ++other) apart = apart && !memory[r].overlaps(memory[other]);
      for (const memory_range& shared : in.shared) apart = apart && !memory[r].overlaps(shared);
      if (!apart) detail::bad_input("generated code: results of examples overlap arguments or each other");
    }
    Function::call(in.dense && out.dense, in.first.data(), in.step.data(), out.first.data(), out.step.data(), count);
  }
};

}  // namespace cotangent::generated
