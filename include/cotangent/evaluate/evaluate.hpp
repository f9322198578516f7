// A compiled program as kernels, and its call on values.
#pragma once

#include <cotangent/evaluate/addresses.hpp>
#include <cotangent/evaluate/interpret_graph.hpp>
#include <cotangent/evaluate/loops.hpp>
#include <cotangent/evaluate/print_values.hpp>
#include <cotangent/evaluate/recurrence.hpp>
#include <cotangent/schedule/program.hpp>

#include <memory>

namespace cotangent::detail {

/// A program with its kernels instantiated.
template <class Source>
struct program : scheduled<Source> {
  using scheduled<Source>::schedule;

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

  /// One nest, or straight-line code, is inlined, so that a small function costs no call.
  COTANGENT_PART static void run(const memory& m) {
    if constexpr (decltype(schedule)::size.steps == 1) run_step<0>(m);
    else run_apart(m);
  }

 private:
  COTANGENT_WHOLE static void run_apart(const memory& m) { run_steps<0, decltype(schedule)::size.steps>(m); }
  // Steps in chunks, each a function: one long fold is slow to instantiate, and clang stops at 256.
  template <int From, int To>
  COTANGENT_PART static void run_steps(const memory& m) {
    if constexpr (To - From > 32) {
      constexpr int middle = top_level_step_after(From + 16, From);
      if constexpr (middle < To) {
        run_chunk<From, middle>(m);
        run_chunk<middle, To>(m);
      } else {
        run_one<From, To>(m);
      }
    } else {
      run_one<From, To>(m);
    }
  }
  template <int From, int To>
  [[gnu::noinline]] COTANGENT_WHOLE static void run_chunk(const memory& m) {
    run_steps<From, To>(m);
  }
  template <int From, int To>
  COTANGENT_PART static void run_one(const memory& m) {
    if constexpr (From < To) {
      run_step<From>(m);
      run_one<after<From>(), To>(m);
    }
  }
  /// The step behind step `At`, or behind the bracket that it opens.
  static constexpr int behind(int at) {
    const auto opens = [](ir::step_kind k) {
      return k == ir::step_kind::loop || k == ir::step_kind::branch || k == ir::step_kind::repeat;
    };
    if (!opens(scheduled<Source>::schedule.steps[at].kind)) return at + 1;
    for (int open = 0;; ++at) {
      open += opens(scheduled<Source>::schedule.steps[at].kind);
      open -= scheduled<Source>::schedule.steps[at].kind == ir::step_kind::end;
      if (open == 0) return at + 1;
    }
  }
  template <int At>
  static constexpr int after() {
    return behind(At);
  }
  static constexpr int top_level_step_after(int wanted, int from) {
    int at = from;
    while (at < wanted) at = behind(at);
    return at;
  }
  /// The step of this kind that belongs to the bracket opened at `at`.
  static constexpr int inside(int at, ir::step_kind kind) {
    for (int next = at + 1;; next = behind(next))
      if (scheduled<Source>::schedule.steps[next].kind == kind) return next;
  }

  /// Whether a loop's body, steps [From, To), is one piece of straight-line code.
  template <int From, int To>
  static constexpr bool is_recurrence() {
    if constexpr (To - From != 1 || scheduled<Source>::schedule.steps[From].kind != ir::step_kind::run) return false;
    else return scheduled<Source>::schedule.kernels[scheduled<Source>::schedule.steps[From].at].plan.keeps_carries;
  }

  /// Long code is a function of its own, as is each piece of it (schedule/split_long.hpp).
  template <int K>
  [[gnu::noinline]] COTANGENT_WHOLE static void run_alone(const memory& m) {
    kernel_loops<program, K>::run(m);
  }

  template <int B>
  static bool truth(const memory& m) {
    return *buffer_start<program, B>(m);
  }

  template <int At>
  COTANGENT_PART static void run_step(const memory& m) {
    constexpr ir::step now = scheduled<Source>::schedule.steps[At];
    constexpr int end = behind(At) - 1;
    if constexpr (now.kind == ir::step_kind::run) {
      if constexpr (scheduled<Source>::schedule.kernels[now.at].plan.apart) run_alone<now.at>(m);
      else kernel_loops<program, now.at>::run(m);
    } else if constexpr (now.kind == ir::step_kind::print) {
      print_values<program, now.at>(m);
    } else if constexpr (now.kind == ir::step_kind::loop) {
      if constexpr (is_recurrence<At + 1, end>())
        return recurrence<program, scheduled<Source>::schedule.steps[At + 1].at>::template run<now.depth, now.at>(m);
      else
        for (m.loop[now.depth] = 0; m.loop[now.depth] < now.at; ++m.loop[now.depth]) run_steps<At + 1, end>(m);
      m.loop[now.depth] = 0;
    } else if constexpr (now.kind == ir::step_kind::branch) {
      constexpr int otherwise = inside(At, ir::step_kind::otherwise);
      if (truth<now.at>(m)) run_steps<At + 1, otherwise>(m);
      else run_steps<otherwise + 1, end>(m);
    } else if constexpr (now.kind == ir::step_kind::repeat) {
      constexpr int leave = inside(At, ir::step_kind::leave_unless);
      for (;;) {
        run_steps<At + 1, leave>(m);
        if (!truth<scheduled<Source>::schedule.steps[leave].at>(m)) break;
        run_steps<leave + 1, end>(m);
      }
    }
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

/// Runs a program at these addresses.
template <class Program, class Addresses>
COTANGENT_WHOLE inline void run_at(const Addresses& at, std::byte* space) {
  int loop[ir::max_depth] = {};
  Program::run({at.inputs.data(), at.outputs.data(), space, loop});
}
/// Runs a program, its results written where the leaves of `result` are, which is nowhere an argument is.
template <class Program, class Result, class... Args>
[[gnu::always_inline]] inline void run_into(Result& result, std::byte* space, const Args&... args) {
  run_at<Program>(addresses<Result, Args...>(result, args...), space);
}
/// The same with results that may be where arguments are: those are read from copies, on the stack while they are
/// small, else in a block that a thread makes once.
template <class Program, class Addresses>
[[gnu::noinline]] void run_moved(Addresses at, std::byte* space) {
  workspace<static_cast<int>(Addresses::most_bytes())> room;
  at.move_overlapped(room.data());
  run_at<Program>(at, space);
}
template <class Result, class Program, class... Args>
[[gnu::always_inline]] inline Result run_program(const Args&... args) {
  Result result;
  if constexpr (Program::too_large::message.empty()) {
    workspace<Program::schedule.workspace_bytes> space;
    run_into<Program>(result, space.data(), args...);
  } else {
    using wrong = typename Program::too_large;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  }
  return result;
}

/// The results of a program on values: at run time by its kernels, in a constant expression by interpretation.
template <class Result, class Source, class... Args>
constexpr Result evaluate_program(const Args&... args) {
  using check = typename compiled<Source>::refusal;
  static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
  if (std::is_constant_evaluated()) return interpret_graph<Result>(ir::graph(compiled<Source>::optimized), args...);
  return run_program<Result, program<Source>>(args...);
}

/// F, whose result is a Result, on values.
template <class Result, class F, class... Args>
constexpr Result evaluate_as(const Args&... args) {
  return evaluate_program<Result, traced_function<F, Args...>>(args...);
}

}  // namespace cotangent::detail
