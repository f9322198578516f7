// Reductions over all or given axes.
#pragma once

#include <cotangent/tracing/composite.hpp>

#include <limits>

namespace cotangent {

/// The axes that a function works along, negative ones counted from the last: `sum(x, ct::axes<0, -1>)`.
template <int... A>
struct axes_t {};
template <int... A>
inline constexpr axes_t<A...> axes{};
struct keepdims_t {};
/// Keeps reduced axes, with extent 1: `sum(x, ct::axes<1>, ct::keepdims)`.
inline constexpr keepdims_t keepdims{};

namespace detail {

template <class X, int... A>
constexpr unsigned reduced_mask() {
  if (sizeof...(A) == 0) return (1u << X::shape.rank) - 1;
  unsigned mask = 0;
  for (int a : std::initializer_list<int>{A...}) mask |= 1u << (a < 0 ? a + X::shape.rank : a);
  return mask;
}

/// The axes A... are the first operand's.
template <literal Name, int... A>
struct axes_inside {
  template <class X, class...>
  struct of {
    static constexpr text message = [] {
      for (int a : std::initializer_list<int>{A...})
        if (a < -X::shape.rank || a >= X::shape.rank)
          return join(Name.chars, ": axis ", a, " out of range for ", description<X>);
      unsigned seen = 0;
      for (int a : std::initializer_list<int>{A...}) {
        const unsigned one = 1u << (a < 0 ? a + X::shape.rank : a);
        if ((seen & one) != 0) return join(Name.chars, ": axis ", a, " is named twice");
        seen |= one;
      }
      return text{};
    }();
  };
};

/// The same, and the second operand is a mask for the first.
template <literal Name, int... A>
struct masked_axes {
  template <class X, class Mask>
  struct of {
    static constexpr text message = [] {
      constexpr text axes = axes_inside<Name, A...>::template of<X>::message;
      if constexpr (!axes.empty()) return axes;
      else if constexpr (!std::is_same_v<typename Mask::value_type, bool>)
        return join(Name.chars, ": the mask must be bool, got ", description<Mask>);
      else if constexpr (broadcast_shapes(X::shape, Mask::shape) != X::shape)
        return join(Name.chars, ": the mask, ", description<Mask>, ", does not broadcast to the array, ",
                    description<X>);
      else return text{};
    }();
  };
};
/// What is wrong with the axes A... of X, asked before anything is reduced.
template <literal Name, class X, int... A>
using axes_refusal = typename axes_inside<Name, A...>::template of<typename operand_expr<X, X>::type>;

constexpr ir::shape ones_at(ir::shape s, unsigned mask) {
  for (int k = 0; k < s.rank; ++k)
    if (mask >> k & 1u) s.dims[k] = 1;
  return s;
}

/// The first operand has at least two axes.
template <literal Name>
struct is_matrix {
  template <class X, class...>
  struct of {
    static constexpr text message =
        X::shape.rank >= 2 ? text{} : join(Name.chars, ": needs a matrix, got ", description<X>);
  };
};

template <ir::op Code, bool Keep, int... A>
struct reduction {
  template <class X>
  constexpr auto operator()(X x) const {
    constexpr bool counts =
        Code == ir::op::reduce_sum && std::is_same_v<typename X::value_type, bool>;  // a sum of bools is how many hold
    using T = std::conditional_t<counts, std::int32_t, typename X::value_type>;
    constexpr unsigned mask = reduced_mask<X, A...>();
    const ir::term r = ir::reduce(Code, ir::convert(term_of(x), ir::dtype_of<T>), mask);
    if constexpr (Keep) return make_expr<T, ones_at(X::shape, mask)>(ir::reshape(r, ones_at(X::shape, mask)));
    else return make_expr<T, ir::without(X::shape, mask)>(r);
  }
};

template <class X, int... A>
constexpr int reduced_count() {
  constexpr unsigned mask = reduced_mask<X, A...>();
  int n = 1;
  for (int k = 0; k < X::shape.rank; ++k)
    if (mask >> k & 1u) n *= X::shape[k];
  return n;
}

}  // namespace detail

#define COTANGENT_REDUCTION(NAME, CODE)                                            \
  template <detail::Operand X, int... A>                                           \
  constexpr auto NAME(const X& x, axes_t<A...> = {}) {                             \
    using check = detail::axes_refusal<#NAME, X, A...>;                            \
    if constexpr (check::message.empty()) {                                        \
      return detail::on_leaves(detail::reduction<ir::op::CODE, false, A...>{}, x); \
    } else {                                                                       \
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));     \
      return detail::anything{};                                                   \
    }                                                                              \
  }                                                                                \
  template <detail::Operand X, int... A>                                           \
  constexpr auto NAME(const X& x, axes_t<A...>, keepdims_t) {                      \
    using check = detail::axes_refusal<#NAME, X, A...>;                            \
    if constexpr (check::message.empty()) {                                        \
      return detail::on_leaves(detail::reduction<ir::op::CODE, true, A...>{}, x);  \
    } else {                                                                       \
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check));     \
      return detail::anything{};                                                   \
    }                                                                              \
  }
COTANGENT_REDUCTION(sum, reduce_sum)
COTANGENT_REDUCTION(amax, reduce_max)
COTANGENT_REDUCTION(amin, reduce_min)
COTANGENT_REDUCTION(any, reduce_or)
namespace by_argument {
COTANGENT_REDUCTION(all, reduce_and)
}  // namespace by_argument
#undef COTANGENT_REDUCTION

/// As an index, every element along an axis: `x(2, ct::all)`. As a function, whether all elements hold: `ct::all(x >
/// 0)`.
struct all_t {
  template <class... X>
  constexpr auto operator()(const X&... x) const {
    return by_argument::all(x...);
  }
};
inline constexpr all_t all{};

namespace detail {

template <bool Keep, int... A>
constexpr auto sum_along(auto x) {
  return reduction<ir::op::reduce_sum, Keep, A...>{}(x);
}

template <bool Keep, int... A>
struct mean_function {
  template <class X>
  constexpr auto operator()(X x) const {
    return sum_along<Keep, A...>(as_real(x)) / reduced_count<X, A...>();
  }
};
template <bool Keep, int... A>
struct var_function {
  template <class X>
  constexpr auto operator()(X x) const {
    const auto centred = as_real(x) - mean_function<true, A...>{}(x);
    return mean_function<Keep, A...>{}(centred * centred);
  }
};
template <bool Keep, int... A>
struct std_function {
  constexpr auto operator()(auto x) const { return sqrt(var_function<Keep, A...>{}(x)); }
};
template <bool Keep, int... A>
struct logsumexp_function {
  constexpr auto operator()(auto x) const {
    // An infinite maximum is not subtracted: inf - inf is no number. Its derivative cancels, so none is taken.
    const auto top = reduction<ir::op::reduce_max, true, A...>{}(x);
    const auto shift = elementwise<ir::op::stop_gradient>{}(select(isfinite(top), top, 0));
    const auto total = log(sum_along<true, A...>(exp(x - shift))) + shift;
    return sum_along<Keep, A...>(total);  // over extents of one: drops them, or not
  }
};

}  // namespace detail

#define COTANGENT_REDUCTION_FORMULA(NAME)                                      \
  template <detail::Operand X, int... A>                                       \
  constexpr auto NAME(const X& x, axes_t<A...> = {}) {                         \
    using check = detail::axes_refusal<#NAME, X, A...>;                        \
    if constexpr (check::message.empty()) {                                    \
      return detail::on_leaves(detail::NAME##_function<false, A...>{}, x);     \
    } else {                                                                   \
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check)); \
      return detail::anything{};                                               \
    }                                                                          \
  }                                                                            \
  template <detail::Operand X, int... A>                                       \
  constexpr auto NAME(const X& x, axes_t<A...>, keepdims_t) {                  \
    using check = detail::axes_refusal<#NAME, X, A...>;                        \
    if constexpr (check::message.empty()) {                                    \
      return detail::on_leaves(detail::NAME##_function<true, A...>{}, x);      \
    } else {                                                                   \
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check)); \
      return detail::anything{};                                               \
    }                                                                          \
  }
COTANGENT_REDUCTION_FORMULA(mean)       // sum / count, of integers in floating point
COTANGENT_REDUCTION_FORMULA(var)        // mean of squared distances from the mean
COTANGENT_REDUCTION_FORMULA(std)        // square root of var
COTANGENT_REDUCTION_FORMULA(logsumexp)  // log(sum(exp x))
#undef COTANGENT_REDUCTION_FORMULA

// ---- along one axis, the last unless given
namespace detail {
template <int A>
struct softmax_function {
  constexpr auto operator()(auto x) const {
    const auto top = elementwise<ir::op::stop_gradient>{}(reduction<ir::op::reduce_max, true, A>{}(x));
    const auto e = exp(x - top);
    return e / sum_along<true, A>(e);
  }
};
template <int A>
struct log_softmax_function {
  constexpr auto operator()(auto x) const {
    const auto shifted = x - elementwise<ir::op::stop_gradient>{}(reduction<ir::op::reduce_max, true, A>{}(x));
    return shifted - log(sum_along<true, A>(exp(shifted)));
  }
};
template <int A>
struct standardize_function {
  constexpr auto operator()(auto x) const {
    return (as_real(x) - mean_function<true, A>{}(x)) / sqrt(var_function<true, A>{}(x) + 1e-5);
  }
};
}  // namespace detail

#define COTANGENT_ALONG_AXIS(NAME)                                             \
  template <detail::Operand X, int A = -1>                                     \
  constexpr auto NAME(const X& x, axes_t<A> = {}) {                            \
    using check = detail::axes_refusal<#NAME, X, A>;                           \
    if constexpr (check::message.empty()) {                                    \
      return detail::on_leaves(detail::NAME##_function<A>{}, x);               \
    } else {                                                                   \
      static_assert(detail::said_by<check>::is_silent COTANGENT_WORDS(check)); \
      return detail::anything{};                                               \
    }                                                                          \
  }
COTANGENT_ALONG_AXIS(softmax)      // exp(x) / sum(exp x)
COTANGENT_ALONG_AXIS(log_softmax)  // x - log(sum(exp x))
COTANGENT_ALONG_AXIS(standardize)  // (x - mean) / sqrt(var + 1e-5)
#undef COTANGENT_ALONG_AXIS

// ---- the same of the elements where a mask holds, as if the others were not there
namespace detail {
/// What all of them start from: the mask in x's shape, the shift, the sum of exp(x - shift), and x - shift (0 where
/// masked).
template <int... A>
struct masked_exponentials {
  template <class X, class M>
  static constexpr auto of(X x, M mask) {
    const auto kept = select(mask, x, -std::numeric_limits<double>::infinity());
    const auto top = elementwise<ir::op::stop_gradient>{}(reduction<ir::op::reduce_max, true, A...>{}(kept));
    const auto shift = select(isfinite(top), top, 0);
    const auto shifted = select(mask, x - shift, 0);
    const auto e = select(mask, exp(shifted), 0);
    return hana::make_tuple(shift, shifted, e, sum_along<true, A...>(e));
  }
};
template <bool Keep, int... A>
struct masked_logsumexp {
  constexpr auto operator()(auto x, auto mask) const {
    const auto m = masked_exponentials<A...>::of(x, mask);
    return sum_along<Keep, A...>(log(m[hana::int_c<3>]) + m[hana::int_c<0>]);
  }
};
template <int A>
struct masked_softmax {
  constexpr auto operator()(auto x, auto mask) const {
    const auto m = masked_exponentials<A>::of(x, mask);
    const auto total = m[hana::int_c<3>];
    return m[hana::int_c<2>] / select(total > 0, total, 1);
  }
};
template <int A>
struct masked_log_softmax {
  constexpr auto operator()(auto x, auto mask) const {
    const auto m = masked_exponentials<A>::of(x, mask);
    const auto total = m[hana::int_c<3>];
    return select(mask, m[hana::int_c<1>] - log(select(total > 0, total, 1)), -std::numeric_limits<double>::infinity());
  }
};
}  // namespace detail

/// log(sum(exp x)) over the elements where `mask`, of x's shape or broadcast to it, holds; -inf where none is.
template <detail::Array X, detail::Array M, int... A>
constexpr auto logsumexp(const X& x, const M& mask, axes_t<A...> = {}) {
  return detail::on_leaves(
      detail::checked<detail::masked_axes<"logsumexp", A...>>(detail::masked_logsumexp<false, A...>{}), x, mask);
}
/// exp(x) / sum(exp x) over the elements where the mask holds, 0 elsewhere.
template <detail::Array X, detail::Array M, int A = -1>
constexpr auto softmax(const X& x, const M& mask, axes_t<A> = {}) {
  return detail::on_leaves(detail::checked<detail::masked_axes<"softmax", A>>(detail::masked_softmax<A>{}), x, mask);
}
/// x - log(sum(exp x)) over the elements where the mask holds, -inf elsewhere.
template <detail::Array X, detail::Array M, int A = -1>
constexpr auto log_softmax(const X& x, const M& mask, axes_t<A> = {}) {
  return detail::on_leaves(detail::checked<detail::masked_axes<"log_softmax", A>>(detail::masked_log_softmax<A>{}), x,
                           mask);
}

}  // namespace cotangent
