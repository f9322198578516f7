// The same static program over a run-time number of examples.
#pragma once

#include <cotangent/api/into.hpp>
#include <cotangent/evaluate/examples.hpp>
#include <cotangent/api/vmap.hpp>

#include <vector>

#if defined(COTANGENT_WITH_TBB)
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace cotangent {

struct par_t {};
/// Uses every core, by oneTBB: `ct::map(f, ct::in_axes<0>, ct::par)`. The build defines COTANGENT_WITH_TBB and links it.
inline constexpr par_t par{};

namespace detail {

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
inline constexpr bool is_dense_example = sizeof(L) == static_cast<std::size_t>(leaf_traits<L>::dims.size()) * sizeof(typename leaf_traits<L>::element);

template <class Range>
constexpr auto element_or_none() {
  if constexpr (requires(const Range& r) { r.data(); r.size(); }) return std::type_identity<example_of<Range>>{};
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
struct map_argument;
template <class Arg>
struct map_argument<one_axis<unmapped_axis>, Arg> {
  static constexpr bool mapped = false, valid = Tree<Arg>, is_dense = true;
  using example = Arg;
  template <int>
  static const Arg& block(const Arg& a, std::size_t) { return a; }
  static const Arg& from(const Arg& a, std::size_t) { return a; }
  template <std::size_t>
  static const Arg& last(const Arg& a, std::size_t) { return a; }
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
  static const example* from(const Arg& a, std::size_t at) { return a.data() + at; }
  /// The examples from `at` on in memory of their own, the last one repeated.
  template <std::size_t N>
  static auto last(const Arg& a, std::size_t at) {
    std::array<example, N> copy;
    for (std::size_t k = 0; k < N; ++k) copy[k] = a.data()[std::min(at + k, a.size() - 1)];
    return copy;
  }
  template <std::size_t N>
  static const example* from_copy(const std::array<example, N>& copy) { return copy.data(); }
  template <int N>
  static auto block(const Arg& a, std::size_t from) {
    static_assert(is_dense_example<example_of<Arg>>, "map: examples must be small enough to lie in memory one behind the other");
    return block_view<N>(static_cast<const example_of<Arg>*>(a.data()) + from);
  }
};

template <bool Parallel, class Body>
void for_each_index(std::size_t count, const Body& body) {
  if constexpr (Parallel) {
#if defined(COTANGENT_WITH_TBB)
    tbb::parallel_for(std::size_t{0}, count, body);
#else
    static_assert(!Parallel, "ct::par needs oneTBB: define COTANGENT_WITH_TBB and link TBB::tbb");
#endif
  } else {
    for (std::size_t k = 0; k < count; ++k) body(k);
  }
}
inline std::size_t available_cores() {
#if defined(COTANGENT_WITH_TBB)
  return static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
#else
  return 1;
#endif
}

/// The number of examples, in which all mapped arguments agree.
template <class... Axis, class... Args>
std::size_t count_examples(std::tuple<Axis...>*, const Args&... args) {
  constexpr bool valid = (map_argument<Axis, Args>::valid && ...);
  static_assert(valid, "map: a mapped argument (axis 0) must be a contiguous range of leaves, an unmapped one a tree of values");
  static_assert((map_argument<Axis, Args>::mapped || ...), "map: nothing is mapped");
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
  if (differ) throw std::invalid_argument("map: the mapped arguments have different numbers of examples");
  return n;
}

/// Every argument mapped, if no axes are given.
struct all_mapped {};
template <class Axes, class... Args>
struct map_axes {
  using type = std::tuple<decltype(static_cast<Args*>(nullptr), one_axis<0>{})...>;
};
template <auto... A, class... Args>
struct map_axes<in_axes_t<A...>, Args...> {
  static_assert(sizeof...(A) == sizeof...(Args), "map: in_axes must name an axis, or ct::unmapped, for each argument");
  using type = std::tuple<typename axis_spec<A>::type...>;
};
template <class Axes>
struct vmap_axes {
  using type = one_axis<0>;
};
template <auto... A>
struct vmap_axes<in_axes_t<A...>> {
  using type = in_axes_t<A...>;
};

/// Calls with the last argument apart: f(last, others...).
template <class F, class... All>
constexpr void with_last(const F& f, All&... all) {
  const std::tuple<All&...> every{all...};
  [&]<int... K>(std::integer_sequence<int, K...>) {
    f(std::get<sizeof...(All) - 1>(every), std::get<K>(every)...);
  }(std::make_integer_sequence<int, sizeof...(All) - 1>{});
}

template <class Wanted, class Out>
struct map_message {
  static constexpr text message = [] {
    constexpr text where = difference<Wanted, Out>();
    if constexpr (where.empty()) return text{};
    else return join("map: the output's elements must be like the function's result: ", where);
  }();
};

/// The first element of an example's memory.
template <class L>
auto* start_of(L& example) {
  if constexpr (std::is_arithmetic_v<std::remove_const_t<L>>) return &example;
  else return example.data();
}

/// A small program runs an example in each SIMD lane. What is left behind whole registers of them runs in a copy, so that
/// an example's result does not depend on its place.
template <class F, class Axes, class Out, class... Args>
struct examples_in_lanes {
  static constexpr bool exist = false;
};
template <class F, class... Axis, class Out, class... Args>
  requires(is_dense_example<Out> && (map_argument<Axis, Args>::is_dense && ...))
struct examples_in_lanes<F, std::tuple<Axis...>, Out, Args...> {
  struct flags {
    static constexpr ir::list<char> mapped() {
      ir::list<char> all;
      (all.resize(all.size() + leaves_of<typename map_argument<Axis, Args>::example>::size, map_argument<Axis, Args>::mapped), ...);
      return all;
    }
  };
  using program = examples_program<traced_function<F, typename map_argument<Axis, Args>::example...>, flags>;
  using result = result_tree<F, typename map_argument<Axis, Args>::example...>;
  static constexpr bool exist = program::exists;
  static constexpr std::size_t lanes = static_cast<std::size_t>(program::lanes());

  template <bool Parallel>
  static void run(Out* out, std::size_t n, const Args&... args) {
    constexpr std::size_t registers = 64;  // at a time: enough for a core to be worth its while
    const std::size_t whole = n / lanes;
    for_each_index<Parallel>((whole + registers - 1) / registers, [&](std::size_t part) {
      const std::size_t begin = part * registers;
      run_registers(out + begin * lanes, std::min(whole - begin, registers), map_argument<Axis, Args>::from(args, begin * lanes)...);
    });
    if (whole * lanes == n) return;
    Out last[lanes];  // is written whole
    [&](const auto&... copies) {
      run_registers(last, 1, map_argument<Axis, Args>::from_copy(copies)...);
    }(map_argument<Axis, Args>::template last<lanes>(args, whole * lanes)...);
    for (std::size_t k = whole * lanes; k < n; ++k) out[k] = last[k - whole * lanes];
  }

 private:
  /// `from`: a pointer to examples, or a tree that all share.
  template <class... From>
  [[gnu::noinline]] static void run_registers(Out* out, std::size_t count, const From&... from) {
    for (std::size_t k = 0; k < count * lanes; k += lanes) {
      const void* inputs[(leaves_of<typename map_argument<Axis, Args>::example>::size + ... + 1)];
      void* outputs[1] = {start_of(out[k])};
      std::size_t at = 0;
      const auto put = [&]<class T>(const T& given) {
        if constexpr (std::is_pointer_v<T>) inputs[at++] = start_of(given[k]);
        else for_each_leaf(given, [&](const auto& leaf) { inputs[at++] = start_of(leaf); });
      };
      (put(from), ...);
      program::run({inputs, outputs, nullptr, nullptr});
    }
  }
};

template <class F, class Axes, bool Parallel>
struct map_function {
  [[no_unique_address]] held<F> f;
  static_assert(Stateless<F>, "map: the function has run-time state; pass that state as an argument");

  template <class... All>
  void operator()(All&&... all) const {
    with_last([&](auto& out, const auto&... args) { run(out, args...); }, all...);
  }

 private:
  template <class Out, class... Args>
  void run(Out& out, const Args&... args) const {
    using axes = typename map_axes<Axes, Args...>::type;
    const std::size_t n = count_examples(static_cast<axes*>(nullptr), args...);
    if (out.size() != n) throw std::invalid_argument("map: the output does not have as many elements as there are examples");
    using lanes = examples_in_lanes<F, axes, typename map_argument<one_axis<0>, Out>::example, Args...>;
    if constexpr (lanes::exist) {
      using fits = map_message<typename lanes::result, example_of<Out>>;
      if constexpr (fits::message.empty()) lanes::template run<Parallel>(out.data(), n, args...);
      else COTANGENT_REQUIRE(fits);
    } else {
      run_blocks<axes>(out, n, args...);
    }
  }
  template <int N, class To, class... Blocks>
  static void run_block(To& to, const Blocks&... blocks) {
    using batched = vmap_function<F, typename vmap_axes<Axes>::type>;
    using source = block_program<N, batched, Blocks...>;
    using check = typename compiled<source>::refusal;
    using fits = into_message<result_tree<batched, Blocks...>, To>;
    COTANGENT_REQUIRE(check);
    if constexpr (fits::message.empty()) {
      workspace<program<source>::schedule.workspace_bytes> space;
      run_into<program<source>>(to, space.data(), blocks...);
    } else {
      COTANGENT_REQUIRE(fits);
    }
  }
  template <class axes, class Out, class... Args>
  void run_blocks(Out& out, std::size_t n, const Args&... args) const {
    const auto some = [&]<int N, class... Axis>(std::integral_constant<int, N>, std::tuple<Axis...>*, std::size_t from) {
      auto to = block_view<N>(out.data() + from);
      run_block<N>(to, map_argument<Axis, Args>::template block<N>(args, from)...);
    };
    const std::size_t blocks = n / examples_in_block;
    for_each_index<Parallel>(blocks, [&](std::size_t k) {
      some(std::integral_constant<int, examples_in_block>{}, static_cast<axes*>(nullptr), k * examples_in_block);
    });
    for (std::size_t k = blocks * examples_in_block; k < n; ++k) some(std::integral_constant<int, 1>{}, static_cast<axes*>(nullptr), k);
  }
};

/// The sum over a batch of what F gives for each example.
template <class Batched>
struct summed {
  template <class... Args>
  constexpr auto operator()(const Args&... args) const { return over_leaves(Batched{}(args...)); }
  template <class T>
  static constexpr auto over_leaves(const T& tree) {
    if constexpr (Leaf<T>) {
      return reduction<ir::op::reduce_sum, false, 0>{}(tree);
    } else {
      return [&]<int... I>(std::integer_sequence<int, I...>) {
        return tree_traits<T>::rebuild(over_leaves(tree_traits<T>::template child<I>(tree))...);
      }(std::make_integer_sequence<int, tree_traits<T>::count>{});
    }
  }
};
template <class T>
void add_to(T& total, const T& more) {
  if constexpr (std::is_arithmetic_v<T>) {
    total = static_cast<T>(total + more);
  } else if constexpr (Leaf<T>) {
    for (int k = 0; k < total.size(); ++k) total.data()[k] += more.data()[k];
  } else {
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (add_to(tree_traits<T>::template child<I>(total), tree_traits<T>::template child<I>(more)), ...);
    }(std::make_integer_sequence<int, tree_traits<T>::count>{});
  }
}

template <class F, class Axes, bool Parallel>
struct map_sum_function {
  [[no_unique_address]] held<F> f;
  static_assert(Stateless<F>, "map_sum: the function has run-time state; pass that state as an argument");

  template <class... Args>
  auto operator()(const Args&... args) const {
    using axes = typename map_axes<Axes, Args...>::type;
    const std::size_t n = count_examples(static_cast<axes*>(nullptr), args...);
    using total = summed<vmap_function<F, typename vmap_axes<Axes>::type>>;
    const auto some = [&]<int N, class... Axis>(std::integral_constant<int, N>, std::tuple<Axis...>*, std::size_t from) {
      return [](const auto&... blocks) {
        using source = block_program<N, total, std::remove_cvref_t<decltype(blocks)>...>;
        return evaluate_program<result_tree<total, std::remove_cvref_t<decltype(blocks)>...>, source>(blocks...);
      }(map_argument<Axis, Args>::template block<N>(args, from)...);
    };
    constexpr axes* where = nullptr;
    using result = decltype(some(std::integral_constant<int, 1>{}, where, 0));
    const std::size_t blocks = n / examples_in_block, parts = Parallel ? available_cores() : 1;
    std::vector<result> partial(parts);  // one for each core, added in order: the same for one number of cores
    for_each_index<Parallel>(parts, [&](std::size_t p) {
      for (std::size_t k = p * blocks / parts; k < (p + 1) * blocks / parts; ++k)
        add_to(partial[p], some(std::integral_constant<int, examples_in_block>{}, where, k * examples_in_block));
    });
    for (std::size_t p = 1; p < parts; ++p) add_to(partial[0], partial[p]);
    for (std::size_t k = blocks * examples_in_block; k < n; ++k) add_to(partial[0], some(std::integral_constant<int, 1>{}, where, k));
    return partial[0];
  }
};

}  // namespace detail

/// map(f)(xs..., out): out[k] = f(xs[k]...) for a number of examples that only run time knows. A mapped argument is a
/// contiguous range (std::span, std::vector) of leaves, one an example; with `in_axes`, one said to be `ct::unmapped` is a
/// plain value for all. Runs blocks of examples as one program. Different numbers of examples, or of elements of `out`,
/// throw std::invalid_argument before anything is written. `ct::par` uses every core; the results are the same.
template <class F>
constexpr auto map(F f) { return detail::map_function<F, detail::all_mapped, false>{detail::held<F>(f)}; }
template <class F>
constexpr auto map(F f, par_t) { return detail::map_function<F, detail::all_mapped, true>{detail::held<F>(f)}; }
template <class F, auto... A>
constexpr auto map(F f, in_axes_t<A...>) { return detail::map_function<F, in_axes_t<A...>, false>{detail::held<F>(f)}; }
template <class F, auto... A>
constexpr auto map(F f, in_axes_t<A...>, par_t) { return detail::map_function<F, in_axes_t<A...>, true>{detail::held<F>(f)}; }

/// The sum of f over the examples, a tree like f's result. With `ct::par`, the same for one number of cores.
template <class F>
constexpr auto map_sum(F f) { return detail::map_sum_function<F, detail::all_mapped, false>{detail::held<F>(f)}; }
template <class F>
constexpr auto map_sum(F f, par_t) { return detail::map_sum_function<F, detail::all_mapped, true>{detail::held<F>(f)}; }
template <class F, auto... A>
constexpr auto map_sum(F f, in_axes_t<A...>) { return detail::map_sum_function<F, in_axes_t<A...>, false>{detail::held<F>(f)}; }
template <class F, auto... A>
constexpr auto map_sum(F f, in_axes_t<A...>, par_t) { return detail::map_sum_function<F, in_axes_t<A...>, true>{detail::held<F>(f)}; }

}  // namespace cotangent
