// Operators and elementwise functions, broadcasting as NumPy.
#pragma once

#include <cotangent/tracing/apply.hpp>

namespace cotangent {
namespace detail {

/// The name that the user wrote.
template <ir::op Code>
constexpr const char* public_name() {
  switch (Code) {
    case ir::op::add: return "operator+";
    case ir::op::sub: return "operator-";
    case ir::op::mul: return "operator*";
    case ir::op::div: return "operator/";
    case ir::op::eq: return "operator==";
    case ir::op::ne: return "operator!=";
    case ir::op::lt: return "operator<";
    case ir::op::le: return "operator<=";
    case ir::op::gt: return "operator>";
    case ir::op::ge: return "operator>=";
    case ir::op::logical_and: return "operator&";
    case ir::op::logical_or: return "operator|";
    case ir::op::max: return "maximum";
    case ir::op::min: return "minimum";
    default: return ir::primitives[Code].name;
  }
}

template <ir::op Code, class... X>
struct elementwise_message {
  static constexpr bool same_element =
      (Code == ir::op::pow && (std::is_integral_v<typename X::value_type> + ...) == 1) ||
      (std::is_same_v<typename X::value_type, std::tuple_element_t<0, std::tuple<typename X::value_type...>>> && ...);
  static constexpr ir::shape result = broadcast_shapes(X::shape...);
  static constexpr text message = [] {
    text operands;
    int k = 0;
    ((operands += k++ > 0 ? " and " : "", operands += description<X>), ...);
    if (!same_element)
      return join(public_name<Code>(), ": operands of different element types, ", operands,
                  "; convert one with ct::astype<T>(x)");
    if ((Code == ir::op::logical_and || Code == ir::op::logical_or) &&
        (std::is_floating_point_v<typename X::value_type> || ...))
      return join(public_name<Code>(), ": needs masks or integers, got ", operands);
    if (result.rank < 0)
      return join(public_name<Code>(), ": shapes do not broadcast: ", operands,
                  "; extents must be equal or 1, aligned at the right");
    return size_problem(public_name<Code>(), result);
  }();
};

/// Integers where real numbers are wanted, as in JAX: of 64 bits as double, others as float.
template <class X>
constexpr auto as_real(X x) {
  using T = typename X::value_type;
  using real = std::conditional_t<std::is_floating_point_v<T>, T,
                                  std::conditional_t<std::is_same_v<T, std::int64_t>, double, float>>;
  return make_expr<real, X::shape>(ir::convert(term_of(x), ir::dtype_of<real>));
}

template <ir::op Code>
struct elementwise {
  static constexpr const char* name = public_name<Code>();
  template <class... X>
  using refusal = elementwise_message<Code, X...>;
  /// The operand with more axes, or what compares like it, where the shapes are not what is wrong.
  template <class First, class Second>
    requires(broadcast_shapes(leaf_traits<First>::dims, leaf_traits<Second>::dims).rank >= 0)
  static constexpr auto instead(const First& a, const Second& b) {
    constexpr bool first =
        std::is_arithmetic_v<Second> ||
        (!std::is_arithmetic_v<First> && leaf_traits<First>::dims.rank >= leaf_traits<Second>::dims.rank);
    using like = std::conditional_t<first, First, Second>;
    using T = std::conditional_t<is_comparison(Code), bool, element_t<like>>;
    if constexpr (Traced<First>) return blank<T, leaf_traits<like>::dims>(a);
    else return blank<T, leaf_traits<like>::dims>(b);
  }
  template <class First, class... Rest>
  constexpr auto operator()(First first, Rest... rest) const {
    using check = elementwise_message<Code, First, Rest...>;
    if constexpr (check::message.empty() && ir::primitives[Code].elements == ir::element_kind::function &&
                  std::is_integral_v<typename First::value_type>) {
      return (*this)(as_real(first), as_real(rest)...);
    } else if constexpr (check::message.empty() && Code == ir::op::pow &&
                         std::is_integral_v<typename First::value_type> &&
                         (std::is_floating_point_v<typename Rest::value_type> || ...)) {
      return (*this)(
          make_expr<typename Rest::value_type, First::shape>(ir::convert(term_of(first), term_of(rest).element()))...,
          rest...);
    } else if constexpr (check::message.empty() && ir::primitives[Code].elements == ir::element_kind::rounding &&
                         std::is_integral_v<typename First::value_type>) {
      return first;
    } else if constexpr (check::message.empty()) {
      using T = std::conditional_t<ir::gives_truths(Code), bool, typename First::value_type>;
      ir::graph& g = *term_of(first).g;
      const int type = g.intern(ir::dtype_of<T>, check::result);
      return expr_of<T, check::result>{&g, g.emit(Code, type, -1, broadcast(term_of(first), check::result).id,
                                                  broadcast(term_of(rest), check::result).id...)};
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return first;
    }
  }
};

template <class Mask, class A, class B>
struct select_message {
  static constexpr ir::shape result = broadcast_shapes(Mask::shape, A::shape, B::shape);
  static constexpr text message = [] {
    if (!std::is_same_v<typename Mask::value_type, bool>)
      return join("select: the mask must be bool, got ", description<Mask>);
    if (!std::is_same_v<typename A::value_type, typename B::value_type>)
      return join("select: branches of different element types, ", description<A>, " and ", description<B>,
                  "; convert one with ct::astype<T>(x)");
    if (result.rank < 0)
      return join("select: shapes do not broadcast: ", description<Mask>, ", ", description<A>, " and ",
                  description<B>);
    return size_problem("select", result);
  }();
};
struct select_elements {
  static constexpr const char* name = "select";
  template <class... X>
  using refusal = select_message<X...>;
  template <class Mask, class A, class B>
  static constexpr auto instead(const Mask& mask, const A& a, const B& b) {
    using like =
        std::conditional_t < std::is_arithmetic_v<A> || leaf_traits<A>::dims.rank<leaf_traits<B>::dims.rank, B, A>;
    if constexpr (Traced<Mask>) return blank<element_t<like>, leaf_traits<like>::dims>(mask);
    else if constexpr (Traced<A>) return blank<element_t<like>, leaf_traits<like>::dims>(a);
    else return blank<element_t<like>, leaf_traits<like>::dims>(b);
  }
  template <class Mask, class A, class B>
  constexpr auto operator()(Mask mask, A a, B b) const {
    using check = select_message<Mask, A, B>;
    if constexpr (check::message.empty()) {
      constexpr ir::shape s = check::result;
      return make_expr<typename A::value_type, s>(
          ir::select(broadcast(term_of(mask), s), broadcast(term_of(a), s), broadcast(term_of(b), s)));
    } else {
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
      return a;
    }
  }
};
template <class T>
struct convert_elements {
  template <class X>
  constexpr auto operator()(X x) const {
    return make_expr<T, X::shape>(ir::convert(term_of(x), ir::dtype_of<T>));
  }
};
struct stop_gradient_leaf {
  template <class X>
  constexpr X operator()(X x) const {
    return wrap<X>(ir::apply(ir::op::stop_gradient, term_of(x)));
  }
};

/// What is wrong with two operands, asked before anything else of an operator is looked at.
template <ir::op Code, class A, class B>
using pair_refusal = operands_refusal<elementwise<Code>, decltype(common_element<A, B>()), A, B>;

template <class A, class B>
concept ArrayOperands = Operand<A> && Operand<B> && (Array<A> || Array<B>);
/// What is on its way to be an array: x.at(i).
template <class X>
inline constexpr bool is_unfinished = false;
/// An array, and what is neither array nor number.
template <class A, class B>
concept OneNoOperand = (is_maker<A> && Number<B>) || (is_maker<B> && Number<A>) || (is_maker<A> && is_maker<B>) ||
                       (Array<A> && !Operand<B> && !std::is_same_v<B, anything>) ||
                       (Array<B> && !Operand<A> && !std::is_same_v<A, anything>);
/// A tree, which is no array, and what is on its way to be one.
template <class X>
concept NoOperandYet = is_unfinished<X> || (Branch<X> && !is_function_object<X> && !std::is_same_v<X, anything> &&
                                            !std::is_same_v<X, none_t>);
/// Arithmetic on trees, as of a gradient of several arguments. (Not comparison: Hana's tuples have that.)
template <class A, class B>
concept TreeOperands = (NoOperandYet<A> && (NoOperandYet<B> || Number<B>)) || (Number<A> && NoOperandYet<B>);
/// What no a += b is for: b is no operand, or a is none.
template <class A, class B>
concept NoAssignment =
    (Array<A> && !Operand<B> && !std::is_same_v<B, anything>) || (NoOperandYet<A> && (Operand<B> || NoOperandYet<B>));
template <class T>
struct element_message {
  static constexpr text message =
      join("astype: elements are float, double, std::int32_t, std::int64_t or bool, got ", type_name<T>());
};
template <literal Name, class... X>
struct operands_message {
  static constexpr text message = [] {
    text t =
        join(Name.chars, ": expected ", sizeof...(X) > 1 ? "numbers or arrays, got " : "a number or an array, got ");
    int k = 0;
    ((t += k++ > 0 ? " and " : "", t += described<X>()), ...);
    if ((is_function_object<X> || ... || false)) return join(t, "; call the function: its result may be an array");
    if ((is_unfinished<X> || ... || false))
      return join(t, "; x(i) is an element, and x.at(i).add(v) or x.at(i).set(v) an array");
    return join(t,
                "; ct::tree_map applies a function to each leaf of a tree, and a container becomes an array by "
                "ct::view<T, shape...>(it)");
  }();
};
/// The same of a function of one operand.
template <literal Name, class... X>
struct operand_message {
  static constexpr text message = [] {
    if constexpr (sizeof...(X) == 1) return operands_message<Name, X...>::message;
    else
      return join(Name.chars, ": expected ", Name.chars, "(x) of one number or array, got ",
                  described<hana::tuple<X...>>());
  }();
};

}  // namespace detail

#define COTANGENT_OPERATOR(SYMBOL, CODE)                                                                         \
  template <class A, class B>                                                                                    \
    requires detail::ArrayOperands<A, B>                                                                         \
  constexpr auto operator SYMBOL(const A& a, const B& b) {                                                       \
    using check = detail::pair_refusal<ir::op::CODE, A, B>;                                                      \
    if constexpr (check::message.empty()) {                                                                      \
      return detail::on_leaves(detail::elementwise<ir::op::CODE>{}, a, b);                                       \
    } else {                                                                                                     \
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));                                   \
      return detail::instead_of_result<detail::elementwise<ir::op::CODE>>(a, b);                                 \
    }                                                                                                            \
  }                                                                                                              \
  template <class A, class B>                                                                                    \
    requires detail::OneNoOperand<A, B>                                                                          \
  constexpr auto operator SYMBOL(const A& a, const B& b) {                                                       \
    if constexpr (detail::is_maker<A> || detail::is_maker<B>) {                                                  \
      return detail::made(a) SYMBOL detail::made(b);                                                             \
    } else {                                                                                                     \
      using wrong = detail::operands_message<"operator" #SYMBOL, A, B>;                                          \
      static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));                                   \
      if constexpr (detail::Array<A>) return detail::instead_of_result<detail::elementwise<ir::op::CODE>>(a, a); \
      else return detail::instead_of_result<detail::elementwise<ir::op::CODE>>(b, b);                            \
    }                                                                                                            \
  }
COTANGENT_OPERATOR(+, add)
COTANGENT_OPERATOR(-, sub)
COTANGENT_OPERATOR(*, mul)
COTANGENT_OPERATOR(/, div)
COTANGENT_OPERATOR(<, lt)
COTANGENT_OPERATOR(<=, le)
COTANGENT_OPERATOR(>, gt)
COTANGENT_OPERATOR(>=, ge)
COTANGENT_OPERATOR(==, eq)
COTANGENT_OPERATOR(!=, ne)
COTANGENT_OPERATOR(&, logical_and)
COTANGENT_OPERATOR(|, logical_or)
#undef COTANGENT_OPERATOR

#define COTANGENT_OPERATOR(SYMBOL)                                                               \
  template <class A, class B>                                                                    \
    requires detail::TreeOperands<A, B>                                                          \
  constexpr auto operator SYMBOL(const A&, const B&) {                                           \
    using wrong = detail::operands_message<"operator" #SYMBOL, A, B>;                            \
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));                     \
    return detail::anything{};                                                                   \
  }                                                                                              \
  template <class A, class B>                                                                    \
    requires detail::NoAssignment<std::remove_cvref_t<A>, B>                                     \
  constexpr decltype(auto) operator SYMBOL##=(A&& a, const B& b) {                               \
    if constexpr (detail::is_maker<B>) {                                                         \
      return a SYMBOL## = detail::made(b);                                                       \
    } else {                                                                                     \
      using wrong = detail::operands_message<"operator" #SYMBOL "=", std::remove_cvref_t<A>, B>; \
      static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));                   \
      return (a);                                                                                \
    }                                                                                            \
  }
COTANGENT_OPERATOR(+)
COTANGENT_OPERATOR(-)
COTANGENT_OPERATOR(*)
COTANGENT_OPERATOR(/)
#undef COTANGENT_OPERATOR
template <detail::NoOperandYet X>
constexpr auto operator-(const X&) {
  using wrong = detail::operands_message<"operator-", X>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return detail::anything{};
}

namespace detail {
// Transforms, which are of this namespace: a gradient that was not called.
template <class A, class B>
concept FunctionOperands = (is_function_object<A> && !is_maker<A> && (Number<B> || is_function_object<B>)) ||
                           (Number<A> && is_function_object<B> && !is_maker<B>);
#define COTANGENT_OPERATOR(SYMBOL)                                   \
  template <class A, class B>                                        \
    requires FunctionOperands<A, B>                                  \
  constexpr auto operator SYMBOL(const A&, const B&) {               \
    using wrong = operands_message<"operator" #SYMBOL, A, B>;        \
    static_assert(said_by<wrong>::is_silent COTANGENT_WORDS(wrong)); \
    return anything{};                                               \
  }
COTANGENT_OPERATOR(+)
COTANGENT_OPERATOR(-)
COTANGENT_OPERATOR(*)
COTANGENT_OPERATOR(/)
#undef COTANGENT_OPERATOR
template <literal Name, class Kept, class Result>
struct assignment_message {
  static constexpr text message = [] {
    if constexpr (std::is_arithmetic_v<Kept>)
      return join(Name.chars, ": a plain number cannot take a traced value, ", description<Result>,
                  "; begin with a traced one, or write a = a + b with a new name");
    else if constexpr (Traced<Result> && !Traced<Kept>)
      return join(Name.chars, ": a value, ", description<Kept>, ", cannot take a traced one, ", description<Result>,
                  "; begin with a traced one");
    else if constexpr (leaf_traits<Kept>::type == leaf_traits<Result>::type) return text{};
    else return join(Name.chars, ": the result, ", description<Result>, ", does not fit into ", description<Kept>);
  }();
};
template <literal Name, class A>
struct copy_message {
  static constexpr text message =
      join(Name.chars, ": what is changed, ", description<std::remove_const_t<A>>,
           ", is a copy of a part of a traced array; write x = x.at(i).add(v) or x = x.at(i).set(v)");
};
/// Puts a result in the place of what it was computed from.
template <literal Name, class A, class R>
constexpr auto& assign(A& a, const R& result) {
  using check = assignment_message<Name, A, R>;
  if constexpr (!check::message.empty() || std::is_arithmetic_v<A>)
    static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));
  else if constexpr (std::is_same_v<A, R>) a = result;
  else
    for (int k = 0; k < a.size(); ++k) a.data()[k] = result.data()[k];
  return a;
}
}  // namespace detail

/// a = a + b and so on: the shape and the element type of `a` stay.
#define COTANGENT_ASSIGNMENT(SYMBOL)                                                                      \
  template <class A, detail::Operand B>                                                                   \
    requires(!std::is_const_v<A> && (detail::Array<A> || (std::is_arithmetic_v<A> && detail::Traced<B>))) \
  constexpr auto& operator SYMBOL##=(A & a, const B & b) {                                                \
    return detail::assign<"operator" #SYMBOL "=">(a, a SYMBOL b);                                         \
  }                                                                                                       \
  template <class A, detail::Operand B>                                                                   \
    requires(!std::is_reference_v<A> && detail::Traced<std::remove_const_t<A>>)                           \
  constexpr auto operator SYMBOL##=(A&& a, const B&) {                                                    \
    using wrong = detail::copy_message<"operator" #SYMBOL "=", A>;                                        \
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));                              \
    return a;                                                                                             \
  }
COTANGENT_ASSIGNMENT(+)
COTANGENT_ASSIGNMENT(-)
COTANGENT_ASSIGNMENT(*)
COTANGENT_ASSIGNMENT(/)
#undef COTANGENT_ASSIGNMENT

/// x++ and the like, of what is traced.
template <detail::Traced A>
constexpr A& operator++(A& a) {
  return a += 1;
}
template <detail::Traced A>
constexpr A& operator--(A& a) {
  return a -= 1;
}
template <detail::Traced A>
constexpr A operator++(A& a, int) {
  const A before = a;
  a += 1;
  return before;
}
template <detail::Traced A>
constexpr A operator--(A& a, int) {
  const A before = a;
  a -= 1;
  return before;
}

namespace detail {
template <class A, class B>
struct power_message {
  static constexpr text message = join("operator^: exclusive or is of bools, got ", described<A>(), " and ",
                                       described<B>(), "; a power is pow(a, b)");
};
}  // namespace detail

/// Exclusive or, of bools.
template <class A, class B>
  requires detail::ArrayOperands<A, B> && std::is_same_v<detail::element_t<A>, bool>
constexpr auto operator^(const A& a, const B& b) {
  return detail::on_leaves(detail::elementwise<ir::op::ne>{}, a, b);
}
template <class A, class B>
  requires detail::ArrayOperands<A, B> && (!std::is_same_v<detail::element_t<A>, bool>)
constexpr auto operator^(const A& a, const B&) {
  using wrong = detail::power_message<A, B>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return a;
}

template <detail::Array X>
constexpr auto operator-(const X& x) {
  return detail::on_leaves(detail::elementwise<ir::op::neg>{}, x);
}
template <detail::Array X>
constexpr auto operator+(const X& x) {
  return x;
}
template <detail::Array X>
constexpr auto operator!(const X& x) {
  return detail::on_leaves(detail::elementwise<ir::op::logical_not>{}, x);
}

// The names of jax.numpy. Each computes what its name says on every element; derivatives stand with the primitives.
#define COTANGENT_UNARY(NAME, CODE)                                            \
  template <detail::Operand X>                                                 \
  constexpr auto NAME(const X& x) {                                            \
    return detail::on_leaves(detail::elementwise<ir::op::CODE>{}, x);          \
  }                                                                            \
  template <class... X>                                                        \
    requires(sizeof...(X) != 1 || !(detail::Operand<X> && ...))                \
  constexpr auto NAME(const X&... x) {                                         \
    if constexpr (sizeof...(X) == 1 && (detail::is_maker<X> && ...)) {         \
      return NAME(detail::made(x)...);                                         \
    } else {                                                                   \
      using wrong = detail::operand_message<#NAME, X...>;                      \
      static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong)); \
      return detail::anything{};                                               \
    }                                                                          \
  }
COTANGENT_UNARY(abs, abs)
COTANGENT_UNARY(sign, sign)
COTANGENT_UNARY(floor, floor)
COTANGENT_UNARY(ceil, ceil)
COTANGENT_UNARY(round, round)  // halves to even
COTANGENT_UNARY(exp, exp)
COTANGENT_UNARY(exp2, exp2)
COTANGENT_UNARY(expm1, expm1)
COTANGENT_UNARY(log, log)
COTANGENT_UNARY(log2, log2)
COTANGENT_UNARY(log10, log10)
COTANGENT_UNARY(log1p, log1p)
COTANGENT_UNARY(sqrt, sqrt)
COTANGENT_UNARY(cbrt, cbrt)
COTANGENT_UNARY(sin, sin)
COTANGENT_UNARY(cos, cos)
COTANGENT_UNARY(tan, tan)
COTANGENT_UNARY(asin, asin)
COTANGENT_UNARY(acos, acos)
COTANGENT_UNARY(atan, atan)
COTANGENT_UNARY(sinh, sinh)
COTANGENT_UNARY(cosh, cosh)
COTANGENT_UNARY(tanh, tanh)
COTANGENT_UNARY(asinh, asinh)
COTANGENT_UNARY(acosh, acosh)
COTANGENT_UNARY(atanh, atanh)
COTANGENT_UNARY(erf, erf)
COTANGENT_UNARY(erfc, erfc)
COTANGENT_UNARY(erf_inv, erf_inv)
COTANGENT_UNARY(lgamma, lgamma)
COTANGENT_UNARY(digamma, digamma)
COTANGENT_UNARY(tgamma, tgamma)  // the gamma function, (n - 1)! at whole numbers
COTANGENT_UNARY(sigmoid, logistic)
COTANGENT_UNARY(softplus, softplus)
COTANGENT_UNARY(silu, silu)  // x sigmoid(x)
COTANGENT_UNARY(gelu, gelu)  // the tanh approximation, jax.nn's default: Hendrycks and Gimpel, 2016
COTANGENT_UNARY(isfinite, is_finite)
COTANGENT_UNARY(isnan, is_nan)
#undef COTANGENT_UNARY

#define COTANGENT_BINARY(NAME, CODE)                                             \
  template <detail::Operand A, detail::Operand B>                                \
  constexpr auto NAME(const A& a, const B& b) {                                  \
    using check = detail::pair_refusal<ir::op::CODE, A, B>;                      \
    if constexpr (check::message.empty()) {                                      \
      return detail::on_leaves(detail::elementwise<ir::op::CODE>{}, a, b);       \
    } else {                                                                     \
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));   \
      return detail::instead_of_result<detail::elementwise<ir::op::CODE>>(a, b); \
    }                                                                            \
  }
COTANGENT_BINARY(maximum, max)
COTANGENT_BINARY(minimum, min)
COTANGENT_BINARY(atan2, atan2)
COTANGENT_BINARY(fmod, fmod)            // a - trunc(a / b) b, of the sign of a
COTANGENT_BINARY(xlogy, xlogy)          // x log y, 0 where x is
COTANGENT_BINARY(logaddexp, logaddexp)  // log(exp a + exp b), also where the exponentials overflow
COTANGENT_BINARY(hypot, hypot)          // sqrt(a^2 + b^2), also where the squares overflow
#undef COTANGENT_BINARY

/// a^b. The exponent may also be an array of integers.
template <detail::Operand A, detail::Operand B>
constexpr auto pow(const A& a, const B& b) {
  return detail::on_leaves(detail::elementwise<ir::op::pow>{}, a, b);
}

/// a where mask, else b; both are computed, and neither sees the other's infinities in its derivative.
template <detail::Operand Mask, detail::Operand A, detail::Operand B>
constexpr auto select(const Mask& mask, const A& a, const B& b) {
  return detail::on_leaves(detail::select_elements{}, mask, a, b);
}
template <detail::Operand Mask, detail::Operand A, detail::Operand B>
constexpr auto where(const Mask& mask, const A& a, const B& b) {
  return select(mask, a, b);
}

/// The same values in another element type.
template <class T, detail::Operand X>
  requires(!ir::is_element<T>)
constexpr auto astype(const X& x) {
  using wrong = detail::element_message<T>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return x;
}
template <class T, detail::Operand X>
  requires ir::is_element<T>
constexpr auto astype(const X& x) {
  return detail::on_leaves(detail::convert_elements<T>{}, x);
}

}  // namespace cotangent
