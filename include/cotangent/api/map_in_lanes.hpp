// map of a small function: an example in each SIMD lane.
#pragma once

#include <cotangent/api/map_arguments.hpp>
#include <cotangent/api/par.hpp>
#include <cotangent/evaluate/examples.hpp>

namespace cotangent::detail {

/// The first element of an example's memory.
template <class L>
auto* start_of(L& example) {
  if constexpr (std::is_arithmetic_v<std::remove_const_t<L>>) return &example;
  else return example.data();
}

/// A small program runs an example in each SIMD lane, those left behind whole registers of them too: an example's
/// result does not depend on its place.
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
      (all.resize(all.size() + leaves_of<typename map_argument<Axis, Args>::example>::size,
                  map_argument<Axis, Args>::mapped),
       ...);
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
      const std::size_t begin = part * registers, count = std::min(registers, whole - begin);
      run_registers(out + begin * lanes, begin * lanes, count, map_argument<Axis, Args>::from(args)...);
    });
    if (whole * lanes == n) return;
    // What is left: with some that are done already, again; or, where those may be overwritten, in a copy.
    if (whole > 0 && (map_argument<Axis, Args>::is_apart_from(args, out, n) && ...))
      return run_registers(out + (n - lanes), n - lanes, 1, map_argument<Axis, Args>::from(args)...);
    Out last[lanes];  // is written whole
    [&](const auto&... copies) {
      run_registers(last, 0, 1, map_argument<Axis, Args>::from_copy(copies)...);
    }(map_argument<Axis, Args>::template last<lanes>(args, whole * lanes)...);
    for (std::size_t k = whole * lanes; k < n; ++k) out[k] = last[k - whole * lanes];
  }

 private:
  /// So many registers of examples from `begin` on; the first result goes to *out. `from`: a pointer to all examples,
  /// or a tree that they share.
  template <class... From>
  [[gnu::noinline]] COTANGENT_WHOLE static void run_registers(Out* out, std::size_t begin, std::size_t registers,
                                                              const From&... from) {
    for (std::size_t k = begin; k < begin + registers * lanes; k += lanes, out += lanes) {
      const void* inputs[(leaves_of<typename map_argument<Axis, Args>::example>::size + ... + 1)];
      void* outputs[1] = {start_of(*out)};
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

}  // namespace cotangent::detail
