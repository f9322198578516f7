// Functions with a reverse rule of their own, whose structure is checked where it is given.
#pragma once

#include <cotangent/api/derivative.hpp>
#include <cotangent/api/region.hpp>
#include <cotangent/tracing/pieces.hpp>

namespace cotangent {
namespace detail {

struct custom_vjp_name {
  static constexpr const char* text = "custom_vjp";
};

/// A std::array of traced numbers, where one array of them is wanted.
template <class Wanted, class Got>
inline constexpr bool is_array_of_numbers_for = false;
template <class Wanted, class T, std::size_t N>
inline constexpr bool is_array_of_numbers_for<Wanted, std::array<expr<T>, N>> =
    leaf_traits<Wanted>::type == ir::value_type{ir::dtype_of<T>, ir::shape{1, {static_cast<int>(N)}}};

/// Where a cotangent tree differs from what is wanted. `none` stands for zero, of a whole subtree too.
template <class Wanted, class Got, bool Integers = false>
constexpr bool same_cotangent() {
  if constexpr (std::is_same_v<Got, none_t>) {
    return true;
  } else if constexpr (Leaf<Wanted>) {
    if constexpr (!Integers && !std::is_floating_point_v<typename leaf_traits<Wanted>::element>) return Leaf<Got>;
    else if constexpr (Leaf<Got>) return leaf_traits<Got>::type == leaf_traits<Wanted>::type;
    else return is_array_of_numbers_for<Wanted, Got>;
  } else if constexpr (Branch<Wanted> && Branch<Got>) {
    if constexpr (tree_traits<Wanted>::count != tree_traits<Got>::count || NamedBranch<Wanted> != NamedBranch<Got>) {
      return false;
    } else {
      return []<int... I>(std::integer_sequence<int, I...>) {
        return (same_cotangent<typename tree_traits<Wanted>::template child_type<I>,
                               typename tree_traits<Got>::template child_type<I>, Integers>() &&
                ... && true);
      }(std::make_integer_sequence<int, tree_traits<Wanted>::count>{});
    }
  } else {
    return false;
  }
}
template <class A, class B>
constexpr bool same_tree() {
  if constexpr (Leaf<A> && Leaf<B>) return leaf_traits<A>::type == leaf_traits<B>::type;
  else if constexpr (Branch<A> && Branch<B>) return description<A>.view() == description<B>.view();
  else return false;
}
/// What is wrong with a rule for these argument types, if anything.
template <class Name, class F, class Fwd, class Bwd, class... Args>
struct custom_vjp_message {
  using output = result_or_void<F, Args...>;
  using forward = result_or_void<Fwd, Args...>;
  static constexpr bool is_pair = child_count<forward>() == 2;
  static constexpr auto parts() {
    if constexpr (is_pair)
      return std::type_identity<std::pair<typename tree_traits<forward>::template child_type<0>,
                                          typename tree_traits<forward>::template child_type<1>>>{};
    else return std::type_identity<std::pair<none_t, none_t>>{};
  }
  using pair = typename decltype(parts())::type;
  using residuals = typename pair::second_type;
  static constexpr auto backward_type() {
    if constexpr (is_pair && whole_tree<output> && whole_tree<residuals>)
      return std::type_identity<result_or_void<Bwd, residuals, output>>{};
    else return std::type_identity<void>{};
  }
  using backward = typename decltype(backward_type())::type;
  using wanted = hana::tuple<Args...>;

  static constexpr text message = [] {
    constexpr auto& arguments = description<wanted>;
    if constexpr (!call_problem<F, Args...>().empty()) {
      return join(Name::text, ": f", call_problem<F, Args...>());
    } else if constexpr (std::is_void_v<forward>) {
      if (!std::is_same_v<call_outcome<Fwd, Args...>, not_taken>)
        return join(Name::text, ": fwd", call_problem<Fwd, Args...>());
      return join(Name::text, ": fwd is not callable with f's arguments ", arguments);
    } else if constexpr (!is_pair) {
      return join(Name::text, ": fwd must return a pair (output, residuals): expected (", description<output>,
                  ", ...), got ", description<forward>, "; return ct::tuple(output, residuals)");
    } else if constexpr (!same_tree<output, typename pair::first_type>()) {
      return join(Name::text, ": fwd's output must be like f's: expected ", description<output>, ", got ",
                  description<typename pair::first_type>, "; the first of the pair is f's output");
    } else if constexpr (!whole_tree<residuals>) {
      return join(Name::text, ": fwd must return residuals that are a tree of arrays",
                  not_a_tree<residuals>(": the residuals"));
    } else if constexpr (std::is_void_v<backward>) {
      if (!std::is_same_v<call_outcome<Bwd, residuals, output>, not_taken>)
        return join(Name::text, ": bwd", call_problem<Bwd, residuals, output>());
      return join(Name::text, ": bwd is not callable with (residuals, cotangent): expected a function of ",
                  description<hana::tuple<residuals, output>>);
    } else if constexpr (child_count<backward>() < 0) {
      return join(Name::text, ": bwd must return a tuple with one cotangent per argument: expected ", arguments,
                  ", got ", description<backward>, "; return ct::tuple(...)");
    } else if constexpr (child_count<backward>() != static_cast<int>(sizeof...(Args)) ||
                         !same_cotangent<wanted, backward>()) {
      return join(Name::text, ": bwd must return cotangents like the arguments: expected ", arguments, ", got ",
                  description<backward>, "; ct::none stands for zero");
    } else {
      return text{};
    }
  }();
};

/// Leaves of a cotangent tree, -1 wherever it says none (or the argument is an integer, unless those have cotangents).
template <class Wanted, bool Integers = false, class Got>
constexpr void append_cotangents(ir::graph& g, const Got& got, ir::list<int>& ids) {
  if constexpr (std::is_same_v<Got, none_t>) {
    for (int k = 0; k < leaves_of<Wanted>::size; ++k) ids.push(-1);
  } else if constexpr (Leaf<Wanted>) {
    if constexpr (is_array_of_numbers_for<Wanted, Got>)
      ids.push(term_of(std::apply([](const auto&... number) { return stack(number...); }, got)).id);
    else if constexpr (Integers || std::is_floating_point_v<typename leaf_traits<Wanted>::element>)
      ids.push(term_of(as_expr<typename leaf_traits<Wanted>::element>(g, got)).id);
    else ids.push(-1);
  } else {
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (append_cotangents<typename tree_traits<Wanted>::template child_type<I>, Integers>(
           g, tree_traits<Got>::template child<I>(got), ids),
       ...);
    }(std::make_integer_sequence<int, tree_traits<Wanted>::count>{});
  }
}

/// The call of a function whose regions, f first, have been traced.
template <class Output, int ArgumentLeaves, class... Args>
constexpr auto call_with_rules(ir::op code, region_tracer& regions, const Args&... args) {
  const ir::list<int> captured = regions.close();
  ir::graph& g = *regions.g;
  ir::list<int> all, results;
  for (int k = 0; k < regions.bodies.size(); ++k) all.push(regions.region(k));
  const int call = g.emit(code, -1, g.intern({ArgumentLeaves, leaves_of<Output>::size}),
                          g.packed(ir::joined(all_ids(g, args...), captured)), g.packed(all));
  ir::note_effects(g, call, all);
  for (int id : regions.bodies[0].results) results.push(ir::result_of(g, call, results.size(), g[id].type));
  return tree_of_ids<Output>(g, results);
}

/// How many times a rule that calls its own function is followed: that many derivatives there are of it.
inline constexpr int rule_calls_itself = 3;
/// A rule whose last parameter is the function that it belongs to.
template <class Rule, class Self>
struct with_self {
  [[no_unique_address]] held<Rule, 0> rule;
  [[no_unique_address]] held<Self, 1> self;
  template <class... A>
  constexpr auto operator()(const A&... a) const {
    return rule.get()(a..., self.get());
  }
};
template <class Rule, class Self, class... A>
constexpr auto rule_for() {
  if constexpr (!std::is_same_v<call_outcome<Rule, A...>, not_taken>) return std::type_identity<Rule>{};
  else if constexpr (std::is_same_v<call_outcome<Rule, A..., Self>, not_taken>) return std::type_identity<Rule>{};
  else return std::type_identity<with_self<Rule, Self>>{};
}
/// Rule, or where it takes one more parameter than A..., what gives it Self.
template <class Rule, class Self, class... A>
using rule_of = typename decltype(rule_for<Rule, Self, A...>())::type;
template <class Rule, class Self, class... A>
struct named_rule {  // (not looked for before it is named)
  using type = rule_of<Rule, Self, A...>;
};
template <class Wanted, class Rule, class Self>
constexpr Wanted as_rule(const Rule& rule, const Self& self) {
  if constexpr (std::is_same_v<Wanted, Rule>) return rule;
  else return {held<Rule, 0>(rule), held<Self, 1>(self)};
}

/// The rules as they are called, which may take the function Self that they belong to, and what is wrong with them.
template <class Name, class F, class Fwd, class Bwd, class Self, class... Args>
struct vjp_rules {
  using forward = rule_of<Fwd, Self, Args...>;
  using before = custom_vjp_message<Name, F, forward, Bwd, Args...>;
  using backward = typename std::conditional_t<
      before::is_pair && returned_tree<typename before::residuals> && returned_tree<typename before::output>,
      named_rule<Bwd, Self, typename before::residuals, typename before::output>, std::type_identity<Bwd>>::type;
  using check = custom_vjp_message<Name, F, forward, backward, Args...>;
};

/// The second of two, or what is no tree.
template <class T>
constexpr auto second_type() {
  if constexpr (child_count<T>() == 2) return std::type_identity<typename tree_traits<T>::template child_type<1>>{};
  else return std::type_identity<not_called>{};
}
template <class T>
using second_of_pair = typename decltype(second_type<T>())::type;

template <class F, class Fwd, class Bwd, int Depth = 0>
struct custom_vjp_function {
  [[no_unique_address]] held<F, 0> f;
  [[no_unique_address]] held<Fwd, 1> fwd;
  [[no_unique_address]] held<Bwd, 2> bwd;
  using self = custom_vjp_function<F, Fwd, Bwd, Depth + 1>;
  template <class... Args>
  using rules_for = vjp_rules<custom_vjp_name, F, Fwd, Bwd, self, Args...>;

  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    using result = decltype(door<F, gets_in<custom_vjp_name, F, Args...>()>(traced_like<Args>()...));
    using forward = decltype(door<Fwd, gets_in<custom_vjp_name, Fwd, Args...>()>(traced_like<Args>()...));
    using saved = second_of_pair<forward>;
    using backward = decltype(door < Bwd, returned_tree<saved> && returned_tree<result> &&
                                              gets_in<custom_vjp_name, Bwd, saved, result>() >
                                                  (traced_like<saved>(), traced_like<result>()));
    return enter < custom_vjp_name,
           fails_inside<result, F, traced_as<Args>...>() || fails_inside<forward, Fwd, traced_as<Args>...>() ||
               fails_inside<backward, Bwd, traced_as<saved>, traced_as<result>>() > (*this, args...);
  }

  template <class... Args>
  static constexpr auto refusal_of_rules() {
    if constexpr (Depth == rule_calls_itself) return std::type_identity<nothing_wrong>{};
    else return std::type_identity<typename rules_for<Args...>::check>{};
  }
  template <class... Args>
  using refusal = typename decltype(refusal_of_rules<Args...>())::type;
  template <class... Args>
  using wanted = result_or_void<F, Args...>;
  template <class... Args>
  constexpr auto trace(ir::graph& start, const Args&... args) const {
    if constexpr (Depth == rule_calls_itself) {
      region_tracer regions(start);
      const auto result = regions.trace<Args...>(f.get());
      return call_with_rules<traced_tree<std::decay_t<decltype(result)>>, leaves_of<hana::tuple<Args...>>::size>(
          ir::op::custom_vjp, regions, args...);
    } else {
      return trace_with_rules(start, args...);
    }
  }

 private:
  template <class... Args>
  constexpr auto trace_with_rules(ir::graph& start, const Args&... args) const {
    using rules = rules_for<Args...>;
    using forward = typename rules::forward;
    using backward = typename rules::backward;
    using check = typename rules::check;
    using output = typename check::output;
    const self again{f, fwd, bwd};
    region_tracer regions(start);
    regions.trace<Args...>(f.get());
    regions.trace<Args...>(as_rule<forward>(fwd.get(), again));
    // bwd may leave out cotangents: they are placed by the arguments' structure.
    const auto cotangents = regions.trace<typename check::residuals, output>(as_rule<backward>(bwd.get(), again));
    regions.bodies[2].results = {};
    append_cotangents<hana::tuple<Args...>>(*regions.g, cotangents, regions.bodies[2].results);
    return call_with_rules<output, leaves_of<hana::tuple<Args...>>::size>(ir::op::custom_vjp, regions, args...);
  }
};

}  // namespace detail

/// f, with a reverse rule: fwd(arguments...) returns (f's output, residuals), and bwd(residuals, cotangent of the
/// output) a tuple with one cotangent for each argument (`ct::none`: zero). The structure is checked at compile time,
/// wherever the function is called, whether or not it is differentiated. A rule that calls its own function takes that
/// as one more parameter, as in
/// [](auto residuals, auto cotangent, auto self) { ... self(x) ... }, and has three derivatives.
template <class F, class Fwd, class Bwd>
  requires(!detail::Operand<F> && !detail::Operand<Fwd> && !detail::Operand<Bwd>)
constexpr auto custom_vjp(F f, Fwd fwd, Bwd bwd) {
  return detail::custom_vjp_function<F, Fwd, Bwd>{detail::held<F, 0>(f), detail::held<Fwd, 1>(fwd),
                                                  detail::held<Bwd, 2>(bwd)};
}
COTANGENT_USAGE(custom_vjp, "custom_vjp(f, fwd, bwd): a function without its rules has none")

}  // namespace cotangent
