// Lesson 6: a custom rule. The derivative of a fixed point follows from the equation that it solves, not from how it
// was found: x = f(x, a) gives dx/da = (df/da) / (1 - df/dx). So a while loop, which has no reverse mode, gets a
// gradient.
#include <cotangent/cotangent.hpp>

#include <cmath>
#include <iostream>

namespace ct = cotangent;

constexpr auto step = [](auto x, auto a) { return 0.5 * (x + a / x); };  // its fixed point is the square root of a

constexpr auto iterate = [](auto a) {
  const auto unfinished = [=](auto x) { return abs(step(x, a) - x) > 1e-14 * x; };
  return ct::while_loop(unfinished, [=](auto x) { return step(x, a); }, a);
};
constexpr auto root = ct::custom_vjp(
    iterate,
    [](auto a) {
      const auto x = iterate(a);
      return ct::tuple(x, ct::tuple(x, a));
    },
    [](auto residuals, auto g) {
      using boost::hana::at_c;
      const auto slopes = ct::grad(step, ct::argnums<0, 1>)(at_c<0>(residuals), at_c<1>(residuals));
      return ct::tuple(g * at_c<1>(slopes) / (1 - at_c<0>(slopes)));
    });

int main() {
  std::cout.precision(15);
  const auto [value, slope] = ct::value_and_grad(root)(2.0);
  std::cout << "root of 2: " << value << ", slope " << slope << '\n';
  std::cout << "of a batch " << ct::vmap(ct::grad(root))(ct::tensor<double, 3>{1, 4, 9}) << '\n';
  return std::abs(slope - 0.5 / std::sqrt(2.0)) < 1e-12 ? 0 : 1;
}
