// What a back end for whole arrays reads to write an equation: not what the graph says are its operands where several
// equations are one operation there.
#pragma once

#include <cotangent/codegen/contractions.hpp>

#include <cotangent/graph/tiles.hpp>
#include <cotangent/transforms/calls.hpp>

namespace cotangent::codegen {

class whole_arrays {
 public:
  explicit whole_arrays(const ir::graph& program) : g(program), padded(filled_by_pads()) {}

  /// Of a contraction what its factors show, of a concatenation its parts; their products, views and pads are never
  /// written, if nobody else needs them.
  std::vector<int> operands_of(int id) const {
    std::vector<int> all;
    const ir::equation e = g[id];
    const auto take = [&](const ir::list<int>& ids) { all.insert(all.end(), ids.begin(), ids.end()); };
    if (e.code == op::while_loop) take(g.unpacked(e.in[0]));
    else if (e.code == op::scan) take_steps(id, all);
    else if (e.code == op::cond) all.push_back(e.in[0]), take(g.unpacked(e.in[1]));
    else if (const contraction c = contraction_of(g, id); !c.factors.empty())
      for (const ir::factor& f : c.factors) all.push_back(f.id);
    else if (const std::vector<int> tiles = tiles_of(id); !tiles.empty())
      for (int tile : tiles) all.push_back(g[tile].in[0]);
    else
      for (int operand : e.in)
        if (operand >= 0) all.push_back(operand);
    return all;
  }
  /// The pads that a sum is of, if they tile it.
  std::vector<int> tiles_of(int id) const {
    if (g[id].code != op::add || padded[at(id)] != g.dims(id).size()) return {};
    ir::list<int> tiles;
    for (; g[id].code == op::add; id = g[id].in[0]) tiles.push(g[id].in[1]);
    tiles.push(id);
    if (!ir::tile_whole(g, tiles, g.dims(id))) return {};
    return {tiles.begin(), tiles.end()};
  }
  /// Whether what a scan takes an element of in each step is one array, repeated: it need not be stored so often.
  bool is_same_each_step(int x) const { return g[x].code == op::view && !g.map_of(x).uses(0); }

 private:
  using op = ir::op;
  const ir::graph& g;
  std::vector<long long> padded;

  static std::size_t at(int id) { return static_cast<std::size_t>(id); }
  void take_steps(int scan, std::vector<int>& all) const {
    const ir::scan_parts p = ir::parts_of_scan(g, scan);
    for (int k = 0; k < p.operands.size(); ++k) {
      const int operand = p.operands[k];
      all.push_back(k >= p.consts + p.carry && is_same_each_step(operand) ? g[operand].in[0] : operand);
    }
  }
  /// How many elements pads fill that only move what they are of, and sums of such: known once for all, because chains
  /// of them may be long.
  std::vector<long long> filled_by_pads() const {
    std::vector<long long> all(static_cast<std::size_t>(g.size()), 0);
    for (int id = 0; id < g.size(); ++id) {
      const ir::equation e = g[id];
      if (e.code == op::add && all[at(e.in[0])] > 0 && g[e.in[1]].code == op::pad && all[at(e.in[1])] > 0)
        all[at(id)] = all[at(e.in[0])] + all[at(e.in[1])];
      if (e.code != op::pad) continue;
      bool moves = true;
      for (int k = 0; k < g.map_of(id).rank; ++k)
        moves = moves && g.map_of(id)[k].axis == k && g.map_of(id)[k].stride == 1;
      if (moves) all[at(id)] = g.dims(e.in[0]).size();
    }
    return all;
  }
};

}  // namespace cotangent::codegen
