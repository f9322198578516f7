// The laws of laws.hpp for functions that look at a whole array.
#include "laws.hpp"

TEST_CASE("activations", "[laws]") {
  LAW(sigmoid(x), -3, 3);
  LAW(softplus(x), 0.1, 3);
  LAW(silu(x), -3, 3);
  LAW(gelu(x), -3, 3);
  LAW(softmax(x), -2, 2);
  LAW(log_softmax(x), -2, 2);
  LAW(standardize(x), -2, 2);
}
TEST_CASE("reductions and shapes", "[laws]") {
  LAW(x * sum(x), -2, 2);
  LAW(x * mean(x * x), -2, 2);
  LAW(x * amax(x) + amin(x), -2, 2);
  LAW(x * var(x), -2, 2);
  LAW(x * logsumexp(x), -2, 2);
  LAW(flip(x) * x, -2, 2);
  LAW(concatenate(x, x * x), -2, 2);
  LAW((ct::slice<0, 1, 6, 2>(x)), -2, 2);
  LAW(dot(outer(x, x), sin(x)), -1, 1);
  LAW(sum(diag(x) * outer(x, exp(x)), ct::axes<0>), -1, 1);
  LAW(dot(ct::reshape<2, 3>(ct::slice<0, 0, 6>(x)), ct::slice<0, 2, 5>(x)), -1, 1);
  LAW(ravel(transpose(outer(x, x * x))), -1, 1);
  LAW(stack(x(0) * x(1), x(2) / x(3), norm(x)), 0.5, 2);
}
