// What every transform is made of: a rule, applied to the equations between seeds and targets.
#pragma once

#include <cotangent/graph/walk.hpp>

#include <utility>

namespace cotangent::ir {

/// A piece of program: what it was given, what it returns, and its effects in program order.
struct scope {
  list<int> parameters, results, effects;
};

constexpr scope scope_of(const graph& g, int region) {
  const equation e = g[region];
  return {g.unpacked(e.in[0]), g.unpacked(e.in[1]), g.unpacked(e.in[2])};
}

/// Calls rule.visit(id) for each equation that depends on one of `seeds` and on which a result or an effect of `body`
/// depends, operands first. Appends rule.image(effect) to the graph's effects for each effect of `body`, in order.
template <class Rule>
constexpr void propagate(graph& g, const list<int>& seeds, const scope& body, Rule& rule) {
  int first = g.size();
  for (int s : seeds) first = s >= 0 && s < first ? s : first;
  int end = first;
  for (const list<int>* ids : {&seeds, &body.effects, &body.results})
    for (int id : *ids) end = id >= end ? id + 1 : end;
  walk needed(g, first, end);
  notes<char> dependent(first, end);
  for (int s : seeds) {
    if (s < 0) continue;
    needed.stop_at(s);  // its image is given, not computed
    dependent.at(s) = 1;
  }
  int next = 0;
  const auto visit_from = [&](int target) {
    needed.from(target);
    for (; next < needed.order.size(); ++next) {
      const int id = needed.order[next];
      bool depends = false;
      for (int operand : g.equations[id].in) depends = depends || dependent[operand];
      if (!depends) continue;
      dependent.at(id) = 1;
      rule.visit(id);
    }
  };
  for (int effect : body.effects) {
    visit_from(effect);
    const int image = rule.image(effect);
    if (g[image].code != op::pack) g.effects.push(image);  // a call that became a list has left its effects itself
  }
  for (int result : body.results) visit_from(result);
}

/// The effects that f() adds to the graph, kept apart from those there were.
template <class F>
constexpr list<int> effects_of(graph& g, F f) {
  list<int> outer = std::move(g.effects);
  g.effects = {};
  f();
  list<int> inner = std::move(g.effects);
  g.effects = std::move(outer);
  return inner;
}

/// A map from equations to their images; an equation without one is its own image (or, for tangents, zero: -1).
class image_map {
 public:
  constexpr int operator[](int id) const {
    const int at = id >= 0 && id / page < pages_.size() ? pages_[id / page] : -1;
    return at < 0 ? -1 : images_[at + id % page];
  }
  constexpr int or_self(int id) const { return (*this)[id] >= 0 ? (*this)[id] : id; }
  constexpr void set(int id, int image) {
    if (id / page >= pages_.size()) pages_.resize(id / page + 1, -1);
    int& at = pages_[id / page];
    if (at < 0) {
      at = images_.size();
      images_.resize(at + page, -1);
    }
    images_[at + id % page] = image;
  }

 private:
  static constexpr int page = 32;  // as with `notes`: a map of few equations of many is small
  list<int> pages_, images_;
};

/// Copies equations with some operands replaced.
struct substitution {
  graph& g;
  image_map images;
  constexpr int image(int id) const { return id < 0 ? id : images.or_self(id); }
  constexpr void visit(int id) {
    const equation e = g[id];
    images.set(id, g.emit(e.code, e.type, e.attribute, image(e.in[0]), image(e.in[1]), image(e.in[2])));
  }
};

/// Writes the body of `region` here, with `arguments` for its parameters; the results, -1 where it has none.
constexpr list<int> inline_region(graph& g, int region, const list<int>& arguments) {
  const scope body = scope_of(g, region);
  substitution rule{g, {}};
  for (int k = 0; k < body.parameters.size(); ++k) rule.images.set(body.parameters[k], arguments[k]);
  propagate(g, body.parameters, body, rule);
  list<int> results;
  for (int r : body.results) results.push(rule.image(r));
  return results;
}

}  // namespace cotangent::ir
