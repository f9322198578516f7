// What the C++ header of a generated library is made of: calls of C functions on trees of values.
#pragma once

#include <cotangent/values.hpp>

#include <memory>

namespace cotangent {

/// Places for the results of a generated function, one for each child of its result (or one for the whole):
/// `kernels::loss_gradient_into(ct::out(value, gradient), parameters, x)`. Each is a variable, or a tree of views, like
/// that child; ct::none stands for a result that is not wanted.
template <class... T>
struct places {
  std::tuple<T&&...> all;
};
template <class... T>
constexpr places<T...> out(T&&... place) {
  return {{std::forward<T>(place)...}};
}

namespace generated {

using detail::text;

/// Argument `Number` of a function against what it wants.
template <class Function, int Number, class Wanted, class Given>
struct argument_message {
  static constexpr text message = [] {
    constexpr text where = detail::difference<Wanted, detail::seen_as<Given>>();
    if constexpr (where.empty()) return text{};
    else return detail::join(Function::name, ": argument ", Number, ": ", where);
  }();
};
template <class Function, int Given>
struct count_message {
  static constexpr text message =
      Given == Function::arguments::size
          ? text{}
          : detail::join(Function::name, ": needs ", Function::arguments::size, " arguments, got ", Given);
};

/// A tree of places against a result; none stands for any.
template <class Wanted, class Given>
constexpr bool holds() {
  if constexpr (std::is_same_v<Given, none_t>) return true;
  else if constexpr (detail::Leaf<Wanted> || detail::Leaf<Given>) return detail::difference<Wanted, Given>().empty();
  else if constexpr (!detail::Branch<Wanted> || !detail::Branch<Given>) return false;
  else if constexpr (detail::tree_traits<Wanted>::count != detail::tree_traits<Given>::count) return false;
  else
    return []<int... I>(std::integer_sequence<int, I...>) {
      return (holds<typename detail::tree_traits<Wanted>::template child_type<I>,
                    typename detail::tree_traits<Given>::template child_type<I>>() &&
              ... && true);
    }(std::make_integer_sequence<int, detail::tree_traits<Wanted>::count>{});
}
template <class Result>
constexpr bool has_children(int places) {
  if constexpr (detail::Branch<Result>) return detail::tree_traits<Result>::count == places;
  else return false;
}
template <class Function, int Places>
struct places_message {
  using result = typename Function::result;
  static constexpr text message =
      Places == 1 || has_children<result>(Places)
          ? text{}
          : detail::join(Function::name, "_into: places for ", Places, " results, and the function returns ",
                         detail::described<result>());
};
template <class Function, class Wanted, class Given>
struct place_message {
  static constexpr text message =
      holds<Wanted, detail::seen_as<std::remove_cvref_t<Given>>>()
          ? text{}
          : detail::join(Function::name, "_into: a place for ", detail::described<Wanted>(), " cannot be ",
                         detail::described<detail::seen_as<std::remove_cvref_t<Given>>>());
};

template <class Leaf>
constexpr auto* address_of(Leaf& leaf) {
  if constexpr (ir::is_element<std::remove_const_t<Leaf>>) return &leaf;
  else return leaf.data();
}
/// Memory for a result that is not wanted: one for each type, in each thread.
template <class Leaf>
void* unwanted() {
  using traits = detail::leaf_traits<Leaf>;
  thread_local const std::unique_ptr<typename traits::element[]> memory(
      new typename traits::element[static_cast<std::size_t>(traits::dims.size())]);
  return memory.get();
}
template <class Wanted, class Given>
void append_places(Given& given, void**& next) {
  using given_type = std::remove_const_t<Given>;
  if constexpr (std::is_same_v<given_type, none_t>) {
    []<class... L>(detail::type_list<L...>, void**& to) { ((*to++ = unwanted<L>()), ...); }(detail::leaves_of<Wanted>{},
                                                                                            next);
  } else if constexpr (detail::Leaf<Wanted>) {
    *next++ = address_of(given);
  } else {
    [&]<int... I>(std::integer_sequence<int, I...>) {
      (append_places<typename detail::tree_traits<Wanted>::template child_type<I>>(
           detail::tree_traits<given_type>::template child<I>(given), next),
       ...);
    }(std::make_integer_sequence<int, detail::tree_traits<Wanted>::count>{});
  }
}

/// Argument trees as their leaves' memory, then the call.
template <class Function, class... Args>
void call_on(void* const* results, const Args&... args) {
  if constexpr ((detail::holds_outside_array<Args, true>() || ... || false)) {
    call_on<Function>(results, detail::with_views<true>(args)...);
  } else {
    std::array<const void*, (detail::leaves_of<Args>::size + ... + 1)> inputs{};
    const void** next = inputs.data();
    (detail::for_each_leaf(args, [&](const auto& leaf) { *next++ = address_of(leaf); }), ...);
    Function::call(inputs.data(), results);
  }
}
/// Whether a call fits; the first complaint is the compile error.
template <class Function, class... Args, int... Number>
constexpr bool fits(std::integer_sequence<int, Number...>) {
  using count = count_message<Function, sizeof...(Args)>;
  if constexpr (!count::message.empty()) {
    static_assert(detail::said_by<count>::is_silent COTANGENT_WORDS(count));
    return false;
  } else {
    return ([]<int At, class Arg>(std::integral_constant<int, At>, std::type_identity<Arg>) {
      using check = argument_message<Function, At, typename Function::arguments::template at<At>, Arg>;
      if constexpr (!check::message.empty()) static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return check::message.empty();
    }(std::integral_constant<int, Number>{}, std::type_identity<Args>{}) &&
            ... && true);
  }
}

/// The types of a function's arguments.
template <class... T>
struct types {
  static constexpr int size = sizeof...(T);
  template <int K>
  using at = std::tuple_element_t<K, std::tuple<T...>>;
};

template <class Function, class... Args>
typename Function::result call(const Args&... args) {
  typename Function::result result{};
  if constexpr (fits<Function, Args...>(std::make_integer_sequence<int, sizeof...(Args)>{})) {
    std::array<void*, detail::leaves_of<typename Function::result>::size + 1> outputs{};
    void** next = outputs.data();
    append_places<typename Function::result>(result, next);
    call_on<Function>(outputs.data(), args...);
  }
  return result;
}
/// What a header's functions are: objects, so that they may be arguments of others, solvers for one.
template <class Function>
struct function {
  template <class... Args>
  auto operator()(const Args&... args) const {
    return call<Function>(args...);
  }
};
template <class Function, class... Places, class... Args>
void call_into(const places<Places...>& to, const Args&... args) {
  using result = typename Function::result;
  using count = places_message<Function, sizeof...(Places)>;
  if constexpr (!count::message.empty()) {
    static_assert(detail::said_by<count>::is_silent COTANGENT_WORDS(count));
  } else if constexpr (fits<Function, Args...>(std::make_integer_sequence<int, sizeof...(Args)>{})) {
    std::array<void*, detail::leaves_of<result>::size + 1> outputs{};
    void** next = outputs.data();
    const auto place = [&]<class Wanted, class Given>(std::type_identity<Wanted>, Given& given) {
      using check = place_message<Function, Wanted, Given>;
      if constexpr (!check::message.empty()) static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      else if constexpr (detail::holds_outside_array<std::remove_const_t<Given>, true>()) {
        auto views = detail::with_views<true>(given);
        append_places<Wanted>(views, next);
      } else append_places<Wanted>(given, next);
    };
    [&]<int... K>(std::integer_sequence<int, K...>) {
      if constexpr (sizeof...(Places) == 1 && !has_children<result>(1))
        (place(std::type_identity<result>{}, std::get<K>(to.all)), ...);
      else if constexpr (sizeof...(Places) == 1 &&
                         (holds<result, detail::seen_as<std::remove_cvref_t<Places>>>() && ...))
        (place(std::type_identity<result>{}, std::get<K>(to.all)), ...);
      else
        (place(std::type_identity<typename detail::tree_traits<result>::template child_type<K>>{}, std::get<K>(to.all)),
         ...);
    }(std::make_integer_sequence<int, sizeof...(Places)>{});
    call_on<Function>(outputs.data(), args...);
  }
}

}  // namespace generated
}  // namespace cotangent
