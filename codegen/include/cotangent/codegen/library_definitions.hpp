// What of code generation is no template: compiled once into a library that generators link, or included by them.
#pragma once

#include <cotangent/codegen/adaptors.hpp>
#include <cotangent/codegen/backends.hpp>
#include <cotangent/codegen/library.hpp>
#include <cotangent/codegen/names.hpp>
#include <cotangent/passes/validate.hpp>
#include <cotangent/schedule/stages.hpp>
#include <cotangent/schedule/validate.hpp>
#include <cotangent/transforms/batch.hpp>

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
COTANGENT_CODEGEN_FUNCTION std::span<const adaptor> adaptors() { return all_adaptors; }

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

COTANGENT_CODEGEN_FUNCTION ir::graph function::graph_of_examples(int count, const ir::target& t) const {
  function batch = *this;
  ir::graph& g = batch.traced;
  const ir::shape examples{1, {count}};
  const ir::scope body = ir::scope_of(g, g.root);
  ir::list<int> parameters, given;
  for (int k = 0; k < body.parameters.size(); ++k) {
    const int id = body.parameters[k];
    const bool differs = mapped[static_cast<std::size_t>(k)];
    parameters.push(
        differs ? g.emit_unique(ir::op::parameter, g.intern(g.element(id), ir::concatenated(examples, g.dims(id))))
                : id);
    given.push(differs ? parameters.back() : -1);
  }
  ir::list<int> results;
  const ir::list<int> effects = ir::effects_of(g, [&] { results = ir::batch(g, body, given, examples); });
  g.root = g.make_region(parameters, results, effects);
  return batch.graph_for(t);
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
COTANGENT_CODEGEN_FUNCTION std::string known_adaptors() {
  std::string all;
  for (const adaptor& a : adaptors()) (all += all.empty() ? "" : ", ") += a.name;
  return all;
}

/// The names that a row's patterns stand for: NAME is the library, NAME_N its further sources.
COTANGENT_CODEGEN_FUNCTION void append_file_names(std::vector<std::string>& all, std::string_view patterns,
                                                  const std::string& library, std::size_t count) {
  for (std::size_t from = 0, to = 0; from < patterns.size(); from = to + 1) {
    to = std::min(patterns.find(' ', from), patterns.size());
    const std::string_view pattern = patterns.substr(from, to - from);
    if (pattern.starts_with("NAME_N.")) {
      for (std::size_t n = 1; n < count; ++n)
        all.push_back(library + "_" + std::to_string(n) + std::string(pattern.substr(6)));
    } else {
      std::string name(pattern);
      for (std::size_t at = 0; (at = name.find("NAME", at)) != std::string::npos; at += library.size())
        name.replace(at, 4, library);
      all.push_back(std::move(name));
    }
  }
}
COTANGENT_CODEGEN_FUNCTION std::vector<std::string> file_names(const backend& b, const std::string& library,
                                                               std::size_t count) {
  std::vector<std::string> all;
  append_file_names(all, b.names, library, count);
  if (count > 1) append_file_names(all, b.names_of_several, library, count);
  return all;
}
/// A build that counts on a row must find what that says.
COTANGENT_CODEGEN_FUNCTION void check_file_names(std::string_view row, std::vector<std::string> wanted,
                                                 const std::vector<file>& made) {
  std::vector<std::string> there;
  for (const file& f : made) there.push_back(f.name);
  std::sort(wanted.begin(), wanted.end());
  std::sort(there.begin(), there.end());
  if (wanted != there) throw std::logic_error(std::string(row) + " does not write the files that its row says");
}
/// Adds an adaptor's files.
COTANGENT_CODEGEN_FUNCTION void append_adaptor(std::vector<file>& all, std::string_view name,
                                               const std::string& library, const std::vector<function>& functions) {
  for (const adaptor& a : adaptors()) {
    if (a.name != name) continue;
    std::vector<std::string> wanted;
    append_file_names(wanted, a.names, library, 1);
    const std::vector<file> made = a.files(library, functions);
    check_file_names("codegen/adaptors.hpp: '" + std::string(name) + "'", wanted, made);
    all.insert(all.end(), made.begin(), made.end());
    return;
  }
  throw std::invalid_argument("no adaptor '" + std::string(name) + "'; there is: " + known_adaptors());
}

COTANGENT_CODEGEN_FUNCTION std::vector<file> library::files(std::string_view language, std::size_t count,
                                                            const std::vector<std::string>& with) const {
  std::vector<function> all = functions_;
  for (function& f : all) {
    f.stack_limit = stack_limit_;
    f.local_memory = local_memory_;
    f.cpp_headers = headers_;
  }
  check_names(name_, all);
  source_files sources = sources_;
  sources.count = count;
  for (const backend& b : backends()) {
    if (b.language != language) continue;
    if (!with.empty() && language != "c")
      throw std::invalid_argument("adaptors (" + with.front() + ") call C: they are for --lang c, not " +
                                  std::string(language));
    std::vector<file> made = b.files(name_, all, sources);
    if (count > 0)
      check_file_names("codegen/backends.hpp: '" + std::string(language) + "'", file_names(b, name_, count), made);
    for (const std::string& name : with) append_adaptor(made, name, name_, all);
    return made;
  }
  throw std::invalid_argument("no back end for language '" + std::string(language) +
                              "'; there is: " + known_languages());
}

COTANGENT_CODEGEN_FUNCTION int library::main(int argc, char** argv) const try {
  std::string directory, language = "c";
  std::vector<std::string> with;
  std::size_t count = 0;
  const std::string usage = "usage: " + std::string(argv[0]) + " --out DIR [--lang " + known_languages() +
                            "] [--files N] [--with " + known_adaptors() + "]";
  for (int k = 1; k < argc; k += 2) {
    const std::string_view option = argv[k];
    if (k + 1 == argc) throw std::invalid_argument(usage);
    const std::string_view value = argv[k + 1];
    if (option == "--out") directory = value;
    else if (option == "--lang") language = value;
    else if (option == "--with")
      for (std::size_t from = 0, to = 0; from < value.size(); from = to + 1) {
        to = std::min(value.find(',', from), value.size());
        with.emplace_back(value.substr(from, to - from));
      }
    else if (const auto read = std::from_chars(value.data(), value.data() + value.size(), count);
             option != "--files" || read.ec != std::errc{} || read.ptr != value.data() + value.size() || count < 1)
      throw std::invalid_argument(usage);
  }
  if (directory.empty()) throw std::invalid_argument(usage);
  const std::vector<file> made = files(language, count, with);
  for (const file& f : made) {
    const std::filesystem::path path = std::filesystem::path(directory) / f.name;
    std::filesystem::create_directories(path.parent_path());
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
