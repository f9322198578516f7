// What is wrong with what only run time knows.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace cotangent::detail {

/// Throws std::invalid_argument; in a build without exceptions, says what is wrong and ends the program.
[[noreturn]] inline void bad_input(const char* message) {
#if defined(__cpp_exceptions)
  throw std::invalid_argument(message);
#else
  std::fprintf(stderr, "%s\n", message);
  std::abort();
#endif
}

}  // namespace cotangent::detail
