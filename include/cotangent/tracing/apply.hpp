// One way in for every function on leaves: traced operands append equations, values are evaluated at once.
#pragma once

#include <cotangent/tracing/expr.hpp>

namespace cotangent::detail {

// Defined in evaluate/: compiles `f` for these values as one program, and runs it.
template <class F, class... Args>
constexpr auto evaluate(const Args&... args);

template <class X>
concept Number = std::is_arithmetic_v<X>;
template <class X>
concept Operand = Leaf<X> || Number<X>;
template <class X>
concept Array = Leaf<X> && !Number<X>;

template <class X>
struct element_type {
  using type = X;
};
template <Leaf X>
struct element_type<X> {
  using type = typename leaf_traits<X>::element;
};
template <class X>
using element_t = typename element_type<X>::type;

/// The element type that plain numbers take: that of the first array that is not a mask, else what C++ makes of numbers
/// together.
template <class... X>
constexpr auto common_element() {
  constexpr bool holds[] = {Array<X> && !std::is_same_v<element_t<X>, bool>...};
  constexpr std::size_t chosen = [&] {
    std::size_t k = 0;
    while (k < sizeof...(X) && !holds[k]) ++k;
    return k;
  }();
  if constexpr (chosen < sizeof...(X)) {
    return element_t<std::tuple_element_t<chosen, std::tuple<X...>>>{};
  } else {
    using type = std::common_type_t<element_t<X>...>;
    if constexpr (ir::is_element<type>) return type{};
    else if constexpr (std::is_floating_point_v<type>) return double{};
    else return std::int64_t{};
  }
}

template <class T, class X>
constexpr auto as_value(const X& x) {
  if constexpr (Number<X> && !std::is_same_v<X, bool>) return static_cast<T>(x);
  else return x;
}
template <class T, class X>
constexpr auto as_operand(ir::graph& g, const X& x) {
  if constexpr (std::is_same_v<X, bool>) return as_expr<bool>(g, x);
  else return as_expr<T>(g, x);
}

/// What stands for an array until it is an operand or an argument (tracing/creation.hpp): then it is made.
template <class What, class T, int... D>
struct maker;
template <class X>
inline constexpr bool is_maker = false;
template <class What, class T, int... D>
inline constexpr bool is_maker<maker<What, T, D...>> = true;
template <class X>
constexpr decltype(auto) made(const X& x) {
  if constexpr (is_maker<X>) return x();
  else return (x);
}

struct nothing_wrong {
  static constexpr text message{};
};
/// An array of element type T and shape S that means nothing: traced, if x is.
template <class T, ir::shape S, class X>
constexpr auto blank(const X& x) {
  if constexpr (Traced<X>) {
    const ir::term t = term_of(x);
    return expr_of<T, S>{t.g, ir::full(*t.g, ir::dtype_of<T>, S, 0).id};
  } else {
    return value_of<T, S>{};
  }
}
/// What has the type of F's result where F refused its operands, if F says so itself; otherwise what is right wherever
/// it is used.
template <class F, class... X>
constexpr auto instead_of_result(const X&... x) {
  if constexpr (requires { F::instead(x...); }) return F::instead(x...);
  else return anything{};
}
/// What a function is called in refusals of plain numbers.
template <class F>
constexpr const char* name_of() {
  if constexpr (requires { F::name; }) return F::name;
  else return "conversion";
}
/// Plain numbers would take the element type of integers, and lose what is behind their point.
template <class F, class T>
struct cut_number {
  static constexpr text message = join(name_of<F>(), ": a plain floating-point number with an array of integers (",
                                       ir::dtype_name(ir::dtype_of<T>), "); convert with ct::astype<double>(x)");
};
template <class T, class... X>
inline constexpr bool cuts_numbers = std::is_integral_v<T> && (std::is_floating_point_v<X> || ...);

/// An operand's type in a trace, where plain numbers take element type T.
template <class T, class X>
struct operand_expr {
  using type = expr_of<element_t<X>, leaf_traits<X>::dims>;
};
template <class T, Number X>
struct operand_expr<T, X> {
  using type = expr<std::conditional_t<std::is_same_v<X, bool>, bool, T>>;
};
/// What F has against operands of these types in a trace: its `refusal`, a class with a message. It is asked before
/// anything is traced or evaluated, so that little stands between a refusal and the user's call.
template <class F, class... E>
constexpr auto refusal_of() {
  if constexpr (requires { typename F::template refusal<E...>; })
    return std::type_identity<typename F::template refusal<E...>>{};
  else return std::type_identity<nothing_wrong>{};
}
template <class F, class T, class... X>
using operands_refusal = typename decltype(refusal_of<F, typename operand_expr<T, X>::type...>())::type;

/// f(operands) where f, stateless, takes expressions: appended if any operand is traced, else evaluated.
template <class F, Operand First, Operand... X>
constexpr auto on_leaves(F f, const First& first, const X&... x) {
  using T = decltype(common_element<First, X...>());
  using check = operands_refusal<F, T, First, X...>;
  if constexpr (cuts_numbers<T, First, X...>)
    static_assert(detail::said_by<cut_number<F, T>>::is_silent COTANGENT_WORDS(cut_number<F, T>));
  if constexpr (!check::message.empty()) {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return instead_of_result<F>(first, x...);
  } else if constexpr (Traced<First> || (Traced<X> || ...)) {
    ir::graph& g = *graph_of(first, x...);
    return f(as_operand<T>(g, first), as_operand<T>(g, x)...);
  } else {
    return evaluate<F>(as_value<T>(first), as_value<T>(x)...);
  }
}

/// An index as it was given, plain integers in 64 bits.
template <class I>
constexpr auto as_index(const I& i) {
  if constexpr (std::is_integral_v<I> && !std::is_same_v<I, bool>) return static_cast<std::int64_t>(i);
  else if constexpr (std::is_floating_point_v<I>) return static_cast<double>(i);
  else return i;
}
/// An index's type in a trace: its own element type.
template <class I>
using indexed_expr = typename operand_expr<decltype(as_index(std::declval<const I&>())),
                                           decltype(as_index(std::declval<const I&>()))>::type;
/// The same as on_leaves where the operands behind the first `Values` are indices, which keep their own element types.
template <int Values, class F, Operand First, Operand... X>
constexpr auto on_indexed(F f, const First& first, const X&... x) {
  using T = element_t<First>;
  if constexpr (Values > 1 && cuts_numbers<T, std::tuple_element_t<0, std::tuple<X...>>>)
    static_assert(detail::said_by<cut_number<F, T>>::is_silent COTANGENT_WORDS(cut_number<F, T>));
  using check = typename decltype(refusal_of<F, typename operand_expr<T, First>::type, indexed_expr<X>...>())::type;
  if constexpr (Values == 1 && !check::message.empty()) {
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
    return instead_of_result<F>(first, x...);
  } else
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      const auto given = [&]<std::size_t N, class V>(const V& v) {
        if constexpr (N < Values) return as_value<T>(v);
        else return as_index(v);
      };
      if constexpr (Traced<First> || (Traced<X> || ...)) {
        ir::graph& g = *graph_of(first, given.template operator()<K + 1>(x)...);
        const auto expression = [&]<std::size_t N, class V>(const V& v) {
          if constexpr (N < Values) return as_operand<T>(g, v);
          else return as_expr<element_t<V>>(g, v);
        };
        return f(as_operand<T>(g, first),
                 expression.template operator()<K + 1>(given.template operator()<K + 1>(x))...);
      } else {
        return evaluate<F>(first, given.template operator()<K + 1>(x)...);
      }
    }(std::make_index_sequence<sizeof...(X)>{});
}

/// F of expressions whose types pass a check, a template `of` over them with a message; otherwise the refusal, and
/// nothing behind it.
template <class Check, class F>
struct checked_function {
  static constexpr const char* name = name_of<F>();
  /// What Check has against these, or else what F itself has.
  template <class... X>
  static constexpr auto first_refusal_of() {
    if constexpr (!Check::template of<X...>::message.empty())
      return std::type_identity<typename Check::template of<X...>>{};
    else return refusal_of<F, X...>();
  }
  template <class... X>
  using refusal = typename decltype(first_refusal_of<X...>())::type;
  template <class... X>
  static constexpr auto instead(const X&... x) {
    return instead_of_result<F>(x...);
  }
  template <class X, class... Rest>
  constexpr auto operator()(X x, Rest... rest) const {
    using check = typename Check::template of<X, Rest...>;
    if constexpr (check::message.empty()) {
      return F{}(x, rest...);
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return x;
    }
  }
};
template <class Check, class F>
constexpr auto checked(F) {
  return checked_function<Check, F>{};
}

// ---- broadcasting as NumPy: shapes aligned at the right, extents equal or one
constexpr ir::shape broadcast_shapes(const ir::shape& a, const ir::shape& b) {
  ir::shape s;
  s.rank = a.rank > b.rank ? a.rank : b.rank;
  for (int k = 1; k <= s.rank; ++k) {
    const int x = k <= a.rank ? a[a.rank - k] : 1, y = k <= b.rank ? b[b.rank - k] : 1;
    if (x != y && x != 1 && y != 1) return {-1, {}};
    s.dims[s.rank - k] = x == 1 ? y : x;
  }
  return s;
}
template <class... S>
constexpr ir::shape broadcast_shapes(const ir::shape& a, const ir::shape& b, const S&... rest) {
  const ir::shape s = broadcast_shapes(a, b);
  return s.rank < 0 ? s : broadcast_shapes(s, rest...);
}
constexpr ir::shape broadcast_shapes(const ir::shape& a) { return a; }

constexpr ir::term broadcast(ir::term x, const ir::shape& to) {
  const ir::shape from = x.dims();
  if (from == to) return x;
  ir::index_map map;
  for (int k = 0; k < from.rank; ++k) {
    const int axis = to.rank - from.rank + k;
    map.push(from[k] == to[axis] ? ir::axis_index{axis, 0, 1} : ir::axis_index{-1, 0, 0});
  }
  return view(x, to, map);
}

template <class X>
constexpr auto wrap(ir::term t) {
  return typed<X>(*t.g, t.id);
}

}  // namespace cotangent::detail
