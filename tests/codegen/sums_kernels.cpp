// Generates the sums and recurrences, named for the width of register that they are compiled for.
#include "sums.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  ct::codegen::library lib(LIBRARY);
#define ONE(T, ROWS, COLUMNS, NAME)                                                                        \
  lib.add(PREFIX #NAME, all_sums, ct::like<matrix_of<T, ROWS, COLUMNS>>, ct::like<ct::tensor<T, COLUMNS>>, \
          ct::like<ct::tensor<T, ROWS>>);
  SUMS(ONE)
#undef ONE
#define ONE(T, STEPS, NAME) \
  lib.add(PREFIX #NAME, all_recurrences, ct::like<T>, ct::like<ct::tensor<T, STEPS>>, ct::like<ct::tensor<T, STEPS>>);
  RECURRENCES(ONE)
  return lib.main(argc, argv);
}
