// What a traced function computes with: a number in a graph, whose type says the element type and the shape.
#pragma once

#include <cotangent/graph/copying.hpp>
#include <cotangent/graph/term.hpp>
#include <cotangent/primitives/all.hpp>
#include <cotangent/tensor/tensor.hpp>
#include <cotangent/trees/anything.hpp>
#include <cotangent/trees/describe.hpp>
#include <cotangent/trees/results.hpp>

#include <iosfwd>

namespace cotangent {

namespace detail {

template <class T, int... D>
struct condition_message {
  static constexpr text message =
      join("if: a traced value (", description<expr<T, D...>>, ") has no number yet; use ct::select or ct::cond");
};
template <class T, int... D>
struct conversion_message {
  static constexpr text message = join("conversion: a traced value (", description<expr<T, D...>>,
                                       ") has no number yet; call functions unqualified, as in sin(x), not "
                                       "std::sin(x), and pass what a function captured as an argument");
};

template <class X, class V>
struct assigned_message {
  static constexpr text message =
      join("operator=: ", description<V>, " cannot be put in the place of a traced value, ", description<X>,
           "; for elements and parts of an array write x = x.at(i).set(v), for a whole one y = v with a new name");
};
template <class T, int... D>
struct conversion_refused {
  static_assert(detail::said_by<conversion_message<T, D...>>::is_silent COTANGENT_WORDS(conversion_message<T, D...>));
  static constexpr bool said = true;
};
template <class X>
struct part_iterator {
  X x;
  int at;
  constexpr auto operator*() const { return x(at); }
  constexpr part_iterator& operator++() {
    ++at;
    return *this;
  }
  constexpr bool operator!=(const part_iterator& other) const { return at != other.at; }
};
}  // namespace detail

/// A traced value of element type `T` and shape `D...`.
template <class T, int... D>
struct expr : by_argument::tag {
  using value_type = T;
  static constexpr int rank = sizeof...(D);
  static constexpr ir::shape shape{rank, {D...}};
  static constexpr int size() { return static_cast<int>(shape.size()); }

  ir::graph* g = nullptr;
  int id = -1;

  constexpr expr() = default;
  constexpr expr(ir::graph* graph, int number) : g(graph), id(number) {}
  constexpr expr(const expr&) = default;
  constexpr expr& operator=(const expr&) & = default;
  // x(0) = 1 would change a copy, and a number is no traced value.
  template <class V>
  constexpr auto& operator=(const V&) {
    using wrong = detail::assigned_message<expr, V>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return *this;
  }

  /// Element or part at indices, an integer (plain or traced), an array of integers or `ct::all` for each leading axis.
  template <class... I>
  constexpr auto operator()(I... index) const;
  template <class I>
  constexpr auto operator[](I index) const {
    return (*this)(index);
  }
  /// The parts along the first axis, for a loop over them, which the trace unrolls.
  constexpr auto begin() const
    requires(sizeof...(D) > 0)
  {
    return detail::part_iterator<expr>{*this, 0};
  }
  constexpr auto end() const
    requires(sizeof...(D) > 0)
  {
    return detail::part_iterator<expr>{*this, shape[0]};
  }
  /// Elements or parts to be changed: `x.at(i).add(v)` and `x.at(i).set(v)` are new arrays.
  template <class... I>
    requires(sizeof...(I) > 0)
  constexpr auto at(I... index) const;
  template <class Self = expr, class Says = detail::said_by<detail::no_index_message<Self>>>
  detail::refused_at<Self> at() const = delete;

  // `if (x > 0)` and std::sin(x) end here, with a message that says what to write instead.
  template <class B>
    requires(std::is_same_v<B, bool>)
  constexpr explicit operator B() const {
    using wrong = detail::condition_message<T, D...>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return false;
  }
#ifdef __clang__
  constexpr operator double() const {
    using wrong = detail::conversion_message<T, D...>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return 0.0;
  }
#else  // g++ looks at the body too late, but asks whether it may throw where it is chosen
  constexpr operator double() const noexcept(detail::conversion_refused<T, D...>::said) { return 0.0; }
#endif
};

namespace detail {

template <class T, int... D>
struct printing_message {
  static constexpr text message =
      join("operator<<: a traced value (", description<expr<T, D...>>,
           ") has no number yet; use ct::debug_print(\"{}\", x), which prints when the program runs");
};

}  // namespace detail

namespace detail {

/// What a stream is from then on, which takes everything and says nothing.
struct refused_stream {
  template <class X>
  constexpr refused_stream operator<<(const X&) const {
    return {};
  }
  constexpr refused_stream operator<<(std::ostream& (*)(std::ostream&)) const { return {}; }  // std::endl
};

}  // namespace detail

/// Refused: a stream would print while the function is traced.
template <class Stream, class T, int... D>
  requires requires {
    typename Stream::char_type;
    typename Stream::traits_type;
  }
constexpr auto operator<<(Stream&, const expr<T, D...>&) {
  using wrong = detail::printing_message<T, D...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return detail::refused_stream{};
}

namespace detail {

/// Moves everything in `from` into `into`, and lets what still names `from` find it there.
constexpr void join_graphs(ir::graph& from, ir::graph& into) {
  ir::copying copies(from, into, true);
  for (int id = 0; id < from.size(); ++id) copies.copy(id);
  if (!from.refusal.empty()) into.refusal = from.refusal;
  from.effects_before_joining = into.effects.size();
  for (int id : from.effects) into.effects.push(copies.number[id]);
  from.joined = &into;
  from.joined_number = copies.number;
  ir::graph** last = &into.open;
  while (*last != nullptr) last = &(*last)->next_open;
  *last = from.open;
  from.open = nullptr;
  if (from.is_open) {
    from.next_open = into.open;
    into.open = &from;
  }
}

template <class T, int... D>
constexpr ir::term term_of(const expr<T, D...>& x) {
  ir::graph* g = x.g;
  int id = x.id;
  while (g->joined != nullptr) {
    id = g->joined_number[id];
    g = g->joined;
  }
  return {g, id};
}

/// Makes two graphs one, which is returned; a closure's own becomes part of the other. Of two closures', nobody knows
/// which call ends first: where graphs end with their calls, both become part of a third.
constexpr ir::graph* join_graphs_of(ir::graph& a, ir::graph& b) {
  if (&a == &b) return &a;
  if (std::is_constant_evaluated() && a.is_closure && b.is_closure) {
    ir::graph* both = new ir::graph;
    both->is_closure = true;
    both->joiners = 2;
    join_graphs(a, *both);
    join_graphs(b, *both);
    return both;
  }
  const bool into_b = a.is_closure;
  join_graphs(into_b ? a : b, into_b ? b : a);
  return into_b ? &b : &a;
}

/// The graph of all the traced leaves of the trees, which brings together a closure's own graph and the one it
/// captured.
template <class... Tree>
constexpr ir::graph* graph_of(const Tree&... trees) {
  ir::graph* found = nullptr;
  auto visit = [&]<class L>(const L& leaf) {
    if constexpr (Traced<L>) {
      ir::graph* g = term_of(leaf).g;
      found = found == nullptr ? g : join_graphs_of(*found, *g);
    }
  };
  (for_each_leaf(trees, visit), ...);
  return found;
}

template <class T>
constexpr long long word_of(T v) {
  if constexpr (std::is_floating_point_v<T>) return std::bit_cast<long long>(static_cast<double>(v));
  else return static_cast<long long>(v);
}

/// A leaf as an expression of element type `T`; a value becomes a constant.
template <class T, class L>
constexpr auto as_expr(ir::graph& g, const L& leaf) {
  if constexpr (Traced<L>) {
    return leaf;
  } else if constexpr (ir::is_element<L> || std::is_arithmetic_v<L>) {
    return expr<T>{&g,
                   g.emit(ir::op::constant, g.intern(ir::dtype_of<T>, {}), g.intern({word_of(static_cast<T>(leaf))}))};
  } else {
    using traits = leaf_traits<L>;
    const int count = static_cast<int>(traits::dims.size());
    ir::list<long long> words(count);
    bool splat = true;
    for (int k = 0; k < count; ++k) {
      words[k] = word_of(leaf.data()[k]);
      splat = splat && words[k] == words[0];
    }
    const int type = g.intern(traits::type);
    return expr_of<typename traits::element, traits::dims>{
        &g, g.emit(ir::op::constant, type, g.intern(words.begin(), splat ? 1 : count))};
  }
}

/// Equation `id` as an expression of type X: the door by which equations get types that the compiler knows. What has
/// another element type or shape, which only a fault of ours can make, is refused instead of read as what it is not.
template <class X>
constexpr X typed(ir::graph& g, int id) {
  if (!g.has_type(id, leaf_traits<X>::type)) {
    ir::graph* at = &g;
    while (at->joined != nullptr) at = at->joined;
    at->refusal =
        "internal: a value is not of the element type or shape that its place has; please report this program";
  }
  return {&g, id};
}
/// Why no array has this shape, the result of a function of that name; empty if one has.
constexpr text size_problem(const char* name, const ir::shape& s) {
  if (s.rank == ir::shape::overfull) return join(name, ": the result would have more than ", ir::max_rank, " axes");
  if (s.size() <= ir::shape::most) return {};
  text t = join(name, ": the result");
  for (int k = 0; k < s.rank && s[0] >= 0; ++k) t += k > 0 ? "," : ", of shape [", t += s[k];
  return join(t, s[0] >= 0 ? "]," : "", " would have more elements than an int can count (", ir::shape::most, ")");
}
template <ir::shape S>
struct size_message {
  static constexpr text message = size_problem("array", S);
};
/// The door by which results of functions get a type. Those that know their name have said before if there is no such
/// array; one element of as many axes stands for it.
template <class T, ir::shape S>
constexpr auto make_expr(ir::term t) {
  if constexpr (size_message<S>::message.empty()) {
    return typed<expr_of<T, S>>(*t.g, t.id);
  } else {
    static_assert(detail::said_by<size_message<S>>::is_silent COTANGENT_WORDS(size_message<S>));
    constexpr ir::shape one{S.rank < 0 ? ir::max_rank : S.rank, {1, 1, 1, 1, 1, 1, 1, 1}};
    return typed<expr_of<T, one>>(*t.g, ir::full(*t.g, ir::dtype_of<T>, one, 0).id);
  }
}

}  // namespace detail
}  // namespace cotangent
