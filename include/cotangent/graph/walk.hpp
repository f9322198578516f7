// The order in which programs are walked.
#pragma once

#include <cotangent/graph/graph.hpp>

namespace cotangent::ir {

/// The equations that targets need, operands before what uses them and from left to right: an order that the program alone
/// decides, where numbers also show in which order a compiler chose to evaluate a traced function's operands.
class walk {
 public:
  /// Looks at equations from `first` up to the last that there is now. Regions are left out, unless the walk goes `into_regions`.
  constexpr explicit walk(const graph& program, int first_ = 0, bool into_regions_ = false)
      : g(program), first(first_), into_regions(into_regions_), state(program.size() - first_, unseen) {}

  list<int> order;

  /// The walk does not go to `id` and beyond.
  constexpr void stop_at(int id) { state[id - first] = done; }
  constexpr bool has(int id) const { return id >= first && state[id - first] == done; }

  /// Appends what `target` needs and the walk has not come to before.
  constexpr void from(int target) {
    if (target < first || state[target - first] != unseen) return;
    waiting.push(target);
    while (!waiting.empty()) {
      const int id = waiting.back();
      char& now = state[id - first];
      const bool ends = g[id].code == op::region && !into_regions;
      if (now == unseen && !ends) {
        now = entered;
        const int* in = g[id].in;
        if (g[id].code == op::region) want(in[1]), want(in[2]), want(in[0]);  // parameters, effects in their order, results
        else want(in[2]), want(in[1]), want(in[0]);
        continue;
      }
      waiting.pop();
      if (now != done && !ends) order.push(id);
      now = done;
    }
  }

 private:
  enum : char { unseen, entered, done };
  constexpr void want(int id) {
    if (id >= first && state[id - first] == unseen) waiting.push(id);
  }

  const graph& g;
  int first;
  bool into_regions;
  list<char> state;
  list<int> waiting;
};

/// All that the program `g.root` needs, in the order of a walk.
constexpr list<int> program_order(const graph& g) {
  walk all(g, 0, true);
  all.from(g.root);
  return static_cast<list<int>&&>(all.order);
}

}  // namespace cotangent::ir
