// Writing equations as formulas: a `term` is an equation's number with operators, used by rules and passes.
#pragma once

#include <cotangent/graph/graph.hpp>
#include <cotangent/graph/integers.hpp>

namespace cotangent::ir {

struct term {
  graph* g = nullptr;
  int id = -1;

  constexpr shape dims() const { return g->dims(id); }
  constexpr dtype element() const { return g->element(id); }
  constexpr int type() const { return (*g)[id].type; }
  constexpr term at(int other) const { return {g, other}; }
};

// ---- leaves
constexpr long long bits_of(dtype d, double value) {
  return is_floating(d)
             ? std::bit_cast<long long>(d == dtype::f32 ? static_cast<double>(static_cast<float>(value)) : value)
             : converted<long long>(value);
}
constexpr double value_of(dtype d, long long bits) {
  return is_floating(d) ? std::bit_cast<double>(bits) : static_cast<double>(bits);
}
/// The bits of a number in another element type.
constexpr long long converted_bits(dtype from, dtype to, long long bits) {
  if (to == dtype::boolean) return is_floating(from) ? std::bit_cast<double>(bits) != 0 : bits != 0;
  if (to == dtype::f64) return is_floating(from) ? bits : std::bit_cast<long long>(static_cast<double>(bits));
  if (to == dtype::f32)
    return std::bit_cast<long long>(static_cast<double>(
        is_floating(from) ? static_cast<float>(std::bit_cast<double>(bits)) : static_cast<float>(bits)));
  if (!is_floating(from)) return to == dtype::i32 ? static_cast<std::int32_t>(bits) : bits;
  return to == dtype::i32 ? converted<std::int32_t>(std::bit_cast<double>(bits))
                          : converted<long long>(std::bit_cast<double>(bits));
}
/// Every element equal to `value`.
constexpr term full(graph& g, dtype d, const shape& s, double value) {
  return {&g, g.emit(op::constant, g.intern(d, s), g.intern({bits_of(d, value)}))};
}
/// True if every element is the same number, written in the program.
constexpr bool is_splat_leaf(const graph& g, int id) {
  return g[id].code == op::zeros || (g[id].code == op::constant && g.word_count(g[id].attribute) == 1);
}
/// True if every element is the number `value`, written in the program.
constexpr bool is_splat(const graph& g, int id, double value) {
  return id >= 0 && g[id].code == op::constant && g.word_count(g[id].attribute) == 1 &&
         value_of(g.element(id), g.word(g[id].attribute, 0)) == value;
}
constexpr term full_like(term x, double value) { return full(*x.g, x.element(), x.dims(), value); }
/// A zero known by construction (a missing cotangent, say), which unlike a constant 0 annihilates in products.
constexpr term zeros(graph& g, dtype d, const shape& s) { return {&g, g.emit(op::zeros, g.intern(d, s))}; }
/// 0, 1, ..., extent - 1.
constexpr term iota(graph& g, dtype d, int extent) {
  shape s;
  s.push(extent);
  return {&g, g.emit(op::iota, g.intern(d, s))};
}

// ---- elementwise
constexpr term apply(op code, term a) { return a.at(a.g->emit(code, a.type(), -1, a.id)); }
constexpr term apply(op code, term a, term b) { return a.at(a.g->emit(code, a.type(), -1, a.id, b.id)); }
constexpr term operator+(term a, term b) { return apply(op::add, a, b); }
constexpr term operator-(term a, term b) { return apply(op::sub, a, b); }
constexpr term operator*(term a, term b) { return apply(op::mul, a, b); }
constexpr term operator/(term a, term b) { return apply(op::div, a, b); }
constexpr term operator-(term a) { return apply(op::neg, a); }
constexpr term operator+(term a, double b) { return a + full_like(a, b); }
constexpr term operator-(term a, double b) { return a - full_like(a, b); }
constexpr term operator*(term a, double b) { return a * full_like(a, b); }
constexpr term operator/(term a, double b) { return a / full_like(a, b); }
constexpr term operator+(double a, term b) { return full_like(b, a) + b; }
constexpr term operator-(double a, term b) { return full_like(b, a) - b; }
constexpr term operator*(double a, term b) { return full_like(b, a) * b; }
constexpr term operator/(double a, term b) { return full_like(b, a) / b; }
constexpr term compare(op code, term a, term b) {
  return a.at(a.g->emit(code, a.g->intern(dtype::boolean, a.dims()), -1, a.id, b.id));
}
constexpr term select(term mask, term a, term b) {
  return a.at(a.g->emit(op::select, a.type(), -1, mask.id, a.id, b.id));
}
constexpr term convert(term a, dtype d) {
  return d == a.element() ? a : a.at(a.g->emit(op::convert, a.g->intern(d, a.dims()), -1, a.id));
}

// ---- shape
/// result[i...] = a[map(i...)]
constexpr term view(term a, const shape& result, const index_map& map) {
  return a.at(a.g->emit(op::view, a.g->intern(a.element(), result), a.g->intern(map), a.id));
}
/// result[map(i...)] = a[i...], zero elsewhere; the transpose of a view that reads every element of it once
constexpr term pad(term a, const shape& result, const index_map& map) {
  return a.at(a.g->emit(op::pad, a.g->intern(a.element(), result), a.g->intern(map), a.id));
}
constexpr term reshape(term a, const shape& result) {
  if (a.dims() == result) return a;
  return a.at(a.g->emit(op::reshape, a.g->intern(a.element(), result), -1, a.id));
}
/// The same values for every index of new leading axes.
constexpr term broadcast_leading(term a, const shape& prefix) {
  if (prefix.rank == 0) return a;
  index_map map;
  for (int k = 0; k < a.dims().rank; ++k) map.push_axis(prefix.rank + k);
  return view(a, concatenated(prefix, a.dims()), map);
}

// ---- reduction; `axes` is a bit mask, and the reduced axes are dropped from the shape
constexpr shape without(const shape& s, unsigned axes) {
  shape kept;
  for (int k = 0; k < s.rank; ++k)
    if (!(axes >> k & 1u)) kept.push(s[k]);
  return kept;
}
constexpr term reduce(op code, term a, unsigned axes) {
  if (axes == 0) return a;
  const int type = a.g->intern(a.element(), without(a.dims(), axes));
  return a.at(a.g->emit(code, type, a.g->intern({static_cast<long long>(axes)}), a.id));
}
constexpr term sum(term a, unsigned axes) { return reduce(op::reduce_sum, a, axes); }
/// The inverse of dropping: `a` repeated along the `axes` of `whole`.
constexpr term broadcast_along(term a, const shape& whole, unsigned axes) {
  index_map map;
  for (int k = 0; k < whole.rank; ++k)
    if (!(axes >> k & 1u)) map.push_axis(k);
  return view(a, whole, map);
}

}  // namespace cotangent::ir
