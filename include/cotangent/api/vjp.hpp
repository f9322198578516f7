// Reverse and forward mode in two steps: the value now, and a function that owns what the derivative needs.
#pragma once

#include <cotangent/api/custom_vjp.hpp>
#include <cotangent/transforms/linearity.hpp>
#include <cotangent/transforms/split.hpp>

namespace cotangent {

namespace detail {

struct vjp_name {
  static constexpr const char* text = "vjp";
};
struct linearize_name {
  static constexpr const char* text = "linearize";
};

/// (arguments, cotangent) -> (value, cotangents of the arguments): both halves of reverse mode.
template <class F>
struct both_of_vjp {
  template <class... Args, class Cotangent>
  constexpr auto operator()(const hana::tuple<Args...>& args, const Cotangent& cotangent) const {
    ir::graph& start = *graph_of(args, cotangent);
    auto call = hana::unpack(args, [&](const auto&... a) { return trace_call(start, make_stateless<F>(), a...); });
    const traced_derivative pullback = derivative_of(call);
    ir::list<int> seeds = ids_of(*call.g, cotangent);
    for (int& id : seeds)
      if (!ir::is_floating(call.g->element(id))) id = -1;
    using result = typename decltype(call)::result_type;
    return tuple(tree_of_ids<result>(*call.g, pullback.results),
                 trees_of_tangents<Args...>(*call.g, pullback.pull_back(seeds)));
  }
};
/// (arguments, tangents) -> (value, tangent of the value): both halves of forward mode.
template <class F>
struct both_of_linearize {
  template <class... Args, class Tangents>
  constexpr auto operator()(const hana::tuple<Args...>& args, const Tangents& tangents) const {
    ir::graph& start = *graph_of(args, tangents);
    auto call = hana::unpack(args, [&](const auto&... a) { return trace_call(start, make_stateless<F>(), a...); });
    ir::list<int> directions = ids_of(*call.g, tangents);
    for (int& id : directions)
      if (!ir::is_floating(call.g->element(id))) id = -1;
    const ir::linearized lin = ir::linearize(*call.g, call.body, directions);
    using result = typename decltype(call)::result_type;
    return tuple(tree_of_ids<result>(*call.g, lin.results), tree_of_tangents<result>(*call.g, lin.tangents));
  }
};

/// The program of `Both` on values, split after what its first argument determines. The residuals' types are read off
/// it.
template <class Both, class Known, class Late>
struct split_program {
  using known_type = Known;
  using late_type = Late;
  using results = traced_result<Both, Known, Late>;
  using value_type = typename tree_traits<results>::template child_type<0>;
  using rest_type = typename tree_traits<results>::template child_type<1>;

  struct make_whole {
    constexpr ir::graph operator()() const {
      return ir::simplified_for_derivatives(trace_program<Both, Known, Late>());
    }
  };
  static constexpr auto whole = frozen_graph<make_whole>::value();
  struct make_known {
    constexpr ir::graph operator()() const { return ir::rewrite(halves().known, &ir::emit); }
  };
  struct make_rest {
    constexpr ir::graph operator()() const { return ir::rewrite(halves().rest, &ir::emit); }
  };
  static constexpr ir::halves halves() {
    return ir::split(ir::graph(whole), leaves_of<Known>::size, leaves_of<value_type>::size);
  }
  static constexpr auto known = frozen_graph<make_known>::value();
  static constexpr auto rest = frozen_graph<make_rest>::value();
  static constexpr int residual_count = halves().residual_count;

  template <int K>
  struct residual {
    static constexpr ir::value_type type = [] {
      const ir::graph g(rest);
      return g.type_of(ir::scope_of(g, g.root).parameters[K]);
    }();
    using as_expr = expr_of<ir::element_of<type.element>, type.dims>;
  };
};

// What can be done with the residuals: the name that errors begin with, and how a call's arguments make one tree.
struct pullback_kind {
  static constexpr const char* text = "vjp: the cotangent must be like the function's result";
  static constexpr bool arrays_are_trees = true;
  template <class... Cotangent>
  static constexpr auto gather(const Cotangent&... cotangent) {
    if constexpr (sizeof...(Cotangent) == 1)
      return std::get<0>(std::tuple<std::decay_t<const Cotangent&>...>(cotangent...));
    else return hana::make_tuple(hana::tuple<std::decay_t<const Cotangent&>...>{cotangent...});
  }
};
struct pushforward_kind {
  static constexpr const char* text = "linearize: the tangents must be like the arguments";
  static constexpr bool arrays_are_trees = true;
  template <class... Tangent>
  static constexpr auto gather(const Tangent&... tangents) {
    return hana::tuple<std::decay_t<const Tangent&>...>{tangents...};
  }
};

template <class Kind, class Wanted, class Got>
struct remainder_message {
  static constexpr text message =
      same_cotangent<Wanted, Got, requires { Kind::integers; }>()
          ? text{}
          : join(Kind::text, ": expected ", described<Wanted>(), ", got ", described<Got>());
};

/// (residuals, cotangent or tangents) -> the other results of a split program.
template <class Kind, class Split>
struct rest_function {
  template <class Residuals, class Late>
  constexpr auto operator()(const Residuals& residuals, const Late& late) const {
    return enter<Kind>(*this, residuals, late);
  }
  template <class Residuals, class Late>
  constexpr auto trace(ir::graph& g, const Residuals& residuals, const Late& late) const {
    ir::list<int> arguments = ids_of(g, residuals), given;
    append_cotangents<typename Split::late_type>(g, late, given);
    const ir::graph rest(Split::rest);
    const ir::scope body = ir::scope_of(rest, rest.root);
    for (int id : given) {
      const int like = body.parameters[arguments.size()];
      arguments.push(id >= 0 ? id : ir::zeros(g, rest.element(like), rest.dims(like)).id);
    }
    return tree_of_ids<typename Split::rest_type>(g, ir::inline_program(rest, g, arguments));
  }
};

/// A pullback or a pushforward: a value that owns its residuals, and a tree whose leaves they are.
template <class Kind, class Split, class... Residual>
struct remainder {
  hana::tuple<Residual...> residuals;

  template <class... Late>
  constexpr auto operator()(const Late&... late) const {
    const auto gathered = Kind::gather(late...);
    using given = std::decay_t<decltype(gathered)>;
    using check = remainder_message<Kind, typename Split::late_type, given>;
    if constexpr (check::message.empty()) {
      return rest_function<Kind, Split>{}(residuals, gathered);
    } else if constexpr (holds_outside_array<given, true>() &&
                         remainder_message<Kind, typename Split::late_type, seen_as<given>>::message.empty()) {
      return rest_function<Kind, Split>{}(residuals, with_views<true>(gathered));
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return value_tree<typename Split::rest_type>{};
    }
  }
};
template <class Kind, class Split, class... R>
struct tree_traits<remainder<Kind, Split, R...>> : sequence_traits<R...> {
  template <int I, class Node>
  static constexpr decltype(auto) child(Node&& node) {
    return hana::at_c<I>(std::forward<Node>(node).residuals);
  }
  template <class... C>
  static constexpr auto rebuild(C... c) {
    return remainder<Kind, Split, C...>{{std::move(c)...}};
  }
};

/// The first half at traced arguments, as Pair{value, remainder}.
template <template <class, class> class Pair, class Kind, class Split, class... Args>
constexpr auto known_half(ir::graph& g, const Args&... args) {
  using value = typename Split::value_type;
  const ir::list<int> all = ir::inline_program(ir::graph(Split::known), g, ids_of(g, hana::tuple<Args...>{args...}));
  return [&]<int... K>(std::integer_sequence<int, K...>) {
    using rest = remainder<Kind, Split, typename Split::template residual<K>::as_expr...>;
    return Pair<value, rest>{
        tree_of_ids<value>(g, part(all, 0, leaves_of<value>::size)),
        rest{{typed<typename Split::template residual<K>::as_expr>(g, all[leaves_of<value>::size + K])...}}};
  }(std::make_integer_sequence<int, Split::residual_count>{});
}

/// A pullback inside a trace, of a function that captured traced values: no value, but a part of that trace.
template <class Result, class... Args>
struct closure_pullback {
  traced_derivative pullback;
  template <class Cotangent>
  constexpr auto operator()(const Cotangent& cotangent) const {
    using check = remainder_message<pullback_kind, Result, Cotangent>;
    if constexpr (check::message.empty()) {
      ir::graph& g = joined_with(*pullback.g, cotangent);
      ir::list<int> seeds;
      append_cotangents<Result>(g, cotangent, seeds);
      return trees_of_tangents<Args...>(g, pullback.pull_back(seeds));
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return hana::tuple<Args...>{};
    }
  }
};
/// The same of a pushforward: the program of tangents is written once, and again with other tangents for its inputs.
template <class Result, class... Args>
struct closure_pushforward {
  traced_derivative linear;
  template <class... Tangent>
  constexpr auto operator()(const Tangent&... tangent) const {
    const auto given = pushforward_kind::gather(tangent...);
    using check = remainder_message<pushforward_kind, hana::tuple<Args...>, std::decay_t<decltype(given)>>;
    if constexpr (check::message.empty()) {
      ir::graph& g = joined_with(*linear.g, given);
      ir::list<int> directions;
      append_cotangents<hana::tuple<Args...>>(g, given, directions);
      return tree_of_tangents<Result>(g, linear.push_forward(directions));
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return value_tree<Result>{};
    }
  }
};

template <class F>
struct vjp_function {
  [[no_unique_address]] held<F> f;
  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    using first = decltype(door<F, gets_in<vjp_name, F, Args...>()>(traced_like<Args>()...));
    return call<first>(args...);
  }
  /// The same where the first call has said what F returns.
  template <class First, class... Args>
  constexpr auto call(const Args&... args) const {
    return enter<vjp_name, fails_inside<First, F, traced_as<Args>...>()>(*this, args...);
  }
  template <class... Args>
  using refusal = own_program_message<vjp_name, F, Args...>;
  template <class... Args>
  constexpr auto trace(ir::graph& start, const Args&... args) const {
    using result = call_result<F, Args...>;
    if constexpr (Stateless<F>) {
      return split(start, args...);
    } else {
      auto call = trace_call(start, f.get(), args...);
      const traced_derivative pullback = derivative_of(call);
      return value_and_pullback<result, closure_pullback<result, Args...>>{
          tree_of_ids<result>(*call.g, pullback.results), {pullback}};
    }
  }
  template <class... Args>
  constexpr auto split(ir::graph& start, const Args&... args) const {
    using result = call_result<F, Args...>;
    using halves = split_program<both_of_vjp<F>, hana::tuple<value_tree<Args>...>, value_tree<result>>;
    return known_half<value_and_pullback, pullback_kind, halves>(start, args...);
  }
  template <class... Args>
  static constexpr auto refused(const Args&...) {
    return value_and_pullback<anything, anything>{};
  }
};

template <class F>
struct linearize_function {
  [[no_unique_address]] held<F> f;
  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    using first = decltype(door<F, gets_in<linearize_name, F, Args...>()>(traced_like<Args>()...));
    return call<first>(args...);
  }
  /// The same where the first call has said what F returns.
  template <class First, class... Args>
  constexpr auto call(const Args&... args) const {
    return enter<linearize_name, fails_inside<First, F, traced_as<Args>...>()>(*this, args...);
  }
  template <class... Args>
  using refusal = own_program_message<linearize_name, F, Args...>;
  template <class... Args>
  constexpr auto trace(ir::graph& start, const Args&... args) const {
    using result = call_result<F, Args...>;
    if constexpr (Stateless<F>) {
      return split(start, args...);
    } else {
      const traced_derivative linear = derivative_of(trace_call(start, f.get(), args...));
      return value_and_pushforward<result, closure_pushforward<result, Args...>>{
          tree_of_ids<result>(*linear.g, linear.results), {linear}};
    }
  }
  template <class... Args>
  constexpr auto split(ir::graph& start, const Args&... args) const {
    using arguments = hana::tuple<value_tree<Args>...>;
    return known_half<value_and_pushforward, pushforward_kind,
                      split_program<both_of_linearize<F>, arguments, arguments>>(start, args...);
  }
  template <class... Args>
  static constexpr auto refused(const Args&...) {
    return value_and_pushforward<anything, anything>{};
  }
};

struct linear_transpose_name {
  static constexpr const char* text = "linear_transpose";
  static constexpr bool arrays_are_trees = true;
};
template <class F, class... Args>
class linear_transpose_message {
  /// All floating-point, or all integers.
  template <class... L, class... R>
  static constexpr bool alike(type_list<L...>, type_list<R...>) {
    return ((std::is_floating_point_v<typename leaf_traits<L>::element> && ... && true) &&
            (std::is_floating_point_v<typename leaf_traits<R>::element> && ... && true)) ||
           ((ir::is_integer<typename leaf_traits<L>::element> && ... && true) &&
            (ir::is_integer<typename leaf_traits<R>::element> && ... && true));
  }
  template <class... E>
  static constexpr text about(hana::tuple<E...>*) {
    constexpr text call = call_message<linear_transpose_name, F, E...>::message;
    if constexpr (!call.empty()) return call;
    else if constexpr (!alike(leaves_of<hana::tuple<E...>>{}, leaves_of<result_or_void<F, E...>>{}))
      return join("linear_transpose: arguments and result must be floating-point, or all integers, got ",
                  described<hana::tuple<E...>>(), " to ", described<result_or_void<F, E...>>(),
                  "; convert with ct::astype<T>(x)");
    else return text{};
  }

 public:
  static constexpr text message = [] {
    constexpr text arguments = arguments_message<linear_transpose_name, Args...>::message;
    if constexpr (!arguments.empty()) return arguments;
    else if constexpr (!Stateless<F> && !may_hold_traced<F>()) return state_message<linear_transpose_name, F>::message;
    else return about(static_cast<hana::tuple<expr_tree<Args>...>*>(nullptr));
  }();
};
/// The transpose of F, which is linear in arguments like Args: its derivative anywhere, transposed.
template <class F, class... Args>
struct linear_transpose_function {
  [[no_unique_address]] held<F> f;
  using result = traced_result<F, Args...>;
  struct kind {
    static constexpr bool integers = true;  // have cotangents
    static constexpr const char* text = "linear_transpose: the cotangent must be like the function's result";
  };

  template <class... Cotangent>
  constexpr auto operator()(const Cotangent&... cotangent) const {
    const auto gathered = pullback_kind::gather(cotangent...);
    using given = std::decay_t<decltype(gathered)>;
    using check = remainder_message<kind, result, given>;
    if constexpr (check::message.empty()) {
      return enter<linear_transpose_name>(*this, gathered);
    } else if constexpr (holds_outside_array<given, true>() &&
                         remainder_message<kind, result, seen_as<given>>::message.empty()) {
      return enter<linear_transpose_name>(*this, with_views<true>(gathered));
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return hana::tuple<Args...>{};
    }
  }
  template <class Cotangent>
  constexpr auto trace(ir::graph& start, const Cotangent& cotangent) const {
    ir::scope body;
    ir::list<int> parameters;
    make_parameters make{&start, &parameters};
    auto arguments = hana::tuple<expr_tree<Args>...>{generate_tree<Args>(make)...};
    hana::unpack(arguments, [&](const auto&... a) { return traced_scope(start, f.get(), body, a...); });
    body.parameters = renumbered(start, parameters);
    ir::graph& g = current(start);
    const ir::list<int> inputs = fresh_parameters(g, body.parameters, true);
    ir::list<int> present, seeds;
    for (int id : inputs)
      if (id >= 0) present.push(id);
    append_cotangents<result, true>(g, cotangent, seeds);
    if (const char* why = ir::linearity(g, body.parameters, body.results).problem) {
      g.refusal = why;
      return trees_of_tangents<expr_tree<Args>...>(g, ir::list<int>(inputs.size(), -1));
    }
    const ir::linearized lin = ir::linearize(g, body, inputs, false, true);
    ir::list<int> cts = ir::transposition(g).run(present, lin.tangents, seeds);
    if (ir::linearity(g, body.parameters, cts).depends(cts))
      g.refusal = "linear_transpose: the function is not linear: its derivative depends on its arguments";
    else if (ir::depends_on(g, cts, body.parameters)) cts = anywhere(g, body.parameters, cts);
    ir::list<int> all;
    int next = 0;
    for (int id : inputs) all.push(id >= 0 ? cts[next++] : -1);
    return trees_of_tangents<expr_tree<Args>...>(g, all);
  }

 private:
  /// What does not depend on the parameters, but on a loop that carries them beside what it does depend on: at zero.
  static constexpr ir::list<int> anywhere(ir::graph& g, const ir::list<int>& parameters, const ir::list<int>& cts) {
    ir::substitution at_zero{g, {}};
    for (int id : parameters) at_zero.images.set(id, ir::zeros(g, g.element(id), g.dims(id)).id);
    ir::scope whole;
    for (int id : cts)
      if (id >= 0) whole.results.push(id);
    ir::propagate(g, parameters, whole, at_zero);
    ir::list<int> all;
    for (int id : cts) all.push(at_zero.image(id));
    return all;
  }
};

}  // namespace detail

/// {value, pullback}: f(args...), and a function from a cotangent like the value to a tuple with one cotangent for each
/// argument, J^T c. The pullback is a value: it owns its residuals, may be stored, returned or kept as a rule's
/// residual, and its type says what it keeps (`ct::describe<decltype(pullback)>()`).
template <class F, class... Args>
constexpr auto vjp(F f, const Args&... args) {
  using first =
      decltype(detail::door<F, detail::gets_in<detail::vjp_name, F, Args...>()>(detail::traced_like<Args>()...));
  return detail::vjp_function<F>{detail::held<F>(f)}.template call<first>(args...);
}

/// {value, pushforward}: f(args...), and the linear function from tangents (one for each argument) to the value's
/// tangent, J dx. What does not depend on the tangents is computed once, here.
template <class F, class... Args>
constexpr auto linearize(F f, const Args&... args) {
  using first =
      decltype(detail::door<F, detail::gets_in<detail::linearize_name, F, Args...>()>(detail::traced_like<Args>()...));
  return detail::linearize_function<F>{detail::held<F>(f)}.template call<first>(args...);
}

/// The transpose of f, a function that is linear in arguments of these types: from a cotangent like its result to a
/// tuple like its arguments. `ct::linear_transpose(f, ct::like<X>...)`, or with values that only say their types.
template <class F, class... Args>
  requires(sizeof...(Args) > 0)
constexpr auto linear_transpose(F f, like_t<Args>...) {
  using check = detail::linear_transpose_message<F, Args...>;
  using first = decltype(detail::door<F, detail::gets_in<detail::linear_transpose_name, F, Args...>()>(
      detail::traced_like<Args>()...));
  if constexpr (detail::fails_inside<first, F, detail::traced_as<Args>...>()) {
    return detail::anything{};
  } else if constexpr (check::message.empty()) {
    return detail::linear_transpose_function<F, detail::value_tree<Args>...>{detail::held<F>(f)};
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return detail::anything{};
  }
}
template <class F, class... Args>
  requires(sizeof...(Args) > 0)
constexpr auto linear_transpose(F f, const Args&...) {
  return linear_transpose(f, like_t<detail::seen_as<std::decay_t<Args>>>{}...);
}
/// Without even a function.
template <class... None>
  requires(sizeof...(None) == 0)
constexpr auto vjp(const None&...) {
  using wrong = detail::usage_message<"vjp: expected vjp(f, x...)", None...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return value_and_pullback<detail::anything, detail::anything>{};
}
template <class... None>
  requires(sizeof...(None) == 0)
constexpr auto linearize(const None&...) {
  using wrong = detail::usage_message<"linearize: expected linearize(f, x...)", None...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return value_and_pushforward<detail::anything, detail::anything>{};
}
template <class... None>
  requires(sizeof...(None) <= 1)  // (or only that)
constexpr auto linear_transpose(const None&...) {
  using wrong = detail::usage_message<"linear_transpose: expected linear_transpose(f, ct::like<X>...)", None...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return detail::anything{};
}

}  // namespace cotangent
