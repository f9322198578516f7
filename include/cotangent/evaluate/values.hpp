// How functions are computed on values: by kernels that are compiled for them or, in a generator of code, which has no
// use for such and should compile in no time, by interpretation.
#pragma once

#ifdef COTANGENT_GENERATOR

#include <cotangent/evaluate/interpret_graph.hpp>
#include <cotangent/tensor/bad_input.hpp>

namespace cotangent::detail {

/// (Through a pointer that compilers cannot see through: what could be a constant they would trace themselves, a
/// thousand times slower.)
template <class F, class... Args>
ir::graph program_at_run_time() {
  ir::graph (*volatile trace)() = &trace_program<F, Args...>;
  ir::graph g = ir::without_optimization(trace());
  if (!g.refusal.empty()) bad_input(g.refusal.data());
  return g;
}
template <class Result, class F, class... Args>
constexpr Result evaluate_as(const Args&... args) {
  if (std::is_constant_evaluated())
    return interpret_graph<Result>(ir::without_optimization(trace_program<F, Args...>()), args...);
  return interpret_graph<Result>(program_at_run_time<F, Args...>(), args...);
}

}  // namespace cotangent::detail

#else

#define COTANGENT_EVALUATOR
#include <cotangent/evaluate/evaluate.hpp>

#endif

namespace cotangent::detail {

template <class Result>
struct too_large_message {
  static constexpr text message =
      join("tensor: more elements than an int can count (2147483647): the result would be ", description<Result>);
};

template <class F, class... Args>
constexpr auto evaluate(const Args&... args) {
  using traced = call_result<F, expr_tree<Args>...>;
  if constexpr (requires {
                  requires traced::shape.size() > 2147483647;
                }) {  // only what is stored: inside a program it may be summed at once
    using wrong = too_large_message<traced>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return anything{};
  } else {
    return evaluate_as<value_tree<traced>, F>(args...);
  }
}

}  // namespace cotangent::detail
