// What is wrong with what only run time knows.
#pragma once

#include <cotangent/graph/stop.hpp>

#include <stdexcept>

namespace cotangent::detail {

/// Throws std::invalid_argument; in a build without exceptions, says what is wrong and ends the program.
[[noreturn]] inline void bad_input(const char* message) {
#if defined(__cpp_exceptions)
  throw std::invalid_argument(message);
#else
  ir::stop(message);
#endif
}

}  // namespace cotangent::detail
