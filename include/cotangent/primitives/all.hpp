// The table of all primitives, by operation.
#pragma once

#include <cotangent/primitives/arithmetic.hpp>
#include <cotangent/primitives/control.hpp>
#include <cotangent/primitives/indexing.hpp>
#include <cotangent/primitives/linear_systems.hpp>
#include <cotangent/primitives/logic.hpp>
#include <cotangent/primitives/reduction.hpp>
#include <cotangent/primitives/shape.hpp>
#include <cotangent/primitives/smooth.hpp>
#include <cotangent/primitives/special.hpp>
#include <cotangent/primitives/structure.hpp>
#include <cotangent/primitives/transcendental.hpp>

#include <utility>

namespace cotangent::ir {

struct primitive_table {
  primitive of[op_count] = {};
  constexpr const primitive& operator[](op code) const { return of[static_cast<int>(code)]; }
};

template <int... K>
constexpr primitive_table make_primitive_table(std::integer_sequence<int, K...>) {
  static_assert(((rules<static_cast<op>(K)>.name != nullptr) && ...), "every operation needs its rules");
  return {{rules<static_cast<op>(K)>...}};
}

inline constexpr primitive_table primitives = make_primitive_table(std::make_integer_sequence<int, op_count>{});

}  // namespace cotangent::ir
