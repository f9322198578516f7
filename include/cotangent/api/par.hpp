// Work on every core, by oneTBB where the build has it.
#pragma once

#include <cstddef>

#if defined(COTANGENT_WITH_TBB)
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace cotangent {

struct par_t {};
/// Uses every core, by oneTBB: `ct::map(f, ct::in_axes<0>, ct::par)`. The build defines COTANGENT_WITH_TBB and links
/// it.
inline constexpr par_t par{};

namespace detail {

template <bool Parallel, class Body>
void for_each_index(std::size_t count, const Body& body) {
  if constexpr (Parallel) {
#if defined(COTANGENT_WITH_TBB)
    tbb::parallel_for(std::size_t{0}, count, body);
#else
    static_assert(!Parallel, "ct::par needs oneTBB: define COTANGENT_WITH_TBB and link TBB::tbb");
#endif
  } else {
    for (std::size_t k = 0; k < count; ++k) body(k);
  }
}
inline std::size_t available_cores() {
#if defined(COTANGENT_WITH_TBB)
  return static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
#else
  return 1;
#endif
}

}  // namespace detail
}  // namespace cotangent
