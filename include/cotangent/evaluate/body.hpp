// The body of a loop nest: its instructions in order, then its stores.
#pragma once

#include <cotangent/evaluate/kernel.hpp>

namespace cotangent::detail {

template <class Program, int K, int Lanes, int Count>
struct body {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  static constexpr bool lanes_reduced = Lanes > 1 && k.vector_axis >= k.kept;

  template <int I, class R>
  COTANGENT_PART static void one_step(R& r, const memory& m, const int* counter) {
    constexpr ir::instruction n = Program::schedule.instructions[k.first_instruction + I];
    constexpr int group = Count < Lanes ? 0 : n.group;
    if constexpr (n.where == ir::computed::in_sums || (n.where == ir::computed::in_registers && Lanes == 1)) {
    } else if constexpr (group > 0) {
      constexpr int address = n.address;
      constexpr ir::access a = Program::schedule.addresses[address];
      using T = ir::element_of<k.vector_element>;
      xsimd::batch<T> elements[Lanes];
      load_group<T, group, a.stride[0]>(buffer_start<Program, a.buffer>(m) + offset_of<Program, address>(m, counter),
                                        elements);
      [&]<int... N>(std::integer_sequence<int, N...>) COTANGENT_PART {
        ((r.template at<k.first_instruction + I + N>() = elements[N]), ...);
      }(std::make_integer_sequence<int, group>{});
    } else if constexpr (group == 0) {
      step<Program, K, k.first_instruction + I, Lanes, Count>::run(r, m, counter);
    }
  }
  // Chunks of 32 steps: one long fold is slow to instantiate, and clang stops at 256.
  template <int From, class R, int... I>
  COTANGENT_PART static void chunk(R& r, const memory& m, const int* counter, std::integer_sequence<int, I...>) {
    (one_step<From + I>(r, m, counter), ...);
  }
  template <int From, int To, class R>
  COTANGENT_PART static void steps(R& r, const memory& m, const int* counter) {
    constexpr int left = To - From;
    if constexpr (left > 0) {
      chunk<From>(r, m, counter, std::make_integer_sequence<int, (left < 32 ? left : 32)>{});
      steps<From + 32, To>(r, m, counter);
    }
  }
  template <int S, class R, class A>
  COTANGENT_PART static void leave(R& r, A& accumulators, const memory& m, const int* counter) {
    constexpr ir::store s = Program::schedule.stores[k.first_store + S];
    constexpr ir::access a = Program::schedule.addresses[s.address];
    constexpr int stride = k.vector_axis < 0 ? 0 : a.stride[k.vector_axis];
    using T = ir::element_of<Program::schedule.buffers[a.buffer].element>;
    if constexpr (s.mode == ir::store_mode::reduce) {
      auto& total = accumulators.template at<S>();
      if constexpr (lanes_reduced && Count < Lanes) {
        auto value = r.template value<s.value>();
        alignas(64) bool used[Lanes];
        for (int l = 0; l < Lanes; ++l) used[l] = l < Count;
        using P = std::remove_reference_t<decltype(total)>;
        total = combine<s.reduction>(
            total, choose(xsimd::batch_bool<T>::load_aligned(used), value, P(identity_of<s.reduction, T>())));
      } else if constexpr (s.product) {
        constexpr ir::instruction last = Program::schedule.instructions[s.value];
        total = multiply_add(r.template at<last.in[0]>(), r.template at<last.in[1]>(), total);
      } else {
        total = combine<s.reduction>(total, r.template at<s.value>());
      }
    } else {
      auto value = r.template at<s.value>();
      T* to = buffer_start<Program, a.buffer>(m) + offset_of<Program, s.address>(m, counter, r);
      if constexpr (s.mode == ir::store_mode::accumulate)
        store_lanes<T, Lanes, Count, stride>(to, apply_binary<op::add>(load_lanes<T, Lanes, Count, stride>(to), value));
      else store_lanes<T, Lanes, Count, stride>(to, value);
    }
  }
  template <int S, class R, class A>
  COTANGENT_PART static void one_store(R& r, A& accumulators, const memory& m, const int* counter) {
    constexpr int group = Count < Lanes ? 0 : Program::schedule.stores[k.first_store + S].group;
    if constexpr (group > 0) {
      constexpr int address = Program::schedule.stores[k.first_store + S].address;
      constexpr ir::access a = Program::schedule.addresses[address];
      using T = ir::element_of<k.vector_element>;
      xsimd::batch<T> elements[Lanes];
      for (int l = group; l < Lanes; ++l) elements[l] = xsimd::batch<T>(T(0));
      [&]<int... N>(std::integer_sequence<int, N...>) COTANGENT_PART {
        ((elements[N] = r.template at<Program::schedule.stores[k.first_store + S + N].value>()), ...);
      }(std::make_integer_sequence<int, group>{});
      store_group<T, group, a.stride[0]>(buffer_start<Program, a.buffer>(m) + offset_of<Program, address>(m, counter),
                                         elements);
    } else if constexpr (group == 0) {
      leave<S>(r, accumulators, m, counter);
    }
  }
  template <class A>
  COTANGENT_PART static void run(A& accumulators, const memory& m, const int* counter) {
    registers<Program, K, Lanes> r;
    steps<0, k.instruction_count>(r, m, counter);
    stores<0>(r, accumulators, m, counter);
  }
  template <int From, class R, class A>
  COTANGENT_PART static void stores(R& r, A& accumulators, const memory& m, const int* counter) {
    constexpr int left = k.store_count - From;
    if constexpr (left > 0) {
      [&]<int... S>(std::integer_sequence<int, S...>) COTANGENT_PART {
        (one_store<From + S>(r, accumulators, m, counter), ...);
      }(std::make_integer_sequence<int, (left < 32 ? left : 32)>{});
      stores<From + 32>(r, accumulators, m, counter);
    }
  }
};

}  // namespace cotangent::detail
