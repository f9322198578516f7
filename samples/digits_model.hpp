// Softmax regression: a loss through a softmax with a reverse rule of its own.
#pragma once

#include "digits_parameters.hpp"

#include <cotangent/cotangent.hpp>

namespace ct = cotangent;

constexpr auto stable_softmax = [](auto x) {
  auto e = exp(x - amax(x));
  return e / sum(e);
};
constexpr auto softmax = ct::custom_vjp(
    stable_softmax,
    [](auto x) {
      auto s = stable_softmax(x);
      return ct::tuple(s, s);
    },
    [](auto s, auto ds) { return ct::tuple(s * (ds - sum(ds * s))); });

constexpr auto probabilities = [](auto p, auto image) { return softmax(dot(p.weights, image) + p.bias); };

// The mean cross entropy over all images. The closure holds traced parameters: no need to batch them.
constexpr auto loss = [](auto p, auto images, auto labels) {
  auto of_one = ct::vmap([=](auto image, auto label) { return -log(sum(probabilities(p, image) * label) + 1e-12); });
  return mean(of_one(images, labels));
};
