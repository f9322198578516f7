// StableHLO's operations on whole arrays, each a line; those that would change nothing are none.
#pragma once

#include <cotangent/codegen/stablehlo_text.hpp>

#include <cotangent/primitives/all.hpp>

#include <algorithm>
#include <numeric>

namespace cotangent::codegen::stablehlo {

using axes = std::vector<int>;

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
inline int position_of(const axes& all, int axis) { return static_cast<int>(std::find(all.begin(), all.end(), axis) - all.begin()); }

class array_lines : public lines {
 public:
  // ---- numbers
  array constant(dtype d, const shape& dims, long long bits) { return put(d, dims, "stablehlo.constant dense<" + literal(d, bits) + "> : " + type_name({d, dims})); }
  array number(dtype d, const shape& dims, double value) { return constant(d, dims, ir::bits_of(d, value)); }
  array constants(dtype d, const shape& dims, const std::vector<long long>& numbers) {
    return put(d, dims, "stablehlo.constant dense<" + elements(d, dims, numbers) + "> : " + type_name({d, dims}));
  }

  // ---- element by element
  array elementwise(const std::string& name, const std::vector<array>& operands) {
    std::string names;
    for (const array& a : operands) names += (names.empty() ? "" : ", ") + a.name;
    return put(operands[0].d, operands[0].dims, "stablehlo." + name + " " + names + " : " + operands[0].type());
  }
  array compare(const std::string& direction, const array& a, const array& b) {
    return put(dtype::boolean, a.dims, "stablehlo.compare " + direction + ", " + a.name + ", " + b.name + " : (" + a.type() + ", " + b.type() + ") -> " + type_name({dtype::boolean, a.dims}));
  }
  array select(const array& mask, const array& a, const array& b) {
    return put(a.d, a.dims, "stablehlo.select " + mask.name + ", " + a.name + ", " + b.name + " : " + mask.type() + ", " + a.type());
  }
  /// (What is true is not 0: an element is compared, because a conversion to i1 may cut.)
  array convert(const array& a, dtype d) {
    if (d == a.d) return a;
    if (d == dtype::boolean) return compare("NE", a, number(a.d, a.dims, 0));
    return made_of(a, "convert", "", d, a.dims);
  }

  // ---- the same elements, elsewhere
  array reshape(const array& a, const shape& dims) { return dims == a.dims ? a : made_of(a, "reshape", "", a.d, dims); }
  /// Axis k is the operand's axis order[k].
  array transpose(const array& a, const axes& order) {
    if (std::is_sorted(order.begin(), order.end())) return a;
    shape dims;
    for (int k : order) dims.push(a.dims[k]);
    return made_of(a, "transpose", ", dims = " + list_of(order), a.d, dims);
  }
  array slice(const array& a, const axes& from, const axes& to, const axes& step) {
    shape dims;
    std::vector<std::string> ranges;
    for (std::size_t k = 0; k < from.size(); ++k) {
      dims.push((to[k] - from[k] + step[k] - 1) / step[k]);
      ranges.push_back(std::to_string(from[k]) + ":" + std::to_string(to[k]) + (step[k] == 1 ? "" : ":" + std::to_string(step[k])));
    }
    return dims == a.dims ? a : made_of(a, "slice", " [" + joined(ranges) + "]", a.d, dims);
  }
  array reverse(const array& a, const axes& along) {
    return along.empty() ? a : put(a.d, a.dims, "stablehlo.reverse " + a.name + ", dims = " + list_of(along) + " : " + a.type());
  }
  /// Axis k of the operand is axis along[k], in ascending order, of the result.
  array broadcast(const array& a, const shape& dims, const axes& along) { return dims == a.dims ? a : made_of(a, "broadcast_in_dim", ", dims = " + list_of(along), a.d, dims); }
  array pad(const array& a, const axes& low, const axes& high, const axes& interior) {
    shape dims;
    for (std::size_t k = 0; k < low.size(); ++k) {
      const int n = a.dims[static_cast<int>(k)];
      dims.push(low[k] + n + (n - 1) * interior[k] + high[k]);
    }
    if (dims == a.dims) return a;
    const array zero = number(a.d, {}, 0);
    return put(a.d, dims, "stablehlo.pad " + a.name + ", " + zero.name + ", low = " + list_of(low) + ", high = " + list_of(high) + ", interior = " + list_of(interior) + " : (" +
                              a.type() + ", " + zero.type() + ") -> " + type_name({a.d, dims}));
  }
  array concatenate(const std::vector<array>& parts, int axis) {
    if (parts.size() == 1) return parts[0];
    shape dims = parts[0].dims;
    dims.dims[axis] = 0;
    std::string names, types;
    for (const array& a : parts) {
      dims.dims[axis] += a.dims[axis];
      names += (names.empty() ? "" : ", ") + a.name;
      types += (types.empty() ? "" : ", ") + a.type();
    }
    return put(parts[0].d, dims, "stablehlo.concatenate " + names + ", dim = " + std::to_string(axis) + " : (" + types + ") -> " + type_name({parts[0].d, dims}));
  }

  // ---- sums
  array reduce(op code, const array& a, unsigned over) {
    if (over == 0) return a;
    const ir::primitive& p = ir::primitives[code];
    const array start = constant(a.d, {}, a.d == dtype::boolean ? p.identity > 0 : ir::converted_bits(dtype::f64, a.d, std::bit_cast<long long>(p.identity)));
    const char* name = code == op::reduce_max ? "maximum" : code == op::reduce_min ? "minimum" : code == op::reduce_and ? "and" : code == op::reduce_or ? "or" : "add";
    const shape dims = ir::without(a.dims, over);
    return put(a.d, dims, "stablehlo.reduce(" + a.name + " init: " + start.name + ") applies stablehlo." + name + " across dimensions = " + list_of(axes_in(over)) + " : (" +
                              a.type() + ", " + start.type() + ") -> " + type_name({a.d, dims}));
  }
  /// Axes of the result: those of batches, then what is left of a, then of b. (Of floats all digits: some processors would take fewer of each factor.)
  array dot(const array& a, const array& b, const axes& batch_a, const axes& batch_b, const axes& summed_a, const axes& summed_b) {
    shape dims;
    for (int k : batch_a) dims.push(a.dims[k]);
    const auto push_others = [&](const array& from, const axes& batch, const axes& summed) {
      for (int k = 0; k < from.dims.rank; ++k)
        if (std::count(batch.begin(), batch.end(), k) + std::count(summed.begin(), summed.end(), k) == 0) dims.push(from.dims[k]);
    };
    push_others(a, batch_a, summed_a);
    push_others(b, batch_b, summed_b);
    return put(a.d, dims, "stablehlo.dot_general " + a.name + ", " + b.name + (batch_a.empty() ? "" : ", batching_dims = " + list_of(batch_a) + " x " + list_of(batch_b)) +
                              ", contracting_dims = " + list_of(summed_a) + " x " + list_of(summed_b) + ", precision = [HIGHEST, HIGHEST] : (" + a.type() + ", " + b.type() +
                              ") -> " + type_name({a.d, dims}));
  }

 private:
  array made_of(const array& a, const std::string& name, const std::string& how, dtype d, const shape& dims) {
    return put(d, dims, "stablehlo." + name + " " + a.name + how + " : (" + a.type() + ") -> " + type_name({d, dims}));
  }
};

}  // namespace cotangent::codegen::stablehlo
