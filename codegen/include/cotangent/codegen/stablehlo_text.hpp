// How StableHLO spells types and numbers, and the lines of a function.
#pragma once

#include <cotangent/codegen/function.hpp>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace cotangent::codegen::stablehlo {

using ir::dtype;
using ir::op;
using ir::shape;

inline std::string type_name(dtype d) {
  constexpr const char* names[] = {"f32", "f64", "i32", "i64", "i1"};
  return names[static_cast<int>(d)];
}
inline std::string type_name(const ir::value_type& t) {
  std::string text = "tensor<";
  for (int k = 0; k < t.dims.rank; ++k) text += std::to_string(t.dims[k]) + "x";
  return text + type_name(t.element) + ">";
}
inline std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& one : all) text += (text.empty() ? "" : ", ") + one;
  return text;
}
using axes = std::vector<int>;
inline std::string list_of(const axes& numbers) {
  std::vector<std::string> all;
  for (int n : numbers) all.push_back(std::to_string(n));
  return "[" + joined(all) + "]";
}

/// A number with just the digits that give it back: MLIR reads them as a double, and rounds that. What is no finite
/// number is spelled by its bits.
inline std::string literal(dtype d, long long bits) {
  if (d == dtype::boolean) return bits != 0 ? "true" : "false";
  if (!ir::is_floating(d)) return std::to_string(bits);
  const double value = std::bit_cast<double>(bits);
  const auto single = static_cast<float>(value);
  char digits[40];
  if (!std::isfinite(value)) {
    if (d == dtype::f32) std::snprintf(digits, sizeof digits, "0x%08X", std::bit_cast<std::uint32_t>(single));
    else std::snprintf(digits, sizeof digits, "0x%016llX", static_cast<unsigned long long>(bits));
    return digits;
  }
  std::string text(digits, d == dtype::f32 ? std::to_chars(digits, digits + 40, single).ptr
                                           : std::to_chars(digits, digits + 40, value).ptr);
  if (d == dtype::f32 && static_cast<float>(std::strtod(text.c_str(), nullptr)) != single)
    text.assign(digits, std::to_chars(digits, digits + 40, value).ptr);
  if (text.find('.') == std::string::npos) text.insert(std::min(text.find('e'), text.size()), ".0");
  return text;
}

/// The elements of an array of numbers from `at` on, in brackets by axes.
inline std::string elements(dtype d, const shape& dims, const std::vector<long long>& numbers, int axis,
                            std::size_t& at) {
  if (axis == dims.rank) return literal(d, numbers[at++]);
  std::vector<std::string> all;
  for (int k = 0; k < dims[axis]; ++k) all.push_back(elements(d, dims, numbers, axis + 1, at));
  return "[" + joined(all) + "]";
}
/// The same by their bits in memory, lowest byte first: a fifth of the text, and read at once.
inline std::string elements_by_bits(dtype d, const std::vector<long long>& numbers) {
  constexpr const char* digits = "0123456789ABCDEF";
  std::string text = "\"0x";
  for (long long n : numbers) {
    std::uint64_t bits = static_cast<std::uint64_t>(n);
    if (d == dtype::f32) bits = std::bit_cast<std::uint32_t>(static_cast<float>(std::bit_cast<double>(n)));
    for (int k = 0; k < ir::bytes_of(d); ++k, bits >>= 8) text += digits[bits >> 4 & 15], text += digits[bits & 15];
  }
  return text + "\"";
}
inline std::string elements(dtype d, const shape& dims, const std::vector<long long>& numbers) {
  constexpr std::size_t most_read_by_people = 64;
  std::size_t at = 0;
  return numbers.size() > most_read_by_people && d != dtype::boolean ? elements_by_bits(d, numbers)
                                                                     : elements(d, dims, numbers, 0, at);
}

/// An array that has been written: its name and type.
struct array {
  std::string name;
  dtype d = dtype::f64;
  shape dims;
  std::string type() const { return type_name(ir::value_type{d, dims}); }
};

/// A pattern with the next part for each $: arrays by name, numbers as lists.
inline std::string text_of(const std::string& text) { return text; }
inline std::string text_of(const array& a) { return a.name; }
inline std::string text_of(const axes& numbers) { return list_of(numbers); }
inline std::string text_of(int number) { return std::to_string(number); }
template <class... Part>
std::string filled(std::string_view pattern, const Part&... parts) {
  const std::string texts[] = {text_of(parts)..., ""};
  std::string all;
  std::size_t next = 0;
  for (char c : pattern)
    if (c == '$') all += texts[next++];
    else all += c;
  return all;
}

/// The lines of a function, and the names of what they compute: %0, %1, ..., which no two lines share, whatever regions
/// they stand in.
class lines {
 public:
  std::string text;

  std::string fresh() { return "%" + std::to_string(next_++); }
  void line(const std::string& all) { text += std::string(2 * depth_, ' ') + all + "\n"; }
  void open(const std::string& all) { line(all), ++depth_; }
  void close(const std::string& all) { --depth_, line(all); }
  void turn(const std::string& all) { close(all), ++depth_; }  // from one region to the next
  /// An operation that gives an array: the pattern's last $ is its type.
  template <class... Part>
  array put(dtype d, const shape& dims, std::string_view pattern, const Part&... parts) {
    array made{fresh(), d, dims};
    line(made.name + " = " + filled(pattern, parts..., made.type()));
    return made;
  }

 private:
  std::size_t depth_ = 2;
  int next_ = 0;
};

}  // namespace cotangent::codegen::stablehlo
