// Twelfth lesson, second half: Ipopt finds the motion, with exact sparse derivatives (12_swing_up_generate.cpp).
//
//     12_swing_up swing_up.svg
#include "pattern_picture.hpp"
#include "swing_up_kernels.hpp"

#include <cotangent/hosts/ipopt.hpp>

#include <cmath>
#include <fstream>
#include <numbers>

namespace ct = cotangent;
namespace kernels = swing_up_kernels;
using trajectory = ct::tensor<double, 51, 5>;  // rows: position, angle, velocity, angular velocity, force
constexpr double goal[] = {1, std::numbers::pi, 0, 0};

/// The pole at every other time, from light to dark.
void draw(const trajectory& z, const char* file) {
  std::ofstream svg(file);
  svg << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-0.2 -0.65 2 1.3\" width=\"960\">\n";
  for (int k = 0; k <= 50; k += 2) {
    const double x = z(k, 0), tip_x = x + 0.5 * std::sin(z(k, 1)), tip_y = 0.5 * std::cos(z(k, 1));  // y is downwards
    svg << "<g opacity=\"" << 0.15 + 0.017 * k << "\"><line x1=\"" << x << "\" y1=\"0\" x2=\"" << tip_x << "\" y2=\""
        << tip_y << "\" stroke=\"#36c\" stroke-width=\"0.012\"/><circle cx=\"" << tip_x << "\" cy=\"" << tip_y
        << "\" r=\"0.025\"/><rect x=\"" << x - 0.06 << "\" y=\"-0.02\" width=\"0.12\" height=\"0.04\"/></g>\n";
  }
  svg << "</svg>\n";
}

int main(int argc, char** argv) {
  // What Ipopt needs to know of the pattern is in the functions' types. That of four steps: each row of defects is of
  // two neighbours.
  std::printf("Jacobian of four steps: ");
  print_pattern(kernels::short_jacobian(ct::tensor<double, 5, 5>{}));

  ct::ipopt::bounds<trajectory> bounds;
  trajectory start{};
  for (int k = 0; k <= 50; ++k) {
    for (int i = 0; i < 4; ++i) start(k, i) = goal[i] * k / 50;  // a guess: straight there
    bounds.lower(k, 0) = -(bounds.upper(k, 0) = 2);
    bounds.lower(k, 4) = -(bounds.upper(k, 4) = 20);
  }
  for (int i = 0; i < 4; ++i) {
    bounds.lower(0, i) = bounds.upper(0, i) = 0;
    bounds.lower(50, i) = bounds.upper(50, i) = goal[i];
  }
  const ct::ipopt::problem problem{kernels::effort, kernels::effort_gradient, kernels::defects,
                                   kernels::defects_jacobian, kernels::lagrangian_hessian};
  const auto found = ct::ipopt::solve(problem, start, bounds);
  std::printf("%s after %d iterations: effort %.6f\n  time  position     angle     force\n", found.status.c_str(),
              found.iterations, found.cost);
  for (int k = 0; k <= 50; k += 5)
    std::printf("%6.2f %9.4f %9.4f %9.4f\n", k / 25., found.x(k, 0), found.x(k, 1), found.x(k, 4));
  if (argc > 1) draw(found.x, argv[1]);
  return found.solved && std::abs(found.cost - 59.147757) < 1e-5 ? 0 : 1;
}
