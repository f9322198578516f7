// A function compiled as one static program, and the two functions that only matter inside one.
#pragma once

#include <cotangent/api/transform.hpp>
#include <cotangent/tensor/print.hpp>

namespace cotangent {

/// An option of ct::jit: many elements that are divided by one number are multiplied by its reciprocal, which is
/// faster, half a unit in the last place less exact, and wrong where that reciprocal is no normal number
/// (docs/accuracy.md).
inline constexpr option_t<ir::option::reciprocals> reciprocals{};
/// An option of ct::jit: no operand of a product, quotient or difference is infinite or not a number, and none that is
/// a divisor is 0, so that a number times a 0 written in the program is 0: 0 x = 0, 0 / x = 0, x - x = 0, x + 0 = x.
/// Constants with zeros (a rotation about an axis, the model of a robot) then cost what is not zero in them. Where an
/// operand is not finite after all, the result may be a finite number.
inline constexpr option_t<ir::option::finite> finite{};

namespace detail {

struct jit_name {
  static constexpr const char* text = "jit";
};
template <class F, unsigned Options = 0>
struct jit_function {
  static constexpr unsigned options =
      Options | program_options<F>();  // of ir::option; they hold where this is the whole program
  [[no_unique_address]] held<F> f;
  template <class... Args>
    requires(gets_in<jit_name, F, Args...>())
  using hands_on = F;
  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    constexpr bool open = gets_in<jit_name, F, Args...>();
    using inside = decltype(door<innermost<F, Args...>, open>(traced_like<Args>()...));
    constexpr bool failed = fails_inside<inside, innermost<F, Args...>, traced_as<Args>...>();
    using first = decltype(door < F, open && !failed > (traced_like<Args>()...));
    return enter < jit_name, failed || fails_inside<first, F, traced_as<Args>...>() > (*this, args...);
  }
  template <class... Args>
  using refusal = call_message<jit_name, F, Args...>;
  template <class... Args>
  constexpr auto trace(ir::graph& start, const Args&... args) const {
    auto result = f.get()(args...);
    return as_exprs(joined_with(start, result), result);
  }
};

template <class... X>
constexpr void append_print(const char* format, const X&... x) {
  ir::graph& g = *graph_of(x...);
  ir::list<int> operands;
  (operands.push(term_of(x).id), ...);
  ir::list<long long> words;
  words.push(0);                 // leading axes that count examples
  words.push(g.unique_count());  // two prints of the same are two prints
  g.reserve_unique(g.unique_count() + 1);
  int holes = 0;
  for (const char* c = format; *c != '\0'; ++c) {
    words.push(*c);
    holes += c[0] == '{' && c[1] == '}';
  }
  if (holes != static_cast<int>(sizeof...(X)))
    g.refusal = join("debug_print: expected one {} for each operand, got ", holes, " of them and ",
                     static_cast<int>(sizeof...(X)), " operands");
  g.effects.push(g.emit(ir::op::print, -1, g.intern(words.begin(), words.size()), g.packed(operands)));
}

}  // namespace detail

/// f as one program: fused over its whole body, where a call on values would evaluate operation by operation.
template <class F>
constexpr auto jit(F f) {
  return detail::jit_function<F>{detail::held<F>(f)};
}
/// The same with options, which hold for the whole program that is called, mapped or added to a library under this
/// name: `ct::jit(ct::grad(f), ct::reciprocals)`. Inside of another program they say nothing.
template <class F, ir::option... O>
  requires(sizeof...(O) > 0)
constexpr auto jit(F f, option_t<O>...) {
  return detail::jit_function<F, (ir::options_of(O) | ...)>{detail::held<F>(f)};
}
COTANGENT_USAGE(jit, "jit(f)")

/// The same values, with zero for a derivative.
template <detail::Tree T>
constexpr auto stop_gradient(const T& tree) {
  if constexpr (detail::is_traced_tree<T>) {
    ir::graph& g = *detail::graph_of(tree);
    ir::list<int> ids = detail::ids_of(g, tree);
    for (int k = 0; k < ids.size(); ++k) ids[k] = ir::apply(ir::op::stop_gradient, {&g, ids[k]}).id;
    return detail::tree_of_ids<T>(g, ids);
  } else {
    return tree;
  }
}

/// Prints `format`, with each {} replaced by an operand, whenever the program runs; under vmap once for each example.
template <detail::Leaf... X>
  requires(sizeof...(X) > 0)
constexpr void debug_print(const char* format, const X&... x) {
  if constexpr ((detail::Traced<X> || ... || false)) {
    ir::graph& g = *detail::graph_of(x...);
    detail::append_print(format, detail::as_expr<detail::element_t<X>>(g, x)...);
  } else {
    std::string line;
    std::string_view rest = format;
    auto write = [&](const auto& v) {
      const std::size_t hole = rest.find("{}");
      line += rest.substr(0, hole);
      if constexpr (ir::is_element<std::remove_cvref_t<decltype(v)>>) line += detail::array_text(&v, {});
      else line += detail::array_text(v.data(), v.shape);
      rest.remove_prefix(hole == std::string_view::npos ? rest.size() : hole + 2);
    };
    (write(x), ...);
    line += rest;
    std::puts(line.c_str());
  }
}
template <class... Given>
constexpr void debug_print(const char*, const Given&...) {
  using wrong = detail::usage_message<"debug_print: expected debug_print(format, x...) of numbers or arrays", Given...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
}

}  // namespace cotangent
