// The row of the C back end for each operation, and how types and numbers are spelled.
#pragma once

#include <cotangent/primitives/all.hpp>

#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string>

namespace cotangent::codegen::c {

using ir::dtype;
using ir::op;

/// (g++ 12 warns of `"a" + temporary`, without reason.)
template <class... Part>
std::string concat(const Part&... part) {
  std::string all;
  ((all += part), ...);
  return all;
}

inline std::string type_name(dtype d) {
  constexpr const char* names[] = {"float", "double", "int32_t", "int64_t", "bool"};
  return names[static_cast<int>(d)];
}

/// A number as C writes it, with just the digits that give it back.
inline std::string literal(dtype d, long long bits) {
  if (d == dtype::boolean) return bits != 0 ? "true" : "false";
  if (d == dtype::i32)
    return bits == std::numeric_limits<std::int32_t>::min() ? "(-2147483647 - 1)"
           : bits < 0                                       ? concat("(", std::to_string(bits), ")")
                                                            : std::to_string(bits);
  if (d == dtype::i64) {
    if (bits == std::numeric_limits<long long>::min()) return "(-INT64_C(9223372036854775807) - 1)";
    return bits < 0 ? concat("(-INT64_C(", std::to_string(-bits), "))") : concat("INT64_C(", std::to_string(bits), ")");
  }
  const double value = std::bit_cast<double>(bits);
  const bool single = d == dtype::f32;
  if (std::isnan(value)) return single ? "NAN" : "(double)NAN";
  if (std::isinf(value)) return concat(value < 0 ? "(-" : "(", single ? "INFINITY)" : "(double)INFINITY)");
  char digits[40];
  const auto end = single ? std::to_chars(digits, digits + 40, static_cast<float>(value)).ptr
                          : std::to_chars(digits, digits + 40, value).ptr;
  std::string text(digits, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  if (single) text += "f";
  return std::signbit(value) ? "(" + text + ")" : text;
}

/// Stands before a loop inside another that is as long as a few registers: a macro, so that each compiler can be told.
inline constexpr const char* kept_loop = "LOOP_IN_REGISTERS";

/// The function of <math.h> for an operation, or nullptr. (That of lgamma is in c_preamble.hpp.)
constexpr const char* math_function(op code) { return ir::primitives[code].library.name; }
/// The minor version of glibc 2 that has it for vectors; 0: none.
constexpr int vector_math_since(op code) { return ir::primitives[code].library.vectorized_since; }

/// A SIMD register, how many elements it has, one of zeros, the sums of several registers, and of one: see
/// c_preamble.hpp.
inline std::string lanes_name(dtype d) { return d == dtype::f32 ? "f32_lanes" : "f64_lanes"; }
inline std::string lane_count(dtype d) { return d == dtype::f32 ? "F32_LANES" : "F64_LANES"; }
inline std::string zero_lanes(dtype d) { return d == dtype::f32 ? "f32_zeros" : "f64_zeros"; }
inline std::string sums_name(dtype d) { return d == dtype::f32 ? "f32_sums" : "f64_sums"; }
inline std::string sum_name(dtype d) { return d == dtype::f32 ? "f32_sum" : "f64_sum"; }
/// What comparing registers gives: all bits of an element or none.
/// As many zeros as the widest register has elements, then ones.
inline std::string not_done_name(dtype d) { return d == dtype::f32 ? "f32_not_done" : "f64_not_done"; }
inline std::string mask_name(dtype d) { return d == dtype::f32 ? "f32_mask" : "f64_mask"; }
/// Whether an operation is a function of registers (c_preamble.hpp), under the name of its type and its own.
constexpr bool has_lanes_function(op code) {
  return math_function(code) != nullptr || code == op::abs || code == op::sign || code == op::max || code == op::min ||
         code == op::select || code == op::logical_not;
}
/// What puts numbers that lie apart into a register.
inline std::string apart_name(dtype d) { return d == dtype::f32 ? "f32_apart" : "f64_apart"; }
/// What stores a register as numbers that lie apart.
inline std::string put_apart_name(dtype d) { return d == dtype::f32 ? "f32_put_apart" : "f64_put_apart"; }
inline std::string lanes_function(op code, dtype d) {
  const char* const name = math_function(code);
  return concat(d == dtype::f32 ? "f32_" : "f64_", name != nullptr ? name : ir::primitives[code].name);
}
/// The quotient by a number whose reciprocal is known; a truth for each element, all of them the same.
inline std::string quotient_name(dtype d) { return d == dtype::f32 ? "f32_quotient" : "f64_quotient"; }
inline std::string mask_of_name(dtype d) { return d == dtype::f32 ? "f32_mask_of" : "f64_mask_of"; }
constexpr const char* infix(op code) {
  switch (code) {
    case op::add: return " + ";
    case op::sub: return " - ";
    case op::mul: return " * ";
    case op::div: return " / ";
    case op::eq: return " == ";
    case op::ne: return " != ";
    case op::lt: return " < ";
    case op::le: return " <= ";
    case op::gt: return " > ";
    case op::ge: return " >= ";
    case op::logical_and: return " && ";
    case op::logical_or: return " || ";
    default: return nullptr;
  }
}

/// What every other operation is, on elements of type `d`: $a, $b and $c are its operands, $0 is a zero of their type,
/// $1 a one, $T the result's type. NaN is the larger of two, and the smaller, as the evaluator takes it.
constexpr const char* pattern(op code, dtype d) {
  const bool real = ir::is_floating(d);
  switch (code) {
    case op::neg: return "-$a";
    case op::abs: return d == dtype::f32 ? "fabsf($a)" : real ? "fabs($a)" : "$a";
    case op::sign: return "$a > $0 ? $1 : $a < $0 ? -$1 : $a";
    case op::max: return real ? "($a > $b || $a != $a) ? $a : $b" : "($a > $b) ? $a : $b";
    case op::min: return real ? "($a < $b || $a != $a) ? $a : $b" : "($a < $b) ? $a : $b";
    case op::logical_not: return "!$a";
    case op::is_nan: return "$a != $a";
    case op::is_finite: return "$a - $a == $a - $a";
    case op::select: return "$a ? $b : $c";
    case op::convert: return d == dtype::boolean ? "$a != $0" : "($T)$a";
    case op::copy:
    case op::barrier:
    case op::stop_gradient: return "$a";
    default: return nullptr;
  }
}

/// The first operation that reaches this back end and is none of these.
constexpr op without_spelling() {
  for (int k = 0; k < ir::op_count; ++k) {
    const op code = static_cast<op>(k);
    const bool spelled =
        math_function(code) != nullptr || infix(code) != nullptr || pattern(code, dtype::f64) != nullptr;
    if (ir::is_elementwise(code) && ir::primitives[code].formula == nullptr && !spelled) return code;
  }
  return op::count;
}
template <op Code>
struct spelled_in_c {
  static_assert(Code == op::count,
                "the C back end has no row for this operation: no library function, infix or pattern");
};
template struct spelled_in_c<without_spelling()>;

inline bool is_integer(dtype d) { return d == dtype::i32 || d == dtype::i64; }
/// A sum, difference or product of integers, which wraps around.
inline std::string wrapped(op code, dtype d, const std::string& a, const std::string& b) {
  const std::string type = type_name(d), as = concat("(u", type, ")");
  return concat("(", type, ")(", as, a, infix(code), as, b, ")");
}
/// A function of integers (c_preamble.hpp), by type.
inline std::string integer_function(const char* name, dtype d) {
  return concat(d == dtype::i32 ? "i32_" : "i64_", name);
}
/// A number as an integer (c_preamble.hpp).
inline std::string saturation(dtype from, dtype d) {
  return integer_function(from == dtype::f32 ? "of_f32" : "of_f64", d);
}

/// One operation on spelled operands. `from` is the element type of the first operand, `d` of the result.
inline std::string expression(op code, dtype from, dtype d, const std::string& a, const std::string& b,
                              const std::string& c) {
  if (is_integer(d) && from == d) {
    const std::string zero = literal(d, ir::bits_of(d, 0));
    if (code == op::add || code == op::sub || code == op::mul) return wrapped(code, d, a, b);
    if (code == op::div || code == op::pow)
      return concat(integer_function(code == op::div ? "divided" : "power", d), "(", a, ", ", b, ")");
    if (code == op::neg) return wrapped(op::sub, d, zero, a);
    if (code == op::abs) return concat(a, " < ", zero, " ? ", wrapped(op::sub, d, zero, a), " : ", a);
  }
  if (code == op::convert && is_integer(d) && ir::is_floating(from)) return concat(saturation(from, d), "(", a, ")");
  if (code == op::div && d == dtype::boolean) return concat(a, " || !", b);
  if (const char* name = math_function(code)) {
    const std::string function = std::string(name) + (d == dtype::f32 ? "f(" : "(");
    return function + a + (b.empty() ? ")" : ", " + b + ")");
  }
  if (const char* symbol = infix(code)) return a + symbol + b;
  const char* at = pattern(code, d);
  if (at == nullptr) throw std::logic_error(concat("the C back end has no row for ", ir::primitives[code].name));
  std::string text;
  for (; *at != 0; ++at) {
    if (*at != '$') text += *at;
    else if (const char word = *++at; word == 'T') text += type_name(d);
    else
      text += word == 'a'   ? a
              : word == 'b' ? b
              : word == 'c' ? c
                            : literal(word == '0' ? from : d, ir::bits_of(word == '0' ? from : d, word - '0'));
  }
  return text;
}

/// What a reduction starts from.
inline std::string identity(op code, dtype d) {
  const double value = ir::primitives[code].identity;
  return literal(d,
                 d == dtype::boolean ? value > 0 : ir::converted_bits(dtype::f64, d, std::bit_cast<long long>(value)));
}
inline std::string combined(op code, dtype d, const std::string& total, const std::string& value) {
  return expression(ir::primitives[code].combines, d, d, total, value, "");
}

}  // namespace cotangent::codegen::c
