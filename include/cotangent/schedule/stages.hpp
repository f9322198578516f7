// The stages of a program between its trace and its schedule: the same where it is a constant and where it runs.
#pragma once

#include <cotangent/passes/same_types.hpp>
#include <cotangent/schedule/schedule.hpp>

namespace cotangent::ir {

/// How many loops stand inside each other.
constexpr int loop_depth(const graph& g) {
  const auto larger = [](int a, int b) { return a > b ? a : b; };
  list<int> depth;
  int most = 0;
  for (int id = 0; id < g.size(); ++id) {
    const bool is_loop = g[id].code == op::scan || g[id].code == op::while_loop;
    int own = 0;
    for (int k = 0; k < 3; ++k)
      if (g[id].in[k] >= 0) own = larger(own, depth[g[id].in[k]] + (is_loop && k > 0));
    depth.push(own);
    most = larger(most, own);
  }
  return most;
}

/// A program as traced, optimized; refused if no schedule can hold it.
constexpr graph ready_to_schedule(const graph& traced) {
  graph g = keeping_types(traced, optimize(traced));
  if (g.refusal.empty() && loop_depth(g) > max_depth)
    g.refusal = detail::join("scan: at most ", max_depth, " loops (scan, fori_loop, while_loop) inside each other; put two into one, over both indices");
  return g;
}

}  // namespace cotangent::ir
