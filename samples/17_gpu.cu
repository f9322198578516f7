// Lesson 17, second half: a million observations, each in a thread of its own, against generated C. Arrays of the GPU
// have element k of example e at [k * count + e], so that neighbouring threads read neighbouring numbers.
#include "gpu_kernels.h"
#include "gpu_kernels_cuda.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  std::fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(status));
  std::exit(1);
}

/// An array of `size` numbers for each example, on the host and on the device.
struct examples {
  std::size_t count, size;
  std::vector<float> host;
  float* device = nullptr;

  examples(std::size_t n, std::size_t elements) : count(n), size(elements), host(n * elements) {
    check(cudaMalloc(reinterpret_cast<void**>(&device), host.size() * sizeof(float)), "cudaMalloc");
  }
  ~examples() { cudaFree(device); }
  examples(const examples&) = delete;
  examples& operator=(const examples&) = delete;
  void draw(float low, float high) {
    for (float& v : host) v = low + (high - low) * static_cast<float>(std::rand()) / static_cast<float>(RAND_MAX);
  }
  void to_device() {
    check(cudaMemcpy(device, host.data(), host.size() * sizeof(float), cudaMemcpyHostToDevice), "to the device");
  }
  void to_host() {
    check(cudaMemcpy(host.data(), device, host.size() * sizeof(float), cudaMemcpyDeviceToHost), "to the host");
  }
  std::vector<float> example(std::size_t e) const {
    std::vector<float> one(size);
    for (std::size_t k = 0; k < size; ++k) one[k] = host[k * count + e];
    return one;
  }
};

}  // namespace

int main() {
  const std::size_t count = 1000000;
  examples cameras(count, 11), points(count, 3), weights(count, 1), seen(count, 2), blocks(count, 32);
  cameras.draw(0.1f, 0.5f);
  points.draw(2, 5);
  weights.draw(0.5f, 1);
  seen.draw(-1, 1);
  for (examples* given : {&cameras, &points, &weights, &seen}) given->to_device();

  cudaEvent_t begin, end;
  cudaEventCreate(&begin);
  cudaEventCreate(&end);
  const auto run = [&] {
    check(observe_cuda(cameras.device, points.device, weights.device, seen.device, blocks.device, count, nullptr), "observe");
  };
  run();  // (the first one loads the program)
  cudaEventRecord(begin);
  run();
  cudaEventRecord(end);
  check(cudaEventSynchronize(end), "observe");
  float milliseconds = 0;
  cudaEventElapsedTime(&milliseconds, begin, end);
  blocks.to_host();

  double worst = 0;
  for (std::size_t e = 0; e < count; e += 997) {
    float wanted[32];
    observe(cameras.example(e).data(), points.example(e).data(), weights.host[e], seen.example(e).data(), wanted);
    const std::vector<float> ours = blocks.example(e);
    for (int k = 0; k < 32; ++k)
      worst = std::fmax(worst, std::fabs(static_cast<double>(ours[k]) - wanted[k]) / (1 + std::fabs(wanted[k])));
  }
  const double bytes = sizeof(float) * static_cast<double>(count) * (11 + 3 + 1 + 2 + 32);
  std::printf("%zu observations in %.3f ms, %.0f GB/s; differs from C by at most %.1e\n", count, milliseconds,
              bytes / milliseconds * 1e-6, worst);
  return worst < 1e-4 ? 0 : 1;
}
