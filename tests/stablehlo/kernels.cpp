// The generator of the module that loader.py loads: trees of all kinds, a function with its pullback, integers, and
// control flow.
#include "../codegen/integers.hpp"

#include <cotangent/codegen/generate.hpp>

template <template <class, int...> class Leaf>
struct layer {
  using matrix = Leaf<double, 3, 4>;
  using vector = Leaf<double, 3>;
  BOOST_HANA_DEFINE_STRUCT(layer, (matrix, weights), (vector, bias));
};

constexpr auto loss = [](auto parameters, auto x, auto labels) {
  const auto scores = log_softmax(matmul(x, transpose(parameters.weights)) + parameters.bias, ct::axes<1>);
  return -sum(scores * ct::one_hot<3, double>(labels)) / 8.0;
};
constexpr auto loss_pullback = [](auto parameters, auto x, auto labels, auto cotangent) {
  return ct::vjp(loss, parameters, x, labels).pullback(cotangent);
};

/// Takes trees apart, and puts them together differently.
constexpr auto rearranged = [](auto pair, auto array) {
  using boost::hana::at_c;
  return boost::hana::make_map(
      boost::hana::make_pair(BOOST_HANA_STRING("sum"), at_c<0>(pair) + array[0]),
      boost::hana::make_pair(BOOST_HANA_STRING("rest"), ct::tuple(array[1] * 2, ct::none, at_c<1>(pair) > 0)));
};
/// The steps that Collatz' iteration takes to 1, and the largest number on the way.
constexpr auto collatz = [](auto n) {
  using boost::hana::at_c;
  return ct::while_loop([](auto c) { return at_c<0>(c) != 1; },
                        [](auto c) {
                          const auto next = ct::cond(
                              at_c<0>(c) / 2 * 2 == at_c<0>(c), [](auto m) { return m / 2; },
                              [](auto m) { return 3 * m + 1; }, at_c<0>(c));
                          return ct::tuple(next, at_c<1>(c) + 1, maximum(at_c<2>(c), next));
                        },
                        ct::tuple(n, 0 * n, n));
};

int main(int argc, char** argv) {
  using parameters = layer<ct::value>;
  using batch = ct::tensor<double, 8, 4>;
  using classes = ct::tensor<std::int32_t, 8>;
  ct::codegen::library lib("stablehlo_kernels");
  lib.add("loss", loss, ct::like<parameters>, ct::like<batch>, ct::like<classes>);
  lib.add("loss_pullback", loss_pullback, ct::like<parameters>, ct::like<batch>, ct::like<classes>, ct::like<double>);
  using several = ct::tensor<double, 3, 8, 4>;
  lib.add("loss_batched", ct::vmap(loss, ct::in_axes<ct::unmapped, 0, ct::unmapped>), ct::like<parameters>,
          ct::like<several>, ct::like<classes>);
  lib.add("loss_pullback_batched", ct::vmap(loss_pullback, ct::in_axes<ct::unmapped, 0, ct::unmapped, 0>),
          ct::like<parameters>, ct::like<several>, ct::like<classes>, ct::like<ct::tensor<double, 3>>);
  lib.add("loss_and_gradient", ct::value_and_grad(loss), ct::like<parameters>, ct::like<batch>, ct::like<classes>);
  lib.add("rearranged", rearranged, ct::like<boost::hana::tuple<float, ct::tensor<float, 3>>>,
          ct::like<std::array<ct::tensor<float, 2>, 2>>);
  lib.add("collatz", collatz, ct::like<std::int64_t>);
  lib.add("arithmetic_i32", arithmetic, ct::like<nine<std::int32_t>>, ct::like<nine<std::int32_t>>);
  lib.add("arithmetic_i64", arithmetic, ct::like<nine<std::int64_t>>, ct::like<nine<std::int64_t>>);
  lib.add("conversions_f32", conversions, ct::like<nine<float>>);
  lib.add("conversions_f64", conversions, ct::like<nine<double>>);
  lib.add("updates_i32", updates, ct::like<four<std::int32_t>>, ct::like<nine<std::int32_t>>,
          ct::like<nine<std::int32_t>>);
  return lib.main(argc, argv);
}
