#include "integers.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  ct::codegen::library lib("integers_kernels");
  lib.add("arithmetic_i32", arithmetic, ct::like<nine<std::int32_t>>, ct::like<nine<std::int32_t>>);
  lib.add("arithmetic_i64", arithmetic, ct::like<nine<std::int64_t>>, ct::like<nine<std::int64_t>>);
  lib.add("conversions_f32", conversions, ct::like<nine<float>>);
  lib.add("conversions_f64", conversions, ct::like<nine<double>>);
  lib.add("updates_i32", updates, ct::like<four<std::int32_t>>, ct::like<nine<std::int32_t>>,
          ct::like<nine<std::int32_t>>);
  return lib.main(argc, argv);
}
