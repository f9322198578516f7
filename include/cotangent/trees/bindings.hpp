// Hana's tuples in structured bindings: auto [dx, dw] = ct::grad(f, ct::argnums<0, 1>)(x, w). The language looks for
// std::tuple_size and for a `get` beside the class; Hana has neither.
#pragma once

#include <boost/hana/at.hpp>
#include <boost/hana/tuple.hpp>

#include <tuple>
#include <utility>

template <class... T>
struct std::tuple_size<boost::hana::tuple<T...>> : std::integral_constant<std::size_t, sizeof...(T)> {};
template <std::size_t I, class... T>
struct std::tuple_element<I, boost::hana::tuple<T...>> : std::tuple_element<I, std::tuple<T...>> {};

namespace boost::hana {

template <std::size_t I, class... T>
constexpr decltype(auto) get(const tuple<T...>& t) {
  return at_c<I>(t);
}
template <std::size_t I, class... T>
constexpr decltype(auto) get(tuple<T...>& t) {
  return at_c<I>(t);
}
template <std::size_t I, class... T>
constexpr decltype(auto) get(tuple<T...>&& t) {
  return at_c<I>(std::move(t));
}

}  // namespace boost::hana
