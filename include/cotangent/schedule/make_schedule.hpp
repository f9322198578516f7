// From an optimized program to its steps: nests, straight-line code where that is shorter, places in the workspace.
#pragma once

#include <cotangent/schedule/choose_lanes.hpp>
#include <cotangent/schedule/shared_divisors.hpp>
#include <cotangent/schedule/split_long.hpp>
#include <cotangent/schedule/straight_line.hpp>

namespace cotangent::ir {

inline constexpr int cost_of_start = 8;
/// Roughly the instructions that run: of loops over SIMD registers of 32 bytes, with what starting a nest costs.
constexpr long long cost_of(const schedule& s, const kernel& k) {
  const int extent = k.vector_axis < 0 ? 1 : k.extent[k.vector_axis], lanes = 32 / bytes_of(k.vector_element);
  const long long trips = extent > 4 ? k.iterations() / extent * ((extent + lanes - 1) / lanes) : k.iterations();
  long long each = k.store_count;
  for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i) each += is_costly(s.instructions[i].code) ? 10 : 1;
  return trips * each + cost_of_start;
}

/// More are no gain: they do not stay in registers.
inline constexpr int most_straight_operations = 512;

/// Neighbouring small nests become straight-line code where that is clearly shorter.
constexpr void straighten(schedule& s, bool reciprocals) {
  list<step> steps;
  const auto is_small = [&](int at) {
    return s.steps[at].kind == step_kind::run && straight_line_writer::possible(s, s.kernels[s.steps[at].at], most_straight_operations);
  };
  bool changed = false;
  for (int at = 0, end = 0; at < s.steps.size(); at = end) {
    for (end = at; end < s.steps.size() && is_small(end);) ++end;
    long long cost = 0;
    for (int n = at; n < end; ++n) cost += cost_of(s, s.kernels[s.steps[n].at]);
    int straight = -1;
    // Neither more than stay in registers, nor more than are clearly shorter: writing ends there.
    const long long most = std::min<long long>(most_straight_operations, 2 * cost / 3 - cost_of_start);
    if (end > at && cost <= 4 * most_straight_operations) {
      straight_line_writer writer(s, static_cast<int>(most), reciprocals);
      if (writer.write(at, end)) {
        const schedule_sizes before = s.sizes();
        const int number = writer.append_to(s);
        s.kernels[number].repetitions = s.kernels[s.steps[at].at].repetitions;
        if (3 * cost_of(s, s.kernels[number]) <= 2 * cost) straight = number;
        else s.shorten(before);
      }
    }
    if (straight >= 0) {
      for (int n = at; n < end; ++n) s.kernels[s.steps[n].at].store_count = s.kernels[s.steps[n].at].instruction_count = 0;
      steps.push({step_kind::run, straight, 0});
      changed = true;
    } else {
      end += end == at;
      for (int n = at; n < end; ++n) steps.push(s.steps[n]);
    }
  }
  s.steps = steps;
  if (changed) drop_what_nothing_reads(s);
}

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

/// The steps that compute an optimized program: loop nests, and straight-line code where that is shorter. On request also
/// which nest computes each equation (then they stay nests).
constexpr schedule make_schedule(const graph& g, list<int>* kernel_of = nullptr, int examples = 0) {
  schedule s = make_nests(g, kernel_of, examples);
  if (kernel_of == nullptr) {
    straighten(s, g.allows(option::reciprocals));
    split_long_code(s);
    share_divisors(s);
  }
  count_work(s);
  plan_workspace(s);
  return s;
}

/// More compile slowly. In a loop over examples, most are worth spilling.
inline constexpr int most_operations_for_examples = 2048;

/// The straight-line code of an optimized program as a loop over examples that run side by side in SIMD lanes, of
/// which there are so many by element type; what is `mapped` of the inputs, and all outputs, have their examples behind
/// each other in memory. Empty if there is none.
constexpr schedule make_schedule_for_examples(const graph& g, const list<char>& mapped, int lanes_f32, int lanes_f64) {
  const schedule nests = make_nests(g);
  for (const step& now : nests.steps)
    if (now.kind != step_kind::run || !straight_line_writer::possible(nests, nests.kernels[now.at], most_operations_for_examples)) return {};
  straight_line_writer writer(nests, most_operations_for_examples, g.allows(option::reciprocals));
  schedule s;
  if (!writer.write(0, nests.steps.size(), true)) return {};
  s.buffers = nests.buffers;
  s.steps.push({step_kind::run, writer.append_to(s), 0});
  drop_what_nothing_reads(s);
  kernel& k = s.kernels[0];
  if (!one_floating_type(s, k, k.vector_element)) return {};
  const int examples = k.vector_element == dtype::f32 ? lanes_f32 : lanes_f64;
  k.rank = k.kept = 1;
  k.extent[0] = examples;
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
