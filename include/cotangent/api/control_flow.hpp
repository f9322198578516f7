// Control flow that stays control flow: branches and loops in the program, not unrolled by the trace.
#pragma once

#include <cotangent/api/region.hpp>

namespace cotangent {

template <int N>
struct length_t {};
/// The number of steps of a scan without inputs: `ct::scan(f, init, ct::none, ct::length<20>)`.
template <int N>
inline constexpr length_t<N> length{};
struct reverse_t {};
/// Scans from the last element to the first: `ct::scan(f, init, xs, ct::reverse)`.
inline constexpr reverse_t reverse{};

namespace detail {

struct scan_name {
  static constexpr const char* text = "scan";
  static constexpr bool arrays_are_trees = true;
};
struct fori_loop_name {
  static constexpr const char* text = "fori_loop";
  static constexpr bool arrays_are_trees = true;
};
struct while_loop_name {
  static constexpr const char* text = "while_loop";
  static constexpr bool arrays_are_trees = true;
};
struct cond_name {
  static constexpr const char* text = "cond";
  static constexpr bool arrays_are_trees = true;
};

// ---- scan and fori_loop
template <class... L>
constexpr int scan_length(type_list<L...>) {  // -1: nothing to scan; -2: a leaf without axes; -3: lengths differ
  int n = -1;
  for (const ir::shape& s : {ir::shape{1, {-1}}, leaf_traits<L>::dims...}) {
    if (s.rank == 0) return -2;
    if (s[0] == -1) continue;
    if (n >= 0 && n != s[0]) return -3;
    n = s[0];
  }
  return n;
}
struct as_slices {
  template <class L>
  constexpr auto operator()() const {
    constexpr ir::shape rest = [] {
      ir::shape s;
      for (int k = 1; k < leaf_traits<L>::dims.rank; ++k) s.push(leaf_traits<L>::dims[k]);
      return s;
    }();
    return expr_of<typename leaf_traits<L>::element, rest>{};
  }
};
template <int N>
struct take_stacked {
  ir::graph* g;
  const ir::list<int>* ids;
  int next = 0;
  template <class L>
  constexpr auto operator()() {
    return typed<expr_of<typename leaf_traits<L>::element, ir::concatenated({1, {N}}, leaf_traits<L>::dims)>>(
        *g, (*ids)[next++]);
  }
};

template <class Xs, int Length>
inline constexpr bool is_sliceable =
    scan_length(leaves_of<Xs>{}) >= 0 || (scan_length(leaves_of<Xs>{}) == -1 && Length >= 0);
template <class Xs, int Length>
constexpr auto slice_type() {
  if constexpr (is_sliceable<Xs, Length>)
    return std::type_identity<decltype(generate_tree<Xs>(std::declval<const as_slices&>()))>{};
  else return std::type_identity<none_t>{};
}
/// What a step of a scan sees of Xs.
template <class Xs, int Length>
using slice_of = typename decltype(slice_type<Xs, Length>())::type;

template <class F, class Init, class Xs, int Length>
struct scan_message {
  static constexpr int given = scan_length(leaves_of<Xs>{});
  static constexpr int steps = Length >= 0 ? Length : given;
  static constexpr bool sliceable = is_sliceable<Xs, Length>;
  using slice = slice_of<Xs, Length>;
  using result = typename std::conditional_t<sliceable, type_of_call<F, Init, slice>, std::type_identity<void>>::type;
  template <class... L>
  static constexpr text stacked_problem(type_list<L...>) {
    text found;
    ((found = found.empty() ? size_problem("scan", ir::concatenated({1, {steps}}, leaf_traits<L>::dims)) : found), ...);
    return found;
  }
  static constexpr text message = [] {
    if constexpr (given == -2)
      return join("scan: every array needs a leading axis to walk along, got ", described<Xs>());
    else if constexpr (given == -3) return join("scan: lengths of the leading axes differ: got ", described<Xs>());
    else if constexpr (!sliceable) return text("scan: nothing to walk along; say how many steps with ct::length<N>");
    else if constexpr (given >= 0 && Length >= 0 && given != Length)
      return join("scan: ct::length says ", Length, " steps, but the arrays have ", given);
    else if constexpr (!call_problem<F, Init, slice>().empty())
      return join("scan: the function of (carry, x)", call_problem<F, Init, slice>());
    else if constexpr (child_count<result>() != 2)
      return join("scan: the function must return a pair (carry, output), got ", described<result>(),
                  "; return ct::tuple(carry, output)");
    else {
      constexpr text where = difference<Init, typename tree_traits<result>::template child_type<0>>();
      if constexpr (where.empty())
        return stacked_problem(leaves_of<typename tree_traits<result>::template child_type<1>>{});
      else return join("scan: the carry must keep its type: ", where);
    }
  }();
};

template <class F, class Init, class Xs, int Length>
constexpr bool gets_in_scan() {
  return gets_in<scan_name, F, Init, Xs>() && is_sliceable<traced_as<Xs>, Length>;
}
template <class Xs, int Length>
const slice_of<traced_as<Xs>, Length>& slice_like();

template <class F, int Length, bool Reversed>
struct scan_function {
  [[no_unique_address]] held<F> f;

  template <class Init, class Xs>
  constexpr auto operator()(const Init& init, const Xs& xs) const {
    return call<not_called>(init, xs);
  }
  /// The same where the first call has said that F returns a First.
  template <class First, class Init, class Xs>
  constexpr auto call(const Init& init, const Xs& xs) const {
    return enter<scan_name, fails_inside<First, F, traced_as<Init>, slice_of<traced_as<Xs>, Length>>()>(*this, init,
                                                                                                        xs);
  }

  template <class Init, class Xs>
  using refusal = scan_message<F, Init, Xs, Length>;
  template <class Init, class Xs>
  constexpr auto trace(ir::graph& start, const Init& init, const Xs& xs) const {
    using check = scan_message<F, Init, Xs, Length>;
    using ys = traced_tree<typename tree_traits<typename check::result>::template child_type<1>>;
    region_tracer regions(start);
    regions.trace<Init, typename check::slice>(f.get());
    const ir::list<int> captured = regions.close();
    ir::graph& g = *regions.g;
    ir::scan_parts p;
    p.steps = check::steps;
    p.consts = p.known_consts = captured.size();
    p.carry = leaves_of<Init>::size;
    p.xs = p.known_xs = leaves_of<Xs>::size;
    p.reversed = Reversed;
    p.operands = ir::joined(captured, all_ids(g, init, xs));
    p.region = regions.region_captured_first(0, captured.size());
    const ir::list<int> results = ir::emit_scan(g, p), stacked = ir::part(results, p.carry, results.size() - p.carry);
    take_stacked<check::steps> take{&g, &stacked};
    auto outputs = generate_tree<ys>(take);
    auto carry = tree_of_ids<Init>(g, ir::part(results, 0, p.carry));
    return carry_and_outputs<decltype(carry), decltype(outputs)>{carry, outputs};
  }
  template <class Init, class Xs>
  static constexpr auto refused(const Init& init, const Xs&) {
    const auto carry = argument_or_anything<0>(init);
    return carry_and_outputs<std::decay_t<decltype(carry)>, anything>{carry, {}};
  }
};

/// One step of fori_loop, as a scan that carries the index too.
template <class Body>
struct counted_step {
  [[no_unique_address]] held<Body> body;
  template <class Carry>
  constexpr auto operator()(const Carry& carry, const none_t&) const {
    auto next = body.get()(hana::at_c<0>(carry), hana::at_c<1>(carry));
    return tuple(tuple(hana::at_c<0>(carry) + 1, next), none);
  }
};
template <class Body, class Init>
struct fori_loop_message {
  using result = result_or_void<Body, expr<std::int32_t>, Init>;
  static constexpr text message = [] {
    if constexpr (!call_problem<Body, expr<std::int32_t>, Init>().empty())
      return join("fori_loop: the body of (index, carry)", call_problem<Body, expr<std::int32_t>, Init>());
    else {
      constexpr text where = difference<Init, result>();
      if constexpr (where.empty()) return text{};
      else return join("fori_loop: the carry must keep its type: ", where);
    }
  }();
};
template <int Begin, int End, class Body>
struct fori_loop_function {
  [[no_unique_address]] held<Body> body;
  template <class Init>
  constexpr auto operator()(const Init& init) const {
    return call<not_called>(init);
  }
  /// The same where the first call has said that the body returns a First.
  template <class First, class Init>
  constexpr auto call(const Init& init) const {
    return enter<fori_loop_name, fails_inside<First, Body, expr<std::int32_t>, traced_as<Init>>()>(*this, init);
  }
  template <class Init>
  using refusal = fori_loop_message<Body, Init>;
  template <class Init>
  using wanted = Init;
  template <class Init>
  constexpr auto trace(ir::graph& start, const Init& init) const {
    if constexpr (Begin < End) {
      using step = counted_step<Body>;
      const auto first = as_expr<std::int32_t>(start, Begin);
      const scan_function<step, End - Begin, false> scan{held<step>(step{body})};
      return hana::at_c<1>(scan.trace(start, tuple(first, init), none).carry);
    } else {
      return init;
    }
  }
};

// ---- while_loop
template <class Condition, class Body, class Init>
struct while_message {
  using goes_on = result_or_void<Condition, Init>;
  using result = result_or_void<Body, Init>;
  static constexpr bool one_truth = [] {
    if constexpr (Leaf<goes_on>) return leaf_traits<goes_on>::type == ir::value_type{ir::dtype::boolean, {}};
    else return false;
  }();
  static constexpr text message = [] {
    if constexpr (!call_problem<Condition, Init>().empty())
      return join("while_loop: the condition", call_problem<Condition, Init>());
    else if constexpr (!call_problem<Body, Init>().empty())
      return join("while_loop: the body", call_problem<Body, Init>());
    else if constexpr (!one_truth)
      return join("while_loop: the condition must return one bool[], got ", described<goes_on>());
    else {
      constexpr text where = difference<Init, result>();
      if constexpr (where.empty()) return text{};
      else return join("while_loop: the carry must keep its type: ", where);
    }
  }();
};
template <class Condition, class Body>
struct while_function {
  [[no_unique_address]] held<Condition, 0> condition;
  [[no_unique_address]] held<Body, 1> body;
  template <class Init>
  constexpr auto operator()(const Init& init) const {
    return call<not_called, not_called>(init);
  }
  /// The same where the first calls have said what condition and body return.
  template <class GoesOn, class Next, class Init>
  constexpr auto call(const Init& init) const {
    return enter < while_loop_name, fails_inside<GoesOn, Condition, traced_as<Init>>() ||
                                        fails_inside<Next, Body, traced_as<Init>>() > (*this, init);
  }
  template <class Init>
  using refusal = while_message<Condition, Body, Init>;
  template <class Init>
  using wanted = Init;
  template <class Init>
  constexpr auto trace(ir::graph& start, const Init& init) const {
    region_tracer regions(start);
    regions.trace<Init>(condition.get());
    regions.trace<Init>(body.get());
    const ir::list<int> captured = regions.close();
    ir::graph& g = *regions.g;
    ir::while_parts p;
    p.condition_consts = p.body_consts = captured.size();
    p.carry = leaves_of<Init>::size;
    p.operands = ir::joined(ir::joined(captured, captured), all_ids(g, init));
    p.condition = regions.region_captured_first(0, captured.size());
    p.body = regions.region_captured_first(1, captured.size());
    return tree_of_ids<Init>(g, ir::emit_while(g, p));
  }
};

// ---- cond
template <class Predicate, class F, class G, class... Args>
struct cond_message {
  using first = result_or_void<F, Args...>;
  using second = result_or_void<G, Args...>;
  static constexpr bool one_truth = [] {
    if constexpr (Leaf<Predicate>) return leaf_traits<Predicate>::type == ir::value_type{ir::dtype::boolean, {}};
    else return false;
  }();
  static constexpr text message = [] {
    if constexpr (!one_truth)
      return join("cond: the predicate must be one bool[], got ", described<Predicate>(),
                  "; use ct::select for arrays");
    else if constexpr (!call_problem<F, Args...>().empty())
      return join("cond: the branch for true", call_problem<F, Args...>());
    else if constexpr (!call_problem<G, Args...>().empty())
      return join("cond: the branch for false", call_problem<G, Args...>());
    else {
      constexpr text where = difference<first, second>();
      if constexpr (where.empty()) return text{};
      else return join("cond: the branches must return the same: ", where);
    }
  }();
};
template <class F, class G>
struct cond_function {
  [[no_unique_address]] held<F, 0> f;
  [[no_unique_address]] held<G, 1> g;
  template <class Predicate, class... Args>
  constexpr auto operator()(const Predicate& predicate, const Args&... args) const {
    return call<not_called, not_called>(predicate, args...);
  }
  /// The same where the first calls have said what the branches return.
  template <class First, class Second, class Predicate, class... Args>
  constexpr auto call(const Predicate& predicate, const Args&... args) const {
    return enter < cond_name, fails_inside<First, F, traced_as<Args>...>() ||
                                  fails_inside<Second, G, traced_as<Args>...>() > (*this, predicate, args...);
  }
  template <class Predicate, class... Args>
  using refusal = cond_message<Predicate, F, G, Args...>;
  template <class Predicate, class... Args>
  using wanted = typename cond_message<Predicate, F, G, Args...>::first;
  template <class Predicate, class... Args>
  constexpr auto trace(ir::graph& start, const Predicate& predicate, const Args&... args) const {
    region_tracer regions(start);
    regions.trace<Args...>(f.get());
    regions.trace<Args...>(g.get());
    const ir::list<int> captured = regions.close();
    ir::graph& now = *regions.g;
    ir::list<int> both(1, regions.region(0));
    both.push(regions.region(1));
    const ir::list<int> arguments = ir::joined(all_ids(now, args...), captured);
    return tree_of_ids<call_result<F, Args...>>(
        now, ir::emit_cond(now, term_of(predicate).id, arguments, both, arguments.size()));
  }
};

}  // namespace detail

/// f(args...) if the predicate, one bool, is true, else g(args...): only one is computed. Under vmap with a predicate
/// for each example both are, and the results chosen between; an example's derivatives come from the branch it takes
/// alone. Both must return the same tree of types.
template <class P, class F, class G, class... Args>
constexpr auto cond(const P& predicate, F f, G g, const Args&... args) {
  using first =
      decltype(detail::door<F, detail::gets_in<detail::cond_name, F, P, Args...>()>(detail::traced_like<Args>()...));
  using second =
      decltype(detail::door<G, detail::gets_in<detail::cond_name, G, P, Args...>()>(detail::traced_like<Args>()...));
  return detail::cond_function<F, G>{detail::held<F, 0>(f), detail::held<G, 1>(g)}.template call<first, second>(
      predicate, args...);
}

/// f(carry, x) -> (carry, y) for each x along the leading axis of xs, in order; {carry, ys}: the last carry and the
/// stacked y. The carry keeps its type. Stays a loop, compiled as fast for 1,000 steps as for 10; differentiates in
/// both modes, where reverse mode keeps what each step needs, stacked.
template <class F, class Init, class Xs>
constexpr auto scan(F f, const Init& init, const Xs& xs) {
  using first = decltype(detail::door<F, detail::gets_in_scan<F, Init, Xs, -1>()>(detail::traced_like<Init>(),
                                                                                  detail::slice_like<Xs, -1>()));
  return detail::scan_function<F, -1, false>{detail::held<F>(f)}.template call<first>(init, xs);
}
template <class F, class Init, class Xs>
constexpr auto scan(F f, const Init& init, const Xs& xs, reverse_t) {
  using first = decltype(detail::door<F, detail::gets_in_scan<F, Init, Xs, -1>()>(detail::traced_like<Init>(),
                                                                                  detail::slice_like<Xs, -1>()));
  return detail::scan_function<F, -1, true>{detail::held<F>(f)}.template call<first>(init, xs);
}
template <class F, class Init, class Xs, int N>
constexpr auto scan(F f, const Init& init, const Xs& xs, length_t<N>) {
  using first = decltype(detail::door<F, detail::gets_in_scan<F, Init, Xs, N>()>(detail::traced_like<Init>(),
                                                                                 detail::slice_like<Xs, N>()));
  return detail::scan_function<F, N, false>{detail::held<F>(f)}.template call<first>(init, xs);
}

/// carry = body(i, carry) for i = Begin ... End - 1, an i32; the last carry. Differentiates in both modes.
template <int Begin, int End, class Body, class Init>
constexpr auto fori_loop(Body body, const Init& init) {
  using first = decltype(detail::door<Body, detail::gets_in<detail::fori_loop_name, Body, Init>()>(
      detail::traced_like<std::int32_t>(), detail::traced_like<Init>()));
  return detail::fori_loop_function<Begin, End, Body>{detail::held<Body>(body)}.template call<first>(init);
}

/// carry = body(carry) while condition(carry), one bool, is true; the last carry. Forward mode only: how many steps
/// there are, and so how much a pullback would have to keep, is known only when it runs.
template <class Condition, class Body, class Init>
constexpr auto while_loop(Condition condition, Body body, const Init& init) {
  using goes_on = decltype(detail::door<Condition, detail::gets_in<detail::while_loop_name, Condition, Init>()>(
      detail::traced_like<Init>()));
  using next =
      decltype(detail::door<Body, detail::gets_in<detail::while_loop_name, Body, Init>()>(detail::traced_like<Init>()));
  return detail::while_function<Condition, Body>{detail::held<Condition, 0>(condition), detail::held<Body, 1>(body)}
      .template call<goes_on, next>(init);
}
COTANGENT_USAGE(cond, "cond(predicate, f, g, args...)")
COTANGENT_USAGE(
    fori_loop,
    "fori_loop<Begin, End>(body, init), where the bounds are constants; ct::while_loop counts to a run-time one")
COTANGENT_USAGE(while_loop, "while_loop(condition, body, init)")
template <class... Given>
constexpr auto scan(const Given&...) {
  using wrong = detail::usage_message<"scan: expected scan(f, init, xs), and then ct::reverse or ct::length<N>",
                                      std::decay_t<Given>...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return carry_and_outputs<detail::anything, detail::anything>{};
}
template <int Begin, int End, class... Given>
constexpr auto fori_loop(const Given&...) {
  using wrong = detail::usage_message<"fori_loop: expected fori_loop<Begin, End>(body, init)", std::decay_t<Given>...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return detail::anything{};
}

}  // namespace cotangent
