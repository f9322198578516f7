// One function in C: its memory, and the loops and branches around its nests.
#pragma once

#include <cotangent/codegen/c_recurrence.hpp>

namespace cotangent::codegen::c {

/// Declarations, then the steps.
class writer : loop_writer {
 public:
  writer(const function& what, const ir::schedule& how) : loop_writer(what, how), used(static_cast<std::size_t>(s.buffers.size()), false) {
    const auto touch = [&](int address) {
      const int b = address < 0 ? -1 : s.addresses[address].buffer;
      if (b >= 0) used[static_cast<std::size_t>(b)] = true;
    };
    for (const ir::instruction& i : s.instructions) touch(i.address);
    for (const ir::store& to : s.stores) touch(to.address);
    for (const ir::step& now : s.steps)
      if (now.kind == ir::step_kind::branch || now.kind == ir::step_kind::leave_unless) used[static_cast<std::size_t>(now.at)] = true;
  }

  std::string function_body() {
    for (int b = 0; b < s.buffers.size(); ++b) declare(b);
    for (const parameter& p : f.inputs) {
      bool read = false;
      for (int b = 0; b < s.buffers.size(); ++b) read = read || (used[static_cast<std::size_t>(b)] && name_of(b) == p.name);
      if (!read) line("(void)" + p.name + ";");
    }
    bool in_workspace = false;
    for (int b = 0; b < s.buffers.size(); ++b)
      in_workspace = in_workspace || (used[static_cast<std::size_t>(b)] && s.buffers[b].kind == ir::storage_kind::workspace && !is_variable(b));
    if (!in_workspace) line("(void)workspace;");
    for (int at = 0; at < s.steps.size(); ++at) {
      if (wrote_linear_recurrence(at)) at += 2;
      else step(s.steps[at]);
    }
    return std::move(text);
  }

 private:
  void declare(int b) {
    const ir::buffer& buffer = s.buffers[b];
    if (!used[static_cast<std::size_t>(b)]) return;
    const std::string type = type_name(buffer.element);
    if (is_variable(b)) line(type + " " + name_of(b) + " = " + literal(buffer.element, 0) + ";");
    else if (buffer.kind == ir::storage_kind::workspace)
      line(type + " *const " + name_of(b) + " = (" + type + " *)(void *)((unsigned char *)workspace + " + std::to_string(buffer.offset) + ");");
    if (buffer.kind == ir::storage_kind::constant) {
      std::string values;
      for (int k = 0; k < buffer.size; ++k) values += (k > 0 ? ", " : "") + literal(buffer.element, s.words[buffer.index + k]);
      line("static const " + type + " " + name_of(b) + "[" + std::to_string(buffer.size) + "] = {" + values + "};");
    }
  }

  void step(const ir::step& now) {
    const std::string n = counter_of(now.depth);
    switch (now.kind) {
      case ir::step_kind::run: return nest(s.kernels[now.at]);
      case ir::step_kind::loop: return open(concat("for (int ", n, " = 0; ", n, " < ", std::to_string(now.at), "; ++", n, ") {"));
      case ir::step_kind::branch: return open(concat("if (", first_of(now.at), ") {"));
      case ir::step_kind::otherwise: return close(), open("else {");
      case ir::step_kind::repeat: return open("for (;;) {");
      case ir::step_kind::leave_unless: return line(concat("if (!", first_of(now.at), ") break;"));
      case ir::step_kind::end: return close();
      default: return;
    }
  }

  std::vector<bool> used;  // of buffers
};

}  // namespace cotangent::codegen::c
