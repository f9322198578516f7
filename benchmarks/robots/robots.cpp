// Rigid-body dynamics of an arm: our three styles, by hand and CasADi's generated C, all held to Pinocchio's values,
// then timed: robots_benchmark [--check | ROUNDS] prints `function who nanoseconds` lines, medians of interleaved
// rounds.
#include "by_hand.hpp"
#include "reference.h"
#include "robots_arrays.h"
#include "robots_scalars.h"
#include "robots_scanned.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

/// Writes a function of a state and of an acceleration or a torque.
using call = void (*)(const double* q, const double* v, const double* a, double* out);
struct contender {
  std::string function, who;
  call run;
  std::vector<double> right;
  std::vector<double> nanoseconds;
};
std::vector<contender> contenders;
double q[robot::n], v[robot::n], a[robot::n], out[robot::n * 2 * robot::n];

template <int Count>
void add(const char* function, const char* who, call run, const double (&right)[Count]) {
  contenders.push_back({function, who, run, std::vector<double>(right, right + Count), {}});
}
void start() {
  std::memcpy(q, reference_q, sizeof q);
  std::memcpy(v, reference_v, sizeof v);
  std::memcpy(a, reference_a, sizeof a);
}
bool is_right(const contender& c) {
  start();
  c.run(q, v, a, out);
  double largest = 0, difference = 0;
  for (std::size_t k = 0; k < c.right.size(); ++k) {
    largest = std::max(largest, std::abs(c.right[k]));
    const double d = std::abs(out[k] - c.right[k]);
    if (!(d <= difference)) difference = d;
  }
  if (difference <= 1e-11 * largest) return true;
  std::fprintf(stderr, "%s by %s differs by %g\n", c.function.c_str(), c.who.c_str(), difference);
  return false;
}
/// The state changes a little at each call, so that nothing is done once for all.
double nanoseconds_of(call run, int calls) {
  const auto before = std::chrono::steady_clock::now();
  for (int k = 0; k < calls; ++k) {
    q[k % robot::n] += 1e-9;
    run(q, v, a, out);
    __asm__ volatile("" ::: "memory");
  }
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - before).count() / calls;
}
void time_all(int rounds) {
  start();
  for (int round = 0; round < rounds; ++round)
    for (contender& c : contenders) {
      const int calls = static_cast<int>(1e6 / nanoseconds_of(c.run, 100)) + 1;
      c.nanoseconds.push_back(nanoseconds_of(c.run, calls));
    }
  for (contender& c : contenders) {
    std::sort(c.nanoseconds.begin(), c.nanoseconds.end());
    std::printf("%s %s %.1f\n", c.function.c_str(), c.who.c_str(), c.nanoseconds[c.nanoseconds.size() / 2]);
  }
}

}  // namespace

#if COTANGENT_ALL_SIZES
#define LONG_FUNCTION(X, who) X(dynamics_direct, who, dynamics_derivatives)
#else
#define LONG_FUNCTION(X, who)
#endif
// clang-format off
#define EACH_FUNCTION(X, who) \
  X(rnea, who, rnea) X(rnea_forward, who, rnea_derivatives) X(rnea_reverse, who, rnea_derivatives) \
  X(inertia, who, inertia) X(dynamics, who, dynamics) X(dynamics_implicit, who, dynamics_derivatives) \
  LONG_FUNCTION(X, who)
// clang-format on
#define ADD_OURS(function, style, reference) add(#function, #style, &style##_##function, reference_##reference);
#define ADD_STYLE(style)                                                                                              \
  add(                                                                                                                \
      "jacobian", #style, [](const double* x, const double*, const double*, double* to) { style##_jacobian(x, to); }, \
      reference_jacobian);                                                                                            \
  EACH_FUNCTION(ADD_OURS, style)

#define ADD_CASADI(function, who, reference)                              \
  add(                                                                    \
      #function, "casadi",                                                \
      [](const double* x, const double* y, const double* z, double* to) { \
        const double* in[] = {x, y, z};                                   \
        casadi_##function(in, &to, nullptr, nullptr, 0);                  \
      },                                                                  \
      reference_##reference);
#define DECLARE_CASADI(function, who, reference) \
  extern "C" int casadi_##function(const double**, double**, long long*, double*, int);
DECLARE_CASADI(jacobian, , )
EACH_FUNCTION(DECLARE_CASADI, )

int main(int argc, char** argv) {
  ADD_STYLE(scalars)
  ADD_STYLE(arrays)
  ADD_STYLE(scanned)
  add("jacobian", "hand", &robot::by_hand::jacobian, reference_jacobian);
  add("rnea", "hand", &robot::by_hand::rnea, reference_rnea);
#if CASADI
  ADD_CASADI(jacobian, , jacobian)
  EACH_FUNCTION(ADD_CASADI, )
#endif
  for (const contender& c : contenders)
    if (!is_right(c)) return 1;
  if (argc == 2 && std::strcmp(argv[1], "--check") == 0) return 0;
  time_all(argc == 2 ? std::atoi(argv[1]) : 15);
}
