// A function called for many examples in C: a small program with an example in each SIMD lane, a larger one in blocks
// of examples, one whose blocks are too large example by example.
#pragma once

#include <cotangent/codegen/c_function.hpp>
#include <cotangent/codegen/names.hpp>
#include <cotangent/schedule/decide.hpp>

#include <algorithm>
#include <array>

namespace cotangent::codegen::c {

/// What a batch adds to a library's header and sources.
class examples_writer {
 public:
  examples_writer(const function& one, const ir::schedule& schedule_of_one, const std::string& restrict_word_)
      : f(one), of_one(schedule_of_one), restrict_word(restrict_word_), bytes_of_example(0) {
    for (std::size_t k = 0; k < f.inputs.size(); ++k) add_parameter(f.inputs[k], f.mapped[k] != 0, false);
    for (const parameter& p : f.outputs) add_parameter(p, true, true);
    for (char m : f.mapped) has_examples.push(m);
    if (ir::gains_from_examples(of_one, has_examples) && !in_lanes()) in_blocks();
  }

  std::string header() const {
    const std::string each = on_stack() ? "" : ", each in the caller's " + workspace_macro(f.name) + " bytes";
    return "/* " + f.name + " for `count` examples" + each + ": " + of_each() +
           " stand behind each other,\n   or, of the second function, so many elements apart. */\n" + signature(false) +
           ");\n" + signature(true) + ");\n";
  }
  /// (In one piece, so that all of it stands in one file, and what is called first.)
  std::vector<definition> definitions() {
    std::vector<definition> all;
    std::string text;
    if (lanes || size_of_block > 1) {
      writer inside(batch, schedule, restrict_word);
      const std::string steps = lanes ? inside.body_of_examples() : inside.function_body();
      all = std::move(inside.definitions);
      text = concat("\nstatic void ", block_function(f.name), "(", parameters_of_batch(),
                    lanes ? ", int count" : ", void *workspace", ") {\n", steps, "}\n");
    }
    const std::string apart = lanes ? few_at_a_time() : one_by_one(true, "0"), dense = lanes ? many_at_a_time()
                                                                                       : size_of_block > 1
                                                                                           ? by_blocks()
                                                                                           : one_by_one(false, "0");
    text += concat("\n", signature(true), ") {\n", apart, "}\n\n", signature(false), ") {\n", dense, "}\n");
    all.push_back({"", text});
    return all;
  }
  const ir::schedule& schedule_of_block() const { return schedule; }

 private:
  struct passed {
    std::string name;
    ir::value_type type;
    bool mapped, is_output;
    int size() const { return static_cast<int>(type.dims.size()); }
  };
  void add_parameter(const parameter& p, bool mapped, bool is_output) {
    all_passed.push_back({p.name, p.type, mapped, is_output});
    if (mapped) bytes_of_example += all_passed.back().size() * bytes_of(p.type.element);
    batch_of(1);
  }
  /// The function on arrays of examples, as the writer of its body sees it.
  void batch_of(int count) {
    batch = f;
    batch.name = block_function(f.name);
    for (std::size_t k = 0; k < f.inputs.size(); ++k)
      if (f.mapped[k]) batch.inputs[k].type.dims = ir::concatenated({1, {count}}, f.inputs[k].type.dims);
    for (parameter& p : batch.outputs) p.type.dims = ir::concatenated({1, {count}}, p.type.dims);
  }

  bool on_stack() const { return of_one.workspace_bytes <= f.stack_limit; }
  /// A register's worth of examples that are copied must fit the stack, too.
  bool in_lanes() {
    if (!on_stack() || 1LL * widest * bytes_of_example > f.stack_limit) return false;
    schedule = ir::decided(ir::make_schedule_for_examples(f.graph, has_examples, ir::c_compiler.lanes(dtype::f32),
                                                          ir::c_compiler.lanes(dtype::f64)),
                           ir::c_compiler);
    lanes = !schedule.kernels.empty();
    return lanes;
  }
  void in_blocks() {
    if (!on_stack()) return;
    for (int count = most_in_block; count >= least_in_block && size_of_block == 1; count /= 2) {
      schedule = ir::schedule_for(f.graph_of_examples(count, ir::c_compiler), ir::c_compiler, count);
      if (schedule.workspace_needed > 0 || schedule.workspace_bytes > f.stack_limit) continue;
      size_of_block = count;
      batch_of(count);
    }
    if (size_of_block == 1) schedule = {};
  }

  std::string signature(bool strided) const {
    std::string all, name = strided ? strided_function(f.name) : examples_function(f.name);
    for (const passed& p : all_passed) {
      all += pointer(p) + ", ";
      if (strided && p.mapped) all += concat("ptrdiff_t ", stride_name(p.name), ", ");
    }
    return concat("void ", on_stack() ? name : workspace_function(name), "(", all, "size_t count",
                  on_stack() ? "" : ", void *workspace");
  }
  std::string pointer(const passed& p) const {
    if (!p.mapped) return declaration({p.name, p.type}, false, restrict_word);
    return concat(p.is_output ? "" : "const ", type_name(p.type.element), " *", restrict_word, " ", p.name);
  }
  std::string parameters_of_batch() const {
    std::string all;
    for (const passed& p : all_passed) all += (all.empty() ? "" : ", ") + pointer(p);
    return all;
  }
  std::string of_each() const {
    std::string all;
    for (const passed& p : all_passed)
      if (p.mapped && !p.is_output) all += concat(all.empty() ? "" : ", ", p.name);
    return all + " and results of each";
  }
  static std::string product(const std::string& factor, int size) {
    return size == 1 ? factor : concat(factor, " * ", std::to_string(size));
  }
  /// Arguments of the function of some examples that begin at number `first`.
  std::string from(const std::string& first) const {
    std::string all;
    for (const passed& p : all_passed)
      all += (p.mapped ? concat(p.name, " + ", product(first, p.size())) : p.name) + ", ";
    return all;
  }
  /// Arguments of the function of one example.
  std::string one(const std::string& number, bool strided) const {
    std::string all;
    for (const passed& p : all_passed) {
      const std::string at =
          strided ? concat("(ptrdiff_t)", number, " * ", stride_name(p.name)) : product(number, p.size());
      const bool by_value = p.mapped && !p.is_output && p.type.dims.rank == 0;
      all += concat(all.empty() ? "" : ", ", p.name,
                    !p.mapped  ? ""
                    : by_value ? concat("[", at, "]")
                               : concat(" + ", at));
    }
    return all;
  }
  static std::string in_parallel(const std::string& count) {
    return concat("#if defined(_OPENMP)\n#pragma omp parallel for if (", count,
                  " >= ", std::to_string(least_in_parallel), ")\n#endif\n");
  }

  std::string one_by_one(bool strided, const std::string& first) const {
    const std::string begin = concat("  for (ptrdiff_t k = ", first, "; k < (ptrdiff_t)count; ++k) ");
    if (!on_stack()) return concat(begin, workspace_function(f.name), "(", one("k", strided), ", workspace);\n");
    return concat(first == "0" ? in_parallel("count") : "", begin, f.name, "(", one("k", strided), ");\n");
  }
  std::string by_blocks() const {
    const std::string size = std::to_string(size_of_block);
    const bool has_workspace = schedule.workspace_bytes > 0;
    return concat("  const ptrdiff_t blocks = (ptrdiff_t)(count / ", size, ");\n", in_parallel("blocks"),
                  "  for (ptrdiff_t block = 0; block < blocks; ++block) {\n",
                  has_workspace
                      ? concat("    double workspace[", std::to_string((schedule.workspace_bytes + 7) / 8), "];\n")
                      : "",
                  "    ", block_function(f.name), "(", from(concat("block * ", size)),
                  has_workspace ? "workspace" : "0", ");\n  }\n", one_by_one(false, concat("blocks * ", size)));
  }
  std::string lane_count_of_kernel() const {
    const ir::kernel& k = schedule.kernels[0];
    return k.plan.form == ir::nest_form::registers ? lane_count(k.vector_element) : "1";
  }
  /// Whole blocks, then what is left, in a block of a register at least.
  std::string many_at_a_time() const {
    const std::string size = std::to_string(examples_at_a_time), least = lane_count_of_kernel(),
                      call = block_function(f.name);
    std::string few;
    if (least != "1") {
      for (const passed& p : all_passed)
        few += concat(p.name, ", ", p.mapped ? concat(std::to_string(p.size()), ", ") : "");
      few = concat("  if (count < ", least, ") {\n    ", strided_function(f.name), "(", few,
                   "count);\n    return;\n  }\n");
    }
    return concat(few, "  const ptrdiff_t blocks = (ptrdiff_t)(count / ", size, "), done = blocks * ", size, ";\n",
                  in_parallel("blocks"), "  for (ptrdiff_t block = 0; block < blocks; ++block)\n    ", call, "(",
                  from(concat("block * ", size)), size, ");\n  const ptrdiff_t left = (ptrdiff_t)count - done;\n",
                  "  if (left > 0) {\n    const ptrdiff_t begin = ",
                  least == "1" ? "done" : concat("left < ", least, " ? (ptrdiff_t)count - ", least, " : done"),
                  ";\n    ", call, "(", from("begin"), "(int)((ptrdiff_t)count - begin));\n  }\n");
  }
  /// Copies of some examples at a time, the last one repeated to a register's worth.
  std::string few_at_a_time() const {
    const std::string size = std::to_string(widest), least = lane_count_of_kernel();
    std::string copies, in, out, arguments;
    for (const passed& p : all_passed) {
      const std::string name = p.mapped ? copies_name(p.name) : p.name;
      arguments += name + ", ";
      if (!p.mapped) continue;
      const std::string elements = std::to_string(p.size());
      copies += concat("  ", type_name(p.type.element), " ", name, "[", std::to_string(widest * p.size()),
                       p.is_output ? "] = {0};\n" : "];\n");
      const std::string copy = concat(name, "[", product("k", p.size()), p.size() == 1 ? "]" : " + i]"),
                        there = concat(p.name, "[(begin + ", p.is_output ? "k" : "from", ") * ", stride_name(p.name),
                                       p.size() == 1 ? "]" : " + i]");
      const std::string loop = p.size() == 1 ? "      " : concat("      for (int i = 0; i < ", elements, "; ++i) ");
      (p.is_output ? out : in) +=
          p.is_output ? concat(loop, there, " = ", copy, ";\n") : concat(loop, copy, " = ", there, ";\n");
    }
    return concat(copies, "  for (ptrdiff_t begin = 0; begin < (ptrdiff_t)count; begin += ", size,
                  ") {\n    const int some = (ptrdiff_t)count - begin < ", size,
                  " ? (int)((ptrdiff_t)count - begin) : ", size, ", whole = some < (int)(", least, ") ? (int)(", least,
                  ") : some;\n    for (int k = 0; k < whole; ++k) {\n",
                  "      const int from = k < some ? k : some - 1;\n", in, "    }\n    ", block_function(f.name), "(",
                  arguments, "whole);\n    for (int k = 0; k < some; ++k) {\n", out, "    }\n  }\n");
  }

  static constexpr int widest = 16;  // elements of any register
  static constexpr int most_in_block = 32, least_in_block = 8, examples_at_a_time = 256, least_in_parallel = 8;

  const function& f;
  const ir::schedule& of_one;
  std::string restrict_word;
  std::vector<passed> all_passed;
  ir::list<char> has_examples;  // by input
  int bytes_of_example;
  bool lanes = false;
  int size_of_block = 1;
  function batch;
  ir::schedule schedule;
};

}  // namespace cotangent::codegen::c
