// The lines of equations on whole arrays: views, pads, reductions, elements at indices, linear systems; and prints.
#pragma once

#include <cotangent/codegen/jax_writer.hpp>

namespace cotangent::codegen::jax {

inline piece writer::view(int id) {
  const int source = g[id].in[0];
  const piece v = value(source);
  if (v.is_number) return v;
  return view_text(whole(source), g.dims(source), g.map_of(id), g.dims(id));
}
inline void writer::write_pad(int id) {
  const int source = g[id].in[0];
  const text code = pad_text(whole(source), g.dims(source), g.map_of(id), g.dims(id), g.element(id));
  if (code.find("_on_diagonal(") != text::npos) use("_on_diagonal");
  assign(id, code);
}
inline void writer::write_reshape(int id) { assign(id, reshaped(whole(g[id].in[0]), g.dims(id))); }
inline void writer::write_same(int id) {
  assign(id,
         (g[id].code == op::barrier ? "lax.optimization_barrier(" : "lax.stop_gradient(") + whole(g[id].in[0]) + ")");
}
inline void writer::write_convert(int id) {
  assign(id, whole(g[id].in[0]) + ".astype(" + type_text(g.element(id)) + ")");
}

inline void writer::write_reduction(int id) {
  const int operand = g[id].in[0];
  std::vector<int> kept;
  texts gone;
  for (int axis = 0; axis < g.dims(operand).rank; ++axis) {
    if (g.axes_of(id) >> axis & 1u) gone.push_back(std::to_string(axis));
    else kept.push_back(axis);
  }
  if (p.is_contraction(id)) {
    const auto factor = [&](int of) {
      if (g[of].code == op::view) return narrow(whole(g[of].in[0]), g.dims(g[of].in[0]), g.map_of(of), g.dims(of));
      narrowed all{whole(of), {}, {}};
      for (int axis = 0; axis < g.dims(of).rank; ++axis) all.axes.push_back(axis);
      return all;
    };
    return assign(id, product_text(factor(g[operand].in[0]), factor(g[operand].in[1]), kept));
  }
  const bool counts = g[id].code == op::reduce_sum && !ir::is_floating(g.element(id));
  const char* name = g[id].code == op::reduce_sum   ? "sum"
                     : g[id].code == op::reduce_max ? "max"
                     : g[id].code == op::reduce_min ? "min"
                     : g[id].code == op::reduce_and ? "all"
                                                    : "any";
  assign(id, text("jnp.") + name + "(" + whole(operand) +
                 (kept.empty() ? "" : ", axis=" + (gone.size() == 1 ? gone[0] : tuple(gone))) +
                 (counts ? ", dtype=" + type_text(g.element(id)) : "") + ")");
}

/// (Python's negative indices count from the end; ours are taken to the nearest.)
inline void writer::write_gather(int id) {
  const int leading = ir::leading_axes_of(g, id);
  const text operands = "(" + whole(g[id].in[0]) + ", " + whole(g[id].in[1]);
  assign(id, leading == 0 ? "jnp.take" + operands + ", axis=0, mode=\"clip\")"
                          : use("_take") + operands + ", " + std::to_string(leading) + ")");
}
inline void writer::write_scatter(int id) {
  const int leading = ir::leading_axes_of(g, id);
  const text index = whole(g[id].in[0]), added = whole(g[id].in[1]), zeros = zeros_like(id);
  assign(id,
         leading == 0
             ? zeros + ".at[jnp.clip(" + index + ", 0, " + std::to_string(g.dims(id)[0] - 1) + ")].add(" + added + ")"
             : use("_add_at") + "(" + zeros + ", " + index + ", " + added + ", " + std::to_string(leading) + ")");
}

/// Linear systems by JAX's own functions where they are the same ones.
inline void writer::write_system(int id) {
  const ir::equation e = g[id];
  const auto flag = [&](int k) { return g.word(e.attribute, k) != 0; };
  if (e.code == op::cholesky) return assign(id, "lax.linalg.cholesky(" + whole(e.in[0]) + ", symmetrize_input=False)");
  if (e.code == op::triangular_solve)
    return assign(id, "lax.linalg.triangular_solve(" + whole(e.in[0]) + ", " + whole(e.in[1]) +
                          ", left_side=True, lower=" + (flag(0) ? "True" : "False") +
                          (flag(1) ? ", transpose_a=True)" : ")"));
  if (e.code == op::linear_solve && !flag(1))
    return assign(id, "jnp.linalg.solve(" + whole(e.in[0]) + (flag(0) ? ".mT, " : ", ") + whole(e.in[2]) + ")");
  write_by_rule(id);
}
/// By a function of its own.
inline void writer::write_by_rule(int id) {
  texts given;
  for (int operand : g[id].in)
    if (operand >= 0) given.push_back(whole(operand));
  assign(id, derived_function(id) + "(" + joined(given) + ")");
}

/// `debug_print`, once for each example.
inline void writer::write_print(int id) {
  const int place = g[id].attribute;
  const texts operands = wholes(g.unpacked(g[id].in[0]));
  text format;
  for (int k = 2; k < g.word_count(place); ++k) {
    const char c = static_cast<char>(g.word(place, k));
    const bool hole = c == '{' && k + 1 < g.word_count(place) && g.word(place, k + 1) == '}';
    if (hole) format += "{}", ++k;
    else if (c == '{' || c == '}') format += text(2, c);
    else if (c == '"' || c == '\\') format += text("\\") + c;
    else if (c == '\n') format += "\\n";
    else format += c;
  }
  text call = "lambda *values: jax.debug.print(\"" + format + "\", *values)";
  for (long long k = 0; k < g.word(place, 0); ++k) call = "jax.vmap(" + call + ")";
  line(g.word(place, 0) > 0
           ? call + tuple(operands)
           : "jax.debug.print(\"" + format + "\"" + (operands.empty() ? "" : ", ") + joined(operands) + ")");
}

}  // namespace cotangent::codegen::jax
