// What stays in registers from one step of a loop to the next, and how many steps are one.
#pragma once

#include <cotangent/schedule/limits.hpp>
#include <cotangent/schedule/linear_recurrence.hpp>
#include <cotangent/schedule/target.hpp>

namespace cotangent::ir {

/// For a loop whose body is nest `k`.
class loop_decision {
 public:
  constexpr loop_decision(schedule& all, kernel& body, const target& to) : s(all), k(body), t(to) {}

  constexpr void make(int depth, int steps) {
    k.plan.recurrence = linear_recurrence_of(s, k, depth, steps);
    k.plan.keeps_carries = !t.is_text && stays_in_registers();
    if (k.plan.keeps_carries || k.plan.recurrence.together > 0) note_carries();
  }

 private:
  /// The store of this step that a load sees in the next one, or -1; -2 if no register can stand for it.
  constexpr int store_for(const instruction& i) const {
    if (i.code != op::parameter) return -1;
    const access& load = s.addresses[i.address];
    int found = -1;
    for (int n = 0; n < k.store_count; ++n) {
      const access& to = s.addresses[s.stores[k.first_store + n].address];
      if (to.buffer != load.buffer) continue;
      if (to.moves() || load.moves() || load.index >= 0) return -2;
      if (to.offset == load.offset) found = n;
    }
    return found;
  }
  constexpr bool stays_in_registers() const {
    if (k.rank != 0 || k.instruction_count > limits::most_instructions_of_step ||
        k.store_count > limits::most_instructions_of_step)
      return false;
    for (int n = k.first_instruction; n < k.first_instruction + k.instruction_count; ++n)
      if (store_for(s.instructions[n]) == -2) return false;
    // A register stands for one place, and is written, not added to.
    for (int n = k.first_store; n < k.first_store + k.store_count; ++n)
      if (s.stores[n].mode != store_mode::assign || s.addresses[s.stores[n].address].index >= 0) return false;
    return true;
  }
  constexpr void note_carries() {
    for (int n = k.first_instruction; n < k.first_instruction + k.instruction_count; ++n) {
      s.instructions[n].carried = store_for(s.instructions[n]);
      if (s.instructions[n].carried >= 0) s.stores[k.first_store + s.instructions[n].carried].carried = true;
    }
  }

  schedule& s;
  kernel& k;
  const target& t;
};

}  // namespace cotangent::ir
