// Lesson 4: one function for one example; vmap for many, map for a number of them that only run time knows.
#include <cotangent/cotangent.hpp>

#include <iostream>
#include <vector>

namespace ct = cotangent;

using point = ct::tensor<double, 2>;
constexpr auto distance_to_line = [](auto p, auto line) { return abs(dot(line, p) - 1) / norm(line); };

int main() {
  const point line{3, 4};
  // A batch whose size is in its type: a leading axis, and the line the same for all.
  const ct::tensor<double, 3, 2> three{{0, 0}, {1, 1}, {2, -1}};
  const auto each = ct::vmap(distance_to_line, ct::in_axes<0, ct::unmapped>);
  std::cout << "distances " << each(three, line) << '\n';
  // Per-example gradients are one transform more.
  std::cout << "gradients\n" << ct::vmap(ct::grad(distance_to_line), ct::in_axes<0, ct::unmapped>)(three, line) << '\n';

  // Many examples, as the input has them.
  std::vector<point> many(1000);
  for (std::size_t k = 0; k < many.size(); ++k) many[k] = point{0.01 * static_cast<double>(k), 0.5};
  std::vector<double> distances(many.size());
  ct::map(distance_to_line, ct::in_axes<0, ct::unmapped>)(many, line, distances);
  const auto total =
      ct::map_sum(ct::value_and_grad(distance_to_line, ct::argnums<1>), ct::in_axes<0, ct::unmapped>)(many, line);
  std::cout << "sum " << total.value << ", its slope in the line " << total.gradient << '\n';
  double sum = 0;
  for (double d : distances) sum += d;
  return std::abs(sum - total.value) < 1e-9 * sum ? 0 : 1;
}
