// The functions that the laws are checked on: name, f(x), and the interval that x is drawn from. What x is, is drawn
// too, by name and seed: its element type, and of functions that take any array its shape.
#pragma once

#include <cotangent/cotangent.hpp>

#include <tuple>

namespace ct = cotangent;

using boost::hana::at_c;

template <class T>
using any_shape =
    std::tuple<T, ct::tensor<T, 5>, ct::tensor<T, 2, 3>, ct::tensor<T, 7>, ct::tensor<T, 2, 1, 3>, ct::tensor<T, 1>>;
template <class T>
using array_shape = std::tuple<ct::tensor<T, 6>, ct::tensor<T, 2, 3>, ct::tensor<T, 3, 1, 2>, ct::tensor<T, 7>>;
template <class T>
using seven = std::tuple<ct::tensor<T, 7>>;
template <class>
using seven_doubles = seven<double>;
template <class... Lists>
using joined = decltype(std::tuple_cat(std::declval<Lists>()...));

/// A number below `count`, by a hash (FNV-1a) of the name and the seed.
constexpr std::size_t drawn(const char* name, std::size_t count) {
  unsigned long long hash = 14695981039346656037u + LAW_SEED;
  for (; *name != 0; ++name) hash = (hash ^ static_cast<unsigned char>(*name)) * 1099511628211u;
  return static_cast<std::size_t>((hash ^ hash >> 32) % count);
}
template <class Choices, std::size_t Index>
using argument = std::tuple_element_t<Index, Choices>;
using choices = joined<SHAPES<double>, SHAPES<float>>;

/// A function of x as the lists have it; its expression may use the element type, T.
#define LAW_FUNCTION(EXPRESSION)                                                       \
  [](auto x) {                                                                         \
    using T [[maybe_unused]] = typename ct::detail::leaf_traits<decltype(x)>::element; \
    return EXPRESSION;                                                                 \
  }

/// 1, 2, 3, ... in the shape of an argument.
template <class X>
constexpr auto numbered() {
  if constexpr (std::is_arithmetic_v<X>) return X(1);
  else
    return []<class T, int... D>(std::type_identity<ct::tensor<T, D...>>) {
      return ct::reshape<D...>(ct::arange<T, (D * ...)>() + T(1));
    }(std::type_identity<X>{});
}

/// All that the laws compare, as one program: value, Jacobian by both modes, and second derivatives of the sum of
/// squares times a vector, forward over reverse and reverse over forward. (A plain sum of softmax, say, would be
/// constant.)
template <class F, class X>
struct everything {
  constexpr auto operator()(auto x) const {
    const auto contracted = [](auto v) { return sum(square(F{}(v))); };
    const auto along = numbered<X>();
    const auto forward_over_reverse = ct::jvp(ct::grad(contracted), ct::tuple(x), ct::tuple(along * x)).tangent;
    const auto slope = [](auto v, auto u) {
      return ct::jvp(decltype(contracted){}, ct::tuple(v), ct::tuple(u)).tangent;
    };
    return ct::tuple(F{}(x), ct::jacfwd(F{})(x), ct::jacrev(F{})(x), forward_over_reverse,
                     ct::grad(slope)(x, along * x));
  }
};

#define ELEMENTWISE_FUNCTIONS(F)                       \
  F(polynomial, x + 2 * x - x * x, -2, 2)              \
  F(rational, -x / (x * x + 1), -2, 2)                 \
  F(absolute, abs(x), 0.1, 2)                          \
  F(maximum_of, maximum(x, 0.3), 0.4, 2)               \
  F(minimum_of, minimum(x* x, x), -2, -0.5)            \
  F(cube, pow(x, 3), 0.5, 2)                           \
  F(power, pow(x, x), 0.5, 2)                          \
  F(selected, select(x > 1, x * x, exp(x)), -0.5, 0.9) \
  F(clipped, clip(x, -1, 1), -0.9, 0.9)                \
  F(exp_of, exp(x), -2, 2)                             \
  F(expm1_of, expm1(x), -2, 2)                         \
  F(log_of, log(x), 0.5, 3)                            \
  F(log1p_of, log1p(x), -0.5, 3)                       \
  F(sqrt_of, sqrt(x), 0.5, 3)                          \
  F(cbrt_of, cbrt(x), 0.5, 3)                          \
  F(logaddexp_of, logaddexp(x, 2 * x), 0.5, 3)         \
  F(hypot_of, hypot(x, 1 + x), 0.5, 3)                 \
  F(sin_of, sin(x), -2, 2)                             \
  F(cos_of, cos(x), -2, 2)                             \
  F(tan_of, tan(x), -1, 1)                             \
  F(asin_of, asin(x), -0.8, 0.8)                       \
  F(acos_of, acos(x), -0.8, 0.8)                       \
  F(atan_of, atan(x), -2, 2)                           \
  F(atan2_of, atan2(x, 1 + x * x), -2, 2)              \
  F(sinh_of, sinh(x), -2, 2)                           \
  F(cosh_of, cosh(x), -2, 2)                           \
  F(tanh_of, tanh(x), -2, 2)                           \
  F(asinh_of, asinh(x), -2, 2)                         \
  F(acosh_of, acosh(x), 1.5, 3)                        \
  F(atanh_of, atanh(x), -0.8, 0.8)

#define SPECIAL_FUNCTIONS(F)                                                    \
  F(erf_of, erf(x), -2, 2)                                                      \
  F(erfc_of, erfc(x), -2, 2)                                                    \
  F(exp2_of, exp2(x), -2, 2)                                                    \
  F(log2_of, log2(x), 0.5, 3)                                                   \
  F(log10_of, log10(x), 0.5, 3)                                                 \
  F(rsqrt_of, rsqrt(x), 0.5, 3)                                                 \
  F(square_of, square(x), -2, 2)                                                \
  F(reciprocal_of, reciprocal(x), 0.5, 3)                                       \
  F(lgamma_of, lgamma(x), 0.2, 4)                                               \
  F(tgamma_of, tgamma(x), 0.3, 4)                                               \
  F(fmod_of, fmod(3 * x, 1 + x), 0.6, 1.9)                                      \
  F(digamma_of, digamma(x), 0.3, 4)                                             \
  F(erf_inv_of, erf_inv(x), -0.9, 0.9)                                          \
  F(xlogy_of, xlogy(x, x + 1), 0.5, 3)                                          \
  F(steps, x*(floor(x) + ceil(x) + round(x) + sign(x)), 0.1, 0.4)               \
  F(relu_of, relu(x) * x, 0.1, 2)                                               \
  F(relu6_of, relu6(x) * x, 0.1, 5)                                             \
  F(elu_of, elu(x), -2, -0.1)                                                   \
  F(leaky_relu_of, leaky_relu(x), -2, -0.1)                                     \
  F(log_sigmoid_of, log_sigmoid(x), -3, -0.1)                                   \
  F(integer_power, (pow(x, ct::astype<std::int32_t>(round(abs(x))))), 0.6, 1.4) \
  F(converted, (ct::astype<T>(ct::astype<std::int64_t>(x) * 0) + x * x), -2, 2) \
  F(logic, (x * ct::astype<T>((x > -5.0) & !(x > 5.0) & (isfinite(x) ^ isnan(x)))), -2, 2)

#define REDUCTION_FUNCTIONS(F)                                             \
  F(sigmoid_of, sigmoid(x), -3, 3)                                         \
  F(softplus_of, softplus(x), 0.1, 3)                                      \
  F(silu_of, silu(x), -3, 3)                                               \
  F(gelu_of, gelu(x), -3, 3)                                               \
  F(softmax_of, softmax(x), -2, 2)                                         \
  F(log_softmax_of, log_softmax(x), -2, 2)                                 \
  F(standardize_of, standardize(x), -2, 2)                                 \
  F(times_sum, x* sum(x), -2, 2)                                           \
  F(times_mean, x* mean(x* x), -2, 2)                                      \
  F(times_extrema, x* amax(x) + amin(x), -2, 2)                            \
  F(times_var, x* var(x), -2, 2)                                           \
  F(times_logsumexp, x* logsumexp(x), -2, 2)                               \
  F(product, x* prod(x), 0.5, 2)                                           \
  F(deviation, x* ct::std(x), -2, 2)                                       \
  F(along_last, (x * sum(x * x, ct::axes<-1>, ct::keepdims)), -2, 2)       \
  F(along_first, (x - mean(exp(x), ct::axes<0>, ct::keepdims)), -2, 2)     \
  F(largest_of_each, (amax(x * x, ct::axes<-1>) * 2), 0.1, 2)              \
  F(products_of_each, (x * prod(x, ct::axes<0>, ct::keepdims)), 0.5, 2)    \
  F(softmax_first, softmax(x, ct::axes<0>), -2, 2)                         \
  F(logsumexp_last, (x * logsumexp(x, ct::axes<-1>, ct::keepdims)), -2, 2) \
  F(running_first, (ct::cumsum<0>(x * x) * x), -2, 2)                      \
  F(running_last, (ct::cumprod<-1>(x)), 0.5, 2)                            \
  F(reversed_last, (ct::flip<-1>(x) * exp(x)), -2, 2)                      \
  F(joined_first, (ct::concatenate<0>(x, x * x)), -2, 2)                   \
  F(sorted_last, (ct::sort<-1>(x) * x), -2, 2)                             \
  F(raveled, ravel(transpose(x)) * ravel(x), -2, 2)

#define ARRAY_FUNCTIONS(F)                                                                          \
  F(flipped, flip(x) * x, -2, 2)                                                                    \
  F(concatenated, concatenate(x, x* x), -2, 2)                                                      \
  F(sliced, (ct::slice<0, 1, 6, 2>(x)), -2, 2)                                                      \
  F(outer_product, dot(outer(x, x), sin(x)), -1, 1)                                                 \
  F(diagonal, ((sum(diag(x) * outer(x, exp(x)), ct::axes<0>))), -1, 1)                              \
  F(matrix_vector, ((dot(ct::reshape<2, 3>(ct::slice<0, 0, 6>(x)), ct::slice<0, 2, 5>(x)))), -1, 1) \
  F(transposed, ravel(transpose(outer(x, x* x))), -1, 1)                                            \
  F(stacked, stack(x(0) * x(1), x(2) / x(3), norm(x)), 0.5, 2)

#define SHAPE_FUNCTIONS(F)                                                           \
  F(running_sum, x* cumsum(x), -2, 2)                                                \
  F(running_product, cumprod(x), 0.5, 2)                                             \
  F(sorted, sort(x) * x, -2, 2)                                                      \
  F(largest, boost::hana::at_c<0>(ct::top_k<3>(x * x)), 0.1, 2)                      \
  F(masked, softmax(x, x > -0.5) * logsumexp(x, x > -0.5), -2, 2)                    \
  F(largest_place, (x * ct::astype<T>(argmax(x))), -2, 2)                            \
  F(rolled, (ct::roll<3>(x) * x), -2, 2)                                             \
  F(padded, (ct::pad<1, 2>(x, 3.0) * 2), -2, 2)                                      \
  F(repeated, (ct::repeat<2>(x * x)), -2, 2)                                         \
  F(tiled, (ct::tile<2>(x * x)), -2, 2)                                              \
  F(split_up, (boost::hana::at_c<0>(ct::split<7>(x)) * x), -2, 2)                    \
  F(triangle, (ravel(ct::tril(outer(x, x)) + ct::triu<1>(outer(x, exp(x))))), -1, 1) \
  F(squeezed, (ct::squeeze(ct::expand_dims<0>(x)) * x), -2, 2)                       \
  F(swapped, (ravel(ct::swapaxes<0, 1>(outer(x, sin(x))))), -1, 1)                   \
  F(broadcasted, (sum(ct::broadcast_to<3, 7>(x) * ct::reshape<3, 1>(ct::slice<0, 0, 3>(x)), ct::axes<0>)), -1, 1)

#define INDEXING_FUNCTIONS(F)                                                                     \
  F(matrix_stacks, ravel(matmul(ct::reshape<7, 1, 1>(x), ct::reshape<1, -1>(x * x))), -1, 1)      \
  F(chosen_by_any, (where(any(x > 5.0), x, x * x) * ct::astype<T>(ct::all(x < 50.0))), -2, 2)     \
  F(indexed, x(2) * x(-1) * x, -2, 2)                                                             \
  F(taken, (ct::take(x * x, ct::tensor<std::int32_t, 4>{6, 0, 0, 3})), -2, 2)                     \
  F(dynamic_part, (ct::dynamic_slice<3>(x * x, argmax(x))), -2, 2)                                \
  F(updated, x.at(1).set(x(0) * x(0)).at(-1).add(x(2)) * x, -2, 2)                                \
  F(added_at, (x.at(ct::tensor<std::int32_t, 3>{1, 1, 5}).add(ct::slice<0, 0, 3>(x * x))), -2, 2) \
  F(hot, (ct::one_hot<7, T>(argmin(x)) * x * x), -2, 2)                                           \
  F(products_by_letters, (ct::einsum<"i,ij,j->i">(x, outer(x, x), x)), -1, 1)                     \
  F(tensor_product, (ct::tensordot<1>(outer(x, x), x)), -1, 1)                                    \
  F(inner_product, inner(outer(x, x), x) * vdot(x, x) * trace(outer(x, x)), -1, 1)                \
  F(convolved, (ravel(ct::conv<1, 1>(ct::reshape<1, 7>(x), ct::reshape<2, 1, 3>(ct::slice<0, 0, 6>(x))))), -1, 1)

#define CONTROL_FUNCTIONS(F)                                                                                           \
  F(scanned, (ct::scan([](auto c, auto v) { return ct::tuple(sin(c) * v, c * c); }, T(1), x).ys), -2, 2)               \
  F(scanned_back, (ct::scan([](auto c, auto v) { return ct::tuple(c + v * v, c * v); }, T(1), x, ct::reverse).ys), -1, \
    1)                                                                                                                 \
  F(weighted,                                                                                                          \
    (ct::scan(                                                                                                         \
         [=](auto c, auto v) {                                                                                         \
           const auto next = sin(c * ct::slice<0, 0, 2>(x) + ct::slice<0, 1, 3>(x)) * ct::slice<0, 2, 4>(x) +          \
                             cos(c * ct::slice<0, 3, 5>(x)) * ct::slice<0, 5, 7>(x) * v;                               \
           return ct::tuple(next, c);                                                                                  \
         },                                                                                                            \
         ct::ones<T, 2>(), x)                                                                                          \
         .ys),                                                                                                         \
    -1, 1)                                                                                                             \
  F(counted, (ct::fori_loop<0, 5>([=](auto i, auto c) { return c * x + sin(x) * ct::astype<T>(i); }, x)), -1, 1)       \
  F(branched, (ct::cond(sum(x) > 0, [](auto v) { return v * v; }, [](auto v) { return sin(v); }, x)), -2, 2)           \
  F(checkpointed, (ct::checkpoint([](auto v) { return sin(v * v) * v; })(x)), -1, 1)                                   \
  F(with_forward_rule,                                                                                                 \
    (ct::custom_jvp([](auto v) { return v * exp(v); },                                                                 \
                    [](auto p, auto t) {                                                                               \
                      return ct::tuple(at_c<0>(p) * exp(at_c<0>(p)), (1 + at_c<0>(p)) * exp(at_c<0>(p)) * at_c<0>(t)); \
                    })(x)),                                                                                            \
    -1, 1)

/// Matrices of functions of x: symmetric and positive definite, and any that can be inverted.
template <int Size>
constexpr auto definite(auto x) {
  const auto v = ct::slice<0, 0, Size>(x);
  return outer(v, v) + 2 * ct::diag(ct::slice<0, 7 - Size, 7>(x * x)) +
         ct::eye<typename ct::detail::leaf_traits<decltype(x)>::element, Size>();
}
template <int Size>
constexpr auto invertible(auto x) {
  const auto v = ct::slice<0, 0, Size>(x);
  return outer(v, sin(ct::slice<0, 7 - Size, 7>(x))) + definite<Size>(x);
}

#define LINEAR_FUNCTIONS(F)                                                                    \
  F(cholesky_3, cholesky(definite<3>(x)), -1, 1)                                               \
  F(solve_3, (solve(invertible<3>(x), ct::slice<0, 2, 5>(x))), -1, 1)                          \
  F(solve_columns, (solve(invertible<2>(x), ct::reshape<2, 3>(ct::slice<0, 0, 6>(x)))), -1, 1) \
  F(lower_3, (ct::triangular_solve(invertible<3>(x), ct::slice<0, 1, 4>(x))), -1, 1)           \
  F(upper_7, ct::triangular_solve<false>(invertible<7>(x), sin(x)), -1, 1)                     \
  F(inverse_2, inv(invertible<2>(x)), -1, 1)                                                   \
  F(determinant_4, x* det(invertible<4>(x)), -1, 1)                                            \
  F(logarithm_3, x* slogdet(-invertible<3>(x)).logdet, -1, 1)

#if defined(LIST)
#include LIST
#endif
