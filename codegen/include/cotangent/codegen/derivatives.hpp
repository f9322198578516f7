// A function added to a library with both its derivatives, by the names under which hosts look for them.
#pragma once

#include <cotangent/codegen/library.hpp>
#include <cotangent/cotangent.hpp>

namespace cotangent::codegen {

/// (x..., cotangent of f(x...)) -> a tuple with a cotangent for each x.
template <class F>
struct pullback_of {
  template <class... Given>
  constexpr auto operator()(const Given&... given) const {
    return [&]<std::size_t... I>(std::index_sequence<I...>, const auto& all) {
      return vjp(F{}, std::get<I>(all)...).pullback(std::get<sizeof...(I)>(all));
    }(std::make_index_sequence<sizeof...(Given) - 1>{}, std::tie(given...));
  }
};
/// (x..., tangents dx...) -> the tangent of f(x...).
template <class F>
struct pushforward_of {
  template <class... Given>
  constexpr auto operator()(const Given&... given) const {
    constexpr std::size_t n = sizeof...(Given) / 2;
    return [&]<std::size_t... I>(std::index_sequence<I...>, const auto& all) {
      return jvp(F{}, tuple(std::get<I>(all)...), tuple(std::get<n + I>(all)...)).tangent;
    }(std::make_index_sequence<n>{}, std::tie(given...));
  }
};

/// Adds f, f_pullback (x..., cotangent of the result) and f_pushforward (x..., tangents of x...), each for many
/// examples too: `ct::codegen::add_with_derivatives(lib, "softmax", softmax, ct::like<ct::tensor<double, 16>>)`. What
/// calls the library from Python's JAX (codegen/python.hpp) differentiates f by them.
template <class F, auto... Axes, class... T>
void add_with_derivatives(library& lib, const std::string& name, F f, in_axes_t<Axes...> axes, like_t<T>... types) {
  using result = detail::result_tree<F, T...>;
  lib.add_batch(name, f, axes, types...);
  lib.add_batch(name + "_pullback", pullback_of<F>{}, in_axes<Axes..., 0>, types..., like<result>);
  lib.add_batch(name + "_pushforward", pushforward_of<F>{}, in_axes<Axes..., Axes...>, types..., types...);
}
template <class F, class... T>
void add_with_derivatives(library& lib, const std::string& name, F f, like_t<T>... types) {
  using result = detail::result_tree<F, T...>;
  lib.add_batch(name, f, types...);
  lib.add_batch(name + "_pullback", pullback_of<F>{}, types..., like<result>);
  lib.add_batch(name + "_pushforward", pushforward_of<F>{}, types..., types...);
}

}  // namespace cotangent::codegen
