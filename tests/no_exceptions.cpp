// Builds without exceptions and run-time types, and does what it does elsewhere.
#include <cotangent/cotangent.hpp>

#include <vector>

namespace ct = cotangent;

int main() {
  std::vector<double> x{1, 2, 3, 4, 5}, squares(5);
  ct::map([](auto v) { return v * v; })(x, squares);
  ct::into(ct::view<double, 4>(x.data() + 1),
           ct::grad([](auto v) { return sum(v * v * v); }))(ct::view<double, 4>(x.data()));
  return squares[4] == 25 && x[4] == 48 ? 0 : 1;
}
