// A scope as steps: its nests, and inside its loops and branches the steps of their own scopes.
#pragma once

#include <cotangent/graph/stop.hpp>
#include <cotangent/schedule/order.hpp>
#include <cotangent/transforms/branch.hpp>

namespace cotangent::ir {

class scope_writer {
 public:
  constexpr scope_writer(const graph& program, schedule& out, list<int>* kernels, int number_of_examples)
      : g(program), s(out), kernel_of(kernels), examples(number_of_examples), plans(program.size()) {}

  constexpr void run() {
    const scope body = scope_of(g, g.root);
    fusion plan(g, s, body, plans, examples);
    for (int k = 0; k < body.parameters.size(); ++k)
      plans[body.parameters[k]].where.buffer = plan.new_buffer(storage_kind::input, k, g.type_of(body.parameters[k]));
    list<place> results;
    for (int k = 0; k < body.results.size(); ++k) {
      place to;
      to.buffer = plan.new_buffer(storage_kind::output, k, g.type_of(body.results[k]));
      results.push(to);
    }
    plan.run(results);
    write(plan, 0, 1);
  }

 private:
  constexpr void write(const fusion& plan, int depth, long long repetitions) {
    for (const nest& n : plan.nests) {
      if (n.call < 0) {
        nest_writer(plan, kernel_of, repetitions).write(n);
        continue;
      }
      switch (g[n.call].code) {
        case op::print: write_print(plan, n.call); break;
        case op::scan: write_scan(plan, n.call, depth, repetitions); break;
        case op::while_loop: write_while(plan, n.call, depth, repetitions); break;
        case op::cond: write_cond(plan, n.call, depth, repetitions); break;
        default: COTANGENT_STOP("a call that no pass has lowered");
      }
    }
  }

  /// Copies an equation of `plan`'s scope, at once.
  constexpr void copy(const fusion& plan, int id, const place& to, long long repetitions) {
    nest n;
    n.space = g.dims(id);
    n.roots.push({root_kind::value, -1, id, to, {}, {}, g.dims(id)});
    nest_writer(plan, kernel_of, repetitions).write(n);
  }
  /// Where result k of a call goes: where its `get` is wanted, else somewhere.
  constexpr list<place> result_places(const fusion& plan, int call, int region) const {
    list<place> places;
    for (int id : g.unpacked(g[region].in[1])) {
      place p;
      for (int user = plans[call].next_get; user >= 0; user = plans[user].next_get)
        if (g.word(g[user].attribute, 0) == places.size() && plan.has_place(user)) p = plans[user].where;
      if (p.buffer < 0) p = plan.new_place(g.type_of(id));
      places.push(p);
    }
    return places;
  }
  constexpr void bind(int parameter, int operand) {
    const int known = plans[operand].alias >= 0 ? plans[operand].alias : operand;
    if (is_splat_leaf(g, known)) plans[parameter].alias = known;
    else plans[parameter].where = plans[known].where;
  }
  static constexpr place stepped(place p, int depth, int size, int steps, bool reversed) {
    p.step[depth] = reversed ? -size : size;
    if (reversed) p.offset += (steps - 1) * size;
    return p;
  }
  /// A body whose results are the next carry: written beside the old one, then copied over it.
  constexpr void write_body(fusion& inner, const list<int>& parameters, const list<place>& carry, list<place> results,
                            int depth, long long repetitions) {
    list<place> from, to;
    list<int> ids;
    for (int k = 0; k < carry.size(); ++k) {
      const int id = inner.body.results[k];
      if (id == parameters[k]) {
        results[k] = carry[k];
        continue;
      }
      results[k] = inner.new_place(g.type_of(id));
      from.push(results[k]);
      to.push(carry[k]);
      ids.push(id);
    }
    inner.run(results);
    inner.copy_at_end(from, to, ids);
    write(inner, depth, repetitions);
  }

  constexpr void write_scan(const fusion& plan, int id, int depth, long long repetitions) {
    if (depth == max_depth) COTANGENT_STOP("scan: at most 4 loops inside each other");
    const scan_parts p = parts_of_scan(g, id);
    fusion inner(g, s, scope_of(g, p.region), plans);
    const list<int>& parameters = inner.body.parameters;
    list<place> results = result_places(plan, id, p.region), carry;
    for (int k = 0; k < p.consts; ++k) bind(parameters[k], p.operands[k]);
    for (int k = 0; k < p.carry; ++k) {
      carry.push(results[k]);
      copy(plan, p.operands[p.consts + k], carry[k], repetitions);
      plans[parameters[p.consts + k]].where = carry[k];
    }
    for (int k = p.consts + p.carry; k < p.operands.size(); ++k) {
      plans[parameters[k]].where = stepped(plans[p.operands[k]].where, depth,
                                           static_cast<int>(g.dims(parameters[k]).size()), p.steps, p.reversed);
    }
    for (int k = p.carry; k < results.size(); ++k)
      results[k] =
          stepped(results[k], depth, static_cast<int>(g.dims(inner.body.results[k]).size()), p.steps, p.reversed);
    s.steps.push({step_kind::loop, p.steps, depth});
    write_body(inner, part(parameters, p.consts, p.carry), carry, results, depth + 1, repetitions * p.steps);
    s.steps.push({step_kind::end, 0, 0});
  }

  constexpr void write_while(const fusion& plan, int id, int depth, long long repetitions) {
    const while_parts p = parts_of_while(g, id);
    const list<int> seen = scope_of(g, p.condition).parameters, parameters = scope_of(g, p.body).parameters;
    const list<place> carry = result_places(plan, id, p.body);
    for (int k = 0; k < p.condition_consts; ++k) bind(seen[k], p.operands[k]);
    for (int k = 0; k < p.body_consts; ++k) bind(parameters[k], p.operands[p.condition_consts + k]);
    for (int k = 0; k < p.carry; ++k) {
      copy(plan, p.operands[p.condition_consts + p.body_consts + k], carry[k], repetitions);
      plans[seen[p.condition_consts + k]].where = carry[k];
      plans[parameters[p.body_consts + k]].where = carry[k];
    }
    s.steps.push({step_kind::repeat, 0, 0});
    {
      fusion condition(g, s, scope_of(g, p.condition), plans);
      const place goes_on = condition.new_place({dtype::boolean, {}});
      condition.run(list<place>(1, goes_on));
      write(condition, depth, repetitions);
      s.steps.push({step_kind::leave_unless, goes_on.buffer, 0});
    }
    fusion inner(g, s, scope_of(g, p.body), plans);
    write_body(inner, part(parameters, p.body_consts, p.carry), carry, carry, depth, repetitions);
    s.steps.push({step_kind::end, 0, 0});
  }

  constexpr void write_cond(const fusion& plan, int id, int depth, long long repetitions) {
    const equation e = g[id];
    const list<int> regions = g.unpacked(e.in[2]), arguments = g.unpacked(e.in[1]);
    const list<place> results = result_places(plan, id, regions[0]);
    const place chosen = plan.new_place({dtype::boolean, {}});
    copy(plan, e.in[0], chosen, repetitions);
    s.steps.push({step_kind::branch, chosen.buffer, 0});
    for (int b = 0; b < 2; ++b) {
      if (b == 1) s.steps.push({step_kind::otherwise, 0, 0});
      fusion inner(g, s, scope_of(g, regions[b]), plans);
      for (int k = 0; k < arguments.size(); ++k) bind(inner.body.parameters[k], arguments[k]);
      inner.run(results);
      write(inner, depth, repetitions);
    }
    s.steps.push({step_kind::end, 0, 0});
  }

  constexpr void write_print(const fusion& plan, int id) {
    const equation e = g[id];
    printing p;
    p.attribute = s.words.size();
    s.words.push(g.word_count(e.attribute));
    for (int k = 0; k < g.word_count(e.attribute); ++k) s.words.push(g.word(e.attribute, k));
    p.first_operand = s.operands.size();
    nest_writer writer(plan, nullptr, 1);
    for (int operand : g.unpacked(e.in[0])) {
      s.operands.push({writer.address_of(plans[operand].where), g.dims(operand)});
      ++p.operand_count;
    }
    s.steps.push({step_kind::print, s.prints.size(), 0});
    s.prints.push(p);
  }

  const graph& g;
  schedule& s;
  list<int>* kernel_of;
  int examples;
  list<planned_equation> plans;
};

}  // namespace cotangent::ir
