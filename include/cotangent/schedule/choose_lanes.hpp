// Which loop of a nest runs over SIMD lanes.
#pragma once

#include <cotangent/schedule/plan_workspace.hpp>

namespace cotangent::ir {

/// The loop that touches memory most contiguously comes last of its kind and runs over lanes.
class lane_choice {
 public:
  constexpr explicit lane_choice(schedule& all) : s(all), seen(all.addresses.size(), 0) {}

  constexpr void run() {
    for (kernel& k : s.kernels)
      if (k.store_count > 0) choose(k);
  }

 private:
  constexpr void choose(kernel& k) {
    dtype d = dtype::f32;
    if (!one_floating_type(s, k, d)) return;
    own.resize(0);
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i)
      note(s.instructions[i].address);
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i) note(s.stores[i].address);

    int best = -1, best_score = 0;
    for (int l = 0; l < k.rank; ++l) {
      if (k.extent[l] < 2) continue;
      int score = 0;
      bool allowed = true;
      for (int a : own) {
        const int stride = s.addresses[a].stride[l];
        score += stride == 1 ? 4 : stride == 0 ? 2 : -4;
      }
      for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
        if (s.stores[i].mode == store_mode::accumulate && s.addresses[s.stores[i].address].stride[l] == 0)
          allowed = false;
      score = 2 * score + (l < k.kept ? 1 : 0);
      if (allowed && (best < 0 || score > best_score)) best = l, best_score = score;
    }
    if (best < 0) return;
    const int last = best < k.kept ? k.kept - 1 : k.rank - 1;
    const int extent = k.extent[best];
    for (int l = best; l < last; ++l) k.extent[l] = k.extent[l + 1];
    k.extent[last] = extent;
    for (int a : own) {
      int(&stride)[max_rank] = s.addresses[a].stride;
      const int moved = stride[best];
      for (int l = best; l < last; ++l) stride[l] = stride[l + 1];
      stride[last] = moved;
    }
    k.vector_axis = last;
    k.vector_element = d;
  }
  constexpr void note(int address) {
    if (address < 0 || seen[address]) return;
    seen[address] = 1;
    own.push(address);
  }

  schedule& s;
  list<char> seen;
  list<int> own;  // the nest's addresses
};

/// For all nests, once what nothing reads has gone: a truth that was to be stored and stays in registers must not keep
/// a nest from lanes.
constexpr void choose_lanes(schedule& s) { lane_choice(s).run(); }

}  // namespace cotangent::ir
