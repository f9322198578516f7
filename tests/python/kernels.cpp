// The generator of the package that run.py installs: numbers, trees of all kinds, all element types, functions for many
// examples and others, derivatives, sparse results, a workspace that no stack has.
#include <cotangent/codegen/generate.hpp>

namespace ct = cotangent;

template <template <class, int...> class Leaf>
struct layer {
  using matrix = Leaf<double, 3, 4>;
  using vector = Leaf<double, 3>;
  BOOST_HANA_DEFINE_STRUCT(layer, (matrix, weights), (vector, bias));
};

constexpr auto softmax = [](auto x) { return ct::softmax(x); };
constexpr auto price = [](auto spot, auto strike, auto rate) {
  return spot * ct::sigmoid(ct::log(spot / strike)) - strike * exp(-rate);
};
constexpr auto scores = [](auto parameters, auto x, auto label) {
  const auto found = ct::log_softmax(matmul(parameters.weights, x) + parameters.bias);
  return ct::tuple(-sum(found * ct::one_hot<3, double>(label)), ct::argmax(found));
};
/// Takes trees apart, and puts them together differently.
constexpr auto rearranged = [](auto pair, auto array) {
  using boost::hana::at_c;
  return boost::hana::make_map(
      boost::hana::make_pair(BOOST_HANA_STRING("sum"), at_c<0>(pair) + array[0]),
      boost::hana::make_pair(BOOST_HANA_STRING("rest"), ct::tuple(array[1] * 2, ct::none, at_c<1>(pair) > 0)));
};
constexpr auto counted = [](auto n, auto m, auto b) { return ct::select(b, n + ct::astype<std::int64_t>(m), n); };
constexpr auto differences = [](auto x) { return ct::square(ct::slice<0, 1, 9>(x) - ct::slice<0, 0, 8>(x)); };
constexpr auto walked = [](auto x) {  // a row in each step, all of which reverse mode keeps
  return sum(ct::fori_loop<0, 40>([](auto, auto c) { return sin(c) + 0.5 * c; }, x));
};

int main(int argc, char** argv) {
  constexpr auto number = ct::like<double>;
  using parameters = layer<ct::value>;
  ct::codegen::library lib("python_kernels");
  lib.stack_limit(4096);
  lib.add("softmax_jacobian", ct::jacrev(softmax), ct::like<ct::tensor<float, 3>>);
  ct::codegen::add_with_derivatives(lib, "softmax", softmax, ct::like<ct::tensor<double, 16>>);
  ct::codegen::add_with_derivatives(lib, "scores", scores, ct::in_axes<ct::unmapped, 0, 0>, ct::like<parameters>,
                                    ct::like<ct::tensor<double, 4>>, ct::like<std::int32_t>);
  lib.add("scores_gradient",
          ct::grad([](auto p, auto x, auto label) { return boost::hana::at_c<0>(scores(p, x, label)); }),
          ct::like<parameters>, ct::like<ct::tensor<double, 4>>, ct::like<std::int32_t>);
  lib.add_batch("slopes", ct::value_and_grad(price, ct::argnums<0, 1>), ct::in_axes<0, 0, ct::unmapped>, number, number,
                number);
  lib.add("rearranged", rearranged, ct::like<boost::hana::tuple<float, ct::tensor<float, 3>>>,
          ct::like<std::array<ct::tensor<float, 2>, 2>>);
  lib.add("counted", counted, ct::like<std::int64_t>, ct::like<std::int32_t>, ct::like<bool>);
  lib.add_batch("bands", ct::sparse_jacobian(differences), ct::like<ct::tensor<double, 9>>);
  lib.add_batch("walked_gradient", ct::grad(walked), ct::like<ct::tensor<double, 300>>);
  lib.add("walked", walked, ct::like<ct::tensor<double, 300>>);
  lib.add(
      "walked_pullback", [](auto x, auto c) { return ct::vjp(walked, x).pullback(c); },
      ct::like<ct::tensor<double, 300>>, number);
  lib.add(
      "rearranged_pushforward",
      [](auto pair, auto array, auto dpair, auto darray) {
        return ct::jvp(rearranged, ct::tuple(pair, array), ct::tuple(dpair, darray)).tangent;
      },
      ct::like<boost::hana::tuple<float, ct::tensor<float, 3>>>, ct::like<std::array<ct::tensor<float, 2>, 2>>,
      ct::like<boost::hana::tuple<float, ct::tensor<float, 3>>>, ct::like<std::array<ct::tensor<float, 2>, 2>>);
  return lib.main(argc, argv);
}
