// Which loops have the step c := a c + b, where a and b stand in memory: some steps are one, c := a' a c + (a' b + b').
#pragma once

#include <cotangent/schedule/limits.hpp>
#include <cotangent/schedule/schedule.hpp>

namespace cotangent::ir {

/// The body `k` of a loop of so many steps at `depth`, if it is one, and worth it.
constexpr linear_recurrence linear_recurrence_of(const schedule& s, const kernel& k, int depth, int steps) {
  linear_recurrence r;
  if (k.rank != 0 || steps < limits::least_blocks_of_steps * limits::steps_together) return {};
  const auto is_load = [&](int n) { return s.instructions[n].code == op::parameter; };
  for (int n = k.first_instruction; n < k.first_instruction + k.instruction_count; ++n)
    for (int m = k.first_store; m < k.first_store + k.store_count; ++m) {
      if (!is_load(n) || s.addresses[s.instructions[n].address].buffer != s.addresses[s.stores[m].address].buffer)
        continue;
      if (r.carry >= 0) return {};
      r.carry = n, r.next = s.stores[m].value;
    }
  if (r.carry < 0 || !is_floating(s.instructions[r.carry].element)) return {};

  const instruction sum = s.instructions[r.next];
  for (const int side : {0, 1}) {
    if (sum.code != op::add) return {};
    const instruction product = s.instructions[sum.in[side]];
    if (product.code != op::mul || (product.in[0] != r.carry && product.in[1] != r.carry)) continue;
    r.a = product.in[0] == r.carry ? product.in[1] : product.in[0];
    r.b = sum.in[1 - side];
  }
  if (r.a < 0 || r.a == r.carry || r.b == r.carry || !is_load(r.b) ||
      !(is_load(r.a) || s.instructions[r.a].code == op::constant))
    return {};
  if (k.instruction_count != (r.a == r.b ? 4 : 5)) return {};

  const auto walk = [&](int address) { return s.addresses[address].index < 0 ? s.addresses[address].step[depth] : 2; };
  r.direction = walk(s.instructions[r.b].address);
  const int of_factor = is_load(r.a) ? walk(s.instructions[r.a].address) : 0;
  r.same_factor = of_factor == 0;
  if ((r.direction != 1 && r.direction != -1) || (!r.same_factor && of_factor != r.direction)) return {};
  if (s.addresses[s.instructions[r.carry].address].moves()) return {};
  for (int n = k.first_store; n < k.first_store + k.store_count; ++n) {
    const store& to = s.stores[n];
    const access &from = s.addresses[s.instructions[r.carry].address], &at = s.addresses[to.address];
    const bool is_carry = at.buffer == from.buffer && at.offset == from.offset && !at.moves();
    if (to.mode != store_mode::assign || (to.value != r.carry && to.value != r.next) ||
        (!is_carry && walk(to.address) != r.direction))
      return {};
  }
  r.together = limits::steps_together;
  return r;
}

}  // namespace cotangent::ir
