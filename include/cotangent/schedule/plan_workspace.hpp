// The last step: every intermediate gets a place in one workspace, shared by those that are never needed together.
#pragma once

#include <cotangent/schedule/write_scope.hpp>

namespace cotangent::ir {

inline constexpr int workspace_alignment = 64;

/// The first and last step that touches each buffer; one that lives across a loop's edge lives through the whole loop.
struct lifetimes {
  list<int> first, last;

  constexpr explicit lifetimes(const schedule& s) : first(s.buffers.size(), -1), last(s.buffers.size(), -1) {
    list<int> open;
    for (int at = 0; at < s.steps.size(); ++at) {
      const step& now = s.steps[at];
      switch (now.kind) {
        case step_kind::run: {
          const kernel& n = s.kernels[now.at];
          for (int i = n.first_instruction; i < n.first_instruction + n.instruction_count; ++i) touch_address(s, s.instructions[i].address, at);
          for (int i = n.first_store; i < n.first_store + n.store_count; ++i) touch_address(s, s.stores[i].address, at);
          break;
        }
        case step_kind::print:
          for (int k = 0; k < s.prints[now.at].operand_count; ++k) touch_address(s, s.operands[s.prints[now.at].first_operand + k].address, at);
          break;
        case step_kind::branch:
        case step_kind::leave_unless: touch(now.at, at); break;
        default: break;
      }
    }
    for (int at = 0; at < s.steps.size(); ++at) {
      const step_kind kind = s.steps[at].kind;
      if (kind == step_kind::loop || kind == step_kind::repeat || kind == step_kind::branch) open.push(at);
      if (kind != step_kind::end) continue;
      const int begin = open.back();
      open.pop();
      if (s.steps[begin].kind != step_kind::branch) widen(begin, at);
    }
  }

 private:
  constexpr void touch(int buffer_number, int at) {
    if (buffer_number < 0) return;
    if (first[buffer_number] < 0) first[buffer_number] = at;
    last[buffer_number] = at;
  }
  constexpr void touch_address(const schedule& s, int address, int at) {
    if (address >= 0) touch(s.addresses[address].buffer, at);
  }
  constexpr void widen(int begin, int end) {
    for (int b = 0; b < first.size(); ++b) {
      const bool begins_inside = first[b] > begin && first[b] < end, ends_inside = last[b] > begin && last[b] < end;
      if (!begins_inside && ends_inside && first[b] >= 0) last[b] = end;
      if (begins_inside && !ends_inside) first[b] = begin;
    }
  }
};

/// First fit, in the order in which buffers are first written.
constexpr void plan_workspace(schedule& s) {
  const lifetimes life(s);
  const auto bytes = [&](int b) { return s.buffers[b].size * bytes_of(s.buffers[b].element); };
  list<int> placed;
  for (int at = 0; at < s.steps.size(); ++at)
    for (int b = 0; b < s.buffers.size(); ++b) {
      if (s.buffers[b].kind != storage_kind::workspace || life.first[b] != at) continue;
      int offset = 0;
      for (bool moved = true; moved;) {
        moved = false;
        for (int other : placed) {
          const int end = s.buffers[other].offset + bytes(other);
          const bool together = life.first[other] <= life.last[b] && life.first[b] <= life.last[other];
          if (together && offset < end && s.buffers[other].offset < offset + bytes(b)) {
            offset = (end + workspace_alignment - 1) / workspace_alignment * workspace_alignment;
            moved = true;
          }
        }
      }
      s.buffers[b].offset = offset;
      placed.push(b);
      if (offset + bytes(b) > s.workspace_bytes) s.workspace_bytes = offset + bytes(b);
    }
}

/// Stores into buffers that nothing reads are not made: their values stayed in registers.
constexpr void drop_unread_stores(schedule& s) {
  list<char> read(s.buffers.size(), 0);
  const auto note = [&](int address) {
    if (address >= 0 && s.addresses[address].buffer >= 0) read[s.addresses[address].buffer] = 1;
  };
  for (const instruction& i : s.instructions)
    if (i.code == op::parameter) note(i.address);
  for (const printed& p : s.operands) note(p.address);
  for (const step& now : s.steps)
    if (now.kind == step_kind::branch || now.kind == step_kind::leave_unless) read[now.at] = 1;
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
  list<step> steps;
  for (const step& now : s.steps)
    if (now.kind != step_kind::run || s.kernels[now.at].store_count > 0) steps.push(now);
  s.steps = steps;
}

/// The steps that compute an optimized program; on request also which kernel computes each equation.
constexpr schedule make_schedule(const graph& g, list<int>* kernel_of = nullptr) {
  schedule s;
  if (kernel_of != nullptr) kernel_of->resize(g.size(), -1);
  scope_writer(g, s, kernel_of).run();
  drop_unread_stores(s);
  plan_workspace(s);
  return s;
}

}  // namespace cotangent::ir
