// Results into memory that the caller owns.
#pragma once

#include <cotangent/api/transform.hpp>
#include <cotangent/tensor/view.hpp>

namespace cotangent {
namespace detail {

template <class... L>
constexpr bool all_views(type_list<L...>) {
  return (is_view<L> && ... && true);
}

struct into_name {
  static constexpr const char* text = "into";
};
template <class Wanted, class Out>
struct into_message {
  using tree = std::remove_cvref_t<Out>;
  static constexpr text message = [] {
    constexpr text where = difference<Wanted, tree>();
    if constexpr (!not_a_tree<tree, false>({}).empty()) return join("into: the output", not_a_tree<tree, false>({}));
    else if constexpr (!std::is_lvalue_reference_v<Out> && !all_views(leaves_of<tree>{}))
      return join("into: the output is a temporary ", described<tree>(),
                  ", which nobody can read; pass a variable, or views by ct::view");
    else if constexpr (std::is_const_v<std::remove_reference_t<Out>> && !all_views(leaves_of<tree>{}))
      return join("into: the output is const, ", described<tree>(), ", and cannot be written");
    else if constexpr (where.empty()) return text{};
    else return join("into: the output must be like the function's result: ", where);
  }();
};

template <class Out, class F>
struct into_function {
  Out out;               // a reference to the caller's variable, or a tree of views
  std::byte* workspace;  // nullptr: on the stack, or this thread's
  std::size_t workspace_size;
  [[no_unique_address]] held<F> f;

  template <class... Args>
  [[gnu::always_inline]] void operator()(const Args&... args) const {
    using callable = program_message<into_name, F, seen_as<Args>...>;
    using first = decltype(door<F, gets_into_program<into_name, F, Args...>()>(traced_like<seen_as<Args>>()...));
    if constexpr (fails_inside<first, F, traced_as<seen_as<Args>>...>()) return;
    else if constexpr (!callable::message.empty())
      static_assert(detail::said_by<callable>::is_silent COTANGENT_WORDS(callable));
    else if constexpr ((holds_outside_array<Args, true>() || ... || false)) (*this)(with_views<true>(args)...);
    else if constexpr (has_outside_places && !difference<result_tree<F, Args...>, std::remove_cvref_t<Out>>().empty())
      in_views()(args...);
    else run(args...);
  }

 private:
  static constexpr bool has_outside_places =
      holds_outside_array<std::remove_cvref_t<Out>, true>() &&
      (std::is_lvalue_reference_v<Out> || !holds_owned_array<std::remove_cvref_t<Out>>());
  /// The same with views of other libraries' arrays for places.
  constexpr auto in_views() const {
    auto views = with_views<true>(const_cast<std::remove_cvref_t<Out>&>(out));
    return into_function<decltype(views), F>{views, workspace, workspace_size, f};
  }
  template <class... Args>
  [[gnu::always_inline]] void run(const Args&... args) const {
    using source = traced_function<F, Args...>;
    using check = typename compiled<source>::refusal;
    using fits = into_message<result_tree<F, Args...>, Out>;
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    if constexpr (fits::message.empty()) {
      using compiled_program = program<source>;
      using wrong = typename compiled_program::too_large;
      static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
      constexpr auto needed = static_cast<std::size_t>(compiled_program::schedule.workspace_bytes);
      addresses<std::remove_reference_t<const Out>, Args...> at(out, args...);
      if (at.results_overlap()) bad_input("into: two results are written to the same memory");
      const std::size_t overlapped = at.overlapped_bytes();
      if (workspace != nullptr) {
        if (workspace_size < needed)
          bad_input("into: the workspace is smaller than ct::inspect(f, ...).workspace_bytes()");
        if (at.touch(workspace, workspace_size)) bad_input("into: the workspace overlaps an argument or a result");
        if (overlapped != 0) return run_in_rest<compiled_program>(at, overlapped, needed);
        run_at<compiled_program>(at, workspace);
      } else {
        detail::workspace<compiled_program::schedule.workspace_bytes> space;
        if (overlapped != 0) return run_moved<compiled_program>(at, space.data());
        run_at<compiled_program>(at, space.data());
      }
    } else {
      static_assert(detail::said_by<fits>::is_silent COTANGENT_WORDS(fits));
    }
  }

 private:
  /// With copies of the arguments that results overlap in what the program leaves of the caller's workspace, or on the
  /// stack.
  template <class Program, class Addresses>
  [[gnu::noinline]] void run_in_rest(Addresses at, std::size_t overlapped, std::size_t needed) const {
    const std::size_t begin = (needed + alignof(double) - 1) / alignof(double) * alignof(double);
    if (begin + overlapped <= workspace_size) {
      at.move_overlapped(workspace + begin);
      run_at<Program>(at, workspace);
    } else if constexpr (Addresses::most_bytes() <= largest_inline_bytes) {
      run_moved<Program>(at, workspace);
    } else {
      bad_input(
          "into: a result overlaps an argument, for a copy of which the workspace has no room: it takes the argument's "
          "size more");
    }
  }
};

template <class... Given>
inline constexpr bool takes_into = sizeof...(Given) == 2;
template <class Out, class Space, class F>
inline constexpr bool takes_into<Out, Space, F> = std::is_convertible_v<Space&, std::span<std::byte>>;

}  // namespace detail

/// into(out, f)(args...) writes f(args...) into `out`, a tensor, a view or a tree of them like f's result. Views, and
/// trees of them, may be temporaries. Allocates nothing. Where `out` overlaps an argument, the result is the same: that
/// argument is copied first (to the stack; more than 16 KiB to this thread's memory, made once). Results that overlap
/// each other throw std::invalid_argument.
template <class Out, class F>
constexpr auto into(Out&& out, F f) {
  return detail::into_function<Out, F>{std::forward<Out>(out), nullptr, 0, detail::held<F>(f)};
}
/// The same with intermediates in the caller's memory: at least `ct::inspect(f, like...).workspace_bytes()` bytes,
/// aligned as for double; throws std::invalid_argument, before anything is written, if there are fewer, if it overlaps
/// an argument or result, and if `out` overlaps an argument of more than 16 KiB for whose copy there is no room behind
/// what the program needs.
template <class Out, class F>
constexpr auto into(Out&& out, std::span<std::byte> workspace, F f) {
  return detail::into_function<Out, F>{std::forward<Out>(out), workspace.data(), workspace.size(), detail::held<F>(f)};
}
/// (Overload for what no other takes.)
template <class... Given>
  requires(!detail::takes_into<Given...>)
constexpr auto into(const Given&...) {
  using wrong =
      detail::usage_message<"into: expected into(out, f) or into(out, workspace, f) with a std::span of std::byte",
                            std::decay_t<Given>...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return detail::anything{};
}

}  // namespace cotangent
