// What Python's and JAX's words are: names, numbers, element types, shapes.
#pragma once

#include <charconv>
#include <cmath>
#include <cotangent/codegen/names.hpp>
#include <cotangent/graph/graph.hpp>

namespace cotangent::codegen::jax {

using text = std::string;

inline constexpr std::string_view words_of_python =
    " False None True and as assert async await break class continue def del elif else except finally for from global "
    "if import in is lambda nonlocal not or pass raise "
    "return try while with yield match case type _ print ";
/// What a printed module imports.
inline constexpr std::string_view names_of_module =
    " enumerate int isinstance iter len list map next range str tuple type zip functools inspect NamedTuple Any np jax "
    "jnp lax ad batching mlir Primitive carry x primals tangents residuals cotangents known linear along values ";
/// Modules that a file of the same name would stand in front of.
inline constexpr std::string_view modules_of_python =
    " jax jaxlib numpy scipy functools inspect typing enum types re os sys abc io math random copy collections "
    "operator dataclasses ";

inline text joined(const std::vector<text>& all, const text& between = ", ") {
  text line;
  for (const text& one : all) line += (&one == all.data() ? "" : between) + one;
  return line;
}
/// `a`, or `(a, b)`; `None` for nothing.
inline text bundle(const std::vector<text>& all) {
  return all.empty() ? "None" : all.size() == 1 ? all[0] : "(" + joined(all) + ")";
}
inline text tuple(const std::vector<text>& all) { return "(" + joined(all) + (all.size() == 1 ? ",)" : ")"); }
inline text shape_text(const ir::shape& s) {
  std::vector<text> all;
  for (int k = 0; k < s.rank; ++k) all.push_back(std::to_string(s[k]));
  return tuple(all);
}
/// `.reshape(2, 3)`
inline text reshaped(const text& array, const ir::shape& s) {
  std::vector<text> all;
  for (int k = 0; k < s.rank; ++k) all.push_back(std::to_string(s[k]));
  return array + ".reshape(" + (s.rank == 0 ? "()" : joined(all)) + ")";
}
inline text type_text(ir::dtype d) {
  constexpr const char* names[] = {"jnp.float32", "jnp.float64", "jnp.int32", "jnp.int64", "jnp.bool_"};
  return names[static_cast<int>(d)];
}

/// The shortest decimal that is this number once more, after Python has read it as a double.
inline text real_text(double v, bool single) {
  if (std::isnan(v)) return "jnp.nan";
  if (std::isinf(v)) return v > 0 ? "jnp.inf" : "-jnp.inf";
  char digits[32];
  const auto written = [&](auto number) {
    return text(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  };
  text number = single ? written(static_cast<float>(v)) : written(v);
  if (single && static_cast<double>(static_cast<float>(std::stod(number))) != v) number = written(v);
  return number.find_first_of(".e") == text::npos ? number + ".0" : number;
}
inline text number_text(ir::dtype d, long long bits) {
  if (ir::is_floating(d)) return real_text(std::bit_cast<double>(bits), d == ir::dtype::f32);
  return d == ir::dtype::boolean ? (bits != 0 ? "True" : "False") : std::to_string(bits);
}

/// Python that stands for an array: of the shape `reach`, which broadcasts to the array's. A number has no element
/// type.
struct piece {
  text code;
  ir::shape reach = {};
  bool is_number = false;
};

/// The shape that arrays of both shapes broadcast to.
inline ir::shape broadcast_shape(const ir::shape& a, const ir::shape& b) {
  const ir::shape &longer = a.rank < b.rank ? b : a, &shorter = a.rank < b.rank ? a : b;
  ir::shape s = longer;
  for (int k = 0; k < shorter.rank; ++k) {
    int& extent = s.dims[longer.rank - shorter.rank + k];
    if (extent == 1) extent = shorter[k];
  }
  return s;
}

/// `a`, `b`, ..., `z`, `aa`, ...
inline text letters(int n) { return (n >= 26 ? letters(n / 26 - 1) : "") + static_cast<char>('a' + n % 26); }

}  // namespace cotangent::codegen::jax
