// Thirteenth lesson, first half: one implicit step of a reaction with diffusion, and its sparse Jacobian, as C.
#include <cotangent/codegen/generate.hpp>

namespace ct = cotangent;

/// The Brusselator on a torus: concentrations w(0) and w(1) on a grid of distance 1. Without diffusion (3, 5/3) is a
/// stable equilibrium; with it spots grow.
constexpr auto rates = [](auto w) {
  const auto u = w(0), v = w(1);
  const auto laplacian = [](auto c) {
    return ct::roll<1, 0>(c) + ct::roll<-1, 0>(c) + ct::roll<1, 1>(c) + ct::roll<-1, 1>(c) - 4. * c;
  };
  const auto reaction = u * u * v;
  return stack(3 - 6 * u + reaction + laplacian(u), 5 * u - reaction + 10. * laplacian(v));
};
/// Zero where w follows from `before` by the trapezoidal rule.
constexpr auto step = [](auto w, auto before, auto h) { return w - before - (h / 2) * (rates(w) + rates(before)); };

int main(int argc, char** argv) {
  ct::codegen::library lib("reaction_diffusion_kernels");
  using grid = ct::tensor<double, 2, 32, 32>;
  lib.add("step", step, ct::like<grid>, ct::like<grid>, ct::like<double>);
  lib.add("step_jacobian", ct::sparse_jacobian(step), ct::like<grid>, ct::like<grid>, ct::like<double>);
  using small = ct::tensor<double, 2, 5, 5>;  // to look at
  lib.add("small_jacobian", ct::sparse_jacobian(step), ct::like<small>, ct::like<small>, ct::like<double>);
  return lib.main(argc, argv);
}
