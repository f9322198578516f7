// Generates every function of the laws, and its Jacobian.
#include "functions.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  ct::codegen::library lib("law_kernels");
#define ADD(NAME, EXPRESSION, LOW, HIGH)                          \
  {                                                               \
    constexpr auto f = [](auto x) { return EXPRESSION; };         \
    lib.add(#NAME, f, ct::like<vec>);                             \
    lib.add(#NAME "_jacobian", ct::jacrev(f), ct::like<vec>);     \
  }
  ELEMENTWISE_FUNCTIONS(ADD)
  ARRAY_FUNCTIONS(ADD)
  return lib.main(argc, argv);
}
