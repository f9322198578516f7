// C99: each function is its schedule's loop nests, over the caller's arrays and one workspace.
#pragma once

#include <cotangent/codegen/c_spelling.hpp>
#include <cotangent/codegen/function.hpp>

#include <algorithm>

namespace cotangent::codegen::c {

/// The body of one function.
class writer {
 public:
  explicit writer(const function& what) : f(what), s(what.schedule), used(static_cast<std::size_t>(s.buffers.size()), false) {
    const auto touch = [&](int address) {
      const int b = address < 0 ? -1 : s.addresses[address].buffer;
      if (b >= 0) used[static_cast<std::size_t>(b)] = true;
    };
    for (const ir::instruction& i : s.instructions) touch(i.address);
    for (const ir::store& to : s.stores) touch(to.address);
    for (const ir::step& now : s.steps)
      if (now.kind == ir::step_kind::branch || now.kind == ir::step_kind::leave_unless) used[static_cast<std::size_t>(now.at)] = true;
  }

  std::string body() {
    for (int b = 0; b < s.buffers.size(); ++b) declare(b);
    for (const parameter& p : f.inputs) {
      bool read = false;
      for (int b = 0; b < s.buffers.size(); ++b) read = read || (used[static_cast<std::size_t>(b)] && name_of(b) == p.name);
      if (!read) line("(void)" + p.name + ";");
    }
    if (text.find("workspace") == std::string::npos) line("(void)workspace;");
    for (const ir::step& now : s.steps) step(now);
    return std::move(text);
  }

 private:
  void line(const std::string& statement) { text += std::string(2 * static_cast<std::size_t>(depth), ' ') + statement + "\n"; }

  std::string name_of(int b) const {
    const ir::buffer& buffer = s.buffers[b];
    switch (buffer.kind) {
      case ir::storage_kind::input: return f.inputs[static_cast<std::size_t>(buffer.index)].name;
      case ir::storage_kind::output: return f.outputs[static_cast<std::size_t>(buffer.index)].name;
      case ir::storage_kind::constant: return concat("c", std::to_string(b));
      default: return concat("w", std::to_string(b));
    }
  }
  /// One number of the workspace is a variable, which a compiler keeps in a register from one step of a loop to the next.
  bool is_variable(int b) const { return s.buffers[b].kind == ir::storage_kind::workspace && s.buffers[b].size == 1; }
  std::string first_of(int b) const { return is_variable(b) ? name_of(b) : name_of(b) + "[0]"; }
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

  /// Element offset of an access, as an expression of the loop counters.
  std::string offset(const ir::access& a, const ir::kernel& k) const {
    std::string sum;
    const auto add = [&](int stride, const std::string& factor) {
      if (stride == 0) return;
      if (!sum.empty()) sum += stride < 0 ? " - " : " + ";
      else if (stride < 0) sum += "-";
      const int size = stride < 0 ? -stride : stride;
      if (size != 1) sum += std::to_string(size) + " * ";
      sum += factor;
    };
    for (int d = 0; d < ir::max_depth; ++d) add(a.step[d], concat("n", std::to_string(d)));
    for (int l = 0; l < k.rank; ++l) add(k.extent[l] == 1 ? 0 : a.stride[l], counter(l));
    if (a.index >= 0) {
      const std::string i = operand(a.index, k), last = std::to_string(a.index_extent - 1);
      add(a.index_stride, concat("(", i, " < 0 ? 0 : ", i, " > ", last, " ? ", last, " : ", i, ")"));
    }
    if (sum.empty()) return std::to_string(a.offset);
    if (a.offset != 0) sum += (a.offset < 0 ? " - " : " + ") + std::to_string(a.offset < 0 ? -a.offset : a.offset);
    return sum;
  }
  static std::string counter(int loop) { return std::string(1, "ijklmnpq"[loop]); }
  std::string element(int address, const ir::kernel& k) const {
    const ir::access& a = s.addresses[address];
    const ir::buffer& b = s.buffers[a.buffer];
    const bool by_value = b.kind == ir::storage_kind::input && f.inputs[static_cast<std::size_t>(b.index)].type.dims.rank == 0;
    return by_value || is_variable(a.buffer) ? name_of(a.buffer) : name_of(a.buffer) + "[" + offset(a, k) + "]";
  }

  void step(const ir::step& now) {
    const std::string n = concat("n", std::to_string(now.depth));
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
  void open(const std::string& statement) {
    line(statement);
    ++depth;
  }
  void close() {
    --depth;
    line("}");
  }

  bool reduces(const ir::kernel& k) const {
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
      if (s.stores[i].mode == ir::store_mode::reduce) return true;
    return false;
  }
  void nest(const ir::kernel& k) {
    find_folded(k);
    bool looped = false;  // a loop's braces hold the names; without one they need some
    for (int l = 0; l < k.kept; ++l) looped = looped || k.extent[l] != 1;
    if (!looped) line("{"), ++depth;
    if (reduces(k) && k.vector_axis >= 0 && k.extent[k.vector_axis] >= 8) nest_with_lanes(k);
    else plain_nest(k);
    if (!looped) --depth, line("}");
  }
  void plain_nest(const ir::kernel& k) {
    open_loops(k, 0, k.kept);
    for_totals(k, [&](int i) { line(type_name(stored_type(i)) + " " + total(i, k) + " = " + identity(s.stores[i].reduction, stored_type(i)) + ";"); });
    open_loops(k, k.kept, k.rank);
    body(k, "");
    close_loops(k, k.kept, k.rank);
    for_totals(k, [&](int i) { line(element(s.stores[i].address, k) + " = " + total(i, k) + ";"); });
    close_loops(k, 0, k.kept);
  }

  /// Reductions with a total for each of some neighbouring elements, so that no sum waits for another and compilers,
  /// which may not reorder sums, find loops that they can vectorize.
  void nest_with_lanes(const ir::kernel& k) {
    const int axis = k.vector_axis, most = (axis < k.kept ? 512 : k.extent[axis] < 128 ? 64 : 256) / bytes_of(k.vector_element);
    const int chunk = k.extent[axis] < most ? k.extent[axis] : most, whole = k.extent[axis] / chunk * chunk;
    if (axis < k.kept) {
      open_loops(k, 0, axis);
      in_chunks(k, chunk, whole, [&](int size, const std::string& lane) {
        declare_totals(k, size);
        open_loops(k, k.kept, k.rank);
        over_lanes(k, size, lane, [&] { body(k, "[lane]"); });
        close_loops(k, k.kept, k.rank);
        over_lanes(k, size, lane, [&] { for_totals(k, [&](int i) { line(element(s.stores[i].address, k) + " = " + total(i, k) + "[lane];"); }); });
      });
      close_loops(k, 0, axis);
      return;
    }
    open_loops(k, 0, k.kept);
    declare_totals(k, chunk);
    open_loops(k, k.kept, axis);
    in_chunks(k, chunk, whole, [&](int size, const std::string& lane) { over_lanes(k, size, lane, [&] { body(k, "[lane]"); }); });
    close_loops(k, k.kept, axis);
    for_totals(k, [&](int i) {
      const std::string all = concat("all", std::to_string(i - k.first_store));
      line(type_name(stored_type(i)) + " " + all + " = " + total(i, k) + "[0];");
      line("for (int lane = 1; lane < " + std::to_string(chunk) + "; ++lane) " + all + " = " +
           combined(s.stores[i].reduction, stored_type(i), all, total(i, k) + "[lane]") + ";");
      line(element(s.stores[i].address, k) + " = " + all + ";");
    });
    close_loops(k, 0, k.kept);
  }
  /// `part(size, first)` for whole chunks of the vector loop, in a loop if they are several, and for what is left.
  template <class Part>
  void in_chunks(const ir::kernel& k, int chunk, int whole, Part part) {
    const std::string at = concat(counter(k.vector_axis), "0"), end = std::to_string(whole);
    if (whole > chunk) open(concat("for (int ", at, " = 0; ", at, " < ", end, "; ", at, " += ", std::to_string(chunk), ") {"));
    else open("{");
    part(chunk, whole > chunk ? concat(at, " + lane") : std::string("lane"));
    close();
    if (whole == k.extent[k.vector_axis]) return;
    open("{");
    part(k.extent[k.vector_axis] - whole, concat(end, " + lane"));
    close();
  }
  template <class Inside>
  void over_lanes(const ir::kernel& k, int size, const std::string& lane, Inside inside) {
    open(concat("for (int lane = 0; lane < ", std::to_string(size), "; ++lane) {"));
    line(concat("const int ", counter(k.vector_axis), " = ", lane, ";"));
    inside();
    close();
  }
  void declare_totals(const ir::kernel& k, int size) {
    for_totals(k, [&](int i) {
      line(type_name(stored_type(i)) + " " + total(i, k) + "[" + std::to_string(size) + "];");
      line("for (int lane = 0; lane < " + std::to_string(size) + "; ++lane) " + total(i, k) + "[lane] = " + identity(s.stores[i].reduction, stored_type(i)) + ";");
    });
  }
  template <class Each>
  void for_totals(const ir::kernel& k, Each each) {
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i)
      if (s.stores[i].mode == ir::store_mode::reduce) each(i);
  }
  /// `lane`: which of the totals, "" if there is one.
  void body(const ir::kernel& k, const std::string& lane) {
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i) instruction(i, k);
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i) store(i, k, lane);
  }

  /// Products that are only added to something are written there: within an expression compilers may round once.
  void find_folded(const ir::kernel& k) {
    folded.assign(static_cast<std::size_t>(k.instruction_count), false);
    std::vector<int> others(static_cast<std::size_t>(k.instruction_count), 0);
    const auto note = [&](int number, bool added) {
      if (number < 0) return;
      const auto at = static_cast<std::size_t>(number - k.first_instruction);
      const ir::instruction& i = s.instructions[number];
      if (added && i.code == op::mul && ir::is_floating(i.element)) folded[at] = true;
      else ++others[at];
    };
    for (int n = k.first_instruction; n < k.first_instruction + k.instruction_count; ++n) {
      const ir::instruction& i = s.instructions[n];
      for (int in : i.in) note(in, i.code == op::add || i.code == op::sub);
      if (i.address >= 0) note(s.addresses[i.address].index, false);
    }
    for (int n = k.first_store; n < k.first_store + k.store_count; ++n) {
      note(s.stores[n].value, s.stores[n].mode == ir::store_mode::reduce && s.stores[n].reduction == op::reduce_sum);
      note(s.addresses[s.stores[n].address].index, false);
    }
    for (std::size_t at = 0; at < others.size(); ++at) folded[at] = folded[at] && others[at] == 0;
  }
  void open_loops(const ir::kernel& k, int from, int to) {
    for (int l = from; l < to; ++l) {
      if (k.extent[l] == 1) continue;
      const std::string i = counter(l);
      line("for (int " + i + " = 0; " + i + " < " + std::to_string(k.extent[l]) + "; ++" + i + ") {");
      ++depth;
    }
  }
  void close_loops(const ir::kernel& k, int from, int to) {
    for (int l = from; l < to; ++l) {
      if (k.extent[l] == 1) continue;
      --depth;
      line("}");
    }
  }

  dtype stored_type(int store_number) const { return s.buffers[s.addresses[s.stores[store_number].address].buffer].element; }
  std::string total(int store_number, const ir::kernel& k) const { return concat("s", std::to_string(store_number - k.first_store)); }
  static bool is_number(const ir::instruction& i) { return i.code == op::constant || i.code == op::zeros; }
  std::string operand(int number, const ir::kernel& k) const {
    if (number < 0) return "";
    const ir::instruction& i = s.instructions[number];
    if (folded[static_cast<std::size_t>(number - k.first_instruction)]) return operand(i.in[0], k) + " * " + operand(i.in[1], k);
    return is_number(i) ? literal(i.element, i.bits) : concat("t", std::to_string(number - k.first_instruction));
  }
  std::string cast_exponent(const ir::instruction& i) const {
    return i.code == op::pow && !ir::is_floating(s.instructions[i.in[1]].element) ? concat("(", type_name(i.element), ")") : "";
  }
  void instruction(int number, const ir::kernel& k) {
    const ir::instruction& i = s.instructions[number];
    if (is_number(i) || folded[static_cast<std::size_t>(number - k.first_instruction)]) return;  // written where it is used
    std::string value;
    if (i.code == op::parameter) value = element(i.address, k);
    else if (i.code == op::iota) value = concat("(", type_name(i.element), ")(", offset(s.addresses[i.address], k), ")");
    else value = expression(i.code, s.instructions[i.in[0]].element, i.element, operand(i.in[0], k), cast_exponent(i) + operand(i.in[1], k), operand(i.in[2], k));
    line("const " + type_name(i.element) + " " + operand(number, k) + " = " + value + ";");
  }
  void store(int number, const ir::kernel& k, const std::string& lane) {
    const ir::store& to = s.stores[number];
    const std::string value = operand(to.value, k), sum = total(number, k) + lane;
    if (to.mode == ir::store_mode::reduce) line(sum + " = " + combined(to.reduction, stored_type(number), sum, value) + ";");
    else line(element(to.address, k) + (to.mode == ir::store_mode::accumulate ? " += " : " = ") + value + ";");
  }

  const function& f;
  const ir::schedule& s;
  std::vector<bool> used, folded;  // of buffers; of the nest's instructions
  std::string text;
  int depth = 1;
};

inline std::string upper(std::string name) {
  for (char& ch : name) ch = ch >= 'a' && ch <= 'z' ? static_cast<char>(ch - 'a' + 'A') : ch;
  return name;
}

/// `void name(const float *RESTRICT x0, double x1, float *RESTRICT out`, without the closing parenthesis.
inline std::string opening(const function& f, const std::string& name, const std::string& restrict_word) {
  std::string all;
  for (const parameter& p : f.inputs) {
    const std::string type = type_name(p.type.element);
    all += (all.empty() ? "" : ", ") + (p.type.dims.rank == 0 ? type + " " : "const " + type + " *" + restrict_word + " ") + p.name;
  }
  for (const parameter& p : f.outputs) all += (all.empty() ? "" : ", ") + type_name(p.type.element) + " *" + restrict_word + " " + p.name;
  return "void " + name + "(" + all;
}
inline std::string comment(const function& f) {
  return "/* " + f.signature + "\n   " + std::to_string(f.schedule.flops) + " operations, " + std::to_string(f.schedule.bytes_moved) +
         " bytes read or written, " + std::to_string(f.schedule.workspace_bytes) + " bytes of workspace" +
         (f.schedule.prints.empty() ? "" : "; debug_print is left out") + " */\n";
}

/// Where g++'s C compiler has glibc's vector math (and may leave errno alone: -fno-math-errno), loops may call it.
inline std::string vector_functions(const std::vector<function>& functions) {
  std::string early, late;
  for (const dtype d : {dtype::f32, dtype::f64})
    for (int code = 0; code < ir::op_count; ++code) {
      bool used = false;
      for (const function& f : functions)
        for (const ir::instruction& i : f.schedule.instructions) used = used || (static_cast<int>(i.code) == code && i.element == d);
      const int since = used ? vector_math_since(static_cast<op>(code)) : 0;
      if (since == 0) continue;
      const bool binary = static_cast<op>(code) == op::pow || static_cast<op>(code) == op::atan2;
      const std::string type = type_name(d), name = math_function(static_cast<op>(code));
      (since == 22 ? early : late) += concat("__attribute__((simd(\"notinbranch\"))) ", type, " ", name, d == dtype::f32 ? "f(" : "(", type, binary ? concat(", ", type) : "", ");\n");
    }
  if (early.empty() && late.empty()) return "";
  std::string all = "\n#if defined(__GNUC__) && !defined(__clang__) && !defined(__cplusplus) && defined(__x86_64__) && defined(__GLIBC__)\n" + early;
  if (!late.empty()) all += "#if __GLIBC_PREREQ(2, 35)\n" + late + "#endif\n";
  return all + "#endif\n";
}

struct backend {
  static constexpr std::string_view language = "c";

  /// A header and one source. Each function comes twice: with its workspace on the stack, and in the caller's memory.
  static std::vector<file> files(const std::string& library, const std::vector<function>& functions) {
    const std::string guard = upper(library) + "_H", restrict_word = upper(library) + "_RESTRICT";
    std::string header = "/* Generated by Cotangent from the program of a derivative; plain C99, needs only libm. */\n#ifndef " + guard +
                         "\n#define " + guard + "\n\n#include <stdbool.h>\n#include <stdint.h>\n\n#ifdef __cplusplus\n#define " + restrict_word +
                         " __restrict\nextern \"C\" {\n#else\n#define " + restrict_word + " restrict\n#endif\n";
    std::string source = "#include \"" + library + ".h\"\n\n#include <math.h>\n" + vector_functions(functions);
    for (const function& f : functions) {
      const std::string bytes = upper(f.name) + "_WORKSPACE", inner = f.name + "_in_workspace";
      const std::string stack_call = opening(f, f.name, restrict_word), caller_call = opening(f, inner, restrict_word) + ", void *workspace";
      header += "\n" + comment(f) + stack_call + ");\n/* The same in " + bytes + " bytes of the caller's, aligned as for double. */\n#define " +
                bytes + " " + std::to_string(std::max(1, f.schedule.workspace_bytes)) + "\n" + caller_call + ");\n";
      std::string arguments;
      for (const auto* list : {&f.inputs, &f.outputs})
        for (const parameter& p : *list) arguments += p.name + ", ";
      source += "\n" + comment(f) + caller_call + ") {\n" + writer(f).body() + "}\n\n" + stack_call + ") {\n";
      source += f.schedule.workspace_bytes == 0
                    ? "  " + inner + "(" + arguments + "0);\n}\n"
                    : "  union {\n    double alignment;\n    unsigned char bytes[" + bytes + "];\n  } workspace;\n  " + inner + "(" + arguments + "&workspace);\n}\n";
    }
    header += "\n#ifdef __cplusplus\n}\n#endif\n#endif\n";
    return {{library + ".h", header}, {library + ".c", source}};
  }
};
static_assert(Backend<backend>);

}  // namespace cotangent::codegen::c
