// What must hold of calls: that operands are of the types of their regions' parameters, and results of those that
// regions return.
#pragma once

#include <cotangent/passes/same_types.hpp>
#include <cotangent/primitives/all.hpp>
#include <cotangent/transforms/calls.hpp>

namespace cotangent::ir {

/// The region takes values of the types of these without their leading axes `axes`.
constexpr bool takes(const graph& g, int region, const list<int>& given, const shape& axes = {}) {
  const list<int> parameters = scope_of(g, region).parameters;
  if (parameters.size() != given.size()) return false;
  for (int k = 0; k < given.size(); ++k) {
    if (given[k] < 0 || !g.has_type(given[k], {g.element(parameters[k]), concatenated(axes, g.dims(parameters[k]))}))
      return false;
  }
  return true;
}
/// The first results of a region, as far as it has any there, are of the types of `wanted`.
constexpr bool returns(const graph& g, const list<int>& results, const list<int>& wanted) {
  if (results.size() < wanted.size()) return false;
  for (int k = 0; k < wanted.size(); ++k)
    if (results[k] >= 0 && !g.has_type(results[k], g.type_of(wanted[k]))) return false;
  return true;
}
constexpr list<int> results_in(const graph& g, int region) { return scope_of(g, region).results; }

constexpr const char* problem_with_scan(const graph& g, int id) {
  const scan_parts p = parts_of_scan(g, id);
  if (p.operands.size() != p.consts + p.carry + p.xs || p.known_consts > p.consts || p.known_xs > p.xs)
    return "a scan with too few or too many operands";
  const scope body = scope_of(g, p.region);
  const int own = p.consts + p.carry;
  if (body.parameters.size() != own + p.xs) return "a scan whose step takes other operands";
  for (int k = 0; k < p.operands.size(); ++k) {
    const value_type each = g.type_of(body.parameters[k]);
    const shape wanted = k < own ? each.dims : concatenated({1, {p.steps}}, each.dims);
    if (!g.has_type(p.operands[k], {each.element, wanted})) return "a scan whose operand is not of its step's type";
  }
  return returns(g, body.results, part(body.parameters, p.consts, p.carry)) ? nullptr
                                                                            : "a scan whose carry changes its type";
}
constexpr const char* problem_with_cond(const graph& g, int id) {
  const equation e = g[id];
  const list<int> arguments = g.unpacked(e.in[1]), regions = g.unpacked(e.in[2]);
  if (regions.size() != 2 || g.element(e.in[0]) != dtype::boolean)
    return "a cond by what is no truth, or without two branches";
  for (int region : regions)
    if (!takes(g, region, arguments, g.dims(e.in[0]))) return "a cond whose argument is not of its branch's type";
  const list<int> first = results_in(g, regions[0]), second = results_in(g, regions[1]);
  return first.size() == second.size() && returns(g, first, second) ? nullptr
                                                                    : "a cond whose branches return different types";
}
constexpr const char* problem_with_while(const graph& g, int id) {
  const while_parts p = parts_of_while(g, id);
  if (p.operands.size() != p.condition_consts + p.body_consts + p.carry)
    return "a while_loop with too few or too many operands";
  const list<int> carry = part(p.operands, p.condition_consts + p.body_consts, p.carry),
                  goes_on = results_in(g, p.condition), next = results_in(g, p.body);
  if (!takes(g, p.condition, joined(part(p.operands, 0, p.condition_consts), carry)) ||
      !takes(g, p.body, joined(part(p.operands, p.condition_consts, p.body_consts), carry)))
    return "a while_loop whose operand is not of its condition's or body's type";
  if (goes_on.size() != 1 || !g.has_type(goes_on[0], {dtype::boolean, {}}))
    return "a while_loop whose condition is not one truth";
  return next.size() == p.carry && returns(g, next, carry) ? nullptr : "a while_loop whose carry changes its type";
}
/// custom_vjp, custom_jvp and checkpoint: f's region, then its rules'. (Under leading axes, all alike.)
constexpr const char* problem_with_custom(const graph& g, int id) {
  const equation e = g[id];
  const list<int> all = g.unpacked(e.in[0]), regions = g.unpacked(e.in[1]), results = results_in(g, regions[0]);
  if (!takes(g, regions[0], all)) return "a call whose argument is not of its function's type";
  if (e.code == op::checkpoint || regions.size() == 1)
    return nullptr;  // (the last of a rule that calls its own function)
  const int count = static_cast<int>(g.word(e.attribute, 0));
  const list<int> arguments = part(all, 0, count), captured = part(all, count, all.size() - count);
  if (e.code == op::custom_jvp && (!takes(g, regions[1], joined(joined(arguments, arguments), captured)) ||
                                   !returns(g, results_in(g, regions[1]), joined(results, results))))
    return "a forward rule of other types than its function";
  if (e.code == op::custom_jvp && regions.size() == 2) return nullptr;
  const int forward = regions.size() - 2;
  const list<int> outputs = results_in(g, regions[forward]);
  if (!takes(g, regions[forward], all) || !returns(g, outputs, results))
    return "a reverse rule's fwd of other types than its function";
  const list<int> residuals = part(outputs, results.size(), outputs.size() - results.size());
  if (!takes(g, regions[forward + 1], joined(joined(residuals, results), captured)) ||
      !returns(g, results_in(g, regions[forward + 1]), arguments))
    return "a reverse rule's bwd of other types than its fwd and arguments";
  return nullptr;
}
constexpr const char* problem_with_transpose(const graph& g, int id) {
  const transpose_parts p = parts_of_transpose(g, id);
  if (p.tangents.size() != p.arguments.size()) return "a custom_transpose with too few or too many tangents";
  for (int k = 0; k < p.tangents.size(); ++k)
    if (p.tangents[k] >= 0 && !g.has_type(p.tangents[k], g.type_of(p.arguments[k])))
      return "a custom_transpose whose tangent is not of its argument's type";
  return returns(g, results_in(g, p.regions[0]), p.arguments)
             ? nullptr
             : "a custom_transpose whose cotangent is not of its argument's type";
}

constexpr const char* problem_with_call(const graph& g, int id) {
  switch (g[id].code) {
    case op::scan: return problem_with_scan(g, id);
    case op::cond: return problem_with_cond(g, id);
    case op::while_loop: return problem_with_while(g, id);
    case op::custom_transpose: return problem_with_transpose(g, id);
    default: return problem_with_custom(g, id);
  }
}

/// A result of a call, or an element of a list that a call has become: of the type that its region returns.
constexpr const char* problem_with_result(const graph& g, int id) {
  const equation e = g[id];
  const equation call = g[e.in[0]];
  const int k = static_cast<int>(g.word(e.attribute, 0));
  const auto is = [&](int result, const shape& axes) {
    return g.has_type(id, {g.element(result), concatenated(axes, g.dims(result))});
  };
  bool same = false;
  if (call.code == op::pack) {
    same = is(g.unpacked(e.in[0])[k], {});
  } else if (call.code == op::cond) {
    same = is(results_in(g, g.unpacked(call.in[2])[0])[k], g.dims(call.in[0]));
  } else if (call.code == op::scan) {
    const scan_parts p = parts_of_scan(g, e.in[0]);
    same = is(results_in(g, p.region)[k], k < p.carry ? shape{} : shape{1, {p.steps}});
  } else if (call.code == op::while_loop) {
    same = is(results_in(g, g.unpacked(call.in[1])[1])[k], {});
  } else if (call.code == op::custom_transpose) {  // bwd is given the residuals, then a cotangent for each result
    const transpose_parts p = parts_of_transpose(g, e.in[0]);
    same = is(scope_of(g, p.regions[0]).parameters[p.residuals.size() + k], {});
  } else if (is_call(call.code)) {
    same = is(results_in(g, g.unpacked(call.in[1])[0])[k], {});
  }
  return same ? nullptr : "a result of another type than its call returns";
}

}  // namespace cotangent::ir
