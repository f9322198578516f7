// Element types that change inside of functions, where the evaluator has part: of cases/element_types.cpp.
#include "cases.hpp"

#include <vector>

namespace {

using floats = ct::tensor<float, 3>;
using boost::hana::at_c;
constexpr auto tripled = [](auto x) { return ct::astype<double>(x) * 3.0; };

template <class Want, class Got>
void check(const Got& got, const Want& want) {
  static_assert(std::is_same_v<Got, Want>);
  check_close(got, want, 1e-6);
}

}  // namespace

TEST_CASE(
    "104: of the evaluator: a Jacobian, a pullback, a pushforward, a transpose, results into memory, many examples",
    "[jacrev][vjp][linearize][map]") {
  static_assert(std::is_same_v<decltype(ct::jacrev(tripled)(2.0F)), float>);
  static_assert(std::is_same_v<decltype(ct::jacfwd(tripled)(2.0F)), double>);
  const auto blocks =
      ct::jacrev([](auto x, auto y) { return ct::tuple(tripled(x) + y, ct::astype<float>(y)); }, ct::argnums<0, 1>);
  const auto jacobian = blocks(2.0F, 5.0);
  check(at_c<0>(at_c<0>(jacobian)), 3.0F);
  check(at_c<1>(at_c<0>(jacobian)), 1.0);
  check(at_c<0>(at_c<1>(jacobian)), 0.0F);
  check(at_c<1>(at_c<1>(jacobian)), 1.0);
  check(at_c<0>(ct::vjp(tripled, 2.0F).pullback(1.0)), 3.0F);
  check(ct::linearize(tripled, 2.0F).pushforward(1.0F), 3.0);
  check(at_c<0>(ct::linear_transpose(tripled, ct::like<float>)(2.0)), 6.0F);
  ct::tensor<float, 3, 3> into;
  ct::into(into, ct::jacrev(tripled))(floats{1, 2, 3});
  CHECK(into(1, 1) == 3);
  CHECK(into(0, 1) == 0);
  const std::vector<float> xs{1, 2, 3, 4, 5};
  std::vector<float> slopes(5);
  ct::map(ct::jacrev(tripled))(xs, slopes);
  CHECK(slopes == std::vector<float>{3, 3, 3, 3, 3});
}
