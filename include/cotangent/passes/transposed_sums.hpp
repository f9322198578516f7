// Sums of products that are read with their axes exchanged, as the cotangent of x W in W is, are computed as they are
// read: an array more, written in one order and read in the other, takes as long as half of a product of matrices.
#pragma once

#include <cotangent/passes/simplify_structure.hpp>
#include <cotangent/passes/symmetric_sums.hpp>

namespace cotangent::ir {

class sum_transposition {
 public:
  constexpr explicit sum_transposition(const graph& program) : g(program), order(program_order(program)) {
    uses = list<int>(g.size(), 0);
    for (int id : order)
      for (int operand : g.equations[id].in)
        if (operand >= 0) ++uses[operand];
  }

  constexpr graph run() const {
    int next = 0;
    return rewrite(g, [&](graph& to, const equation& e) {
      const list<int> places = places_for(order[next++]);
      return places.empty() ? emit(to, e) : transposed(to, e.in[0], places).id;
    });
  }

 private:
  // Elements beside each other: two registers of floats.
  static constexpr int least_beside = 32;

  /// Where each axis of the products goes, reduced ones stay, if `id` is a view that exchanges all axes of a sum which
  /// nothing else needs, and if a factor has elements beside each other where the view has; none otherwise.
  constexpr list<int> places_for(int id) const {
    const equation& e = g[id];
    if (e.code != op::view || uses[e.in[0]] != 1 || !sums_products_of_views(g, g[e.in[0]])) return {};
    const equation& sum = g[e.in[0]];
    const equation& product = g[sum.in[0]];
    const shape here = g.dims(id);
    const index_map map = g.map_of(id);
    if (uses[sum.in[0]] != 1 || !exchanges_axes(map, g.dims(e.in[0]), here) || here[here.rank - 1] < least_beside)
      return {};
    const auto axes = static_cast<unsigned>(g.word(sum.attribute, 0));
    list<int> kept, places;
    for (int axis = 0; axis < g.dims(sum.in[0]).rank; ++axis)
      if (!(axes >> axis & 1u)) kept.push(axis);
    for (int axis = 0, number = 0; axis < g.dims(sum.in[0]).rank; ++axis)
      places.push(axes >> axis & 1u ? axis : kept[map[number++].axis]);
    for (int operand : {product.in[0], product.in[1]}) {
      const index_map factor = g.map_of(operand);
      const axis_index last = factor.rank > 0 ? factor[factor.rank - 1] : axis_index{};
      if (last.axis >= 0 && last.stride == 1 && places[last.axis] == kept.back()) return places;
    }
    return {};
  }
  static constexpr bool exchanges_axes(const index_map& map, const shape& from, const shape& to) {
    if (from.rank != to.rank || map == index_map::identity(map.rank)) return false;
    for (int k = 0; k < map.rank; ++k)
      if (!walks_whole_axis(map[k], from[k], to)) return false;
    for (int axis = 0; axis < to.rank; ++axis)
      if (!map.uses(axis)) return false;
    return true;
  }

  constexpr term transposed(graph& to, int sum, const list<int>& places) const {
    const equation product = to[to[sum].in[0]];
    const auto moved = [&](int factor) {
      shape dims = to.dims(factor);
      index_map map;
      for (int axis = 0; axis < places.size(); ++axis) {
        dims.dims[places[axis]] = to.dims(factor)[axis];
        map.push_axis(places[axis]);
      }
      return s_view({&to, factor}, dims, map);
    };
    const auto axes = static_cast<unsigned>(to.word(to[sum].attribute, 0));
    const term second = moved(product.in[1]), first = moved(product.in[0]);  // in this order with every compiler
    return s_reduce(op::reduce_sum, s_apply(op::mul, first, second), axes);
  }

  const graph& g;
  list<int> order, uses;
};

constexpr graph transpose_sums(graph g) {
  for (const equation& e : g.equations)
    if (e.code == op::view && sums_products_of_views(g, g[e.in[0]])) return sum_transposition(g).run();
  return g;
}

}  // namespace cotangent::ir
