// What of code generation is no template: compiled once into a library that generators link, or included by them.
#pragma once

#include <cotangent/codegen/backends.hpp>
#include <cotangent/codegen/library.hpp>
#include <cotangent/codegen/names.hpp>
#include <cotangent/passes/validate.hpp>
#include <cotangent/schedule/stages.hpp>
#include <cotangent/schedule/validate.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#ifndef COTANGENT_CODEGEN_COMPILED
#define COTANGENT_CODEGEN_FUNCTION inline
#else
#define COTANGENT_CODEGEN_FUNCTION
#endif

namespace cotangent::codegen {

COTANGENT_CODEGEN_FUNCTION std::span<const backend> backends() { return all_backends; }

/// Throws if something is wrong with a stage: a fault of this library, that would be a wrong number in a user's
/// program.
template <class Stage>
void check_stage(const function& f, const char* stage, const Stage& made) {
  if (const char* problem = ir::problem_with(made))
    throw std::logic_error(f.name + ": internal error, " + stage + ": " + problem);
}

COTANGENT_CODEGEN_FUNCTION void check_refusal(const function& f, const ir::graph& g) {
  if (!g.refusal.empty()) throw std::invalid_argument(f.name + ": " + g.refusal.data());
}

COTANGENT_CODEGEN_FUNCTION ir::graph function::graph_for(const ir::target& t) const {
  ir::graph g = ir::ready_to_schedule(traced, t);
  check_refusal(*this, g);
  check_stage(*this, "optimized", g);
  return g;
}

COTANGENT_CODEGEN_FUNCTION void library::add_traced(function declared, ir::graph (*trace)(), unsigned options) {
  try {
    declared.traced = trace();
  } catch (const char* problem) {  // what would have ended a constant expression
    throw std::invalid_argument(declared.name + ": " + problem);
  }
  add_program(std::move(declared), options);
}
COTANGENT_CODEGEN_FUNCTION void library::add_program(function declared, unsigned options) {
  check_refusal(declared, declared.traced);
  declared.traced.options |= options;
  check_stage(declared, "as traced", declared.traced);
  declared.graph = declared.graph_for(ir::c_compiler);
  functions_.push_back(std::move(declared));
}

COTANGENT_CODEGEN_FUNCTION void library::add_sparse(function declared, ir::sparse_program (*make)(), ir::dtype element,
                                                    unsigned options) {
  // (Through a pointer that compilers cannot see through, or they would make it themselves.)
  ir::sparse_program (*volatile make_it)() = make;
  ir::sparse_program made;
  try {
    made = make_it();
  } catch (const char* problem) {  // what would have ended a constant expression
    throw std::invalid_argument(declared.name + ": " + problem);
  }
  if (const char* problem = ir::problem_with_entries(made.program.refusal.data(), made.too_large, made.nnz()))
    throw std::invalid_argument(declared.name + ": " + problem);
  const std::string count = std::to_string(made.nnz());
  const ir::value_type type{element, {1, {made.nnz()}}};
  declared.signature += std::string(" -> {values: ") + ir::dtype_name(element) + "[" + count + "]}";
  declared.outputs = {{"out_values", type}};
  declared.result = {tree_kind::map, {}, {}, {"values"}, {{tree_kind::leaf, type, {}, {}, {}}}};
  declared.cpp_result = "cotangent::sparse_matrix<cotangent::tensor<" +
                        std::string(element == ir::dtype::f32 ? "float" : "double") + ", " + count + ">, " +
                        sparsity_struct(declared.name) + ">";
  const auto copied = [](const ir::list<int>& all) { return std::vector<int>(all.begin(), all.end()); };
  declared.sparse = {made.rows,         made.columns,        made.symmetric,
                     copied(made.row),  copied(made.column), copied(made.column_begin),
                     copied(made.order)};
  declared.traced = std::move(made.program);
  add_program(std::move(declared), options);
}

COTANGENT_CODEGEN_FUNCTION std::string known_languages() {
  std::string all;
  for (const backend& b : backends()) (all += all.empty() ? "" : ", ") += b.language;
  return all;
}

COTANGENT_CODEGEN_FUNCTION std::vector<std::string> file_names(const backend& b, const std::string& library,
                                                               std::size_t count) {
  std::vector<std::string> all;
  const auto add = [&](std::string_view pattern) {
    const bool numbered = pattern.starts_with("NAME_N.");
    for (std::size_t n = 1; n < (numbered ? count : 2); ++n)
      all.push_back(library + (numbered ? "_" + std::to_string(n) : "") +
                    std::string(pattern.substr(numbered ? 6 : 4)));
  };
  for (const std::string_view names : {b.names, count > 1 ? b.names_of_several : std::string_view()})
    for (std::size_t from = 0, to = 0; from < names.size(); from = to + 1) {
      to = std::min(names.find(' ', from), names.size());
      add(names.substr(from, to - from));
    }
  return all;
}
/// A build that counts on a back end's row must find what that says.
COTANGENT_CODEGEN_FUNCTION void check_file_names(const backend& b, const std::string& library, std::size_t count,
                                                 const std::vector<file>& made) {
  std::vector<std::string> wanted = file_names(b, library, count), there;
  for (const file& f : made) there.push_back(f.name);
  std::sort(wanted.begin(), wanted.end());
  std::sort(there.begin(), there.end());
  if (wanted != there)
    throw std::logic_error("the back end for '" + std::string(b.language) +
                           "' does not write the files of its row in codegen/backends.hpp");
}

COTANGENT_CODEGEN_FUNCTION std::vector<file> library::files(std::string_view language, std::size_t count) const {
  std::vector<function> all = functions_;
  for (function& f : all) {
    f.stack_limit = stack_limit_;
    f.cpp_headers = headers_;
  }
  check_names(name_, all);
  source_files sources = sources_;
  sources.count = count;
  for (const backend& b : backends()) {
    if (b.language != language) continue;
    std::vector<file> made = b.files(name_, all, sources);
    if (count > 0) check_file_names(b, name_, count, made);
    return made;
  }
  throw std::invalid_argument("no back end for language '" + std::string(language) +
                              "'; there is: " + known_languages());
}

COTANGENT_CODEGEN_FUNCTION int library::main(int argc, char** argv) const try {
  std::string directory, language = "c";
  std::size_t count = 0;
  const std::string usage =
      "usage: " + std::string(argv[0]) + " --out DIR [--lang " + known_languages() + "] [--files N]";
  for (int k = 1; k < argc; k += 2) {
    const std::string_view option = argv[k];
    if (k + 1 == argc || (option != "--out" && option != "--lang" && option != "--files"))
      throw std::invalid_argument(usage);
    const std::string_view value = argv[k + 1];
    if (option != "--files") (option == "--out" ? directory : language) = value;
    else if (const auto read = std::from_chars(value.data(), value.data() + value.size(), count);
             read.ec != std::errc{} || read.ptr != value.data() + value.size() || count < 1)
      throw std::invalid_argument(usage);
  }
  if (directory.empty()) throw std::invalid_argument(usage);
  const std::vector<file> made = files(language, count);
  std::filesystem::create_directories(directory);
  for (const file& f : made) {
    const std::filesystem::path path = std::filesystem::path(directory) / f.name;
    std::ofstream out(path, std::ios::binary);
    out << f.text;
    if (!out.flush()) throw std::runtime_error(path.string() + ": cannot be written");
    if (!f.note.empty()) std::fprintf(stderr, "%s: note: %s\n", name_.c_str(), f.note.c_str());
  }
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s: %s\n", name_.c_str(), e.what());
  return 1;
}

}  // namespace cotangent::codegen
