// Functions for many examples: of numbers, of structs, with arguments that all share, of integers, with branches and
// loops, in the caller's workspace, and with a sparse result.
#include "../../samples/pose.hpp"

#include <cotangent/codegen/generate.hpp>

namespace {

constexpr auto price = [](auto spot, auto strike, auto rate) {
  return spot * ct::sigmoid(ct::log(spot / strike)) - strike * exp(-rate);
};
constexpr auto branching = [](auto x) {
  return ct::cond(x(0) > 0.0, [](auto y) { return sqrt(y(0)) * y; }, [](auto y) { return y * y; }, x);
};
constexpr auto looping = [](auto x, auto scale) {
  return sum(ct::fori_loop<0, 50>([](auto, auto c) { return sin(c) + 0.5 * c; }, x) * scale);
};
constexpr auto differences = [](auto x) { return ct::square(ct::slice<0, 1, 9>(x) - ct::slice<0, 0, 8>(x)); };

}  // namespace

int main(int argc, char** argv) {
  constexpr auto number = ct::like<double>;
  constexpr auto vector = ct::like<ct::tensor<double, 3>>;
  ct::codegen::library lib("examples_kernels");
  lib.header("pose_struct.hpp");
  lib.add_batch("slopes", ct::value_and_grad(price, ct::argnums<0, 1>), ct::in_axes<0, 0, ct::unmapped>, number, number,
                number);
  lib.add_batch("moved", pose_transform, ct::in_axes<ct::unmapped, 0>, ct::like<pose<ct::value>>, vector);
  lib.add_batch("seen", pose_transform, ct::like<pose<ct::value>>, vector);
  lib.add_batch("turned", pose_transform, ct::in_axes<ct::in_axes<ct::unmapped, 0>, 0>, ct::like<pose<ct::value>>,
                vector);
  lib.add_batch(
      "integers", [](auto x, auto n) { return x / n; }, ct::like<ct::tensor<std::int32_t, 3>>, ct::like<std::int32_t>);
  lib.add_batch("mixed", [](auto x, auto y) { return ct::astype<double>(x) * y; }, ct::like<float>, number);
  lib.add_batch("branches", ct::jacfwd(branching), vector);
  lib.add_batch("loops", ct::grad(looping), ct::in_axes<0, ct::unmapped>, vector, number);
  lib.add_batch("softmax", [](auto x) { return ct::softmax(x); }, ct::like<ct::tensor<float, 40>>);
  lib.add_batch("bands", ct::sparse_jacobian(differences), ct::like<ct::tensor<double, 9>>);
  lib.add_batch(
      "products", [](auto x, auto m) { return matmul(reshape<2, 3>(m), x); }, ct::in_axes<0, ct::unmapped>, vector,
      ct::like<ct::tensor<double, 6>>);
  lib.add_batch("offset", [](auto x, auto by) { return x + by; }, ct::in_axes<0, ct::unmapped>, vector, vector);
  lib.add_batch("constant", [](auto) { return ct::tensor<double, 2>{1, 2}; }, number);
  return lib.main(argc, argv);
}
