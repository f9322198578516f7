// Custom reverse rules: a call that owns f, fwd and bwd, until differentiation chooses fwd and bwd, or lowering f.
//
//   custom_vjp       operands = list(arguments..., captured...), regions = list(f, fwd, bwd), attribute = {arguments,
//                    results}. f: (arguments, captured) -> results; fwd: the same -> (results, residuals);
//                    bwd: (residuals, cotangents of results, captured) -> cotangents of arguments
//   custom_transpose the derivative of such a call, known only by its transpose: list(residuals..., captured...),
//                    list(tangents of arguments), bwd, attribute = {residuals, results}
//   get[k]           result k of a call
#pragma once

#include <cotangent/transforms/batch.hpp>
#include <cotangent/transforms/linearize.hpp>
#include <cotangent/transforms/transpose.hpp>

namespace cotangent::ir {

/// Result `k` of `call`, with the type of `like`.
constexpr int result_of(graph& g, int call, int k, int like) {
  return g.emit(op::get, g[like].type, g.intern({static_cast<long long>(k)}), call);
}

constexpr void linearization::visit_custom_vjp(int id) {
  const equation e = g[id];
  const int argument_count = static_cast<int>(g.word(e.attribute, 0));
  const int result_count = static_cast<int>(g.word(e.attribute, 1));
  const list<int> operands = g.unpacked(e.in[0]), regions = g.unpacked(e.in[1]);
  list<int> arguments, tangents;
  bool any = false;
  for (int k = 0; k < operands.size(); ++k) {
    arguments.push(image(operands[k]));
    const int t = tangent[operands[k]];
    if (k < argument_count) {
      tangents.push(t);
      any = any || t >= 0;
    } else if (t >= 0) {
      g.refusal = custom_vjp_captured;
    }
  }
  if (!any) return primal.set(id, g.emit(e.code, e.type, e.attribute, g.packed(arguments), e.in[1]));

  const list<int> outputs = inline_region(g, regions[1], arguments);
  const int residual_count = outputs.size() - result_count;
  list<int> results, saved;
  for (int k = 0; k < outputs.size(); ++k) (k < result_count ? results : saved).push(outputs[k]);
  for (int k = argument_count; k < arguments.size(); ++k) saved.push(arguments[k]);
  const int derivative = g.emit(op::custom_transpose, -1,
                                g.intern({static_cast<long long>(residual_count), static_cast<long long>(result_count)}),
                                g.packed(saved), g.packed(tangents), regions[2]);
  list<int> result_tangents;
  for (int k = 0; k < result_count; ++k)
    result_tangents.push(is_floating(g.element(results[k])) ? result_of(g, derivative, k, results[k]) : -1);
  primal.set(id, g.packed(results));
  tangent.set(id, g.packed(result_tangents));
}

/// A result of a call that was replaced by its fwd.
constexpr bool linearization::visit_result(int id) {
  const equation e = g[id];
  const int call = primal[e.in[0]];
  if (call < 0 || g[call].code != op::pack) return false;
  const int k = static_cast<int>(g.word(e.attribute, 0));
  primal.set(id, g.unpacked(call)[k]);
  tangent.set(id, g.unpacked(tangent[e.in[0]])[k]);
  return true;
}

constexpr void transposition::collect_result(int id) {
  const equation e = g[id];
  const int count = static_cast<int>(g.word(g[e.in[0]].attribute, 1));
  const int known = result_cotangents[e.in[0]];
  list<int> cts(count, -1);
  if (known >= 0) cts = g.unpacked(known);
  cts[static_cast<int>(g.word(e.attribute, 0))] = cotangent[id];
  result_cotangents.set(e.in[0], g.packed(cts));
}

constexpr void transposition::transpose_custom(int id) {
  const equation e = g[id];
  const int known = result_cotangents[id];
  if (known < 0) return;  // no result is used
  const int residual_count = static_cast<int>(g.word(e.attribute, 0));
  const list<int> saved = g.unpacked(e.in[0]), given = g.unpacked(known);
  const scope rule = scope_of(g, e.in[2]);
  list<int> arguments;
  for (int k = 0; k < residual_count; ++k) arguments.push(saved[k]);
  for (int k = 0; k < given.size(); ++k) {
    const int like = rule.parameters[residual_count + k];
    arguments.push(given[k] >= 0 ? given[k] : zeros(g, g.element(like), g.dims(like)).id);
  }
  for (int k = residual_count; k < saved.size(); ++k) arguments.push(saved[k]);
  const list<int> cts = inline_region(g, e.in[2], arguments);
  const list<int> tangents = g.unpacked(e.in[1]);
  for (int k = 0; k < tangents.size(); ++k)
    if (tangents[k] >= 0 && cts[k] >= 0) add(tangents[k], cts[k]);
}

constexpr int batching::lift_call(int id) {
  const equation e = g[id];
  if (e.code == op::custom_transpose)
    return g.emit(e.code, -1, e.attribute, g.packed(lifted(g.unpacked(e.in[0]))), g.packed(lifted(g.unpacked(e.in[1]))),
                  lift_region(e.in[2]));
  list<int> regions;
  for (int region : g.unpacked(e.in[1])) regions.push(lift_region(region));
  return g.emit(e.code, -1, e.attribute, g.packed(lifted(g.unpacked(e.in[0]))), g.packed(regions));
}

/// Makes the values that `bodies` use from outside, since `mark`, parameters at their ends; returns those values.
constexpr list<int> close_scopes(graph& g, int mark, list<scope>& bodies) {
  list<int> captured;
  for (scope& body : bodies) {
    list<char> seen(g.size() - mark, 0);
    int last = -1;
    auto want = [&](auto& self, int id) -> void {
      if (id >= mark) {
        seen[id - mark] = 1;
        last = id > last ? id : last;
      } else if (id >= 0 && g[id].code == op::pack) {
        for (int element : g.unpacked(id)) self(self, element);
      } else if (id >= 0 && g[id].code != op::region && (g[id].code == op::parameter || !is_leaf(g[id].code))) {
        for (int known : captured)
          if (known == id) return;
        captured.push(id);
      }
    };
    for (int id : body.results) want(want, id);
    for (int id : body.effects) want(want, id);
    for (int id = last; id >= mark; --id)
      if (seen[id - mark] && g[id].code != op::region)
        for (int operand : g.equations[id].in) want(want, operand);
  }
  if (captured.empty()) return captured;
  for (scope& body : bodies) {
    substitution rule{g, {}};
    list<int> seeds;
    for (int id : captured) {
      const int p = g.emit_unique(op::parameter, g[id].type);
      rule.images.set(id, p);
      seeds.push(id);
      body.parameters.push(p);
    }
    list<int> outer = std::move(g.effects);
    g.effects = {};
    propagate(g, seeds, body, rule);
    body.effects = std::move(g.effects);
    g.effects = std::move(outer);
    for (int k = 0; k < body.results.size(); ++k) body.results[k] = rule.image(body.results[k]);
  }
  return captured;
}

}  // namespace cotangent::ir
