// Contenders for one result: each is checked against ours, then all are timed by Google Benchmark, as model/size/who.
#pragma once

#include <cotangent/cotangent.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace ct = cotangent;

/// Fills a tensor from a seeded generator: nothing is timed on zeros.
template <class T>
void fill(T& x, double low, double high, unsigned seed = 1) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(low, high);
  for (auto& v : x) v = static_cast<std::remove_reference_t<decltype(v)>>(uniform(engine));
}

/// Ends the program if two results differ by more than `tolerance` of the largest element.
template <class T>
void check_same(const std::string& name, const T* ours, const T* theirs, int count, double tolerance) {
  double largest = 0, difference = 0;
  for (int k = 0; k < count; ++k) {
    largest = std::max(largest, static_cast<double>(std::abs(ours[k])));
    difference = std::max(difference, static_cast<double>(std::abs(ours[k] - theirs[k])));
    if (theirs[k] != theirs[k]) difference = INFINITY;
  }
  if (difference <= tolerance * largest) return;
  std::fprintf(stderr, "%s: differs from ours by %g, where the largest element is %g\n", name.c_str(), difference,
               largest);
  std::exit(1);
}

/// All contenders are called, whatever the compiler thinks of their size.
template <class F>
[[gnu::noinline]] void called(const F& run) {
  run();
}

/// Times `run`, which must leave its result where the compiler cannot see that nobody reads it.
template <class F>
void contender(const std::string& name, F run) {
  benchmark::RegisterBenchmark(name.c_str(), [run](benchmark::State& state) {
    for (auto _ : state) {
      called(run);
      benchmark::ClobberMemory();
    }
  });
}

/// For scale: the same number of bytes copied, in arrays of the size of what the program touches, and the same number
/// of operations as fused multiply-adds in registers. Limits for large sizes; at small ones both mostly time
/// themselves.
inline void roofline(const std::string& name, long long flops, long long bytes, long long footprint) {
  const std::size_t half = (static_cast<std::size_t>(footprint) / 2 + 127) / 64 *
                           64;  // from line to line: copies that are not aligned take ten times as long
  const auto memory = std::make_shared<std::vector<char>>(2 * half, 'x');
  contender(name + "bytes", [memory, bytes, half] {
    for (std::size_t left = static_cast<std::size_t>(bytes) / 2; left > 0;) {
      const std::size_t now = std::min(left, half);
      std::memcpy(memory->data() + half, memory->data(), now);
      benchmark::ClobberMemory();
      left -= now;
    }
  });
  contender(name + "flops", [flops] {
    using packet = xsimd::batch<double>;
    packet totals[10];  // more than wait for each other
    for (int k = 0; k < 10; ++k) totals[k] = packet(k);
    const packet factor(0.999), more(0.001);
    for (long long done = 0; done < flops; done += 20 * static_cast<long long>(packet::size))
      for (packet& t : totals) t = xsimd::fma(t, factor, more);
    for (packet& t : totals) benchmark::DoNotOptimize(t);
  });
}

/// With --check the contenders have been compared when this is reached, and nothing is timed.
inline int run_benchmarks(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--check") return 0;
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
