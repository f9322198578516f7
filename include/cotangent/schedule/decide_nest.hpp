// How a nest runs on a target: in registers or not, and by which tiles.
#pragma once

#include <cotangent/schedule/tile.hpp>

#include <bit>

namespace cotangent::ir {

class nest_decision {
 public:
  constexpr nest_decision(const schedule& all, const kernel& nest, const target& to)
      : s(all), k(nest), t(to), lanes(to.lanes(nest.vector_element)) {}

  constexpr nest_plan made() const {
    nest_plan plan;
    plan.apart = !t.is_text && 2 * k.instruction_count > limits::longest_straight_code;
    if (in_registers()) registers(plan);
    else if (t.is_text && reduces() && k.width() >= limits::least_in_chunks) chunks(plan);
    else if (!t.is_text) plan.tile = tile_of(s, k, 1, true);
    return plan;
  }

 private:
  /// What runs over lanes, in a whole register at least where that may have any size.
  constexpr bool in_registers() const {
    if (k.vector_axis < 0 || lanes == 1) return false;
    if (t.is_text) return k.width() >= lanes && holds_neighbours();
    return k.of_examples || k.width() >= limits::least_in_registers;
  }
  /// C's vector types hold what lies side by side, or is one number, and is stored side by side or summed. What lies
  /// apart is put together number by number, if functions that are computed together are worth it; examples are: all
  /// else of theirs is in registers.
  constexpr bool holds_neighbours() const {
    const auto walks = [&](int address, bool may_stay) {
      const access& a = s.addresses[address];
      const int stride = a.stride[k.vector_axis];
      return a.index < 0 && (stride == 1 || (stride == 0 && may_stay));
    };
    int apart = 0, functions = 0;
    for (int n = k.first_instruction; n < k.first_instruction + k.instruction_count; ++n) {
      const instruction& i = s.instructions[n];
      functions += primitives[i.code].library.vectorized_since > 0;
      if (i.code == op::iota || (i.code == op::parameter && s.addresses[i.address].index >= 0)) return false;
      apart += i.code == op::parameter && !walks(i.address, true);
    }
    if (k.of_examples) return true;
    if (apart >
        limits::most_apart_for_a_function * functions + k.instruction_count / limits::instructions_for_one_apart)
      return false;
    for (int n = k.first_store; n < k.first_store + k.store_count; ++n) {
      const store& to = s.stores[n];
      const bool is_sum = to.mode == store_mode::reduce && to.reduction == op::reduce_sum;
      if ((to.mode == store_mode::reduce && !is_sum) || !walks(to.address, is_sum && k.vector_axis >= k.kept))
        return false;
    }
    return true;
  }
  constexpr bool reduces() const {
    for (int n = k.first_store; n < k.first_store + k.store_count; ++n)
      if (s.stores[n].mode == store_mode::reduce) return true;
    return false;
  }

  constexpr void registers(nest_plan& plan) const {
    plan.form = nest_form::registers;
    plan.lanes = lanes;
    plan.whole = k.width() / lanes * lanes;
    plan.tile = tile_of(s, k, lanes, !t.is_text);
    if (plan.whole < k.width())
      plan.tail = t.is_text ? may_run_again() ? tail_form::again : tail_form::numbers
                  : t.masks ? tail_form::masked
                            : tail_form::buffered;
  }
  /// What reads nothing that it writes leaves the same when it is done twice. (Sums over lanes leave out what was
  /// done.)
  constexpr bool may_run_again() const {
    const auto meet = [&](int one, int other) {
      const buffer &a = s.buffers[s.addresses[one].buffer], &b = s.buffers[s.addresses[other].buffer];
      if (s.addresses[one].buffer == s.addresses[other].buffer) return true;
      return a.kind == storage_kind::workspace && b.kind == storage_kind::workspace &&
             a.offset < b.offset + b.size * bytes_of(b.element) && b.offset < a.offset + a.size * bytes_of(a.element);
    };
    for (int n = k.first_store; n < k.first_store + k.store_count; ++n) {
      if (s.stores[n].mode == store_mode::accumulate) return false;
      for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i)
        if (s.instructions[i].code == op::parameter && meet(s.instructions[i].address, s.stores[n].address))
          return false;
    }
    return true;
  }
  /// Totals of so many neighbours, by powers of two where they are added up at the end.
  constexpr void chunks(nest_plan& plan) const {
    const bool kept = k.vector_axis < k.kept;
    const int bytes = kept                            ? limits::bytes_of_totals
                      : k.width() < limits::short_sum ? limits::bytes_of_short_sum
                                                      : limits::bytes_of_sum;
    const int fits = std::min(k.width(), bytes / bytes_of(k.vector_element));
    plan.form = nest_form::chunks;
    plan.chunk = kept ? fits : static_cast<int>(std::bit_floor(static_cast<unsigned>(fits)));
    plan.whole = k.width() / plan.chunk * plan.chunk;
    if (plan.whole < k.width()) plan.tail = tail_form::numbers;
  }

  const schedule& s;
  const kernel& k;
  const target& t;
  int lanes;
};

}  // namespace cotangent::ir
