// What an instruction of a loop nest does, instantiated: `Program::schedule` is the schedule, `K` the kernel's number.
#pragma once

#include <cotangent/evaluate/lanes.hpp>
#include <cotangent/evaluate/quotient.hpp>
#include <cotangent/schedule/make_schedule.hpp>
#include <cotangent/trees/leaf.hpp>

#include <array>
#include <cstddef>

namespace cotangent::detail {

/// Where a program's arrays are.
struct memory {
  const void* const* inputs;
  void* const* outputs;
  std::byte* workspace;
  int* loop;  // the counters of the loops around
};

/// Calls `run` with a copy that nobody else sees: what is stored to arrays through SIMD types might else, for all the
/// compiler knows, change where they are, and each of their addresses would be loaded again for each store.
template <class F, int... I, int... O, int... L>
COTANGENT_PART inline void with_own_memory(const memory& m, F run, std::integer_sequence<int, I...>,
                                           std::integer_sequence<int, O...>, std::integer_sequence<int, L...>) {
  const void* const inputs[] = {m.inputs[I]..., nullptr};
  void* const outputs[] = {m.outputs[O]..., nullptr};
  int loop[ir::max_depth] = {m.loop[L]...};
  run(memory{inputs, outputs, m.workspace, loop});
}
template <class Program>
constexpr int count_arrays(ir::storage_kind kind) {
  int n = 0;
  for (const ir::buffer& b : Program::schedule.buffers)
    if (b.kind == kind && b.size > 0 && b.index >= n) n = b.index + 1;
  return n;
}
template <class Program>
constexpr bool has_loops() {
  for (const ir::step& now : Program::schedule.steps)
    if (now.kind != ir::step_kind::run) return true;
  return false;
}
template <class Program, class F>
COTANGENT_PART inline void with_own_memory(const memory& m, F run) {
  with_own_memory(m, run, std::make_integer_sequence<int, count_arrays<Program>(ir::storage_kind::input)>{},
                  std::make_integer_sequence<int, count_arrays<Program>(ir::storage_kind::output)>{},
                  std::make_integer_sequence<int, has_loops<Program>() ? ir::max_depth : 0>{});
}

template <class Program, int B>
COTANGENT_PART inline auto* buffer_start(const memory& m) {
  constexpr ir::buffer b = Program::schedule.buffers[B];
  using T = ir::element_of<b.element>;
  if constexpr (b.kind == ir::storage_kind::input) return static_cast<const T*>(m.inputs[b.index]);
  else if constexpr (b.kind == ir::storage_kind::output) return static_cast<T*>(m.outputs[b.index]);
  else if constexpr (b.kind == ir::storage_kind::workspace) return reinterpret_cast<T*>(m.workspace + b.offset);
  else return static_cast<const T*>(Program::template dense_constant<B>);
}

// (One expression for all axes: a lambda for each would be many instantiations.)
template <class Program, int A, int... N, int... L>
COTANGENT_PART inline std::ptrdiff_t offset_of(const memory& m, const int* counter, std::integer_sequence<int, N...>,
                                               std::integer_sequence<int, L...>) {
  constexpr ir::access a = Program::schedule.addresses[A];
  return a.offset + ((a.stride[N] == 0 ? 0 : static_cast<std::ptrdiff_t>(a.stride[N]) * counter[N]) + ...) +
         ((a.step[L] == 0 ? 0 : static_cast<std::ptrdiff_t>(a.step[L]) * m.loop[L]) + ...);
}
template <class Program, int A>
COTANGENT_PART inline std::ptrdiff_t offset_of(const memory& m, const int* counter) {
  return offset_of<Program, A>(m, counter, std::make_integer_sequence<int, ir::max_rank>{},
                               std::make_integer_sequence<int, ir::max_depth>{});
}
/// The same where an axis is indexed by a value of the loop body, taken to the nearest that is inside.
template <class Program, int A, class Registers>
COTANGENT_PART inline std::ptrdiff_t offset_of(const memory& m, const int* counter, Registers& r) {
  constexpr ir::access a = Program::schedule.addresses[A];
  if constexpr (a.index < 0) {
    return offset_of<Program, A>(m, counter);
  } else {
    const auto wanted = static_cast<std::ptrdiff_t>(r.template at<a.index>());
    const std::ptrdiff_t last = a.index_extent - 1;
    return offset_of<Program, A>(m, counter) + a.index_stride * (wanted < 0 ? 0 : wanted > last ? last : wanted);
  }
}

/// The values of a loop body, a register for each instruction, by type.
template <class Program, int K, int Lanes>
struct registers {
  static constexpr ir::kernel k = Program::schedule.kernels[K];
  static constexpr int count(ir::dtype d) {
    int n = 1;
    for (int i = 0; i < k.instruction_count; ++i)
      n += Program::schedule.instructions[k.first_instruction + i].element == d;
    return n;
  }
  /// Each instruction's number among those of its element type.
  static constexpr auto slots = [] {
    std::array<int, static_cast<std::size_t>(k.instruction_count + 1)> all{};
    int next[5] = {};
    for (int i = 0; i < k.instruction_count; ++i)
      all[static_cast<std::size_t>(i)] =
          next[static_cast<int>(Program::schedule.instructions[k.first_instruction + i].element)]++;
    return all;
  }();
  using vector_element = ir::element_of<k.vector_element>;
  template <class T>
  using packet = typename packet_of<T, std::is_same_v<T, vector_element> ? Lanes : 1>::type;
  packet<float> f32[count(ir::dtype::f32)];
  packet<double> f64[count(ir::dtype::f64)];
  std::int32_t i32[count(ir::dtype::i32)];
  std::int64_t i64[count(ir::dtype::i64)];
  typename packet_of<vector_element, Lanes>::mask boolean[count(ir::dtype::boolean)];

  template <int I>
  COTANGENT_PART auto& at() {
    constexpr ir::dtype d = Program::schedule.instructions[I].element;
    constexpr int n = slots[static_cast<std::size_t>(I - k.first_instruction)];
    if constexpr (d == ir::dtype::f32) return f32[n];
    else if constexpr (d == ir::dtype::f64) return f64[n];
    else if constexpr (d == ir::dtype::i32) return i32[n];
    else if constexpr (d == ir::dtype::i64) return i64[n];
    else return boolean[n];
  }
  /// The value of an instruction, wherever that is computed.
  template <int I>
  COTANGENT_PART auto value() {
    constexpr ir::instruction n = Program::schedule.instructions[I];
    if constexpr (n.where == ir::computed::in_sums) return apply_binary<op::mul>(at<n.in[0]>(), at<n.in[1]>());
    else return at<I>();
  }
};

/// Instruction I of the body for `Count` of `Lanes` examples along the vector loop.
template <class Program, int K, int I, int Lanes, int Count>
struct step {
  template <class R>
  COTANGENT_PART static void run(R& r, const memory& m, const int* counter) {
    constexpr ir::instruction n = Program::schedule.instructions[I];
    constexpr ir::kernel k = Program::schedule.kernels[K];
    using T = ir::element_of<n.element>;
    auto& to = r.template at<I>();
    using P = std::remove_reference_t<decltype(to)>;
    if constexpr (n.code == op::parameter) {
      constexpr ir::access a = Program::schedule.addresses[n.address];
      constexpr int stride = k.vector_axis < 0 ? 0 : a.stride[k.vector_axis];
      to = load_lanes<T, Lanes, Count, stride>(buffer_start<Program, a.buffer>(m) +
                                               offset_of<Program, n.address>(m, counter, r));
    } else if constexpr (n.code == op::constant || n.code == op::zeros) {
      if constexpr (ir::is_floating(n.element)) to = P(static_cast<T>(std::bit_cast<double>(n.bits)));
      else to = P(static_cast<T>(n.bits));
    } else if constexpr (n.code == op::iota) {
      constexpr ir::access a = Program::schedule.addresses[n.address];
      const T start = static_cast<T>(offset_of<Program, n.address>(m, counter));
      if constexpr (Lanes == 1) {
        to = start;
      } else {
        alignas(64) T each[Lanes];
        for (int l = 0; l < Lanes; ++l) each[l] = start + static_cast<T>(a.stride[k.vector_axis] * l);
        to = xsimd::batch<T>::load_aligned(each);
      }
    } else if constexpr (n.code == op::barrier) {
      to = r.template at<n.in[0]>();
    } else if constexpr (n.code == op::select) {
      to = choose(r.template at<n.in[0]>(), r.template at<n.in[1]>(), r.template at<n.in[2]>());
    } else if constexpr (n.code == op::convert) {
      auto from = r.template at<n.in[0]>();
      if constexpr (std::is_same_v<decltype(from), P>) to = from;
      else if constexpr (is_packet<P>) to = choose(from, P(T(1)), P(T(0)));  // of a mask
      else to = ir::converted<T>(from);
    } else if constexpr (n.code == op::logical_not) {
      to = !r.template at<n.in[0]>();
    } else if constexpr (ir::is_comparison(n.code)) {
      to = compare<n.code>(r.template at<n.in[0]>(), r.template at<n.in[1]>());
    } else if constexpr (n.code == op::is_finite || n.code == op::is_nan) {
      to = compare<n.code>(r.template at<n.in[0]>(), r.template at<n.in[0]>());
    } else if constexpr (n.code == op::pow &&
                         !ir::is_floating(Program::schedule.instructions[n.in[1] < 0 ? 0 : n.in[1]].element)) {
      to = apply_binary<op::pow>(r.template at<n.in[0]>(), static_cast<P>(r.template at<n.in[1]>()));
    } else if constexpr (n.products != 0) {
      // One rounding for a product and a sum: compilers do so by themselves within an expression, or not at all.
      constexpr int at = n.products == 1 ? 0 : 1;
      constexpr ir::instruction product = Program::schedule.instructions[n.in[at]];
      auto x = r.template at<product.in[0]>(), y = r.template at<product.in[1]>(), z = r.template at<n.in[1 - at]>();
      if constexpr (n.code == op::add) to = multiply_add(x, y, z);
      else if constexpr (at == 0) to = multiply_subtract(x, y, z);
      else to = subtract_product(z, x, y);
    } else if constexpr (n.code == op::div && n.in[2] >= 0) {
      to = quotient(r.template at<n.in[0]>(), r.template at<n.in[1]>(), r.template at<n.in[2]>());
    } else if constexpr (n.in[1] < 0) {
      to = apply_unary<n.code>(r.template at<n.in[0]>());
    } else {
      to = apply_binary<n.code>(r.template at<n.in[0]>(), r.template at<n.in[1]>());
    }
  }
};

}  // namespace cotangent::detail
