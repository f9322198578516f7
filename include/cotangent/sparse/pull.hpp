// A view of a value, computed without the rest of the value: the view is pulled through the operations that made it,
// down to what the seeds of a derivative are, of which it sees little or nothing.
#pragma once

#include <cotangent/passes/simplified.hpp>
#include <cotangent/sparse/lattice.hpp>

namespace cotangent::ir {

/// Pulls views through what depends on seeds (one-hot arrays); what does not is seen as it is, so that it is computed
/// once for all views.
class pulling {
 public:
  constexpr pulling(graph& program, const list<int>& seeds) : g(program), depends_(program.size(), 0) {
    int first = g.size();
    for (int id : seeds) {
      depends_[id] = 1;
      first = id < first ? id : first;
    }
    for (int id = first + 1; id < depends_.size(); ++id)
      for (int operand : g.equations[id].in)
        if (operand >= 0 && depends_[operand]) depends_[id] = 1;
  }
  /// What a view could not be pulled through, if anything; what was pulled is then of no use, and not kept.
  int stopped_at = -1;
  /// If that was because a box walks across rows: boxes that move in such steps along their last axis may not.
  int wanted_steps = 0;

  /// The value of `id` at map(i...) for all i in a box.
  constexpr int pull(int id, const shape& box, const index_map& map) {
    if (stopped_at >= 0) return zeros(g, g.element(id), box).id;
    if (id >= depends_.size() || !depends_[id]) return s_view({&g, id}, box, map).id;
    list<long long> key;  // each view of a value once
    key.push(id);
    for (int k = 0; k < box.rank; ++k) key.push(box[k]);
    for (int k = 0; k < map.rank; ++k) {
      key.push(map[k].axis);
      key.push(map[k].offset);
      key.push(map[k].stride);
    }
    const int known = g.intern(key.begin(), key.size());
    if (pulled_[known] >= 0) return pulled_[known];
    const int found = through(id, box, map);
    if (stopped_at < 0) pulled_.set(known, found);
    return found;
  }

 private:
  graph& g;
  list<char> depends_;
  image_map pulled_;

  constexpr int stop(int id, const shape& box, int steps = 0) {
    stopped_at = id;
    wanted_steps = steps;
    return zeros(g, g.element(id), box).id;
  }
  constexpr int through(int id, const shape& box, const index_map& map) {
    const equation e = g[id];
    const primitive& p = primitives[e.code];
    switch (e.code) {
      case op::view: return pull(e.in[0], box, compose(g.map_of(id), map));
      case op::pad: return through_pad(id, box, map);
      case op::reshape: return through_reshape(id, box, map);
      case op::reduce_sum: return through_sum(id, box, map);
      case op::constant:
      case op::zeros: return s_view({&g, id}, box, map).id;
      default: break;
    }
    if (p.kind != op_kind::elementwise && e.code != op::copy && e.code != op::barrier) return stop(id, box);
    int in[3] = {-1, -1, -1};
    for (int k = 0; k < 3; ++k)
      if (e.in[k] >= 0) in[k] = pull(e.in[k], box, map);
    return simplify(g, {e.code, g.intern(g.element(id), box), e.attribute, {in[0], in[1], in[2]}});
  }
  constexpr int through_pad(int id, const shape& box, const index_map& map) {
    const int inner = g[id].in[0];
    const overlap o(box, map, g.dims(inner), g.map_of(id));
    if (o.empty) return zeros(g, g.element(id), box).id;
    if (!o.solved) return stop(id, box);
    const int part = pull(inner, o.dims, o.to_inner);
    return o.is_whole(box) ? part : s_pad({&g, part}, box, o.to_box).id;
  }
  constexpr int through_sum(int id, const shape& box, const index_map& map) {
    const unsigned axes = g.axes_of(id);
    const shape whole = g.dims(g[id].in[0]);
    shape larger = box;
    index_map in;
    unsigned summed = 0;
    for (int k = 0, next = 0; k < whole.rank; ++k) {
      if (axes >> k & 1u) {
        summed |= 1u << larger.rank;
        in.push_axis(larger.rank);
        larger.push(whole[k]);
      } else {
        in.push(map[next++]);
      }
    }
    if (larger.rank < 0) return stop(id, box);  // more axes than there may be
    return s_reduce(op::reduce_sum, {&g, pull(g[id].in[0], larger, in)}, summed).id;
  }

  /// A reshape takes an index apart, or puts some together, in groups of axes that have the same size on both sides.
  /// That is a view where in each group one axis of the box moves, in steps that do not split the innermost axes.
  constexpr int through_reshape(int id, const shape& box, const index_map& map) {
    int inner = g[id].in[0];
    while (g[inner].code == op::reshape) inner = g[inner].in[0];  // there and back is nowhere
    const shape to = g.dims(id), from = g.dims(inner);
    index_map in;
    for (int k = 0; k < from.rank; ++k) in.push({-1, 0, 0});
    for (int k = 0, f = 0; k < to.rank || f < from.rank;) {
      const int first_to = k, first_from = f;
      long long size_to = k < to.rank ? to[k++] : 1, size_from = f < from.rank ? from[f++] : 1;
      while (size_to != size_from) {
        if (size_to < size_from) size_to *= to[k++];
        else size_from *= from[f++];
      }
      axis_index flat{-1, 0, 0};
      int size = 1;
      for (int axis = k; axis-- > first_to;) {
        const axis_index m = map[axis];
        flat.offset += size * m.offset;
        if (m.axis >= 0 && box[m.axis] > 1) {
          if (flat.axis >= 0 && flat.axis != m.axis) return stop(id, box, box[box.rank - 1]);
          flat.axis = m.axis;
          flat.stride += size * m.stride;
        }
        size *= to[axis];
      }
      for (int axis = f; axis-- > first_from;)
        if (!take_apart(flat, from[axis], box, in.at[axis])) return stop(id, box, from[axis]);
    }
    return pull(inner, box, in);
  }
  /// flat = extent * what is left of it + index
  static constexpr bool take_apart(axis_index& flat, int extent, const shape& box, axis_index& index) {
    const int rest = flat.offset % extent;
    if (flat.axis < 0 || flat.stride % extent == 0) {
      index = {-1, rest, 0};
      flat = {flat.axis, flat.offset / extent, flat.axis < 0 ? 0 : flat.stride / extent};
      return true;
    }
    const int last = rest + flat.stride * (box[flat.axis] - 1);
    if (last < 0 || last >= extent) return false;
    index = {flat.axis, rest, flat.stride};
    flat = {-1, flat.offset / extent, 0};
    return true;
  }
};

}  // namespace cotangent::ir
