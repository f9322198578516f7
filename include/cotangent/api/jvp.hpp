// Forward mode: a value and its derivative along given tangents.
#pragma once

#include <cotangent/api/grad.hpp>

namespace cotangent {

namespace detail {

struct jvp_name {
  static constexpr const char* text = "jvp";
};

template <class F, class Primals, class Tangents>
struct jvp_message;
template <class F, class... X, class Tangents>
struct jvp_message<F, hana::tuple<X...>, Tangents> {
  static constexpr text message = [] {
    if (!(description<hana::tuple<X...>>.view() == description<Tangents>.view()))
      return join("jvp: tangents must be like the primals: expected ", description<hana::tuple<X...>>, ", got ",
                  description<Tangents>);
    return call_message<jvp_name, F, X...>::message;
  }();
};

template <class F, class... X, class Tangents>
constexpr bool arrives_in_jvp(hana::tuple<X...>*, Tangents*) {
  return arrives_at<jvp_name, F, X..., Tangents>;
}
template <class F, class Primals, class Tangents>
inline constexpr bool arrives_at_jvp =
    arrives_in_jvp<F>(static_cast<Primals*>(nullptr), static_cast<Tangents*>(nullptr));
/// Whether a call of F on these primals and tangents gets as far as to F.
template <class F, class Primals, class Tangents>
constexpr bool gets_in_jvp() {
  static_cast<void>(sizeof(begun_call<call_of<traced_as<Primals>, traced_as<Tangents>>>));
  return arrives_at_jvp<F, Primals, Tangents>;
}

template <class F>
struct jvp_function {
  [[no_unique_address]] held<F> f;

  template <class... X, class Tangents>
  constexpr auto operator()(const hana::tuple<X...>& primals, const Tangents& tangents) const {
    using first = decltype(door<F, gets_in_jvp<F, hana::tuple<X...>, Tangents>()>(traced_like<X>()...));
    return call<first>(primals, tangents);
  }
  /// The same where the first call has said what F returns.
  template <class First, class... X, class Tangents>
  constexpr auto call(const hana::tuple<X...>& primals, const Tangents& tangents) const {
    return enter<jvp_name, fails_inside<First, F, traced_as<X>...>()>(*this, primals, tangents);
  }
  template <class Primals, class Tangents>
  using refusal = jvp_message<F, Primals, Tangents>;
  template <class Primals, class Tangents>
  constexpr auto trace(ir::graph& start, const Primals& primals, const Tangents& tangents) const {
    auto call = hana::unpack(primals, [&](const auto&... a) { return trace_call(start, f.get(), a...); });
    ir::graph& g = *call.g;
    ir::list<int> directions = ids_of(g, tangents);
    for (int& id : directions)
      if (!ir::is_floating(g.element(id))) id = -1;
    const ir::linearized lin = ir::linearize(g, call.body, directions, true);
    using result = typename decltype(call)::result_type;
    const auto value = tree_of_ids<result>(g, lin.results);
    const auto tangent = tree_of_tangents<result>(g, lin.tangents);
    return value_and_tangent<std::decay_t<decltype(value)>, std::decay_t<decltype(tangent)>>{value, tangent};
  }
  template <class Primals, class Tangents>
  static constexpr auto refused(const Primals&, const Tangents&) {
    return value_and_tangent<anything, anything>{};
  }
};

}  // namespace detail

/// {f(x...), J dx}: the value, and its derivative along the tangents dx, by forward mode.
template <class F, class... X, class... DX>
constexpr auto jvp(F f, const boost::hana::tuple<X...>& primals, const boost::hana::tuple<DX...>& tangents) {
  using first = decltype(detail::door<F, detail::gets_in_jvp<F, boost::hana::tuple<X...>, boost::hana::tuple<DX...>>()>(
      detail::traced_like<X>()...));
  return detail::jvp_function<F>{detail::held<F>(f)}.template call<first>(primals, tangents);
}
/// (Overload for what the other does not take.)
template <class... Given>
constexpr auto jvp(const Given&...) {
  using wrong =
      detail::usage_message<"jvp: expected jvp(f, ct::tuple(x...), ct::tuple(dx...))", std::decay_t<Given>...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return value_and_tangent<detail::anything, detail::anything>{};
}

}  // namespace cotangent
