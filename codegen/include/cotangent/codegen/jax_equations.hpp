// The lines of equations element by element, and of constants.
#pragma once

#include <cotangent/codegen/jax_writer.hpp>

namespace cotangent::codegen::jax {

/// `spelling` with operands for $0, $1, $2. They broadcast as they are, unless nothing would have the result's shape,
/// or its type.
inline void writer::elementwise(int id, const text& spelling) {
  const ir::equation e = g[id];
  std::vector<piece> given;
  for (int operand : e.in)
    if (operand >= 0) given.push_back(value(operand));
  const std::size_t first = e.code == op::select ? 1 : 0;  // of those that have the result's type
  if (e.code == op::pow ? given[0].is_number
                        : std::all_of(given.begin() + static_cast<std::ptrdiff_t>(first), given.end(),
                                      [](const piece& v) { return v.is_number; }))
    given[first] = {splat(g.element(e.in[first]), {}, given[first].code)};
  ir::shape reach;
  for (const piece& v : given) reach = broadcast_shape(reach, v.reach);
  if (reach != g.dims(id)) given[first] = {whole(e.in[first]), g.dims(id)};
  text code;
  for (std::size_t k = 0; k < spelling.size(); ++k) {
    if (spelling[k] == '$') code += given[static_cast<std::size_t>(spelling[++k] - '0')].code;
    else code += spelling[k];
  }
  assign(id, code);
}

/// (Of integers as XLA has it: of a negative exponent what is left of the reciprocal.)
inline void writer::write_power(int id) {
  if (ir::is_floating(g.element(id))) return elementwise(id, "jnp.power($0, $1)");
  assign(id, use("_integer_power") + "(" + whole(g[id].in[0]) + ", " + whole(g[id].in[1]) + ")");
}
/// (Of integers cut to its whole part, -1 where 0 divides.)
inline void writer::write_quotient(int id) {
  if (ir::is_floating(g.element(id))) return elementwise(id, "$0 / $1");
  assign(id, "lax.div(" + whole(g[id].in[0]) + ", " + whole(g[id].in[1]) + ")");
}
inline void writer::write_rounding(int id) {
  if (!ir::is_floating(g.element(id))) return name(id, {whole(g[id].in[0]), g.dims(id)});
  elementwise(id, text("jnp.") + ir::primitives[g[id].code].name + "($0)");
}

/// `a + b`, or parts that lie behind each other.
inline void writer::write_sum_of_two(int id) {
  const program::tiles all = p.tiles_of(id);
  if (all.axis < 0) return elementwise(id, "$0 + $1");
  texts parts;
  for (int pad : all.pads) {
    const ir::index_map map = g.map_of(pad);
    texts indices;
    for (int k = 0; k < map.rank; ++k)
      indices.push_back(map[k].axis < 0 && !(all.are_stacked && k == all.axis) ? "None" : ":");
    if (all.are_stacked) indices.erase(indices.begin() + all.axis);
    parts.push_back(subscript(whole(g[pad].in[0]), indices));
  }
  assign(id, (all.are_stacked ? "jnp.stack([" : "jnp.concatenate([") + joined(parts) + "]" +
                 (all.axis == 0 ? "" : ", axis=" + std::to_string(all.axis)) + ")");
}

inline void writer::write_constant(int id) {
  const ir::shape dims = g.dims(id);
  text all, row;
  for (int k = 0; k < g.word_count(g[id].attribute); ++k) {
    const text number =
        number_text(g.element(id), g.word(g[id].attribute, k)) + (k + 1 < g.word_count(g[id].attribute) ? ", " : "");
    if (row.size() + number.size() > 100) all += row + "\n" + text(4 * depth + 4, ' '), row = "";
    row += number;
  }
  const text array = "jnp.array([" + all + row + "], " + type_text(g.element(id)) + ")";
  assign(id, dims.rank == 1 ? array : reshaped(array, dims));
}
inline void writer::write_iota(int id) {
  assign(id, "jnp.arange(" + std::to_string(g.dims(id)[0]) + ", dtype=" + type_text(g.element(id)) + ")");
}

}  // namespace cotangent::codegen::jax
