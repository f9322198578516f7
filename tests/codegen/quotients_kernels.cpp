// Generates the quotients, for the width of register that they are compiled for.
#include <cotangent/codegen/generate.hpp>

#include "quotients.hpp"

int main(int argc, char** argv) {
  using namespace quotients;
  ct::codegen::library lib("quotients_kernels");
#define ONE(T, SUFFIX)                                                                        \
  lib.add("by_one_" SUFFIX, by_one, ct::like<matrix<T>>, ct::like<T>, ct::like<column<T>>);   \
  lib.add("by_rows_" SUFFIX, by_rows, ct::like<matrix<T>>, ct::like<T>, ct::like<column<T>>); \
  lib.add("by_number_" SUFFIX, by_number, ct::like<matrix<T>>, ct::like<T>, ct::like<column<T>>);
  ONE(float, "f32")
  ONE(double, "f64")
#undef ONE
  return lib.main(argc, argv);
}
