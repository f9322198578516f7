// What code is made for: values that optimization and schedule/decide.hpp ask, and back ends do not.
#pragma once

#include <cotangent/passes/optimize.hpp>

namespace cotangent::ir {

/// How a product and a sum are rounded: each; once, by an instruction; or as a compiler likes that reads them in one
/// expression.
enum class rounding : int { each, once, as_compiled };

struct target {
  const char* name;
  int register_bytes = 0;  // of SIMD registers; 0: there are none
  rounding sums = rounding::each;
  bool masks = false;  // some of a register's lanes are moved by one instruction
  /// Text for a compiler that knows what it compiles for: registers have any size up to register_bytes and hold what
  /// lies side by side, what is left of an axis is a register that begins earlier, or numbers (`tail_form`), numbers of
  /// the workspace are variables, and loops that are not in registers are vectorized.
  bool is_text = false;
  std::span<const pass> passes = ir::passes;  // by which programs are optimized

  constexpr int lanes(dtype d) const { return register_bytes < 2 * bytes_of(d) ? 1 : register_bytes / bytes_of(d); }
};

inline constexpr target scalar{"scalar"};
inline constexpr target x86_64_v2{"x86-64-v2", 16};
inline constexpr target x86_64_v3{"x86-64-v3", 32, rounding::once};
inline constexpr target x86_64_v4{"x86-64-v4", 64, rounding::once, true};
inline constexpr target neon{"neon", 16, rounding::once};
/// What takes whole arrays and makes its own loops: it is given a graph, and no schedule.
inline constexpr target arrays{.name = "arrays", .passes = passes_for_arrays};
/// The same, where programs are differentiated after they are written: rules of functions stay.
inline constexpr target differentiated{.name = "differentiated", .passes = passes_for_derivatives};
/// Whatever the C compiler has.
inline constexpr target c_compiler{"c", 64, rounding::as_compiled, false, true};

/// What this compiler makes code for.
constexpr target native_target() {
  target t = scalar;
#if defined(__AVX512F__)
  t = x86_64_v4;
#elif defined(__AVX__)
  t = x86_64_v3;
#elif defined(__SSE2__)
  t = x86_64_v2;
#elif defined(__ARM_NEON)
  t = neon;
#endif
#if !defined(__FMA__) && !defined(__ARM_FEATURE_FMA)
  t.sums = rounding::each;
#endif
  return t;
}
inline constexpr target native = native_target();

}  // namespace cotangent::ir
