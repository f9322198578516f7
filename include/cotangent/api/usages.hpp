// How each function on arrays is called, said where a call fits none of its overloads: one short error instead of all
// candidates.
#pragma once

#include <cotangent/api/refusals.hpp>

namespace cotangent {

COTANGENT_USAGE(pow, "pow(a, b) of numbers or arrays")
COTANGENT_USAGE(maximum, "maximum(a, b) of numbers or arrays; ct::amax(x) is the largest element of one")
COTANGENT_USAGE(minimum, "minimum(a, b) of numbers or arrays; ct::amin(x) is the smallest element of one")
COTANGENT_USAGE(atan2, "atan2(a, b) of numbers or arrays")
COTANGENT_USAGE(fmod, "fmod(a, b) of numbers or arrays")
COTANGENT_USAGE(xlogy, "xlogy(a, b) of numbers or arrays")
COTANGENT_USAGE(logaddexp, "logaddexp(a, b) of numbers or arrays")
COTANGENT_USAGE(hypot, "hypot(a, b) of numbers or arrays")
COTANGENT_USAGE(select, "select(mask, a, b)")
COTANGENT_USAGE(where, "where(mask, a, b)")
COTANGENT_USAGE(clip, "clip(x, low, high)")
COTANGENT_USAGE(sum, "sum(x) of an array, and then ct::axes<...>, ct::keepdims, or both in this order")
COTANGENT_USAGE(mean, "mean(x) of an array, and then ct::axes<...>, ct::keepdims, or both in this order")
COTANGENT_USAGE(amax, "amax(x) of an array, and then ct::axes<...>, ct::keepdims, or both in this order")
COTANGENT_USAGE(amin, "amin(x) of an array, and then ct::axes<...>, ct::keepdims, or both in this order")
COTANGENT_USAGE(var, "var(x) of an array, and then ct::axes<...>, ct::keepdims, or both in this order")
COTANGENT_USAGE(prod, "prod(x) of an array, and then ct::axes<...>, ct::keepdims, or both in this order")
COTANGENT_USAGE(any, "any(x) of a mask, and then ct::axes<...>, ct::keepdims, or both in this order")
COTANGENT_USAGE(
    norm, "norm(x) of an array, and then ct::axes<...>, ct::keepdims, or both in this order; it is the Euclidean norm")
COTANGENT_USAGE(logsumexp, "logsumexp(x) of an array, and then a mask, ct::axes<...>, or both in this order")
COTANGENT_USAGE(softmax, "softmax(x) of an array, and then a mask, ct::axes<A>, or both in this order")
COTANGENT_USAGE(log_softmax, "log_softmax(x) of an array, and then a mask, ct::axes<A>, or both in this order")
COTANGENT_USAGE(argmax, "argmax(x) or argmax(x, ct::axes<A>)")
COTANGENT_USAGE(argmin, "argmin(x) or argmin(x, ct::axes<A>)")
COTANGENT_USAGE(cumsum, "cumsum(x), or cumsum<Axis>(x) along one axis")
COTANGENT_USAGE(cumprod, "cumprod(x), or cumprod<Axis>(x) along one axis")
COTANGENT_USAGE(sort, "sort(x), or sort<Axis>(x) along another axis than the last")
COTANGENT_USAGE(top_k, "top_k<K>(x)")
COTANGENT_USAGE(reshape, "reshape<shape...>(x)")
COTANGENT_USAGE(transpose, "transpose(x), or transpose<axes...>(x) in another order")
COTANGENT_USAGE(swapaxes, "swapaxes<A, B>(x)")
COTANGENT_USAGE(squeeze, "squeeze(x) or squeeze<axes...>(x)")
COTANGENT_USAGE(expand_dims, "expand_dims<Axis>(x)")
COTANGENT_USAGE(broadcast_to, "broadcast_to<shape...>(x)")
COTANGENT_USAGE(split, "split<Parts>(x) or split<Parts, Axis>(x)")
COTANGENT_USAGE(slice,
                "slice<Axis, Begin, End>(x) or slice<Axis, Begin, End, Step>(x); ct::dynamic_slice<Size>(x, begin) "
                "where the begin is a run-time fact")
COTANGENT_USAGE(take, "take(x, index), or take<Axis>(x, index) along one axis")
COTANGENT_USAGE(flip, "flip(x), or flip<axes...>(x)")
COTANGENT_USAGE(roll, "roll<Shift>(x) or roll<Shift, Axis>(x)")
COTANGENT_USAGE(tile, "tile<Times...>(x)")
COTANGENT_USAGE(repeat, "repeat<Times>(x) or repeat<Times, Axis>(x)")
COTANGENT_USAGE(one_hot, "one_hot<Classes>(index) or one_hot<Classes, T>(index)")
COTANGENT_USAGE(dot, "dot(a, b) of arrays")
COTANGENT_USAGE(matmul, "matmul(a, b) of arrays")
COTANGENT_USAGE(outer, "outer(a, b) of arrays")
COTANGENT_USAGE(einsum, "einsum<\"ij,jk->ik\">(a, b)")
COTANGENT_USAGE(tensordot, "tensordot<Axes>(a, b)")
COTANGENT_USAGE(conv, "conv(x, kernel) or conv<Stride, Padding>(x, kernel)")
COTANGENT_USAGE(trace, "trace(matrix)")
COTANGENT_USAGE(diag, "diag(x) of a vector or a matrix")
COTANGENT_USAGE(solve, "solve(matrix, b)")
COTANGENT_USAGE(inv, "inv(matrix)")
COTANGENT_USAGE(det, "det(matrix)")
COTANGENT_USAGE(cholesky, "cholesky(matrix)")
COTANGENT_USAGE(standardize, "standardize(x) or standardize(x, ct::axes<A>)")
COTANGENT_USAGE(std, "std(x) of an array, and then ct::axes<...>, ct::keepdims, or both in this order")
COTANGENT_USAGE(inner, "inner(a, b) of arrays")
COTANGENT_USAGE(vdot, "vdot(a, b) of arrays")
COTANGENT_USAGE(tril, "tril(x) or tril<K>(x) of an array of two axes or more")
COTANGENT_USAGE(triu, "triu(x) or triu<K>(x) of an array of two axes or more")
COTANGENT_USAGE(slogdet, "slogdet(matrix)")
COTANGENT_USAGE(triangular_solve,
                "triangular_solve(matrix, b), or triangular_solve<false>(matrix, b) of an upper triangle")
COTANGENT_USAGE(pad, "pad<Low, High>(x) or pad<Low, High, Low, High, ...>(x), and then the value")
COTANGENT_USAGE(dynamic_slice, "dynamic_slice<Size...>(x, begin...)")
COTANGENT_USAGE(ravel, "ravel(x) of an array or a tree")
COTANGENT_USAGE(stop_gradient, "stop_gradient(tree) of numbers and arrays")

// Those of one operand say what it is themselves.
#define COTANGENT_WITHOUT_ARGUMENTS(NAME) COTANGENT_USAGE_OF_NUMBERS(NAME, #NAME "(x) of a number or an array")
COTANGENT_WITHOUT_ARGUMENTS(abs)
COTANGENT_WITHOUT_ARGUMENTS(sign)
COTANGENT_WITHOUT_ARGUMENTS(floor)
COTANGENT_WITHOUT_ARGUMENTS(ceil)
COTANGENT_WITHOUT_ARGUMENTS(round)
COTANGENT_WITHOUT_ARGUMENTS(exp)
COTANGENT_WITHOUT_ARGUMENTS(exp2)
COTANGENT_WITHOUT_ARGUMENTS(expm1)
COTANGENT_WITHOUT_ARGUMENTS(log)
COTANGENT_WITHOUT_ARGUMENTS(log2)
COTANGENT_WITHOUT_ARGUMENTS(log10)
COTANGENT_WITHOUT_ARGUMENTS(log1p)
COTANGENT_WITHOUT_ARGUMENTS(sqrt)
COTANGENT_WITHOUT_ARGUMENTS(cbrt)
COTANGENT_WITHOUT_ARGUMENTS(sin)
COTANGENT_WITHOUT_ARGUMENTS(cos)
COTANGENT_WITHOUT_ARGUMENTS(tan)
COTANGENT_WITHOUT_ARGUMENTS(asin)
COTANGENT_WITHOUT_ARGUMENTS(acos)
COTANGENT_WITHOUT_ARGUMENTS(atan)
COTANGENT_WITHOUT_ARGUMENTS(sinh)
COTANGENT_WITHOUT_ARGUMENTS(cosh)
COTANGENT_WITHOUT_ARGUMENTS(tanh)
COTANGENT_WITHOUT_ARGUMENTS(asinh)
COTANGENT_WITHOUT_ARGUMENTS(acosh)
COTANGENT_WITHOUT_ARGUMENTS(atanh)
COTANGENT_WITHOUT_ARGUMENTS(erf)
COTANGENT_WITHOUT_ARGUMENTS(erfc)
COTANGENT_WITHOUT_ARGUMENTS(erf_inv)
COTANGENT_WITHOUT_ARGUMENTS(lgamma)
COTANGENT_WITHOUT_ARGUMENTS(digamma)
COTANGENT_WITHOUT_ARGUMENTS(tgamma)
COTANGENT_WITHOUT_ARGUMENTS(sigmoid)
COTANGENT_WITHOUT_ARGUMENTS(softplus)
COTANGENT_WITHOUT_ARGUMENTS(silu)
COTANGENT_WITHOUT_ARGUMENTS(gelu)
COTANGENT_WITHOUT_ARGUMENTS(isfinite)
COTANGENT_WITHOUT_ARGUMENTS(isnan)
COTANGENT_WITHOUT_ARGUMENTS(square)
COTANGENT_WITHOUT_ARGUMENTS(reciprocal)
COTANGENT_WITHOUT_ARGUMENTS(rsqrt)
COTANGENT_WITHOUT_ARGUMENTS(relu)
COTANGENT_WITHOUT_ARGUMENTS(relu6)
COTANGENT_WITHOUT_ARGUMENTS(log_sigmoid)
COTANGENT_WITHOUT_ARGUMENTS(elu)
COTANGENT_WITHOUT_ARGUMENTS(leaky_relu)
#undef COTANGENT_WITHOUT_ARGUMENTS
COTANGENT_USAGE_OF_NUMBERS(full, "full<T, shape...>(v)")
COTANGENT_USAGE_OF_NUMBERS(vjp, "vjp(f, x...)")
COTANGENT_USAGE_OF_NUMBERS(jvp, "jvp(f, ct::tuple(x...), ct::tuple(dx...))")
COTANGENT_USAGE_OF_NUMBERS(linearize, "linearize(f, x...)")
COTANGENT_USAGE_OF_NUMBERS(linear_transpose, "linear_transpose(f, ct::like<X>...)")
COTANGENT_USAGE_OF_NUMBERS(scan, "scan(f, init, xs), and then ct::reverse or ct::length<N>")
COTANGENT_USAGE_OF_NUMBERS(tree_map, "tree_map(f, tree...)")
COTANGENT_USAGE_OF_NUMBERS(tree_leaves, "tree_leaves(tree)")
COTANGENT_USAGE_OF_NUMBERS(tree_structure, "tree_structure(tree)")

// Those that take more than numbers in front.
template <detail::literal Formula, class... Given>
  requires(!(detail::Array<Given> && ... && true))
constexpr auto einsum(const Given&...) {
  using wrong = detail::usage_message<"einsum: expected einsum<\"ij,jk->ik\">(a, b) of arrays", std::decay_t<Given>...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return detail::anything{};
}
template <class... Given>
  requires(sizeof...(Given) == 0 || !(detail::Array<Given> && ... && true))
constexpr auto concatenate(const Given&... given) {
  if constexpr ((detail::is_maker<Given> || ... || false)) {
    return concatenate(detail::made(given)...);
  } else {
    using wrong =
        detail::usage_message<"concatenate: expected concatenate(a, b, ...) of arrays", std::decay_t<Given>...>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return detail::anything{};
  }
}
template <class... Given>
  requires(sizeof...(Given) == 0 || !(detail::Operand<Given> && ... && true))
constexpr auto stack(const Given&... given) {
  if constexpr ((detail::is_maker<Given> || ... || false)) {
    return stack(detail::made(given)...);
  } else {
    using wrong =
        detail::usage_message<"stack: expected stack(a, b, ...) of numbers or arrays", std::decay_t<Given>...>;
    static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
    return detail::anything{};
  }
}
template <class T, class... Given>
  requires(sizeof...(Given) != 1 || !(detail::Operand<Given> && ...))
constexpr auto astype(const Given&...) {
  using wrong = detail::usage_message<"astype: expected astype<T>(x) of a number or an array", std::decay_t<Given>...>;
  static_assert(detail::said_by<wrong>::is_silent COTANGENT_WORDS(wrong));
  return detail::anything{};
}

}  // namespace cotangent
