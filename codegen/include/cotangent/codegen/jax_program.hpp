// What is known of a program before it is printed as JAX: who uses what, and which equations are one line together.
#pragma once

#include <cotangent/codegen/jax_shape.hpp>
#include <cotangent/graph/tiles.hpp>
#include <cotangent/passes/rewrite.hpp>
#include <map>
#include <set>

namespace cotangent::codegen::jax {

using ir::op;

struct program {
  const ir::graph& g;
  std::vector<int> uses;
  std::map<int, std::map<int, int>> results;  // of a call: number, and the equation that takes it

  explicit program(const ir::graph& graph) : g(graph), uses(static_cast<std::size_t>(graph.size())) {
    for (int id : ir::program_order(g)) {
      for (int operand : g[id].in)
        if (operand >= 0) ++uses[static_cast<std::size_t>(operand)];
      if (g[id].code == op::get) results[g[id].in[0]][static_cast<int>(g.word(g[id].attribute, 0))] = id;
    }
  }
  bool is_used_once(int id) const { return uses[static_cast<std::size_t>(id)] == 1; }

  /// A view that only adds axes.
  bool only_broadcasts(int id) const {
    const ir::index_map map = g.map_of(id);
    for (int k = 0; k < map.rank; ++k)
      if (!ir::walks_whole_axis(map[k], g.dims(g[id].in[0])[k], g.dims(id)) ||
          (k > 0 && map[k].axis <= map[k - 1].axis))
        return false;
    return true;
  }
  /// The axes of its space that a factor of a product walks: all, or those of a view.
  bool walks_all(int id) const {
    if (g[id].code != op::view) return true;
    const ir::index_map map = g.map_of(id);
    for (int axis = 0; axis < g.dims(id).rank; ++axis)
      if (!map.uses(axis)) return false;
    return true;
  }
  /// A sum of a product that is larger than a factor, and that nobody else needs: a contraction, which JAX must see as
  /// one.
  bool is_contraction(int id) const {
    const int product = g[id].in[0];
    if (g[id].code != op::reduce_sum || g[product].code != op::mul || !is_used_once(product)) return false;
    const int a = g[product].in[0], b = g[product].in[1];
    if (ir::is_splat_leaf(g, a) || ir::is_splat_leaf(g, b) || (walks_all(a) && walks_all(b))) return false;
    for (int axis = 0; axis < g.dims(product).rank; ++axis)
      if (!(walks(a, axis) || walks(b, axis))) return false;
    return true;
  }
  /// A sum of pads that lie one behind the other along one axis: the pads in their order, and the axis; else none.
  struct tiles {
    std::vector<int> pads;
    int axis = -1;
    bool are_stacked = true;  // each without the axis
  };
  tiles tiles_of(int id) const {
    tiles all;
    if (g[id].code != op::add) return all;
    std::vector<int> waiting{g[id].in[1], g[id].in[0]};
    while (!waiting.empty()) {
      const int part = waiting.back();
      waiting.pop_back();
      if (g[part].code == op::pad && all.pads.size() < most_tiles) all.pads.push_back(part);
      else if (g[part].code == op::add && is_used_once(part))
        waiting.insert(waiting.end(), {g[part].in[1], g[part].in[0]});
      else return {};
    }
    for (int axis = 0; axis < g.dims(id).rank && all.axis < 0; ++axis)
      if (std::all_of(all.pads.begin(), all.pads.end(), [&](int pad) { return is_tile(pad, axis); })) all.axis = axis;
    ir::list<int> pads;
    for (int pad : all.pads) pads.push(pad);
    if (all.axis < 0 || !ir::tile_whole(g, pads, g.dims(id))) return {};
    for (int pad : all.pads) all.are_stacked = all.are_stacked && g.map_of(pad)[all.axis].axis < 0;
    std::sort(all.pads.begin(), all.pads.end(),
              [&](int a, int b) { return g.map_of(a)[all.axis].offset < g.map_of(b)[all.axis].offset; });
    return all;
  }
  /// What the line of an equation names.
  std::vector<int> needed_by(int id) const {
    const ir::equation e = g[id];
    std::vector<int> all;
    const auto add = [&](int operand) {
      if (operand >= 0) all.push_back(operand);
    };
    if (is_contraction(id)) {
      for (int factor : {g[e.in[0]].in[0], g[e.in[0]].in[1]})
        add(g[factor].code == op::view ? g[factor].in[0] : factor);
    } else if (const tiles parts = tiles_of(id); parts.axis >= 0) {
      for (int pad : parts.pads) add(g[pad].in[0]);
    } else {
      for (int operand : e.in) add(operand);
    }
    return all;
  }

 private:
  static constexpr std::size_t most_tiles = 256;

  bool walks(int factor, int axis) const { return g[factor].code != op::view || g.map_of(factor).uses(axis); }
  /// Whether a pad is whole, and in order, along all axes but one, and dense along that.
  bool is_tile(int id, int along) const {
    const ir::index_map map = g.map_of(id);
    const ir::shape inner = g.dims(g[id].in[0]);
    int next = 0;
    for (int k = 0; k < map.rank; ++k) {
      if (k == along && map[k].axis < 0) continue;
      const bool whole = map[k].axis == next &&
                         (k == along ? map[k].stride == 1 || inner[next] == 1
                                     : map[k].offset == 0 && map[k].stride == 1 && inner[next] == g.dims(id)[k]);
      if (!whole) return false;
      ++next;
    }
    return next == inner.rank;
  }
};

}  // namespace cotangent::codegen::jax
