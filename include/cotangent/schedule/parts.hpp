// Sums whose parts are put beside each other, such as concatenations and gradients of what was taken apart: which parts
// go where.
#pragma once

#include <cotangent/graph/tiles.hpp>
#include <cotangent/schedule/limits.hpp>
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
    if (id < 0 || g[id].code != op::pad || plans[id].result >= 0) return false;
    return plans[id].uses == 1 ||
           (plans[id].uses == plans[id].summed && 8 * g.dims(g[id].in[0]).size() <= g.dims(id).size());
  }
  /// A sum with a pad in it, or with such a sum that nothing else uses.
  constexpr bool is_sum_of_placed(int id) const {
    if (!is_sum(g[id].code)) return false;
    for (int k = 0; k < 2; ++k) {
      const int operand = g[id].in[k];
      if (is_placed(operand) || (plans[operand].uses == 1 && plans[operand].result < 0 && is_sum_of_placed(operand)))
        return true;
    }
    return false;
  }
  /// Part of a sum of pads, whose buffer it is written to.
  constexpr bool absorbed(int id) const {
    if (!is_placed(id) && !(plans[id].uses == 1 && plans[id].result < 0 && is_sum_of_placed(id))) return false;
    return plans[id].summed;
  }

  /// Pads that stand at the same place; none where a sum has no pad.
  struct place_in_sum : tile {
    list<part_of_sum> pads;
  };
  struct parts_of_sum {
    list<place_in_sum> placed;
    list<part_of_sum> others;
    bool tile = false;  // those that are placed fill the whole: the others can be added to each of them, where it goes
  };
  constexpr parts_of_sum parts_of(int id) const {
    const shape dims = g.dims(id);
    parts_of_sum parts;
    list<part_of_sum> pads;
    collect_parts({id, false}, pads, parts.others);
    for (const part_of_sum& pad : pads) stand_at_its_place(pad, parts.placed);
    list<place_in_sum> whole = parts.placed;
    fill_gaps(whole, dims);
    parts.tile = tile_whole(whole, dims) && can_be_added(parts.others, whole, dims);
    if (!parts.tile) return parts;
    std::sort(whole.begin(), whole.end(), [&](const place_in_sum& a, const place_in_sum& b) {
      return offset_in(a.map, dims) < offset_in(b.map, dims);
    });
    parts.placed = whole;
    return parts;
  }
  constexpr void stand_at_its_place(const part_of_sum& pad, list<place_in_sum>& placed) const {
    const index_map map = g.map_of(pad.id);
    const shape space = g.dims(g[pad.id].in[0]);
    for (place_in_sum& there : placed)
      if (there.map == map && there.space == space) return there.pads.push(pad);
    placed.push({{map, space}, list<part_of_sum>(1, pad)});
  }
  /// Where places are ranges of one axis, the ranges between them are places too, of nothing.
  constexpr void fill_gaps(list<place_in_sum>& placed, const shape& dims) const {
    int along = -1;
    for (const place_in_sum& p : placed)
      for (int axis = 0; axis < dims.rank; ++axis) {
        const axis_index at = p.map[axis];
        const bool walks = at.axis >= 0 && at.stride == 1;
        if (walks && at.offset == 0 && p.space[at.axis] == dims[axis]) continue;
        if ((at.axis >= 0 && !walks) || (along >= 0 && along != axis)) return;
        along = axis;
      }
    if (along < 0) return;
    const int count = placed.size();
    for (int from = 0; from < dims[along];) {
      int end = dims[along], next = from;
      for (int k = 0; k < count; ++k) {
        const axis_index at = placed[k].map[along];
        const int length = at.axis < 0 ? 1 : placed[k].space[at.axis];
        if (at.offset <= from && from < at.offset + length) next = at.offset + length;
        else if (at.offset > from && at.offset < end) end = at.offset;
      }
      if (next == from) {
        place_in_sum gap{{index_map::identity(dims.rank), dims}, {}};
        gap.space.dims[along] = end - from;
        gap.map.at[along].offset = from;
        placed.push(gap);
        next = end;
      }
      from = next;
    }
  }
  /// Whether the others are little work, and most of it is in one place, as a loop.
  constexpr bool can_be_added(const list<part_of_sum>& others, const list<place_in_sum>& placed,
                              const shape& dims) const {
    if (others.empty()) return true;
    for (const part_of_sum& part : others)
      if (!plans[part.id].keep && plans[part.id].cost >= limits::most_cost_of_recomputing) return false;
    for (const place_in_sum& p : placed)
      if (2 * p.space.size() >= dims.size()) return true;
    return false;
  }
  /// Where the first element of a part goes: memory is best written from one end to the other.
  static constexpr int offset_in(const index_map& map, const shape& dims) {
    int at = 0;
    for (int axis = 0; axis < dims.rank; ++axis) at = at * dims[axis] + map[axis].offset;
    return at;
  }
  constexpr void collect_parts(const part_of_sum& part, list<part_of_sum>& placed, list<part_of_sum>& others,
                               bool inner = false) const {
    if (g[part.id].code == op::pad && (!inner || is_placed(part.id))) {
      placed.push(part);
    } else if (!inner || absorbed(part.id)) {
      collect_parts({g[part.id].in[0], part.negated}, placed, others, true);
      collect_parts({g[part.id].in[1], part.negated != (g[part.id].code == op::sub)}, placed, others, true);
    } else {
      others.push(part);
    }
  }

  /// What only a reshape uses is written where the reshape's result is wanted; and so is a reshape of which a result is
  /// put together, where its elements are neighbours there too.
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
    if (!parts.tile || !parts.others.empty()) return;
    for (const place_in_sum& p : parts.placed) {
      if (p.pads.size() != 1 || p.pads[0].negated) continue;
      const int pad = p.pads[0].id, inner = g[pad].in[0];
      if (g[inner].code == op::reshape && lies_together(pad) && hand_to(inner, offset_in(p.map, g.dims(id))))
        plans[pad].in_place = 1;
    }
  }
  /// Whether what a pad writes, or a view reads, are neighbours in memory: some of the first axis, and all of the
  /// others.
  constexpr bool lies_together(int id) const {
    const bool is_pad = g[id].code == op::pad;
    const index_map map = g.map_of(id);
    const shape inner = g.dims(is_pad ? g[id].in[0] : id), outer = g.dims(is_pad ? id : g[id].in[0]);
    bool together = inner.rank == outer.rank && inner.rank > 0;
    for (int k = 0; together && k < inner.rank; ++k)
      together = map[k].axis == k && map[k].stride == 1 && (k == 0 || inner[k] == outer[k]);
    return together;
  }
};

}  // namespace cotangent::ir
