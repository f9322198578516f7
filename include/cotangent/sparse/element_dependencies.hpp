// How what elements depend on moves through a program without calls. The program is linear in what is followed, so that
// no operation needs a rule but how it moves elements: all others are element by element.
#pragma once

#include <cotangent/primitives/all.hpp>
#include <cotangent/sparse/index_sets.hpp>
#include <cotangent/sparse/known_elements.hpp>

namespace cotangent::ir {

/// Each element has the set of what it depends on; an array that depends on nothing has an empty list.
class element_dependencies {
 public:
  using sets_of = list<int>;  // of each element
  index_sets sets;

 protected:
  constexpr explicit element_dependencies(const graph& program)
      : g(program), known(program), elements(program.size()) {}

  const graph& g;
  known_elements known;
  list<sets_of> elements;

  constexpr int size(int id) const { return static_cast<int>(g.dims(id).size()); }
  constexpr sets_of united(const sets_of& a, const sets_of& b) {
    if (a.empty()) return b;
    sets_of out = a;
    for (int k = 0; k < b.size(); ++k) out[k] = sets.united(a[k], b[k]);
    return out;
  }

  constexpr void visit(int id) {
    const equation e = g[id];
    sets_of& out = elements[id];
    out = {};
    if (e.type < 0 || !is_floating(g.element(id))) return;
    const auto in = [&](int k) -> const sets_of& { return elements[e.in[k]]; };
    bool any = false;
    for (int k = 0; k < 3; ++k) any = any || (e.in[k] >= 0 && !in(k).empty());
    if (!any) return;
    switch (e.code) {
      case op::view:
        out.resize(size(id), 0);
        return for_each_place(g.dims(id), g.dims(e.in[0]), g.map_of(id), [&](int k, int at) { out[k] = in(0)[at]; });
      case op::pad:
        out.resize(size(id), 0);
        return for_each_place(g.dims(e.in[0]), g.dims(id), g.map_of(id), [&](int k, int at) { out[at] = in(0)[k]; });
      case op::gather:
      case op::scatter_add: return indexed(id);
      case op::select:
        if (known(e.in[0])) return chosen(id);
        out = united(in(1), in(2));
        return;
      case op::mul: return product(id);
      default: break;
    }
    const op_kind kind = primitives[e.code].kind;
    if (kind == op_kind::reduction) return reduced(id);
    if (kind == op_kind::system) return all_on_all(id);
    for (int k = 0; k < 3; ++k)
      if (e.in[k] >= 0 && is_floating(g.element(e.in[k]))) out = united(out, in(k));
  }

 private:
  /// Nothing comes of a factor where the other one is known to be zero.
  constexpr void product(int id) {
    const equation e = g[id];
    for (int k = 0; k < 2; ++k) {
      sets_of some = elements[e.in[k]];
      if (!some.empty() && known(e.in[1 - k]))
        for (int i = 0; i < some.size(); ++i)
          if (known.of(e.in[1 - k])[i] == 0) some[i] = 0;
      elements[id] = united(elements[id], some);
    }
  }
  constexpr void chosen(int id) {
    const equation e = g[id];
    sets_of& out = elements[id];
    out.resize(size(id), 0);
    for (int k = 0; k < out.size(); ++k) {
      const sets_of& one = elements[known.of(e.in[0])[k] != 0 ? e.in[1] : e.in[2]];
      out[k] = one.empty() ? 0 : one[k];
    }
  }
  constexpr void reduced(int id) {
    const shape whole = g.dims(g[id].in[0]), kept = g.dims(id);
    const unsigned axes = g.axes_of(id);
    shape walked = kept;  // the reduced axes run inside
    index_map map;
    int next = 0;
    for (int k = 0; k < whole.rank; ++k) {
      if (axes >> k & 1u) {
        map.push({walked.rank, 0, 1});
        walked.push(whole[k]);
      } else {
        map.push_axis(next++);
      }
    }
    const sets_of& from = elements[g[id].in[0]];
    sets_of& out = elements[id];
    out.resize(size(id), 0);
    const int each = static_cast<int>(walked.size() / kept.size());
    list<int> some;
    for_each_place(walked, whole, map, [&](int k, int at) {
      if (from[at] != 0 && (some.empty() || some.back() != from[at])) some.push(from[at]);
      if (k % each == each - 1) {
        out[k / each] = sets.united(some);
        some.resize(0);
      }
    });
  }
  constexpr void all_on_all(int id) {
    list<int> some;
    for (int operand : g.equations[id].in)
      if (operand >= 0)
        for (int set : elements[operand]) some.push(set);
    elements[id].resize(size(id), sets.united(some));
  }

  constexpr void indexed(int id) {
    const equation e = g[id];
    const bool scatter = e.code == op::scatter_add;
    const int index = e.in[scatter ? 0 : 1];
    const sets_of& from = elements[e.in[scatter ? 1 : 0]];
    if (from.empty()) return;
    const shape whole = g.dims(scatter ? id : e.in[0]), at = g.dims(index);
    const int leading = leading_axes_of(g, id), extent = whole[leading];
    int before = 1, rest = 1, picks = 1;
    for (int k = 0; k < leading; ++k) before *= whole[k];
    for (int k = leading + 1; k < whole.rank; ++k) rest *= whole[k];
    for (int k = leading; k < at.rank; ++k) picks *= at[k];
    sets_of& out = elements[id];
    out.resize(size(id), 0);
    const bool certain = known(index);
    list<int> some;
    for (int b = 0; b < before; ++b)
      for (int r = 0; r < rest; ++r) {
        if (!certain) {
          const int sources = scatter ? picks : extent, targets = scatter ? extent : picks;
          some.resize(0);
          for (int k = 0; k < sources; ++k) some.push(from[(b * sources + k) * rest + r]);
          const int all = sets.united(some);
          for (int k = 0; k < targets; ++k) out[(b * targets + k) * rest + r] = all;
          continue;
        }
        for (int p = 0; p < picks; ++p) {
          const long long asked = known.of(index)[b * picks + p];
          const int inside = static_cast<int>(asked < 0 ? 0 : asked >= extent ? extent - 1 : asked);
          const int one = (b * extent + inside) * rest + r, other = (b * picks + p) * rest + r;
          if (scatter) out[one] = sets.united(out[one], from[other]);
          else out[other] = from[one];
        }
      }
  }
};

}  // namespace cotangent::ir
