// Generates everything that the laws look at, for one list of functions (FUNCTIONS) into one library (LIBRARY).
#include "functions.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  ct::codegen::library lib(LIBRARY);
#define ADD(NAME, EXPRESSION, LOW, HIGH)                                                         \
  {                                                                                              \
    constexpr auto f = [](auto x) { return EXPRESSION; };                                        \
    lib.add(#NAME, everything<std::remove_const_t<decltype(f)>>{}, ct::like<vec>);               \
  }
  FUNCTIONS(ADD)
  return lib.main(argc, argv);
}
