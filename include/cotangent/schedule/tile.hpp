// How many neighbouring iterations of a nest that reduces run together, each with totals of its own: operands that they
// share are loaded once, and no sum waits for another.
#pragma once

#include <cotangent/schedule/schedule.hpp>

namespace cotangent::ir {

struct tile_shape {
  bool lanes_kept = false;  // lanes run over a loop that is not reduced over
  int row_axis = -1;        // the innermost such loop without lanes
  int rows = 1;
  int columns = 1;          // registers side by side, the last of which may be a part of one
  int sums = 1;             // iterations of the innermost loop, if that is reduced over
  bool across = false;      // a row for each lane: their registers are summed up to one register of sums, side by side
};

/// The tile of nest `k` of a schedule, for registers of `lanes` elements.
template <class Schedule>
constexpr tile_shape tile_of(const Schedule& s, const kernel& k, int lanes) {
  const auto at_most = [](int wanted, int there) { return wanted < there ? wanted : there; };
  tile_shape t;
  t.lanes_kept = lanes > 1 && k.vector_axis < k.kept;
  t.row_axis = t.lanes_kept ? k.kept - 2 : k.kept - 1;
  int totals = 0;
  bool side_by_side = true;
  for (int n = k.first_store; n < k.first_store + k.store_count; ++n) {
    if (s.stores[n].mode == store_mode::accumulate) return t;  // may be to one place
    if (s.stores[n].mode != store_mode::reduce) continue;
    ++totals;
    side_by_side = side_by_side && t.row_axis >= 0 && s.stores[n].reduction == op::reduce_sum && s.addresses[s.stores[n].address].stride[t.row_axis] == 1;
  }
  if (!t.lanes_kept && lanes >= 4 && totals == 1 && side_by_side && lanes <= k.extent[t.row_axis] && k.instruction_count * lanes <= 128) {
    t.across = true;
    t.rows = lanes;
    return t;
  }
  const int largest = totals == 0 || totals > 8 || k.kept == k.rank || k.instruction_count > 24 ? 1 : 8 / totals;
  if (t.lanes_kept) {
    const int registers = (k.extent[k.vector_axis] + lanes - 1) / lanes;
    t.columns = at_most(t.row_axis < 0 ? largest : at_most(2, largest), registers);
  }
  if (t.row_axis >= 0) t.rows = at_most(at_most(4, largest / t.columns), k.extent[t.row_axis]);
  const int trips = k.kept == k.rank ? 1 : k.extent[k.rank - 1] / (t.lanes_kept ? 1 : lanes);
  if (trips >= 2) t.sums = at_most(at_most(4, largest / t.columns / t.rows), trips);
  return t;
}

}  // namespace cotangent::ir
