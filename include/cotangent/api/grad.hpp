// Gradients of functions with one number for a result.
#pragma once

#include <cotangent/api/derivative.hpp>

namespace cotangent {

namespace detail {

template <bool WithValue>
struct grad_name {
  static constexpr const char* text = WithValue ? "value_and_grad" : "grad";
};

template <class Name, bool Aux, class Result, class Selected, class... Args>
struct grad_message;
template <class Name, bool Aux, class Result, int... A, class... Args>
struct grad_message<Name, Aux, Result, std::integer_sequence<int, A...>, Args...> {
  static constexpr bool scalar = [] {
    if constexpr (std::is_void_v<Result>) return false;
    else if constexpr (Leaf<Result>)
      return leaf_traits<Result>::dims.rank == 0 && std::is_floating_point_v<typename leaf_traits<Result>::element>;
    else return false;
  }();
  static constexpr text message = [] {
    constexpr text given = differentiated_message<Name, std::integer_sequence<int, A...>, Args...>::message;
    if (!given.empty()) return given;
    if (holds_anything<Result>()) return said_already;
    if (std::is_void_v<Result>)
      return join(Name::text,
                  ": has_aux: the function must return a tuple (number, auxiliary tree); use ct::tuple(value, aux)");
    if (!scalar)
      return join(Name::text, ": the function must return one floating-point number, got ", described<Result>(),
                  "; use ct::jacrev or ct::jacfwd for others");
    return text{};
  }();
};

template <class F, bool WithValue, bool Aux, int... A>
struct grad_function {
  [[no_unique_address]] held<F> f;
  using name = grad_name<WithValue>;

  template <class... Args>
    requires(gets_in_derivative<name, F, A...>(type_list<Args...>{}))
  using hands_on = F;
  template <class... Args>
  constexpr auto operator()(const Args&... args) const {
    constexpr bool open = gets_in_derivative<name, F, A...>(type_list<Args...>{});
    using inside = decltype(door<innermost<F, Args...>, open>(traced_like<Args>()...));
    constexpr bool failed = fails_inside<inside, innermost<F, Args...>, traced_as<Args>...>();
    using first = decltype(door < F, open && !failed > (traced_like<Args>()...));
    return enter < name, failed || fails_inside<first, F, traced_as<Args>...>() > (*this, args...);
  }

  template <class Result, class... Args>
  using check =
      grad_message<name, Aux, typename primal_part<Result, Aux>::type, argument_places<sizeof...(Args), A...>, Args...>;
  template <class... Args>
  using refusal = derivative_refusal<name, F, argument_places<sizeof...(Args), A...>, grad_function, Args...>;
  template <class... Args>
  constexpr auto trace(ir::graph& start, const Args&... args) const {
    using result = call_result<F, Args...>;
    constexpr int leaf_counts[] = {leaves_of<Args>::size..., 0};
    auto call = trace_call(start, f.get(), args...);
    ir::graph& g = *call.g;
    ir::list<int> places;
    for (int k = 0; k < static_cast<int>(sizeof...(Args)); ++k)
      for (int leaf = 0; leaf < leaf_counts[k]; ++leaf)
        places.push(((k == (A < 0 ? A + static_cast<int>(sizeof...(Args)) : A)) || ...));
    const traced_derivative derivative = derivative_of(call, places);
    ir::list<int> seeds(derivative.results.size(), -1);
    seeds[0] = ir::full_like({&g, derivative.results[0]}, 1).id;
    const ir::list<int> cotangents = derivative.pull_back(seeds);
    auto of_argument = [&]<int Named>() {
      constexpr int K = Named < 0 ? Named + static_cast<int>(sizeof...(Args)) : Named;
      int from = 0;
      for (int k = 0; k < K; ++k) from += leaf_counts[k];
      using tree = std::tuple_element_t<K, std::tuple<Args...>>;
      return tree_of_tangents<tree>(g, part(cotangents, from, leaf_counts[K]));
    };
    auto gradient = [&] {
      if constexpr (sizeof...(A) == 1) return of_argument.template operator()<A...>();
      else return tuple(of_argument.template operator()<A>()...);
    }();
    if constexpr (!WithValue && !Aux) {
      return gradient;
    } else {
      const auto value = tree_of_ids<result>(g, derivative.results);
      if constexpr (Aux && !WithValue) return tuple(gradient, tree_traits<result>::template child<1>(value));
      else return value_and_gradient<std::decay_t<decltype(value)>, decltype(gradient)>{value, gradient};
    }
  }

  /// What has the type of a right call's result. (In a trace, where another transform may look at it, it is anything.)
  template <class... Args>
  static constexpr auto refused(const Args&... args) {
    return of_gradients(refused_gradient<void>(args...));
  }
  template <class... Args>
  static constexpr auto instead(const Args&... args) {
    return of_gradients(refused_gradient<anything>(args...));
  }

 private:
  template <class Instead, class... Args>
  static constexpr auto refused_gradient(const Args&... args) {
    constexpr int arity = sizeof...(Args);
    const auto one = [&]<int K>() {
      if constexpr (std::is_void_v<Instead>) return argument_or_anything<K>(args...);
      else return Instead{};
    };
    if constexpr (sizeof...(A) == 1) return one.template operator()<(A < 0 ? A + arity : A)...>();
    else return tuple(one.template operator()<(A < 0 ? A + arity : A)>()...);
  }
  template <class G>
  static constexpr auto of_gradients(const G& gradient) {
    if constexpr (!WithValue && !Aux) return gradient;
    else if constexpr (!WithValue) return tuple(gradient, anything{});
    else if constexpr (Aux) return value_and_gradient<hana::tuple<anything, anything>, G>{{}, gradient};
    else return value_and_gradient<anything, G>{{}, gradient};
  }
};

}  // namespace detail

/// The gradient of f with respect to argument 0, or those that `argnums` names: a tree like that argument, or a tuple
/// in the order given. With `ct::has_aux`, f returns (number, auxiliary tree) and this a tuple (gradient, auxiliary
/// tree). f must return one floating-point number, and the arguments must be floating-point.
template <class F>
constexpr auto grad(F f) {
  return detail::grad_function<F, false, false, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto grad(F f, argnums_t<A...>) {
  return detail::grad_function<F, false, false, A...>{detail::held<F>(f)};
}
template <class F>
constexpr auto grad(F f, has_aux_t) {
  return detail::grad_function<F, false, true, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto grad(F f, argnums_t<A...>, has_aux_t) {
  return detail::grad_function<F, false, true, A...>{detail::held<F>(f)};
}

COTANGENT_USAGE(grad, "grad(f), and then ct::argnums<...>, ct::has_aux, or both in this order")

/// {value, gradient}: f's result (with its auxiliary tree, if it has one) and what `grad` gives, computed together.
template <class F>
constexpr auto value_and_grad(F f) {
  return detail::grad_function<F, true, false, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto value_and_grad(F f, argnums_t<A...>) {
  return detail::grad_function<F, true, false, A...>{detail::held<F>(f)};
}
template <class F>
constexpr auto value_and_grad(F f, has_aux_t) {
  return detail::grad_function<F, true, true, 0>{detail::held<F>(f)};
}
template <class F, int... A>
constexpr auto value_and_grad(F f, argnums_t<A...>, has_aux_t) {
  return detail::grad_function<F, true, true, A...>{detail::held<F>(f)};
}
COTANGENT_USAGE(value_and_grad, "value_and_grad(f), and then ct::argnums<...>, ct::has_aux, or both in this order")

}  // namespace cotangent
