// Programs as text, one typed equation a line, like a jaxpr:
//
//   program    = "{ lambda" { name ":" type } ". let" { equation } "in (" { name "," } ") }"
//   equation   = name ":" type "=" primitive [ "[" attribute "]" ] { name }
//   type       = "f32" | "f64" | "i32" | "i64" | "bool", "[" extents "]"
//   attribute  = a number (constant), axes (reductions), or indices: of each axis of a view's operand, or of a pad's
//                result, in terms of the other array's axes i, j, k, ...
#pragma once

#include <cotangent/primitives/all.hpp>

namespace cotangent::ir {

class printer {
 public:
  constexpr explicit printer(const graph& program) : name(program.size(), -1), g(program) {}
  list<char> out;

  constexpr void run() {
    const scope body = scope_of(g, g.root);
    int next = 0;
    write("{ lambda");
    for (int id : body.parameters) {
      name[id] = next++;
      write(" ");
      typed(id);
    }
    write(". let\n");
    for (int id = 0; id < g.size(); ++id) {
      const equation e = g[id];
      if (e.code == op::parameter || e.code == op::pack || e.code == op::region || e.code == op::print) continue;
      name[id] = next++;
      write("    ");
      typed(id);
      write(" = ");
      write(primitives[e.code].name);
      attribute(id);
      for (int operand : e.in)
        if (operand >= 0) {
          write(" ");
          named(operand);
        }
      write("\n");
    }
    for (int id : body.effects) {
      write("    debug_print");
      for (int operand : g.unpacked(g[id].in[0])) {
        write(" ");
        named(operand);
      }
      write("\n");
    }
    write("  in (");
    for (int id : body.results) {
      named(id);
      write(",");
    }
    write(") }\n");
  }

 protected:
  constexpr void write(const char* s) {
    for (; *s != '\0'; ++s) out.push(*s);
  }
  constexpr void number(long long n) {
    if (n < 0) {
      write("-");
      n = -n;
    }
    if (n >= 10) number(n / 10);
    out.push(static_cast<char>('0' + n % 10));
  }
  /// Up to six digits after the point; exact integers without one.
  constexpr void real(double v) {
    if (v != v) return write("nan");
    if (v < 0) {
      write("-");
      v = -v;
    }
    if (v > 1e18) return write(v - v == v - v ? "large" : "inf");
    const auto whole = static_cast<long long>(v);
    number(whole);
    write(".");
    double rest = v - static_cast<double>(whole);
    for (int k = 0; k < 6 && rest > 0; ++k) {
      rest *= 10;
      const auto digit = static_cast<long long>(rest);
      out.push(static_cast<char>('0' + digit));
      rest -= static_cast<double>(digit);
    }
  }
  constexpr void named(int id) { letters(name[id]); }
  constexpr void letters(int n) {
    if (n >= 26) letters(n / 26 - 1);
    out.push(static_cast<char>('a' + n % 26));
  }
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
    } else if (e.code >= op::reduce_sum && e.code <= op::reduce_or) {
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
