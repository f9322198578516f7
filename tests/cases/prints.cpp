// CASES.md, "Debugging": which half of a derivative prints.
#include "cases.hpp"

#include <cstdio>
#include <string>
#include <unistd.h>

namespace {

/// What f() prints.
template <class F>
std::string printed(F f) {
  std::fflush(stdout);
  std::FILE* file = std::tmpfile();
  const int kept = dup(1);
  dup2(fileno(file), 1);
  f();
  std::fflush(stdout);
  dup2(kept, 1);
  close(kept);
  std::string text(static_cast<std::size_t>(std::ftell(file)), ' ');
  std::rewind(file);
  CHECK(std::fread(text.data(), 1, text.size(), file) == text.size());
  std::fclose(file);
  return text;
}

constexpr auto rule = ct::custom_vjp(
    [](auto x) {
      ct::debug_print("f {}", x);
      return sin(x);
    },
    [](auto x) {
      ct::debug_print("fwd {}", x);
      return ct::tuple(sin(x), x);
    },
    [](auto x, auto g) {
      ct::debug_print("bwd {}", x);
      ct::debug_print("cotangent {}", g);
      return ct::tuple(2 * cos(x) * g);
    });

}  // namespace

TEST_CASE("139: f prints where nobody differentiates, fwd in vjp, bwd in the pullback",
          "[debug_print][custom_vjp][vjp]") {
  CHECK(printed([] { ct::jit(rule)(1.0); }) == "f 1.0\n");
  CHECK(printed([] { ct::grad(rule)(1.0); }) == "fwd 1.0\nbwd 1.0\ncotangent 1.0\n");
  std::string late;
  const std::string early = printed([&] {
    const auto both = ct::vjp(rule, 1.0);
    std::fflush(stdout);
    late = printed([&] { CHECK(at_c<0>(both.pullback(3.0)) == Approx(6 * std::cos(1.0))); });
  });
  CHECK(early == "fwd 1.0\n");
  CHECK(late == "bwd 1.0\ncotangent 3.0\n");
  CHECK(printed([] { ct::vmap(ct::grad(rule))(ct::tensor<double, 2>{1, 2}); }) ==
        "fwd 1.0\nfwd 2.0\nbwd 1.0\nbwd 2.0\ncotangent 1.0\n");  // as in JAX, what is no example prints once
}
