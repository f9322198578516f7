// The C++ header beside a generated library's C: each function on the types that its transform has.
#pragma once

#include <cotangent/codegen/c_sparse.hpp>
#include <cotangent/codegen/c_spelling.hpp>
#include <cotangent/codegen/names.hpp>

namespace cotangent::codegen::cpp {

/// The C function on leaves in memory, as a type that cotangent/generated.hpp calls.
inline std::string caller(const function& f, bool on_stack) {
  std::string arguments;
  const auto pass = [&](const std::vector<parameter>& all, const char* from, bool is_output) {
    for (std::size_t k = 0; k < all.size(); ++k) {
      const std::string type = (is_output ? "" : "const ") + c::type_name(all[k].type.element);
      const bool by_value = !is_output && all[k].type.dims.rank == 0;
      arguments += std::string(arguments.empty() ? "" : ", ") + (by_value ? "*" : "") + "static_cast<" + type + "*>(" +
                   from + "[" + std::to_string(k) + "])";
    }
  };
  pass(f.inputs, "in", false);
  pass(f.outputs, "out", true);
  std::string call = "    ::" + f.name + "(" + arguments + ");\n";
  if (!on_stack)
    call = "    thread_local const std::unique_ptr<double[]> workspace(new double[" + workspace_macro(f.name) +
           " / sizeof(double) + 1]);\n    ::" + workspace_function(f.name) + "(" + arguments + ", workspace.get());\n";
  return "struct " + f.name + "_function {\n  static constexpr const char* name = \"" + f.name +
         "\";\n  using arguments = cotangent::generated::types<" + f.cpp_arguments +
         ">;\n  using result = " + f.cpp_result +
         ";\n  static void call([[maybe_unused]] const void* const* in, void* const* out) {\n" + call + "  }\n};\n";
}

/// Whether each argument is mapped, as a list; empty if some leaves of one are and others are not.
inline std::string mapped_arguments(const function& f) {
  const auto leaves = [](const auto& self, const described_tree& tree) -> std::size_t {
    std::size_t all = tree.kind == tree_kind::leaf;
    for (const described_tree& child : tree.children) all += self(self, child);
    return all;
  };
  std::string all;
  std::size_t next = 0;
  for (const described_tree& argument : f.arguments) {
    const std::size_t end = next + leaves(leaves, argument);
    const bool mapped = next < end && f.mapped[next] != 0;
    for (; next < end; ++next)
      if ((f.mapped[next] != 0) != mapped) return "";
    all += std::string(all.empty() ? "" : ", ") + (mapped ? "true" : "false");
  }
  return all;
}
/// The C functions for many examples, as a type that cotangent/generated_examples.hpp calls.
inline std::string examples_caller(const function& f, bool on_stack) {
  std::string dense, strided;
  const auto pass = [&](const std::vector<parameter>& all, const char* from, bool is_output) {
    for (std::size_t k = 0; k < all.size(); ++k) {
      const std::string number = std::to_string(k),
                        type = (is_output ? "" : "const ") + c::type_name(all[k].type.element);
      const bool mapped = is_output || f.mapped[k] != 0, by_value = !mapped && all[k].type.dims.rank == 0;
      const std::string one =
          std::string(by_value ? "*" : "") + "static_cast<" + type + "*>(" + from + "[" + number + "]), ";
      dense += one;
      strided += one + (mapped ? std::string(from) + "_step[" + number + "], " : "");
    }
  };
  pass(f.inputs, "in", false);
  pass(f.outputs, "out", true);
  std::string before, after = "count", name = examples_function(f.name), apart = strided_function(f.name);
  if (!on_stack) {
    before = "    thread_local const std::unique_ptr<double[]> workspace(new double[" + workspace_macro(f.name) +
             " / sizeof(double) + 1]);\n";
    after += ", workspace.get()";
    name = workspace_function(name);
    apart = workspace_function(apart);
  }
  return "struct " + f.name + "_examples_function {\n  static constexpr const char* name = \"" + f.name +
         "_examples\";\n  using arguments = " + f.name + "_function::arguments;\n  using result = " + f.name +
         "_function::result;\n  static constexpr bool mapped[] = {" + mapped_arguments(f) +
         "};\n  static void call(bool dense, const void* const* in, [[maybe_unused]] const std::ptrdiff_t* in_step, "
         "void* const* out, const std::ptrdiff_t* out_step, std::size_t count) {\n" +
         before + "    if (dense) ::" + name + "(" + dense + after + ");\n    else ::" + apart + "(" + strided + after +
         ");\n  }\n};\n";
}

/// `header` for each function whether its workspace may stand on the stack.
inline file header(const std::string& library, const std::vector<function>& functions,
                   const std::vector<bool>& on_stack) {
  std::string callers, calls;
  bool has_batches = false;
  for (std::size_t k = 0; k < functions.size(); ++k) {
    const function& f = functions[k];
    if (f.cpp_result.empty() || (f.cpp_arguments.empty() && !f.inputs.empty())) {
      calls += "\n// " + f.name + ": " + f.signature + " has types without a name that other programs could use.\n";
      continue;
    }
    callers += "\n" + (f.sparse ? c::sparse_struct(f) : "") + caller(f, on_stack[k]);
    calls += "\n/// " + f.signature + "\ninline constexpr cotangent::generated::function<c_functions::" + f.name +
             "_function> " + f.name + "{};\n/// The same into places that the caller has: `" + f.name +
             "_into(cotangent::out(...), args...)`.\ntemplate <class... Places, class... Args>\nvoid " + f.name +
             "_into(const cotangent::places<Places...>& to, const Args&... args) { "
             "cotangent::generated::call_into<c_functions::" +
             f.name + "_function>(to, args...); }\n";
    if (f.mapped.empty()) continue;
    has_batches = true;
    if (mapped_arguments(f).empty()) {
      calls += "\n// " + examples_function(f.name) +
               ": examples have some leaves of an argument and share others: for C only.\n";
      continue;
    }
    callers += "\n" + examples_caller(f, on_stack[k]);
    calls += "\n/// The same for ranges of examples: `" + f.name +
             "_examples(xs..., out)`.\ninline constexpr "
             "cotangent::generated::examples_function<c_functions::" +
             f.name + "_examples_function> " + f.name + "_examples{};\n";
  }
  std::string includes;
  if (!functions.empty())
    for (const std::string& name : functions.front().cpp_headers) includes += "#include \"" + name + "\"\n";
  return {library + ".hpp",
          "// Generated by Cotangent: " + library + ".h with the types of C++.\n#pragma once\n\n#include <cotangent/" +
              (has_batches ? "generated_examples" : "generated") + ".hpp>\n\n" + includes + "#include \"" + library +
              ".h\"\n\nnamespace " + library + " {\n\nnamespace c_functions {\n" + callers +
              "\n}  // namespace c_functions\n" + calls + "\n}  // namespace " + library + "\n"};
}

}  // namespace cotangent::codegen::cpp
