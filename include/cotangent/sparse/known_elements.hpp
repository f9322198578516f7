// What is known of single elements of arrays that no input reaches: integers and truths, and which real numbers are
// zero.
#pragma once

#include <cotangent/graph/index_map.hpp>
#include <cotangent/passes/known_values.hpp>
#include <cotangent/primitives/all.hpp>

namespace cotangent::ir {

/// visit(k, at): element k of an array `walked`, in order, is element `at` of `indexed`, by a map from one to the
/// other.
template <class Visit>
constexpr void for_each_place(const shape& walked, const shape& indexed, const index_map& map, Visit visit) {
  int step[max_rank] = {}, counter[max_rank] = {}, at = 0, size = 1;
  for (int k = map.rank; k-- > 0;) {
    at += map[k].offset * size;
    if (map[k].axis >= 0) step[map[k].axis] += map[k].stride * size;
    size *= indexed[k];
  }
  const int count = static_cast<int>(walked.size());
  for (int k = 0; k < count; ++k) {
    visit(k, at);
    for (int axis = walked.rank - 1; axis >= 0; --axis) {
      at += step[axis];
      if (++counter[axis] < walked[axis]) break;
      at -= step[axis] * walked[axis];
      counter[axis] = 0;
    }
  }
}

class known_elements {
 public:
  constexpr explicit known_elements(const graph& program)
      : g(program), values_(program.size()), state_(program.size(), not_asked) {}

  /// Whether all elements are known.
  constexpr bool operator()(int id) {
    if (state_[id] == not_asked) {
      state_[id] = unknown;
      if (g[id].type >= 0 && find(id)) state_[id] = known;
    }
    return state_[id] == known;
  }
  /// Says what a parameter is, or with an empty list that it may be anything; what came of it is asked again.
  constexpr void set(int id, const list<long long>& values) {
    state_[id] = values.empty() ? unknown : known;
    values_[id] = values;
  }
  constexpr void forget(int id) { state_[id] = not_asked; }
  /// Integers and truths as they are; of real numbers 0 for what is zero, 1 for what may be anything.
  constexpr const list<long long>& of(int id) const { return values_[id]; }

 private:
  enum : char { not_asked, known, unknown };
  const graph& g;
  list<list<long long>> values_;
  list<char> state_;

  constexpr bool find(int id) {
    const equation e = g[id];
    const bool real = is_floating(g.element(id));
    const int size = static_cast<int>(g.dims(id).size());
    list<long long>& v = values_[id];
    switch (e.code) {
      case op::zeros:
      case op::iota:
        v.resize(size, 0);
        for (int k = 0; e.code == op::iota && k < size; ++k) v[k] = real ? k != 0 : k;
        return true;
      case op::constant:
        v.resize(size, 0);
        for (int k = 0; k < size; ++k) {
          const long long word = g.word(e.attribute, g.word_count(e.attribute) == 1 ? 0 : k);
          v[k] = real ? value_of(g.element(id), word) != 0 : word;
        }
        return true;
      case op::view:
        if (!(*this)(e.in[0])) return false;
        v.resize(size, 0);
        for_each_place(g.dims(id), g.dims(e.in[0]), g.map_of(id), [&](int k, int at) { v[k] = values_[e.in[0]][at]; });
        return true;
      case op::pad:
        if (!(*this)(e.in[0])) return false;
        v.resize(size, 0);
        for_each_place(g.dims(e.in[0]), g.dims(id), g.map_of(id), [&](int k, int at) { v[at] = values_[e.in[0]][k]; });
        return true;
      case op::convert:
        if (!(*this)(e.in[0]) || (is_floating(g.element(e.in[0])) && !real)) return false;
        v = values_[e.in[0]];
        for (int k = 0; k < v.size(); ++k)
          if (real || g.element(id) == dtype::boolean) v[k] = v[k] != 0;
        return true;
      case op::reshape:
      case op::copy:
      case op::barrier: return (*this)(e.in[0]) && (v = values_[e.in[0]], true);
      default: return by_element(id, real);
    }
  }
  constexpr bool by_element(int id, bool real) {
    const equation e = g[id];
    const bool two = e.in[1] >= 0, three = e.in[2] >= 0;
    if (e.code != op::select && e.in[0] >= 0 && is_floating(g.element(e.in[0])) != real) return false;  // a comparison
    for (int operand : e.in)
      if (operand >= 0 && (is_call(g[operand].code) || !(*this)(operand))) return false;
    if (e.in[0] < 0) return false;
    list<long long> v = values_[e.in[0]];
    for (int k = 0; k < v.size(); ++k) {
      long long c = three ? values_[e.in[2]][k] : 0;
      if (!combined(e.code, g.element(e.in[0]), v[k], two ? values_[e.in[1]][k] : 0, c)) return false;
    }
    values_[id] = v;
    return true;
  }
  /// a becomes what the operation gives; false for operations that are not followed.
  static constexpr bool combined(op code, dtype element, long long& a, long long b, long long c) {
    if (code == op::select) return a = a != 0 ? b : c, true;
    if (is_floating(element)) switch (code) {
        case op::mul: return a = a != 0 && b != 0, true;
        case op::add:
        case op::sub: return a = a != 0 || b != 0, true;
        case op::neg:
        case op::abs: return true;
        default: return false;
      }
    return fold_integers(code, element, a, b);
  }
};

}  // namespace cotangent::ir
