// The registry of adaptors: further files beside generated C, by which another program calls it. cotangent_generate
// reads its rows too (a row is a line), to know what files there will be.
#pragma once

#include <cotangent/codegen/casadi.hpp>
#include <cotangent/codegen/python.hpp>

#include <vector>

namespace cotangent::codegen {

// clang-format off
inline const std::vector<adaptor> all_adaptors = {
    {"casadi", &casadi::files, "NAME_casadi.c"},
    {"python", &python::files, "NAME_python/pyproject.toml NAME_python/setup.py NAME_python/NAME/__init__.py NAME_python/NAME/jax.py NAME_python/NAME/py.typed NAME_python/source/native.c NAME_python/source/calls.h NAME_python/source/calls.c NAME_python/source/functions.c NAME_python/source/handler.cc NAME_python/source/NAME.h NAME_python/source/NAME.c"},
};
// clang-format on

}  // namespace cotangent::codegen
