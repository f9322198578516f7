// The registry of adaptors: further files beside generated C, by which another program calls it. cotangent_generate
// reads its rows too (a row is a line), to know what files there will be.
#pragma once

#include <cotangent/codegen/function.hpp>

#include <vector>

namespace cotangent::codegen {

inline const std::vector<adaptor> all_adaptors = {};

}  // namespace cotangent::codegen
