// The order in which programs are walked.
#pragma once

#include <cotangent/graph/graph.hpp>

namespace cotangent::ir {

/// A note on each equation from `first` up to `end`; those before have none, T{}. What looks at a small part of a large
/// program, as at each of many loops, takes time by that part: pages of notes are made when they are written on.
template <class T>
class notes {
 public:
  constexpr notes() = default;
  constexpr notes(int first_, int end) : first(first_) {
    const int span = end > first_ ? end - first_ : 0;
    paged = span > many;
    if (paged) pages.resize(span / page + 1, -1);
    else all.resize(span, T{});
  }
  constexpr T operator[](int id) const {
    if (id < first) return T{};
    const int k = id - first;
    if (!paged) return all.items[k];
    const int at = pages[k / page];
    return at < 0 ? T{} : all[at + k % page];
  }
  constexpr T& at(int id) {
    const int k = id - first;
    if (!paged) return all.items[k];
    if (pages[k / page] < 0) {
      pages[k / page] = all.size();
      all.resize(all.size() + page, T{});
    }
    return all[pages[k / page] + k % page];
  }
  constexpr bool holds(int id) const { return id >= first; }

 private:
  static constexpr int page = 64, many = 4096;
  int first = 0;
  bool paged = false;
  list<T> all;
  list<int> pages;
};

/// The equations that targets need, operands before what uses them and from left to right: an order that the program
/// alone decides, where numbers also show in which order a compiler chose to evaluate a traced function's operands.
class walk {
 public:
  /// Looks at equations from `first` up to `end`, which is behind all targets. Regions are left out, unless the walk
  /// goes `into_regions`.
  constexpr walk(const graph& program, int first_, int end, bool into_regions_ = false)
      : g(program), first(first_), into_regions(into_regions_), state(first_, end) {}

  list<int> order;

  /// The walk does not go to `id` and beyond.
  constexpr void stop_at(int id) { state.at(id) = done; }

  /// Appends what `target` needs and the walk has not come to before.
  constexpr void from(int target) {
    if (target < first || state[target] != unseen) return;
    int height = 0, room = waiting.size();  // of what waits
    waiting.items[height++] = target;
    const auto want = [&](int id) {
      if (id >= first && state.at(id) == unseen) waiting.items[height++] = id;
    };
    while (height > 0) {
      if (height + 3 > room) waiting.resize(room *= 2);
      const int id = waiting.items[height - 1];
      char& now = state.at(id);
      const equation& e = g[id];
      const bool ends = e.code == op::region && !into_regions;
      if (now == unseen && !ends) {
        now = entered;
        const int* in = e.in;
        if (e.code == op::region) want(in[1]), want(in[2]), want(in[0]);  // parameters, effects in their order, results
        else
          for (int k = 3; k-- > 0;)
            if (in[k] >= 0) want(in[k]);
        continue;
      }
      --height;
      if (now != done && !ends) order.push(id);
      now = done;
    }
  }

 private:
  enum : char { unseen, entered, done };

  const graph& g;
  int first;
  bool into_regions;
  notes<char> state;
  list<int> waiting = list<int>(16);
};

/// All that the program `g.root` needs, in the order of a walk.
constexpr list<int> program_order(const graph& g) {
  walk all(g, 0, g.root + 1, true);
  all.from(g.root);
  return static_cast<list<int>&&>(all.order);
}

}  // namespace cotangent::ir
