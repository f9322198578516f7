// The lines of a region: which equations have one, and what stands for those that have none.
#pragma once

#include <cotangent/codegen/jax_writer.hpp>

namespace cotangent::codegen::jax {

inline text writer::splat(ir::dtype d, const ir::shape& s, const text& number) {
  const text zero = ir::is_floating(d) ? "0.0" : d == ir::dtype::boolean ? "False" : "0", type = type_text(d);
  if (s.rank == 0) return type + "(" + (number == "0" ? zero : number) + ")";
  return number == "0" || number == zero ? "jnp.zeros(" + shape_text(s) + ", " + type + ")"
                                         : "jnp.full(" + shape_text(s) + ", " + number + ", " + type + ")";
}

inline text writer::new_letters() {
  while (true) {
    const text all = letters(next_letters++);
    if (!stands_in(words_of_python, all) && !stands_in(names_of_module, all) && !module.names.contains(all)) return all;
  }
}

inline bool writer::has_no_line(int id) const {
  const ir::equation e = g[id];
  switch (e.code) {
    case op::parameter:
    case op::pack:
    case op::region:
    case op::get:
    case op::copy: return true;
    case op::view: return p.only_broadcasts(id) || (p.is_used_once(id) && !ir::is_splat_leaf(g, e.in[0]));
    default: return ir::is_splat_leaf(g, id);
  }
}

inline piece writer::value(int id) {
  if (const auto found = names.find(id); found != names.end()) return found->second;
  const ir::equation e = g[id];
  if (e.code == op::copy) return value(e.in[0]);
  if (e.code == op::view) return view(id);
  if (e.code == op::zeros) return {number_text(g.element(id), 0), {}, true};
  if (ir::is_splat_leaf(g, id)) return {number_text(g.element(id), g.word(e.attribute, 0)), {}, true};
  refuse(id, "is used where it has no name; please report this program");
}
inline text writer::whole(int id) {
  const piece v = value(id);
  if (v.is_number) return splat(g.element(id), g.dims(id), v.code);
  return v.reach == g.dims(id) ? v.code : "jnp.broadcast_to(" + v.code + ", " + shape_text(g.dims(id)) + ")";
}

inline void writer::region(int id, const std::function<void(const texts&)>& finish) {
  const std::size_t outside = named_here.size();
  const ir::scope here = ir::scope_of(g, id);
  const ir::list<int> order = ir::region_order(g, id, 0);
  std::set<int> needed;
  for (const ir::list<int>* ids : {&here.effects, &here.results})
    for (int k : *ids)
      if (k >= 0) needed.insert(k);
  for (int k = order.size(); k-- > 0;)
    if (needed.contains(order[k]))
      for (int operand : p.needed_by(order[k])) needed.insert(operand);
  for (int k : order)
    if (needed.contains(k) && !names.contains(k) && !has_no_line(k)) equation(k);
  texts results;
  for (int k : here.results) results.push_back(k < 0 ? "None" : whole(k));
  finish(results);
  for (; named_here.size() > outside; named_here.pop_back()) names.erase(named_here.back());
}

}  // namespace cotangent::codegen::jax
