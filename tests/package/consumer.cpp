#include <cotangent/cotangent.hpp>

#include "slopes.hpp"

int main() {
  double generated = 1;
  slope(0.0, &generated);
  const double evaluated = cotangent::grad([](auto x) { return sin(x) * x; })(0.0);
  return evaluated == 0.0 && generated == 0.0 && slopes::slope(0.0) == 0.0 ? 0 : 1;
}
