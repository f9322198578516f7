// One function in C: its memory, and the loops and branches around its nests. A long one is several, which share its
// memory.
#pragma once

#include <cotangent/codegen/c_parts.hpp>
#include <cotangent/codegen/c_recurrence.hpp>

namespace cotangent::codegen::c {

/// `const float *RESTRICT x0`, or a number by value.
inline std::string declaration(const parameter& p, bool is_output, const std::string& restrict_word) {
  const std::string type = type_name(p.type.element);
  if (is_output) return concat(type, " *", restrict_word, " ", p.name);
  return concat(p.type.dims.rank == 0 ? type + " " : concat("const ", type, " *", restrict_word, " "), p.name);
}

/// A part of a long function or a table of it, which are static unless they stand in different files: `void
/// f_part1(void *workspace)` and ` {...}`, or `const double f_constant1[2]` and ` = {...};`. What the library's header
/// declares has no declaration.
struct definition {
  std::string declaration, rest;
  bool is_table = false;
};

/// Declarations, then the steps.
class writer : loop_writer {
 public:
  /// `tables_outside`: constants are definitions of their own, always.
  writer(const function& what, const ir::schedule& how, std::string restrict_word_, bool tables_outside = false)
      : loop_writer(what, how), parts(how), restrict_word(std::move(restrict_word_)) {
    const std::vector<bool> in_memory = parts.shared(), used = parts.used(0, s.steps.size(), -1);
    for (std::size_t b = 0; b < in_memory.size(); ++b) {
      variable[b] = variable[b] && !in_memory[b];
      shared_table[b] = (in_memory[b] || (tables_outside && used[b])) &&
                        s.buffers[static_cast<int>(b)].kind == ir::storage_kind::constant;
      if (shared_table[b]) definitions.push_back(table(static_cast<int>(b)));
    }
  }

  /// The function's body; what it uses from outside, if it is long, is in `definitions`.
  std::string function_body() {
    declare_all(parts.used(0, s.steps.size(), 0));
    if (!mark_unread()) line("(void)workspace;");
    for (int at = 0; at < s.steps.size();) at = write_from(at, 0);
    return std::move(text);
  }

  /// Of a program of examples: the body of a function that has a parameter `count`.
  std::string body_of_examples() {
    declare_all(parts.used(0, s.steps.size(), -1));
    mark_unread();
    nest_of_examples(s.kernels[0]);
    return std::move(text);
  }

  std::vector<definition> definitions;

 private:
  /// Writes what begins at step `at`, inside part `now`; where to go on.
  int write_from(int at, int now) {
    const int part = parts.of(at);
    if (part != now) return call_part(part, at);
    if (wrote_linear_recurrence(at)) return at + 3;
    step(s.steps[at]);
    return at + 1;
  }
  /// A function of its own for a part, and its call.
  int call_part(int part, int at) {
    const int end = parts.end_of(at);
    const std::string name = part_name(f.name, part);
    const std::vector<bool> used = parts.used(at, end, part);
    std::string parameters = "void *workspace", arguments = "workspace";
    const auto pass = [&](const std::vector<parameter>& all, ir::storage_kind kind) {
      std::vector<bool> needed(all.size(), false);
      for (int b = 0; b < s.buffers.size(); ++b)
        if (used[static_cast<std::size_t>(b)] && s.buffers[b].kind == kind)
          needed[static_cast<std::size_t>(s.buffers[b].index)] = true;
      for (std::size_t k = 0; k < all.size(); ++k) {
        if (!needed[k]) continue;
        parameters += ", " + declaration(all[k], kind == ir::storage_kind::output, restrict_word);
        arguments += ", " + all[k].name;
      }
    };
    pass(f.inputs, ir::storage_kind::input);
    pass(f.outputs, ir::storage_kind::output);
    for (int loop : parts.loops_around(at)) {
      parameters += concat(", int ", counter_of(loop));
      arguments += concat(", ", counter_of(loop));
    }
    line(concat(name, "(", arguments, ");"));
    std::string outside = std::move(text);
    text.clear();
    const int depth_outside = depth;
    depth = 1;
    line("(void)workspace;");
    for (int loop : parts.loops_around(at)) line(concat("(void)", counter_of(loop), ";"));
    declare_all(used);
    for (int next = at; next < end;) next = write_from(next, part);
    definitions.push_back({concat("void ", name, "(", parameters, ")"), concat(" {\n", text, "}\n")});
    text = std::move(outside);
    depth = depth_outside;
    return end;
  }

  /// Inputs that nothing reads have a line that says so. Whether anything is in the workspace.
  bool mark_unread() {
    std::vector<bool> read(f.inputs.size(), false);
    bool in_workspace = false;
    const std::vector<bool> used = parts.used(0, s.steps.size(), -1);
    for (int b = 0; b < s.buffers.size(); ++b) {
      if (!used[static_cast<std::size_t>(b)]) continue;
      if (s.buffers[b].kind == ir::storage_kind::input) read[static_cast<std::size_t>(s.buffers[b].index)] = true;
      in_workspace = in_workspace || (s.buffers[b].kind == ir::storage_kind::workspace && !is_variable(b));
    }
    for (std::size_t k = 0; k < read.size(); ++k)
      if (!read[k]) line("(void)" + f.inputs[k].name + ";");
    return in_workspace;
  }
  void declare_all(const std::vector<bool>& used) {
    for (int b = 0; b < s.buffers.size(); ++b)
      if (used[static_cast<std::size_t>(b)]) declare(b);
  }
  void declare(int b) {
    const ir::buffer& buffer = s.buffers[b];
    const std::string type = type_name(buffer.element);
    if (is_variable(b)) line(type + " " + name_of(b) + " = " + literal(buffer.element, 0) + ";");
    else if (buffer.kind == ir::storage_kind::workspace)
      line(type + " *const " + name_of(b) + " = (" + type + " *)(void *)((unsigned char *)workspace + " +
           std::to_string(buffer.offset) + ");");
    if (buffer.kind == ir::storage_kind::constant && !shared_table[static_cast<std::size_t>(b)])
      text += std::string(2 * static_cast<std::size_t>(depth), ' ') + "static " + table(b).declaration + table(b).rest;
  }
  definition table(int b) const {
    const ir::buffer& buffer = s.buffers[b];
    std::string values;
    for (int k = 0; k < buffer.size; ++k)
      values += (k > 0 ? ", " : "") + literal(buffer.element, s.words[buffer.index + k]);
    return {concat("const ", type_name(buffer.element), " ", name_of(b), "[", std::to_string(buffer.size), "]"),
            " = {" + values + "};\n", true};
  }

  void step(const ir::step& now) {
    const std::string n = counter_of(now.depth);
    switch (now.kind) {
      case ir::step_kind::run: return nest(s.kernels[now.at]);
      case ir::step_kind::loop:
        return open(concat("for (int ", n, " = 0; ", n, " < ", std::to_string(now.at), "; ++", n, ") {"));
      case ir::step_kind::branch: return open(concat("if (", first_of(now.at), ") {"));
      case ir::step_kind::otherwise: return close(), open("else {");
      case ir::step_kind::repeat: return open("for (;;) {");
      case ir::step_kind::leave_unless: return line(concat("if (!", first_of(now.at), ") break;"));
      case ir::step_kind::end: return close();
      default: return;
    }
  }

  function_parts parts;
  std::string restrict_word;
};

}  // namespace cotangent::codegen::c
