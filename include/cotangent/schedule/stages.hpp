// The stages of a program between its trace and its schedule: the same where it is a constant and where it runs.
#pragma once

#include <cotangent/passes/same_types.hpp>
#include <cotangent/schedule/schedule.hpp>
#include <cotangent/schedule/target.hpp>

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

/// The first array that a loop makes of its steps and no memory can hold; -1 if there is none. (Others are refused
/// where they are traced, or are never stored.)
constexpr int too_large_to_stack(const graph& g) {
  for (int id = 0; id < g.size(); ++id)
    if (g[id].code == op::get && g[g[id].in[0]].code == op::scan && g.dims(id).size() > shape::most) return id;
  return -1;
}

/// A program as traced, optimized for a target; refused if no schedule can hold it. (All that have a schedule optimize
/// alike.)
constexpr graph ready_to_schedule(const graph& traced, const target& t = scalar) {
  graph g = keeping_types(traced, optimize(traced, t.passes));
  if (g.refusal.empty() && loop_depth(g) > max_depth)
    g.refusal =
        detail::join("scan: at most ", max_depth,
                     " loops (scan, fori_loop, while_loop) inside each other; put two into one, over both indices");
  const int too_large = g.refusal.empty() ? too_large_to_stack(g) : -1;
  if (too_large >= 0) {
    detail::text dims;
    for (int k = 0; k < g.dims(too_large).rank; ++k) dims += k > 0 ? "," : "", dims += g.dims(too_large)[k];
    g.refusal = detail::join("scan: what a derivative keeps of the steps of a loop, of shape [", dims,
                             "], has more elements than an int can count (", shape::most,
                             "); make it a loop over loops of fewer steps, each of them in a ct::checkpoint");
  }
  return g;
}

}  // namespace cotangent::ir
