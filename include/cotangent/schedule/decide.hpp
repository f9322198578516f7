// What runs: a schedule's loops and nests as one target does them best. All that back ends need to know is data after
// this, and they print or instantiate it.
#pragma once

#include <cotangent/schedule/decide_body.hpp>
#include <cotangent/schedule/decide_loop.hpp>
#include <cotangent/schedule/decide_nest.hpp>
#include <cotangent/schedule/make_schedule.hpp>

namespace cotangent::ir {

/// Writes what is decided for a target into a schedule, which nothing has been decided of.
constexpr void decide(schedule& s, const target& t) {
  for (buffer& b : s.buffers) b.variable = t.is_text && b.kind == storage_kind::workspace && b.size == 1;
  bool some_divide = false;
  for (const step& now : s.steps) {
    if (now.kind != step_kind::run) continue;
    kernel& k = s.kernels[now.at];
    k.plan = nest_decision(s, k, t).made();
    if (body_decision(s, k, t).choose_quotients()) some_divide = true;
  }
  if (some_divide) drop_what_nothing_reads(s);
  for (int at = 0; at < s.steps.size(); ++at) {
    const step& now = s.steps[at];
    if (now.kind != step_kind::run) continue;
    kernel& k = s.kernels[now.at];
    body_decision(s, k, t).make();
    if (at > 0 && at + 1 < s.steps.size() && s.steps[at - 1].kind == step_kind::loop &&
        s.steps[at + 1].kind == step_kind::end)
      loop_decision(s, k, t).make(s.steps[at - 1].depth, s.steps[at - 1].at);
  }
}

constexpr schedule decided(schedule s, const target& t) {
  decide(s, t);
  return s;
}
/// Whether examples should run together rather than one by one, given one example's decided schedule and which inputs
/// each example has for itself: where numbers are computed one by one, lanes can run over examples, and sums of
/// products with an array that all share become products of matrices. What runs in registers by itself only loses (a
/// softmax's Jacobian of 32: 0.3 us by itself, 3 us in blocks of examples).
template <class Schedule>
constexpr bool gains_from_examples(const Schedule& s, const list<char>& mapped) {
  const auto reads_shared = [&](const kernel& k) {
    for (int n = k.first_instruction; n < k.first_instruction + k.instruction_count; ++n) {
      const int address = s.instructions[n].address;
      if (s.instructions[n].code != op::parameter || address < 0) continue;
      const buffer& b = s.buffers[s.addresses[address].buffer];
      if (b.kind == storage_kind::input && !mapped[b.index] && b.size > 1) return true;
    }
    return false;
  };
  long long all = 0, gain = 0;
  for (const step& now : s.steps) {
    if (now.kind != step_kind::run) continue;
    const kernel& k = s.kernels[now.at];
    const long long work = k.iterations() * (k.instruction_count + k.store_count) * k.repetitions;
    all += work;
    if (k.plan.form == nest_form::numbers || (k.kept < k.rank && reads_shared(k))) gain += work;
  }
  return limits::least_gain_from_examples * static_cast<double>(all) <= static_cast<double>(gain);
}

/// What runs of an optimized program on a target. (`examples`: of make_schedule.)
constexpr schedule schedule_for(const graph& g, const target& t, int examples = 0) {
  return decided(make_schedule(g, nullptr, examples, t.is_text ? straight_in_generators : straight_in_templates), t);
}

}  // namespace cotangent::ir
