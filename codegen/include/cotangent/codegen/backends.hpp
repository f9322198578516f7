// The registry of back ends. cotangent_generate reads its rows too (a row is a line), to know what files there will be.
#pragma once

#include <cotangent/codegen/c.hpp>
#include <cotangent/codegen/cuda.hpp>
#include <cotangent/codegen/jax.hpp>
#include <cotangent/codegen/stablehlo.hpp>

namespace cotangent::codegen {

inline constexpr backend all_backends[] = {
    {"c", &c::files, "NAME.h NAME.c NAME.hpp", "NAME_N.c NAME_parts.h"},
    {"stablehlo", &stablehlo::files, "NAME.mlir NAME.json"},
    {"jax", &jax::files, "NAME.py"},
    {"cuda", &cuda::files, "NAME.cu NAME_cuda.h"},
};

}  // namespace cotangent::codegen
