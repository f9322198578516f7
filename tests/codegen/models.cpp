// The generator of the golden JAX module: a model with a custom rule and its gradient, loops, branches, both kinds of
// rules.
#include <cotangent/codegen/generate.hpp>

#include "../../samples/digits_model.hpp"

int main(int argc, char** argv) {
  using weights = parameters<ct::value>;
  using batch = ct::tensor<float, 100, pixels>;
  using labels = ct::tensor<float, 100, classes>;
  using vector = ct::tensor<double, 5>;
  ct::codegen::library lib("models");
  lib.add("softmax_jacobian", ct::jacrev(softmax), ct::like<ct::tensor<float, 3>>);
  lib.add("loss", loss, ct::like<weights>, ct::like<batch>, ct::like<labels>);
  lib.add("loss_gradient", ct::value_and_grad(loss), ct::like<weights>, ct::like<batch>, ct::like<labels>);
  lib.add(
      "growth",
      [](auto rate, auto rain) {
        return ct::scan([=](auto size, auto water) { return ct::tuple(size + rate * size * (water - size), size); },
                        0.1 + 0 * rate, rain);
      },
      ct::like<double>, ct::like<vector>);
  lib.add(
      "root",
      [](auto x) {
        return ct::while_loop([=](auto guess) { return abs(guess * guess - x) > 1e-12 * x; },
                              [=](auto guess) { return 0.5 * (guess + x / guess); }, x);
      },
      ct::like<double>);
  lib.add(
      "bounded",
      [](auto x) { return ct::cond(sum(x) > 1, [](auto v) { return v / sum(v); }, [](auto v) { return v; }, x); },
      ct::like<vector>);
  lib.add(
      "safe_norm",
      [](auto x) {
        const auto norm_of =
            ct::custom_jvp([](auto v) { return sqrt(sum(v * v)); },
                           [](auto at, auto along) {
                             const auto v = boost::hana::at_c<0>(at);
                             const auto size = sqrt(sum(v * v));
                             return ct::tuple(size, sum(v * boost::hana::at_c<0>(along)) / maximum(size, 1e-30));
                           });
        return norm_of(x) * x;
      },
      ct::like<vector>);
  return lib.main(argc, argv);
}
