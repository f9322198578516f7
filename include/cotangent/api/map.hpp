// The same static program over a run-time number of examples.
#pragma once

#include <cotangent/api/into.hpp>
#include <cotangent/api/map_in_lanes.hpp>

namespace cotangent {
namespace detail {

/// Calls with the last argument apart: f(last, others...).
template <class F, class... All>
constexpr void with_last(const F& f, All&... all) {
  const std::tuple<All&...> every{all...};
  [&]<int... K>(std::integer_sequence<int, K...>) {
    f(std::get<sizeof...(All) - 1>(every), std::get<K>(every)...);
  }(std::make_integer_sequence<int, sizeof...(All) - 1>{});
}

struct map_name {
  static constexpr const char* text = "map";
};
/// What is wrong with a call, or with the range for its results, if anything.
template <class Out, class F, class Axes, class... Args>
struct map_out_message {
  static constexpr text message = [] {
    constexpr text call = map_call_message<map_name, F, Axes, Args...>::message;
    if constexpr (!call.empty()) return call;
    else if constexpr (!map_argument<one_axis<0>, Out>::valid)
      return join(
          "map: the last argument is for the results, and must be a contiguous range of numbers or arrays, got ",
          described<Out>());
    else return text{};
  }();
};
template <class Wanted, class Out>
struct map_message {
  static constexpr text message = [] {
    constexpr text where = difference<Wanted, Out>();
    if constexpr (where.empty()) return text{};
    else return join("map: the output's elements must be like the function's result: ", where);
  }();
};

template <class F, class Axes, bool Parallel>
struct map_function {
  [[no_unique_address]] held<F> f;

  template <class... All>
  void operator()(All&&... all) const {
    if constexpr (sizeof...(All) == 0) {
      using wrong = usage_message<"map: expected map(f)(xs..., out)", std::decay_t<All>...>;
      static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    } else if constexpr (!fails_on_map<F, Axes, std::remove_cvref_t<All>...>::value) {
      with_last(
          [&](auto& out, const auto&... args) {
            using check =
                map_out_message<std::remove_cvref_t<decltype(out)>, F, Axes, std::remove_cvref_t<decltype(args)>...>;
            if constexpr (check::message.empty()) run(out, args...);
            else static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
          },
          all...);
    }
  }

 private:
  template <class Out, class... Args>
  void run(Out& out, const Args&... args) const {
    using axes = typename map_axes<Axes, Args...>::type;
    const std::size_t n = count_examples(static_cast<axes*>(nullptr), args...);
    if (out.size() != n) bad_input("map: the output does not have as many elements as there are examples");
    const bool apart = [&]<class... Axis>(std::tuple<Axis...>*) {
      return (map_argument<Axis, Args>::may_be_written_to(args, out.data(), n) && ...);
    }(static_cast<axes*>(nullptr));
    if (!apart)
      bad_input(
          "map: the output overlaps an argument otherwise than in place (from the same example on, examples of the "
          "same size)");
    using lanes = examples_in_lanes<F, axes, typename map_argument<one_axis<0>, Out>::example, Args...>;
    if constexpr (lanes::exist) {
      using fits = map_message<typename lanes::result, example_of<Out>>;
      if constexpr (fits::message.empty()) lanes::template run<Parallel>(out.data(), n, args...);
      else static_assert(detail::said_by<fits>::is_silent COTANGENT_WORDS(fits));
    } else {
      run_blocks<axes>(out, n, args...);
    }
  }
  template <int N, class To, class... Blocks>
  static void run_block(To& to, const Blocks&... blocks) {
    using batched = jit_function<vmap_function<F, typename vmap_axes<Axes>::type>, program_options<F>()>;
    using source = block_program<N, batched, Blocks...>;
    using check = typename compiled<source>::refusal;
    using fits = into_message<result_tree<batched, Blocks...>, To>;
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    if constexpr (fits::message.empty()) {
      using wrong = typename program<source>::too_large;
      static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
      workspace<program<source>::schedule.workspace_bytes> space;
      const addresses<To, Blocks...> at(to, blocks...);
      if (at.overlapped_bytes() != 0) return run_moved<program<source>>(at, space.data());
      run_at<program<source>>(at, space.data());
    } else {
      static_assert(detail::said_by<fits>::is_silent COTANGENT_WORDS(fits));
    }
  }
  /// One, where nothing is gained from more.
  template <class... Args, class... Axis>
  static constexpr int examples_together(std::tuple<Axis...>*) {
    using batched = jit_function<vmap_function<F, typename vmap_axes<Axes>::type>, program_options<F>()>;
    using one = program<block_program<
        1, batched, decltype(map_argument<Axis, Args>::template block<1>(std::declval<const Args&>(), 0))...>>;
    ir::list<char> mapped;
    (mapped.resize(mapped.size() + leaves_of<typename map_argument<Axis, Args>::example>::size,
                   map_argument<Axis, Args>::mapped),
     ...);
    return ir::gains_from_examples(one::schedule, mapped) ? examples_in_block : 1;
  }
  template <class axes, class Out, class... Args>
  void run_blocks(Out& out, std::size_t n, const Args&... args) const {
    const auto some = [&]<int N, class... Axis>(std::integral_constant<int, N>, std::tuple<Axis...>*,
                                                std::size_t from) {
      auto to = block_view<N>(out.data() + from);
      run_block<N>(to, map_argument<Axis, Args>::template block<N>(args, from)...);
    };
    constexpr int together = examples_together<Args...>(static_cast<axes*>(nullptr));
    const std::size_t blocks = n / together;
    for_each_index<Parallel>(blocks, [&](std::size_t k) {
      some(std::integral_constant<int, together>{}, static_cast<axes*>(nullptr), k * together);
    });
    for (std::size_t k = blocks * together; k < n; ++k)
      some(std::integral_constant<int, 1>{}, static_cast<axes*>(nullptr), k);
  }
};

}  // namespace detail

/// map(f)(xs..., out): out[k] = f(xs[k]...) for a number of examples that only run time knows. A mapped argument is a
/// contiguous range (std::span, std::vector) of leaves, one an example; with `in_axes`, one said to be `ct::unmapped`
/// is a plain value for all. Runs blocks of examples as one program. Different numbers of examples, or of elements of
/// `out`, throw std::invalid_argument before anything is written, and so does an `out` that overlaps an argument,
/// unless it is that argument: then each example is overwritten with its result. `ct::par` uses every core; the results
/// are the same.
template <class F>
constexpr auto map(F f) {
  return detail::map_function<F, detail::all_mapped, false>{detail::held<F>(f)};
}
template <class F>
constexpr auto map(F f, par_t) {
  return detail::map_function<F, detail::all_mapped, true>{detail::held<F>(f)};
}
template <class F, auto... A>
constexpr auto map(F f, in_axes_t<A...>) {
  return detail::with_checked_axes<"map", A...>(detail::map_function<F, in_axes_t<A...>, false>{detail::held<F>(f)});
}
template <class F, auto... A>
constexpr auto map(F f, in_axes_t<A...>, par_t) {
  return detail::with_checked_axes<"map", A...>(detail::map_function<F, in_axes_t<A...>, true>{detail::held<F>(f)});
}
COTANGENT_USAGE(map, "map(f), and then ct::in_axes<...>, ct::par, or both in this order")

}  // namespace cotangent
