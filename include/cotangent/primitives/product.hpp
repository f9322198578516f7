// Parts of an array along an axis, and the product along it.
#pragma once

#include <cotangent/primitives/shape.hpp>

namespace cotangent::ir {

/// Part [from, to) along an axis.
constexpr term sliced(term x, int axis, int from, int to) {
  shape dims = x.dims();
  index_map map = index_map::identity(dims.rank);
  map.at[axis].offset = from;
  dims.dims[axis] = to - from;
  return view(x, dims, map);
}

/// The product of `parts` equal parts along an axis.
constexpr term product_of_parts(term x, int axis, int parts) {
  const int size = x.dims()[axis] / parts;
  const auto pair = [&](int k) { return sliced(x, axis, k * size, (k + 1) * size) * sliced(x, axis, (k + 1) * size, (k + 2) * size); };
  return parts == 2 ? pair(0) : pair(0) * pair(2);
}

/// The product along the axis: parts are multiplied with each other, so that n elements take log n equations, no element
/// is divided by, and zeros have their derivatives. Four parts at once pass through memory half as often as two. Of more than
/// 8,192 elements the parts are four rows of eight neighbours, so that memory is read and written from one end to the other:
/// measured to be faster than four places far apart, which fewer elements are not (benchmarks/, prod).
constexpr term product_along(term x, int axis) {
  constexpr int parts = 4, row = 8, block = parts * row;
  const int n = x.dims()[axis];
  if (n == 1) return reshape(x, without(x.dims(), 1u << axis));
  const bool in_rows = n > 8192 && axis == x.dims().rank - 1 && x.dims().rank + 2 <= max_rank;
  const int several = n < 64 ? 2 : parts, whole = n / (in_rows ? block : several) * (in_rows ? block : several);
  term factors = sliced(x, axis, 0, whole);
  if (in_rows) {
    shape rows = factors.dims(), products = factors.dims();
    rows.dims[axis] = whole / block;
    rows.push(parts);
    rows.push(row);
    products.dims[axis] = whole / parts;
    factors = reshape(product_of_parts(reshape(factors, rows), axis + 1, parts), products);
  } else {
    factors = product_of_parts(factors, axis, several);
  }
  const term product = product_along(factors, axis);
  return whole == n ? product : product * product_along(sliced(x, axis, whole, n), axis);
}

}  // namespace cotangent::ir
