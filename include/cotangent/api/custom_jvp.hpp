// Functions with a forward rule of their own, with rules for both modes, and with recomputation instead of residuals.
#pragma once

#include <cotangent/api/custom_vjp.hpp>

namespace cotangent {
namespace detail {

template <bool Both>
struct custom_jvp_name {
  static constexpr const char* text = Both ? "custom_derivatives" : "custom_jvp";
};

/// What is wrong with a forward rule, if anything.
template <class Name, class F, class Rule, class... Args>
struct custom_jvp_message {
  using output = result_or_void<F, Args...>;
  using primals = hana::tuple<Args...>;
  using result = result_or_void<Rule, primals, primals>;
  static constexpr text message = [] {
    if constexpr (!call_problem<F, Args...>().empty()) {
      return join(Name::text, ": f", call_problem<F, Args...>());
    } else if constexpr (std::is_void_v<result>) {
      if (!std::is_same_v<call_outcome<Rule, primals, primals>, not_taken>)
        return join(Name::text, ": the rule", call_problem<Rule, primals, primals>());
      return join(Name::text, ": the rule is not callable with (primals, tangents), each ", described<primals>());
    } else if constexpr (child_count<result>() != 2) {
      return join(Name::text, ": the rule must return a pair (output, tangent): expected (", described<output>(), ", ",
                  described<output>(), "), got ", described<result>(), "; return ct::tuple(output, tangent)");
    } else {
      using value = typename tree_traits<result>::template child_type<0>;
      using tangent = typename tree_traits<result>::template child_type<1>;
      if constexpr (!same_tree<output, value>())
        return join(Name::text, ": the rule's output must be like f's: ", difference<output, value>());
      else if constexpr (!same_cotangent<output, tangent>())
        return join(Name::text, ": the rule's tangent must be like f's output: expected ", described<output>(),
                    ", got ", described<tangent>(), "; ct::none stands for zero");
      else return text{};
    }
  }();
};

/// Calls the rule with tuples of primals and tangents made of flat arguments.
template <class Rule, int N>
struct flat_rule {
  [[no_unique_address]] held<Rule> rule;
  template <class... All>
  constexpr auto operator()(const All&... all) const {
    const hana::tuple<All...> both{all...};
    return [&]<int... K>(std::integer_sequence<int, K...>) {
      return rule.get()(hana::tuple<std::decay_t<decltype(hana::at_c<K>(both))>...>{hana::at_c<K>(both)...},
                        hana::tuple<std::decay_t<decltype(hana::at_c<N + K>(both))>...>{hana::at_c<N + K>(both)...});
    }(std::make_integer_sequence<int, N>{});
  }
};

/// Traces the rule, and lists its output and tangent, zeros where it says none.
template <class Output, class Rule, class... Args>
constexpr void trace_forward_rule(region_tracer& regions, const Rule& rule) {
  const flat_rule<Rule, sizeof...(Args)> flat{held<Rule>(rule)};
  const auto both = regions.trace<Args..., Args...>(flat);
  ir::graph& g = *regions.g;
  ir::list<int> tangents;
  append_cotangents<Output>(g, hana::at_c<1>(both), tangents);
  const ir::list<int> values = ids_of(g, hana::at_c<0>(both));
  regions.bodies[regions.bodies.size() - 1].results = ir::joined(values, ir::with_zeros(g, tangents, values));
}

template <class F, class Rule, int Depth = 0>
struct custom_jvp_function {
  [[no_unique_address]] held<F, 0> f;
  [[no_unique_address]] held<Rule, 1> rule;
  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    using primals = hana::tuple<traced_as<Args>...>;
    using result = decltype(door<F, gets_in<custom_jvp_name<false>, F, Args...>()>(traced_like<Args>()...));
    using tangent = decltype(door<Rule, gets_in<custom_jvp_name<false>, Rule, Args...>()>(traced_like<primals>(),
                                                                                          traced_like<primals>()));
    return enter < custom_jvp_name<false>, fails_inside<result, F, traced_as<Args>...>() ||
                                               fails_inside<tangent, Rule, primals, primals>() > (*this, args...);
  }
  using self = custom_jvp_function<F, Rule, Depth + 1>;
  template <class... Args>
  using own_rule = rule_of<Rule, self, hana::tuple<Args...>, hana::tuple<Args...>>;
  template <class... Args>
  static constexpr auto refusal_of_rule() {
    if constexpr (Depth == rule_calls_itself) return std::type_identity<nothing_wrong>{};
    else return std::type_identity<custom_jvp_message<custom_jvp_name<false>, F, own_rule<Args...>, Args...>>{};
  }
  template <class... Args>
  using refusal = typename decltype(refusal_of_rule<Args...>())::type;
  template <class... Args>
  using wanted = result_or_void<F, Args...>;
  template <class... Args>
  constexpr auto trace(ir::graph& start, const Args&... args) const {
    if constexpr (Depth == rule_calls_itself) {
      region_tracer regions(start);
      const auto result = regions.trace<Args...>(f.get());
      return call_with_rules<traced_tree<std::decay_t<decltype(result)>>, leaves_of<hana::tuple<Args...>>::size>(
          ir::op::custom_jvp, regions, args...);
    } else {
      return trace_with_rule(start, args...);
    }
  }

 private:
  template <class... Args>
  constexpr auto trace_with_rule(ir::graph& start, const Args&... args) const {
    using forward = own_rule<Args...>;
    using check = custom_jvp_message<custom_jvp_name<false>, F, forward, Args...>;
    region_tracer regions(start);
    regions.trace<Args...>(f.get());
    trace_forward_rule<typename check::output, forward, Args...>(regions, as_rule<forward>(rule.get(), self{f, rule}));
    return call_with_rules<typename check::output, leaves_of<hana::tuple<Args...>>::size>(ir::op::custom_jvp, regions,
                                                                                          args...);
  }
};

template <class F, class Rule, class Fwd, class Bwd, int Depth = 0>
struct custom_derivatives_function {
  [[no_unique_address]] held<F, 0> f;
  [[no_unique_address]] held<Rule, 1> rule;
  [[no_unique_address]] held<Fwd, 2> fwd;
  [[no_unique_address]] held<Bwd, 3> bwd;
  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    using name = custom_jvp_name<true>;
    using primals = hana::tuple<traced_as<Args>...>;
    using result = decltype(door<F, gets_in<name, F, Args...>()>(traced_like<Args>()...));
    using tangent =
        decltype(door<Rule, gets_in<name, Rule, Args...>()>(traced_like<primals>(), traced_like<primals>()));
    using forward = decltype(door<Fwd, gets_in<name, Fwd, Args...>()>(traced_like<Args>()...));
    using saved = second_of_pair<forward>;
    using backward =
        decltype(door < Bwd, returned_tree<saved> && returned_tree<result> &&
                                 gets_in<name, Bwd, saved, result>() > (traced_like<saved>(), traced_like<result>()));
    return enter < name, fails_inside<result, F, traced_as<Args>...>() ||
                             fails_inside<tangent, Rule, primals, primals>() ||
                             fails_inside<forward, Fwd, traced_as<Args>...>() ||
                             fails_inside<backward, Bwd, traced_as<saved>, traced_as<result>>() > (*this, args...);
  }
  using self = custom_derivatives_function<F, Rule, Fwd, Bwd, Depth + 1>;
  template <class... Args>
  using own_rule = rule_of<Rule, self, hana::tuple<Args...>, hana::tuple<Args...>>;
  template <class... Args>
  using rules_for = vjp_rules<custom_jvp_name<true>, F, Fwd, Bwd, self, Args...>;
  template <class... Args>
  static constexpr auto refusal_of_rules() {
    if constexpr (Depth == rule_calls_itself) {
      return std::type_identity<nothing_wrong>{};
    } else {
      using in_front = custom_jvp_message<custom_jvp_name<true>, F, own_rule<Args...>, Args...>;
      if constexpr (!in_front::message.empty()) return std::type_identity<in_front>{};
      else return std::type_identity<typename rules_for<Args...>::check>{};
    }
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
          ir::op::custom_jvp, regions, args...);
    } else {
      return trace_with_rules(start, args...);
    }
  }

 private:
  template <class... Args>
  constexpr auto trace_with_rules(ir::graph& start, const Args&... args) const {
    using tangents = own_rule<Args...>;
    using rules = rules_for<Args...>;
    using forward = typename rules::forward;
    using backward = typename rules::backward;
    using in_front = custom_jvp_message<custom_jvp_name<true>, F, tangents, Args...>;
    using behind = typename rules::check;
    using output = typename in_front::output;
    const self again{f, rule, fwd, bwd};
    region_tracer regions(start);
    regions.trace<Args...>(f.get());
    trace_forward_rule<output, tangents, Args...>(regions, as_rule<tangents>(rule.get(), again));
    regions.trace<Args...>(as_rule<forward>(fwd.get(), again));
    const auto cotangents = regions.trace<typename behind::residuals, output>(as_rule<backward>(bwd.get(), again));
    regions.bodies[3].results = {};
    append_cotangents<hana::tuple<Args...>>(*regions.g, cotangents, regions.bodies[3].results);
    return call_with_rules<output, leaves_of<hana::tuple<Args...>>::size>(ir::op::custom_jvp, regions, args...);
  }
};

struct checkpoint_name {
  static constexpr const char* text = "checkpoint";
};
template <class F>
struct checkpoint_function {
  [[no_unique_address]] held<F> f;
  template <class... Args>
    requires(gets_in<checkpoint_name, F, Args...>())
  using hands_on = F;
  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    constexpr bool open = gets_in<checkpoint_name, F, Args...>();
    using inside = decltype(door<innermost<F, Args...>, open>(traced_like<Args>()...));
    constexpr bool failed = fails_inside<inside, innermost<F, Args...>, traced_as<Args>...>();
    using first = decltype(door < F, open && !failed > (traced_like<Args>()...));
    return enter < checkpoint_name, failed || fails_inside<first, F, traced_as<Args>...>() > (*this, args...);
  }
  template <class... Args>
  using refusal = call_message<checkpoint_name, F, Args...>;
  template <class... Args>
  constexpr auto trace(ir::graph& start, const Args&... args) const {
    region_tracer regions(start);
    const auto result = regions.trace<Args...>(f.get());
    return call_with_rules<traced_tree<std::decay_t<decltype(result)>>, leaves_of<hana::tuple<Args...>>::size>(
        ir::op::checkpoint, regions, args...);
  }
};

}  // namespace detail

/// f, with a forward rule: rule(primals, tangents), both tuples like the arguments, returns (f's output, its tangent),
/// which must be linear in the tangents: reverse mode transposes it. `ct::none`: zero. A rule that calls f with its
/// rule takes that as a third parameter, and has three derivatives.
template <class F, class Rule>
  requires(!detail::Operand<F> && !detail::Operand<Rule>)
constexpr auto custom_jvp(F f, Rule rule) {
  return detail::custom_jvp_function<F, Rule>{detail::held<F, 0>(f), detail::held<Rule, 1>(rule)};
}

/// f, with a rule for each mode: forward mode uses `rule` (as custom_jvp), reverse mode fwd and bwd (as custom_vjp).
/// Each rule may take the function itself as one more parameter.
template <class F, class Rule, class Fwd, class Bwd>
  requires(!detail::Operand<F> && !detail::Operand<Rule> && !detail::Operand<Fwd> && !detail::Operand<Bwd>)
constexpr auto custom_derivatives(F f, Rule rule, Fwd fwd, Bwd bwd) {
  return detail::custom_derivatives_function<F, Rule, Fwd, Bwd>{detail::held<F, 0>(f), detail::held<Rule, 1>(rule),
                                                                detail::held<Fwd, 2>(fwd), detail::held<Bwd, 3>(bwd)};
}

/// f, whose pullback keeps only the arguments and computes everything else again: less memory for more work.
template <class F>
constexpr auto checkpoint(F f) {
  return detail::checkpoint_function<F>{detail::held<F>(f)};
}
COTANGENT_USAGE(custom_jvp, "custom_jvp(f, rule)")
COTANGENT_USAGE(custom_derivatives, "custom_derivatives(f, rule, fwd, bwd)")
COTANGENT_USAGE(checkpoint, "checkpoint(f)")

}  // namespace cotangent
