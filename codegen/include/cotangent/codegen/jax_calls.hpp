// The lines of calls: loops and branches, whose regions are functions inside of their function, and functions with
// rules, which stand before it.
#pragma once

#include <cotangent/codegen/jax_writer.hpp>

namespace cotangent::codegen::jax {

inline void writer::write_scan(int id) {
  const ir::scan_parts s = ir::parts_of_scan(g, id);
  const texts given = wholes(s.operands);
  const auto some = [&](int from, int count) { return texts(given.begin() + from, given.begin() + from + count); };
  const ir::scope step = ir::scope_of(g, s.region);
  const text name = inner_function("step");
  for (int k = 0; k < s.consts; ++k) bind(step.parameters[k], given[static_cast<std::size_t>(k)]);
  const texts carries = new_names(ir::part(step.parameters, s.consts, s.carry)),
              slices = new_names(ir::part(step.parameters, s.consts + s.carry, s.xs));
  const text carry = carries.size() == 1 ? carries[0] : "carry", x = slices.size() == 1 ? slices[0] : "x";
  line("def " + name + "(" + carry + ", " + x + "):");
  ++depth;
  if (carries.size() > 1) line(joined(carries) + " = carry");
  if (slices.size() > 1) line(joined(slices) + " = x");
  region(s.region, [&](const texts& results) {
    const auto behind = results.begin() + s.carry;
    line("return " + bundle({results.begin(), behind}) + ", " + bundle({behind, results.end()}));
  });
  --depth;
  const int count = step.results.size();
  const texts last = results_of(id, 0, s.carry), stacked = results_of(id, s.carry, count);
  const auto pattern = [](const texts& all) {
    return std::all_of(all.begin(), all.end(), [](const text& one) { return one == "_"; }) ? text("_") : bundle(all);
  };
  line(pattern(last) + ", " + pattern(stacked) + " = lax.scan(" + name + ", " + bundle(some(s.consts, s.carry)) + ", " +
       bundle(some(s.consts + s.carry, s.xs)) + (s.xs == 0 ? ", length=" + std::to_string(s.steps) : "") +
       (s.reversed ? ", reverse=True)" : ")"));
}

inline void writer::write_while(int id) {
  const ir::while_parts w = ir::parts_of_while(g, id);
  const texts given = wholes(w.operands);
  const auto function_of = [&](const text& wanted, int region_id, int from, int consts) {
    const text name = inner_function(wanted);
    const ir::scope inside = ir::scope_of(g, region_id);
    for (int k = 0; k < consts; ++k) bind(inside.parameters[k], given[static_cast<std::size_t>(from + k)]);
    const texts carries = new_names(ir::part(inside.parameters, consts, w.carry));
    line("def " + name + "(" + (carries.size() == 1 ? carries[0] : "carry") + "):");
    ++depth;
    if (carries.size() > 1) line(joined(carries) + " = carry");
    region(region_id, [&](const texts& results) { line("return " + bundle(results)); });
    --depth;
    return name;
  };
  const text condition = function_of("condition", w.condition, 0, w.condition_consts),
             step = function_of("body", w.body, w.condition_consts, w.body_consts);
  line(bundle(results_of(id, 0, w.carry)) + " = lax.while_loop(" + condition + ", " + step + ", " +
       bundle({given.end() - w.carry, given.end()}) + ")");
}

/// With a predicate for each example, a vmap over what one example does.
inline void writer::write_cond(int id) {
  const ir::list<int> arguments = g.unpacked(g[id].in[1]), regions = g.unpacked(g[id].in[2]);
  const int examples = g.dims(g[id].in[0]).rank, count = ir::scope_of(g, regions[0]).results.size();
  const texts given = wholes(arguments);
  texts branches;
  for (int k = 0; k < 2; ++k) {
    branches.push_back(inner_function(k == 0 ? "if_true" : "if_false"));
    const ir::list<int> parameters = ir::scope_of(g, regions[k]).parameters;
    texts own;
    for (int n = 0; n < parameters.size(); ++n) {
      own.push_back(examples == 0 ? given[static_cast<std::size_t>(n)] : new_letters());
      bind(parameters[n], own.back());
    }
    define(branches.back() + "(" + (examples == 0 ? "" : joined(own)) + ")", regions[k],
           [&](const texts& results) { line(returned(results)); });
  }
  texts all{whole(g[id].in[0])};
  text call = "lax.cond";
  if (examples > 0) {
    call = "lambda p, *values: lax.cond(p, " + joined(branches) + ", *values)";
    for (int k = 0; k < examples; ++k) call = "jax.vmap(" + call + ")";
    all.insert(all.end(), given.begin(), given.end());
  } else {
    all.insert(all.end(), branches.begin(), branches.end());
  }
  const texts results = results_of(id, 0, count);
  line((count == 0 ? "" : joined(results) + " = ") + call + "(" + joined(all) + ")");
}

inline void writer::write_checkpoint(int id) {
  const ir::list<int> operands = g.unpacked(g[id].in[0]);
  const int inside = g.unpacked(g[id].in[1])[0];
  const texts given = wholes(operands);
  const text name = inner_function("again");
  line("@jax.checkpoint");
  define(name + "(" + joined(new_names(ir::scope_of(g, inside).parameters)) + ")", inside,
         [&](const texts& results) { line(returned(results)); });
  line(joined(results_of(id, 0, ir::scope_of(g, inside).results.size())) + " = " + name + "(" + joined(given) + ")");
}

}  // namespace cotangent::codegen::jax
