// What a value in the graph is: an element type and a shape.
#pragma once

#include <cstdint>
#include <type_traits>

namespace cotangent::ir {

enum class dtype : int { f32, f64, i32, i64, boolean };

inline constexpr int max_rank = 8;

constexpr const char* dtype_name(dtype d) {
  constexpr const char* names[] = {"f32", "f64", "i32", "i64", "bool"};
  return names[static_cast<int>(d)];
}

constexpr bool is_floating(dtype d) { return d == dtype::f32 || d == dtype::f64; }
constexpr int bytes_of(dtype d) {
  constexpr int sizes[] = {4, 8, 4, 8, 1};
  return sizes[static_cast<int>(d)];
}

template <class T>
inline constexpr bool is_element =
    std::is_same_v<T, float> || std::is_same_v<T, double> || std::is_same_v<T, std::int32_t> ||
    std::is_same_v<T, std::int64_t> || std::is_same_v<T, bool>;

template <class T>
  requires is_element<T>
inline constexpr dtype dtype_of = std::is_same_v<T, float>          ? dtype::f32
                                  : std::is_same_v<T, double>       ? dtype::f64
                                  : std::is_same_v<T, std::int32_t> ? dtype::i32
                                  : std::is_same_v<T, std::int64_t> ? dtype::i64
                                                                    : dtype::boolean;

template <dtype D>
using element_of =
    std::conditional_t<D == dtype::f32, float,
                       std::conditional_t<D == dtype::f64, double,
                                          std::conditional_t<D == dtype::i32, std::int32_t,
                                                             std::conditional_t<D == dtype::i64, std::int64_t, bool>>>>;

/// The dimensions of a value, outermost first. A structural type, so that it can be a template argument.
struct shape {
  int rank = 0;
  int dims[max_rank] = {};

  constexpr int operator[](int axis) const { return dims[axis]; }
  /// What gets one axis too many has none any more, and is refused where it becomes a type.
  constexpr void push(int extent) {
    if (rank >= 0 && rank < max_rank) dims[rank++] = extent;
    else rank = overfull;
  }
  static constexpr int overfull = -2;
  /// An extent, or a negative one for what an int cannot count.
  static constexpr int extent(long long n) { return n > most ? -1 : static_cast<int>(n); }
  /// How many elements, or as many as an int cannot count.
  constexpr long long size() const {
    long long n = 1;
    for (int k = 0; k < rank; ++k) {
      n *= dims[k];
      if (n > most || n < 0) return most + 1;
    }
    return n;
  }
  static constexpr long long most = 2147483647;
  constexpr bool operator==(const shape&) const = default;
};

/// D... as a shape, which is overfull where they are too many.
template <int... D>
constexpr shape shape_of() {
  shape s;
  (s.push(D), ...);
  return s;
}

/// The `count` leading dimensions of `prefix`, followed by all of `rest`.
constexpr shape concatenated(const shape& prefix, const shape& rest) {
  shape all = prefix;
  for (int k = 0; k < rest.rank; ++k) all.push(rest[k]);
  return all;
}

struct value_type {
  dtype element = dtype::f32;
  shape dims;
  constexpr bool operator==(const value_type&) const = default;
};

}  // namespace cotangent::ir
