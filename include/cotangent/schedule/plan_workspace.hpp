// The last step: every intermediate gets a place in one workspace, shared by those that are never needed together.
#pragma once

#include <cotangent/schedule/order.hpp>

namespace cotangent::ir {

inline constexpr int workspace_alignment = 64;

/// First fit, in the order in which buffers are first written.
constexpr void plan_workspace(schedule& s) {
  list<int> first(s.buffers.size(), -1), last(s.buffers.size(), -1);
  auto touch = [&](int buffer_number, int kernel_number) {
    if (buffer_number < 0) return;
    if (first[buffer_number] < 0) first[buffer_number] = kernel_number;
    if (last[buffer_number] < kernel_number) last[buffer_number] = kernel_number;
  };
  for (int k = 0; k < s.kernels.size(); ++k) {
    const kernel& n = s.kernels[k];
    for (int i = n.first_instruction; i < n.first_instruction + n.instruction_count; ++i)
      if (s.instructions[i].address >= 0) touch(s.addresses[s.instructions[i].address].buffer, k);
    for (int i = n.first_store; i < n.first_store + n.store_count; ++i) touch(s.addresses[s.stores[i].address].buffer, k);
  }
  for (const printing& p : s.prints)
    for (int k = 0; k < p.operand_count; ++k) touch(s.operands[p.first_operand + k].buffer, p.after < 0 ? 0 : p.after);

  list<int> placed;
  for (int k = 0; k < s.kernels.size(); ++k)
    for (int b = 0; b < s.buffers.size(); ++b) {
      if (s.buffers[b].kind != storage_kind::workspace || first[b] != k) continue;
      const int bytes = s.buffers[b].size * bytes_of(s.buffers[b].element);
      int offset = 0;
      for (bool moved = true; moved;) {
        moved = false;
        for (int other : placed) {
          const int end = s.buffers[other].offset + s.buffers[other].size * bytes_of(s.buffers[other].element);
          const bool together = first[other] <= last[b] && first[b] <= last[other];
          if (together && offset < end && s.buffers[other].offset < offset + bytes) {
            offset = (end + workspace_alignment - 1) / workspace_alignment * workspace_alignment;
            moved = true;
          }
        }
      }
      s.buffers[b].offset = offset;
      placed.push(b);
      if (offset + bytes > s.workspace_bytes) s.workspace_bytes = offset + bytes;
    }
}

/// Stores into buffers that nothing reads are not made: their values stayed in registers.
constexpr void drop_unread_stores(schedule& s) {
  list<char> read(s.buffers.size(), 0);
  for (const instruction& i : s.instructions)
    if (i.address >= 0 && i.code == op::parameter) read[s.addresses[i.address].buffer] = 1;
  for (const printed& p : s.operands)
    if (p.buffer >= 0) read[p.buffer] = 1;
  for (int k = 0; k < s.buffers.size(); ++k)
    if (s.buffers[k].kind == storage_kind::output) read[k] = 1;
  list<store> kept;
  for (int k = 0; k < s.kernels.size(); ++k) {
    const int begin = kept.size();
    for (int i = s.kernels[k].first_store; i < s.kernels[k].first_store + s.kernels[k].store_count; ++i)
      if (read[s.addresses[s.stores[i].address].buffer]) kept.push(s.stores[i]);
    s.kernels[k].first_store = begin;
    s.kernels[k].store_count = kept.size() - begin;
  }
  s.stores = kept;
}

/// The loop nests that compute an optimized program; on request also which of them computes each equation.
constexpr schedule make_schedule(const graph& g, list<int>* kernel_of = nullptr) {
  schedule s;
  fusion plan(g, s);
  list<int> memo(g.size(), -1);
  list<shape> placed_dims(s.buffers.size());
  list<char> named(s.buffers.size(), 0);
  for (int id = 0; id < g.size(); ++id)
    if (plan.buffer_of[id] >= 0 && !named[plan.buffer_of[id]]) {  // a reshape names it again, with other dims
      named[plan.buffer_of[id]] = 1;
      placed_dims[plan.buffer_of[id]] = g.dims(id);
    }
  for (const nest& n : plan.nests) {
    nest_writer writer(plan, memo);
    writer.placed_dims = placed_dims;
    writer.write(n);
  }
  if (kernel_of != nullptr) *kernel_of = plan.kernel_of;
  drop_unread_stores(s);
  plan_workspace(s);
  return s;
}

}  // namespace cotangent::ir
