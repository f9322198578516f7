// A rigid motion: a unit quaternion and a translation. Light, for programs that call generated code, too.
#pragma once

#include <cotangent/values.hpp>

template <template <class, int...> class Leaf>
struct pose {
  using quaternion = Leaf<double, 4>;
  using vector = Leaf<double, 3>;
  BOOST_HANA_DEFINE_STRUCT(pose, (quaternion, rotation), (vector, translation));
};
