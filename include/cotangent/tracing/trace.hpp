// Running a function on parameters, once, inside the compiler.
#pragma once

#include <cotangent/tracing/apply.hpp>
#include <cotangent/tracing/captures.hpp>

#include <boost/hana/unpack.hpp>

#include <list>
#include <type_traits>

namespace cotangent {

template <class T>
struct like_t {};
/// Stands for an argument of type T, where only its type matters: `ct::inspect(f, ct::like<ct::tensor<float, 3>>)`.
template <class T>
inline constexpr like_t<T> like{};

/// What a whole program may do (ct::finite, ct::reciprocals).
template <ir::option>
struct option_t {};

namespace detail {

// ---- what stands behind a function: types of its arguments, then options
template <class T>
inline constexpr bool is_like = false;
template <class T>
inline constexpr bool is_like<like_t<T>> = true;
template <class T>
inline constexpr unsigned option_bits = 0;
template <ir::option O>
inline constexpr unsigned option_bits<option_t<O>> = ir::options_of(O);
template <class T>
inline constexpr bool is_option = option_bits<T> != 0;
/// The T of all like_t<T> that come before anything else.
template <class Types, class... Given>
struct types_of_likes {
  using type = Types;
};
template <class... T, class X, class... Given>
struct types_of_likes<type_list<T...>, like_t<X>, Given...> : types_of_likes<type_list<T..., X>, Given...> {};
template <class... Given>
using liked_types = typename types_of_likes<type_list<>, Given...>::type;
template <class... Given>
constexpr bool options_come_last() {
  bool seen = false, last = true;
  ((last = last && (is_option<Given> || (is_like<Given> && !seen)), seen = seen || is_option<Given>), ...);
  return last;
}

// ---- types of trees: values as expressions and back
struct as_expr_types {
  template <class L>
  constexpr auto operator()() const {
    return expr_of<typename leaf_traits<L>::element, leaf_traits<L>::dims>{};
  }
};
struct as_value_types {
  template <class L>
  auto operator()() const -> value_of<typename leaf_traits<L>::element, leaf_traits<L>::dims>;
};
template <class Tree>
using expr_tree = decltype(generate_tree<Tree>(std::declval<const as_expr_types&>()));
template <class Tree>
using value_tree = decltype(generate_tree<Tree>(std::declval<const as_value_types&>()));

// ---- trees of expressions and lists of equations
template <class Tree>
constexpr ir::list<int> ids_of(ir::graph& g, const Tree& tree) {
  ir::list<int> ids;
  for_each_leaf(tree, [&]<class L>(const L& leaf) { ids.push(term_of(as_expr<element_t<L>>(g, leaf)).id); });
  return ids;
}
struct take_ids {
  ir::graph* g;
  const ir::list<int>* ids;
  int next = 0;
  template <class L>
  constexpr auto operator()() {
    return typed<expr_of<typename leaf_traits<L>::element, leaf_traits<L>::dims>>(*g, (*ids)[next++]);
  }
};
/// A tree of expressions like `Tree` over the equations `ids`.
template <class Tree>
constexpr auto tree_of_ids(ir::graph& g, const ir::list<int>& ids) {
  take_ids make{&g, &ids};
  return generate_tree<Tree>(make);
}
/// The same for what may be zero (-1): a symbolic zero is made for it.
template <class Tree>
constexpr auto tree_of_tangents(ir::graph& g, ir::list<int> ids) {
  int k = 0;
  auto fill = [&]<class... L>(type_list<L...>) {
    ((ids[k] = ids[k] >= 0 ? ids[k] : ir::zeros(g, leaf_traits<L>::type.element, leaf_traits<L>::dims).id, ++k), ...);
  };
  fill(leaves_of<Tree>{});
  return tree_of_ids<Tree>(g, ids);
}

struct make_parameters {
  ir::graph* g;
  ir::list<int>* ids;
  template <class L>
  constexpr auto operator()() {
    const int id = g->emit_unique(ir::op::parameter, g->intern(leaf_traits<L>::type));
    ids->push(id);
    return expr_of<typename leaf_traits<L>::element, leaf_traits<L>::dims>{g, id};
  }
};

/// The graph that `g` has become part of, or g itself.
constexpr ir::graph& current(ir::graph& g) {
  ir::graph* at = &g;
  while (at->joined != nullptr) at = at->joined;
  return *at;
}
/// The same after `g` has met all that is traced in a tree: a closure may return what it captured, untouched.
template <class Tree>
constexpr ir::graph& joined_with(ir::graph& g, const Tree& tree) {
  for_each_leaf(tree, [&]<class L>(const L& leaf) {
    if constexpr (Traced<L>) join_graphs_of(current(g), *term_of(leaf).g);
  });
  return current(g);
}

/// `ids` as they are numbered in the graph that `g` has joined, if it has.
constexpr ir::list<int> renumbered(const ir::graph& g, const ir::list<int>& ids) {
  ir::list<int> now = ids;
  for (const ir::graph* at = &g; at->joined != nullptr; at = at->joined)
    for (int k = 0; k < now.size(); ++k) now[k] = now[k] < 0 ? -1 : at->joined_number[now[k]];
  return now;
}

/// The call that `g` was made for has ended.
constexpr void close_graph(ir::graph& g) {
  g.is_open = false;
  ir::graph** at = &current(g).open;
  while (*at != nullptr && *at != &g) at = &(*at)->next_open;
  if (*at != nullptr) *at = g.next_open;
  for (ir::graph* left = g.joined; left != nullptr && left->joiners > 0 && --left->joiners == 0;) {
    ir::graph* next = left->joined;
    delete left;
    left = next;
  }
}
/// Calls visit(graph) with closures' graphs that have come into the one that `start` is part of, and hold nothing of
/// `start` themselves: while anything is traced in `start`, these are of calls around it. What they hold is from
/// outside, whatever its numbers.
template <class Visit>
constexpr void for_each_met(const ir::graph& start, Visit visit) {
  const ir::graph* now = &start;
  while (now->joined != nullptr) now = now->joined;
  for (const ir::graph* open = now->open; open != nullptr; open = open->next_open) {
    const ir::graph* at = &start;
    while (at != nullptr && at != open) at = at->joined;
    if (at == nullptr) visit(*open);
  }
}

/// What `f` appends when called on trees of expressions, as a scope with those trees' leaves for parameters.
template <class F, class... Tree>
constexpr auto traced_scope(ir::graph& g, const F& f, ir::scope& body, const Tree&... arguments) {
  ir::list<int> outer = std::move(g.effects);
  g.effects = {};
  auto result = f(arguments...);
  ir::graph& now =
      joined_with(g, result);  // a closure's graph may have joined another meanwhile, which has effects of its own
  const int others = g.joined != nullptr ? g.effects_before_joining : 0;
  body.results = ids_of(now, result);
  body.effects = {};
  ir::list<int> before;
  ir::list<int> met;  // effects of calls around this one
  for_each_met(g, [&](const ir::graph& open) {
    for (int id : renumbered(open, open.effects)) met.push(id);
  });
  for (int k = 0; k < now.effects.size(); ++k) {
    bool outside = k < others;
    for (int id : met) outside = outside || id == now.effects[k];
    (outside ? before : body.effects).push(now.effects[k]);
  }
  for (int id : renumbered(g, outer)) before.push(id);
  now.effects = before;
  return result;
}

/// What F asks of a program that it is the whole of (ct::jit(f, ct::reciprocals)), as bits of ir::option.
template <class F>
constexpr unsigned program_options() {
  if constexpr (requires { F::options; }) return F::options;
  else return 0;
}

/// Graphs of closures that are called on plain numbers: what those return may be all that refers to them, so that a
/// program that traces when it runs keeps them until its outermost trace ends. (A compiler that traces refuses results
/// of a graph that is gone.)
class closure_graphs {
 public:
  constexpr closure_graphs() {
    if (!std::is_constant_evaluated()) ++kept().traces;
  }
  closure_graphs(const closure_graphs&) = delete;
  closure_graphs& operator=(const closure_graphs&) = delete;
  constexpr ~closure_graphs() {
    if (!std::is_constant_evaluated() && --kept().traces == 0) kept().graphs.clear();
  }
  static ir::graph& next() { return kept().graphs.emplace_back(); }

 private:
  struct memory {
    int traces = 0;
    std::list<ir::graph> graphs;
  };
  static memory& kept() {
    static thread_local memory all;
    return all;
  }
};

/// The program of F on these argument types, traced as far as `follow`, if there is one, says.
template <class F, class... Args>
constexpr ir::graph trace_following(ir::followed_calls* follow) {
  const closure_graphs memory;
  ir::graph g;
  g.follow = follow;
  g.options = program_options<F>();
  ir::list<int> parameters;
  make_parameters make{&g, &parameters};
  auto arguments = hana::tuple<expr_tree<Args>...>{generate_tree<Args>(make)...};
  ir::scope body;
  // (Not by hana::unpack, each of whose steps would be a line of every error inside F.)
  [&]<std::size_t... K>(std::index_sequence<K...>) {
    traced_scope(g, make_stateless<F>(), body, hana::at_c<K>(arguments)...);
  }(std::make_index_sequence<sizeof...(Args)>{});
  g.root = g.make_region(parameters, body.results, body.effects);
  return g;
}

/// The program of F on these argument types, as traced.
template <class F, class... Args>
constexpr ir::graph trace_program() {
  return trace_following<F, Args...>(nullptr);
}

/// The type of f(args...). (Not by std::invoke_result: a call of a function whose body was refused is no second error.)
template <class F, class... Args>
using call_result = std::decay_t<decltype(std::declval<const F&>()(std::declval<const Args&>()...))>;
template <class F, class... Args>
using traced_result = call_result<F, expr_tree<Args>...>;
/// The type of f's result on values of these types.
template <class F, class... Args>
using result_tree = value_tree<traced_result<F, Args...>>;

}  // namespace detail
}  // namespace cotangent
