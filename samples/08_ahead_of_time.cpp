// Lesson 8, second half: the generated C, called; it needs nothing of this library.
#include "pose.hpp"
#include "pose_kernels.h"

#include <cmath>
#include <iostream>

int main() {
  pose<ct::value> body{};
  body.rotation = ct::tensor<double, 4>{std::cos(0.3), 0, 0, std::sin(0.3)};
  body.translation = ct::tensor<double, 3>{1, 2, 3};
  const ct::tensor<double, 3> x{2, 2, 2};
  ct::tensor<double, 3> seen;
  ct::tensor<double, 3, 4> by_rotation;
  ct::tensor<double, 3, 3> by_translation;
  pose_apply(body.rotation.data(), body.translation.data(), x.data(), seen.data());
  pose_apply_jacobian(body.rotation.data(), body.translation.data(), x.data(), by_rotation.data(), by_translation.data());
  std::cout << "seen from the body " << seen << "\nJacobian by rotation\n" << by_rotation << "\nby translation\n" << by_translation << '\n';

  const auto evaluated = ct::jacobian(pose_transform)(body, x);
  double difference = 0;
  for (int k = 0; k < 12; ++k) difference = std::max(difference, std::abs(evaluated.rotation.data()[k] - by_rotation.data()[k]));
  return difference < 1e-14 ? 0 : 1;
}
