// The meaning of a graph, equation by equation, also inside constant expressions. Slow and plain: what everything fast
// is held against, and how programs evaluate at compile time, those of constants inside a trace, too.
#pragma once

#include <cotangent/graph/stop.hpp>
#include <cotangent/passes/optimize.hpp>

#include <limits>

namespace cotangent::ir {

/// One element, as a double and as an integer; the element type says which counts.
struct cell {
  double real = 0;
  long long whole = 0;
};
constexpr cell cell_of(dtype d, long long bits) {
  return is_floating(d) ? cell{std::bit_cast<double>(bits), 0} : cell{0, bits};
}
constexpr double as_real(dtype d, cell c) { return is_floating(d) ? c.real : static_cast<double>(c.whole); }
/// Rounds to the element type.
constexpr cell rounded(dtype d, cell c) {
  if (d == dtype::f32) c.real = static_cast<double>(static_cast<float>(c.real));
  if (d == dtype::i32) c.whole = static_cast<std::int32_t>(c.whole);
  if (d == dtype::boolean) c.whole = c.whole != 0;
  return c;
}

class interpreter {
 public:
  using cells = list<cell>;
  constexpr explicit interpreter(const graph& program)
      : g(program), values(program.size()), order_at(program.size(), -1), called_at(program.size(), -1) {}

  /// The results of a region on these arguments.
  constexpr list<cells> run(int region, const list<cells>& arguments) {
    const scope body = scope_of(g, region);
    for (int k = 0; k < arguments.size(); ++k) values[body.parameters[k]] = arguments[k];
    const list<int> order = order_of(region, body);
    for (int id : order) {
      const op code = g[id].code;
      if (is_call(code)) call(id);
      else if (code == op::get)
        values[id] = called[called_at[g[id].in[0]]][static_cast<int>(g.word(g[id].attribute, 0))];
      else if (code != op::parameter && code != op::pack) compute(id);
    }
    list<cells> results;
    for (int id : body.results) results.push(values[id]);
    return results;
  }

 private:
  const graph& g;
  list<cells> values;
  list<list<int>> orders;    // of regions: what they compute
  list<int> order_at;        // where a region's is
  list<list<cells>> called;  // results of calls
  list<int> called_at;       // where a call's are

  constexpr const list<int>& order_of(int region, const scope& body) {
    if (order_at[region] < 0) {
      walk inside(g, 0, region);
      for (int id : body.results) inside.from(id);
      order_at[region] = orders.size();
      orders.push(inside.order);
    }
    return orders[order_at[region]];
  }

  constexpr list<cells> values_of(const list<int>& ids, int from, int count) const {
    list<cells> all;
    for (int k = from; k < from + count; ++k) all.push(values[ids[k]]);
    return all;
  }
  constexpr void call(int id) {
    list<cells> results;
    if (g[id].code == op::scan) results = scan_results(id);
    else if (g[id].code == op::while_loop) results = while_results(id);
    else if (g[id].code == op::cond) {
      const list<int> arguments = g.unpacked(g[id].in[1]);
      results = run(g.unpacked(g[id].in[2])[values[g[id].in[0]][0].whole != 0 ? 0 : 1],
                    values_of(arguments, 0, arguments.size()));
    } else COTANGENT_STOP("a call that no pass has lowered");
    if (called_at[id] < 0) {
      called_at[id] = called.size();
      called.push({});
    }
    called[called_at[id]] = results;
  }
  constexpr list<cells> scan_results(int id) {
    const scan_parts p = parts_of_scan(g, id);
    list<cells> given = values_of(p.operands, 0, p.operands.size()), results;
    const scope body = scope_of(g, p.region);
    for (int r : body.results)
      results.push(cells(static_cast<int>(g.dims(r).size()) * (results.size() < p.carry ? 1 : p.steps)));
    list<cells> carry;
    for (int k = 0; k < p.carry; ++k) carry.push(given[p.consts + k]);
    for (int step = 0; step < p.steps; ++step) {
      const int at = p.reversed ? p.steps - 1 - step : step;
      list<cells> arguments;
      for (int k = 0; k < p.consts; ++k) arguments.push(given[k]);
      for (const cells& c : carry) arguments.push(c);
      for (int k = p.consts + p.carry; k < given.size(); ++k) {
        cells slice(given[k].size() / p.steps);
        for (int n = 0; n < slice.size(); ++n) slice[n] = given[k][at * slice.size() + n];
        arguments.push(slice);
      }
      const list<cells> out = run(p.region, arguments);
      for (int k = 0; k < out.size(); ++k) {
        if (k < p.carry) carry[k] = out[k];
        else
          for (int n = 0; n < out[k].size(); ++n) results[k][at * out[k].size() + n] = out[k][n];
      }
    }
    for (int k = 0; k < p.carry; ++k) results[k] = carry[k];
    return results;
  }
  constexpr list<cells> while_results(int id) {
    const while_parts p = parts_of_while(g, id);
    list<cells> carry = values_of(p.operands, p.condition_consts + p.body_consts, p.carry);
    const auto with_carry = [&](int from, int count) {
      list<cells> all = values_of(p.operands, from, count);
      for (const cells& c : carry) all.push(c);
      return all;
    };
    while (run(p.condition, with_carry(0, p.condition_consts))[0][0].whole != 0)
      carry = run(p.body, with_carry(p.condition_consts, p.body_consts));
    return carry;
  }

  /// Where a gather reads, or a scatter writes, for element `k` of the gathered array of shape `dims`.
  constexpr int indexed(int id, int array, int index, const shape& dims, int k) const {
    const int leading = leading_axes_of(g, id), own = g.dims(index).rank;
    int at[max_rank] = {}, place = 0, of_index = 0;
    for (int axis = dims.rank - 1; axis >= 0; --axis) {
      at[axis] = k % dims[axis];
      k /= dims[axis];
    }
    for (int axis = 0; axis < own; ++axis) of_index = of_index * dims[axis] + at[axis];
    const shape whole = g.dims(array);
    long long wanted = values[index][of_index].whole;
    wanted = wanted < 0 ? 0 : wanted >= whole[leading] ? whole[leading] - 1 : wanted;
    for (int axis = 0; axis < whole.rank; ++axis)
      place = place * whole[axis] + (axis < leading    ? at[axis]
                                     : axis == leading ? static_cast<int>(wanted)
                                                       : at[axis - leading - 1 + own]);
    return place;
  }

  /// The place in a dense array of shape `dims` of the element that `map` takes from place `at` of shape `from`.
  static constexpr int mapped(const index_map& map, const shape& dims, const shape& from, int at) {
    int index[max_rank] = {};
    for (int k = from.rank - 1; k >= 0; --k) {
      index[k] = at % from[k];
      at /= from[k];
    }
    int place = 0;
    for (int k = 0; k < dims.rank; ++k)
      place = place * dims[k] + map[k].offset + (map[k].axis < 0 ? 0 : map[k].stride * index[map[k].axis]);
    return place;
  }

  constexpr void compute(int id) {
    const equation e = g[id];
    const dtype d = g.element(id);
    const shape dims = g.dims(id);
    const int n = static_cast<int>(dims.size());
    list<cell> out(n);
    switch (e.code) {
      case op::constant:
        for (int k = 0; k < n; ++k) out[k] = cell_of(d, g.word(e.attribute, g.word_count(e.attribute) == 1 ? 0 : k));
        break;
      case op::zeros: break;
      case op::iota:
        for (int k = 0; k < n; ++k) out[k] = is_floating(d) ? cell{static_cast<double>(k), 0} : cell{0, k};
        break;
      case op::gather:
        for (int k = 0; k < n; ++k) out[k] = values[e.in[0]][indexed(id, e.in[0], e.in[1], dims, k)];
        break;
      case op::scatter_add:
        for (int k = 0; k < values[e.in[1]].size(); ++k) {
          cell& to = out[indexed(id, id, e.in[0], g.dims(e.in[1]), k)];
          to = rounded(d, {to.real + values[e.in[1]][k].real, wrapped_add(to.whole, values[e.in[1]][k].whole)});
        }
        break;
      case op::barrier:
      case op::copy:
      case op::stop_gradient:
      case op::reshape: out = values[e.in[0]]; break;
      case op::view:
        for (int k = 0; k < n; ++k) out[k] = values[e.in[0]][mapped(g.map_of(id), g.dims(e.in[0]), dims, k)];
        break;
      case op::pad:
        for (int k = 0; k < values[e.in[0]].size(); ++k)
          out[mapped(g.map_of(id), dims, g.dims(e.in[0]), k)] = values[e.in[0]][k];
        break;
      default:
        if (is_reduction(e.code)) {
          reduce_into(out, id);
          break;
        }
        for (int k = 0; k < n; ++k) {
          cell in[3];
          for (int o = 0; o < 3; ++o)
            if (e.in[o] >= 0) in[o] = values[e.in[o]][k];
          if (e.code == op::pow) in[1].real = as_real(g.element(e.in[1]), in[1]);  // an exponent may be an integer
          out[k] = rounded(d, elementwise(e.code, g.element(e.in[0]), d, in));
        }
    }
    values[id] = out;
  }

  constexpr void reduce_into(list<cell>& out, int id) {
    const equation e = g[id];
    const shape from = g.dims(e.in[0]);
    const dtype d = g.element(id);
    index_map kept;
    for (int axis = 0; axis < from.rank; ++axis)
      if (!(g.axes_of(id) >> axis & 1u)) kept.push_axis(axis);
    list<char> begun(out.size(), 0);
    for (int k = 0; k < values[e.in[0]].size(); ++k) {
      const int to = mapped(kept, g.dims(id), from, k);
      const cell x = values[e.in[0]][k];
      const cell both[] = {out[to], x};
      out[to] = begun[to] ? rounded(d, elementwise(primitives[e.code].combines, d, d, both)) : x;
      begun[to] = 1;
    }
  }

  static constexpr cell truth(bool b) { return {0, b}; }
  static constexpr cell elementwise(op code, dtype d, dtype result, const cell* in) {
    const cell a = in[0], b = in[1];
    const bool real = is_floating(d);
    switch (code) {
      case op::neg: return {-a.real, wrapped_subtract(0LL, a.whole)};
      case op::add: return {a.real + b.real, wrapped_add(a.whole, b.whole)};
      case op::sub: return {a.real - b.real, wrapped_subtract(a.whole, b.whole)};
      case op::mul: return {a.real * b.real, wrapped_multiply(a.whole, b.whole)};
      case op::div: return real ? cell{divided(a.real, b.real), 0} : cell{0, integer_divide(a.whole, b.whole)};
      case op::max: return (real ? a.real > b.real || a.real != a.real : a.whole > b.whole) ? a : b;
      case op::min: return (real ? a.real < b.real || a.real != a.real : a.whole < b.whole) ? a : b;
      case op::abs: return {a.real > 0 ? a.real : 0 - a.real, a.whole < 0 ? wrapped_subtract(0LL, a.whole) : a.whole};
      case op::sign:
        return real ? cell{a.real > 0 ? 1. : a.real < 0 ? -1. : a.real, 0} : cell{0, (a.whole > 0) - (a.whole < 0)};
      case op::eq: return truth(real ? a.real == b.real : a.whole == b.whole);
      case op::ne: return truth(real ? a.real != b.real : a.whole != b.whole);
      case op::lt: return truth(real ? a.real < b.real : a.whole < b.whole);
      case op::le: return truth(real ? a.real <= b.real : a.whole <= b.whole);
      case op::gt: return truth(real ? a.real > b.real : a.whole > b.whole);
      case op::ge: return truth(real ? a.real >= b.real : a.whole >= b.whole);
      case op::is_nan: return truth(a.real != a.real);
      case op::is_finite: return truth(a.real - a.real == a.real - a.real);
      case op::logical_and: return {0, a.whole & b.whole};
      case op::logical_or: return {0, a.whole | b.whole};
      case op::logical_not: return truth(a.whole == 0);
      case op::select: return a.whole != 0 ? b : in[2];
      case op::convert:
        return cell_of(result, converted_bits(d, result, real ? std::bit_cast<long long>(a.real) : a.whole));
      case op::pow:
        if (!real) return {0, integer_power(a.whole, b.whole)};
        [[fallthrough]];
      default: return {by_library(code, a.real, b.real), 0};
    }
  }
  // Division by zero is no constant expression; the value it has at run time is.
  static constexpr double divided(double a, double b) {
    if (b != 0) return a / b;
    if (a == 0 || a != a) return std::numeric_limits<double>::quiet_NaN();
    const bool negative = (a < 0) != (std::bit_cast<long long>(b) < 0);
    return negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  }
  static constexpr double by_library(op code, double a, double b) {
    const library_function& f = primitives[code].library;
    if (std::is_constant_evaluated()) {
      if (f.constant_of_one != nullptr) return constant_math::narrow(f.constant_of_one(a));
      if (f.constant_of_two != nullptr) return constant_math::narrow(f.constant_of_two(a, b));
    } else {
      if (f.one != nullptr) return f.one(a);
      if (f.two != nullptr) return f.two(a, b);
    }
    COTANGENT_STOP("an operation that the interpreter has no row for");
  }
};

}  // namespace cotangent::ir
