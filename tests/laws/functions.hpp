// The functions that the laws are checked on: name, f(x) of a vector x, and the interval that x is drawn from.
#pragma once

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;
using vec = ct::tensor<double, 7>;

#define ELEMENTWISE_FUNCTIONS(F) \
  F(polynomial, x + 2 * x - x * x, -2, 2) \
  F(rational, -x / (x * x + 1), -2, 2) \
  F(absolute, abs(x), 0.1, 2) \
  F(maximum_of, maximum(x, 0.3), 0.4, 2) \
  F(minimum_of, minimum(x * x, x), -2, -0.5) \
  F(cube, pow(x, 3), 0.5, 2) \
  F(power, pow(x, x), 0.5, 2) \
  F(selected, select(x > 1, x * x, exp(x)), -0.5, 0.9) \
  F(clipped, clip(x, -1, 1), -0.9, 0.9) \
  F(exp_of, exp(x), -2, 2) \
  F(expm1_of, expm1(x), -2, 2) \
  F(log_of, log(x), 0.5, 3) \
  F(log1p_of, log1p(x), -0.5, 3) \
  F(sqrt_of, sqrt(x), 0.5, 3) \
  F(cbrt_of, cbrt(x), 0.5, 3) \
  F(logaddexp_of, logaddexp(x, 2 * x), 0.5, 3) \
  F(hypot_of, hypot(x, 1 + x), 0.5, 3) \
  F(sin_of, sin(x), -2, 2) \
  F(cos_of, cos(x), -2, 2) \
  F(tan_of, tan(x), -1, 1) \
  F(asin_of, asin(x), -0.8, 0.8) \
  F(acos_of, acos(x), -0.8, 0.8) \
  F(atan_of, atan(x), -2, 2) \
  F(atan2_of, atan2(x, 1 + x * x), -2, 2) \
  F(sinh_of, sinh(x), -2, 2) \
  F(cosh_of, cosh(x), -2, 2) \
  F(tanh_of, tanh(x), -2, 2) \
  F(asinh_of, asinh(x), -2, 2) \
  F(acosh_of, acosh(x), 1.5, 3) \
  F(atanh_of, atanh(x), -0.8, 0.8) \
  F(erf_of, erf(x), -2, 2) \
  F(erfc_of, erfc(x), -2, 2)

#define ARRAY_FUNCTIONS(F) \
  F(sigmoid_of, sigmoid(x), -3, 3) \
  F(softplus_of, softplus(x), 0.1, 3) \
  F(silu_of, silu(x), -3, 3) \
  F(gelu_of, gelu(x), -3, 3) \
  F(softmax_of, softmax(x), -2, 2) \
  F(log_softmax_of, log_softmax(x), -2, 2) \
  F(standardize_of, standardize(x), -2, 2) \
  F(times_sum, x * sum(x), -2, 2) \
  F(times_mean, x * mean(x * x), -2, 2) \
  F(times_extrema, x * amax(x) + amin(x), -2, 2) \
  F(times_var, x * var(x), -2, 2) \
  F(times_logsumexp, x * logsumexp(x), -2, 2) \
  F(flipped, flip(x) * x, -2, 2) \
  F(concatenated, concatenate(x, x * x), -2, 2) \
  F(sliced, (ct::slice<0, 1, 6, 2>(x)), -2, 2) \
  F(outer_product, dot(outer(x, x), sin(x)), -1, 1) \
  F(diagonal, (sum(diag(x) * outer(x, exp(x)), ct::axes<0>)), -1, 1) \
  F(matrix_vector, (dot(ct::reshape<2, 3>(ct::slice<0, 0, 6>(x)), ct::slice<0, 2, 5>(x))), -1, 1) \
  F(transposed, ravel(transpose(outer(x, x * x))), -1, 1) \
  F(stacked, stack(x(0) * x(1), x(2) / x(3), norm(x)), 0.5, 2)
