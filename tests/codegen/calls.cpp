// Generated functions called from C++, by the types that their transforms have. (No evaluator here, nor any compiler
// flag.)
#include "softmax_kernels.hpp"

#include <catch2/catch.hpp>

#include <numeric>
#include <vector>

namespace ct = cotangent;

namespace {

template <class T>
void fill(T& leaf, float step) {
  float value = -0.3f;
  for (auto& v : leaf) v = std::exchange(value, value > 0.5f ? -0.4f : value + step);
}

template <class A, class B>
bool same(const A& a, const B& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

TEST_CASE("arrays, views, spans and arrays of other libraries are arguments and places", "[calls]") {
  const ct::tensor<float, 3> x{1, 2, 3};
  ct::tensor<float, 3, 3> wanted;
  softmax_jacobian(x.data(), wanted.data());
  CHECK(same(softmax_kernels::softmax_jacobian(x), wanted));
  std::vector<float> memory{1, 2, 3}, place(9);
  CHECK(same(softmax_kernels::softmax_jacobian(std::span<float, 3>(memory.data(), 3)), wanted));
  CHECK(same(softmax_kernels::softmax_jacobian(std::array<float, 3>{1, 2, 3}), wanted));
  softmax_kernels::softmax_jacobian_into(ct::out(ct::view<float, 3, 3>(place)), ct::view<float, 3>(memory));
  CHECK(same(place, wanted));
  ct::tensor<float, 3, 3> own;
  softmax_kernels::softmax_jacobian_into(ct::out(own), x);
  CHECK(same(own, wanted));
}

TEST_CASE("structs are arguments and results, and results that are not wanted take no place", "[calls]") {
  parameters<ct::value> p{}, wanted{}, gradient{};
  ct::tensor<float, 100, pixels> images;
  ct::tensor<float, 100, classes> labels;
  fill(p.weights, 0.01f);
  fill(p.bias, 0.1f);
  fill(images, 0.03f);
  for (int i = 0; i < 100; ++i) labels(i, i % classes) = 1;
  float loss = 0, only = 0;
  digits_gradient(p.weights.data(), p.bias.data(), images.data(), labels.data(), &loss, wanted.weights.data(),
                  wanted.bias.data());
  const auto [value, returned] = softmax_kernels::digits_gradient(p, images, labels);
  CHECK(value == loss);
  CHECK(same(returned.weights, wanted.weights));
  softmax_kernels::digits_gradient_into(ct::out(only, ct::none), p, images, labels);
  CHECK(only == loss);
  softmax_kernels::digits_gradient_into(ct::out(ct::none, gradient), p, images, labels);
  CHECK(same(gradient.bias, wanted.bias));
}
