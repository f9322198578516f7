// Every operation on numbers is in one of the lists of functions.hpp, itself or in a derivative of what is.
#define LAW_SEED 1
#define SHAPES seven
#include "functions.hpp"

#include <catch2/catch.hpp>

#include <set>

namespace ir = cotangent::ir;

namespace {

template <class F>
struct with_tangent {
  constexpr auto operator()(auto x) const { return ct::jvp(F{}, ct::tuple(x), ct::tuple(x)); }
};
template <class F>
void note(F, std::set<ir::op>& met) {
  const ir::graph traced = ct::detail::trace_program<with_tangent<F>, ct::tensor<double, 3>>();
  for (int id = 0; id < traced.size(); ++id) met.insert(traced[id].code);
}

}  // namespace

TEST_CASE("laws are asked of every operation on numbers", "[laws]") {
  std::set<ir::op> met;
#define NOTE(NAME, EXPRESSION, LOW, HIGH) note(LAW_FUNCTION(EXPRESSION), met);
  ELEMENTWISE_FUNCTIONS(NOTE)
  SPECIAL_FUNCTIONS(NOTE)
  REDUCTION_FUNCTIONS(NOTE)
  for (int code = 0; code < ir::op_count; ++code) {
    const ir::primitive& p = ir::primitives.of[code];
    const bool of_numbers = p.elements == ir::element_kind::arithmetic || p.elements == ir::element_kind::rounding ||
                            p.elements == ir::element_kind::function;
    INFO(p.name << " is in no list of tests/laws/functions.hpp");
    CHECK((!of_numbers || met.contains(static_cast<ir::op>(code))));
  }
}
