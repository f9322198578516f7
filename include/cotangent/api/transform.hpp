// What all transforms share: how one is called on values, on traced values, and on plain numbers inside a trace.
#pragma once

#include <cotangent/api/refusals.hpp>
#include <cotangent/evaluate/values.hpp>
#include <cotangent/schedule/program.hpp>
#include <cotangent/transforms/calls.hpp>

namespace cotangent::detail {

/// A function that a transform holds. Stateless ones take no room, so that the transform is stateless too, even where
/// it holds the same one twice (hence the number).
template <class F, int Number = 0>
class held {
 public:
  constexpr held() = default;
  constexpr explicit held(F function) : f_(std::move(function)) {}
  constexpr const F& get() const { return f_; }

 private:
  F f_;
};
template <Stateless F, int Number>
class held<F, Number> {
 public:
  constexpr held() = default;
  constexpr explicit held(F) {}
  constexpr F get() const { return make_stateless<F>(); }
};

/// Trees of expressions for trees that may hold values.
template <class Tree>
constexpr auto as_exprs(ir::graph& g, const Tree& tree) {
  const ir::list<int> ids = ids_of(g, tree);
  return tree_of_ids<Tree>(g, ids);
}

// What may_hold_traced could not tell at the call: a call that is compiled into a program is a compile error.
[[gnu::error("a transform's function has run-time state (captured values); pass that state as an argument")]] void
refuse_run_time_state();

// ---- the first call
// Compilers tell of an error inside a function by all that was instantiated for it since the user's call. So each
// transform calls its function first where it is called itself, and only for the type: decltype(door<F,
// gets_in<...>()>(traced_like<Args>()...)).
struct not_called {};
struct closed_door {
  template <class... A>
  constexpr not_called operator()(const A&...) const {
    return {};
  }
};
/// F, or what is called in its place; never defined.
template <class F, bool Open>
extern const std::conditional_t<Open, std::type_identity<or_not_taken<F>>, std::type_identity<closed_door>>::type door;

template <class Name>
inline constexpr bool arrays_are_leaves = !requires { Name::arrays_are_trees; };
/// Whether a call of F on these gets as far as to F.
template <class Name, class F, class... Args>
constexpr bool gets_in() {
  if constexpr (!(whole_tree<Args> && ... && true) || (is_maker<Args> || ... || false) ||
                (holds_outside_array<Args, arrays_are_leaves<Name>>() || ... || false) || !has_call_operator<F>())
    return false;
  else if constexpr ((is_traced_tree<Args> || ... || false)) return true;
  else if constexpr (Stateless<F>) return (leaves_of<Args>::size + ... + 0) > 0;
  else return may_hold_traced<F>();
}
template <class T>
constexpr auto traced_type() {
  if constexpr (whole_tree<T>) return std::type_identity<expr_tree<T>>{};
  else return std::type_identity<anything>{};
}
/// The type of an argument in a trace; anything, if it is no tree.
template <class T>
using traced_as = typename decltype(traced_type<T>())::type;
template <class T>
const traced_as<T>& traced_like();
/// What is called first instead of F, on the same arguments, so that an error inside is told as if F were not there: of
/// a transform that hands on its arguments, its function's.
template <class F, class... Args>
constexpr auto innermost_type() {
  if constexpr (requires { typename F::template hands_on<Args...>; })
    return innermost_type<typename F::template hands_on<Args...>, Args...>();
  else return std::type_identity<F>{};
}
template <class F, class... Args>
using innermost = typename decltype(innermost_type<F, traced_as<Args>...>())::type;
/// Whether a first call returned a tree, to go on with.
template <class First>
inline constexpr bool returned_tree =
    whole_tree<First> && !std::is_same_v<First, not_called> && !std::is_same_v<First, not_taken>;
/// The same for a program of F on values, whose function must hold no state at all.
template <class Name, class F, class... Args>
constexpr bool gets_into_program() {
  if constexpr (Stateless<F>) return gets_in<Name, F, seen_as<Args>...>();
  else return false;
}
/// Whether F, whose first call on A... was said to be a First, failed inside: its type is known then, but clang takes
/// it for no function.
template <class First, class F, class... A>
constexpr bool fails_inside() {
  if constexpr (std::is_same_v<First, not_called> || std::is_same_v<First, not_taken>) return false;
  else
    return requires(const or_not_taken<F>& f, const A&... a) { requires std::is_same_v<decltype(f(a...)), not_taken>; };
}

/// What a transform returns where its call is refused: what it says itself, or anything at all.
template <class Self, class... Args>
constexpr auto refused(const Args&... args) {
  if constexpr (requires { Self::refused(args...); }) return Self::refused(args...);
  else return anything{};
}

/// The same where the arguments are what they should be, but Self refuses the function; in a trace another transform
/// may look at it.
template <class Self, class... Args>
constexpr auto instead_of_call(const Args&... args) {
  if constexpr ((is_traced_tree<Args> || ... || false) && requires { Self::instead(args...); })
    return Self::instead(args...);
  else return refused<Self>(args...);
}
/// What Self, called on trees of expressions, has against that: its `refusal`, a class with a message. It is asked
/// here, once for all kinds of arguments, as each function that a refusal is further inside is three lines of its
/// error.
template <class Self, class... E>
constexpr auto refusal_type() {
  if constexpr (requires { typename Self::template refusal<E...>; })
    return std::type_identity<typename Self::template refusal<E...>>{};
  else return std::type_identity<nothing_wrong>{};
}
template <class Self, class... Args>
using refusal_at = typename decltype(refusal_type<Self, traced_as<Args>...>())::type;

#ifdef COTANGENT_EVALUATOR
/// Whether the compiler can trace F, which it cannot where F calls what is not constexpr.
template <class F, class... Args>
concept traces_while_compiling = requires { typename std::bool_constant<(trace_program<F, Args...>(), true)>; };
#else  // a generator traces when it runs
template <class F, class... Args>
concept traces_while_compiling = true;
#endif
/// Whether F on values like these cannot be traced after something was refused, perhaps inside of it: then nothing more
/// is said.
template <class F, class... Args>
constexpr bool cannot_go_on() {
  if constexpr (something_was_refused<hana::tuple<F, Args...>>()) return !traces_while_compiling<F, Args...>;
  else return false;
}
template <class F, class... E>
constexpr bool cannot_go_on(hana::tuple<E...>*) {
  return cannot_go_on<F, value_tree<E>...>();
}
template <class Name>
struct not_constant_message {
  static constexpr text message = join(Name::text,
                                       ": the function cannot be traced while compiling: make everything that it calls "
                                       "constexpr (a template or lambda is, unless it has "
                                       "static variables, I/O or other run-time effects; std::sqrt, std::exp and so on "
                                       "of plain numbers are none with clang: write ct::sqrt, ct::exp), "
                                       "or raise the compiler's limits on constant expressions");
};

/// Calls self.trace(graph, trees of expressions...) where anything is traced; else evaluates self on the values. A
/// std::array of numbers is one array, but a tree where Name says so.
template <class Name, bool FailedInside = false, class Self, class... Args>
constexpr auto enter(const Self& self, const Args&... args) {
  constexpr bool arrays = arrays_are_leaves<Name>;
  if constexpr (FailedInside) {
    return refused<Self>(args...);
  } else if constexpr ((holds_outside_array<Args, arrays>() || ... || false)) {
    return self(with_views<arrays>(args)...);
  } else if constexpr ((is_maker<Args> || ... || false)) {
    return self(made(args)...);
  } else if constexpr (!(whole_tree<Args> && ... && true) ||
                       (Stateless<Self> && (leaves_of<Args>::size + ... + 0) == 0)) {
    using wrong = arguments_message<Name, Args...>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return refused<Self>(args...);
  } else if constexpr (!(is_traced_tree<Args> || ... || false) && !Stateless<Self> && !may_hold_traced<Self>()) {
    using wrong = state_message<Name, Self>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return refused<Self>(args...);
  } else if constexpr (!refusal_at<Self, Args...>::message.empty()) {
    using wrong = refusal_at<Self, Args...>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return instead_of_call<Self>(args...);
  } else if constexpr ((is_traced_tree<Args> || ... || false)) {
    ir::graph& g = *graph_of(args...);
    return self.trace(g, as_exprs(g, args)...);
  } else if constexpr (Stateless<Self>) {
    // (Its type as traced, by the same call as above: each call between is three lines of every error inside a
    // function.)
    using traced = decltype(self.trace(std::declval<ir::graph&>(), std::declval<const expr_tree<Args>&>()...));
    if constexpr (holds_anything<traced>() && requires { Self::refused(args...); }) {
      return Self::refused(args...);
    } else if constexpr (traces_while_compiling<Self, Args...>) {
      return evaluate_as<value_tree<traced>, Self>(args...);
    } else if constexpr (something_was_refused<value_tree<traced>>()) {
      return value_tree<traced>();  // what was refused inside of the function may be why
    } else {
      using wrong = not_constant_message<Name>;
      static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
      return value_tree<traced>();
    }
  } else {
    // Plain numbers inside a trace, and a closure: a graph of its own, until it meets what the closure captured.
#ifdef COTANGENT_EVALUATOR  // a generator traces when it runs
    if (!std::is_constant_evaluated()) refuse_run_time_state();
#endif
    const auto trace_on = [&](ir::graph& own) {
      own.is_closure = own.is_open = true;
      auto result = self.trace(own, as_exprs(own, args)...);
      close_graph(own);
      return result;
    };
    if (!std::is_constant_evaluated()) return trace_on(closure_graphs::next());
    ir::graph own;
    return trace_on(own);
  }
}

}  // namespace cotangent::detail
