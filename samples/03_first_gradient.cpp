// Lesson 3: a gradient, a value with it, a Jacobian, and what the compiler made of them.
#include <cotangent/cotangent.hpp>

#include <iostream>

namespace ct = cotangent;

// A function is any generic lambda. It is called once, at compile time, with expressions for arguments.
constexpr auto energy = [](auto position, auto stiffness) { return 0.5 * sum(stiffness * square(position)); };

// Arithmetic alone can be differentiated and evaluated inside the compiler.
static_assert(ct::grad([](auto x) { return x * x * x; })(2.0) == 12.0);
// What a program costs is a constant too, so that a test can guard it.
static_assert(ct::inspect(ct::grad(energy), ct::like<ct::tensor<double, 3>>, ct::like<ct::tensor<double, 3>>).flops() <=
              12);

int main() {
  const ct::tensor<double, 3> position{1, 2, 3}, stiffness{10, 20, 30};
  std::cout << "energy   " << energy(position, stiffness) << '\n';
  std::cout << "gradient " << ct::grad(energy)(position, stiffness) << '\n';

  const auto [value, gradient] = ct::value_and_grad(energy, ct::argnums<1>)(position, stiffness);
  std::cout << "by the second argument: " << value << ", " << gradient << '\n';

  const auto unit = [](auto v) { return v / norm(v); };
  std::cout << "Jacobian of v / |v|\n" << ct::jacrev(unit)(position) << '\n';
  std::cout << ct::inspect(ct::grad(energy), ct::like<ct::tensor<double, 3>>, ct::like<ct::tensor<double, 3>>).text();
  return gradient(2) == 4.5 ? 0 : 1;
}
