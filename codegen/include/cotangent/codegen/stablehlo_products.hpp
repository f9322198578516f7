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
    for (const pairing& p : order.all) operands.push_back(paired(operands[static_cast<std::size_t>(p.left)], operands[static_cast<std::size_t>(p.right)], p, c.space));
    placed_array total = ascending(operands.back());
    double repeated = 1;  // along axes that no factor walks
    for (int axis : axes_in(c.summed & ~walked)) repeated *= c.space[axis];
    if (repeated != 1) total.values = elementwise("multiply", {total.values, number(total.values.d, total.values.dims, repeated)});
    return in_space(total, c.space, ~c.summed & ((1u << c.space.rank) - 1));
  }

  /// a[e..., i[e..., j...], r...], where e are the `leading` axes; i inside.
  array gather(const array& a, const array& i, int leading) {
    const array inside = clamped(i, a.dims[leading]), index = with_last_axis(inside);
    axes sizes(a.dims.dims, a.dims.dims + a.dims.rank);
    std::fill_n(sizes.begin(), leading + 1, 1);
    shape dims = i.dims;
    for (int k = leading + 1; k < a.dims.rank; ++k) dims.push(a.dims[k]);
    const std::string batch = leading == 0 ? "" : ", operand_batching_dims = " + list_of(range(0, leading)) + ", start_indices_batching_dims = " + list_of(range(0, leading));
    const std::string text_of_sizes = list_of(sizes);
    return put(a.d, dims, "\"stablehlo.gather\"(" + a.name + ", " + index.name + ") <{dimension_numbers = #stablehlo.gather<offset_dims = " + list_of(range(i.dims.rank, dims.rank)) +
                              ", collapsed_slice_dims = " + list_of({leading}) + batch + ", start_index_map = " + list_of({leading}) + ", index_vector_dim = " +
                              std::to_string(i.dims.rank) + ">, slice_sizes = array<i64: " + text_of_sizes.substr(1, text_of_sizes.size() - 2) + ">, indices_are_sorted = false}> : (" +
                              a.type() + ", " + index.type() + ") -> " + type_name({a.d, dims}));
  }
  /// Zeros, to which v is added where gather would read.
  array scatter_add(const array& i, const array& v, const shape& whole, int leading) {
    const array inside = clamped(i, whole[leading]), index = with_last_axis(inside), zeros = number(v.d, whole, 0);
    const std::string batch = leading == 0 ? "" : ", input_batching_dims = " + list_of(range(0, leading)) + ", scatter_indices_batching_dims = " + list_of(range(0, leading));
    const array made{fresh(), v.d, whole}, old{fresh(), v.d, {}}, one{fresh(), v.d, {}};
    open(made.name + " = \"stablehlo.scatter\"(" + zeros.name + ", " + index.name + ", " + v.name + ") <{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = " +
         list_of(range(i.dims.rank, v.dims.rank)) + ", inserted_window_dims = " + list_of({leading}) + batch + ", scatter_dims_to_operand_dims = " + list_of({leading}) +
         ", index_vector_dim = " + std::to_string(i.dims.rank) + ">, indices_are_sorted = false, unique_indices = false}> ({");
    line("^bb0(" + old.name + ": " + old.type() + ", " + one.name + ": " + one.type() + "):");
    const array sum = elementwise(v.d == dtype::boolean ? "or" : "add", {old, one});
    line("stablehlo.return " + sum.name + " : " + sum.type());
    close("}) : (" + zeros.type() + ", " + index.type() + ", " + v.type() + ") -> " + made.type());
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
    if (p.summed == 0 || only == 0) {  // element by element
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
    return elementwise("maximum", {elementwise("minimum", {i, number(i.d, i.dims, extent - 1)}), number(i.d, i.dims, 0)});
  }
  array with_last_axis(const array& i) {
    shape dims = i.dims;
    dims.push(1);
    return reshape(i, dims);
  }
};

}  // namespace cotangent::codegen::stablehlo
