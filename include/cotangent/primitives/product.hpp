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

/// The product of parts [first, first + count) of `size` along an axis, where `count` is a power of two. (Slices of
/// slices would be put together in memory one by one when they are differentiated.)
constexpr term product_of_parts(term x, int axis, int size, int first, int count) {
  if (count == 1) return sliced(x, axis, first * size, (first + 1) * size);
  return product_of_parts(x, axis, size, first, count / 2) *
         product_of_parts(x, axis, size, first + count / 2, count / 2);
}

/// The product along the axis: parts are multiplied with each other, so that n elements take log n equations, no
/// element is divided by, and zeros have their derivatives. Of many neighbours in memory, sixteen parts of a register's
/// 64 bytes each are multiplied at once: memory is then read twice and written once, from one end to the other, for
/// value and derivatives together.
constexpr term product_along(term x, int axis) {
  const int n = x.dims()[axis], row = 64 / bytes_of(x.element());
  if (n == 1) return reshape(x, without(x.dims(), 1u << axis));
  const bool in_rows = n >= 8 * row && axis == x.dims().rank - 1 && x.dims().rank + 2 <= max_rank;
  const int parts = in_rows ? (n < 16 * row ? 8 : 16) : n < 64 ? 2 : 4;
  const int block = in_rows ? parts * row : parts, whole = n / block * block;
  term factors = sliced(x, axis, 0, whole);
  if (in_rows) {
    shape rows = factors.dims(), products = factors.dims();
    rows.dims[axis] = whole / block;
    rows.push(parts);
    rows.push(row);
    products.dims[axis] = whole / parts;
    factors = reshape(product_of_parts(reshape(factors, rows), axis + 1, 1, 0, parts), products);
  } else {
    factors = product_of_parts(factors, axis, whole / parts, 0, parts);
  }
  const term product = product_along(factors, axis);
  return whole == n ? product : product * product_along(sliced(x, axis, whole, n), axis);
}

}  // namespace cotangent::ir
