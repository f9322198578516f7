// A loop whose body is straight-line code: what one step leaves for the next stays in registers.
#pragma once

#include <cotangent/evaluate/body.hpp>
#include <cotangent/evaluate/linear_recurrence.hpp>

#include <tuple>

namespace cotangent::detail {

template <class Program, int K>
struct recurrence {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  using steps_of_body = body<Program, K, 1, 1>;

  /// The store whose value a load sees in the next step, or -1.
  static constexpr int carried_in(int n) { return Program::schedule.instructions[k.first_instruction + n].carried; }
  static constexpr int carried_count() {
    int count = 0;
    for (int n = 0; n < k.instruction_count; ++n) count += carried_in(n) >= 0;
    return count;
  }
  static constexpr int carried(int wanted) {  // the instruction that loads it
    for (int n = 0;; ++n)
      if (carried_in(n) >= 0 && wanted-- == 0) return n;
  }

  /// `Count` steps, counted in m.loop[Depth].
  template <int Depth, int Count>
  COTANGENT_PART static void run(const memory& m) {
    with_own_memory<Program>(m, [&](const memory& own) COTANGENT_PART {
      int done = 0;
      if constexpr (k.plan.recurrence.together > 0) done = many_steps<Program, K, Depth>::run(own, Count);
      run_steps<Depth>(own, done, Count);
    });
    m.loop[Depth] = 0;
  }

 private:
  template <int Depth>
  COTANGENT_PART static void run_steps(const memory& m, int from, int count) {
    int counter[ir::max_rank] = {};
    registers<Program, K, 1> r;
    none_t no_totals;
    all<carried_count()>(
        [&]<int C>() COTANGENT_PART { step<Program, K, k.first_instruction + carried(C), 1, 1>::run(r, m, counter); });
    for (int at = from; at < count; ++at) {
      m.loop[Depth] = at;
      all<k.instruction_count>([&]<int I>() COTANGENT_PART {
        if constexpr (carried_in(I) < 0) steps_of_body::template one_step<I>(r, m, counter);
      });
      all<k.store_count>([&]<int S>() COTANGENT_PART {
        if constexpr (!Program::schedule.stores[k.first_store + S].carried)
          steps_of_body::template leave<S>(r, no_totals, m, counter);
      });
      take_over(r, std::make_integer_sequence<int, carried_count()>{});
    }
    all<carried_count()>([&]<int C>() COTANGENT_PART {
      constexpr int instruction = k.first_instruction + carried(C);
      constexpr ir::access a = Program::schedule.addresses[Program::schedule.instructions[instruction].address];
      buffer_start<Program, a.buffer>(m)[a.offset] = r.template at<instruction>();
    });
  }

  /// f<0>() to f<To - 1>(), in chunks: one long fold is slow to instantiate, and clang stops at 256.
  template <int To, int From = 0, class F>
  COTANGENT_PART static void all(const F& f) {
    if constexpr (To - From > 32) {
      all<From + 32, From>(f);
      all<To, From + 32>(f);
    } else {
      [&]<int... I>(std::integer_sequence<int, I...>)
          COTANGENT_PART { (f.template operator()<From + I>(), ...); }(std::make_integer_sequence<int, To - From>{});
    }
  }
  /// All at once: one carry may be the other's next value.
  template <class R, int... C>
  COTANGENT_PART static void take_over(R& r, std::integer_sequence<int, C...>) {
    const std::tuple next{r.template at<Program::schedule.stores[k.first_store + carried_in(carried(C))].value>()...};
    ((r.template at<k.first_instruction + carried(C)>() = std::get<C>(next)), ...);
  }
};

}  // namespace cotangent::detail
