// What must hold of a schedule: every access inside its buffer, buffers that are needed together apart.
#pragma once

#include <cotangent/schedule/make_schedule.hpp>

namespace cotangent::ir {

/// The first thing wrong with what is decided of a nest (schedule/decide.hpp), or nullptr; nothing is where nothing is
/// decided.
constexpr const char* problem_with_plan(const schedule& s, const kernel& k) {
  const nest_plan& p = k.plan;
  if (p.form != nest_form::numbers && k.vector_axis < 0) return "registers along no axis";
  if (p.form != nest_form::numbers && (p.whole > k.width() || (p.tail == tail_form::none) != (p.whole == k.width())))
    return "a tail that is not what is left";
  if (p.form != nest_form::numbers && p.whole % (p.form == nest_form::chunks ? p.chunk : p.lanes) != 0)
    return "a part of a register among whole ones";
  if (p.tile.row_axis >= 0 && p.tile.rows > k.extent[p.tile.row_axis]) return "a tile of more rows than there are";
  const auto is_product = [&](int value) { return s.instructions[value].code == op::mul; };
  const auto uses = [&](int value, bool by_sum) {  // what has no place of its own is a product of sums
    return value < 0 ||
           ((s.instructions[value].where == computed::in_sums) <= by_sum && (!by_sum || is_product(value)));
  };
  const auto in_group = [](int group, int& left) {
    const bool fits = group < 0 ? left > 0 : left <= 0;
    left = group > 0 ? group - 1 : left - 1;
    return fits;
  };
  int loads = 0, stores = 0;
  for (int n = k.first_instruction; n < k.first_instruction + k.instruction_count; ++n) {
    const instruction& i = s.instructions[n];
    for (int at = 0; at < 3; ++at)
      if (!uses(i.in[at], (i.products >> at & 1U) != 0)) return "a product that is neither a value nor added";
    if (!in_group(i.group, loads) || loads >= k.instruction_count) return "a group of loads that does not end";
    if (i.carried >= k.store_count || (i.carried >= 0 && !s.stores[k.first_store + i.carried].carried))
      return "a carry that nothing leaves";
  }
  for (int n = k.first_store; n < k.first_store + k.store_count; ++n) {
    if (!uses(s.stores[n].value, s.stores[n].product)) return "a product that is neither stored nor summed";
    if (!in_group(s.stores[n].group, stores)) return "a group of stores that does not end";
  }
  return nullptr;
}

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
      const auto walk = [&](int stride, int extent) {
        (stride < 0 ? low : high) += static_cast<long long>(stride) * (extent - 1);
      };
      for (int l = 0; l < k.rank; ++l) walk(a.stride[l], k.extent[l]);
      for (int d = 0; d < max_depth; ++d) walk(a.step[d], times[d]);
      if (a.index >= 0) walk(a.index_stride, a.index_extent);
      return low >= 0 && high < s.buffers[a.buffer].size;
    };
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i) {
      if (!inside(s.instructions[i].address)) return "a load outside its buffer";
      for (int operand : s.instructions[i].in)
        if (operand >= i || (operand >= 0 && operand < k.first_instruction))
          return "an instruction that uses one outside its kernel";
    }
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i) {
      if (!inside(s.stores[i].address)) return "a store outside its buffer";
      const storage_kind kind = s.buffers[s.addresses[s.stores[i].address].buffer].kind;
      if (kind == storage_kind::input || kind == storage_kind::constant) return "a store into an input";
    }
    if (const char* problem = problem_with_plan(s, k)) return problem;
    if (k.vector_axis >= 0 && k.vector_axis != k.kept - 1 && k.vector_axis != k.rank - 1)
      return "lanes over a loop that is not innermost";
  }
  if (open != 0) return "a beginning without an end";
  for (const buffer& b : s.buffers)
    if (b.kind == storage_kind::workspace && b.offset + b.size * bytes_of(b.element) > s.workspace_bytes &&
        b.offset > 0)
      return "a buffer outside the workspace";
  return nullptr;
}

}  // namespace cotangent::ir
