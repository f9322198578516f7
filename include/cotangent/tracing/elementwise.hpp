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
      (Code == ir::op::pow && (std::is_integral_v<typename X::value_type> + ...) == 1) || (std::is_same_v<typename X::value_type, std::tuple_element_t<0, std::tuple<typename X::value_type...>>> && ...);
  static constexpr ir::shape result = broadcast_shapes(X::shape...);
  static constexpr text message = [] {
    text operands;
    int k = 0;
    ((operands += k++ > 0 ? " and " : "", operands += description<X>), ...);
    if (!same_element)
      return join(public_name<Code>(), ": operands of different element types, ", operands, "; convert one with ct::astype<T>(x)");
    if (result.rank < 0)
      return join(public_name<Code>(), ": shapes do not broadcast: ", operands, "; extents must be equal or 1, aligned at the right");
    return size_problem(public_name<Code>(), result);
  }();
};

/// Integers where real numbers are wanted, as in JAX: of 64 bits as double, others as float.
template <class X>
constexpr auto as_real(X x) {
  using T = typename X::value_type;
  using real = std::conditional_t<std::is_floating_point_v<T>, T, std::conditional_t<std::is_same_v<T, std::int64_t>, double, float>>;
  return make_expr<real, X::shape>(ir::convert(term_of(x), ir::dtype_of<real>));
}

template <ir::op Code>
struct elementwise {
  static constexpr const char* name = public_name<Code>();
  template <class First, class... Rest>
  constexpr auto operator()(First first, Rest... rest) const {
    using check = elementwise_message<Code, First, Rest...>;
    if constexpr (check::message.empty() && ir::primitives[Code].elements == ir::element_kind::function && std::is_integral_v<typename First::value_type>) {
      return (*this)(as_real(first), as_real(rest)...);
    } else if constexpr (check::message.empty() && Code == ir::op::pow && std::is_integral_v<typename First::value_type> && (std::is_floating_point_v<typename Rest::value_type> || ...)) {
      return (*this)(make_expr<typename Rest::value_type, First::shape>(ir::convert(term_of(first), term_of(rest).element()))..., rest...);
    } else if constexpr (check::message.empty() && ir::primitives[Code].elements == ir::element_kind::rounding && std::is_integral_v<typename First::value_type>) {
      return first;
    } else if constexpr (check::message.empty()) {
      using T = std::conditional_t<ir::gives_truths(Code), bool, typename First::value_type>;
      ir::graph& g = *term_of(first).g;
      const int type = g.intern(ir::dtype_of<T>, check::result);
      return expr_of<T, check::result>{&g, g.emit(Code, type, -1, broadcast(term_of(first), check::result).id,
                                                   broadcast(term_of(rest), check::result).id...)};
    } else {
      COTANGENT_REQUIRE(check);
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
      return join("select: branches of different element types, ", description<A>, " and ", description<B>, "; convert one with ct::astype<T>(x)");
    if (result.rank < 0)
      return join("select: shapes do not broadcast: ", description<Mask>, ", ", description<A>, " and ", description<B>);
    return size_problem("select", result);
  }();
};
struct select_elements {
  static constexpr const char* name = "select";
  template <class Mask, class A, class B>
  constexpr auto operator()(Mask mask, A a, B b) const {
    using check = select_message<Mask, A, B>;
    if constexpr (check::message.empty()) {
      constexpr ir::shape s = check::result;
      return make_expr<typename A::value_type, s>(
          ir::select(broadcast(term_of(mask), s), broadcast(term_of(a), s), broadcast(term_of(b), s)));
    } else {
      COTANGENT_REQUIRE(check);
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
  constexpr X operator()(X x) const { return wrap<X>(ir::apply(ir::op::stop_gradient, term_of(x))); }
};

template <class A, class B>
concept ArrayOperands = Operand<A> && Operand<B> && (Array<A> || Array<B>);

}  // namespace detail

#define COTANGENT_OPERATOR(SYMBOL, CODE)                                   \
  template <class A, class B>                                              \
    requires detail::ArrayOperands<A, B>                                   \
  constexpr auto operator SYMBOL(const A& a, const B& b) {                 \
    return detail::on_leaves(detail::elementwise<ir::op::CODE>{}, a, b);   \
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

namespace detail {
template <literal Name, class Kept, class Result>
struct assignment_message {
  static constexpr text message = [] {
    if constexpr (std::is_arithmetic_v<Kept>) return join(Name.chars, ": a plain number cannot take a traced value, ", description<Result>, "; begin with a traced one, or write a = a + b with a new name");
    else if constexpr (Traced<Result> && !Traced<Kept>) return join(Name.chars, ": a value, ", description<Kept>, ", cannot take a traced one, ", description<Result>, "; begin with a traced one");
    else if constexpr (leaf_traits<Kept>::type == leaf_traits<Result>::type) return text{};
    else return join(Name.chars, ": the result, ", description<Result>, ", does not fit into ", description<Kept>);
  }();
};
/// Puts a result in the place of what it was computed from.
template <literal Name, class A, class R>
constexpr auto& assign(A& a, const R& result) {
  using check = assignment_message<Name, A, R>;
  if constexpr (!check::message.empty() || std::is_arithmetic_v<A>) COTANGENT_REQUIRE(check);
  else if constexpr (std::is_same_v<A, R>) a = result;
  else for (int k = 0; k < a.size(); ++k) a.data()[k] = result.data()[k];
  return a;
}
}  // namespace detail

/// a = a + b and so on: the shape and the element type of `a` stay.
#define COTANGENT_ASSIGNMENT(SYMBOL)                                              \
  template <class A, detail::Operand B>                                           \
    requires(!std::is_const_v<A> && (detail::Array<A> || (std::is_arithmetic_v<A> && detail::Traced<B>))) \
  constexpr auto& operator SYMBOL##=(A& a, const B& b) { return detail::assign<"operator" #SYMBOL "=">(a, a SYMBOL b); }
COTANGENT_ASSIGNMENT(+)
COTANGENT_ASSIGNMENT(-)
COTANGENT_ASSIGNMENT(*)
COTANGENT_ASSIGNMENT(/)
#undef COTANGENT_ASSIGNMENT

/// Exclusive or, of bools.
template <class A, class B>
  requires detail::ArrayOperands<A, B> && std::is_same_v<detail::element_t<A>, bool>
constexpr auto operator^(const A& a, const B& b) { return detail::on_leaves(detail::elementwise<ir::op::ne>{}, a, b); }

template <detail::Array X>
constexpr auto operator-(const X& x) { return detail::on_leaves(detail::elementwise<ir::op::neg>{}, x); }
template <detail::Array X>
constexpr auto operator+(const X& x) { return x; }
template <detail::Array X>
constexpr auto operator!(const X& x) { return detail::on_leaves(detail::elementwise<ir::op::logical_not>{}, x); }

// The names of jax.numpy. Each computes what its name says on every element; derivatives stand with the primitives.
#define COTANGENT_UNARY(NAME, CODE)                                      \
  template <detail::Operand X>                                           \
  constexpr auto NAME(const X& x) {                                      \
    return detail::on_leaves(detail::elementwise<ir::op::CODE>{}, x);    \
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
COTANGENT_UNARY(sigmoid, logistic)
COTANGENT_UNARY(softplus, softplus)
COTANGENT_UNARY(silu, silu)  // x sigmoid(x)
COTANGENT_UNARY(gelu, gelu)  // the tanh approximation, jax.nn's default: Hendrycks and Gimpel, 2016
COTANGENT_UNARY(isfinite, is_finite)
COTANGENT_UNARY(isnan, is_nan)
#undef COTANGENT_UNARY

#define COTANGENT_BINARY(NAME, CODE)                                       \
  template <detail::Operand A, detail::Operand B>                          \
  constexpr auto NAME(const A& a, const B& b) {                            \
    return detail::on_leaves(detail::elementwise<ir::op::CODE>{}, a, b);   \
  }
COTANGENT_BINARY(maximum, max)
COTANGENT_BINARY(minimum, min)
COTANGENT_BINARY(atan2, atan2)
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
constexpr auto where(const Mask& mask, const A& a, const B& b) { return select(mask, a, b); }

/// The same values in another element type.
template <class T, detail::Operand X>
constexpr auto astype(const X& x) { return detail::on_leaves(detail::convert_elements<T>{}, x); }

}  // namespace cotangent
