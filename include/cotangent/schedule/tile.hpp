// Register tiles.
#pragma once

#include <cotangent/schedule/limits.hpp>
#include <cotangent/schedule/schedule.hpp>
#include <cotangent/schedule/target.hpp>

#include <algorithm>

namespace cotangent::ir {

/// The tile of nest `k`, in registers of `lanes` elements.
constexpr tile_shape tile_of(const schedule& s, const kernel& k, int lanes) {
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
  if (!t.lanes_kept && lanes >= 4 && totals == 1 && side_by_side && lanes <= k.extent[t.row_axis] && k.instruction_count * lanes <= limits::most_instructions_across) {
    t.across = true;
    t.rows = lanes;
    return t;
  }
  const int largest = totals == 0 || totals > limits::most_totals || k.kept == k.rank || k.instruction_count > limits::most_instructions_of_tile ? 1 : limits::most_totals / totals;
  if (t.lanes_kept) t.columns = std::min(t.row_axis < 0 ? largest : std::min(limits::most_columns_of_rows, largest), (k.width() + lanes - 1) / lanes);
  if (t.row_axis >= 0) t.rows = std::min({limits::most_rows, largest / t.columns, k.extent[t.row_axis]});
  const int trips = k.kept == k.rank ? 1 : k.extent[k.rank - 1] / (t.lanes_kept ? 1 : lanes);
  if (trips >= 2) t.sums = std::min({limits::most_sums, largest / t.columns / t.rows, trips});
  return t;
}

/// The same where what is left of rows and sums would be a second text, and what is left of registers stands apart: a tile divides its axes.
constexpr tile_shape dividing_tile_of(const schedule& s, const kernel& k, int lanes) {
  tile_shape t = tile_of(s, k, lanes);
  const auto leave_none_over = [](int& wanted, int extent) {
    while (extent % wanted != 0) --wanted;
  };
  if (t.row_axis >= 0) leave_none_over(t.rows, k.extent[t.row_axis]);
  t.across = t.across && t.rows == lanes;
  if (!t.lanes_kept) return t;
  leave_none_over(t.sums, k.extent[k.rank - 1]);
  t.columns = std::min(t.columns, std::max(1, k.width() / lanes));
  return t;
}

}  // namespace cotangent::ir
