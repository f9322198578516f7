// Asking about rules and shapes without an error.
#pragma once

#include <cotangent/api/custom_jvp.hpp>
#include <cotangent/api/jacobian.hpp>
#include <cotangent/api/jit.hpp>
#include <cotangent/api/vjp.hpp>
#include <cotangent/api/vmap.hpp>

namespace cotangent {
namespace detail {

struct check_name {
  static constexpr const char* text = "check";
};
/// The first complaint that calling F on these trees of expressions would raise, by the transforms that F is made of.
template <class F>
struct complaint {
  template <class... Args>
  static constexpr text about() {
    return call_message<check_name, F, Args...>::message;
  }
};
template <class F, unsigned Options>
struct complaint<jit_function<F, Options>> : complaint<F> {};
template <class F, class Fwd, class Bwd>
struct complaint<custom_vjp_function<F, Fwd, Bwd>> {
  template <class... Args>
  static constexpr text about() {
    return vjp_rules<custom_vjp_name, F, Fwd, Bwd, custom_vjp_function<F, Fwd, Bwd, 1>, Args...>::check::message;
  }
};
template <class F, class Rule>
struct complaint<custom_jvp_function<F, Rule>> {
  template <class... Args>
  static constexpr text about() {
    using forward = rule_of<Rule, custom_jvp_function<F, Rule, 1>, hana::tuple<Args...>, hana::tuple<Args...>>;
    return custom_jvp_message<custom_jvp_name<false>, F, forward, Args...>::message;
  }
};
template <class F, class Rule, class Fwd, class Bwd>
struct complaint<custom_derivatives_function<F, Rule, Fwd, Bwd>> {
  template <class... Args>
  static constexpr text about() {
    using self = custom_derivatives_function<F, Rule, Fwd, Bwd, 1>;
    constexpr text forward =
        custom_jvp_message<custom_jvp_name<true>, F, rule_of<Rule, self, hana::tuple<Args...>, hana::tuple<Args...>>,
                           Args...>::message;
    if constexpr (!forward.empty()) return forward;
    else return vjp_rules<custom_jvp_name<true>, F, Fwd, Bwd, self, Args...>::check::message;
  }
};
template <class F>
struct complaint<checkpoint_function<F>> : complaint<F> {};
template <class F>
struct complaint<vjp_function<F>> : complaint<F> {};
template <class F>
struct complaint<linearize_function<F>> : complaint<F> {};
template <class F, bool WithValue, bool Aux, int... A>
struct complaint<grad_function<F, WithValue, Aux, A...>> {
  template <class... Args>
  static constexpr text about() {
    constexpr text inner = complaint<F>::template about<Args...>();
    if constexpr (!inner.empty()) {
      return inner;
    } else {
      using result = call_result<F, Args...>;
      return grad_message<grad_name<WithValue>, Aux, typename primal_part<result, Aux>::type,
                          argument_places<sizeof...(Args), A...>, Args...>::message;
    }
  }
};
template <class F, jacobian_mode Mode, bool Aux, int... A>
struct complaint<jacobian_function<F, Mode, Aux, A...>> {
  template <class... Args>
  static constexpr text about() {
    constexpr text inner = complaint<F>::template about<Args...>();
    if constexpr (!inner.empty()) {
      return inner;
    } else {
      using result = call_result<F, Args...>;
      return jacobian_message<jacobian_name<Mode>, 1, typename primal_part<result, Aux>::type,
                              argument_places<sizeof...(Args), A...>, Args...>::message;
    }
  }
};
template <class F, int... A>
struct complaint<hessian_function<F, A...>> {
  template <class... Args>
  static constexpr text about() {
    constexpr text inner = complaint<F>::template about<Args...>();
    if constexpr (!inner.empty()) return inner;
    else
      return jacobian_message<hessian_name, 2, call_result<F, Args...>, argument_places<sizeof...(Args), A...>,
                              Args...>::message;
  }
};
template <class F>
struct complaint<hvp_function<F>> {
  template <class... XV>
  static constexpr text about() {
    return hvp_message<F, XV...>::message;
  }
};
template <class F, class In, class Out, class... Axis>
struct complaint<vmap_function<F, In, Out, Axis...>> {
  template <class... Args>
  static constexpr text about() {
    constexpr text own = vmap_message<F, In, Out, Args...>::message;
    if constexpr (!own.empty()) return own;
    else return about_examples(static_cast<typename vmap_message<F, In, Out, Args...>::examples*>(nullptr));
  }
  template <class... E>
  static constexpr text about_examples(hana::tuple<E...>*) {
    return complaint<F>::template about<E...>();
  }
};

struct result_name {
  static constexpr const char* text = "result_t";
};
template <class F, class... Args>
constexpr auto result_type() {
  using first = decltype(door<F, gets_in<result_name, F, Args...>()>(traced_like<Args>()...));
  if constexpr (sizeof...(Args) == 0 || !(whole_tree<Args> && ... && true)) {
    using wrong = arguments_message<result_name, Args...>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return std::type_identity<anything>{};
  } else if constexpr (returned_tree<first>) {
    return std::type_identity<value_tree<first>>{};
  } else if constexpr (requires { typename std::type_identity<result_tree<F, Args...>>; }) {
    return std::type_identity<result_tree<F, Args...>>{};  // of what holds state, or is no class
  } else {
    using wrong = call_message<result_name, F, expr_tree<Args>...>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return std::type_identity<anything>{};
  }
}

}  // namespace detail

/// The type of f's result on values of these types.
template <class F, class... Args>
using result_t = typename decltype(detail::result_type<std::remove_cvref_t<F>, detail::seen_as<Args>...>())::type;

/// Whether a call compiles, as far as this library's own rules go, and what the compile error would say if not.
struct checked {
  bool ok = true;
  detail::text message;
};

/// What calling F on Args would be told, as a constant: the text of the compile error, without the error.
template <class F, class... Args>
constexpr checked check() {
  constexpr detail::text complaint =
      detail::complaint<std::remove_cvref_t<F>>::template about<detail::expr_tree<detail::seen_as<Args>>...>();
  if constexpr (!complaint.empty()) {
    return {false, complaint};
  } else {
    using refusal =
        typename detail::compiled<detail::traced_function<std::remove_cvref_t<F>, detail::seen_as<Args>...>>::refusal;
    return {refusal::message.empty(), refusal::message};
  }
}

}  // namespace cotangent
