// A small program for as many examples as a SIMD register has lanes, each in a lane of its own.
#pragma once

#include <cotangent/evaluate/evaluate.hpp>

namespace cotangent::detail {

/// `Flags::mapped()`: for each leaf of the inputs, whether its examples lie behind each other in memory or all share one.
template <class Source, class Flags>
struct examples_program {
  static constexpr ir::schedule make_schedule(int examples) {
    const auto& optimized = compiled<Source>::optimized;
    if (optimized.refusal != nullptr) return {};
    return ir::make_schedule_for_examples(ir::graph(optimized), Flags::mapped(), examples);
  }
  static constexpr ir::schedule_sizes sizes = make_schedule(1).sizes();
  /// False for programs that are too large, or that loop or branch.
  static constexpr bool exists = sizes.kernels > 0;

  static constexpr int lanes() {
    if constexpr (!exists) return 1;
    else return make_schedule(1).kernels[0].vector_element == ir::dtype::f32 ? lanes_of<float> : lanes_of<double>;
  }
  static constexpr auto schedule = make_schedule(lanes()).template freeze<sizes>();

  [[gnu::always_inline]] static void run(const memory& m) { kernel_loops<examples_program, 0>::run(m); }
};

}  // namespace cotangent::detail
