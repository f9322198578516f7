// Pads that lie beside each other in one space, as a concatenation's parts do.
#pragma once

#include <cotangent/graph/graph.hpp>

namespace cotangent::ir {

/// Whether some axis keeps two pads apart: by ranges, or by different places of one stride.
constexpr bool are_apart(const index_map& a, const shape& inner_a, const index_map& b, const shape& inner_b) {
  for (int k = 0; k < a.rank; ++k) {
    const int end_a = a[k].offset + (a[k].axis < 0 ? 0 : a[k].stride * (inner_a[a[k].axis] - 1));
    const int end_b = b[k].offset + (b[k].axis < 0 ? 0 : b[k].stride * (inner_b[b[k].axis] - 1));
    const int low_a = a[k].offset < end_a ? a[k].offset : end_a, low_b = b[k].offset < end_b ? b[k].offset : end_b;
    if (low_a > (b[k].offset > end_b ? b[k].offset : end_b) || low_b > (a[k].offset > end_a ? a[k].offset : end_a))
      return true;
    if (a[k].axis >= 0 && b[k].axis >= 0 && a[k].stride == b[k].stride &&
        (a[k].offset - b[k].offset) % a[k].stride != 0)
      return true;
  }
  return false;
}

/// Whether each element of a pad's operand has a place of its own.
constexpr bool walks_each_axis(const index_map& map, const shape& inner) {
  for (int axis = 0; axis < inner.rank; ++axis)
    if (inner[axis] != 1 && !map.uses(axis)) return false;
  return true;
}

/// Where an array of shape `space` stands in another.
struct tile {
  index_map map;
  shape space;
};
/// Whether tiles fill their space, each element by one of them.
template <class Tile>
constexpr bool tile_whole(const list<Tile>& tiles, const shape& dims) {
  long long covered = 0;
  for (int a = 0; a < tiles.size(); ++a) {
    covered += tiles[a].space.size();
    if (!walks_each_axis(tiles[a].map, tiles[a].space)) return false;
    for (int b = 0; b < a; ++b)
      if (!are_apart(tiles[a].map, tiles[a].space, tiles[b].map, tiles[b].space)) return false;
  }
  return covered == dims.size();
}
/// Whether pads do.
constexpr bool tile_whole(const graph& g, const list<int>& pads, const shape& dims) {
  list<tile> tiles;
  for (int pad : pads) tiles.push({g.map_of(pad), g.dims(g[pad].in[0])});
  return tile_whole(tiles, dims);
}

}  // namespace cotangent::ir
