// Evaluated code allocates nothing while its results and workspace are small; a large result only itself, and a large
// workspace once for each thread.
#include <cotangent/cotangent.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <new>

static int allocations = 0, releases = 0;

void* operator new(std::size_t size) {
  ++allocations;
  if (void* p = std::malloc(size)) return p;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  ++allocations;
  const auto a = static_cast<std::size_t>(alignment);
  if (void* p = std::aligned_alloc(a, (size + a - 1) / a * a)) return p;
  throw std::bad_alloc();
}
void operator delete(void* p) noexcept {
  ++releases;
  std::free(p);
}
void operator delete(void* p, std::size_t) noexcept {
  ++releases;
  std::free(p);
}
void operator delete(void* p, std::align_val_t) noexcept {
  ++releases;
  std::free(p);
}
void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
  ++releases;
  std::free(p);
}

namespace ct = cotangent;

constexpr auto softmax = [](auto x) {
  auto e = exp(x - amax(x));
  return e / sum(e);
};

TEST_CASE("a small Jacobian allocates nothing", "[heap]") {
  const ct::tensor<double, 8> x{1, 2, 3, 4, 5, 6, 7, 8};
  const int before = allocations;
  const auto jacobian = ct::jacrev(softmax)(x);
  const int after = allocations;
  CHECK(after == before);
  CHECK(jacobian(0, 0) > 0);
}

TEST_CASE("a large result allocates itself, a large workspace once", "[heap]") {
  ct::tensor<double, 128> x;
  for (int k = 0; k < 128; ++k) x(k) = 0.01 * k;
  const auto f = [](auto v) { return exp(outer(v, v)) / sum(exp(outer(v, v))); };
  const auto first = ct::jit(f)(x);
  const int before = allocations;
  const auto second = ct::jit(f)(x);
  const int after = allocations;
  CHECK(after - before == 1);
  CHECK(second(3, 4) == first(3, 4));
}

TEST_CASE("into the caller's memory: nothing is allocated, not even the first time", "[heap][into]") {
  static ct::tensor<double, 128> x;
  for (int k = 0; k < 128; ++k) x(k) = 0.01 * k;
  static double result[128 * 128];
  const auto f = [](auto v) { return exp(outer(v, v)) / sum(exp(outer(v, v))); };
  alignas(double) static std::byte own[ct::inspect(f, ct::like<ct::tensor<double, 128>>).workspace_bytes()];
  auto out = ct::view<double, 128, 128>(result);
  const int before = allocations;
  ct::into(out, own, f)(x);
  const int after = allocations;
  CHECK(after == before);
  CHECK(result[3 * 128 + 4] == ct::jit(f)(x)(3, 4));
}

TEST_CASE("a large tensor gives its memory back (clang once left the release out)", "[heap]") {
  const int before = allocations - releases;
  {
    ct::tensor<float, 100, 100> x;
    x(3, 4) = 1;
    const auto copy = x;
    CHECK(copy(3, 4) == 1);
  }
  const int after = allocations - releases;
  CHECK(after == before);
}
