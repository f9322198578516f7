// The registry of back ends.
#pragma once

#include <cotangent/codegen/c.hpp>

namespace cotangent::codegen {

inline constexpr backend all_backends[] = {
    {"c", &c::files},
};

}  // namespace cotangent::codegen
