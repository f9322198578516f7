// What a function becomes: its optimized program as text, and what it costs.
#pragma once

#include <cotangent/api/vjp.hpp>
#include <cotangent/schedule/dot.hpp>

namespace cotangent {

namespace detail {

/// Text of unbounded length that `make()` writes, as a constant.
template <class Make>
struct frozen_text {
  static constexpr int length = Make{}().size();
  struct characters {
    char chars[length + 1] = {};
  };
  static constexpr characters value = [] {
    characters c;
    const ir::list<char> made = Make{}();
    for (int k = 0; k < length; ++k) c.chars[k] = made[k];
    return c;
  }();
  static constexpr std::string_view view() { return {value.chars, static_cast<std::size_t>(length)}; }
};

template <class F, class... Args>
struct inspection {
  using program = compiled<traced_function<F, Args...>>;

  /// The optimized program, one typed equation a line (grammar: passes/print.hpp).
  static constexpr std::string_view text() { return frozen_text<make_text>::view(); }
  /// The optimized program as a picture for Graphviz: loop nests as clusters, red edges for what is kept between them.
  static constexpr std::string_view dot() { return frozen_text<make_dot>::view(); }
  /// Equations that compute something.
  static constexpr int equations() { return ir::count_equations(ir::graph(program::optimized)); }
  /// Arithmetic operations and function evaluations of one call.
  static constexpr long long flops() { return program::schedule.flops; }
  /// Bytes that the loop nests read and write, each array once a nest.
  static constexpr long long bytes_moved() { return program::schedule.bytes_moved; }
  static constexpr int workspace_bytes() { return program::schedule.workspace_bytes; }
  /// What ct::vjp(f, args...) keeps for its pullback, described as a tuple.
  static constexpr std::string_view residuals() {
    using pullback = decltype(result_tree<vjp_function<F>, Args...>::pullback);
    return describe<pullback>();
  }

 private:
  struct make_text {
    constexpr ir::list<char> operator()() const { return ir::print_program(ir::graph(program::optimized)); }
  };
  struct make_dot {
    constexpr ir::list<char> operator()() const { return ir::dot_program(ir::graph(program::optimized)); }
  };
};

}  // namespace detail

/// The compiled program of f on these argument types; every answer is a constant.
template <class F, class... Args>
constexpr auto inspect(F, like_t<Args>...) {
  return detail::inspection<F, Args...>{};
}

}  // namespace cotangent
