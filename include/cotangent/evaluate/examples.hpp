// A small program for as many examples as a SIMD register has lanes, each in a lane of its own.
#pragma once

#include <cotangent/evaluate/evaluate.hpp>

namespace cotangent::detail {

/// `Flags::mapped()`: for each leaf of the inputs, whether its examples lie behind each other in memory or all share
/// one.
template <class Source, class Flags>
struct examples_program {
  struct make_it {
    constexpr ir::schedule operator()() const {
      const auto& optimized = compiled<Source>::optimized;
      if (!optimized.refusal.empty()) return {};
      return ir::decided(
          ir::make_schedule_for_examples(ir::graph(optimized), Flags::mapped(), lanes_of<float>, lanes_of<double>),
          ir::native);
    }
  };
  static constexpr auto schedule = frozen_schedule<make_it, compiled<Source>::optimized.equation_count>::value();
  /// False for programs that are too large, or that loop or branch.
  static constexpr bool exists = decltype(schedule)::size.kernels > 0;
  static constexpr int lanes() { return exists ? schedule.kernels[0].extent[0] : 1; }

  COTANGENT_PART static void run(const memory& m) { kernel_loops<examples_program, 0>::run(m); }
};

}  // namespace cotangent::detail
