// From kernels as sets of equations to loop nests: instructions, addresses, the order of the loops.
#pragma once

#include <cotangent/schedule/fuse.hpp>

namespace cotangent::ir {

class nest_writer {
 public:
  constexpr nest_writer(const fusion& plan, list<int>* kernels, long long times)
      : f(plan), g(plan.g), s(plan.s), kernel_of(kernels), repetitions(times) {}

  constexpr void write(const nest& n) {
    space = n.space;
    kernel k;
    k.rank = space.rank;
    k.first_instruction = s.instructions.size();
    k.first_store = s.stores.size();
    first_address = s.addresses.size();
    const index_map identity = index_map::identity(space.rank);
    for (const root& r : n.roots) {
      if (r.id >= 0) note_kernel(r.id);
      store to;
      if (r.kind == root_kind::copied) to.value = load(r.from, g.element(r.value), space, identity);
      else if (r.value < 0 && r.others.empty()) to.value = zero(s.buffers[r.to.buffer].element);
      else if (r.value >= 0) to.value = evaluate(r.value, identity, r.id == r.value);
      if (r.negated) to.value = push({op::neg, g.element(r.value), {to.value, -1, -1}, -1, 0});
      for (const part_of_sum& part : r.more) add_to(to.value, part, identity);
      for (const part_of_sum& part : r.others) add_to(to.value, part, r.map);
      if (r.kind == root_kind::reduction) {
        to.mode = store_mode::reduce;
        to.reduction = g[r.id].code;
        index_map kept;
        for (int axis = 0; axis < space.rank; ++axis)
          if (!(n.reduced >> axis & 1u)) kept.push_axis(axis);
        to.address = address(r.to, without(space, n.reduced), kept);
      } else if (r.kind == root_kind::placed) {
        // The place of a padded array's element: the map says which of the iteration's axes each axis follows.
        if (!r.alone) to.mode = store_mode::accumulate;
        to.address = address(r.to, r.dims, r.map);
      } else if (r.kind == root_kind::scattered) {
        to.mode = store_mode::accumulate;
        to.address = indexed_address(r.to, r.dims, leading_axes_of(g, r.id), g[r.id].in[0], identity);
      } else {
        to.address = address(r.to, space, identity);
      }
      s.stores.push(to);
    }
    k.instruction_count = s.instructions.size() - k.first_instruction;
    k.store_count = s.stores.size() - k.first_store;
    order_loops(k, n.reduced);
    k.repetitions = repetitions;
    s.steps.push({step_kind::run, s.kernels.size(), 0});
    s.kernels.push(k);
    for (int id : numbered) f.plans[id].number = -1;
  }

  /// Where a whole array is.
  constexpr int address_of(const place& p) {
    access a;
    a.buffer = p.buffer;
    a.offset = p.offset;
    for (int d = 0; d < max_depth; ++d) a.step[d] = p.step[d];
    s.addresses.push(a);
    return s.addresses.size() - 1;
  }

 private:
  constexpr void note_kernel(int id) {
    if (kernel_of != nullptr && (*kernel_of)[id] < 0) (*kernel_of)[id] = s.kernels.size();
  }
  /// Adds a part to `total`, which may be nothing yet.
  constexpr void add_to(int& total, const part_of_sum& part, const index_map& map) {
    const int value = evaluate(part.id, map);
    const dtype d = g.element(part.id);
    if (total >= 0) total = push({part.negated ? op::sub : op::add, d, {total, value, -1}, -1, 0});
    else total = part.negated ? push({op::neg, d, {value, -1, -1}, -1, 0}) : value;
  }
  constexpr int push(const instruction& i) {
    s.instructions.push(i);
    return s.instructions.size() - 1;
  }
  constexpr int zero(dtype d) { return push({op::zeros, d, {-1, -1, -1}, -1, 0}); }

  /// Where the element at `map` of a dense array of shape `dims` is.
  constexpr int address(const place& p, const shape& dims, const index_map& map) {
    const int number = address_of(p);
    access& a = s.addresses[number];
    for (int axis = 0; axis < dims.rank; ++axis) {
      const int stride = stride_of_axis(p, dims, axis);
      a.offset += map[axis].offset * stride;
      if (map[axis].axis >= 0) a.stride[map[axis].axis] += map[axis].stride * stride;
    }
    return number;
  }
  /// The same where axis `leading` is indexed by the value of `index` at the axes of `map` that are the index's own;
  /// `map` is that of the gathered (or scattered) array.
  constexpr int indexed_address(const place& p, const shape& dims, int leading, int index, const index_map& map) {
    const int own = g.dims(index).rank;
    index_map of_index, of_array;
    for (int k = 0; k < own; ++k) of_index.push(map[k]);
    for (int k = 0; k < leading; ++k) of_array.push(map[k]);
    of_array.push({-1, 0, 0});
    for (int k = own; k < map.rank; ++k) of_array.push(map[k]);
    const int value = evaluate(index, of_index);
    const int number = address(p, dims, of_array);
    access& a = s.addresses[number];
    a.index = value;
    a.index_stride = stride_of_axis(p, dims, leading);
    a.index_extent = dims[leading];
    return number;
  }

  constexpr int evaluate(int id, const index_map& map, bool as_root = false) {
    if (f.plans[id].alias >= 0) return evaluate(f.plans[id].alias, map);
    const bool here = map == index_map::identity(space.rank) && g.dims(id) == space;
    if (here && f.plans[id].number >= 0) return f.plans[id].number;
    for (const remembered& m : viewed)
      if (!here && m.id == id && m.map == map) return m.value;
    ++depth;
    if (here && depth > most_depth) compute_operands(id);
    const int value = compute(id, map, as_root);
    --depth;
    if (here) {
      f.plans[id].number = value;
      numbered.push(id);
    } else {
      viewed.push({id, map, value});
    }
    return value;
  }
  /// Chains may be longer than constant expressions may be deep: then what an equation is made of is computed first,
  /// without recursion.
  constexpr void compute_operands(int whole) {
    const auto waits = [&](int id) {
      return id >= 0 && is_elementwise(g[id].code) && f.plans[id].number < 0 && f.plans[id].alias < 0 &&
             !f.has_place(id) && g.dims(id) == space;
    };
    list<int> waiting;
    const auto push_operands = [&](int id) {
      for (int k = 2; k >= 0; --k)
        if (waits(g[id].in[k])) waiting.push(g[id].in[k]);
    };
    for (push_operands(whole); !waiting.empty();) {
      const int id = waiting.back(), before = waiting.size();
      if (waits(id)) push_operands(id);
      if (waiting.size() > before) continue;
      waiting.resize(before - 1);
      if (waits(id)) evaluate(id, index_map::identity(space.rank));
    }
  }
  static constexpr int most_depth = 40;
  int depth = 0;  // of evaluate, of which each takes two or three calls
  constexpr int load(const place& p, dtype d, const shape& dims, const index_map& map) {
    return push({op::parameter, d, {-1, -1, -1}, address(p, dims, map), 0});
  }
  constexpr int compute(int id, const index_map& map, bool as_root) {
    const equation e = g[id];
    const dtype d = g.element(id);
    note_kernel(id);
    const bool computed_here = as_root && f.plans[id].stored == 1;
    if (f.has_place(id) && !computed_here) return load(f.plans[id].where, d, g.dims(id), map);
    switch (e.code) {
      case op::constant: return push({op::constant, d, {-1, -1, -1}, -1, g.word(e.attribute, 0)});
      case op::zeros: return zero(d);
      case op::iota: return push({op::iota, d, {-1, -1, -1}, address({}, g.dims(id), map), 0});
      case op::barrier:
        return push({op::barrier, d, {evaluate(e.in[0], map), -1, -1}, -1, id});  // its number tells it from others
      case op::view: return evaluate(e.in[0], compose(g.map_of(id), map));
      case op::reshape: return load(f.plans[e.in[0]].where, d, g.dims(id), map);
      case op::gather:
        return push({op::parameter,
                     d,
                     {-1, -1, -1},
                     indexed_address(f.plans[e.in[0]].where, g.dims(e.in[0]), leading_axes_of(g, id), e.in[1], map),
                     0});
      default: break;
    }
    instruction i{e.code, d, {-1, -1, -1}, -1, 0};
    for (int k = 0; k < 3; ++k)
      if (e.in[k] >= 0) i.in[k] = evaluate(e.in[k], map);
    if (is_comparison(e.code) && i.in[0] == i.in[1])
      if (const int known = compared_with_itself(e.code, g.element(e.in[0])); known >= 0)
        return push({op::constant, d, {-1, -1, -1}, -1, known});
    return push(i);
  }

  /// Kept loops outside, reduced ones inside; adjacent loops that every address walks as one are one.
  constexpr void order_loops(kernel& k, unsigned reduced) {
    int axis_at[max_rank] = {};
    int at = 0;
    for (int pass = 0; pass < 2; ++pass)
      for (int axis = 0; axis < space.rank; ++axis)
        if ((reduced >> axis & 1u) == static_cast<unsigned>(pass)) {
          k.kept += pass == 0;
          k.extent[at] = space[axis];
          axis_at[at++] = axis;
        }
    for (int a = first_address; a < s.addresses.size(); ++a) {
      const access before = s.addresses[a];
      for (int l = 0; l < k.rank; ++l) s.addresses[a].stride[l] = before.stride[axis_at[l]];
    }
    for (int l = k.rank - 2; l >= 0; --l) {
      if (l + 1 == k.kept) continue;
      bool one = true;
      for (int a = first_address; a < s.addresses.size(); ++a)
        one = one && s.addresses[a].stride[l] == s.addresses[a].stride[l + 1] * k.extent[l + 1];
      if (!one) continue;
      k.extent[l] *= k.extent[l + 1];
      for (int m = l + 1; m < k.rank - 1; ++m) k.extent[m] = k.extent[m + 1];
      for (int a = first_address; a < s.addresses.size(); ++a) {
        int(&stride)[max_rank] = s.addresses[a].stride;
        stride[l] = stride[l + 1];
        for (int m = l + 1; m < k.rank - 1; ++m) stride[m] = stride[m + 1];
      }
      --k.rank;
      k.kept -= l + 1 < k.kept;
    }
  }

  struct remembered {
    int id;
    index_map map;
    int value;
  };
  const fusion& f;
  const graph& g;
  schedule& s;
  list<int>* kernel_of;
  long long repetitions;
  list<int> numbered;
  list<remembered> viewed;
  shape space;
  int first_address = 0;
};

}  // namespace cotangent::ir
