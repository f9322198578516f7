// Functions traced into regions: what custom rules, checkpoint and control flow have in common.
#pragma once

#include <cotangent/api/transform.hpp>

namespace cotangent::detail {

/// Traces functions one after the other, each on parameters of its own, and closes them over what they captured. The
/// graph may become part of another meanwhile (a closure called on plain numbers): everything is renumbered then.
class region_tracer {
 public:
  constexpr explicit region_tracer(ir::graph& start)
      : g(&start), first(&start), marker(start.emit_unique(ir::op::parameter, start.intern(ir::dtype::f32, {}))) {}

  ir::graph* g;
  ir::list<ir::scope> bodies;

  /// Traces f on trees of parameters like A...; its result.
  template <class... A, class F>
  constexpr auto trace(const F& f) {
    ir::graph& before = *g;
    ir::list<int> parameters;
    make_parameters make{&before, &parameters};
    auto arguments = hana::tuple<A...>{generate_tree<A>(make)...};
    ir::scope body;
    auto result = hana::unpack(arguments, [&](const auto&... a) { return traced_scope(before, f, body, a...); });
    body.parameters = renumbered(before, parameters);
    g = &current(before);
    if (g != &before) {
      ir::list<int> mark(1, marker);
      marker = renumbered(before, mark)[0];
      for (ir::scope& earlier : bodies)
        earlier = {renumbered(before, earlier.parameters), renumbered(before, earlier.results),
                   renumbered(before, earlier.effects)};
    }
    bodies.push(body);
    return result;
  }
  /// Makes what the bodies captured parameters at their ends; returns it.
  constexpr ir::list<int> close() {
    ir::list<int> outside;
    for_each_met(*first, [&](const ir::graph& open) {
      for (int id : renumbered(*open.joined, open.joined_number)) outside.push(id);
    });
    return ir::close_scopes(*g, marker, bodies, outside);
  }
  constexpr int region(int k) { return g->make_region(bodies[k].parameters, bodies[k].results, bodies[k].effects); }
  /// The region with its last `count` parameters, what it captured, in front.
  constexpr int region_captured_first(int k, int count) {
    const ir::list<int>& own = bodies[k].parameters;
    return g->make_region(ir::joined(ir::part(own, own.size() - count, count), ir::part(own, 0, own.size() - count)),
                          bodies[k].results, bodies[k].effects);
  }

 private:
  const ir::graph* first;
  int marker;
};

template <class... Tree>
constexpr ir::list<int> all_ids(ir::graph& g, const Tree&... trees) {
  ir::list<int> ids;
  ((ids = ir::joined(ids, ids_of(g, trees))), ...);
  return ids;
}
/// The same tree with expressions for leaves, whatever the leaves were.
template <class T>
using traced_tree = expr_tree<T>;

}  // namespace cotangent::detail
