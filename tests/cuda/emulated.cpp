// Generated CUDA on a CPU, thread after thread, against generated C.
#include "cuda_runtime.h"

#define THREADS_KERNELS_LAUNCH(kernel, blocks, threads, stream, ...) \
  ((void)(stream), emulated_launch(blocks, threads, [&] { kernel(__VA_ARGS__); }))
#include "threads_kernels.cu"
#include "threads_kernels.h"

#include <catch2/catch.hpp>

#include <random>
#include <vector>

namespace {

constexpr std::size_t count = 300;  // more than two blocks, the last not whole

/// Arrays of examples as a GPU has them.
template <class T>
struct columns {
  std::size_t size;
  std::vector<T> memory;
  explicit columns(std::size_t elements) : size(elements), memory(count * elements) {
    static std::mt19937 engine(5);
    std::uniform_real_distribution<double> uniform(0.5, 2);
    if constexpr (sizeof(T) > 1)  // (truths are results)
      for (T& v : memory) v = static_cast<T>(std::is_integral_v<T> ? 100 * (uniform(engine) - 1.2) : uniform(engine));
  }
  std::vector<T> operator()(std::size_t e) const {
    std::vector<T> one(size);
    for (std::size_t k = 0; k < size; ++k) one[k] = memory[k * count + e];
    return one;
  }
  T* data() { return memory.data(); }
};
void check_same(const std::vector<double>& ours, const double* wanted) {
  for (std::size_t k = 0; k < ours.size(); ++k) CHECK(ours[k] == Approx(wanted[k]).epsilon(1e-12).margin(1e-12));
}

}  // namespace

TEST_CASE("kernels in registers are generated C", "[cuda]") {
  columns<double> a(1), b(1), c(1), d(1), greeks_of(4), q(4), t(3), x(3), poses(24), cameras(11), seen(2), blocks(32),
      logits(16), cotangents(16), pulled(16);
  REQUIRE(greeks_cuda(a.data(), b.data(), c.data(), d.data(), 0.03, greeks_of.data(), count, nullptr) == cudaSuccess);
  REQUIRE(pose_cuda(q.data(), t.data(), x.data(), poses.data(), count, nullptr) == cudaSuccess);
  REQUIRE(observed_cuda(cameras.data(), x.data(), a.data(), seen.data(), blocks.data(), count, nullptr) == cudaSuccess);
  REQUIRE(pulled_back_cuda(logits.data(), cotangents.data(), pulled.data(), count, nullptr) == cudaSuccess);
  for (std::size_t e = 0; e < count; ++e) {
    double wanted[32];
    greeks(a(e)[0], b(e)[0], c(e)[0], d(e)[0], 0.03, wanted);
    check_same(greeks_of(e), wanted);
    pose(q(e).data(), t(e).data(), x(e).data(), wanted);
    check_same(poses(e), wanted);
    observed(cameras(e).data(), x(e).data(), a(e)[0], seen(e).data(), wanted);
    check_same(blocks(e), wanted);
    pulled_back(logits(e).data(), cotangents(e).data(), wanted);
    check_same(pulled(e), wanted);
  }
}

TEST_CASE("loops, shared arrays, integers and what C writes for itself", "[cuda]") {
  columns<double> x(3), looped(3), products(2), gammas(1);
  const double matrix[6] = {1, 2, 3, 4, 5, 6};
  columns<std::int32_t> numbers(3), divisors(1), quotients(3);
  columns<std::int64_t> longs(3);
  columns<unsigned char> truths(3);
  divisors.memory[7] = 0;
  REQUIRE(looping_cuda(x.data(), 1.5, looped.data(), count, nullptr) == cudaSuccess);
  REQUIRE(shared_cuda(x.data(), matrix, products.data(), count, nullptr) == cudaSuccess);
  REQUIRE(integers_cuda(numbers.data(), divisors.data(), quotients.data(), longs.data(),
                        reinterpret_cast<bool*>(truths.data()), count, nullptr) == cudaSuccess);
  REQUIRE(log_gamma_of_cuda(x.data(), gammas.data(), count, nullptr) == cudaSuccess);
  for (std::size_t e = 0; e < count; ++e) {
    double wanted[3];
    looping(x(e).data(), 1.5, wanted);
    check_same(looped(e), wanted);
    shared(x(e).data(), matrix, wanted);
    check_same(products(e), wanted);
    std::int32_t quotient[3];
    std::int64_t product[3];
    bool larger[3];
    integers(numbers(e).data(), divisors(e)[0], quotient, product, larger);
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(quotients(e)[k] == quotient[k]);
      CHECK(longs(e)[k] == product[k]);
      CHECK((truths(e)[k] != 0) == larger[k]);
    }
    log_gamma_of(x(e)[0], wanted);
    CHECK(gammas(e)[0] == Approx(wanted[0]).epsilon(1e-12));
  }
}
