// Generated C, linked, against evaluation; and what a generator says to wrong use.
#include "../../samples/digits_model.hpp"
#include "softmax_kernels.h"

#include <cotangent/codegen/generate.hpp>

#include <catch2/catch.hpp>

#include <cstring>
#include <random>

namespace {

std::mt19937 engine(1);
template <class T>
void fill(T& leaf, double low = -1, double high = 1) {
  std::uniform_real_distribution<double> uniform(low, high);
  for (auto& v : leaf) v = static_cast<std::remove_reference_t<decltype(v)>>(uniform(engine));
}
// Largest difference in units of the last place of the largest value.
template <class T>
double ulps(const T& a, const T& b) {
  using element = std::remove_cvref_t<decltype(*a.begin())>;
  double largest = 0, difference = 0;
  for (int k = 0; k < a.size(); ++k) {
    largest = std::max(largest, static_cast<double>(std::abs(a.data()[k])));
    difference = std::max(difference, static_cast<double>(std::abs(a.data()[k] - b.data()[k])));
  }
  return difference / (largest * static_cast<double>(std::numeric_limits<element>::epsilon()));
}

}  // namespace

TEST_CASE("the generated Jacobian of the softmax", "[codegen]") {
  ct::tensor<float, 3> x{1, 2, 3};
  ct::tensor<float, 3, 3> jacobian;
  softmax_jacobian(x.data(), jacobian.data());
  CHECK(ulps(ct::jacrev(softmax)(x), jacobian) < 4);
  alignas(double) unsigned char own[SOFTMAX_JACOBIAN_WORKSPACE];
  ct::tensor<float, 3, 3> again;
  softmax_jacobian_in_workspace(x.data(), again.data(), own);
  CHECK(again == jacobian);
}

TEST_CASE("the generated gradient of the digits' loss", "[codegen]") {
  parameters<ct::value> p{}, gradient{};
  ct::tensor<float, 100, pixels> images;
  ct::tensor<float, 100, classes> labels;
  fill(p.weights);
  fill(p.bias);
  fill(images, 0, 1);
  for (int i = 0; i < 100; ++i) labels(i, i % classes) = 1;
  float value = 0;
  digits_gradient(p.weights.data(), p.bias.data(), images.data(), labels.data(), &value, gradient.weights.data(), gradient.bias.data());
  const auto evaluated = ct::value_and_grad(loss)(p, images, labels);
  CHECK(value == Approx(evaluated.value).epsilon(1e-6));
  CHECK(ulps(evaluated.gradient.weights, gradient.weights) < 16);
  CHECK(ulps(evaluated.gradient.bias, gradient.bias) < 16);
}

TEST_CASE("a generated pullback over a batch", "[codegen]") {
  ct::tensor<double, 32, 5> x, cotangent, pulled;
  fill(x);
  fill(cotangent);
  softmax_pullback(x.data(), cotangent.data(), pulled.data());
  const auto one = [](auto v, auto c) { return ct::grad([=](auto u) { return sum(softmax(u) * c); })(v); };
  CHECK(ulps(ct::vmap(one)(x, cotangent), pulled) < 8);
}

TEST_CASE("generation is deterministic, and refuses wrong names and options", "[codegen]") {
  const auto square = [](auto x) { return x * x; };
  const auto made = [&](const char* library, const char* first, const char* second) {
    ct::codegen::library lib(library);
    lib.add(first, square, ct::like<double>);
    lib.add(second, ct::grad(square), ct::like<double>);
    return lib.files();
  };
  const auto once = made("squares", "f", "df"), twice = made("squares", "f", "df");
  REQUIRE(once.size() == 2);
  CHECK(once[0].text == twice[0].text);
  CHECK(once[1].text == twice[1].text);
  CHECK_THROWS_WITH(made("squares", "f", "f"), "two functions are named f");
  CHECK_THROWS_WITH(made("squares", "2f", "f"), "'2f' is not a C identifier");
  CHECK_THROWS_WITH(made("a-b", "f", "g"), "'a-b' is not a C identifier");

  ct::codegen::library lib("squares");
  char program[] = "generator", lang[] = "--lang", fortran[] = "fortran", out[] = "--out", somewhere[] = "never_made";
  char* without_out[] = {program};
  char* wrong_language[] = {program, out, somewhere, lang, fortran};
  CHECK(lib.main(1, without_out) == 1);
  CHECK(lib.main(5, wrong_language) == 1);
}
