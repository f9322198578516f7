// Text that is put together, of any length: numbers, names, indentation.
#pragma once

#include <cotangent/graph/list.hpp>

namespace cotangent::ir {

class text_writer {
 public:
  list<char> out;

 protected:
  constexpr void indent(int depth) {
    for (int k = 0; k < 2 * depth; ++k) write(" ");
  }
  constexpr void write(const char* s) {
    for (; *s != '\0'; ++s) out.push(*s);
  }
  constexpr void number(long long n) {
    if (n < 0) {
      write("-");
      n = -n;
    }
    if (n >= 10) number(n / 10);
    out.push(static_cast<char>('0' + n % 10));
  }
  /// Up to six digits after the point; exact integers without one.
  constexpr void real(double v) {
    if (v != v) return write("nan");
    if (v < 0) {
      write("-");
      v = -v;
    }
    if (v > 1e18) return write(v - v == v - v ? "large" : "inf");
    const auto whole = static_cast<long long>(v);
    number(whole);
    write(".");
    double rest = v - static_cast<double>(whole);
    for (int k = 0; k < 6 && rest > 0; ++k) {
      rest *= 10;
      const auto digit = static_cast<long long>(rest);
      out.push(static_cast<char>('0' + digit));
      rest -= static_cast<double>(digit);
    }
  }
  constexpr void letters(int n) {
    if (n >= 26) letters(n / 26 - 1);
    out.push(static_cast<char>('a' + n % 26));
  }
};

}  // namespace cotangent::ir
