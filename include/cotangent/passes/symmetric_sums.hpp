// Sums of products that are the same with two axes exchanged, such as A A^T and J^T W J: one side of the diagonal is
// computed, the other copied from it.
#pragma once

#include <cotangent/passes/rewrite.hpp>
#include <cotangent/passes/simplify_structure.hpp>

namespace cotangent::ir {

/// A factor of a product: an equation, read through a map from the product's space.
struct factor {
  int id = -1;
  index_map map;
  constexpr bool operator==(const factor&) const = default;
};
constexpr void collect_factors(const graph& g, int id, const index_map& map, list<factor>& factors) {
  const equation e = g[id];
  if (e.code == op::view) {
    collect_factors(g, e.in[0], compose(g.map_of(id), map), factors);
  } else if (e.code == op::mul) {
    collect_factors(g, e.in[0], map, factors);
    collect_factors(g, e.in[1], map, factors);
  } else {
    factors.push({id, is_splat_leaf(g, id) ? index_map{} : map});
  }
}
constexpr bool is_symmetric(const graph& g, int product, int i, int j) {
  list<factor> factors;
  collect_factors(g, product, index_map::identity(g.dims(product).rank), factors);
  list<factor> unmatched = factors;
  for (factor f : factors) {
    for (int k = 0; k < f.map.rank; ++k)
      if (const int axis = f.map[k].axis; axis == i || axis == j) f.map.at[k].axis = axis == i ? j : i;
    int found = 0;
    while (found < unmatched.size() && !(unmatched[found] == f)) ++found;
    if (found == unmatched.size()) return false;
    unmatched[found] = unmatched.back();
    unmatched.pop();
  }
  return true;
}

/// The sum over `axes` of the product p q, which is symmetric in the axes i and j, block by block.
struct symmetric_sum {
  term p, q;
  unsigned axes = 0;
  int i = 0, j = 0;
  int smallest = 0;  // blocks on the diagonal are computed whole from this size on

  constexpr int result_axis(int axis) const {
    int number = 0;
    for (int k = 0; k < axis; ++k) number += !(axes >> k & 1u);
    return number;
  }
  constexpr term block(int i_from, int i_to, int j_from, int j_to) const {
    shape dims = p.dims();
    index_map slice = index_map::identity(dims.rank);
    dims.dims[i] = i_to - i_from, dims.dims[j] = j_to - j_from;
    slice.at[i].offset = i_from, slice.at[j].offset = j_from;
    return sum(s_view(p, dims, slice) * s_view(q, dims, slice), axes);
  }
  constexpr term placed(term part, int i_from, int j_from) const {
    const shape whole = without(p.dims(), axes);
    index_map map = index_map::identity(whole.rank);
    map.at[result_axis(i)].offset = i_from, map.at[result_axis(j)].offset = j_from;
    return pad(part, whole, map);
  }
  constexpr term transposed(term part) const {
    const int a = result_axis(i), b = result_axis(j);
    shape dims = part.dims();
    dims.dims[a] = part.dims()[b], dims.dims[b] = part.dims()[a];
    index_map map = index_map::identity(dims.rank);
    map.at[a].axis = b, map.at[b].axis = a;
    return view(part, dims, map);
  }
  /// Rows and columns [from, to).
  constexpr term on_diagonal(int from, int to) const {
    if (to - from <= smallest) return placed(block(from, to, from, to), from, from);
    const int middle = from + ((to - from) / 2 + 7) / 8 * 8;  // whole registers
    const term below = block(middle, to, from, middle);
    const auto both = [](term a, term b) {
      return s_apply(op::add, a, b);
    };  // as simple as the rules have it: another round changes nothing
    return both(both(both(on_diagonal(from, middle), on_diagonal(middle, to)), placed(below, middle, from)),
                placed(transposed(below), from, middle));
  }
};

/// Below this extent, and this number of products summed, copying takes what computing saves (measured for squares).
inline constexpr int least_halved = 32;

constexpr bool sums_products_of_views(const graph& g, const equation& e) {
  if (e.code != op::reduce_sum || !is_floating(static_cast<dtype>(g.word(e.type, 0)))) return false;
  const equation& product = g[e.in[0]];
  return product.code == op::mul && g[product.in[0]].code == op::view && g[product.in[1]].code == op::view;
}
constexpr int halve_symmetric_sum(graph& g, const equation& e) {
  if (!sums_products_of_views(g, e)) return emit(g, e);
  const equation product = g[e.in[0]];
  const shape space = g.dims(e.in[0]);
  const auto axes = static_cast<unsigned>(g.word(e.attribute, 0));
  if (space.size() < least_halved * without(space, axes).size()) return emit(g, e);
  for (int j = 0; j < space.rank; ++j)
    for (int i = 0; i < j; ++i) {
      if (((axes >> i | axes >> j) & 1u) || space[i] != space[j] || space[i] < least_halved ||
          !is_symmetric(g, e.in[0], i, j))
        continue;
      const int eighth = (space[i] + 7) / 8;  // few blocks: each is a nest
      return symmetric_sum{{&g, product.in[0]}, {&g, product.in[1]}, axes, i, j, eighth < 16 ? 16 : eighth}
          .on_diagonal(0, space[i])
          .id;
    }
  return emit(g, e);
}
constexpr graph halve_symmetric_sums(graph g) {
  for (const equation& e : g.equations)
    if (sums_products_of_views(g, e)) return rewrite(g, halve_symmetric_sum);
  return g;
}

}  // namespace cotangent::ir
