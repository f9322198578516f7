// Programs that tests trace when they run.
#pragma once

#include <cotangent/cotangent.hpp>

/// F on arguments of these types. (Through a pointer that no compiler can see through: it would trace a program that
/// could be a constant itself, while it compiles, a hundred times slower.)
template <class F, class... Args>
cotangent::ir::graph program_of() {
  cotangent::ir::graph (*volatile trace)() = &cotangent::detail::trace_program<F, Args...>;
  return trace();
}
