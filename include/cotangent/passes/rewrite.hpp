// A pass rebuilds the program from its inputs on, through a rule that may write each equation differently.
#pragma once

#include <cotangent/transforms/custom_rule.hpp>

namespace cotangent::ir {

/// A new graph with what the program `g.root` needs, each equation written by rule(graph, equation).
/// What nothing needs is not copied: this is also how dead code is removed.
template <class Rule>
constexpr graph rewrite(const graph& g, Rule rule) {
  list<char> needed(g.size(), 0);
  needed[g.root] = 1;
  for (int id = g.root; id >= 0; --id)
    if (needed[id])
      for (int operand : g.equations[id].in)
        if (operand >= 0) needed[operand] = 1;
  graph out;
  out.refusal = g.refusal;
  list<int> image(g.size(), -1);
  auto moved = [&](int place) {
    if (place < 0) return place;
    list<long long> words;
    for (int k = 0; k < g.word_count(place); ++k) words.push(g.word(place, k));
    return out.intern(words.begin(), words.size());
  };
  auto moved_operand = [&](int id) { return id < 0 ? -1 : image[id]; };
  for (int id = 0; id < g.size(); ++id) {
    if (!needed[id]) continue;
    const equation e = g[id];
    const equation same{e.code, moved(e.type), moved(e.attribute),
                        {moved_operand(e.in[0]), moved_operand(e.in[1]), moved_operand(e.in[2])}};
    image[id] = rule(out, same);
  }
  out.root = image[g.root];
  out.reserve_unique(g.unique_count());
  return out;
}

constexpr int emit(graph& g, const equation& e) {
  return g.emit(e.code, e.type, e.attribute, e.in[0], e.in[1], e.in[2]);
}

}  // namespace cotangent::ir
