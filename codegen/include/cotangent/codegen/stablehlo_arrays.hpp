// StableHLO's operations on whole arrays, each a line; those that would change nothing are none.
#pragma once

#include <cotangent/codegen/stablehlo_text.hpp>

#include <cotangent/primitives/all.hpp>

#include <algorithm>
#include <numeric>

namespace cotangent::codegen::stablehlo {

inline axes range(int from, int to) {
  axes all(static_cast<std::size_t>(to - from));
  std::iota(all.begin(), all.end(), from);
  return all;
}
inline axes axes_in(unsigned mask) {
  axes all;
  for (int k = 0; k < ir::max_rank; ++k)
    if (mask >> k & 1u) all.push_back(k);
  return all;
}
inline int position_of(const axes& all, int axis) {
  return static_cast<int>(std::find(all.begin(), all.end(), axis) - all.begin());
}

class array_lines : public lines {
 public:
  // ---- numbers
  array constant(dtype d, const shape& dims, long long bits) {
    return put(d, dims, "stablehlo.constant dense<$> : $", literal(d, bits));
  }
  array number(dtype d, const shape& dims, double value) { return constant(d, dims, ir::bits_of(d, value)); }
  array constants(dtype d, const shape& dims, const std::vector<long long>& numbers) {
    return put(d, dims, "stablehlo.constant dense<$> : $", elements(d, dims, numbers));
  }

  // ---- element by element
  array elementwise(const std::string& name, const std::vector<array>& operands) {
    std::vector<std::string> names;
    for (const array& a : operands) names.push_back(a.name);
    return put(operands[0].d, operands[0].dims, "stablehlo.$ $ : $", name, joined(names));
  }
  array compare(const std::string& direction, const array& a, const array& b) {
    return put(dtype::boolean, a.dims, "stablehlo.compare $, $, $ : ($, $) -> $", direction, a, b, a.type(), b.type());
  }
  array select(const array& mask, const array& a, const array& b) {
    return put(a.d, a.dims, "stablehlo.select $, $, $ : $, $", mask, a, b, mask.type());
  }
  /// (What is true is not 0: an element is compared, because a conversion to i1 may cut.)
  array convert(const array& a, dtype d) {
    if (d == a.d) return a;
    if (d == dtype::boolean) return compare("NE", a, number(a.d, a.dims, 0));
    return put(d, a.dims, "stablehlo.convert $ : ($) -> $", a, a.type());
  }

  // ---- the same elements, elsewhere
  array reshape(const array& a, const shape& dims) {
    return dims == a.dims ? a : put(a.d, dims, "stablehlo.reshape $ : ($) -> $", a, a.type());
  }
  /// Axis k is the operand's axis order[k].
  array transpose(const array& a, const axes& order) {
    if (std::is_sorted(order.begin(), order.end())) return a;
    shape dims;
    for (int k : order) dims.push(a.dims[k]);
    return put(a.d, dims, "stablehlo.transpose $, dims = $ : ($) -> $", a, order, a.type());
  }
  array slice(const array& a, const axes& from, const axes& to, const axes& step) {
    shape dims;
    std::vector<std::string> ranges;
    for (std::size_t k = 0; k < from.size(); ++k) {
      dims.push((to[k] - from[k] + step[k] - 1) / step[k]);
      ranges.push_back(filled(step[k] == 1 ? "$:$" : "$:$:$", from[k], to[k], step[k]));
    }
    return dims == a.dims ? a : put(a.d, dims, "stablehlo.slice $ [$] : ($) -> $", a, joined(ranges), a.type());
  }
  array reverse(const array& a, const axes& along) {
    return along.empty() ? a : put(a.d, a.dims, "stablehlo.reverse $, dims = $ : $", a, along);
  }
  /// Axis k of the operand is axis along[k], in ascending order, of the result.
  array broadcast(const array& a, const shape& dims, const axes& along) {
    return dims == a.dims ? a : put(a.d, dims, "stablehlo.broadcast_in_dim $, dims = $ : ($) -> $", a, along, a.type());
  }
  array pad(const array& a, const axes& low, const axes& high, const axes& interior) {
    shape dims;
    for (std::size_t k = 0; k < low.size(); ++k) {
      const int n = a.dims[static_cast<int>(k)];
      dims.push(low[k] + n + (n - 1) * interior[k] + high[k]);
    }
    if (dims == a.dims) return a;
    const array zero = number(a.d, {}, 0);
    return put(a.d, dims, "stablehlo.pad $, $, low = $, high = $, interior = $ : ($, $) -> $", a, zero, low, high,
               interior, a.type(), zero.type());
  }
  array concatenate(const std::vector<array>& parts, int axis) {
    if (parts.size() == 1) return parts[0];
    shape dims = parts[0].dims;
    dims.dims[axis] = 0;
    std::vector<std::string> names, types;
    for (const array& a : parts) dims.dims[axis] += a.dims[axis], names.push_back(a.name), types.push_back(a.type());
    return put(parts[0].d, dims, "stablehlo.concatenate $, dim = $ : ($) -> $", joined(names), axis, joined(types));
  }

  // ---- sums
  array reduce(op code, const array& a, unsigned over) {
    if (over == 0) return a;
    const ir::primitive& p = ir::primitives[code];
    const bool is_truth = a.d == dtype::boolean;
    const array start = constant(
        a.d, {}, is_truth ? p.identity > 0 : ir::converted_bits(dtype::f64, a.d, std::bit_cast<long long>(p.identity)));
    return put(a.d, ir::without(a.dims, over),
               "stablehlo.reduce($ init: $) applies stablehlo.$ across dimensions = $ : ($, $) -> $", a, start,
               combining(p.combines), axes_in(over), a.type(), start.type());
  }
  /// Axes of the result: those of batches, then what is left of a, then of b. (Of floats all digits: some processors
  /// would take fewer of each factor.)
  array dot(const array& a, const array& b, const axes& batch_a, const axes& batch_b, const axes& summed_a,
            const axes& summed_b) {
    shape dims;
    for (int k : batch_a) dims.push(a.dims[k]);
    const auto push_others = [&](const array& from, const axes& batch, const axes& summed) {
      for (int k = 0; k < from.dims.rank; ++k)
        if (std::count(batch.begin(), batch.end(), k) + std::count(summed.begin(), summed.end(), k) == 0)
          dims.push(from.dims[k]);
    };
    push_others(a, batch_a, summed_a);
    push_others(b, batch_b, summed_b);
    const std::string batches = batch_a.empty() ? "" : filled(", batching_dims = $ x $", batch_a, batch_b);
    return put(a.d, dims,
               "stablehlo.dot_general $, $$, contracting_dims = $ x $, precision = [HIGHEST, HIGHEST] : ($, $) -> $", a,
               b, batches, summed_a, summed_b, a.type(), b.type());
  }

 private:
  static std::string combining(op code) {
    switch (code) {
      case op::max: return "maximum";
      case op::min: return "minimum";
      case op::logical_and: return "and";
      case op::logical_or: return "or";
      default: return "add";
    }
  }
};

}  // namespace cotangent::codegen::stablehlo
