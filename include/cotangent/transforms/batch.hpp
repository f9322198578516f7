// Vectorization: equations under new leading axes, by the batching rules.
#pragma once

#include <cotangent/primitives/all.hpp>

namespace cotangent::ir {

struct batching;
constexpr void batch_call(batching& rule, op code, int id);  // transforms/calls.hpp

/// Images with leading axes `prefix`; an equation without one does not depend on what is mapped.
struct batching {
  graph& g;
  shape prefix;
  image_map images;
  int active = -1;      // which examples need what is computed here (-1: all); the loops of others do not run
  bool expand = false;  // branches by a predicate for each example become both and a choice (transforms/branch.hpp)

  constexpr int image(int id) const { return id < 0 ? id : images.or_self(id); }
  /// The image, or where there is none the same value for every example.
  constexpr int lifted(int id) const {
    return id < 0 ? id : images[id] >= 0 ? images[id] : broadcast_leading({&g, id}, prefix).id;
  }
  constexpr list<int> lifted(const list<int>& ids) const {
    list<int> all;
    for (int id : ids) all.push(lifted(id));
    return all;
  }
  constexpr int lifted_type(int id) const { return g.intern(g.element(id), concatenated(prefix, g.dims(id))); }

  constexpr void visit(int id) {
    const equation e = g[id];
    const primitive& p = primitives[e.code];
    if (e.code == op::pack) return;  // its elements are lifted where the list is used
    if (is_call(e.code)) {
      batch_call(*this, e.code, id);
    } else if (e.code == op::get) {
      const int call = images[e.in[0]];
      images.set(id, g[call].code == op::pack ? g.unpacked(call)[static_cast<int>(g.word(e.attribute, 0))]
                                              : g.emit(op::get, lifted_type(id), e.attribute, call));
    } else if (e.code == op::print) {
      images.set(id, lift_print(id));
    } else if (p.batch != nullptr) {
      const int in[] = {lifted(e.in[0]), lifted(e.in[1]), lifted(e.in[2])};
      images.set(id, p.batch(g, id, in, prefix).id);
    } else {
      images.set(id, g.emit(e.code, lifted_type(id), e.attribute, lifted(e.in[0]), lifted(e.in[1]), lifted(e.in[2])));
    }
  }

  /// The region with every parameter and result under the leading axes (results that are zero stay so).
  constexpr int lift_region(int region) const {
    const scope body = scope_of(g, region);
    const list<int> parameters = lifted_parameters(body.parameters);
    list<int> results;
    const list<int> region_effects = effects_of(g, [&] { results = lifted_results(body, parameters, -1); });
    return g.make_region(parameters, results, region_effects);
  }
  constexpr list<int> lifted_parameters(const list<int>& ids) const {
    list<int> all;
    for (int id : ids) all.push(g.emit_unique(op::parameter, lifted_type(id)));
    return all;
  }
  /// The results of `body`, which some or all examples need, given its parameters, all under the leading axes.
  constexpr list<int> lifted_results(const scope& body, const list<int>& parameters, int needed_by) const {
    batching rule{g, prefix, {}, needed_by, expand};
    for (int k = 0; k < parameters.size(); ++k) rule.images.set(body.parameters[k], parameters[k]);
    propagate(g, body.parameters, body, rule);
    return rule.lifted(body.results);
  }

 private:
  /// The first word of a print's attribute is the number of leading axes that count examples.
  constexpr int lift_print(int id) {
    const equation e = g[id];
    list<long long> words;
    for (int k = 0; k < g.word_count(e.attribute); ++k) words.push(g.word(e.attribute, k));
    words[0] += prefix.rank;
    return g.emit(op::print, -1, g.intern(words.begin(), words.size()), g.packed(lifted(g.unpacked(e.in[0]))));
  }
};

/// The results of `body` with `prefix` leading axes, given its parameters with those axes (-1: the same for all); -1
/// for a result that is the same for all.
constexpr list<int> batch_images(graph& g, const scope& body, const list<int>& mapped, const shape& prefix) {
  batching rule{g, prefix, {}};
  list<int> seeds, images;
  for (int k = 0; k < body.parameters.size(); ++k)
    if (mapped[k] >= 0) {
      rule.images.set(body.parameters[k], mapped[k]);
      seeds.push(body.parameters[k]);
    }
  propagate(g, seeds, body, rule);
  for (int id : body.results) images.push(rule.images[id]);
  return images;
}
/// The same with those repeated for each example; a result that is none (-1) stays so.
constexpr list<int> batch(graph& g, const scope& body, const list<int>& mapped, const shape& prefix) {
  list<int> images = batch_images(g, body, mapped, prefix);
  for (int k = 0; k < images.size(); ++k)
    if (images[k] < 0 && body.results[k] >= 0) images[k] = broadcast_leading({&g, body.results[k]}, prefix).id;
  return images;
}

}  // namespace cotangent::ir

#include <cotangent/transforms/calls.hpp>  // the rules of calls, which need all three transforms
