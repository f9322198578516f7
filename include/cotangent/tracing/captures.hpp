// What a function object holds: nothing that carries a value, traced values, or numbers that only run time knows.
#pragma once

#include <cotangent/trees/tree.hpp>

#include <string_view>

namespace cotangent {
namespace ir {
class graph;
}  // namespace ir

namespace detail {

/// Whether an object of this class may hold traced values: false only where it surely does not. C++20 has no
/// reflection, so each compiler tells in its own way what a closure captured.
template <class F>
constexpr bool may_hold_traced();

#if defined(__clang__)
template <class T>
constexpr bool is_or_holds_traced() {
  if constexpr (std::is_same_v<T, ir::graph>) return true;
  else if constexpr (Leaf<T>) return Traced<T>;
  else if constexpr (Branch<T>) return is_traced_tree<T>;
  else if constexpr (std::is_class_v<T> && !std::is_empty_v<T>) return may_hold_traced<T>();
  else return false;
}
// clang calls a function with each member of a class for an argument, to print them; which types it is instantiated for
// is the answer. What is found there is noted by a friend that exists from then on.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-inline"
#pragma clang diagnostic ignored "-Wundefined-internal"
template <class F>
struct traced_inside {
  friend constexpr bool found_traced(traced_inside);
};
#pragma clang diagnostic pop
template <class F>
struct note_traced {
  friend constexpr bool found_traced(traced_inside<F>) { return true; }
};
template <class F>
struct see_members {
  template <class... A>
  constexpr auto operator()(const A&...) const {
    if constexpr ((is_or_holds_traced<std::remove_cv_t<std::remove_pointer_t<A>>>() || ...))
      return sizeof(note_traced<F>);
    else return std::size_t{};
  }
};
template <class F>
constexpr bool find_members_that_are_traced() {
  using walk = decltype(__builtin_dump_struct(static_cast<const F*>(nullptr), see_members<F>{}));
  (void)sizeof(walk*);
  return requires { typename std::bool_constant<found_traced(traced_inside<F>{})>; };
}
#else
// g++ names a closure after the function that it stands in, with the types that it was instantiated for; of a generic
// lambda only that it is one. What stands in neither a function of traced values nor a generic lambda is in no trace.
template <class F>
constexpr bool stands_in_a_trace() {
  const std::string_view name = __PRETTY_FUNCTION__;
  return name.find("expr<") != name.npos || name.find(")>::<lambda") != name.npos ||
         name.find(")>::operator()") != name.npos;
}
#endif

template <class F>
constexpr bool may_hold_traced() {
  if constexpr (!std::is_class_v<F> || MadeOfBytes<F>) return false;
#if defined(__clang__)
  else return find_members_that_are_traced<F>();
#else
  else return stands_in_a_trace<F>();
#endif
}

}  // namespace detail
}  // namespace cotangent
