// How functions are computed on values: by kernels that are compiled for them or, in a generator of code, which has no use for
// such and should compile in no time, by interpretation.
#pragma once

#ifdef COTANGENT_GENERATOR

#include <cotangent/evaluate/interpret_graph.hpp>
#include <cotangent/tensor/bad_input.hpp>

namespace cotangent::detail {

template <class F, class... Args>
constexpr auto evaluate(const Args&... args) {
  const ir::graph g = ir::without_optimization(trace_program<F, Args...>());
  if (!g.refusal.empty()) bad_input(g.refusal.data());
  return interpret_graph<result_tree<F, Args...>>(g, args...);
}

}  // namespace cotangent::detail

#else

#define COTANGENT_EVALUATOR
#include <cotangent/evaluate/evaluate.hpp>

#endif
