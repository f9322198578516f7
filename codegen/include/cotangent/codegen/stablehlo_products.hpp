// Contractions as products of matrices, and elements at indices that the program computes.
#pragma once

#include <cotangent/codegen/contractions.hpp>
#include <cotangent/codegen/stablehlo_views.hpp>

namespace cotangent::codegen::stablehlo {

class product_lines : public view_lines {
 public:
  /// `factors`: what the contraction's factors are read from.
  array contracted(const contraction& c, const std::vector<array>& factors) {
    const pairings order(c);
    std::vector<placed_array> operands;
    unsigned walked = 0;
    for (std::size_t k = 0; k < factors.size(); ++k) {
      operands.push_back(summed(shown_once(factors[k], c.factors[k].map, c.space), order.own[k]));
      walked |= axes_of(c.factors[k]);
    }
    for (const pairing& p : order.all)
      operands.push_back(
          paired(operands[static_cast<std::size_t>(p.left)], operands[static_cast<std::size_t>(p.right)], p, c.space));
    placed_array total = ascending(operands.back());
    double repeated = 1;  // along axes that no factor walks
    for (int axis : axes_in(c.summed & ~walked)) repeated *= c.space[axis];
    if (repeated != 1)
      total.values = elementwise("multiply", {total.values, number(total.values.d, total.values.dims, repeated)});
    return in_space(total, c.space, ~c.summed & ((1u << c.space.rank) - 1));
  }

  /// a[e..., i[e..., j...], r...], where e are the `leading` axes; i inside.
  array gather(const array& a, const array& i, int leading) {
    const array inside = clamped(i, a.dims[leading]), index = with_last_axis(inside);
    shape dims = i.dims;
    std::vector<std::string> sizes;
    for (int k = 0; k < a.dims.rank; ++k) sizes.push_back(std::to_string(k <= leading ? 1 : a.dims[k]));
    for (int k = leading + 1; k < a.dims.rank; ++k) dims.push(a.dims[k]);
    const axes outer = range(0, leading);
    const std::string batch =
        leading == 0 ? "" : filled(", operand_batching_dims = $, start_indices_batching_dims = $", outer, outer);
    const std::string numbers =
        filled("offset_dims = $, collapsed_slice_dims = [$]$, start_index_map = [$], index_vector_dim = $",
               range(i.dims.rank, dims.rank), leading, batch, leading, i.dims.rank);
    return put(a.d, dims,
               "\"stablehlo.gather\"($, $) <{dimension_numbers = #stablehlo.gather<$>, slice_sizes = array<i64: $>, "
               "indices_are_sorted = false}> : ($, $) -> $",
               a, index, numbers, joined(sizes), a.type(), index.type());
  }
  /// Zeros, to which v is added where gather would read.
  array scatter_add(const array& i, const array& v, const shape& whole, int leading) {
    const array inside = clamped(i, whole[leading]), index = with_last_axis(inside), zeros = number(v.d, whole, 0);
    const axes outer = range(0, leading);
    const std::string batch =
        leading == 0 ? "" : filled(", input_batching_dims = $, scatter_indices_batching_dims = $", outer, outer);
    const std::string numbers = filled(
        "update_window_dims = $, inserted_window_dims = [$]$, scatter_dims_to_operand_dims = [$], index_vector_dim = $",
        range(i.dims.rank, v.dims.rank), leading, batch, leading, i.dims.rank);
    const array made{fresh(), v.d, whole}, old{fresh(), v.d, {}}, one{fresh(), v.d, {}};
    open(
        filled("$ = \"stablehlo.scatter\"($, $, $) <{scatter_dimension_numbers = #stablehlo.scatter<$>, "
               "indices_are_sorted = false, unique_indices = false}> ({",
               made, zeros, index, v, numbers));
    line(filled("^bb0($: $, $: $):", old, old.type(), one, one.type()));
    const array sum = elementwise(v.d == dtype::boolean ? "or" : "add", {old, one});
    line(filled("stablehlo.return $ : $", sum, sum.type()));
    close(filled("}) : ($, $, $) -> $", zeros.type(), index.type(), v.type(), made.type()));
    return made;
  }

 private:
  placed_array summed(const placed_array& a, unsigned space_axes) {
    unsigned over = 0;
    axes kept;
    for (std::size_t k = 0; k < a.along.size(); ++k)
      if (space_axes >> a.along[k] & 1u) over |= 1u << k;
      else kept.push_back(a.along[k]);
    return {reduce(op::reduce_sum, a.values, over), kept};
  }
  /// Repeated along those of the axes `to` that it does not have.
  array in_space(const placed_array& a, const shape& space, unsigned to) {
    shape dims;
    axes along;
    for (int axis : axes_in(to)) {
      if (std::count(a.along.begin(), a.along.end(), axis) > 0) along.push_back(dims.rank);
      dims.push(space[axis]);
    }
    return broadcast(a.values, dims, along);
  }
  placed_array paired(const placed_array& a, const placed_array& b, const pairing& p, const shape& space) {
    const unsigned all = p.axes | p.summed, only = all & ~p.shared;
    const auto first_own = [&](const placed_array& x) {
      int first = ir::max_rank;
      for (int axis : x.along)
        if (only >> axis & 1u) first = std::min(first, axis);
      return first;
    };
    if (first_own(b) < first_own(a)) return paired(b, a, p, space);  // whose axes come first in the result
    if (p.summed == 0 || only == 0) {                                // element by element
      const array left = in_space(ascending(a), space, all), right = in_space(ascending(b), space, all);
      return summed({elementwise("multiply", {left, right}), axes_in(all)}, p.summed);
    }
    const axes batch = axes_in(p.shared & ~p.summed), sums = axes_in(p.summed);
    axes along = batch;
    const auto places = [](const placed_array& in, axes wanted) {
      for (int& axis : wanted) axis = position_of(in.along, axis);
      return wanted;
    };
    for (const placed_array* side : {&a, &b})
      for (int axis : side->along)
        if (only >> axis & 1u) along.push_back(axis);
    return {dot(a.values, b.values, places(a, batch), places(b, batch), places(a, sums), places(b, sums)), along};
  }
  array clamped(const array& i, int extent) {
    return elementwise("maximum",
                       {elementwise("minimum", {i, number(i.d, i.dims, extent - 1)}), number(i.d, i.dims, 0)});
  }
  array with_last_axis(const array& i) {
    shape dims = i.dims;
    dims.push(1);
    return reshape(i, dims);
  }
};

}  // namespace cotangent::codegen::stablehlo
