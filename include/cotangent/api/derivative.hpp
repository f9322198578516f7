// What grad, vjp, jvp and the Jacobians have in common: a function traced for differentiation.
#pragma once

#include <cotangent/api/transform.hpp>

namespace cotangent {

/// Which arguments to differentiate by, counted from the end if negative: `ct::grad(f, ct::argnums<0, -1>)`.
template <int... A>
struct argnums_t {};
template <int... A>
inline constexpr argnums_t<A...> argnums{};
struct has_aux_t {};
/// The function returns a tuple (result, auxiliary tree), and so does its derivative.
inline constexpr has_aux_t has_aux{};

namespace detail {

/// The arguments that argnums name, of `Arity`.
template <int Arity, int... A>
using argument_places = std::integer_sequence<int, (A < 0 ? A + Arity : A)...>;

template <class... L>
constexpr bool all_floating(type_list<L...>) {
  return (std::is_floating_point_v<typename leaf_traits<L>::element> && ... && true);
}
/// What is wrong with differentiating by these of the arguments, whatever the function does with them.
template <class Name, class Places, class... Args>
struct differentiated_message;
template <class Name, int... A, class... Args>
struct differentiated_message<Name, std::integer_sequence<int, A...>, Args...> {
  static constexpr int arity = sizeof...(Args);
  template <int K>
  using argument = std::tuple_element_t<K, std::tuple<Args...>>;
  static constexpr text message = [] {
    if constexpr (!((A >= 0 && A < arity) && ...)) {
      return join(Name::text, ": argnums out of range: the function was called with ", arity, " arguments");
    } else if constexpr ((is_function_object<argument<A>> || ...)) {
      return join(Name::text, ": an argument that is differentiated is a function object, which has no leaves, got ",
                  description<hana::tuple<Args...>>, "; name others with ct::argnums<...>");
    } else if constexpr (!(all_floating(leaves_of<argument<A>>{}) && ...)) {
      return join(Name::text, ": differentiated arguments must be floating-point, got ",
                  description<hana::tuple<Args...>>, "; convert with ct::astype<T>(x)");
    } else {
      return text{};
    }
  }();
};
/// Whether a call of F on these arguments, to be differentiated by some of them, gets as far as to F.
template <class Name, class F, int... A, class... Args>
constexpr bool gets_in_derivative(type_list<Args...>) {
  if constexpr (gets_in<Name, F, Args...>())
    return differentiated_message<Name, argument_places<sizeof...(Args), A...>, traced_as<Args>...>::message.empty();
  else return false;
}

/// What is wrong with a derivative of F: with its arguments, with calling F on them, or what Self says of the result.
template <class Name, class F, class Places, class Self, class... Args>
struct derivative_refusal {
  static constexpr text message = [] {
    constexpr text given = differentiated_message<Name, Places, Args...>::message;
    if constexpr (!given.empty()) {
      return given;
    } else {
      using callable = call_message<Name, F, Args...>;
      if constexpr (!callable::message.empty()) return callable::message;
      else return Self::template check<typename callable::result, Args...>::message;
    }
  }();
};

/// What a function with an auxiliary result is differentiated of; void if it does not return the pair that has_aux asks
/// for.
template <class R, bool Aux>
struct primal_part {
  using type = R;
};
template <class R>
struct primal_part<R, true> {
  static constexpr auto first() {
    if constexpr (child_count<R>() == 2) return std::type_identity<typename tree_traits<R>::template child_type<0>>{};
    else return std::type_identity<void>{};
  }
  using type = typename decltype(first())::type;
};

/// f at some arguments, traced, with its parameters fresh copies of the leaves that are differentiated.
template <class Result>
struct traced_call {
  using result_type = Result;
  ir::graph* g;
  ir::scope body;
};

constexpr ir::list<int> fresh_copies(ir::graph& g, const ir::list<int>& ids) {
  ir::list<int> copies;
  for (int id : ids) copies.push(g.emit_unique(ir::op::copy, g[id].type, id));
  return copies;
}
/// None (-1) for integers, unless those are meant too.
constexpr ir::list<int> fresh_parameters(ir::graph& g, const ir::list<int>& like, bool integers = false) {
  ir::list<int> all;
  for (int id : like)
    all.push(integers || ir::is_floating(g.element(id)) ? g.emit_unique(ir::op::parameter, g[id].type) : -1);
  return all;
}

/// Traces f at `args`.
template <class F, class... Args>
constexpr auto trace_call(ir::graph& start, const F& f, const Args&... args) {
  ir::list<int> copies;
  auto copied = [&]<class A>(const A& a) {
    const ir::list<int> fresh = fresh_copies(start, ids_of(start, a));
    for (int id : fresh) copies.push(id);
    return tree_of_ids<A>(start, fresh);
  };
  auto arguments = hana::tuple<Args...>{copied(args)...};
  ir::scope body;
  auto result = hana::unpack(arguments, [&](const auto&... a) { return traced_scope(start, f, body, a...); });
  body.parameters = renumbered(start, copies);
  return traced_call<decltype(result)>{&current(start), body};
}

/// A derivative at traced arguments: the results, and their tangents as a linear program of the arguments' tangents.
struct traced_derivative {
  ir::graph* g = nullptr;
  ir::list<int> inputs, outputs, results;  // tangent parameters, their images, the primal results

  /// Cotangents of the inputs (-1: zero), given those of the results, in the graph that g is part of by now.
  constexpr ir::list<int> pull_back(const ir::list<int>& cotangents) const {
    const ir::list<int> directions = renumbered(*g, inputs);
    ir::list<int> present;
    for (int id : directions)
      if (id >= 0) present.push(id);
    const ir::list<int> cts = ir::transposition(current(*g)).run(present, renumbered(*g, outputs), cotangents);
    ir::list<int> all;
    int next = 0;
    for (int id : directions) all.push(id >= 0 ? cts[next++] : -1);
    return all;
  }
  /// Tangents of the results, given those of the inputs (-1: zero).
  constexpr ir::list<int> push_forward(const ir::list<int>& tangents) const {
    ir::graph& now = current(*g);
    const ir::list<int> directions = renumbered(*g, inputs);
    ir::substitution rule{now, {}};
    for (int k = 0; k < directions.size(); ++k)
      if (const int to = directions[k]; to >= 0)
        rule.images.set(to, tangents[k] >= 0 ? tangents[k] : ir::zeros(now, now.element(to), now.dims(to)).id);
    ir::scope linear;
    for (int id : renumbered(*g, outputs))
      if (id >= 0) linear.results.push(id);
    ir::propagate(now, directions, linear, rule);
    ir::list<int> all;
    for (int id : renumbered(*g, outputs)) all.push(rule.image(id));
    return all;
  }
};

/// With respect to all parameters, or those whose place in `places` is not 0: what is held may be captured by rules,
/// too.
template <class Call>
constexpr traced_derivative derivative_of(const Call& call, const ir::list<int>& places = {}) {
  traced_derivative p;
  p.g = call.g;
  p.inputs = fresh_parameters(*call.g, call.body.parameters);
  for (int k = 0; k < places.size(); ++k)
    if (places[k] == 0) p.inputs[k] = -1;
  const ir::linearized lin = ir::linearize(*call.g, call.body, p.inputs);
  p.outputs = lin.tangents;
  p.results = lin.results;
  return p;
}

/// A tuple of trees like Args..., over consecutive runs of `ids`.
template <class... Args>
constexpr auto trees_of_tangents(ir::graph& g, const ir::list<int>& ids) {
  int from = 0;
  auto take = [&]<class A>() {
    constexpr int count = leaves_of<A>::size;
    from += count;
    return tree_of_tangents<A>(g, part(ids, from - count, count));
  };
  return hana::tuple<Args...> { take.template operator()<Args>()... };
}

}  // namespace detail
}  // namespace cotangent
