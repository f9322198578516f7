// Views, pads and products of views, as NumPy has them: indices, transposes, diagonals, einsum.
#pragma once

#include <algorithm>
#include <cotangent/codegen/jax_text.hpp>

namespace cotangent::codegen::jax {

/// The index of one axis of extent `whole` that walks `count` elements.
inline text index_text(const ir::axis_index& e, int whole, int count) {
  if (e.axis < 0) return std::to_string(e.offset);
  const int stride = count == 1 ? 1 : e.stride, behind = e.offset + stride * count;
  if (count == 0) return "0:0";
  const text step = stride == 1 ? "" : ":" + std::to_string(stride);
  if (stride > 0)
    return (e.offset == 0 ? "" : std::to_string(e.offset)) + ":" +
           (behind >= whole ? "" : std::to_string(behind - stride + 1)) + step;
  return (e.offset == whole - 1 ? "" : std::to_string(e.offset)) + ":" +
         (behind - stride <= 0 ? "" : std::to_string(behind - stride - 1)) + step;
}
/// `a[1:3, None]`, without what stands for all of the last axes.
inline text subscript(const text& array, std::vector<text> indices) {
  while (!indices.empty() && indices.back() == ":") indices.pop_back();
  return indices.empty() ? array : array + "[" + joined(indices) + "]";
}

/// An array after indices alone: which axis of the other array each of its axes walks.
struct narrowed {
  text code;
  std::vector<int> axes;
  std::vector<text> indices;  // of all axes of the source
};
inline narrowed narrow(const text& source, const ir::shape& dims, const ir::index_map& map, const ir::shape& other) {
  narrowed n;
  for (int k = 0; k < map.rank; ++k) {
    n.indices.push_back(index_text(map[k], dims[k], map[k].axis < 0 ? 1 : other[map[k].axis]));
    if (map[k].axis >= 0) n.axes.push_back(map[k].axis);
  }
  n.code = subscript(source, n.indices);
  return n;
}

inline text transposed(const text& array, const std::vector<int>& order) {
  if (std::is_sorted(order.begin(), order.end())) return array;
  if (order.size() == 2) return array + ".T";
  std::vector<text> all;
  for (int k : order) all.push_back(std::to_string(k));
  return "jnp.transpose(" + array + ", " + tuple(all) + ")";
}
/// Puts axes that walk `axes` into ascending order.
inline text ascending(const text& array, const std::vector<int>& axes) {
  std::vector<int> order(axes.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = static_cast<int>(k);
  std::sort(order.begin(), order.end(),
            [&](int a, int b) { return axes[static_cast<std::size_t>(a)] < axes[static_cast<std::size_t>(b)]; });
  return transposed(array, order);
}

/// result[i...] = source[map(i...)]
inline piece view_text(const text& source, const ir::shape& dims, const ir::index_map& map, const ir::shape& result) {
  narrowed n = narrow(source, dims, map, result);
  std::vector<int>& axes = n.axes;
  bool is_index = std::is_sorted(axes.begin(), axes.end());
  for (std::size_t i = 0; i < axes.size(); ++i)
    for (std::size_t j = i + 1; j < axes.size(); ++j)
      if (axes[i] == axes[j]) {
        is_index = false;
        n.code = "jnp.diagonal(" + n.code + ", axis1=" + std::to_string(i) + ", axis2=" + std::to_string(j) + ")";
        const int axis = axes[i];
        axes.erase(axes.begin() + static_cast<std::ptrdiff_t>(j));
        axes.erase(axes.begin() + static_cast<std::ptrdiff_t>(i));
        axes.push_back(axis);
        i = static_cast<std::size_t>(-1);
        break;
      }
  if (!is_index) {
    n.code = ascending(n.code, axes);
    std::sort(axes.begin(), axes.end());
    n.indices.assign(axes.size(), ":");
  } else {
    n.code = source;
  }
  // New axes stand where the result has more, but for the first ones.
  piece p;
  std::vector<text> indices;
  int next = axes.empty() ? result.rank : axes[0];
  std::size_t taken = 0;
  for (const text& index : n.indices) {
    const bool is_axis = index.find(':') != text::npos;
    for (; is_axis && next < axes[taken]; ++next) indices.push_back("None"), p.reach.push(1);
    indices.push_back(index);
    if (is_axis) p.reach.push(result[next++]), ++taken;
  }
  for (; next < result.rank; ++next) indices.push_back("None"), p.reach.push(1);
  p.code = subscript(n.code, indices);
  return p;
}

/// result[map(i...)] = source[i...], zero elsewhere.
inline text pad_text(text source, const ir::shape& dims, const ir::index_map& map, const ir::shape& result,
                     ir::dtype type) {
  const text zero = ir::is_floating(type) ? "0.0" : type == ir::dtype::boolean ? "False" : "0";
  if (dims.size() == 0) return "jnp.zeros(" + shape_text(result) + ", " + type_text(type) + ")";
  std::vector<text> dropped;  // axes of one element that no axis of the result walks
  std::vector<int> number(static_cast<std::size_t>(dims.rank), -1), axes, order;
  for (int axis = 0, kept = 0; axis < dims.rank; ++axis) {
    dropped.push_back(map.uses(axis) ? ":" : "0");
    if (map.uses(axis)) number[static_cast<std::size_t>(axis)] = kept++;
  }
  source = subscript(source, dropped);
  for (int k = 0; k < map.rank; ++k) {
    if (map[k].axis < 0) continue;
    const int axis = number[static_cast<std::size_t>(map[k].axis)];
    axes.push_back(axis);
    if (std::find(order.begin(), order.end(), axis) == order.end()) order.push_back(axis);
  }
  source = transposed(source, order);
  if (axes.size() > order.size()) {
    std::vector<text> places;
    for (int axis : axes) places.push_back(std::to_string(std::find(order.begin(), order.end(), axis) - order.begin()));
    source = order.size() == 1 && axes.size() == 2 ? "jnp.diag(" + source + ")"
                                                   : "_on_diagonal(" + source + ", " + tuple(places) + ")";
  }
  std::vector<text> indices, sides, steps;
  bool pads = false, spreads = false;
  for (int k = 0; k < map.rank; ++k) {
    const int count = map[k].axis < 0 ? 1 : dims[map[k].axis], stride = count == 1 ? 1 : map[k].stride;
    const int first = stride < 0 ? map[k].offset + stride * (count - 1) : map[k].offset, width = std::abs(stride),
              rest = result[k] - first - width * (count - 1) - 1;
    indices.push_back(map[k].axis < 0 ? "None" : stride < 0 ? "::-1" : ":");
    sides.push_back("(" + std::to_string(first) + ", " + std::to_string(rest) + ")");
    steps.push_back("(" + std::to_string(first) + ", " + std::to_string(rest) + ", " + std::to_string(width - 1) + ")");
    pads = pads || first + rest > 0;
    spreads = spreads || width > 1;
  }
  source = subscript(source, indices);
  if (spreads) return "lax.pad(" + source + ", " + type_text(type) + "(" + zero + "), " + tuple(steps) + ")";
  return pads ? "jnp.pad(" + source + ", " + tuple(sides) + ")" : source;
}

/// The sum of a product over all axes but `kept`.
inline text product_text(const narrowed& a, const narrowed& b, const std::vector<int>& kept) {
  const auto name = [](const std::vector<int>& axes) {
    text all;
    for (int axis : axes) all += static_cast<char>('i' + axis);
    return all;
  };
  // A product of matrices, whichever of the two comes first, or of a matrix and a vector.
  for (const auto& [left, right] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    const std::vector<int>&l = left->axes, &r = right->axes;
    if (l.size() == 2 && r.size() == 2 && kept.size() == 2 && l[0] != l[1] && r[0] != r[1])
      for (std::size_t i : {0u, 1u})
        for (std::size_t j : {0u, 1u})  // which axis of each is kept
          if (l[i] == kept[0] && r[j] == kept[1] && l[1 - i] == r[1 - j])
            return left->code + (i == 0 ? "" : ".T") + " @ " + right->code + (j == 1 ? "" : ".T");
    if (l.size() == 2 && r.size() == 1 && kept.size() == 1 && l[1] == r[0] && l[0] == kept[0])
      return left->code + " @ " + right->code;
    if (l.size() == 1 && r.size() == 2 && kept.size() == 1 && l[0] == r[0] && r[1] == kept[0])
      return left->code + " @ " + right->code;
  }
  return "jnp.einsum(\"" + name(a.axes) + "," + name(b.axes) + "->" + name(kept) + "\", " + a.code + ", " + b.code +
         ")";
}

}  // namespace cotangent::codegen::jax
