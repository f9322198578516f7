// The record that each operation has: what it is, what holds of it, and its rules. All of one operation stands
// together, in a family's file. What else asks about operations asks the record, and nothing asks where a name stands
// in the enumeration.
#pragma once

#include <cotangent/graph/inlining.hpp>
#include <cotangent/graph/propagate.hpp>
#include <cotangent/graph/term.hpp>
#include <cotangent/primitives/constant_math.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>

namespace cotangent::ir {

enum class op_kind : signed char {
  missing,
  leaf,         // of no operands
  structure,    // lists, regions, parts of calls
  elementwise,  // what it does with each element is its `element_kind`
  system,       // of linear equations: written out once nobody differentiates any more
  shape,        // the same elements, elsewhere
  reduction,    // over the axes in the attribute
  indexed,      // at places that the program computes
  call,         // owns regions; `get` takes its results
  effect,
};
/// What an elementwise operation takes and gives.
enum class element_kind : signed char {
  none,
  arithmetic,  // numbers of any type, and gives the same
  rounding,    // numbers, where integers stay what they are
  function,    // real numbers; integers are taken as those
  comparison,  // two numbers, and gives a truth
  test,        // a number, and gives a truth
  logic,       // truths
  choice,      // one of two, by a truth
  conversion,
};

/// A function that may be missing. (No plain pointer: under g++'s undefined-behaviour sanitizer a comparison of one
/// with nullptr is no constant.)
template <class Signature>
class rule;
template <class Result, class... Args>
class rule<Result(Args...)> {
 public:
  constexpr rule(std::nullptr_t) {}
  constexpr rule(std::convertible_to<Result (*)(Args...)> auto function) : function_(function), given_(true) {}
  constexpr Result operator()(Args... args) const { return function_(args...); }
  constexpr friend bool operator==(const rule& r, std::nullptr_t) { return !r.given_; }

 private:
  Result (*function_)(Args...) = nullptr;
  bool given_ = false;
};

/// A function of C's and C++'s libraries, of one operand or two, by which every back end computes an operation.
struct library_function {
  const char* name = nullptr;
  /// The minor version of glibc 2 from which on it is vector math; 0: it is none. (Only where that is so may generated
  /// C say it.)
  int vectorized_since = 0;
  rule<double(double)> one = nullptr;
  rule<double(double, double)> two = nullptr;
  /// The same in constant expressions.
  rule<constant_math::wide(constant_math::wide)> constant_of_one = nullptr;
  rule<constant_math::wide(double, double)> constant_of_two = nullptr;
};

/// What holds of one operation, and its rules. Those left out do not apply: without jvp and partials its tangent is
/// zero, without transpose it is not linear in anything.
struct primitive {
  const char* name = nullptr;
  op_kind kind = op_kind::missing;
  element_kind elements = element_kind::none;
  int arity = 0;
  /// Cheaper to store once than to compute twice.
  bool costly = false;
  /// Of two operands that may be exchanged, to the last bit.
  bool commutative = false;
  library_function library = {};
  /// Computed element by element on registers, for which xsimd has no such function, or a poor one.
  bool by_element = false;
  /// Reductions only: what combines two elements, and what changes nothing then (infinities: the least or largest of
  /// integers).
  op combines = op::count;
  double identity = 0;
  /// Elementwise only: the derivative with respect to operand k, as a factor, from the operands and the result.
  rule<term(term a, term b, term result)> partial[2] = {nullptr, nullptr};
  /// The tangent of equation `id`, given its operands' tangents (-1: zero).
  rule<term(graph& g, int id, const int* tangents)> jvp = nullptr;
  /// The cotangent of `operand` of the linear equation `id`, given its own.
  rule<term(graph& g, int id, int operand, term cotangent)> transpose = nullptr;
  /// The equation under new leading axes `prefix`, given its operands with those axes.
  rule<term(graph& g, int id, const int* operands, const shape& prefix)> batch = nullptr;
  /// What computes it, in terms of other operations, for those that back ends have no row for.
  rule<term(graph& g, const equation& e)> formula = nullptr;
  /// Operations for each element of the result (of the operand, for a reduction).
  int flops = 0;
};

template <op Code>
consteval primitive no_record() {
  static_assert(Code == op::count, "this operation has no record: it needs its rules<...> in a file of primitives/");
  return {};
}
template <op Code>
inline constexpr primitive rules = no_record<Code>();

constexpr term operand(graph& g, int id, int k) { return {&g, g[id].in[k]}; }

using derivative_rule = rule<term(term a, term b, term result)>;
/// A function of one or two real numbers, with its derivative with respect to each.
constexpr primitive function(const char* name, derivative_rule first, derivative_rule second = nullptr) {
  return {.name = name,
          .kind = op_kind::elementwise,
          .elements = element_kind::function,
          .arity = second == nullptr ? 1 : 2,
          .costly = true,
          .partial = {first, second},
          .flops = 1};
}
/// The same of numbers of any type, and cheap.
constexpr primitive arithmetic(const char* name, derivative_rule first, derivative_rule second = nullptr) {
  primitive p = function(name, first, second);
  p.elements = element_kind::arithmetic;
  p.costly = false;
  return p;
}
constexpr primitive costly(primitive p) {
  p.costly = true;
  return p;
}
/// The same without a row in back ends: `formula` computes it, once nobody differentiates any more.
constexpr primitive with_formula(primitive p, rule<term(graph&, const equation&)> formula) {
  p.formula = formula;
  return p;
}
constexpr primitive without_derivative(const char* name, element_kind elements, int arity, bool commutative = false) {
  return {.name = name,
          .kind = op_kind::elementwise,
          .elements = elements,
          .arity = arity,
          .commutative = commutative,
          .flops = 1};
}

constexpr primitive by_library(primitive p, const char* name, int since, double (*one)(double),
                               constant_math::wide (*constant)(constant_math::wide)) {
  p.library = {.name = name, .vectorized_since = since, .one = one, .constant_of_one = constant};
  return p;
}
constexpr primitive by_library(primitive p, const char* name, int since, double (*two)(double, double),
                               constant_math::wide (*constant)(double, double)) {
  p.library = {.name = name, .vectorized_since = since, .two = two, .constant_of_two = constant};
  return p;
}

constexpr primitive by_element(primitive p) {
  p.by_element = true;
  return p;
}

/// What the evaluator computes an operation by, on numbers and, unless it does so by element, on SIMD registers: `of`.
template <op Code>
struct library_call;

}  // namespace cotangent::ir

/// The record of an operation that is FUNCTION of <cmath>, of xsimd (for registers) and of constant_math.hpp; vector
/// math since glibc 2.SINCE, or 0; then what else there is to its record.
#define COTANGENT_LIBRARY_FUNCTION(CODE, FUNCTION, SINCE, ...) \
  template <>                                                  \
  struct library_call<op::CODE> {                              \
    template <class... X>                                      \
    COTANGENT_PART static auto of(X... x) {                    \
      using std::FUNCTION;                                     \
      return FUNCTION(x...);                                   \
    }                                                          \
  };                                                           \
  template <>                                                  \
  inline constexpr primitive rules<op::CODE> =                 \
      by_library(__VA_ARGS__, #FUNCTION, SINCE, std::FUNCTION, constant_math::FUNCTION)
