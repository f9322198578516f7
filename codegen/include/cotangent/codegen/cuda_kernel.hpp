// One function as a CUDA kernel: an example a thread, its program in straight lines of registers, or, where that is
// asked for, loops over local memory.
#pragma once

#include <cotangent/codegen/c_function.hpp>
#include <cotangent/codegen/c_preamble.hpp>
#include <cotangent/schedule/decide.hpp>

#include <algorithm>

namespace cotangent::codegen::cuda {

using c::concat;

/// 32-bit registers of values that are needed at once, if nothing is moved: what a compiler may need.
inline int registers_needed(const ir::schedule& s) {
  std::vector<int> last(static_cast<std::size_t>(s.instructions.size()), -1);
  const ir::kernel& k = s.kernels[0];
  for (int n = 0; n < k.instruction_count; ++n)
    for (int in : s.instructions[n].in)
      if (in >= 0) last[static_cast<std::size_t>(in)] = n;
  std::vector<int> ends(last.size() + 1, 0);
  int live = 0, most = 0;
  for (int n = 0; n < k.instruction_count; ++n) {
    const ir::instruction& i = s.instructions[n];
    const int size = i.code == ir::op::constant || i.code == ir::op::zeros || i.code == ir::op::parameter
                         ? 0
                         : std::max(1, ir::bytes_of(i.element) / 4);
    live += size;
    most = std::max(most, live);
    const int end = last[static_cast<std::size_t>(n)];
    ends[static_cast<std::size_t>(end < 0 ? n : end)] += size;
    live -= ends[static_cast<std::size_t>(n)];
  }
  return most;
}
/// Fewer than a thread can have (255), since addresses and what functions need come on top.
inline constexpr int most_registers = 224;

/// The statements of a straight-line program, whose arrays have element k of example e at `k * count + e`.
class straight_writer : c::body_writer {
 public:
  straight_writer(const function& what, const ir::schedule& how) : body_writer(what, how) {}
  std::string statements() {
    body(s.kernels[0], "");
    return std::move(text);
  }

 private:
  std::string element(const ir::access& a, const ir::kernel&) const override {
    const ir::buffer& b = s.buffers[a.buffer];
    const std::string at = std::to_string(a.offset);
    if (b.kind == ir::storage_kind::constant) return concat(name_of(a.buffer), "[", at, "]");
    if (b.kind == ir::storage_kind::input && !f.mapped[static_cast<std::size_t>(b.index)])
      return f.inputs[static_cast<std::size_t>(b.index)].type.dims.rank == 0 ? name_of(a.buffer)
                                                                             : concat(name_of(a.buffer), "[", at, "]");
    return concat(name_of(a.buffer), "[",
                  a.offset == 0   ? ""
                  : a.offset == 1 ? "count + "
                                  : concat(at, " * count + "),
                  "e]");
  }
};

/// A function as a kernel: its definitions, what a header says of it, and what it costs.
class kernel {
 public:
  kernel(const function& what, long long most_local_bytes) : f(what) {
    if (f.mapped.empty()) f.mapped.assign(f.inputs.size(), 1);
    ir::list<char> mapped;
    for (char m : f.mapped) mapped.push(m);
    straight = ir::decided(ir::make_schedule_for_examples(f.graph, mapped, 1, 1), ir::scalar);
    const int registers = straight.kernels.empty() ? 0 : registers_needed(straight);
    if (registers > 0 && registers <= most_registers) return;
    loops = ir::schedule_for(f.graph, ir::scalar);
    straight = {};
    local_bytes = loops.workspace_bytes;
    for (const auto* all : {&f.inputs, &f.outputs})
      for (std::size_t k = 0; k < all->size(); ++k)
        if (all == &f.outputs || f.mapped[k])
          local_bytes += (*all)[k].type.dims.size() * ir::bytes_of((*all)[k].type.element);
    if (loops.workspace_needed > 0 || local_bytes > most_local_bytes)
      throw std::invalid_argument(f.name + ": cuda: " +
                                  (registers > 0
                                       ? "needs about " + std::to_string(registers) +
                                             " registers a thread, and there are " + std::to_string(most_registers)
                                       : "is no straight line of at most " +
                                             std::to_string(ir::limits::most_operations_for_examples) +
                                             " operations, as one with loops, branches or indices that are computed") +
                                  "; library.local_memory(" + std::to_string(local_bytes) +
                                  ") lets a thread have so many bytes of local memory "
                                  "for it, and `--lang stablehlo` or `--lang jax` are for what is larger");
  }

  /// `const double *__restrict__ x0, double x1, double *__restrict__ out, size_t count`.
  std::string parameters() const {
    std::string all;
    for (std::size_t k = 0; k < f.inputs.size(); ++k) {
      const std::string type = c::type_name(f.inputs[k].type.element);
      const bool by_value = !f.mapped[k] && f.inputs[k].type.dims.rank == 0;
      all += (by_value ? type + " " : concat("const ", type, " *__restrict__ ")) + f.inputs[k].name + ", ";
    }
    for (const parameter& p : f.outputs) all += concat(c::type_name(p.type.element), " *__restrict__ ", p.name, ", ");
    return all + "size_t count";
  }
  std::string arguments() const {
    std::string all;
    for (const auto* list : {&f.inputs, &f.outputs})
      for (const parameter& p : *list) all += p.name + ", ";
    return all + "count";
  }
  std::string comment() const {
    return "/* " + f.signature + " for each of `count` examples" +
           (local_bytes > 0 ? ", with " + std::to_string(local_bytes) + " bytes of local memory a thread" : "") +
           " */\n";
  }
  /// What the kernel calls, and itself.
  std::string definition() const {
    std::string body = "  const size_t e = (size_t)blockIdx.x * blockDim.x + threadIdx.x;\n  if (e >= count) return;\n",
                before;
    if (local_bytes == 0) {
      for (std::size_t k = 0; k < f.inputs.size(); ++k) body += "  (void)" + f.inputs[k].name + ";\n";
      body += straight_writer(f, straight).statements();
    } else {
      before = in_loops();
      body += call_in_loops();
    }
    return before + "\n" + comment() + "static __global__ void " + name() + "(" + parameters() + ") {\n" + body + "}\n";
  }
  std::string name() const { return f.name + "_kernel"; }

 private:
  /// The program as loops over arrays of one example.
  std::string in_loops() const {
    c::writer inside(f, loops, "__restrict__", true);
    const std::string steps = inside.function_body();
    std::string all, parameters;
    for (const c::definition& d : inside.definitions)
      all += concat("\nstatic ", d.is_table ? "__constant__ " : "__device__ __noinline__ ", d.declaration, d.rest);
    for (const parameter& p : f.inputs) parameters += c::declaration(p, false, "__restrict__") + ", ";
    for (const parameter& p : f.outputs) parameters += c::declaration(p, true, "__restrict__") + ", ";
    return all + "\nstatic __device__ void " + f.name + "_of_one(" + parameters + "void *workspace) {\n" + steps +
           "}\n";
  }
  /// Copies of an example's arrays, and its results.
  std::string call_in_loops() const {
    std::string before, after, passed;
    const auto line = [](std::string& text, const parameter& p, bool is_output) {
      const std::string size = std::to_string(p.type.dims.size()), own = concat(p.name, "_own[k]"),
                        there = concat(p.name, "[k * count + e]");
      text += concat("  for (size_t k = 0; k < ", size, "; ++k) ", is_output ? there : own, " = ",
                     is_output ? own : there, ";\n");
    };
    for (const auto* all : {&f.inputs, &f.outputs})
      for (std::size_t k = 0; k < all->size(); ++k) {
        const parameter& p = (*all)[k];
        const bool is_output = all == &f.outputs;
        if (!is_output && !f.mapped[k]) {
          passed += p.name + ", ";
          continue;
        }
        before += concat("  ", c::type_name(p.type.element), " ", p.name, "_own[", std::to_string(p.type.dims.size()),
                         "];\n");
        line(is_output ? after : before, p, is_output);
        passed += concat(p.name, "_own", !is_output && p.type.dims.rank == 0 ? "[0], " : ", ");
      }
    if (loops.workspace_bytes > 0)
      before += concat("  double workspace[", std::to_string((loops.workspace_bytes + 7) / 8), "];\n");
    return before + "  " + f.name + "_of_one(" + passed + (loops.workspace_bytes > 0 ? "workspace" : "0") + ");\n" +
           after;
  }

  function f;
  ir::schedule straight, loops;
  long long local_bytes = 0;
};

}  // namespace cotangent::codegen::cuda
