// What all transforms share: how one is called on values, on traced values, and on plain numbers inside a trace.
#pragma once

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

// A call that is compiled into a program is a compile error.
[[gnu::error("a transform's function has run-time state (captured values); pass that state as an argument")]] void
refuse_run_time_state();

template <class F, class... A>
constexpr auto result_or_none() {
  if constexpr (std::is_invocable_v<F, A...>) return std::type_identity<std::decay_t<std::invoke_result_t<F, A...>>>{};
  else return std::type_identity<void>{};
}
/// The type of F's result on these, or void if it cannot be called.
template <class F, class... A>
using result_or_void = typename decltype(result_or_none<const F&, const A&...>())::type;
/// Trees of expressions for trees that may hold values.
template <class Tree>
constexpr auto as_exprs(ir::graph& g, const Tree& tree) {
  const ir::list<int> ids = ids_of(g, tree);
  return tree_of_ids<Tree>(g, ids);
}

/// Calls self.trace(graph, trees of expressions...) where anything is traced; else evaluates self on the values.
template <class Name, class Self, class... Args>
constexpr auto enter(const Self& self, const Args&... args) {
  if constexpr ((is_traced_tree<Args> || ... || false)) {
    ir::graph& g = *graph_of(args...);
    return self.trace(g, as_exprs(g, args)...);
  } else if constexpr (Stateless<Self>) {
    return evaluate<Self>(args...);
  } else {
    // Plain numbers inside a trace, and a closure: a graph of its own, until it meets what the closure captured.
#ifdef COTANGENT_EVALUATOR  // a generator traces when it runs
    if (!std::is_constant_evaluated()) refuse_run_time_state();
#endif
    ir::graph own;
    own.is_closure = true;
    return self.trace(own, as_exprs(own, args)...);
  }
}

}  // namespace cotangent::detail
