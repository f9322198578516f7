// A program as a picture, in Graphviz's language: equations as nodes, each loop nest a cluster.
#pragma once

#include <cotangent/passes/print.hpp>
#include <cotangent/schedule/make_schedule.hpp>

namespace cotangent::ir {

/// Red edges carry what is kept in memory from one nest to a later one; the number is its bytes.
class dot_printer : private printer {
 public:
  constexpr explicit dot_printer(const graph& program) : printer(program) {}
  using printer::out;

  constexpr void run() {
    (void)make_schedule(g, &kernel_of);
    write(
        "digraph program {\n  node [shape=box, style=rounded, fontname=\"monospace\", fontsize=11];\n  edge "
        "[fontsize=9];\n");
    scope_nodes(g.root);
    int result = 0;
    for (int id : scope_of(g, g.root).results) {
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
      if (name[id] >= 0) edges_into(id);
    write("}\n");
  }

 private:
  static constexpr bool is_drawn(op code) { return code != op::pack && code != op::region && code != op::print; }

  /// The equations of one scope, by the loop nest that computes them; a call's regions in a cluster of its own.
  constexpr void scope_nodes(int region) {
    const scope body = scope_of(g, region);
    list<char> needed = needed_by(region, body);
    for (int id : body.parameters) needed[id] = 1;
    int kernels = 0;
    list<int> own;
    for (int id = 0; id < region; ++id)
      if (needed[id] && is_drawn(g[id].code) && name[id] < 0) {
        name[id] = next++;
        own.push(id);
        kernels = kernel_of[id] >= kernels ? kernel_of[id] + 1 : kernels;
      }
    for (int k = 0; k < kernels; ++k) {
      bool any = false;
      for (int id : own)
        if (!is_leaf(g[id].code) && kernel_of[id] == k) {
          if (!any) begin_cluster("loop nest ", k, "style=filled; color=gray92;");
          any = true;
          node(id, ", style=\"rounded,filled\", fillcolor=white");
        }
      if (any) write("  }\n");
    }
    for (int id : own) {
      if (is_call(g[id].code)) {
        begin_cluster(primitives[g[id].code].name, -1, "style=dashed;");
        node(id, ", shape=ellipse");
        for (int in : g.equations[id].in)
          if (in >= 0 && g[in].code == op::pack)
            for (int element : g.unpacked(in))
              if (element >= 0 && g[element].code == op::region) scope_nodes(element);
        write("  }\n");
      } else if (is_leaf(g[id].code) || kernel_of[id] < 0) {
        node(id, g[id].code == op::parameter ? ", style=\"rounded,filled\", fillcolor=lightblue" : "");
      }
    }
  }
  constexpr void begin_cluster(const char* label, int k, const char* style) {
    write("  subgraph cluster_");
    number(clusters++);
    write(" {\n    label=\"");
    write(label);
    if (k >= 0) number(k);
    write("\"; ");
    write(style);
    write("\n");
  }
  constexpr void node(int id, const char* style) {
    write("  ");
    named(id);
    write(" [label=\"");
    if (g[id].type >= 0) typed(id);
    else named(id);
    write("\\n");
    write(primitives[g[id].code].name);
    attribute(id);
    write("\"");
    write(style);
    write("];\n");
  }
  constexpr void edges_into(int id) {
    for (int operand : g.equations[id].in) {
      if (operand < 0) continue;
      if (g[operand].code != op::pack) {
        edge(operand, id);
      } else {
        for (int element : g.unpacked(operand))
          if (element >= 0) edge(element, id);
      }
    }
  }
  constexpr void edge(int from, int to) {
    if (name[from] < 0) return;
    write("  ");
    named(from);
    write(" -> ");
    named(to);
    const bool kept =
        g[from].code == op::get || (!is_leaf(g[from].code) && g[from].type >= 0 && kernel_of[from] != kernel_of[to]);
    if (kept) {
      write(" [color=red, label=\"");
      number(g.dims(from).size() * bytes_of(g.element(from)));
      write("\"]");
    }
    write(";\n");
  }
  int clusters = 0;
  list<int> kernel_of;
};

constexpr list<char> dot_program(const graph& g) {
  dot_printer p(g);
  p.run();
  return p.out;
}

}  // namespace cotangent::ir
