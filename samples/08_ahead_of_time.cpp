// Lesson 8, second half: the generated functions, called by the types that their transforms have. Nothing is traced
// here, no compiler flag is needed, and what is included takes half a second.
#include "pose_kernels.hpp"

#include <cotangent/tensor/print.hpp>

#include <cmath>
#include <iostream>
#include <vector>

namespace ct = cotangent;

int main() {
  pose<ct::value> body{};
  body.rotation = ct::tensor<double, 4>{std::cos(0.3), 0, 0, std::sin(0.3)};
  body.translation = ct::tensor<double, 3>{1, 2, 3};
  const ct::tensor<double, 3> x{2, 2, 2};
  const auto seen = pose_kernels::pose_apply(body, x);
  const auto [by_rotation, by_translation] = pose_kernels::pose_apply_jacobian(body, x);
  std::cout << "seen from the body " << seen << "\nJacobian by rotation\n"
            << by_rotation << "\nby translation\n"
            << by_translation << '\n';

  // Into memory of our own, and only what is wanted of it.
  std::vector<double> memory(9);
  pose_kernels::pose_apply_jacobian_into(ct::out(ct::none, ct::view<double, 3, 3>(memory)), body, x);

  // By C's own names, and against differences.
  double worst = 0;
  for (int k = 0; k < 3; ++k) {
    auto moved = body;
    moved.translation(k) += 1e-6;
    ct::tensor<double, 3> there;
    pose_apply(moved.rotation.data(), moved.translation.data(), x.data(), there.data());
    for (int i = 0; i < 3; ++i) {
      worst = std::max(worst, std::abs((there(i) - seen(i)) / 1e-6 - by_translation(i, k)));
      worst = std::max(worst, std::abs(memory[static_cast<std::size_t>(3 * i + k)] - by_translation(i, k)));
    }
  }
  return worst < 1e-8 ? 0 : 1;
}
