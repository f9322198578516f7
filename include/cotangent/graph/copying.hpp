// Equations from one graph in another.
#pragma once

#include <cotangent/graph/propagate.hpp>

namespace cotangent::ir {

/// Copies equations of `from` into `to`. With `fresh`, what is unique there is unique here too: a parameter, copy or
/// print does not become one with an equal one that `to` has already.
class copying {
 public:
  constexpr copying(const graph& source, graph& target, bool make_fresh)
      : from(source), to(target), fresh(make_fresh), number(source.size(), -1), places(source.all_words(), -1) {}

  const graph& from;
  graph& to;
  bool fresh;
  list<int> number;  // the copy of each equation

  constexpr int words(int place) {
    if (place < 0) return place;
    int& there = places.items[place];
    if (there < 0) there = to.intern_from(from, place);
    return there;
  }
  constexpr int image(int id) const { return id < 0 ? -1 : number.items[id]; }
  /// Equation `id`, in terms of what has been copied.
  constexpr equation translated(int id) {
    const equation e = from[id];
    return {e.code, words(e.type), words(e.attribute), {image(e.in[0]), image(e.in[1]), image(e.in[2])}};
  }
  constexpr void copy(int id) {
    const equation e = translated(id);
    if (fresh && (e.code == op::parameter || e.code == op::copy || e.code == op::barrier))
      number[id] = to.emit_unique(e.code, e.type, e.in[0]);
    else if (fresh && e.code == op::print) number[id] = to.emit(e.code, -1, fresh_print(e.attribute), e.in[0]);
    else number[id] = to.emit(e.code, e.type, e.attribute, e.in[0], e.in[1], e.in[2]);
  }

 private:
  list<int> places;  // where the target has words of the source

  constexpr int fresh_print(int attribute) const {  // its second word tells it from others
    list<long long> all;
    for (int k = 0; k < to.word_count(attribute); ++k) all.push(to.word(attribute, k));
    all[1] = to.unique_count();
    to.reserve_unique(to.unique_count() + 1);
    return to.intern(all.begin(), all.size());
  }
};

/// Writes the whole program of `from` into `to`, with `arguments` for its parameters; its results.
constexpr list<int> inline_program(const graph& from, graph& to, const list<int>& arguments) {
  const scope body = scope_of(from, from.root);
  copying copies(from, to, true);
  for (int k = 0; k < body.parameters.size(); ++k) copies.number[body.parameters[k]] = arguments[k];
  for (int id : program_order(from))
    if (id != from.root && copies.number[id] < 0) copies.copy(id);
  for (int id : body.effects) to.effects.push(copies.number[id]);
  if (!from.refusal.empty()) to.refusal = from.refusal;
  list<int> results;
  for (int id : body.results) results.push(copies.number[id]);
  return results;
}

}  // namespace cotangent::ir
