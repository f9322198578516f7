// A program as a picture, in Graphviz's language: equations as nodes, each loop nest a cluster.
#pragma once

#include <cotangent/passes/print.hpp>
#include <cotangent/schedule/plan_workspace.hpp>

namespace cotangent::ir {

/// Red edges carry what is kept in memory from one nest to a later one; the number is its bytes.
class dot_printer : private printer {
 public:
  constexpr explicit dot_printer(const graph& program) : printer(program) {}
  using printer::out;

  constexpr void run() {
    (void)make_schedule(g, &kernel_of);
    const scope body = scope_of(g, g.root);
    int next = 0, kernels = 0;
    for (int id = 0; id < g.size(); ++id)
      if (is_drawn(id)) {
        name[id] = next++;
        kernels = kernel_of[id] >= kernels ? kernel_of[id] + 1 : kernels;
      }
    write("digraph program {\n  node [shape=box, style=rounded, fontname=\"monospace\", fontsize=11];\n  edge [fontsize=9];\n");
    for (int k = 0; k < kernels; ++k) cluster(k);
    for (int id = 0; id < g.size(); ++id)
      if (is_drawn(id) && (is_leaf(g[id].code) || kernel_of[id] < 0)) node(id, g[id].code == op::parameter ? ", style=\"rounded,filled\", fillcolor=lightblue" : "");
    int result = 0;
    for (int id : body.results) {
      write("  out");
      number(result);
      write(" [label=\"result ");
      number(result);
      write("\", style=\"rounded,filled\", fillcolor=lightyellow];\n  ");
      named(id);
      write(" -> out");
      number(result++);
      write(";\n");
    }
    for (int id = 0; id < g.size(); ++id)
      if (is_drawn(id))
        for (int operand : g.equations[id].in)
          if (operand >= 0 && is_drawn(operand)) edge(operand, id);
    write("}\n");
  }

 private:
  constexpr bool is_drawn(int id) const {
    const op code = g[id].code;
    return code != op::pack && code != op::region && code != op::print;
  }
  constexpr void node(int id, const char* style) {
    write("  ");
    named(id);
    write(" [label=\"");
    typed(id);
    write("\\n");
    write(primitives[g[id].code].name);
    attribute(id);
    write("\"");
    write(style);
    write("];\n");
  }
  constexpr void cluster(int k) {
    write("  subgraph cluster_");
    number(k);
    write(" {\n    label=\"loop nest ");
    number(k);
    write("\"; style=filled; color=gray92;\n");
    for (int id = 0; id < g.size(); ++id)
      if (is_drawn(id) && !is_leaf(g[id].code) && kernel_of[id] == k) {
        write("  ");
        node(id, ", style=\"rounded,filled\", fillcolor=white");
      }
    write("  }\n");
  }
  constexpr void edge(int from, int to) {
    write("  ");
    named(from);
    write(" -> ");
    named(to);
    const bool kept = !is_leaf(g[from].code) && kernel_of[from] != kernel_of[to];
    if (kept) {
      write(" [color=red, label=\"");
      number(g.dims(from).size() * bytes_of(g.element(from)));
      write("\"]");
    }
    write(";\n");
  }
  list<int> kernel_of;
};

constexpr list<char> dot_program(const graph& g) {
  dot_printer p(g);
  p.run();
  return p.out;
}

}  // namespace cotangent::ir
