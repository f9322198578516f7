// The generator of LIBRARY, whose functions' names begin with PREFIX; LIMIT bytes a source.
#include "files.hpp"

#include <cotangent/codegen/generate.hpp>

int main(int argc, char** argv) {
  using vector = ct::tensor<double, 8>;
  ct::codegen::library lib(LIBRARY);
  lib.file_limit(LIMIT);
  lib.add(PREFIX "swing", ct::value_and_grad(swing<250>), ct::like<vector>);
  lib.add(PREFIX "looped", ct::value_and_grad(looped), ct::like<vector>);
  lib.add(PREFIX "layers", ct::value_and_grad(layers<double>), ct::like<ct::tensor<double, 24>>);
  lib.add(PREFIX "layers_f32", layers<float>, ct::like<ct::tensor<float, 24>>);
  lib.add(PREFIX "integers", integers, ct::like<ct::tensor<std::int32_t, 9>>, ct::like<ct::tensor<double, 9>>);
  return lib.main(argc, argv);
}
