// Register tiles. What is left of rows and sums is a smaller tile behind the others. (That printed C took divisors of
// their extents instead, so that 37 rows went one by one, cost 1.0 to 2.2 times the time of products of 7 to 37 rows,
// 64 x 64 say, with gcc 12 and clang 19, on AVX2 and AVX-512. Slower since: a product of 6 x 40 floats with one vector,
// up to 1.3 times, and sums of columns of 23 x 23 on AVX-512, 1.1 times.)
#pragma once

#include <algorithm>
#include <cotangent/schedule/limits.hpp>
#include <cotangent/schedule/schedule.hpp>
#include <cotangent/schedule/target.hpp>

namespace cotangent::ir {

/// The tile of nest `k`, in registers of `lanes` elements. `parts`: it may hold a register of which only some lanes are
/// used.
constexpr tile_shape tile_of(const schedule& s, const kernel& k, int lanes, bool parts) {
  tile_shape t;
  t.lanes_kept = lanes > 1 && k.vector_axis < k.kept;
  t.row_axis = t.lanes_kept ? k.kept - 2 : k.kept - 1;
  int totals = 0;
  bool side_by_side = true;
  for (int n = k.first_store; n < k.first_store + k.store_count; ++n) {
    if (s.stores[n].mode == store_mode::accumulate) return t;  // may be to one place
    if (s.stores[n].mode != store_mode::reduce) continue;
    ++totals;
    side_by_side = side_by_side && t.row_axis >= 0 && s.stores[n].reduction == op::reduce_sum &&
                   s.addresses[s.stores[n].address].stride[t.row_axis] == 1;
  }
  if (!t.lanes_kept && lanes >= 4 && totals == 1 && side_by_side && lanes <= k.extent[t.row_axis] &&
      k.instruction_count * lanes <= limits::most_instructions_across) {
    t.across = true;
    t.rows = lanes;
    return t;
  }
  const int largest = totals == 0 || totals > limits::most_totals || k.kept == k.rank ||
                              k.instruction_count > limits::most_instructions_of_tile
                          ? 1
                          : limits::most_totals / totals;
  if (t.lanes_kept)
    t.columns = std::min(t.row_axis < 0 ? largest : std::min(limits::most_columns_of_rows, largest),
                         (k.width() + (parts ? lanes - 1 : 0)) / lanes);
  if (t.row_axis >= 0) t.rows = std::min({limits::most_rows, largest / t.columns, k.extent[t.row_axis]});
  const int trips = k.kept == k.rank ? 1 : k.extent[k.rank - 1] / (t.lanes_kept ? 1 : lanes);
  if (trips >= 2) t.sums = std::min({limits::most_sums, largest / t.columns / t.rows, trips});
  return t;
}

}  // namespace cotangent::ir
