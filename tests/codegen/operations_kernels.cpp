// Generates a function for each operation and element type, and a table of them.
#include "operations.hpp"

#include <cotangent/codegen/c.hpp>
#include <cotangent/codegen/generate.hpp>
#include <cotangent/codegen/names.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>

int main(int argc, char** argv) {
  using namespace cotangent::codegen;
  if (argc < 3) return std::puts("usage: --out DIR"), 1;
  std::vector<function> functions;
  std::string table;
  for (const operation& o : all_operations()) {
    const cotangent::ir::value_type array{o.element, {1, {64}}}, number{o.element, {}};
    function f;
    f.name = o.name;
    f.signature = o.name;
    f.inputs = {{"x0", array}, {"x1", array}};
    f.outputs = {{"out_0", array}, {"out_1", number}};
    f.graph = cotangent::ir::optimize(o.graph);
    functions.push_back(f);
    const bool in_registers = c::files("one", {f})[1].text.find(c::lanes_name(o.element) + " t") != std::string::npos;
    table += "ROW(" + o.name + ", " + (in_registers ? "true" : "false") + ")\n";
  }
  check_names("operations_kernels", functions);
  std::vector<file> files = c::files("operations_kernels", functions);
  files.push_back({"operations_kernels_table.inc", table});
  std::filesystem::create_directories(argv[2]);
  for (const file& f : files) std::ofstream(std::filesystem::path(argv[2]) / f.name) << f.text;
}
