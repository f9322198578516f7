// What an instruction of a nest's body becomes on a target: products that are added without being rounded, quotients,
// loads and stores that are one.
#pragma once

#include <cotangent/schedule/limits.hpp>
#include <cotangent/schedule/schedule.hpp>
#include <cotangent/schedule/target.hpp>

namespace cotangent::ir {

class body_decision {
 public:
  constexpr body_decision(schedule& all, const kernel& nest, const target& to) : s(all), k(nest), t(to) {}

  /// For a nest whose form is known. First, since it leaves what nobody needs: quotients by a number whose reciprocal
  /// is there (schedule/shared_divisors.hpp) are products, corrected without a rounding between. Whether some are not.
  constexpr bool choose_quotients() {
    bool some_divide = false;
    for (int n = k.first_instruction; n < end(); ++n) {
      instruction& i = s.instructions[n];
      if (i.code != op::div || i.in[2] < 0) continue;
      instruction& reciprocal = s.instructions[i.in[2]];
      if (reciprocal.code == op::parameter) reciprocal.where = computed::in_registers;
      const bool fused = k.plan.form == nest_form::registers && t.sums != rounding::each;
      if (fused && k.plan.lanes * bytes_of(k.vector_element) >= i.bits) continue;
      i.in[2] = -1;
      some_divide = true;
    }
    return some_divide;
  }
  constexpr void make() {
    if (k.plan.form == nest_form::registers) find_what_differs();
    choose_products();
    if (!t.is_text) find_groups();
  }

 private:
  constexpr int end() const { return k.first_instruction + k.instruction_count; }
  constexpr int last_store() const { return k.first_store + k.store_count; }
  constexpr bool is_product(int number) const {
    return number >= 0 && s.instructions[number].code == op::mul && is_floating(s.instructions[number].element);
  }

  /// What does not is a number, for all lanes.
  constexpr void find_what_differs() {
    for (int n = k.first_instruction; n < end(); ++n) {
      instruction& i = s.instructions[n];
      i.differs = i.address >= 0 && s.addresses[i.address].stride[k.vector_axis] != 0;
      for (int in : i.in) i.differs = i.differs || (in >= 0 && s.instructions[in].differs);
    }
  }
  /// One product of a sum, the second of two, is not rounded where an instruction adds it; any where a compiler
  /// chooses. A product that is only ever added so has no place of its own.
  constexpr void choose_products() {
    if (t.sums == rounding::each) return;
    list<char> added(k.instruction_count, 0), others(k.instruction_count, 0);
    const auto note = [&](int number, bool by_sum) {
      if (number >= 0) (by_sum ? added : others)[number - k.first_instruction] = 1;
    };
    for (int n = k.first_instruction; n < end(); ++n) {
      instruction& i = s.instructions[n];
      if (i.code == op::add || i.code == op::sub)
        for (int at = 1; at >= 0; --at)
          if (is_product(i.in[at]) && (i.products == 0 || t.sums == rounding::as_compiled)) i.products |= 1U << at;
      for (int at = 0; at < 3; ++at) note(i.in[at], (i.products >> at & 1U) != 0);
      if (i.address >= 0) note(s.addresses[i.address].index, false);
    }
    for (int n = k.first_store; n < last_store(); ++n) {
      store& to = s.stores[n];
      to.product = to.mode == store_mode::reduce && to.reduction == op::reduce_sum && is_product(to.value);
      note(to.value, to.product);
      note(s.addresses[to.address].index, false);
    }
    for (int at = 0; at < k.instruction_count; ++at)
      if (added[at] && !others[at]) s.instructions[k.first_instruction + at].where = computed::in_sums;
  }

  /// Neighbouring elements of examples that are not neighbours themselves are loaded and stored together, as many as a
  /// register holds.
  constexpr void find_groups() {
    if (k.plan.form != nest_form::registers || k.rank != 1) return;
    const auto note = [&](int count, auto address_of, auto group_of) {
      const auto joins = [&](int n) {  // the one before it
        const int before = address_of(n - 1), now = address_of(n);
        if (before < 0 || now < 0) return false;
        const access &a = s.addresses[before], &b = s.addresses[now];
        return a.buffer == b.buffer && b.offset == a.offset + 1 && a.stride[0] == b.stride[0];
      };
      for (int at = 0, end = 0; at < count; at = end) {
        end = at + 1;
        const int stride = address_of(at) < 0 ? 0 : s.addresses[address_of(at)].stride[0];
        if (stride < 2) continue;
        while (end < count && end < at + k.plan.lanes && joins(end)) ++end;
        if (!is_worth_it(end - at, stride)) continue;
        for (int n = at; n < end; ++n) group_of(n) = n == at ? end - at : -1;
      }
    };
    note(
        k.instruction_count,
        [&](int n) {
          const instruction& i = s.instructions[k.first_instruction + n];
          return i.code == op::parameter && s.addresses[i.address].index < 0 ? i.address : -1;
        },
        [&](int n) -> int& { return s.instructions[k.first_instruction + n].group; });
    note(
        k.store_count,
        [&](int n) {
          const store& to = s.stores[k.first_store + n];
          return to.mode == store_mode::assign ? to.address : -1;
        },
        [&](int n) -> int& { return s.stores[k.first_store + n].group; });
  }
  /// Fewer than a register are moved by masks, unless there are no gaps between examples.
  constexpr bool is_worth_it(int group, int stride) const {
    return (group == stride && group <= limits::most_picked) ||
           (t.masks ? group >= limits::least_in_group : group == k.plan.lanes);
  }

  schedule& s;
  const kernel& k;
  const target& t;
};

}  // namespace cotangent::ir
