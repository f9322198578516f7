// What stands before the functions of a C source: what each compiler has to be told, and SIMD registers by its own
// types.
#pragma once

#include <cotangent/codegen/c_spelling.hpp>
#include <cotangent/schedule/shared_divisors.hpp>

#include <utility>
#include <vector>

namespace cotangent::codegen::c {

/// Where g++'s C compiler has glibc's vector math (and may leave errno alone: -fno-math-errno), loops may call it.
inline std::string vector_functions(const std::vector<ir::schedule>& schedules) {
  std::string early, late;
  for (const dtype d : {dtype::f32, dtype::f64})
    for (int code = 0; code < ir::op_count; ++code) {
      bool used = false;
      for (const ir::schedule& s : schedules)
        for (const ir::instruction& i : s.instructions)
          used = used || (static_cast<int>(i.code) == code && i.element == d);
      const int since = used ? vector_math_since(static_cast<op>(code)) : 0;
      if (since == 0) continue;
      const bool binary = ir::primitives[static_cast<op>(code)].arity == 2;
      const std::string type = type_name(d), name = math_function(static_cast<op>(code));
      (since == 22 ? early : late) +=
          concat("__attribute__((simd(\"notinbranch\"))) ", type, " ", name, d == dtype::f32 ? "f(" : "(", type,
                 binary ? concat(", ", type) : "", ");\n");
    }
  if (early.empty() && late.empty()) return "";
  std::string all =
      "\n#if defined(__GNUC__) && !defined(__clang__) && !defined(__cplusplus) && defined(__x86_64__) && "
      "defined(__GLIBC__)\n" +
      early;
  if (!late.empty()) all += "#if __GLIBC_PREREQ(2, 35)\n" + late + "#endif\n";
  return all + "#endif\n";
}

/// The macro `kept_loop`, if `body` uses it.
inline std::string kept_loops(const std::string& body) {
  if (body.find(kept_loop) == std::string::npos) return "";
  const std::string define = concat("\n#define ", kept_loop);
  return concat("\n/* Compilers would unroll short loops before they vectorize them. */\n#if defined(__clang__)",
                define, " _Pragma(\"clang loop unroll(disable)\")", "\n#elif defined(__GNUC__) && __GNUC__ >= 8",
                define, " _Pragma(\"GCC unroll 1\")\n#else", define, "\n#endif\n");
}

/// lgamma, as far as `body` uses it, without the global that C's writes, which threads would share.
inline std::string gamma_functions(const std::string& body) {
  std::string all;
  for (const dtype d : {dtype::f32, dtype::f64}) {
    const std::string type = type_name(d), name = d == dtype::f32 ? "log_gammaf" : "log_gamma",
                      c = d == dtype::f32 ? "lgammaf" : "lgamma";
    if (body.find(concat(" ", name, "(")) == std::string::npos &&
        body.find(lanes_function(op::lgamma, d) + "(") == std::string::npos)
      continue;
    all += concat("#if defined(__GLIBC__) && !defined(__cplusplus) && !defined(__USE_MISC)\nextern ", type, " ", c,
                  "_r(", type, ", int *);\n#endif\n");
    all += concat("static inline ", type, " ", name, "(", type,
                  " x) {\n#if defined(__GLIBC__) || defined(__APPLE__) || defined(__FreeBSD__)\n  int sign;\n  return ",
                  c, "_r(x, &sign);\n#else\n  return ", c, "(x);\n#endif\n}\n");
  }
  return all.empty() ? "" : "\n/* C's lgamma writes a global. */\n" + all;
}

/// What integers do where C says nothing, as graph/integers.hpp has it: the functions that `body` uses.
inline std::string integer_functions(const std::string& body) {
  std::string all;
  for (const dtype d : {dtype::i32, dtype::i64}) {
    const std::string type = type_name(d), bits = d == dtype::i32 ? "32" : "64", one = concat("(", type, ")1"),
                      zero = concat("(", type, ")0");
    const auto add = [&](const std::string& name, const std::string& text) {
      if (body.find(name + "(") != std::string::npos) all += concat("static inline ", type, " ", name, "(", text);
    };
    add(integer_function("divided", d),
        concat(type, " a, ", type, " b) {\n  if (b == 0) return -", one, ";\n  return b == -1 ? ",
               wrapped(op::sub, d, zero, "a"), " : a / b;\n}\n"));
    add(integer_function("power", d),
        concat(type, " a, ", type, " n) {\n  ", type,
               " power = 1;\n  if (n < 0) return a == 1 || (a == -1 && n % 2 == 0) ? ", one, " : a == -1 ? -", one,
               " : ", zero,
               ";\n  for (; n > 0; n /= 2) {\n    if (n % 2 != 0) power = ", wrapped(op::mul, d, "power", "a"),
               ";\n    a = ", wrapped(op::mul, d, "a", "a"), ";\n  }\n  return power;\n}\n"));
    for (const dtype from : {dtype::f32, dtype::f64}) {
      const std::string end =
          concat(d == dtype::i32 ? "2147483648.0" : "9223372036854775808.0", from == dtype::f32 ? "f" : "");
      add(saturation(from, d),
          concat(type_name(from), " x) {\n  if (x != x) return 0;\n  if (x >= ", end, ") return INT", bits,
                 "_MAX;\n  return x < -", end, " ? INT", bits, "_MIN : (", type, ")x;\n}\n"));
    }
  }
  return all.empty()
             ? ""
             : concat("\n/* Integers wrap around, x / 0 is -1, and numbers become the nearest integer, towards 0. */\n",
                      all);
}

/// What `body` uses of registers of elements of type `d`.
class register_type {
 public:
  register_type(dtype d, const std::string& functions) : element(d), body(functions) {}

  std::string text() const {
    if (!uses(lanes_name(element))) return "";
    std::string all = spelled(R"(
#if REGISTER > 0
#define $LANES (REGISTER / $BYTES)
typedef $TYPE $lanes __attribute__((vector_size(REGISTER), aligned($BYTES), may_alias));
#else
#define $LANES 1
typedef $TYPE $lanes;
#endif
)");
    if (uses(zero_lanes(element))) all += spelled("static const $lanes $zeros = {0};\n");
    if (uses(not_done_name(element))) {
      const int lanes = 64 / bytes_of(element);
      std::string values;
      for (int k = 0; k < 2 * lanes; ++k) values += concat(k == 0 ? "" : ", ", k < lanes ? "0" : "1");
      all += concat("static const ", type_name(element), " ", not_done_name(element), "[", std::to_string(2 * lanes),
                    "] = {", values, "};\n");
    }
    if (uses(sum_name(element) + "("))
      all += spelled(R"(static inline $TYPE $sum($lanes x) {
#if REGISTER > 0
  typedef $TYPE part __attribute__((vector_size(16)));
  part p[REGISTER / 16];
  memcpy(p, &x, sizeof x);
#if REGISTER == 64
  const part y = (p[0] + p[2]) + (p[1] + p[3]);
#elif REGISTER == 32
  const part y = p[0] + p[1];
#else
  const part y = p[0];
#endif
  return $PART;
#else
  return x;
#endif
}
)");
    if (uses(apart_name(element) + "("))
      all += spelled(R"(static inline $lanes $apart(const $TYPE *x, int stride) {
#if REGISTER > 0
  $lanes all = {0};
  for (int lane = 0; lane < $LANES; ++lane) all[lane] = x[lane * stride];
  return all;
#else
  (void)stride;
  return *x;
#endif
}
)");
    if (uses(put_apart_name(element) + "("))
      all += spelled(R"(static inline void $put_apart($TYPE *x, int stride, $lanes all) {
#if REGISTER > 0
  for (int lane = 0; lane < $LANES; ++lane) x[lane * stride] = all[lane];
#else
  (void)stride;
  *x = all;
#endif
}
)");
    if (uses(sums_name(element) + "(")) all += sums_of_each();
    all += choices();
    if (uses(quotient_name(element) + "(")) all += quotient();
    std::string functions;
    for (int code = 0; code < ir::op_count; ++code)
      if (math_function(static_cast<op>(code)) != nullptr && uses(lanes_function(static_cast<op>(code), element) + "("))
        functions += function(static_cast<op>(code));
    if (functions.find("VECTOR_MATH") == std::string::npos) return all + functions;
    return all + spelled(R"(#if VECTOR_MATH > 0
typedef $TYPE whole_$lanes __attribute__((vector_size(REGISTER)));
#if REGISTER == 64
#define $VECTOR(parameters, name) _ZGVeN$64##parameters##_##name
#elif REGISTER == 32 && defined(__AVX2__)
#define $VECTOR(parameters, name) _ZGVdN$32##parameters##_##name
#elif REGISTER == 32
#define $VECTOR(parameters, name) _ZGVcN$32##parameters##_##name
#else
#define $VECTOR(parameters, name) _ZGVbN$16##parameters##_##name
#endif
#endif
)") + functions;
  }

 private:
  bool uses(const std::string& name) const { return body.find(name) != std::string::npos; }
  /// The sums of each of as many registers as the widest has elements, side by side: sums of neighbours, of those, and
  /// so on.
  std::string sums_of_each() const {
    const int rows = 64 / bytes_of(element);
    const auto neighbours = [](int lanes, int first) {
      std::string all;
      for (int lane = 0; lane < 2 * lanes; lane += 2)
        all += concat(lane == 0 ? "" : ", ", lane < lanes ? "x[" : "y[", std::to_string(lane % lanes + first), "]");
      return all;
    };
    std::string pairs, stores, parameters, test = "#if";
    for (const int width : {64, 32, 16, 0}) {
      const int lanes = width == 0 ? 1 : width / bytes_of(element);
      const std::string branch = width == 0 ? "#else\n" : concat(test, " REGISTER == ", std::to_string(width), "\n");
      if (width > 0)
        pairs +=
            concat(branch, "  const $lanes even = {", neighbours(lanes, 0), "}, odd = {", neighbours(lanes, 1), "};\n");
      stores += branch;
      const auto sum = [&](const auto& self, int first, int count) -> std::string {
        if (count == 1) return concat("x", std::to_string(first));
        return concat("$pairs(", self(self, first, count / 2), ", ", self(self, first + count / 2, count / 2), ")");
      };
      for (int row = 0; row < rows; row += lanes)
        stores += concat("  *($lanes *)(to + ", std::to_string(row), ") = ", sum(sum, row, lanes), ";\n");
      test = "#elif";
    }
    for (int row = 0; row < rows; ++row) parameters += concat(", $lanes x", std::to_string(row));
    return spelled(concat("#if REGISTER > 0\nstatic inline $lanes $pairs($lanes x, $lanes y) {\n", pairs,
                          "#endif\n  return even + odd;\n}\n#endif\n", "static inline void $sums($TYPE *to", parameters,
                          ") {\n", stores, "#endif\n}\n"));
  }
  /// Truths for each element, and what chooses by them; without registers, plain truths and choices.
  std::string choices() const {
    const auto name = [&](op code) { return lanes_function(code, element) + "("; };
    const bool extrema = uses(name(op::max)) || uses(name(op::min)),
               selects = uses(name(op::select)) || uses(name(op::sign)) || extrema;
    const bool masks = uses(mask_name(element)) || selects || uses(name(op::abs)) || uses(name(op::logical_not));
    if (!masks) return "";
    std::string all = spelled(R"(#if REGISTER > 0
typedef int$BITS_t $mask __attribute__((vector_size(REGISTER)));
#else
typedef bool $mask;
#endif
)");
    const auto add = [&](bool used, const std::string& arguments, const std::string& result,
                         const std::string& in_registers, const std::string& one,
                         const std::string& type_of_none = "") {
      const std::string none = type_of_none.empty() ? "" : concat("  const ", type_of_none, " none = {0};\n");
      if (used)
        all += spelled(concat("static inline ", result, " ", arguments, " {\n#if REGISTER > 0\n", none, "  return ",
                              in_registers, ";\n#else\n  return ", one, ";\n#endif\n}\n"));
    };
    add(uses(mask_of_name(element) + "("), "$mask_of(bool x)", "$mask", "(int$BITS_t)-x - none", "x", "$mask");
    add(uses(name(op::logical_not)), "$not($mask x)", "$mask", "~x", "!x");
    add(selects, "$select($mask x, $lanes a, $lanes b)", "$lanes", "($lanes)((x & ($mask)a) | (~x & ($mask)b))",
        "x ? a : b");
    add(uses(name(op::abs)), "$abs($lanes x)", "$lanes", "($lanes)(($mask)x & INT$BITS_MAX)", "$FABS(x)");
    add(uses(name(op::sign)), "$sign($lanes x)", "$lanes",
        "$select(($mask)(x > none), $ONE - none, $select(($mask)(x < none), none - $ONE, x))",
        "x > 0 ? $ONE : x < 0 ? -$ONE : x", "$lanes");
    for (const op code : {op::max, op::min}) {  // NaN if either is
      const std::string wins = code == op::max ? "a > b" : "a < b", function = code == op::max ? "$max" : "$min";
      add(uses(name(code)), concat(function, "($lanes a, $lanes b)"), "$lanes",
          concat("$select(($mask)((", wins, ") | (a != a)), a, b)"), concat(wins, " || a != a ? a : b"));
    }
    return all;
  }
  /// Correctly rounded, as schedule/shared_divisors.hpp says, where the machine multiplies and adds at once.
  std::string quotient() const {
    const ir::quotient_range range = ir::quotient_range_of(element);
    const auto number = [&](double v) { return literal(element, ir::bits_of(element, v)); };
    const std::vector<std::pair<std::string, std::string>> words = {{"LEAST", number(range.least)},
                                                                    {"LARGEST", number(range.largest)}};
    return spelled(
        R"(/* x / s; r is 1 / s, or NaN where that does not do. Zeros keep their sign. Registers of fewer bytes than `least` divide. */
static inline $lanes $quotient($lanes x, $TYPE s, $TYPE r, int least) {
#if QUOTIENTS == 64
  const __m512$SUFFIX n = (__m512$SUFFIX)x, v = _mm512_set1_$PACKED(r), q = _mm512_mul_$PACKED(n, v), size = _mm512_abs_$PACKED(q), zero = _mm512_setzero_$PACKED();
  const __m512$SUFFIX exact = _mm512_fnmadd_$PACKED(_mm512_fmsub_$PACKED(q, _mm512_set1_$PACKED(s), n), v, q);
  const __mmask$64 inside = _mm512_mask_cmp_$PACKED_mask(_mm512_cmp_$PACKED_mask(size, _mm512_set1_$PACKED($LEAST), _CMP_GE_OQ), size, _mm512_set1_$PACKED($LARGEST), _CMP_LE_OQ);
  if (inside == $ALL64) return ($lanes)exact;
  const __mmask$64 none = _mm512_mask_cmp_$PACKED_mask(_mm512_cmp_$PACKED_mask(n, zero, _CMP_EQ_OQ), q, zero, _CMP_EQ_OQ);
  if ((inside | none) == $ALL64) return ($lanes)_mm512_mask_blend_$PACKED(none, exact, q);
#elif QUOTIENTS == 32
  if (least > 32) return x / s;
  const __m256$SUFFIX n = (__m256$SUFFIX)x, v = _mm256_set1_$PACKED(r), q = _mm256_mul_$PACKED(n, v), size = _mm256_andnot_$PACKED(_mm256_set1_$PACKED(-0.0$F), q), zero = _mm256_setzero_$PACKED();
  const __m256$SUFFIX exact = _mm256_fnmadd_$PACKED(_mm256_fmsub_$PACKED(q, _mm256_set1_$PACKED(s), n), v, q);
  const __m256$SUFFIX inside = _mm256_and_$PACKED(_mm256_cmp_$PACKED(size, _mm256_set1_$PACKED($LEAST), _CMP_GE_OQ), _mm256_cmp_$PACKED(size, _mm256_set1_$PACKED($LARGEST), _CMP_LE_OQ));
  if (_mm256_movemask_$PACKED(inside) == $ALL32) return ($lanes)exact;
  const __m256$SUFFIX none = _mm256_and_$PACKED(_mm256_cmp_$PACKED(n, zero, _CMP_EQ_OQ), _mm256_cmp_$PACKED(q, zero, _CMP_EQ_OQ));
  if (_mm256_movemask_$PACKED(_mm256_or_$PACKED(inside, none)) == $ALL32) return ($lanes)_mm256_blendv_$PACKED(exact, q, none);
#endif
  (void)r;
  (void)least;
  return x / s;
}
)",
        words);
  }
  /// One instruction for registers of each width, as x86-64's are called.
  static std::string instruction(const std::string& widest, const std::string& others, const std::string& how) {
    std::string all, test = "#if";
    const auto add = [&](const char* bytes, const char* prefix, const char* type, const std::string& name) {
      all += concat(test, " INTRINSICS == ", bytes, "\n  return ($lanes)", prefix, "_", name, "_$PACKED((", type,
                    "$SUFFIX)x", how, ");\n");
      test = "#elif";
    };
    add("64", "_mm512", "__m512", widest);
    add("32", "_mm256", "__m256", others);
    add("16", "_mm", "__m128", others);
    return all + "#elif REGISTER > 0\n";
  }
  /// By its name in glibc's vector math, as the x86-64 vector function ABI spells it; or element by element.
  std::string function(op code) const {
    const int since = vector_math_since(code);
    const bool two = ir::primitives[code].arity == 2;
    std::string text = "static inline $lanes $NAME($lanes x$AND_Y) {\n";
    const std::string vector = two ? "$VECTOR(vv, $PLAIN)(" : "$VECTOR(v, $PLAIN)(",
                      test = "#if VECTOR_MATH >= $SINCE\n";
    if (since > 0)
      text = concat(test, "C_NAMED whole_$lanes ", vector, "whole_$lanes", two ? ", whole_$lanes" : "", ");\n#endif\n",
                    text, test, "  return ", vector, "x$, Y);\n#elif REGISTER > 0\n");
    else if (const std::string rounding = code == op::floor   ? ", 9"
                                          : code == op::ceil  ? ", 10"
                                          : code == op::round ? ", 12"
                                                              : "";
             !rounding.empty() || code == op::sqrt)
      text += instruction(code == op::sqrt ? "sqrt" : "roundscale", code == op::sqrt ? "sqrt" : "round", rounding);
    else text += "#if REGISTER > 0\n";
    text +=
        "  for (int lane = 0; lane < $LANES; ++lane) x[lane] = $PLAIN(x[lane]$, Y[lane]);\n  return x;\n#else\n  "
        "return $PLAIN(x$, Y);\n#endif\n}\n";
    return spelled(text, {{"AND_Y", two ? ", $lanes y" : ""},
                          {", Y[lane]", two ? ", y[lane]" : ""},
                          {", Y", two ? ", y" : ""},
                          {"SINCE", std::to_string(since)},
                          {"NAME", lanes_function(code, element)},
                          {"PLAIN", std::string(math_function(code)) + (element == dtype::f32 ? "f" : "")}});
  }
  std::string spelled(std::string text, std::vector<std::pair<std::string, std::string>> words = {}) const {
    const bool single = element == dtype::f32;
    for (const int bytes : {64, 32, 16})
      words.emplace_back(std::to_string(bytes), std::to_string(bytes / bytes_of(element)));
    words.insert(words.end(), {{"TYPE", type_name(element)},
                               {"LANES", lane_count(element)},
                               {"BYTES", std::to_string(bytes_of(element))},
                               {"lanes", lanes_name(element)},
                               {"zeros", zero_lanes(element)},
                               {"apart", apart_name(element)},
                               {"put_apart", put_apart_name(element)},
                               {"sums", sums_name(element)},
                               {"sum", sum_name(element)},
                               {"pairs", single ? "f32_pairs" : "f64_pairs"},
                               {"VECTOR", single ? "F32_VECTOR" : "F64_VECTOR"},
                               {"mask", mask_name(element)},
                               {"BITS", single ? "32" : "64"},
                               {"SUFFIX", single ? "" : "d"},
                               {"PACKED", single ? "ps" : "pd"},
                               {"ALL64", single ? "0xffff" : "0xff"},
                               {"ALL32", single ? "0xff" : "0xf"},
                               {"FABS", single ? "fabsf" : "fabs"},
                               {"F", single ? "f" : ""},
                               {"ONE", single ? "1.0f" : "1.0"},
                               {"quotient", quotient_name(element)},
                               {"not", lanes_function(op::logical_not, element)},
                               {"select", lanes_function(op::select, element)},
                               {"abs", lanes_function(op::abs, element)},
                               {"sign", lanes_function(op::sign, element)},
                               {"max", lanes_function(op::max, element)},
                               {"min", lanes_function(op::min, element)},
                               {"PART", single ? "(y[0] + y[2]) + (y[1] + y[3])" : "y[0] + y[1]"}});
    for (const auto& [from, to] : words)
      for (auto at = text.find("$" + from); at != std::string::npos; at = text.find("$" + from))
        text.replace(at, from.size() + 1, to);
    return text;
  }

  dtype element;
  const std::string& body;
};

/// The types of SIMD registers that `body` uses, in the compilers' own terms: GCC's and clang's vector types, of the
/// width that the machine has; else single numbers.
inline std::string register_types(const std::string& body) {
  const std::string all = register_type(dtype::f32, body).text() + register_type(dtype::f64, body).text();
  if (all.empty()) return all;
  const std::string math = all.find("VECTOR_MATH") == std::string::npos ? "" : R"(
/* Minor version of glibc 2 whose functions of registers may be called. */
#if REGISTER > 0 && defined(__x86_64__) && defined(__GLIBC__)
#define VECTOR_MATH __GLIBC_MINOR__
#else
#define VECTOR_MATH 0
#endif
#ifdef __cplusplus
#define C_NAMED extern "C"
#else
#define C_NAMED extern
#endif
)";
  const std::string intrinsics =
      all.find("INTRINSICS") == std::string::npos && all.find("QUOTIENTS") == std::string::npos ? "" : R"(
/* Bytes of the registers whose instructions have names. */
#if (REGISTER == 64 && defined(__AVX512F__)) || (REGISTER == 32 && defined(__AVX__)) || (REGISTER == 16 && defined(__SSE4_1__))
#include <immintrin.h>
#define INTRINSICS REGISTER
#else
#define INTRINSICS 0
#endif
)";
  const std::string quotients = all.find("QUOTIENTS") == std::string::npos ? "" : R"(
/* The same where products are added to at once, and comparisons see what is not a number. */
#if INTRINSICS >= 32 && defined(__FMA__) && !defined(__FAST_MATH__) && !(__FINITE_MATH_ONLY__ + 0)
#define QUOTIENTS INTRINSICS
#else
#define QUOTIENTS 0
#endif
)";
  return R"(
/* Bytes of a SIMD register, if the compiler has types for those. */
#ifndef REGISTER
#if !defined(__GNUC__)
#define REGISTER 0
#elif defined(__AVX512F__)
#define REGISTER 64
#elif defined(__AVX__)
#define REGISTER 32
#elif defined(__SSE2__) || defined(__aarch64__)
#define REGISTER 16
#else
#define REGISTER 0
#endif
#endif
)" + math +
         intrinsics + quotients + all;
}

}  // namespace cotangent::codegen::c
