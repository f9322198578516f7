// A function and argument types as constants: the traced graph, the optimized one, the schedule. Every back end starts
// from here.
#pragma once

#include <cotangent/schedule/decide.hpp>
#include <cotangent/schedule/stages.hpp>
#include <cotangent/tracing/trace.hpp>

#include <algorithm>

namespace cotangent {

namespace detail {

/// False for a constant that could not be made, of which the compiler has said why: what depends on it is no error,
/// too.
template <const auto& Frozen>
concept is_constant = requires { typename std::bool_constant<Frozen.fits()>; };
/// Stands for a graph that could not be made: a program without results.
constexpr auto no_graph() {
  ir::graph g;
  g.root = g.make_region({}, {}, {});
  return g.freeze<8, 64>();
}

/// What `make()` returns, frozen into no more room than it takes. Making it is the work, so it is made once, into room
/// enough for most programs, and copied; only larger ones are made twice. (Each is a static member, because clang would
/// evaluate a local variable of a constexpr function several times.)
template <class Make>
struct frozen_graph {
  static constexpr auto first = Make{}().template freeze<4096, 32768>();
  static constexpr auto value() {
    if constexpr (!is_constant<first>) return no_graph();
    else if constexpr (first.fits()) return ir::graph(first).template freeze<first.equation_count, first.word_count>();
    else return Make{}().template freeze<first.equation_count, first.word_count>();
  }
};
template <class Make, int Equations>
struct frozen_schedule {
  static constexpr int few = 128;  // for which clang makes room in 40 ms less
  static constexpr ir::schedule_sizes room = Equations <= few
                                                 ? ir::schedule_sizes{64, 1024, 256, 1024, 128, 4, 16, 1024, 128}
                                                 : ir::schedule_sizes{512, 6144, 2048, 6144, 1024, 16, 64, 4096, 1024};
  static constexpr auto first = ir::frozen_copy<room>(Make{}());
  static constexpr auto value() {
    if constexpr (first.fits()) return ir::frozen_copy<first.used>(first);
    else return ir::frozen_copy<first.used>(Make{}());
  }
};

/// Where a program comes from: anything with a static graph(). This one is a function traced on argument types.
template <class F, class... Args>
struct traced_function {
  static constexpr int examples = 0;  // in the first axes of its arrays, if they are such
  static constexpr ir::graph graph() { return trace_program<F, Args...>(); }
};

/// The constants of one program; each step is a constant of its own, so that no single evaluation is long.
template <class Source>
struct compiled {
  struct make_traced {
    constexpr ir::graph operator()() const { return Source::graph(); }
  };
  static constexpr auto traced = frozen_graph<make_traced>::value();
  struct make_optimized {
    constexpr ir::graph operator()() const { return ir::ready_to_schedule(ir::graph(traced)); }
  };
  static constexpr auto optimized = frozen_graph<make_optimized>::value();
  static constexpr ir::schedule schedule_for(const ir::target& machine) {
    if (!optimized.refusal.empty()) return {};  // (g++ 12 miscounts lifetimes in a conditional expression)
    ir::graph g(optimized);  // not const, or clang would make a generator's schedule while it compiles
    return ir::schedule_for(g, machine, Source::examples);
  }
  struct refusal {
    static constexpr text message = optimized.refusal;
  };
};

/// The same with its schedule, decided for the machine that is compiled for, which a generator of code makes at run
/// time instead.
template <class Source>
struct scheduled : compiled<Source> {
  struct make_it {
    constexpr ir::schedule operator()() const { return compiled<Source>::schedule_for(ir::native); }
  };
  static constexpr auto schedule = frozen_schedule<make_it, compiled<Source>::optimized.equation_count>::value();
  struct too_large {
    static constexpr text message = ir::workspace_problem(schedule.workspace_needed);
  };
};

}  // namespace detail
}  // namespace cotangent
