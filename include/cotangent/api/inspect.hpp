// What a function becomes: its optimized program as text, and what it costs.
#pragma once

#include <cotangent/passes/print.hpp>
#include <cotangent/schedule/program.hpp>

namespace cotangent {

namespace detail {

template <class Program>
struct inspection {
  /// The optimized program, one typed equation a line (grammar: passes/print.hpp).
  static constexpr std::string_view text() { return listing.view(); }
  /// Equations that compute something.
  static constexpr int equations() { return ir::count_equations(ir::graph(Program::optimized)); }
  /// Arithmetic operations and function evaluations of one call.
  static constexpr long long flops() { return Program::schedule.flops; }
  /// Bytes that the loop nests read and write, each array once a nest.
  static constexpr long long bytes_moved() { return Program::schedule.bytes_moved; }
  static constexpr int workspace_bytes() { return Program::schedule.workspace_bytes; }

 private:
  static constexpr int length = ir::print_program(ir::graph(Program::optimized)).size();
  struct characters {
    char chars[length + 1] = {};
    constexpr std::string_view view() const { return {chars, static_cast<std::size_t>(length)}; }
  };
  static constexpr characters listing = [] {
    characters c;
    const ir::list<char> text = ir::print_program(ir::graph(Program::optimized));
    for (int k = 0; k < length; ++k) c.chars[k] = text[k];
    return c;
  }();
};

}  // namespace detail

/// The compiled program of f on these argument types; every answer is a constant.
template <class F, class... Args>
constexpr auto inspect(F, like_t<Args>...) {
  return detail::inspection<detail::compiled<detail::traced_function<F, Args...>>>{};
}

}  // namespace cotangent
