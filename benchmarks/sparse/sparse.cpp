// Holds ours to CasADi's, entry by entry, where that is there (CASADI), and times both: microseconds a call of each,
// medians of interleaved rounds.
#include "ours_kernels.h"
#if CASADI
#include "casadi_kernels.h"
#endif

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <utility>
#include <vector>

namespace {

std::vector<double> z(OURS_COLUMNS), lambda(OURS_COLUMNS), values(OURS_NNZ);
void call_ours() {
#if HESSIAN
  ours_in_workspace(z.data(), 1.5, lambda.data(), values.data(), ([] {
                      static std::vector<double> workspace(OURS_WORKSPACE / sizeof(double) + 1);
                      return workspace.data();
                    })());
#else
  static std::vector<double> workspace(OURS_WORKSPACE / sizeof(double) + 1);
  ours_in_workspace(z.data(), values.data(), workspace.data());
#endif
}
#if CASADI
std::vector<double> theirs(static_cast<std::size_t>(casadi_sparsity_out(0)[2 + casadi_sparsity_out(0)[1]]));
void call_casadi() {
  static const double sigma = 1.5;
  static casadi_int sizes[4];
  static const int got = casadi_work(sizes, sizes + 1, sizes + 2, sizes + 3);
  (void)got;
  static std::vector<double> w(static_cast<std::size_t>(sizes[3]) + 1);
  static std::vector<casadi_int> iw(static_cast<std::size_t>(sizes[2]) + 1);
  const double* arguments[8] = {z.data(), &sigma, lambda.data()};
  double* results[8] = {theirs.data()};
  casadi(arguments, results, iw.data(), w.data(), 0);
}
double largest_difference() {
  std::map<std::pair<int, int>, double> all;
  for (int k = 0; k < OURS_NNZ; ++k) all[{ours_row[k], ours_column[k]}] = values[static_cast<std::size_t>(k)];
  const casadi_int *s = casadi_sparsity_out(0), *begin = s + 2, *row = begin + s[1] + 1;
  double largest = 0;
  for (int c = 0; c < s[1]; ++c)
    for (casadi_int k = begin[c]; k < begin[c + 1]; ++k)
      all[{static_cast<int>(row[k]), c}] -= theirs[static_cast<std::size_t>(k)];
  for (const auto& [place, difference] : all) largest = std::max(largest, std::abs(difference));
  return largest;
}
#endif

double microseconds_of(void (*run)()) {
  const auto now = [] {
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count();
  };
  const int calls = std::max(1, 400000 / OURS_NNZ);
  const double before = now();
  for (int k = 0; k < calls; ++k) {
    z[0] += 1e-9;
    run();
    __asm__ volatile("" ::: "memory");
  }
  return (now() - before) / calls;
}
double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

}  // namespace

int main() {
  for (std::size_t k = 0; k < z.size(); ++k) z[k] = 0.3 + 0.001 * static_cast<double>(k * 7 % 97);
  for (std::size_t k = 0; k < lambda.size(); ++k) lambda[k] = 0.1 + 0.01 * static_cast<double>(k * 5 % 13);
  std::vector<double> ours, peer;
  for (int round = 0; round < 15; ++round) {
    ours.push_back(microseconds_of(&call_ours));
#if CASADI
    peer.push_back(microseconds_of(&call_casadi));
#endif
  }
  std::printf("%d %g", OURS_NNZ, median(ours));
#if CASADI
  call_ours(), call_casadi();
  std::printf(" %d %g %g", static_cast<int>(theirs.size()), median(peer), largest_difference());
#endif
  std::printf("\n");
}
