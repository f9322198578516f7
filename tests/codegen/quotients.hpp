// Many elements divided by one number, and numbers that are hard to divide.
#pragma once

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cotangent/cotangent.hpp>
#include <cstdint>
#include <limits>
#include <random>

namespace quotients {

namespace ct = cotangent;

inline constexpr int rows = 12, columns = 69;  // of registers, and a part of one
constexpr auto by_one = [](auto x, auto s, auto) { return x / s; };
constexpr auto by_rows = [](auto x, auto, auto t) { return x / ct::expand_dims<1>(t); };
constexpr auto by_number = [](auto x, auto, auto) { return ct::tuple(x / 49.0, x / -0.7); };
template <class T>
using matrix = ct::tensor<T, rows, columns>;
template <class T>
using column = ct::tensor<T, rows>;

template <class T>
bool same(T a, T b) {
  using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  return (a != a && b != b) || std::bit_cast<bits>(a) == std::bit_cast<bits>(b);
}

/// Draws of several kinds: all bit patterns; what the corrected product can and cannot do, side by side and apart;
/// zeros, infinities, NaN, the smallest and largest numbers; numbers like a program's.
template <class T>
class source {
 public:
  T divisor() {
    switch (engine() % 4) {
      case 0: return pattern();
      case 1: return signed_number(limit[engine() % 2] + near());
      default: return usual();
    }
  }
  /// An array's worth, of one kind or mixed; some quotients by `s` at the limits of what is corrected.
  template <class Array>
  void fill(Array& x, T s) {
    const auto kind = engine() % 6;
    const int at = limit[2 + engine() % 2] + near();
    for (T& v : x) {
      const auto own = kind == 5 ? engine() % 5 : kind;
      v = own == 0 ? pattern() : own == 1 ? signed_number(at) * s : own == 2 ? special() : usual();
      if (kind == 4 && engine() % 3 == 0) v = engine() % 2 ? T(0) : -T(0);
    }
  }

 private:
  using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  static constexpr int limit[] = {sizeof(T) == 4 ? -32 : -200, sizeof(T) == 4 ? 125 : 1000, sizeof(T) == 4 ? -70 : -760,
                                  sizeof(T) == 4 ? 126 : 1022};
  T pattern() { return std::bit_cast<T>(static_cast<bits>(engine())); }
  int near() { return static_cast<int>(engine() % 5) - 2; }
  T fraction() {  // from 1 to 2, often beside one of them
    const auto few = static_cast<bits>(engine() % 4);
    const bits ones = (bits(1) << (std::numeric_limits<T>::digits - 1)) - 1,
               drawn = engine() % 3 == 0   ? few
                       : engine() % 3 == 0 ? ones - few
                                           : static_cast<bits>(engine()) & ones;
    return std::bit_cast<T>(static_cast<bits>(std::bit_cast<bits>(T(1)) | drawn));
  }
  T signed_number(int exponent) { return (engine() % 2 ? T(1) : T(-1)) * std::ldexp(fraction(), exponent); }
  T usual() { return signed_number(static_cast<int>(engine() % 21) - 10); }
  T special() {
    using limits = std::numeric_limits<T>;
    static constexpr T all[] = {T(0),
                                -T(0),
                                limits::infinity(),
                                -limits::infinity(),
                                limits::quiet_NaN(),
                                limits::min(),
                                -limits::min(),
                                limits::denorm_min(),
                                -limits::denorm_min(),
                                limits::max(),
                                limits::lowest(),
                                T(1)};
    return all[engine() % 12];
  }
  std::mt19937_64 engine{sizeof(T)};
};

/// `function(x, s, t)` gives matrices of quotients by s, by each row's t, by 49 and by -0.7; how many are not what the
/// machine's division gives.
template <class T, class F>
long wrong_quotients(int rounds, F function) {
  source<T> draw;
  long wrong = 0;
  matrix<T> x, got[4];
  column<T> t;
  const auto expect = [&](const matrix<T>& given, int row, int k, T divisor) {
    const volatile T over = x(row, k), by = divisor;
    wrong += !same<T>(over / by, given(row, k));
  };
  for (int round = 0; round < rounds; ++round) {
    const T s = draw.divisor();
    for (T& v : t) v = round % 2 ? s : draw.divisor();
    draw.fill(x, s);
    function(x, s, t, got);
    for (int row = 0; row < rows; ++row)
      for (int k = 0; k < columns; ++k) {
        expect(got[0], row, k, s);
        expect(got[1], row, k, t(row));
        expect(got[2], row, k, T(49));
        expect(got[3], row, k, T(-0.7));
      }
  }
  return wrong;
}

}  // namespace quotients
