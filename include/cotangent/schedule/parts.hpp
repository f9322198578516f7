// Sums whose parts are put beside each other, such as concatenations and gradients of what was taken apart: which parts go where.
#pragma once

#include <cotangent/graph/tiles.hpp>
#include <cotangent/schedule/nest.hpp>

#include <algorithm>

namespace cotangent::ir {

/// What is known of a scope's sums of pads while it is planned.
class parts_in_place {
 public:
  constexpr parts_in_place(const graph& program, list<planned_equation>& table) : g(program), plans(table) {}

  const graph& g;
  /// Of all equations, shared by all scopes: each takes those of its own over while it is planned and written, so that
  /// many small loops are as much work as one program of their size.
  list<planned_equation>& plans;

 protected:
  static constexpr bool is_sum(op code) { return code == op::add || code == op::sub; }
  constexpr bool is_placed(int id) const {
    return id >= 0 && g[id].code == op::pad && plans[id].uses == 1 && plans[id].result < 0;
  }
  /// A sum with a pad in it, or with such a sum that nothing else uses.
  constexpr bool is_sum_of_placed(int id) const {
    if (!is_sum(g[id].code)) return false;
    for (int k = 0; k < 2; ++k) {
      const int operand = g[id].in[k];
      if (is_placed(operand) || (plans[operand].uses == 1 && plans[operand].result < 0 && is_sum_of_placed(operand))) return true;
    }
    return false;
  }
  /// Part of a sum of pads, whose buffer it is written to.
  constexpr bool absorbed(int id) const {
    if (!is_placed(id) && !(plans[id].uses == 1 && plans[id].result < 0 && is_sum_of_placed(id))) return false;
    return plans[id].summed;
  }

  struct parts_of_sum {
    list<part_of_sum> placed, others;
    bool tile = false;  // those that are placed fill the whole
  };
  constexpr parts_of_sum parts_of(int id) const {
    const shape dims = g.dims(id);
    parts_of_sum parts;
    collect_parts({id, false}, parts.placed, parts.others);
    list<int> pads;
    for (const part_of_sum& part : parts.placed) pads.push(part.id);
    parts.tile = parts.others.empty() && tile_whole(g, pads, dims);
    if (parts.tile) std::sort(parts.placed.begin(), parts.placed.end(), [&](const part_of_sum& a, const part_of_sum& b) { return offset_in(a, dims) < offset_in(b, dims); });
    return parts;
  }
  /// Where the first element of a part goes: memory is best written from one end to the other.
  constexpr int offset_in(const part_of_sum& part, const shape& dims) const {
    const index_map map = g.map_of(part.id);
    int at = 0;
    for (int axis = 0; axis < dims.rank; ++axis) at = at * dims[axis] + map[axis].offset;
    return at;
  }
  constexpr void collect_parts(const part_of_sum& part, list<part_of_sum>& placed, list<part_of_sum>& others, bool inner = false) const {
    if (is_placed(part.id)) {
      placed.push(part);
    } else if (!inner || absorbed(part.id)) {
      collect_parts({g[part.id].in[0], part.negated}, placed, others, true);
      collect_parts({g[part.id].in[1], part.negated != (g[part.id].code == op::sub)}, placed, others, true);
    } else {
      others.push(part);
    }
  }

  /// What only a reshape uses is written where the reshape's result is wanted; and so is a reshape of which a result is put
  /// together, where its elements are neighbours there too.
  constexpr void hand_down_result(int id) {
    planned_equation& whole = plans[id];
    if (whole.result < 0) return;
    const auto hand_to = [&](int part, int offset) {
      planned_equation& p = plans[part];
      if (p.uses > 1 || p.result >= 0 || !p.live || is_leaf(g[part].code)) return false;
      p.result = whole.result;
      p.result_offset = whole.result_offset + offset;
      return true;
    };
    if (g[id].code == op::reshape && hand_to(g[id].in[0], 0)) whole.result = -1;
    if (!is_sum_of_placed(id)) return;
    const parts_of_sum parts = parts_of(id);
    if (!parts.tile) return;
    for (const part_of_sum& part : parts.placed)
      if (g[g[part.id].in[0]].code == op::reshape && !part.negated && lies_together(part.id) && hand_to(g[part.id].in[0], offset_in(part, g.dims(id)))) plans[part.id].in_place = 1;
  }
  /// Whether what a pad writes, or a view reads, are neighbours in memory: some of the first axis, and all of the others.
  constexpr bool lies_together(int id) const {
    const bool is_pad = g[id].code == op::pad;
    const index_map map = g.map_of(id);
    const shape inner = g.dims(is_pad ? g[id].in[0] : id), outer = g.dims(is_pad ? id : g[id].in[0]);
    bool together = inner.rank == outer.rank && inner.rank > 0;
    for (int k = 0; together && k < inner.rank; ++k) together = map[k].axis == k && map[k].stride == 1 && (k == 0 || inner[k] == outer[k]);
    return together;
  }
};

}  // namespace cotangent::ir
