// What a function becomes: its optimized program as text, and what it costs.
#pragma once

#include <cotangent/api/sparse.hpp>
#include <cotangent/api/vjp.hpp>
#include <cotangent/schedule/dot.hpp>
#include <cotangent/schedule/print.hpp>

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
  using executed = scheduled<traced_function<F, Args...>>;

  /// The optimized program, one typed equation a line (grammar: passes/print.hpp).
  static constexpr std::string_view text() { return frozen_text<make_text>::view(); }
  /// The program as traced, then each pass (passes/optimize.hpp) that changed it: what for, and what it left.
  static constexpr std::string_view passes() { return frozen_text<make_passes>::view(); }
  /// The optimized program as a picture for Graphviz: loop nests as clusters, red edges for what is kept between them.
  static constexpr std::string_view dot() { return frozen_text<make_dot>::view(); }
  /// What runs on a machine, and what is decided of it (schedule/decide.hpp): loops, nests, instructions.
  template <const ir::target& Machine = ir::native>
  static constexpr std::string_view decisions() {
    return frozen_text<make_decisions<Machine>>::view();
  }
  /// Where the Jacobian by argument 0 may be other than zero or, of a ct::sparse_jacobian or ct::sparse_hessian, what
  /// it computes: sizes, entries, how they are computed and, if most of them are there, the equation they come from;
  /// then a picture, a character for each place.
  static constexpr std::string_view sparsity() { return frozen_text<make_sparsity>::view(); }
  /// The same picture as SVG.
  static constexpr std::string_view sparsity_svg() { return frozen_text<make_sparsity_svg>::view(); }
  /// Equations that compute something.
  static constexpr int equations() { return ir::count_equations(ir::graph(program::optimized)); }
  /// Arithmetic operations and function evaluations of one call.
  static constexpr long long flops() { return executed::schedule.flops; }
  /// Bytes that the loop nests read and write, each array once a nest.
  static constexpr long long bytes_moved() { return executed::schedule.bytes_moved; }
  static constexpr int workspace_bytes() {
    using wrong = typename executed::too_large;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return executed::schedule.workspace_bytes;
  }
  /// What ct::vjp(f, args...) keeps for its pullback, described as a tuple.
  static constexpr std::string_view residuals() {
    using pullback = decltype(result_tree<vjp_function<F>, Args...>::pullback);
    return describe<pullback>();
  }

 private:
  struct make_text {
    constexpr ir::list<char> operator()() const { return ir::print_program(ir::graph(program::optimized)); }
  };
  struct make_passes {
    constexpr ir::list<char> operator()() const {
      ir::list<char> out;
      const auto write = [&](const auto& chars) {
        for (char c : chars) out.push(c);
      };
      const auto title = [&](std::string_view name, std::string_view purpose, const ir::list<char>& listing) {
        write(name);
        write(std::string_view(": "));
        write(purpose);
        write(std::string_view("\n"));
        write(listing);
      };
      ir::graph g = ir::rewrite(ir::graph(program::traced),
                                &ir::emit);  // in the order of what results need, which is every compiler's
      ir::list<char> before = ir::print_program(g);
      title("trace", "the function as it was called", before);
      for (const ir::pass& p : ir::passes) {
        g = p.run(g);
        const ir::list<char> after = ir::print_program(g);
        if (std::string_view(after.begin(), static_cast<std::size_t>(after.size())) ==
            std::string_view(before.begin(), static_cast<std::size_t>(before.size())))
          continue;
        title(p.name, p.purpose, after);
        before = after;
      }
      return out;
    }
  };
  template <const ir::target& Machine>
  struct make_decisions {
    constexpr ir::list<char> operator()() const { return ir::print_schedule(program::schedule_for(Machine)); }
  };
  using entries = typename decltype(sparse_source_of<F, Args...>())::type;
  struct make_sparsity {
    constexpr ir::list<char> operator()() const { return ir::pattern_drawing(drawn_pattern_of<entries>()).as_text(); }
  };
  struct make_sparsity_svg {
    constexpr ir::list<char> operator()() const { return ir::pattern_drawing(drawn_pattern_of<entries>()).as_svg(); }
  };
  struct make_dot {
    constexpr ir::list<char> operator()() const { return ir::dot_program(ir::graph(program::optimized)); }
  };
};

struct inspect_name {
  static constexpr const char* text = "inspect";
};
/// What a refused inspection answers.
struct no_inspection {
  static constexpr std::string_view text() { return {}; }
  static constexpr std::string_view passes() { return {}; }
  static constexpr std::string_view dot() { return {}; }
  template <const ir::target& = ir::native>
  static constexpr std::string_view decisions() {
    return {};
  }
  static constexpr std::string_view sparsity() { return {}; }
  static constexpr std::string_view sparsity_svg() { return {}; }
  static constexpr std::string_view residuals() { return {}; }
  static constexpr int equations() { return 0; }
  static constexpr long long flops() { return 0; }
  static constexpr long long bytes_moved() { return 0; }
  static constexpr int workspace_bytes() { return 0; }
};

}  // namespace detail

/// The compiled program of f on these argument types; every answer is a constant.
template <class F, class... Args>
constexpr auto inspect(F, like_t<Args>...) {
  using check = detail::program_message<detail::inspect_name, F, detail::seen_as<Args>...>;
  using first = decltype(detail::door<F, detail::gets_into_program<detail::inspect_name, F, Args...>()>(
      detail::traced_like<detail::seen_as<Args>>()...));
  if constexpr (detail::fails_inside<first, F, detail::traced_as<detail::seen_as<Args>>...>()) {
    return detail::no_inspection{};
  } else if constexpr (check::message.empty()) {
    return detail::inspection<F, detail::seen_as<Args>...>{};
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return detail::no_inspection{};
  }
}
/// (Overload for what the other does not take.)
template <class... Given>
constexpr auto inspect(const Given&...) {
  using wrong = detail::usage_message<"inspect: expected inspect(f, ct::like<X>...)", std::decay_t<Given>...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return detail::no_inspection{};
}

}  // namespace cotangent
