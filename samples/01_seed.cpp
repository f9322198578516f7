// A softmax with a reverse rule of its own, and its Jacobian: the program that Cotangent was made for.
#include <cotangent/cotangent.hpp>

#include <iostream>

namespace ct = cotangent;

constexpr auto stable_softmax = [](auto x) {
  auto e = exp(x - amax(x));
  return e / sum(e);
};

constexpr auto softmax = ct::custom_vjp(
    stable_softmax,
    [](auto x) {
      auto s = stable_softmax(x);
      ct::debug_print("acts {}", s);
      return ct::tuple(s, s);
    },
    [](auto s, auto ds) {
      ct::debug_print("ds {}", ds);
      auto jacobian = diag(s) - outer(s, s);
      ct::debug_print("the rule's jacobian\n{}", jacobian);
      auto result = dot(ds, jacobian);
      ct::debug_print("result {}", result);
      return ct::tuple(result);
    });

int main() {
  const ct::tensor<float, 3> y{1, 2, 3};
  std::cout << "input " << y << ", " << ct::describe<ct::tensor<float, 3>>() << '\n';
  std::cout << "softmax " << softmax(y) << '\n';
  const auto jacobian = ct::jacrev(softmax)(y);
  std::cout << "jacrev\n" << jacobian << '\n';
}
