// A program as a function of StableHLO: each equation that something needs, in the order of the program.
#pragma once

#include <cotangent/codegen/stablehlo_control.hpp>
#include <cotangent/codegen/stablehlo_spelling.hpp>
#include <cotangent/codegen/whole_arrays.hpp>

namespace cotangent::codegen::stablehlo {

class writer : control_lines {
 public:
  writer(const function& f, const ir::graph& program)
      : declared(f),
        g(program),
        written(static_cast<std::size_t>(program.size())),
        parts(written.size()),
        needs(program) {}

  /// func.func public @name(%x0: tensor<...>, ...) -> (tensor<...>, ...) { ... }
  std::string definition() {
    const ir::scope body = ir::scope_of(g, g.root);
    std::vector<std::string> parameters, types, results;
    for (std::size_t k = 0; k < declared.inputs.size(); ++k) {
      const parameter& p = declared.inputs[k];
      written[at(body.parameters[static_cast<int>(k)])] = {"%" + p.name, p.type.element, p.type.dims};
      parameters.push_back("%" + p.name + ": " + type_name(p.type));
    }
    for (const array& r : region_results(g.root)) results.push_back(r.name), types.push_back(r.type());
    line(results.empty() ? "return" : filled("return $ : $", joined(results), joined(types)));
    const std::string gives = types.empty() ? "" : " -> (" + joined(types) + ")";
    return filled("  func.func public @$($)$ {\n$  }\n", declared.name, joined(parameters), gives, text);
  }

 private:
  const function& declared;
  const ir::graph& g;
  std::vector<array> written;             // what can be seen here, by equation; nameless: not yet
  std::vector<std::vector<array>> parts;  // of calls: their results
  whole_arrays needs;
  std::vector<int> seen_here;  // in this region

  static std::size_t at(int id) { return static_cast<std::size_t>(id); }
  array of(int id) const { return written[at(id)]; }

  [[noreturn]] void refuse(int id, const std::string& why) const {
    throw std::invalid_argument(declared.name + ": equation " + std::to_string(id) + ", " +
                                ir::primitives[g[id].code].name + ": " + why);
  }

  /// What a region computes, written here, where its parameters have been. What it computes is seen no more behind it.
  std::vector<array> region_results(int region) {
    const std::vector<int> outside = std::exchange(seen_here, {});
    const ir::list<int> wanted = ir::scope_of(g, region).results;
    for (int id : needed(region)) write(id);
    std::vector<array> results;
    for (int id : wanted) results.push_back(of(id));
    for (int id : seen_here) written[at(id)] = {}, parts[at(id)] = {};
    seen_here = outside;
    return results;
  }

  // ---- what is needed: products that are summed by a contraction are not, nor are the views that they are of
  std::vector<int> needed(int region) const {
    const ir::list<int> order = ir::region_order(g, region, 0);
    ir::notes<char> wanted(0, region);
    for (int id : ir::scope_of(g, region).results) wanted.at(id) = 1;
    std::vector<int> all;
    for (int k = order.size(); k-- > 0;) {
      const int id = order[k];
      if (!wanted[id] || !of(id).name.empty() || !parts[at(id)].empty()) continue;
      all.push_back(id);
      for (int operand : needs.operands_of(id)) wanted.at(operand) = 1;
    }
    std::reverse(all.begin(), all.end());
    return all;
  }

  // ---- one equation
  void write(int id) {
    seen_here.push_back(id);
    const op code = g[id].code;
    if (code == op::scan) parts[at(id)] = scan(id);
    else if (code == op::while_loop) parts[at(id)] = while_loop(id);
    else if (code == op::cond) parts[at(id)] = cond(id);
    else
      written[at(id)] =
          code == op::get ? parts[at(g[id].in[0])][static_cast<std::size_t>(g.word(g[id].attribute, 0))] : value(id);
    if (written[at(id)].name.empty() && parts[at(id)].empty())
      refuse(id, filled("the StableHLO back end has no row for it on $",
                        std::string(ir::dtype_name(g.element(g[id].in[0])))));
  }
  array value(int id) {
    const ir::equation e = g[id];
    const dtype d = g.element(id);
    const shape dims = g.dims(id);
    if (ir::is_reduction(e.code)) return sum(id);
    if (ir::is_elementwise(e.code)) return elementwise_or_tiled(id);
    switch (e.code) {
      case op::constant: {
        std::vector<long long> numbers;
        for (int k = 0; k < g.word_count(e.attribute); ++k) numbers.push_back(g.word(e.attribute, k));
        return numbers.size() == 1 ? constant(d, dims, numbers[0]) : constants(d, dims, numbers);
      }
      case op::zeros: return number(d, dims, 0);
      case op::iota: return put(d, dims, "stablehlo.iota dim = 0 : $");
      case op::copy:
      case op::stop_gradient: return of(e.in[0]);
      case op::barrier: return elementwise("optimization_barrier", {of(e.in[0])});
      case op::view: return view(of(e.in[0]), g.map_of(id), dims);
      case op::pad: return pad_into(of(e.in[0]), g.map_of(id), dims);
      case op::reshape: return reshape(of(e.in[0]), dims);
      case op::gather: return gather(of(e.in[0]), of(e.in[1]), ir::leading_axes_of(g, id));
      case op::scatter_add: return scatter_add(of(e.in[0]), of(e.in[1]), dims, ir::leading_axes_of(g, id));
      default: refuse(id, "no pass has written it out");
    }
  }
  array elementwise_or_tiled(int id) {
    std::vector<block> blocks;
    const std::vector<int> tiles = needs.tiles_of(id);
    for (int tile : tiles) {
      block& b = blocks.emplace_back(block{of(g[tile].in[0]), {}});
      for (int k = 0; k < g.dims(id).rank; ++k) b.from.push_back(g.map_of(tile)[k].offset);
    }
    if (array whole; !blocks.empty() && tiled(blocks, whole)) return whole;
    if (!blocks.empty()) return summed(tiles);
    std::vector<array> operands;
    for (int operand : g[id].in)
      if (operand >= 0) operands.push_back(of(operand));
    return stablehlo::elementwise(*this, g[id].code, g.element(id), operands);
  }

  array summed(const std::vector<int>& pads) {
    array total;
    for (int pad : pads) {
      const array one = pad_into(of(g[pad].in[0]), g.map_of(pad), g.dims(pad));
      total = total.name.empty() ? one : elementwise("add", {total, one});
    }
    return total;
  }
  array sum(int id) {
    const contraction c = contraction_of(g, id);
    if (c.factors.empty()) return reduce(g[id].code, of(g[id].in[0]), g.axes_of(id));
    std::vector<array> factors;
    for (const ir::factor& f : c.factors) factors.push_back(of(f.id));
    return contracted(c, factors);
  }

  // ---- calls
  std::vector<array> given(int region, const std::vector<array>& arguments) {
    const ir::list<int> parameters = ir::scope_of(g, region).parameters;
    for (std::size_t k = 0; k < arguments.size(); ++k) written[at(parameters[static_cast<int>(k)])] = arguments[k];
    return region_results(region);
  }
  std::vector<array> all_of(const ir::list<int>& ids) const {
    std::vector<array> all;
    for (int id : ids) all.push_back(of(id));
    return all;
  }
  /// A loop that counts its steps; it carries what the scan does, and the arrays of all steps.
  std::vector<array> scan(int id) {
    const ir::scan_parts p = ir::parts_of_scan(g, id);
    const ir::list<int> results = ir::scope_of(g, p.region).results;
    const std::vector<array> consts = all_of(ir::part(p.operands, 0, p.consts)),
                             first = all_of(ir::part(p.operands, p.consts, p.carry));
    std::vector<array> start{number(dtype::i32, {}, 0)};
    start.insert(start.end(), first.begin(), first.end());
    for (int k = p.carry; k < results.size(); ++k)
      start.push_back(number(g.element(results[k]), ir::concatenated({1, {p.steps}}, g.dims(results[k])), 0));
    std::vector<array> xs;
    std::vector<bool> same;
    for (int x : ir::part(p.operands, p.consts + p.carry, p.xs)) {
      same.push_back(needs.is_same_each_step(x));
      xs.push_back(same.back() ? one_of_same(x) : of(x));
    }
    const array steps = number(dtype::i32, {}, p.steps), one = number(dtype::i32, {}, 1);
    const auto step = [&](const std::vector<array>& carry) {
      const array now =
          p.reversed ? elementwise("subtract", {number(dtype::i32, {}, p.steps - 1), carry[0]}) : carry[0];
      std::vector<array> arguments = consts;
      arguments.insert(arguments.end(), carry.begin() + 1, carry.begin() + 1 + p.carry);
      for (std::size_t k = 0; k < xs.size(); ++k) arguments.push_back(same[k] ? xs[k] : element(xs[k], now));
      std::vector<array> next = given(p.region, arguments);
      next.insert(next.begin(), elementwise("add", {carry[0], one}));
      for (std::size_t k = static_cast<std::size_t>(p.carry) + 1; k < next.size(); ++k)
        next[k] = with_element(carry[k], now, next[k]);
      return next;
    };
    std::vector<array> made =
        loop(start, [&](const std::vector<array>& carry) { return compare("LT", carry[0], steps); }, step);
    made.erase(made.begin());
    return made;
  }
  array one_of_same(int x) {
    ir::index_map map = g.map_of(x);
    for (int k = 0; k < map.rank; ++k) map.at[k].axis -= map.at[k].axis > 0;
    return view(of(g[x].in[0]), map, ir::without(g.dims(x), 1));
  }
  std::vector<array> while_loop(int id) {
    const ir::while_parts p = ir::parts_of_while(g, id);
    const std::vector<array> operands = all_of(p.operands);
    const auto first = operands.begin() + p.condition_consts, start = first + p.body_consts;
    const auto arguments = [&](auto from, auto to, const std::vector<array>& carry) {
      std::vector<array> all(from, to);
      all.insert(all.end(), carry.begin(), carry.end());
      return all;
    };
    return loop(
        {start, operands.end()},
        [&](const std::vector<array>& carry) {
          return given(p.condition, arguments(operands.begin(), first, carry))[0];
        },
        [&](const std::vector<array>& carry) { return given(p.body, arguments(first, start, carry)); });
  }
  std::vector<array> cond(int id) {
    const std::vector<array> arguments = all_of(g.unpacked(g[id].in[1]));
    const ir::list<int> regions = g.unpacked(g[id].in[2]);
    return choice(
        of(g[id].in[0]), [&] { return given(regions[0], arguments); }, [&] { return given(regions[1], arguments); });
  }
};

}  // namespace cotangent::codegen::stablehlo
