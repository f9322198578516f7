// The registry of adaptors: further files beside generated C, by which another program calls it. cotangent_generate
// reads its rows too (a row is a line), to know what files there will be.
#pragma once

#include <cotangent/codegen/casadi.hpp>

namespace cotangent::codegen {

inline const std::vector<adaptor> all_adaptors = {
    {"casadi", &casadi::files, "NAME_casadi.c"},
};

}  // namespace cotangent::codegen
