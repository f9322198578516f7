// Thirteenth lesson, second half: Newton's method with a sparse Jacobian (13_reaction_diffusion_generate.cpp) in each
// step of time, which may be longer than an explicit method's: 10 * 4 * h would have to stay below 1.
#include "pattern_picture.hpp"
#include "reaction_diffusion_kernels.hpp"

#include <cotangent/hosts/eigen.hpp>

#include <cmath>

namespace ct = cotangent;
namespace kernels = reaction_diffusion_kernels;
using grid = ct::tensor<double, 2, 32, 32>;

int main() {
  std::printf("Jacobian of a step on 5 x 5 points: ");
  print_pattern(kernels::small_jacobian(ct::tensor<double, 2, 5, 5>{}, ct::tensor<double, 2, 5, 5>{}, 1.));

  grid w;
  for (int i = 0; i < 32; ++i)
    for (int k = 0; k < 32; ++k) {
      w(0, i, k) = 3 + 0.1 * std::sin(7. * i * i + 3. * k + 5. * i * k);  // as good as random
      w(1, i, k) = 5. / 3;
    }
  ct::eigen::newton advance(kernels::step, kernels::step_jacobian);  // analyses the pattern once
  int iterations = 0;
  for (int time = 0; time < 60; ++time) {
    const auto next = advance(w, w, 0.5);
    if (!next.solved) {
      std::printf("step %d: %s\n", time, next.status.c_str());
      return 1;
    }
    iterations += next.iterations;
    w = next.x;
  }
  double least = w(0, 0, 0), most = least;
  for (int i = 0; i < 32 * 32; ++i) {
    least = std::min(least, w(0, i / 32, i % 32));
    most = std::max(most, w(0, i / 32, i % 32));
  }
  std::printf("after 60 steps, %d iterations, concentrations are %.3f to %.3f:\n", iterations, least, most);
  for (int i = 0; i < 32; ++i) {
    for (int k = 0; k < 32; ++k) {
      const char shade = " .:-=+*#%@"[static_cast<int>(9.99 * (w(0, i, k) - least) / (most - least))];
      std::printf("%c%c", shade, shade);  // characters are higher than wide
    }
    std::printf("\n");
  }
  return most - least > 1 ? 0 : 1;  // spots
}
