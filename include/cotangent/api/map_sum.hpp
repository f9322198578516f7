// The sum of what a static program gives for each of a run-time number of examples.
#pragma once

#include <cotangent/api/map_arguments.hpp>
#include <cotangent/api/par.hpp>
#include <cotangent/evaluate/evaluate.hpp>

#include <vector>

namespace cotangent {
namespace detail {

/// The sum over a batch of what F gives for each example.
template <class Batched>
struct summed {
  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    return over_leaves(Batched{}(args...));
  }
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
    total = apply_binary<ir::op::add>(total, more);
  } else if constexpr (Leaf<T>) {
    for (int k = 0; k < total.size(); ++k) add_to(total.data()[k], more.data()[k]);
  } else {
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (add_to(tree_traits<T>::template child<I>(total), tree_traits<T>::template child<I>(more)), ...);
    }(std::make_integer_sequence<int, tree_traits<T>::count>{});
  }
}

struct map_sum_name {
  static constexpr const char* text = "map_sum";
};
template <class F, class Axes, bool Parallel>
struct map_sum_function {
  [[no_unique_address]] held<F> f;

  template <class... Args>
  auto operator()(const Args&... args) const {
    using check = map_call_message<map_sum_name, F, Axes, Args...>;
    if constexpr (fails_on_map_sum<F, Axes, Args...>::value) {
      return anything{};
    } else if constexpr (check::message.empty()) {
      return run(args...);
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return anything{};
    }
  }

 private:
  template <class... Args>
  auto run(const Args&... args) const {
    using axes = typename map_axes<Axes, Args...>::type;
    const std::size_t n = count_examples(static_cast<axes*>(nullptr), args...);
    using total = jit_function<summed<vmap_function<F, typename vmap_axes<Axes>::type>>, program_options<F>()>;
    const auto some = [&]<int N, class... Axis>(std::integral_constant<int, N>, std::tuple<Axis...>*,
                                                std::size_t from) {
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
    for (std::size_t k = blocks * examples_in_block; k < n; ++k)
      add_to(partial[0], some(std::integral_constant<int, 1>{}, where, k));
    return partial[0];
  }
};

}  // namespace detail

/// The sum of f over the examples, a tree like f's result. With `ct::par`, the same for one number of cores.
template <class F>
constexpr auto map_sum(F f) {
  return detail::map_sum_function<F, detail::all_mapped, false>{detail::held<F>(f)};
}
template <class F>
constexpr auto map_sum(F f, par_t) {
  return detail::map_sum_function<F, detail::all_mapped, true>{detail::held<F>(f)};
}
template <class F, auto... A>
constexpr auto map_sum(F f, in_axes_t<A...>) {
  return detail::with_checked_axes<"map_sum", A...>(
      detail::map_sum_function<F, in_axes_t<A...>, false>{detail::held<F>(f)});
}
template <class F, auto... A>
constexpr auto map_sum(F f, in_axes_t<A...>, par_t) {
  return detail::with_checked_axes<"map_sum", A...>(
      detail::map_sum_function<F, in_axes_t<A...>, true>{detail::held<F>(f)});
}
COTANGENT_USAGE(map_sum, "map_sum(f), and then ct::in_axes<...>, ct::par, or both in this order")

}  // namespace cotangent
