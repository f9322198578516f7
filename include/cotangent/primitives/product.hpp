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

/// The product along the axis: halves are multiplied with each other, so that n elements take log n equations, no element
/// is divided by, and zeros have their derivatives.
constexpr term product_along(term x, int axis) {
  int n = x.dims()[axis];
  term odd{x.g, -1};
  while (n > 1) {
    if (n % 2 == 1) {
      const term last = sliced(x, axis, n - 1, n);
      odd = odd.id < 0 ? last : odd * last;
    }
    x = sliced(x, axis, 0, n / 2) * sliced(x, axis, n / 2, n / 2 * 2);
    n /= 2;
  }
  if (odd.id >= 0) x = x * odd;
  return reshape(x, without(x.dims(), 1u << axis));
}

}  // namespace cotangent::ir
