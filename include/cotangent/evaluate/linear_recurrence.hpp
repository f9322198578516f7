// Recurrences c := a c + b whose a and b stand in memory: four steps are one, so that only every fourth waits for the
// one before.
#pragma once

#include <cotangent/evaluate/kernel.hpp>

namespace cotangent::detail {

/// Kernel K, the body of the loop at `Depth`.
template <class Program, int K, int Depth>
struct many_steps {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  static constexpr ir::linear_recurrence found = k.plan.recurrence;
  static constexpr ir::instruction carry_load = Program::schedule.instructions[found.carry < 0 ? 0 : found.carry];
  static constexpr int steps = found.together;
  using T = ir::element_of<carry_load.element>;

  /// As many of `count` steps as go together; the carry is taken from memory and left there.
  COTANGENT_PART static int run(const memory& m, int count) {
    constexpr ir::access place = Program::schedule.addresses[carry_load.address];
    T& carry = buffer_start<Program, place.buffer>(m)[place.offset];
    T factors[steps], powers[steps], sums[steps], c = carry;  // powers: products of the next factors
    const auto multiply_up = [&](int at) COTANGENT_PART {
      for (int j = 0; j < steps; ++j) {
        factors[j] = load<found.a>(m, at + j);
        powers[j] = j == 0 ? factors[j] : factors[j] * powers[j - 1];
      }
    };
    int at = 0;
    multiply_up(at);
    for (; at + steps <= count; at += steps) {
      if constexpr (!found.same_factor) multiply_up(at);
      if (!(powers[steps - 1] <= T(ir::limits::largest_product) &&
            powers[steps - 1] >= T(-ir::limits::largest_product)))
        break;
      for (int j = 0; j < steps; ++j) sums[j] = load<found.b>(m, at + j);
      for (int j = 1; j < steps; ++j) sums[j] = multiply_add(factors[j], sums[j - 1], sums[j]);
      T each[steps + 1] = {c};
      for (int j = 0; j < steps; ++j) each[j + 1] = multiply_add(powers[j], c, sums[j]);
      [&]<int... S>(std::integer_sequence<int, S...>)
          COTANGENT_PART { (store<S>(m, at, each), ...); }(std::make_integer_sequence<int, k.store_count>{});
      c = each[steps];
    }
    carry = c;
    return at;
  }

 private:
  template <int Address>
  COTANGENT_PART static auto& element(const memory& m, int at) {
    const int counter[ir::max_rank] = {};
    m.loop[Depth] = at;
    return buffer_start<Program, Program::schedule.addresses[Address].buffer>(
        m)[offset_of<Program, Address>(m, counter)];
  }
  template <int N>
  COTANGENT_PART static T load(const memory& m, int at) {
    constexpr ir::instruction n = Program::schedule.instructions[N];
    if constexpr (n.code == op::constant) return static_cast<T>(std::bit_cast<double>(n.bits));
    else return element<n.address>(m, at);
  }
  template <int S>
  COTANGENT_PART static void store(const memory& m, int at, const T (&each)[steps + 1]) {
    constexpr ir::store s = Program::schedule.stores[k.first_store + S];
    if constexpr (!s.carried)
      for (int j = 0; j < steps; ++j) element<s.address>(m, at + j) = each[s.value == found.carry ? j : j + 1];
  }
};

}  // namespace cotangent::detail
