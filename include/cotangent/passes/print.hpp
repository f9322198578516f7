// Programs as text, one typed equation a line, like a jaxpr:
//
//   program    = region
//   region     = "{ lambda" { name ":" type } ". let" { equation | "debug_print" { name } } "in (" { name "," } ") }"
//   equation   = name [ ":" type ] "=" primitive [ "[" attribute "]" ] { name | "_" } { region }
//                (a call, of scan, cond, while_loop or a custom rule, has no type and owns regions; get[k] takes its
//                result k; "_" stands for a tangent that is zero)
//   type       = "f32" | "f64" | "i32" | "i64" | "bool", "[" extents "]"
//   attribute  = a number (constant), axes (reductions), or indices: of each axis of a view's operand, or of a pad's
//                result, in terms of the other array's axes i, j, k, ...; steps and numbers of operands (scan)
#pragma once

#include <cotangent/passes/text_writer.hpp>
#include <cotangent/primitives/all.hpp>

namespace cotangent::ir {

class printer : public text_writer {
 public:
  constexpr explicit printer(const graph& program) : name(program.size(), -1), g(program) {}

  constexpr void run() {
    region(g.root, 0);
    write("\n");
  }

 protected:
  /// Lambda, parameters, equations, results; what stands in other scopes is not repeated.
  constexpr void region(int id, int depth) {
    const scope body = scope_of(g, id);
    const list<int> outside = name;
    write("{ lambda");
    for (int p : body.parameters) {
      name[p] = next++;
      write(" ");
      typed(p);
    }
    write(". let\n");
    const list<char> needed = needed_by(id, body);
    for (int k = 0; k < id; ++k) {
      const op code = g[k].code;
      if (!needed[k] || name[k] >= 0 || code == op::pack || code == op::region || code == op::parameter) continue;
      indent(depth + 2);
      if (code == op::print) {
        write("debug_print");
        operands(g[k].in[0]);
      } else {
        name[k] = next++;
        if (g[k].type >= 0) typed(k);
        else named(k);
        write(" = ");
        write(primitives[code].name);
        attribute(k);
        if (is_call(code)) call(k, depth);
        else
          for (int operand : g.equations[k].in)
            if (operand >= 0) {
              write(" ");
              named(operand);
            }
      }
      write("\n");
    }
    indent(depth + 1);
    write("in (");
    for (int r : body.results) {
      named(r);
      write(",");
    }
    write(") }");
    name = outside;
  }
  /// Which equations before a region its results and effects need, here and in the scopes around.
  constexpr list<char> needed_by(int region, const scope& body) const {
    list<char> needed(region, 0);
    for (int id : body.results) needed[id] = 1;
    for (int id : body.effects) needed[id] = 1;
    for (int id = region - 1; id >= 0; --id)
      if (needed[id] && g[id].code != op::region)
        for (int operand : g.equations[id].in)
          if (operand >= 0) needed[operand] = 1;
    return needed;
  }
  constexpr void operands(int chain) {
    for (int id : g.unpacked(chain)) {
      write(" ");
      named(id);
    }
  }
  /// Operands and regions of a call, wherever among its lists they stand.
  constexpr void call(int id, int depth) {
    for (int in : g.equations[id].in) {
      if (in < 0) continue;
      if (g[in].code != op::pack) {
        write(" ");
        named(in);
      } else {
        for (int element : g.unpacked(in)) {
          if (element < 0) {
            write(" _");
          } else if (g[element].code != op::region) {
            write(" ");
            named(element);
          } else {
            write("\n");
            indent(depth + 3);
            region(element, depth + 3);
          }
        }
      }
    }
  }
  constexpr void named(int id) { letters(name[id]); }
  constexpr void typed(int id) {
    named(id);
    write(":");
    write(dtype_name(g.element(id)));
    write("[");
    const shape s = g.dims(id);
    for (int k = 0; k < s.rank; ++k) {
      if (k > 0) write(",");
      number(s[k]);
    }
    write("]");
  }
  constexpr void index(const axis_index& e) {
    if (e.axis < 0) return number(e.offset);
    if (e.offset != 0) {
      number(e.offset);
      if (e.stride >= 0) write("+");
    }
    if (e.stride == -1) write("-");
    else if (e.stride != 1) {
      number(e.stride);
      write("*");
    }
    out.push(static_cast<char>('i' + e.axis));
  }
  constexpr void attribute(int id) {
    const equation e = g[id];
    if (e.code == op::constant) {
      write("[");
      if (g.word_count(e.attribute) > 1) write("...");
      else if (is_floating(g.element(id))) real(std::bit_cast<double>(g.word(e.attribute, 0)));
      else number(g.word(e.attribute, 0));
      write("]");
    } else if (e.code == op::view || e.code == op::pad) {
      const index_map m = g.map_of(id);
      write("[");
      for (int k = 0; k < m.rank; ++k) {
        if (k > 0) write(",");
        index(m[k]);
      }
      write("]");
    } else if (e.code == op::get) {
      write("[");
      number(g.word(e.attribute, 0));
      write("]");
    } else if (e.code == op::gather || e.code == op::scatter_add) {
      write("[leading=");
      number(g.word(e.attribute, 0));
      write("]");
    } else if (e.code == op::scan) {
      const char* const names[] = {"[steps=", ",consts=", ",carry=", ",xs="};
      for (int k = 0; k < 4; ++k) {
        write(names[k]);
        number(g.word(e.attribute, k));
      }
      if (g.word(e.attribute, 4) != 0) write(",reversed");
      write("]");
    } else if (is_reduction(e.code)) {
      write("[axes=");
      bool first = true;
      for (int k = 0; k < max_rank; ++k)
        if (g.axes_of(id) >> k & 1u) {
          if (!first) write(",");
          number(k);
          first = false;
        }
      write("]");
    }
  }

  int next = 0;
  list<int> name;
  const graph& g;
};

constexpr list<char> print_program(const graph& g) {
  printer p(g);
  p.run();
  return p.out;
}
constexpr int count_equations(const graph& g) {
  int n = 0;
  for (int id = 0; id < g.size(); ++id) {
    const op code = g[id].code;
    n += !is_leaf(code) && code != op::pack && code != op::region;
  }
  return n;
}

}  // namespace cotangent::ir
