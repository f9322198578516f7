// Arrays as text, as NumPy prints them: [[1.  2.5]
//                                         [3.  4. ]]
#pragma once

#include <cotangent/tensor/tensor.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ostream>
#include <string>
#include <vector>

namespace cotangent {
namespace detail {

template <class T>
std::string number_text(T v, bool scientific) {
  if constexpr (std::is_same_v<T, bool>) {
    return v ? "True" : "False";
  } else if constexpr (std::is_integral_v<T>) {
    return std::to_string(v);
  } else {
    if (std::isnan(v)) return "nan";
    if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
    const auto style = scientific ? std::chars_format::scientific : std::chars_format::fixed;
    char buffer[512];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, v, style).ptr;  // the shortest that reads back as v
    std::string text(buffer, end);
    const std::size_t point = text.find('.'), exponent = text.find('e');
    const std::size_t digits =
        point == std::string::npos ? 0 : (exponent == std::string::npos ? text.size() : exponent) - point - 1;
    if (digits > 8) {
      end = std::to_chars(buffer, buffer + sizeof buffer, v, style, 8).ptr;
      text.assign(buffer, end);
      if (!scientific) {
        while (text.back() == '0') text.pop_back();
      }
    }
    if (text.find('.') == std::string::npos) {
      const std::size_t at = std::min(text.find('e'), text.size());
      text = text.substr(0, at) + '.' + text.substr(at);
    }
    return text;
  }
}

/// A dense array of this shape: elements in columns of one width, aligned at the point, as NumPy does.
template <class T>
std::string array_text(const T* data, const ir::shape& dims) {
  const auto count = static_cast<std::size_t>(dims.size());
  bool scientific = false;
  if constexpr (std::is_floating_point_v<T>) {
    T largest = 0, smallest = std::numeric_limits<T>::infinity();
    for (std::size_t k = 0; k < count; ++k) {
      const T size = std::abs(data[k]);
      if (size == 0 || !std::isfinite(size)) continue;
      largest = size > largest ? size : largest;
      smallest = size < smallest ? size : smallest;
    }
    if (largest > 0)
      scientific = largest >= T(1e8) || (dims.rank > 0 && (smallest < T(1e-4) || largest / smallest > T(1000)));
    if (dims.rank == 0 && largest > 0) scientific = largest >= T(1e16) || smallest < T(1e-4);
  }
  std::vector<std::string> cells(count);
  std::size_t before = 0, after = 0;
  for (std::size_t k = 0; k < count; ++k) {
    cells[k] = number_text(data[k], scientific);
    const std::size_t point = std::min(cells[k].find('.'), cells[k].size());
    before = std::max(before, point);
    after = std::max(after, cells[k].size() - point);
  }
  if (scientific) {  // as many digits everywhere
    std::size_t longest = 0;
    for (const std::string& c : cells) longest = std::max(longest, c.find('e') == std::string::npos ? 0 : c.find('e'));
    after = 0;
    for (std::string& c : cells) {
      const std::size_t point = std::min(c.find('.'), c.size()), exponent = c.find('e');
      const std::size_t width = longest - (before - point);
      if (exponent != std::string::npos && exponent < width) c.insert(exponent, width - exponent, '0');
      after = std::max(after, c.size() - point);
    }
  }
  if (dims.rank == 0) {
    std::string text = cells[0];
    if (text.back() == '.') text += '0';
    return text;
  }
  for (std::string& c : cells) {
    const std::size_t point = std::min(c.find('.'), c.size());
    c.insert(0, before - point, ' ');
    c.resize(before + after, ' ');
  }
  std::string text;
  std::size_t next = 0;
  auto write = [&](auto& self, int axis) -> void {
    text += '[';
    for (int k = 0; k < dims[axis]; ++k) {
      if (axis + 1 == dims.rank) {
        if (k > 0) text += ' ';
        text += cells[next++];
      } else {
        if (k > 0)
          text += std::string(static_cast<std::size_t>(dims.rank - axis - 1), '\n') +
                  std::string(static_cast<std::size_t>(axis + 1), ' ');
        self(self, axis + 1);
      }
    }
    text += ']';
  };
  write(write, 0);
  return text;
}

}  // namespace detail

/// Prints as NumPy does.
template <class T, int... D>
std::ostream& operator<<(std::ostream& out, const tensor<T, D...>& x) {
  return out << detail::array_text(x.data(), tensor<T, D...>::shape);
}

}  // namespace cotangent
