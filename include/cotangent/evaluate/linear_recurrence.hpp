// Recurrences c := a c + b whose a and b stand in memory: as many steps at once as a register has lanes. Each lane first takes
// in the steps of the lanes before it, by doubling (Hillis and Steele, "Data parallel algorithms", 1986), and then the carry,
// so that a register of steps waits for one multiply-add.
#pragma once

#include <cotangent/evaluate/kernel.hpp>

namespace cotangent::detail {

/// Kernel K, the body of the loop at `Depth`, whose only carry is loaded by instruction `Carry` and becomes that of `Next`.
template <class Program, int K, int Depth, int Carry, int Next>
struct linear_recurrence {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  static constexpr ir::instruction instruction(int n) { return Program::schedule.instructions[n]; }
  using T = ir::element_of<instruction(Carry).element>;
  static constexpr int lanes = lanes_of<T>;

  struct factors {
    int a = -1, b = -1;
  };
  static constexpr factors found = [] {
    const ir::instruction sum = instruction(Next);
    for (const int side : {0, 1}) {
      if (sum.code != op::add) break;
      const ir::instruction product = instruction(sum.in[side]);
      if (product.code != op::mul || (product.in[0] != Carry && product.in[1] != Carry)) continue;
      return factors{product.in[0] == Carry ? product.in[1] : product.in[0], sum.in[1 - side]};
    }
    return factors{};
  }();
  static constexpr ir::access carry_place = Program::schedule.addresses[instruction(Carry).address];
  static constexpr bool is_carry(const ir::store& s) {
    const ir::access& to = Program::schedule.addresses[s.address];
    return to.buffer == carry_place.buffer && to.offset == carry_place.offset;
  }
  /// How far a load or store moves in a step.
  static constexpr int stride(int address) { return Program::schedule.addresses[address].step[Depth]; }
  static constexpr bool is_load(int n) {
    return n >= 0 && n != Carry && instruction(n).code == op::parameter && Program::schedule.addresses[instruction(n).address].index < 0;
  }
  static constexpr int direction = is_load(found.b) ? stride(instruction(found.b).address) : 0;
  static constexpr bool possible() {
    if (lanes < 4 || !ir::is_floating(instruction(Carry).element) || !is_load(found.a) || k.instruction_count != (found.a == found.b ? 4 : 5)) return false;
    if ((direction != 1 && direction != -1) || (stride(instruction(found.a).address) != 0 && stride(instruction(found.a).address) != direction)) return false;
    for (int n = 0; n < k.store_count; ++n) {
      const ir::store& s = Program::schedule.stores[k.first_store + n];
      if ((s.value != Carry && s.value != Next) || (!is_carry(s) && stride(s.address) != direction)) return false;
    }
    return true;
  }

  /// Fewer steps do not pay for the powers.
  static constexpr int least_steps = 4 * lanes;

  /// As many of `count` steps as fill registers; the carry is taken from memory and left there.
  [[gnu::always_inline]] static int run(const memory& m, int count) {
    const int whole = count / lanes * lanes;
    T& carry = buffer_start<Program, carry_place.buffer>(m)[carry_place.offset];
    batch c(carry), powers = load<found.a>(m, 0);
    batch doubled[rounds];
    if constexpr (same_factor) {
      if (exceeds(powers, 2)) return 0;
      batch none(T(0));
      take_in<1>(powers, none, doubled);
    }
    for (int at = 0; at < whole; at += lanes) {
      batch sums = load<found.b>(m, at);
      if constexpr (same_factor) {
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
  static constexpr bool same_factor = is_load(found.a) && stride(instruction(found.a).address) == 0;
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
  /// Lane by lane, the steps of as many lanes before it too: by `By`, then twice as many, and so on. `factors` as they were.
  template <int By>
  [[gnu::always_inline]] static void take_in(batch& powers, batch& sums, batch (&factors_before)[rounds], int round = 0) {
    if constexpr (By < lanes) {
      factors_before[round] = powers;
      sums = multiply_add(powers, shifted<By>(sums, T(0)), sums);
      powers = powers * shifted<By>(powers, T(1));
      take_in<2 * By>(powers, sums, factors_before, round + 1);
    }
  }
  template <int Address>
  [[gnu::always_inline]] static auto* start(const memory& m, int at) {
    const int counter[ir::max_rank] = {};
    m.loop[Depth] = at;
    return buffer_start<Program, Program::schedule.addresses[Address].buffer>(m) + offset_of<Program, Address>(m, counter) - (stride(Address) < 0 ? lanes - 1 : 0);
  }
  template <int N>
  [[gnu::always_inline]] static batch load(const memory& m, int at) {
    constexpr int address = instruction(N).address;
    if constexpr (stride(address) == 0) return batch(*start<address>(m, at));
    const batch x = batch::load_unaligned(start<address>(m, at));
    if constexpr (direction < 0) return two_by(x, x, reversed{});
    else return x;
  }
  template <int S>
  [[gnu::always_inline]] static void store(const memory& m, int at, const batch& all, const batch& c) {
    constexpr ir::store s = Program::schedule.stores[k.first_store + S];
    if constexpr (!is_carry(s)) {
      batch x = all;
      if constexpr (s.value == Carry) x = two_by(c, all, from_before<1>{});
      if constexpr (direction < 0) x = two_by(x, x, reversed{});
      x.store_unaligned(start<s.address>(m, at));
    }
  }
};

}  // namespace cotangent::detail
