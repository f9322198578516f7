// A rule of rewriting as a row: what it is, an expression that it applies to, and what it leaves of that, as text.
#pragma once

#include <cotangent/cotangent.hpp>
#include <cotangent/passes/print.hpp>
#include <cotangent/passes/validate.hpp>
#include <cotangent/schedule/stages.hpp>

#include <string>
#include <vector>

namespace rewrites {

namespace ct = cotangent;
namespace ir = cotangent::ir;

/// An expression of a and b, the matrix c, the number d and the larger matrix e, as printed programs call them too.
template <class Vector, class Matrix, class Number, class Large>
struct row_of {
  const char* rule;
  const char* expression;
  ir::list<int> (*append)(ir::graph& g, Vector a, Vector b, Matrix c, Number d, Large e);
  const char* left;
  unsigned options = 0;
};
using vector = ct::expr<double, 8>;
using matrix = ct::expr<double, 8, 8>;
using number = ct::expr<double>;
using large = ct::expr<double, 32, 32>;
using row = row_of<vector, matrix, number, large>;
constexpr unsigned with_reciprocals = ir::options_of(ir::option::reciprocals);
constexpr unsigned with_finite = ir::options_of(ir::option::finite);

#define BEFORE(...)                                                                                               \
  #__VA_ARGS__, [](ir::graph& g, vector a [[maybe_unused]], vector b [[maybe_unused]], matrix c [[maybe_unused]], \
                   number d [[maybe_unused]], large e [[maybe_unused]]) { return ct::detail::ids_of(g, __VA_ARGS__); }

/// The program of an expression, as traced.
template <class Vector, class Matrix, class Number, class Large>
ir::graph traced(const row_of<Vector, Matrix, Number, Large>& r) {
  ir::graph g;
  g.options = r.options;
  ir::list<int> parameters;
  const auto parameter = [&]<class X>(const X&) {
    parameters.push(g.emit_unique(ir::op::parameter, g.intern(ct::detail::leaf_traits<X>::type)));
    return X{&g, parameters.back()};
  };
  const auto a = parameter(Vector{}), b = parameter(Vector{});
  const auto c = parameter(Matrix{});
  const auto d = parameter(Number{});
  const auto e = parameter(Large{});
  const ir::list<int> results = r.append(g, a, b, c, d, e);
  g.root = g.make_region(parameters, results, g.effects);
  return g;
}

/// The equations of a program and its results, "; " between them.
inline std::string text_of(const ir::graph& g) {
  const ir::list<char> printed = ir::print_program(g);
  const std::string all(printed.begin(), printed.end());
  std::string text;
  for (std::size_t at = all.find('\n'), end; (end = all.find('\n', at + 1)) != std::string::npos; at = end) {
    const std::size_t begin = all.find_first_not_of(' ', at + 1);
    text += (text.empty() ? "" : "; ") + all.substr(begin, end - begin);
  }
  return text.substr(0, text.size() - 2);  // " }"
}

// What tracing alone makes: zeros where nothing depends on anything, numbers as arrays, index maps of all kinds.
template <class X>
X nothing(X like) {
  return {like.g, ir::zeros(*like.g, ir::dtype::f64, X::shape).id};
}
template <class X>
X number_like(X like, double value) {
  return {like.g, ir::full_like({like.g, like.id}, value).id};
}
template <class To, class X>
To pad_of(X x, std::initializer_list<ir::axis_index> map) {
  ir::index_map m;
  for (const ir::axis_index& k : map) m.push(k);
  return {x.g, ir::pad({x.g, x.id}, To::shape, m).id};
}
template <class To, class X>
To view_of(X x, std::initializer_list<ir::axis_index> map) {
  ir::index_map m;
  for (const ir::axis_index& k : map) m.push(k);
  return {x.g, ir::view({x.g, x.id}, To::shape, m).id};
}
template <class X>
X copy_of(X x) {
  return {x.g, x.g->emit_unique(ir::op::copy, (*x.g)[x.id].type, x.id)};
}

}  // namespace rewrites
