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
// What cannot be traced may be so for an error that the compiler has told of, which no program can ask for. But g++
// does not instantiate functions behind an error where a class around them was begun before it: so with g++ that
// refusal is made by a function that is asked for when a call begins, and instantiated at the end; or at once, where
// that is over.
#ifndef __clang__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"
template <class Call>
struct late_refusal {
  friend auto refused_late(late_refusal);
};
template <class Call>
struct late_end {
  friend auto ended_late(late_end);
};
#pragma GCC diagnostic pop
template <class Call, class Message>
struct refuse_late {
  friend auto refused_late(late_refusal<Call>) { return std::type_identity<Message>{}; }
  static constexpr bool done = true;
};
template <class Call>
struct end_late {
  friend auto ended_late(late_end<Call>) { return true; }
  static constexpr bool done = true;
};
template <class Call>
void say_late() {
  static_assert(end_late<Call>::done);
  if constexpr (requires(late_refusal<Call> call) { refused_late(call); }) {
    using wrong = typename decltype(refused_late(late_refusal<Call>{}))::type;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  }
}
template <class Call>
struct begun_call {
  // (As a template argument: under g++'s sanitizer a comparison of the address is no constant.)
  using said_at_the_end = std::integral_constant<void (*)(), &say_late<Call>>;
  static_assert(sizeof(said_at_the_end) > 0);
};
#else
template <class Call>
struct begun_call {};
#endif
template <class... Args>
struct call_of;

/// Whether a call of F on these gets as far as to F.
template <class Name, class F, class... Args>
constexpr bool arrives() {
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
template <class Name, class F, class... Args>
inline constexpr bool arrives_at = arrives<Name, F, Args...>();
/// The same where that call begins. (A function that calls none, which g++ instantiates when it is met.)
template <class Name, class F, class... Args>
constexpr bool gets_in() {
  static_cast<void>(sizeof(begun_call<call_of<traced_as<Args>...>>));
  return arrives_at<Name, F, Args...>;
}
/// True; a call on these begins.
template <class... E>
constexpr bool begins(hana::tuple<E...>*) {
  static_cast<void>(sizeof(begun_call<call_of<E...>>));
  return true;
}
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
  static_cast<void>(sizeof(begun_call<call_of<traced_as<seen_as<Args>>...>>));
  return Stateless<F> && arrives_at<Name, F, seen_as<Args>...>;
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

/// A tree like T that means nothing, traced if anything of args is; or anything.
template <class T, class... Args>
constexpr auto blank_tree(const Args&... args) {
  if constexpr (!whole_tree<T>) return anything{};
  else if constexpr ((is_traced_tree<Args> || ... || false))
    return tree_of_tangents<T>(*graph_of(args...), ir::list<int>(leaves_of<T>::size, -1));
  else return value_tree<T>{};
}
/// The same where the arguments are what they should be, but Self refuses the function: what is `wanted`, if Self says
/// so; in a trace, where another transform may look at it, what it says to be there `instead`.
template <class Self, class... Args>
constexpr auto instead_of_call(const Args&... args) {
  if constexpr ((is_traced_tree<Args> || ... || false) && requires { Self::instead(args...); })
    return Self::instead(args...);
  else if constexpr (requires { typename Self::template wanted<traced_as<Args>...>; })
    return blank_tree<typename Self::template wanted<traced_as<Args>...>>(args...);
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
/// What a transform's function is called: with clang a lambda says where it stands, with g++ inside of which others.
template <class F>
constexpr text function_text() {
  if constexpr (requires(const F& f) { f.f.get(); }) {
    return function_text<std::decay_t<decltype(std::declval<const F&>().f.get())>>();
  } else {
    const text name = type_name<F>(text::capacity);
    constexpr int most = 100;  // from the end, as it begins with the path of a file
    return name.length <= most ? name : join("...", name.chars + name.length - most);
  }
}
/// Whether the graph's trace still follows calls, of which this is one more.
template <class Name, class Self>
constexpr bool follows(ir::followed_calls& calls) {
  if (calls.left-- > 0) return true;
  if (calls.left == -1) calls.left_out = join(function_text<Self>(), ", which ", Name::text, " was given");
  return false;
}
#ifdef COTANGENT_EVALUATOR
template <class F, class Count, class... Args>
concept traces_calls = requires {
  typename std::bool_constant<(
      [] {
        ir::followed_calls calls{Count::value, {}};
        trace_following<F, Args...>(&calls);
      }(),
      true)>;
};
/// In which call F, which cannot be traced, does what cannot be, where that is traced with this many of the calls
/// inside it, and not with as many as Most: by bisection.
template <class F, int Followed, int Most, class... Args>
constexpr text untraceable_call() {
  if constexpr (Most - Followed > 1) {
    constexpr int middle = Followed + (Most - Followed) / 2;
    if constexpr (traces_calls<F, std::integral_constant<int, middle>, Args...>)
      return untraceable_call<F, middle, Most, Args...>();
    else return untraceable_call<F, Followed, middle, Args...>();
  } else if constexpr (!traces_calls<F, std::integral_constant<int, Followed>, Args...>) {
    return function_text<F>();
  } else {
    ir::followed_calls calls{Followed, {}};
    trace_following<F, Args...>(&calls);
    return calls.left_out;
  }
}
template <class F, class... Args>
constexpr text untraceable() {
  constexpr int few = 1, more = 4, most = 64;  // (those that a trace does not get to cost nothing)
  if constexpr (!traces_calls<F, std::integral_constant<int, few>, Args...>)
    return untraceable_call<F, 0, few, Args...>();
  else if constexpr (!traces_calls<F, std::integral_constant<int, more>, Args...>)
    return untraceable_call<F, few, more, Args...>();
  else if constexpr (!traces_calls<F, std::integral_constant<int, most>, Args...>)
    return untraceable_call<F, more, most, Args...>();
  else return function_text<F>();
}
#else
template <class F, class... Args>
constexpr text untraceable() {
  return {};
}
#endif
template <class Name, class F, class... Args>
struct not_constant_message {
  static constexpr text message =
      join(Name::text, ": the function cannot be traced while compiling, because of what is called in ",
           untraceable<F, Args...>(),
           "; make that constexpr (a template or lambda is, unless it has static variables, I/O or other run-time "
           "effects; std::sqrt and so on of plain numbers is none with clang: write ct::sqrt), or raise the compiler's "
           "limits on constant expressions");
};

/// What is wrong with tracing F on values like these, which nothing is said of where something was refused, perhaps
/// inside of F: that may be why.
template <class Name, class F, class... Args>
constexpr text untraceable_problem() {
  if constexpr (traces_while_compiling<F, Args...>) {
    return {};
  } else if constexpr (something_was_refused<hana::tuple<F, Args...>>()) {
    return said_already;
  } else {
    using wrong = not_constant_message<Name, F, Args...>;
#ifdef __clang__
    return wrong::message;
#else
    using call = std::conditional_t<std::is_void_v<F>, void, call_of<traced_as<Args>...>>;  // (asked for each F)
    static_cast<void>(sizeof(begun_call<call>));
    if constexpr (requires(late_end<call> of) { ended_late(of); }) {
      return wrong::message;
    } else {
      if constexpr (!requires(late_refusal<call> of) { refused_late(of); })
        static_assert(refuse_late<call, wrong>::done);
      return said_already;
    }
#endif
  }
}
template <class Name, class F, class Arguments>
struct traceable_message;
template <class Name, class F, class... Args>
struct traceable_message<Name, F, hana::tuple<Args...>> {
  static constexpr text message = untraceable_problem<Name, F, Args...>();
};
/// The same for what is traced as a program of its own wherever it is called: whether F can be called, too.
template <class Name, class F, class... E>
struct own_program_message {
  static constexpr text message = [] {
    constexpr text call = call_message<Name, F, E...>::message;
    if constexpr (call.empty() && Stateless<F>) return untraceable_problem<Name, F, value_tree<E>...>();
    else return call;
  }();
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
#ifdef COTANGENT_EVALUATOR
    using traced = decltype(self.trace(g, as_exprs(g, args)...));
    if constexpr (whole_tree<traced>)
      if (g.follow != nullptr && !follows<Name, Self>(*g.follow))
        return tree_of_tangents<traced>(g, ir::list<int>(leaves_of<traced>::size, -1));
#endif
    return self.trace(g, as_exprs(g, args)...);
  } else if constexpr (Stateless<Self>) {
    // (Its type as traced, by the same call as above: each call between is three lines of every error inside a
    // function.)
    using traced = decltype(self.trace(std::declval<ir::graph&>(), std::declval<const expr_tree<Args>&>()...));
    if constexpr (holds_anything<traced>() && requires { Self::refused(args...); }) {
      return Self::refused(args...);
    } else if constexpr (traceable_message<Name, Self, hana::tuple<Args...>>::message.empty()) {
      return evaluate_as<value_tree<traced>, Self>(args...);
    } else {
      using wrong = traceable_message<Name, Self, hana::tuple<Args...>>;
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
