#include <cotangent/cotangent.hpp>

int main() { return cotangent::grad([](auto x) { return sin(x) * x; })(0.0) == 0.0 ? 0 : 1; }
