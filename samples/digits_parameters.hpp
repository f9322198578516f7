// The parameters of a softmax regression, as a struct; light, for programs that call generated code, too.
#pragma once

#include <cotangent/values.hpp>

constexpr int pixels = 64, classes = 10, training = 1437;

template <template <class, int...> class Leaf>
struct parameters {
  using matrix = Leaf<float, classes, pixels>;
  using vector = Leaf<float, classes>;
  BOOST_HANA_DEFINE_STRUCT(parameters, (matrix, weights), (vector, bias));
};
