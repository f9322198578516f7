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
  return {{rules<static_cast<op>(K)>...}};
}

inline constexpr primitive_table primitives = make_primitive_table(std::make_integer_sequence<int, op_count>{});

/// What an operation is, and what holds of it, by its record.
constexpr bool is_leaf(op code) { return primitives.of[static_cast<int>(code)].kind == op_kind::leaf; }
constexpr bool is_elementwise(op code) { return primitives.of[static_cast<int>(code)].kind == op_kind::elementwise; }
constexpr bool is_linear_system(op code) { return primitives.of[static_cast<int>(code)].kind == op_kind::system; }
constexpr bool is_reduction(op code) { return primitives.of[static_cast<int>(code)].kind == op_kind::reduction; }
constexpr bool is_call(op code) { return primitives.of[static_cast<int>(code)].kind == op_kind::call; }
constexpr bool is_comparison(op code) {
  return primitives.of[static_cast<int>(code)].elements == element_kind::comparison;
}
constexpr bool is_costly(op code) { return primitives.of[static_cast<int>(code)].costly; }
/// Whether its elements are truths, whatever its operands are.
constexpr bool gives_truths(op code) {
  const element_kind elements = primitives.of[static_cast<int>(code)].elements;
  return elements == element_kind::comparison || elements == element_kind::test || elements == element_kind::logic;
}

/// The first operation whose record contradicts itself.
constexpr op inconsistent_record() {
  for (int k = 0; k < op_count; ++k) {
    const primitive& p = primitives.of[k];
    const bool elementwise = p.kind == op_kind::elementwise, reduces = p.kind == op_kind::reduction,
               has_partials = p.partial[0] != nullptr;
    const bool same =
        p.name != nullptr && p.kind != op_kind::missing && elementwise == (p.elements != element_kind::none) &&
        reduces == (p.combines != op::count) && (!elementwise || (p.arity > 0 && p.flops >= 0 && p.batch == nullptr)) &&
        (!has_partials || (elementwise && p.jvp == nullptr && (p.partial[1] != nullptr) == (p.arity == 2))) &&
        (p.elements != element_kind::function || (has_partials && p.costly)) && (!p.commutative || p.arity == 2) &&
        (!reduces || p.batch != nullptr) && (p.formula == nullptr || elementwise) &&
        (p.library.name == nullptr ||
         (elementwise && p.formula == nullptr && (p.library.one != nullptr) == (p.arity == 1) &&
          (p.library.two != nullptr) == (p.arity == 2))) &&
        (p.library.name != nullptr || p.formula != nullptr ||
         (p.elements != element_kind::function && p.elements != element_kind::rounding));
    if (!same) return static_cast<op>(k);
  }
  return op::count;
}
template <op Code>
struct consistent_record {
  static_assert(Code == op::count,
                "this operation's record contradicts itself: see inconsistent_record in primitives/all.hpp");
};
template struct consistent_record<inconsistent_record()>;

}  // namespace cotangent::ir
