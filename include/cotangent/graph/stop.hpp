// How an evaluation ends that has met what it cannot do: no constant expression, in the compiler; an exception, where a
// program runs; the end of that program, where exceptions are off.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace cotangent::ir {

[[noreturn]] inline void stop(const char* message) {
  std::fprintf(stderr, "%s\n", message);
  std::abort();
}

}  // namespace cotangent::ir

#if defined(__cpp_exceptions)
#define COTANGENT_STOP(MESSAGE) throw MESSAGE
#else
#define COTANGENT_STOP(MESSAGE) ::cotangent::ir::stop(MESSAGE)
#endif
