// What CUDA should have in registers (an option's greeks, a pose's and an observation's Jacobians, a softmax's pullback),
// and, in local memory, loops, branches and tables of constants; integers and truths.
#include "../../benchmarks/run_time/options_model.hpp"
#include "../../benchmarks/run_time/pose_model.hpp"
#include "../../samples/bundle_model.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  constexpr auto number = ct::like<double>;
  constexpr auto vector = ct::like<ct::tensor<double, 3>>;
  constexpr auto pulled_back = [](auto x, auto cotangent) {
    return ct::vjp([](auto y) { return ct::softmax(y); }, x).pullback(cotangent);
  };
  constexpr auto looping = [](auto x, auto scale) {
    return ct::fori_loop<0, 50>([](auto i, auto c) { return sin(c) + 0.5 * c + ct::tensor<double, 5>{1, 2, 3, 4, 5}(ct::minimum(i, 4)); }, x) *
           scale;
  };
  ct::codegen::library lib("threads_kernels");
  lib.local_memory(64 * 1024);
  lib.add_batch("greeks", option_greeks, ct::in_axes<0, 0, 0, 0, ct::unmapped>, number, number, number, number, number);
  lib.add("pose", pose_with_jacobian, ct::like<ct::tensor<double, 4>>, vector, vector);
  lib.add("observed", reprojection_block, ct::like<camera>, ct::like<point>, number, ct::like<feature>);
  lib.add("pulled_back", pulled_back, ct::like<ct::tensor<double, 16>>, ct::like<ct::tensor<double, 16>>);
  lib.add_batch("looping", looping, ct::in_axes<0, ct::unmapped>, vector, number);
  lib.add_batch("shared", [](auto x, auto a) { return matmul(a, x); }, ct::in_axes<0, ct::unmapped>, vector,
                ct::like<ct::tensor<double, 2, 3>>);
  lib.add("integers", [](auto x, auto n) { return ct::tuple(x / n, ct::astype<std::int64_t>(x * n), x > n); },
          ct::like<ct::tensor<std::int32_t, 3>>, ct::like<std::int32_t>);
  lib.add("log_gamma_of", [](auto x) { return lgamma(x); }, number);
  return lib.main(argc, argv);
}
