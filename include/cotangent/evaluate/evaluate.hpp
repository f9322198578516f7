// A compiled program as kernels, and its call on values.
#pragma once

#include <cotangent/evaluate/interpret.hpp>
#include <cotangent/evaluate/kernel.hpp>
#include <cotangent/evaluate/print_values.hpp>
#include <cotangent/schedule/program.hpp>

#include <memory>

namespace cotangent::detail {

/// A program with its kernels instantiated.
template <class Source>
struct program : compiled<Source> {
  using compiled<Source>::schedule;

  template <int B>
  static constexpr auto dense = [] {
    constexpr ir::buffer b = schedule.buffers[B];
    std::array<ir::element_of<b.element>, static_cast<std::size_t>(b.size)> all{};
    for (int k = 0; k < b.size; ++k) {
      const long long w = schedule.words[b.index + k];
      all[static_cast<std::size_t>(k)] = ir::is_floating(b.element)
                                             ? static_cast<ir::element_of<b.element>>(std::bit_cast<double>(w))
                                             : static_cast<ir::element_of<b.element>>(w);
    }
    return all;
  }();
  template <int B>
  static constexpr const auto* dense_constant = dense<B>.data();

  static void run(const memory& m) {
    print_after<-1>(m);
    run_kernels<0>(m);
  }

 private:
  static constexpr int kernel_count = decltype(schedule)::size.kernels;
  template <int From>
  static void run_kernels(const memory& m) {
    [&]<int... K>(std::integer_sequence<int, K...>) {
      ((kernel_loops<program, From + K>::run(m), print_after<From + K>(m)), ...);
    }(std::make_integer_sequence<int, (kernel_count - From < 32 ? kernel_count - From : 32)>{});
    if constexpr (kernel_count - From > 32) run_kernels<From + 32>(m);
  }
  template <int K>
  static void print_after(const memory& m) {
    [&]<int... P>(std::integer_sequence<int, P...>) {
      (
          [&] {
            if constexpr (compiled<Source>::schedule.prints[P].after == K) print_values<program, P>(m);
          }(),
          ...);
    }(std::make_integer_sequence<int, decltype(schedule)::size.prints>{});
  }
};

/// Memory for intermediates: the stack while they are small, else a block that a thread makes once.
template <int Bytes>
struct workspace {
  alignas(64) std::byte bytes[Bytes > 0 ? Bytes : 1];
  std::byte* data() { return bytes; }
};
template <int Bytes>
  requires(Bytes > largest_inline_bytes)
struct workspace<Bytes> {
  std::byte* data() {
    thread_local const auto block = std::make_unique<workspace_block>();
    return block->bytes;
  }
  struct workspace_block {
    alignas(64) std::byte bytes[Bytes];
  };
};

template <class Result, class Program, class... Args>
Result run_program(const Args&... args) {
  Result result;
  std::array<const void*, (leaves_of<Args>::size + ... + 1)> inputs{};
  std::array<void*, leaves_of<Result>::size + 1> outputs{};
  std::size_t k = 0;
  auto address_of = [](auto& leaf) {
    if constexpr (ir::is_element<std::remove_cvref_t<decltype(leaf)>>) return &leaf;
    else return leaf.data();
  };
  (for_each_leaf(args, [&](const auto& leaf) { inputs[k++] = address_of(leaf); }), ...);
  k = 0;
  for_each_leaf(result, [&](auto& leaf) { outputs[k++] = address_of(leaf); });
  workspace<Program::schedule.workspace_bytes> space;
  Program::run({inputs.data(), outputs.data(), space.data()});
  return result;
}

/// The same by interpretation: in a constant expression, or (in tests) of the program before optimization.
template <class Result, class... Args>
constexpr Result interpret_graph(const ir::graph& g, const Args&... args) {
  ir::interpreter machine(g);
  const ir::scope body = ir::scope_of(g, g.root);
  int next = 0;
  auto each = [](auto& leaf, auto visit) {
    using L = std::remove_cvref_t<decltype(leaf)>;
    if constexpr (ir::is_element<L>) visit(leaf);
    else for (auto& element : leaf) visit(element);
  };
  (for_each_leaf(args,
                 [&](const auto& leaf) {
                   ir::list<ir::cell> cells;
                   each(leaf, [&](const auto& v) { cells.push({static_cast<double>(v), static_cast<long long>(v)}); });
                   machine.values[body.parameters[next++]] = cells;
                 }),
   ...);
  machine.run();
  Result result{};
  next = 0;
  for_each_leaf(result, [&](auto& leaf) {
    const int id = body.results[next++];
    int k = 0;
    each(leaf, [&]<class T>(T& v) {
      const ir::cell c = machine.values[id][k++];
      v = static_cast<T>(ir::is_floating(ir::dtype_of<T>) ? static_cast<T>(c.real) : static_cast<T>(c.whole));
    });
  });
  return result;
}

/// The results of a program on values: at run time by its kernels, in a constant expression by interpretation.
template <class Result, class Source, class... Args>
constexpr Result evaluate_program(const Args&... args) {
  using check = typename compiled<Source>::refusal;
  COTANGENT_REQUIRE(check);
  if (std::is_constant_evaluated()) return interpret_graph<Result>(ir::graph(compiled<Source>::optimized), args...);
  return run_program<Result, program<Source>>(args...);
}

template <class F, class... Args>
constexpr auto evaluate(const Args&... args) {
  return evaluate_program<result_tree<F, Args...>, traced_function<F, Args...>>(args...);
}

}  // namespace cotangent::detail
