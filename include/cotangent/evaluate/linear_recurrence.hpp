// Recurrences c := a c + b whose a and b stand in memory: as many steps at once as a register has lanes. Each lane first takes
// in the steps of the lanes before it, by doubling (Hillis and Steele, "Data parallel algorithms", 1986), and then the carry,
// so that a register of steps waits for one multiply-add.
#pragma once

#include <cotangent/evaluate/kernel.hpp>
#include <cotangent/schedule/linear_recurrence.hpp>

namespace cotangent::detail {

/// Kernel K, the body of the loop at `Depth`.
template <class Program, int K, int Depth>
struct many_steps {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  static constexpr ir::linear_recurrence found = ir::linear_recurrence_of(Program::schedule, k, Depth);
  static constexpr ir::instruction carry_load = Program::schedule.instructions[found.carry < 0 ? 0 : found.carry];
  using T = ir::element_of<carry_load.element>;
  static constexpr int lanes = lanes_of<T>;
  /// Fewer steps do not pay for the powers.
  static constexpr bool pay_for(int count) { return found.carry >= 0 && lanes >= 4 && count >= 4 * lanes; }

  /// As many of `count` steps as fill registers; the carry is taken from memory and left there.
  [[gnu::always_inline]] static int run(const memory& m, int count) {
    const int whole = count / lanes * lanes;
    constexpr ir::access place = Program::schedule.addresses[carry_load.address];
    T& carry = buffer_start<Program, place.buffer>(m)[place.offset];
    batch c(carry), powers = load<found.a>(m, 0);
    batch doubled[rounds];
    if constexpr (found.same_factor) {
      if (exceeds(powers, 2)) return 0;
      batch none(T(0));
      take_in<1>(powers, none, doubled);
    }
    for (int at = 0; at < whole; at += lanes) {
      batch sums = load<found.b>(m, at);
      if constexpr (found.same_factor) {
        [&]<int... R>(std::integer_sequence<int, R...>) __attribute__((always_inline)) {
          ((sums = multiply_add(doubled[R], shifted<1 << R>(sums, T(0)), sums)), ...);
        }(std::make_integer_sequence<int, rounds>{});
      } else {
        powers = load<found.a>(m, at);
        take_in<1>(powers, sums, doubled);
        if (exceeds(powers, T(1e30))) {
          carry = c.get(0);
          return at;
        }
      }
      const batch all = multiply_add(powers, c, sums);
      [&]<int... S>(std::integer_sequence<int, S...>) __attribute__((always_inline)) { (store<S>(m, at, all, c), ...); }(std::make_integer_sequence<int, k.store_count>{});
      c = multiply_add(two_by(powers, powers, last_lane{}), c, two_by(sums, sums, last_lane{}));
    }
    carry = c.get(0);
    return whole;
  }

 private:
  using batch = xsimd::batch<T>;
  static constexpr int rounds = [] {
    int n = 0;
    while ((1 << n) < lanes) ++n;
    return n;
  }();

  /// Whether powers are so large that they might overflow where the carry does not, which is 0 then.
  [[gnu::always_inline]] static bool exceeds(const batch& x, T most) { return xsimd::any(!(xsimd::abs(x) <= batch(most))); }

  struct last_lane {
    static constexpr int at(int) { return lanes - 1; }
  };
  struct reversed {
    static constexpr int at(int lane) { return lanes - 1 - lane; }
  };
  template <int By>
  struct from_before {
    static constexpr int at(int lane) { return lane < By ? lane : lanes + lane - By; }
  };
  /// Each lane has what the one `By` before it had; the first have `first`.
  template <int By>
  [[gnu::always_inline]] static batch shifted(const batch& x, T first) { return two_by(batch(first), x, from_before<By>{}); }
  /// Lane by lane, the steps of as many lanes before it too: by `By`, then twice as many, and so on. `factors_before`: powers as they
  /// were before each round.
  template <int By>
  [[gnu::always_inline]] static void take_in(batch& powers, batch& sums, batch (&factors_before)[rounds], int round = 0) {
    if constexpr (By < lanes) {
      factors_before[round] = powers;
      sums = multiply_add(powers, shifted<By>(sums, T(0)), sums);
      powers = powers * shifted<By>(powers, T(1));
      take_in<2 * By>(powers, sums, factors_before, round + 1);
    }
  }
  /// The first in memory of a register of steps.
  template <int Address, int Direction = found.direction>
  [[gnu::always_inline]] static auto* first(const memory& m, int at) {
    const int counter[ir::max_rank] = {};
    m.loop[Depth] = at;
    return buffer_start<Program, Program::schedule.addresses[Address].buffer>(m) + offset_of<Program, Address>(m, counter) - (Direction < 0 ? lanes - 1 : 0);
  }
  template <int N>
  [[gnu::always_inline]] static batch load(const memory& m, int at) {
    constexpr ir::instruction n = Program::schedule.instructions[N];
    if constexpr (n.code == op::constant) {
      return batch(static_cast<T>(std::bit_cast<double>(n.bits)));
    } else if constexpr (Program::schedule.addresses[n.address].step[Depth] == 0) {
      return batch(*first<n.address, 0>(m, at));
    } else {
      const batch x = batch::load_unaligned(first<n.address>(m, at));
      return found.direction < 0 ? two_by(x, x, reversed{}) : x;
    }
  }
  template <int S>
  [[gnu::always_inline]] static void store(const memory& m, int at, const batch& all, const batch& c) {
    constexpr ir::store s = Program::schedule.stores[k.first_store + S];
    if constexpr (!ir::leaves_carry(Program::schedule, found, s)) {
      batch x = s.value == found.carry ? two_by(c, all, from_before<1>{}) : all;
      if constexpr (found.direction < 0) x = two_by(x, x, reversed{});
      x.store_unaligned(first<s.address>(m, at));
    }
  }
};

}  // namespace cotangent::detail
