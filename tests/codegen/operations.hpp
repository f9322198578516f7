// Each operation on two arrays, as a program of its own: its results, and their sum.
#pragma once

#include <cotangent/codegen/function.hpp>
#include <cotangent/passes/optimize.hpp>

#include <string>
#include <vector>

struct operation {
  cotangent::ir::op code;
  cotangent::ir::dtype element;
  std::string name;  // of the function
  cotangent::ir::graph graph;
  double low = 0.3, high = 0.9;  // of both arrays
  bool takes_all = false;        // numbers of either sign, zeros, infinities and NaN
};

/// The operation on a and b, as an array of floating-point numbers; what gives truths chooses between a and b.
constexpr cotangent::ir::term applied(cotangent::ir::op code, cotangent::ir::term a, cotangent::ir::term b) {
  using namespace cotangent::ir;
  graph& g = *a.g;
  const term half = full_like(a, 0.6);
  if (code == op::select) return select(compare(op::lt, a, half), a, b);
  if (code == op::logical_not) return select(apply(op::logical_not, compare(op::lt, a, half)), a, b);
  if (code == op::logical_and || code == op::logical_or)
    return select(apply(code, compare(op::lt, a, half), compare(op::gt, b, half)), a, b);
  if (code == op::is_finite || code == op::is_nan)
    return select(term{&g, g.emit(code, g.intern(dtype::boolean, a.dims()), -1, a.id)}, a, b);
  if (is_comparison(code)) return select(compare(code, a, b), a, b);
  if (code == op::convert)
    return convert(convert(a * 10.0, dtype::i32), a.element()) +
           convert(convert(b, a.element() == dtype::f32 ? dtype::f64 : dtype::f32), a.element());
  return primitives[code].arity == 1 ? apply(code, a) : apply(code, a, b);
}

/// All that work element by element.
inline std::vector<operation> all_operations(int elements = 64) {
  using namespace cotangent::ir;
  std::vector<operation> all;
  for (int number = 0; number < op_count; ++number) {
    const op code = static_cast<op>(number);
    if (!is_elementwise(code)) continue;
    for (const dtype element : {dtype::f32, dtype::f64}) {
      graph g;
      list<int> parameters, results;
      for (int k = 0; k < 2; ++k) parameters.push(g.emit_unique(op::parameter, g.intern(element, {1, {elements}})));
      const term value = applied(code, {&g, parameters[0]}, {&g, parameters[1]});
      results.push(value.id);
      results.push(sum(value, 1).id);
      g.root = g.make_region(parameters, results, {});
      operation made{code, element, std::string("of_") + primitives[code].name + "_" + dtype_name(element),
                     without_optimization(g)};
      made.takes_all = code != op::pow && code != op::convert && primitives[code].elements != element_kind::function;
      if (made.takes_all) made.low = -2.5, made.high = 2.5;
      if (code == op::acosh) made.low = 1.2, made.high = 3;
      all.push_back(made);
    }
  }
  return all;
}
