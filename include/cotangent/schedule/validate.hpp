// What must hold of a schedule: every access inside its buffer, buffers that are needed together apart.
#pragma once

#include <cotangent/schedule/make_schedule.hpp>

namespace cotangent::ir {

/// The first thing wrong with the schedule, or nullptr.
constexpr const char* problem_with(const schedule& s) {
  int times[max_depth] = {1, 1, 1, 1}, open = 0;
  for (const step& now : s.steps) {
    if (now.kind == step_kind::loop) times[now.depth] = now.at;
    open += now.kind == step_kind::loop || now.kind == step_kind::branch || now.kind == step_kind::repeat;
    open -= now.kind == step_kind::end;
    if (open < 0) return "an end without a beginning";
    if (now.kind != step_kind::run) continue;
    const kernel& k = s.kernels[now.at];
    const auto inside = [&](int number) {
      if (number < 0 || s.addresses[number].buffer < 0) return true;
      const access& a = s.addresses[number];
      long long low = a.offset, high = a.offset;
      const auto walk = [&](int stride, int extent) { (stride < 0 ? low : high) += static_cast<long long>(stride) * (extent - 1); };
      for (int l = 0; l < k.rank; ++l) walk(a.stride[l], k.extent[l]);
      for (int d = 0; d < max_depth; ++d) walk(a.step[d], times[d]);
      if (a.index >= 0) walk(a.index_stride, a.index_extent);
      return low >= 0 && high < s.buffers[a.buffer].size;
    };
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i) {
      if (!inside(s.instructions[i].address)) return "a load outside its buffer";
      for (int operand : s.instructions[i].in)
        if (operand >= i || (operand >= 0 && operand < k.first_instruction)) return "an instruction that uses one outside its kernel";
    }
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i) {
      if (!inside(s.stores[i].address)) return "a store outside its buffer";
      const storage_kind kind = s.buffers[s.addresses[s.stores[i].address].buffer].kind;
      if (kind == storage_kind::input || kind == storage_kind::constant) return "a store into an input";
    }
    if (k.vector_axis >= 0 && k.vector_axis != k.kept - 1 && k.vector_axis != k.rank - 1) return "lanes over a loop that is not innermost";
  }
  if (open != 0) return "a beginning without an end";
  for (const buffer& b : s.buffers)
    if (b.kind == storage_kind::workspace && b.offset + b.size * bytes_of(b.element) > s.workspace_bytes && b.offset > 0)
      return "a buffer outside the workspace";
  return nullptr;
}

}  // namespace cotangent::ir
