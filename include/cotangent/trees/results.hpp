// What functions of this library return where they return several things: structs over the types of their members, so
// that they are trees.
#pragma once

#include <cotangent/trees/tree.hpp>

namespace cotangent {

/// The value of a function and its gradient.
template <class Value, class Gradient>
struct value_and_gradient {
  BOOST_HANA_DEFINE_STRUCT(value_and_gradient, (Value, value), (Gradient, gradient));
};

/// The value of a function and its tangent.
template <class Value, class Tangent>
struct value_and_tangent {
  BOOST_HANA_DEFINE_STRUCT(value_and_tangent, (Value, value), (Tangent, tangent));
};

/// A value and the function from cotangents of it to cotangents of the arguments.
template <class Value, class Pullback>
struct value_and_pullback {
  BOOST_HANA_DEFINE_STRUCT(value_and_pullback, (Value, value), (Pullback, pullback));
};

/// A value and the function from tangents of the arguments to the tangent of it.
template <class Value, class Pushforward>
struct value_and_pushforward {
  BOOST_HANA_DEFINE_STRUCT(value_and_pushforward, (Value, value), (Pushforward, pushforward));
};

/// What a scan ends with: the last carry, and each step's output along a new leading axis.
template <class Carry, class Ys>
struct carry_and_outputs {
  BOOST_HANA_DEFINE_STRUCT(carry_and_outputs, (Carry, carry), (Ys, ys));
};

/// A determinant as its sign and the logarithm of its size.
template <class Sign, class Logdet>
struct sign_and_logdet {
  BOOST_HANA_DEFINE_STRUCT(sign_and_logdet, (Sign, sign), (Logdet, logdet));
};

}  // namespace cotangent
