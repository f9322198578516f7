// Which axis of each leaf counts the examples: in_axes and out_axes, over trees.
#pragma once

#include <cotangent/trees/anything.hpp>
#include <cotangent/trees/describe.hpp>

#include <climits>

namespace cotangent {

struct unmapped_t {
  constexpr bool operator==(const unmapped_t&) const = default;
};
/// In place of an axis: the same for every example.
inline constexpr unmapped_t unmapped{};

template <auto... A>
struct in_axes_t {
  constexpr bool operator==(const in_axes_t&) const = default;
};
/// The axis to map of each argument, negative ones counted from the last: `ct::in_axes<0, ct::unmapped>`. An argument
/// that is a tree may have one for all its leaves, or an `in_axes` of its own: `ct::in_axes<0, ct::in_axes<1, 2>>`.
template <auto... A>
inline constexpr in_axes_t<A...> in_axes{};

template <auto... A>
struct out_axes_t {
  constexpr bool operator==(const out_axes_t&) const = default;
};
/// Where the axis of the examples goes in each leaf of the result: one for all, or one for each child.
template <auto... A>
inline constexpr out_axes_t<A...> out_axes{};

namespace detail {

/// The axis for every leaf below.
template <int A>
struct one_axis {};
inline constexpr int unmapped_axis = INT_MIN;

/// Whether a value can stand for an axis: an integer (not a bool), ct::unmapped, or in_axes or out_axes of such.
template <class T>
inline constexpr bool names_axes = std::is_integral_v<T> && !std::is_same_v<T, bool>;
template <>
inline constexpr bool names_axes<unmapped_t> = true;
template <auto... A>
inline constexpr bool names_axes<in_axes_t<A...>> = (names_axes<std::remove_cvref_t<decltype(A)>> && ... && true);
template <auto... A>
inline constexpr bool names_axes<out_axes_t<A...>> = (names_axes<std::remove_cvref_t<decltype(A)>> && ... && true);

/// The complaint about the first of these that names no axis, under the name that was called.
template <literal Name, auto... A>
struct axes_message {
  static constexpr text message = [] {
    text found;
    const auto one = [&]<class T>() {
      if (found.empty() && !names_axes<T>)
        found = join(Name.chars, ": an axis is an integer, ct::unmapped, or ct::in_axes<...> of them, got ",
                     type_name<T>());
    };
    (one.template operator()<std::remove_cvref_t<decltype(A)>>(), ...);
    return found;
  }();
};

/// A function with axes, if those are axes.
template <literal Name, auto... A, class Function>
constexpr auto with_checked_axes(Function function) {
  using check = axes_message<Name, A...>;
  if constexpr (check::message.empty()) {
    return function;
  } else {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return anything{};
  }
}

template <auto A>
struct axis_spec {
  using type = std::remove_cvref_t<decltype(A)>;  // in_axes or out_axes of children
};
template <auto A>
  requires std::is_integral_v<decltype(A)>
struct axis_spec<A> {
  using type = one_axis<static_cast<int>(A)>;
};
template <>
struct axis_spec<unmapped> {
  using type = one_axis<unmapped_axis>;
};

/// How many children a spec names (-1: any), and the spec of child I.
template <class Spec>
struct spec_traits;
template <int A>
struct spec_traits<one_axis<A>> {
  static constexpr int count = -1;
  template <int>
  using child = one_axis<A>;
};
template <auto... A>
struct many_specs {
  static constexpr int count = sizeof...(A);
  template <int I>
  using child = std::tuple_element_t<I, std::tuple<typename axis_spec<A>::type...>>;
};
template <auto... A>
struct spec_traits<in_axes_t<A...>> : many_specs<A...> {};
template <auto... A>
struct spec_traits<out_axes_t<A...>> : many_specs<A...> {};

/// Calls visit.template operator()<Leaf, Axis>() for each leaf; false where the spec does not fit the tree.
template <class T, class Spec, class Visit>
constexpr bool for_each_axis(Visit& visit) {
  if constexpr (Leaf<T>) {
    if constexpr (spec_traits<Spec>::count >= 0) return false;
    else return []<int A>(one_axis<A>, Visit& v) { return v.template operator()<T, A>(), true; }(Spec{}, visit);
  } else {
    using traits = tree_traits<T>;
    if constexpr (spec_traits<Spec>::count >= 0 && spec_traits<Spec>::count != traits::count) return false;
    else
      return [&]<int... I>(std::integer_sequence<int, I...>) {
        return (for_each_axis<typename traits::template child_type<I>, typename spec_traits<Spec>::template child<I>>(
                    visit) &&
                ... && true);
      }(std::make_integer_sequence<int, traits::count>{});
  }
}
/// A tree like T whose leaves are make.template operator()<Leaf, Axis>(), in order.
template <class T, class Spec, class Make>
constexpr auto generate_by_axis(Make& make) {
  if constexpr (Leaf<T>) {
    return []<int A>(one_axis<A>, Make& m) { return m.template operator()<T, A>(); }(Spec{}, make);
  } else {
    using traits = tree_traits<T>;
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      auto children = hana::tuple<decltype(generate_by_axis<typename traits::template child_type<I>,
                                                            typename spec_traits<Spec>::template child<I>>(make))...>{
          generate_by_axis<typename traits::template child_type<I>, typename spec_traits<Spec>::template child<I>>(
              make)...};
      return hana::unpack(std::move(children), [](auto... c) { return traits::rebuild(std::move(c)...); });
    }(std::make_integer_sequence<int, traits::count>{});
  }
}

}  // namespace detail
}  // namespace cotangent
