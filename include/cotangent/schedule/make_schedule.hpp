// From an optimized program to its steps: nests, straight-line code where that is shorter, places in the workspace.
#pragma once

#include <cotangent/schedule/choose_lanes.hpp>
#include <cotangent/schedule/shared_divisors.hpp>
#include <cotangent/schedule/split_long.hpp>
#include <cotangent/schedule/straighten.hpp>

namespace cotangent::ir {

/// Loop nests as they are written first. With `examples`, arrays with a first axis of that extent hold examples, which
/// SIMD lanes run over.
constexpr schedule make_nests(const graph& g, list<int>* kernel_of = nullptr, int examples = 0) {
  schedule s;
  if (kernel_of != nullptr) kernel_of->resize(g.size(), -1);
  scope_writer(g, s, kernel_of, examples).run();
  drop_what_nothing_reads(s);
  choose_lanes(s);
  return s;
}

/// The steps that compute an optimized program: loop nests, and straight-line code where that is shorter. On request
/// also which nest computes each equation (then they stay nests).
constexpr schedule make_schedule(const graph& g, list<int>* kernel_of = nullptr, int examples = 0,
                                 const straight_limits& straight = straight_in_templates) {
  schedule s = make_nests(g, kernel_of, examples);
  if (kernel_of == nullptr) {
    straighten(s, g.options, straight);
    split_long_code(s);
    share_divisors(s);
  }
  count_work(s);
  plan_workspace(s);
  return s;
}

/// The straight-line code of an optimized program as a loop over examples that run side by side in SIMD lanes, of
/// which there are so many by element type (1: each by itself); what is `mapped` of the inputs, and all outputs, have
/// their examples behind each other in memory. Empty if there is none.
constexpr schedule make_schedule_for_examples(const graph& g, const list<char>& mapped, int lanes_f32, int lanes_f64) {
  const schedule nests = make_nests(g);
  long long work = 0, wide = 0;
  for (const step& now : nests.steps) {
    if (now.kind != step_kind::run) continue;
    const kernel& nest = nests.kernels[now.at];
    if (!straight_line_writer::possible(nests, nest, limits::most_operations_for_examples)) return {};
    work += nest.iterations() * nest.instruction_count;
    if (nest.width() >= limits::elements_that_fill_registers) wide += nest.iterations() * nest.instruction_count;
  }
  const bool in_lanes = lanes_f32 > 1 || lanes_f64 > 1;
  if (in_lanes && 2 * wide > work) return {};
  straight_line_writer writer(nests, limits::most_operations_for_examples, g.options);
  schedule s;
  list<char> wanted;
  for (const buffer& b : nests.buffers) wanted.push(b.kind == storage_kind::output);
  if (!writer.write(0, nests.steps.size(), wanted, true)) return {};
  s.buffers = nests.buffers;
  s.steps.push({step_kind::run, writer.append_to(s), 0});
  drop_what_nothing_reads(s);
  kernel& k = s.kernels[0];
  if (!one_floating_type(s, k, k.vector_element) && in_lanes) return {};
  const int examples = k.vector_element == dtype::f32 ? lanes_f32 : lanes_f64;
  k.rank = k.kept = 1;
  k.extent[0] = examples;
  k.of_examples = true;
  k.vector_axis = 0;
  for (access& a : s.addresses) {
    const buffer& b = s.buffers[a.buffer];
    if (b.kind == storage_kind::output || mapped[b.index]) a.stride[0] = b.size;
  }
  for (buffer& b : s.buffers)
    if (b.kind == storage_kind::output || (b.kind == storage_kind::input && mapped[b.index])) b.size *= examples;
  count_work(s);
  return s;
}

}  // namespace cotangent::ir
