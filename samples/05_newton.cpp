// Lesson 5: Newton's method with an exact Hessian, as a loop in the program.
#include <cotangent/cotangent.hpp>

#include <iostream>

namespace ct = cotangent;

// Rosenbrock's valley, whose lowest point is (1, 1).
constexpr auto valley = [](auto v) { return ct::square(1 - v(0)) + 100 * ct::square(v(1) - ct::square(v(0))); };

constexpr auto newton = [](auto start) {
  return ct::fori_loop<0, 8>([](auto, auto v) { return v - solve(ct::hessian(valley)(v), ct::grad(valley)(v)); },
                             start);
};

int main() {
  const ct::tensor<double, 2> start{-1.2, 1};
  std::cout << "gradient at the start " << ct::grad(valley)(start) << '\n';
  std::cout << "Hessian\n" << ct::hessian(valley)(start) << '\n';
  std::cout << "times a vector, without it " << ct::hvp(valley)(start, start) << '\n';
  const auto lowest = ct::jit(newton)(start);
  std::cout << "after eight steps " << lowest << ", " << valley(lowest) << '\n';
  return std::abs(lowest(0) - 1) < 1e-9 && std::abs(lowest(1) - 1) < 1e-9 ? 0 : 1;
}
