// From kernels as sets of equations to loop nests: instructions, addresses, the order of the loops.
#pragma once

#include <cotangent/schedule/fuse.hpp>

namespace cotangent::ir {

class nest_writer {
 public:
  constexpr nest_writer(fusion& plan, list<int>& identity_memo) : f(plan), g(plan.g), s(plan.s), memo(identity_memo) {}

  constexpr void write(const nest& n) {
    space = n.space;
    kernel k;
    k.rank = space.rank;
    k.first_instruction = s.instructions.size();
    k.first_store = s.stores.size();
    first_address = s.addresses.size();
    const index_map identity = index_map::identity(space.rank);
    for (const root& r : n.roots) {
      if (r.id >= 0 && f.kernel_of[r.id] < 0) f.kernel_of[r.id] = s.kernels.size();
      const int value = r.value < 0 ? zero(s.buffers[r.buffer].element) : evaluate(r.value, identity, r.id == r.value);
      store to;
      to.value = value;
      if (r.kind == root_kind::reduction) {
        to.mode = store_mode::reduce;
        to.reduction = g[r.id].code;
        index_map kept;
        for (int axis = 0; axis < space.rank; ++axis)
          if (!(n.reduced >> axis & 1u)) kept.push_axis(axis);
        to.address = address(r.buffer, without(space, n.reduced), kept);
      } else if (r.kind == root_kind::placed) {
        // The place of a padded array's element: the map says which of the iteration's axes each axis follows.
        to.mode = store_mode::accumulate;
        to.address = address(r.buffer, dims_of_placed(r), r.place);
      } else {
        to.address = address(r.buffer, space, r.place);
      }
      s.stores.push(to);
    }
    k.instruction_count = s.instructions.size() - k.first_instruction;
    k.store_count = s.stores.size() - k.first_store;
    order_loops(k, n.reduced);
    count_work(k);
    s.kernels.push(k);
    for (int id : memoized) memo[id] = -1;
  }

  list<shape> placed_dims;  // of each buffer that values are placed in

 private:
  constexpr shape dims_of_placed(const root& r) const { return placed_dims[r.buffer]; }

  constexpr int push(const instruction& i) {
    s.instructions.push(i);
    return s.instructions.size() - 1;
  }
  constexpr int zero(dtype d) { return push({op::constant, d, {-1, -1, -1}, -1, 0}); }

  /// Where the element at `map` of a dense array of shape `dims` is.
  constexpr int address(int buffer_number, const shape& dims, const index_map& map) {
    access a;
    a.buffer = buffer_number;
    int stride = 1;
    for (int axis = dims.rank - 1; axis >= 0; --axis) {
      a.offset += map[axis].offset * stride;
      if (map[axis].axis >= 0) a.stride[map[axis].axis] += map[axis].stride * stride;
      stride *= dims[axis];
    }
    s.addresses.push(a);
    return s.addresses.size() - 1;
  }

  constexpr int evaluate(int id, const index_map& map, bool as_root = false) {
    const bool here = map == index_map::identity(space.rank) && g.dims(id) == space;
    if (here && memo[id] >= 0) return memo[id];
    for (const remembered& m : viewed)
      if (!here && m.id == id && m.map == map) return m.value;
    const int value = compute(id, map, as_root);
    if (here) {
      memo[id] = value;
      memoized.push(id);
    } else {
      viewed.push({id, map, value});
    }
    return value;
  }
  constexpr int load(int buffer_number, dtype d, const shape& dims, const index_map& map) {
    return push({op::parameter, d, {-1, -1, -1}, address(buffer_number, dims, map), 0});
  }
  constexpr int compute(int id, const index_map& map, bool as_root) {
    const equation e = g[id];
    if (f.kernel_of[id] < 0) f.kernel_of[id] = s.kernels.size();
    const dtype d = g.element(id);
    const bool computed_here = as_root && f.stored[id] == 1;
    if (f.buffer_of[id] >= 0 && !computed_here) return load(f.buffer_of[id], d, g.dims(id), map);
    switch (e.code) {
      case op::constant: return push({op::constant, d, {-1, -1, -1}, -1, g.word(e.attribute, 0)});
      case op::zeros: return zero(d);
      case op::iota: return push({op::iota, d, {-1, -1, -1}, address(-1, g.dims(id), map), 0});
      case op::view: return evaluate(e.in[0], compose(g.map_of(id), map));
      case op::reshape: return load(f.buffer_of[e.in[0]], d, g.dims(id), map);
      default: break;
    }
    instruction i{e.code, d, {-1, -1, -1}, -1, 0};
    for (int k = 0; k < 3; ++k)
      if (e.in[k] >= 0) i.in[k] = evaluate(e.in[k], map);
    return push(i);
  }

  /// Kept loops outside, reduced ones inside; adjacent loops that every address walks as one are one; the loop that
  /// touches memory most contiguously comes last of its kind and runs over lanes.
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
    choose_vector_loop(k);
  }

  constexpr void choose_vector_loop(kernel& k) {
    // Lanes need one floating type throughout; masks live only in registers.
    bool uniform = true, any = false;
    dtype d = dtype::f32;
    auto see = [&](dtype e, bool in_memory) {
      if (e == dtype::boolean && !in_memory) return;
      uniform = uniform && is_floating(e) && (!any || e == d);
      any = true;
      d = e;
    };
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i) {
      const instruction& n = s.instructions[i];
      see(n.element, n.code == op::parameter || n.code == op::constant || n.code == op::iota);
    }
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
      see(s.buffers[s.addresses[s.stores[i].address].buffer].element, true);
    if (!uniform || !any) return;

    int best = -1, best_score = 0;
    for (int l = 0; l < k.rank; ++l) {
      if (k.extent[l] < 2) continue;
      int score = 0;
      bool allowed = true;
      for (int a = first_address; a < s.addresses.size(); ++a) {
        const int stride = s.addresses[a].stride[l];
        score += stride == 1 ? 4 : stride == 0 ? 2 : -4;
      }
      for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
        if (s.stores[i].mode == store_mode::accumulate && s.addresses[s.stores[i].address].stride[l] == 0) allowed = false;
      score = 2 * score + (l < k.kept ? 1 : 0);
      if (allowed && (best < 0 || score > best_score)) best = l, best_score = score;
    }
    if (best < 0) return;
    const int last = best < k.kept ? k.kept - 1 : k.rank - 1;
    const int extent = k.extent[best];
    for (int l = best; l < last; ++l) k.extent[l] = k.extent[l + 1];
    k.extent[last] = extent;
    for (int a = first_address; a < s.addresses.size(); ++a) {
      int(&stride)[max_rank] = s.addresses[a].stride;
      const int moved = stride[best];
      for (int l = best; l < last; ++l) stride[l] = stride[l + 1];
      stride[last] = moved;
    }
    k.vector_axis = last;
    k.vector_element = d;
  }

  constexpr void count_work(const kernel& k) {
    long long each = 0;
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i)
      each += primitives[s.instructions[i].code].flops;
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i) each += s.stores[i].mode != store_mode::assign;
    s.flops += each * k.iterations();
    for (int a = first_address; a < s.addresses.size(); ++a) {
      if (s.addresses[a].buffer < 0) continue;
      long long touched = bytes_of(s.buffers[s.addresses[a].buffer].element);
      for (int l = 0; l < k.rank; ++l) touched *= s.addresses[a].stride[l] != 0 ? k.extent[l] : 1;
      s.bytes_moved += touched;
    }
  }

  struct remembered {
    int id;
    index_map map;
    int value;
  };
  fusion& f;
  const graph& g;
  schedule& s;
  list<int>& memo;
  list<int> memoized;
  list<remembered> viewed;
  shape space;
  int first_address = 0;
};

}  // namespace cotangent::ir
