// Recurrences in the form that waits least: what a loop carries, c, goes through one product and one sum a step.
#pragma once

#include <cotangent/passes/simplify_structure.hpp>

namespace cotangent::ir {

/// c := a c + b, where the way from a step's c to its next is a chain of sums with, and products with, what does not
/// depend on c, such as mu + phi (c - mu) + e: the loop then waits for one fused multiply-add instead of for each of
/// the chain. Rounds as a c + b does. Quotients are not taken apart unless the program may. Not for chains without a
/// product: those have the order that was meant (compensated sums). `next` where there is no such chain, or it is short
/// already.
constexpr int as_product_and_sum(graph& g, int c, int next, int region, const list<int>& order) {
  if (!is_floating(g.element(c))) return next;
  const notes<char> dependent = dependent_on(g, c, region, order);
  list<int> chain;  // from the last equation to the first
  bool product = false;
  for (int at = next; at != c;) {
    const equation e = g[at];
    const bool left = dependent[e.in[0] < 0 ? at : e.in[0]], right = e.in[1] >= 0 && dependent[e.in[1]];
    const bool known = e.code == op::add || e.code == op::sub || e.code == op::neg || e.code == op::mul ||
                       (e.code == op::div && left && g.allows(option::reciprocals));
    if (!dependent[at] || !known || left == right || e.type != g[c].type) return next;
    product = product || e.code == op::mul || e.code == op::div;
    chain.push(at);
    at = left ? e.in[0] : e.in[1];
  }
  if (!product || chain.size() < 2 || (chain.size() == 2 && g[chain[1]].code == op::mul)) return next;

  const term carried{&g, c};
  term a = full_like(carried, 1), b{&g, g.emit(op::zeros, g[c].type)};
  for (int k = chain.size() - 1; k >= 0; --k) {
    const equation e = g[chain[k]];
    const bool left = dependent[e.in[0]];
    const term other{&g, left ? e.in[1] : e.in[0]};
    if (e.code == op::add) {
      b = s_apply(op::add, b, other);
    } else if (e.code == op::sub) {
      if (!left) a = s_apply(op::neg, a);
      b = left ? s_apply(op::sub, b, other) : s_apply(op::sub, other, b);
    } else {  // (a sign has no other operand)
      a = s_apply(e.code, a, other);
      b = s_apply(e.code, b, other);
    }
  }
  return s_apply(op::add, b, s_apply(op::mul, a, carried)).id;  // the last operand is the product that is fused
}

/// A scan without effects, its carries in that form; what else uses a step's result uses the new one.
constexpr int shorten_scan(graph& g, equation e) {
  const int region = g.unpacked(e.in[1])[0], consts = static_cast<int>(g.word(e.attribute, 1)),
            carries = static_cast<int>(g.word(e.attribute, 2));
  scope body = scope_of(g, region);
  const list<int> before = body.results;
  substitution rule{g, {}};
  int first = region;
  for (int id : body.parameters) first = id < first ? id : first;
  const list<int> order = region_order(g, region, first);
  list<int> replaced;
  for (int k = 0; k < carries && body.effects.empty(); ++k) {
    const int next = as_product_and_sum(g, body.parameters[consts + k], before[k], region, order);
    if (next == before[k]) continue;
    rule.images.set(before[k], next);
    replaced.push(before[k]);
  }
  if (replaced.empty()) return emit(g, e);
  for (int& r : body.results) r = rule.image(r);
  propagate(g, replaced, body, rule);
  for (int& r : body.results) r = rule.image(r);
  return g.emit(e.code, e.type, e.attribute, e.in[0],
                g.packed(list<int>(1, g.make_region(body.parameters, body.results, {}))));
}
constexpr graph shorten_recurrences(graph g) {
  if (!has(g, op::scan)) return g;
  return rewrite(g,
                 [](graph& to, const equation& e) { return e.code == op::scan ? shorten_scan(to, e) : emit(to, e); });
}

}  // namespace cotangent::ir
