// What every public function refuses at its door, under the name that was called: arguments that are no trees of
// arrays, functions that cannot be called or return nothing, state that only run time knows, and calls that have no
// overload.
#pragma once

#include <cotangent/tensor/outside_arrays.hpp>
#include <cotangent/tracing/trace.hpp>
#include <cotangent/trees/anything.hpp>

namespace cotangent::detail {

/// A copy of argument K, where there is one that can be copied.
template <int K, class... Args>
constexpr auto argument_or_anything([[maybe_unused]] const Args&... args) {
  if constexpr (K >= 0 && K < static_cast<int>(sizeof...(Args))) {
    using A = std::decay_t<std::tuple_element_t<K, std::tuple<const Args&...>>>;
    if constexpr (std::is_copy_constructible_v<A>) return A(std::get<K>(std::tuple<const Args&...>(args...)));
    else return anything{};
  } else {
    return anything{};
  }
}

// ---- arguments
template <class T>
constexpr bool is_whole_tree();
template <class T, int... I>
constexpr bool are_whole_trees(std::integer_sequence<int, I...>) {
  return (is_whole_tree<typename tree_traits<T>::template child_type<I>>() && ... && true);
}
/// Whether T is a tree all the way to its leaves, which can be traced.
template <class T>
constexpr bool is_whole_tree() {
  if constexpr (Leaf<T>) return true;
  else if constexpr (fixed_struct<T>) return false;
  else if constexpr (Branch<T>) return are_whole_trees<T>(std::make_integer_sequence<int, tree_traits<T>::count>{});
  else return false;
}
template <class T>
inline constexpr bool whole_tree = is_whole_tree<T>();

/// What to pass instead of a T.
template <class T>
constexpr const char* advice() {
  using plain = std::remove_cv_t<T>;
  if constexpr (std::is_convertible_v<const plain&, const char*> ||
                std::is_convertible_v<const plain&, std::string_view>)
    return "; text is no argument, numbers and arrays are";
  else if constexpr (std::is_array_v<plain> || std::is_pointer_v<plain>)
    return "; say how large it is: ct::view<T, shape...>(pointer), or pass a ct::tensor";
  else if constexpr (std::is_arithmetic_v<plain>)
    return "; numbers are float, double, std::int32_t, std::int64_t or bool: convert it";
  else if constexpr (outside_array<plain>::refusal != nullptr) return outside_array<plain>::refusal;
  else if constexpr (requires(const plain& x) {
                       x.data();
                       x.size();
                     })
    return "; its size is a run-time fact: pass a ct::tensor, or ct::view<T, shape...>(it)";
  else
    return "; make it a struct template over its leaf with BOOST_HANA_DEFINE_STRUCT, a tuple, or arrays; a function "
           "object must hold no run-time state";
}
/// The first part of T that is no tree, or none that can be traced: its path, its type and what to do.
template <class T, bool ToTrace = true>
constexpr text not_a_tree(const text& path) {
  if constexpr (Leaf<T>) {
    return {};
  } else if constexpr (Branch<T>) {
    return [&]<int... I>(std::integer_sequence<int, I...>) {
      text found;
      [[maybe_unused]] const auto one = [&]<int K>() {
        if (!found.empty()) return;
        text inner = path;
        inner += ".";
        if constexpr (NamedBranch<T>) inner += tree_traits<T>::template name<K>();
        else inner += K;
        found = not_a_tree<typename tree_traits<T>::template child_type<K>, ToTrace>(inner);
      };
      if constexpr (ToTrace && fixed_struct<T>) {
        return join(path,
                    ": expected a struct over its leaf (template <template <class, int...> class Leaf> struct S, whose "
                    "members are such as Leaf<double, 3> and "
                    "Leaf<double>), which can hold traced values too, got ",
                    type_name<std::remove_cv_t<T>>());
      }
      (one.template operator()<I>(), ...);
      return found;
    }(std::make_integer_sequence<int, tree_traits<T>::count>{});
  } else {
    return join(path, ": expected a number, an array, or a tree of them, got ", type_name<std::remove_cv_t<T>>(),
                advice<T>());
  }
}
template <class... T>
constexpr int count_leaves() {
  if constexpr ((whole_tree<T> && ... && true)) return (leaves_of<T>::size + ... + 0);
  else return -1;
}
template <class... T>
inline constexpr int leaves_in_all = count_leaves<T...>();
/// The same of several.
template <bool ToTrace, class... Args>
constexpr text first_no_tree() {
  text found;
  int number = 0;
  [[maybe_unused]] const auto one = [&]<class A>() {
    text path("argument ");
    path += number++;
    if (found.empty()) found = not_a_tree<A, ToTrace>(path);
  };
  (one.template operator()<Args>(), ...);
  return found;
}
template <class Name, class... Args>
struct arguments_message {
  static constexpr text message = [] {
    if (sizeof...(Args) == 0) return join(Name::text, ": called without arguments");
    const text found = first_no_tree<true, Args...>();
    if (!found.empty()) return join(Name::text, ": ", found);
    if (leaves_in_all<Args...> == 0)
      return join(Name::text, ": no argument holds a number or an array, got ", described<hana::tuple<Args...>>());
    return found;
  }();
};
template <class Name, class Self>
struct state_message {
  static constexpr text message =
      join(Name::text,
           ": the function has run-time state (captured values); pass that state as an argument, or make it static "
           "constexpr. "
           "What is captured by reference is state, too: capture function objects and traced values by [=]");
};

// ---- functions
struct not_taken {};
struct failed_inside {};
/// Calls F, or says that F does not take the arguments. Where an error inside F, of which the compiler tells, makes F
/// no function, there is no call at all: so the two are known apart, if this is the first call of F on such arguments.
template <class F>
struct or_not_taken : F {
  using F::operator();
  not_taken operator()(...) const;
};
struct with_call_operator {
  void operator()();
};
template <class F>
struct ambiguous_if_callable : F, with_call_operator {};
template <class F>
constexpr bool has_call_operator() {
  if constexpr (std::is_class_v<F> && !std::is_final_v<F>) return !requires { &ambiguous_if_callable<F>::operator(); };
  else return false;
}
template <class F, class... A>
constexpr auto outcome_of_call() {
  if constexpr (has_call_operator<F>()) {
    // Where F's type is known although its inside failed, clang calls it once and takes it for no function from then
    // on.
    constexpr bool refused_at_once =
        requires(const or_not_taken<F>& f, const A&... a) { requires std::is_same_v<decltype(f(a...)), not_taken>; };
    if constexpr (refused_at_once) return std::type_identity<not_taken>{};
    else if constexpr (requires(const or_not_taken<F>& f, const A&... a) {
                         requires !std::is_same_v<decltype(f(a...)), not_taken>;
                       })
      return std::type_identity<
          std::decay_t<decltype(std::declval<const or_not_taken<F>&>()(std::declval<const A&>()...))>>{};
    else return std::type_identity<failed_inside>{};
  } else if constexpr (requires(const F& f, const A&... a) { f(a...); }) {
    return std::type_identity<std::decay_t<decltype(std::declval<const F&>()(std::declval<const A&>()...))>>{};
  } else {
    return std::type_identity<not_taken>{};
  }
}
/// The type of F's result on these, not_taken, or failed_inside.
template <class F, class... A>
using call_outcome = typename decltype(outcome_of_call<F, A...>())::type;
template <class F, class... A>
inline constexpr bool returns_nothing = std::is_void_v<call_outcome<F, A...>>;
template <class Outcome>
using or_void =
    std::conditional_t<std::is_same_v<Outcome, not_taken> || std::is_same_v<Outcome, failed_inside>, void, Outcome>;
/// The type of F's result on these, or void if it cannot be called.
template <class F, class... A>
using result_or_void = or_void<typename decltype(outcome_of_call<F, A...>())::type>;

template <class F, class... A>
struct type_of_call {  // (not asked for before it is named)
  using type = result_or_void<F, A...>;
};

/// What is wrong with calling F on these, in words that follow what F is called; empty if nothing is.
template <class F, class... Args>
constexpr text call_problem() {
  using result = result_or_void<F, Args...>;
  if constexpr (!std::is_void_v<result>) {
    if constexpr (whole_tree<result>) return {};
    else return join(" must return a tree of arrays", not_a_tree<result>(": the result"));
  } else if constexpr (returns_nothing<F, Args...>) {
    return join(" returns nothing, called with ", described<hana::tuple<Args...>>(), "; is there a return missing?");
  } else if constexpr (std::is_same_v<call_outcome<F, Args...>, failed_inside>) {
    return said_already;
  } else {
    return join(" is not callable with ", described<hana::tuple<Args...>>(), "; it must take ",
                static_cast<int>(sizeof...(Args)), sizeof...(Args) == 1 ? " parameter" : " parameters",
                ", declared auto, as they are traced values");
  }
}
template <class Name, class F, class... Args>
struct call_message {
  using result = or_void<typename decltype(outcome_of_call<F, Args...>())::type>;  // (result_or_void would be three
                                                                                   // lines of each error inside F)
  static constexpr text message = [] {
    constexpr text problem = call_problem<F, Args...>();
    if constexpr (problem.empty()) return text{};
    else return join(Name::text, ": the function", problem);
  }();
};

// Defined in api/transform.hpp: why F cannot be traced on values like these.
template <class Name, class F, class... Args>
constexpr text untraceable_problem();

/// The same for a program of F on values of these types, whose function must hold no state at all.
template <class Name, class F, class... Args>
struct program_message {
  template <class... E>
  static constexpr text about_call(hana::tuple<E...>*) {
    return call_message<Name, F, E...>::message;
  }
  static constexpr text message = [] {
    constexpr text arguments = arguments_message<Name, Args...>::message;
    if constexpr (!arguments.empty()) return arguments;
    else if constexpr (!Stateless<F>) return state_message<Name, F>::message;
    else if constexpr (!about_call(static_cast<hana::tuple<expr_tree<Args>...>*>(nullptr)).empty())
      return about_call(static_cast<hana::tuple<expr_tree<Args>...>*>(nullptr));
    else return untraceable_problem<Name, F, Args...>();
  }();
};

// ---- calls that have no overload
template <literal Usage, class... Given>
struct usage_message {
  static constexpr text message = [] {
    if ((std::is_same_v<Given, anything> || ... || false)) return said_already;  // it comes from what was refused
    text t = join(Usage.chars, ", got (");
    int k = 0;
    ((t += k++ > 0 ? ", " : "", t += described<Given>()), ...);
    return join(t, ")");
  }();
};

/// The same of calls NAME<...>(given).
template <class... Given>
constexpr text usage_problem(const char* name, const char* usage, const text& in_brackets) {
  if ((std::is_same_v<std::decay_t<Given>, anything> || ... || false)) return said_already;
  text t = join(name, ": expected ", usage, ", got ", name, "<", in_brackets, ">(");
  int k = 0;
  ((t += k++ > 0 ? ", " : "", t += described<std::decay_t<Given>>()), ...);
  return join(t, ")");
}
/// (What the operand is of, the other overloads take too.)
template <class Type, class... Given>
inline constexpr bool begin_with = false;
template <class Type, class... Given>
inline constexpr bool begin_with<Type, Type, Given...> = true;
template <literal Name, literal Usage, auto Count, class... Given>
struct numbers_message {
  static constexpr text message = usage_problem<Given...>(
      Name.chars, Usage.chars, join(static_cast<int>(Count), Count == 1 ? " argument" : " arguments"));
};
template <literal Name, literal Usage, class Type, class... Given>
struct type_message {
  static constexpr text message = usage_problem<Given...>(Name.chars, Usage.chars, type_name<std::remove_cv_t<Type>>());
};

template <class Wrong>
constexpr anything refused_usage() {
  static_assert(said_by<Wrong>::is_silent COTANGENT_WORDS(Wrong));
  return {};
}

}  // namespace cotangent::detail

/// The overload of NAME for whatever no other takes: one error that says how it is called.
#define COTANGENT_USAGE_OF_CALL(NAME, USAGE)                                                  \
  template <class... Given>                                                                   \
  constexpr auto NAME([[maybe_unused]] const Given&... given) {                               \
    if constexpr ((detail::is_maker<Given> || ... || false)) {                                \
      return NAME(detail::made(given)...);                                                    \
    } else {                                                                                  \
      using wrong = detail::usage_message<#NAME ": expected " USAGE, std::decay_t<Given>...>; \
      static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));                \
      return detail::anything{};                                                              \
    }                                                                                         \
  }
/// The same with numbers as in NAME<1>(x), and with a type. (Few words each: they stand for every function.)
#define COTANGENT_USAGE_OF_NUMBERS(NAME, USAGE)                                                              \
  template <auto... Number, class... Given>                                                                  \
    requires(sizeof...(Number) > 0)                                                                          \
  constexpr auto NAME([[maybe_unused]] const Given&... given) {                                              \
    if constexpr ((detail::is_maker<Given> || ... || false)) return NAME<Number...>(detail::made(given)...); \
    else return detail::refused_usage<detail::numbers_message<#NAME, USAGE, sizeof...(Number), Given...>>(); \
  }
#define COTANGENT_USAGE_OF_TYPE(NAME, USAGE)                                            \
  template <class Type, class... Given>                                                 \
    requires(!detail::begin_with<Type, Given...>)                                       \
  constexpr auto NAME(const Given&...) {                                                \
    return detail::refused_usage<detail::type_message<#NAME, USAGE, Type, Given...>>(); \
  }
#define COTANGENT_USAGE(NAME, USAGE)      \
  COTANGENT_USAGE_OF_CALL(NAME, USAGE)    \
  COTANGENT_USAGE_OF_NUMBERS(NAME, USAGE) \
  COTANGENT_USAGE_OF_TYPE(NAME, USAGE)
