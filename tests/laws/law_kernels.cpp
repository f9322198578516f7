// Generates everything that the laws look at, for one list of functions (FUNCTIONS) into one library (LIBRARY).
#include "functions.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  ct::codegen::library lib(LIBRARY);
#define ADD(NAME, EXPRESSION, LOW, HIGH)                                           \
  {                                                                                \
    constexpr auto f = LAW_FUNCTION(EXPRESSION);                                   \
    using from = argument<choices, drawn(#NAME, std::tuple_size_v<choices>)>;                            \
    lib.add(#NAME, everything<std::remove_const_t<decltype(f)>, from>{}, ct::like<from>); \
  }
  FUNCTIONS(ADD)
  return lib.main(argc, argv);
}
