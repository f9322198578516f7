#include "stages.hpp"

#include <cotangent/codegen/c.hpp>
#include <cotangent/codegen/cuda.hpp>
#include <cotangent/codegen/jax.hpp>
#include <cotangent/codegen/stablehlo.hpp>
#include <cotangent/evaluate/interpret.hpp>
#include <cotangent/passes/print.hpp>
#include <cotangent/passes/validate.hpp>
#include <cotangent/schedule/decide.hpp>
#include <cotangent/schedule/stages.hpp>
#include <cotangent/schedule/validate.hpp>
#include <cotangent/sparse/derivative.hpp>

#include <catch2/catch.hpp>
#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

namespace laws {

namespace ir = cotangent::ir;
using cotangent::codegen::parameter;

namespace {

std::string text_of(const ir::graph& g) {
  const ir::list<char> text = ir::print_program(g);
  return {text.begin(), text.end()};
}
template <class Stage>
void check_stage(const char* what, const Stage& stage) {
  const char* problem = ir::problem_with(stage);
  INFO(what);
  CHECK(std::string(problem != nullptr ? problem : "") == "");
}
std::vector<parameter> parameters_of(const ir::graph& g, const ir::list<int>& ids, const char* prefix) {
  std::vector<parameter> all;
  for (int id : ids) all.push_back({prefix + std::to_string(all.size()), g.type_of(id)});
  return all;
}
cotangent::codegen::function function_of(const program& p) {
  const ir::scope body = ir::scope_of(p.optimized, p.optimized.root);
  cotangent::codegen::function f;
  f.name = f.signature = p.name;
  f.inputs = parameters_of(p.optimized, body.parameters, "x");
  f.outputs = parameters_of(p.optimized, body.results, "out");
  f.traced = p.written;
  f.graph = p.optimized;
  f.result.kind = cotangent::codegen::tree_kind::tuple;
  for (const parameter& x : f.inputs) f.arguments.push_back({cotangent::codegen::tree_kind::leaf, x.type, {}, {}, {}});
  for (const parameter& y : f.outputs)
    f.result.children.push_back({cotangent::codegen::tree_kind::leaf, y.type, {}, {}, {}});
  return f;
}
std::filesystem::path place_of(const std::string& library) {
  const std::filesystem::path place = std::filesystem::current_path() / ("laws_" + library);
  std::filesystem::create_directories(place);
  return place;
}
/// `void call_f(void **in, void **out, void *workspace)`, which calls f with what these point to.
std::string caller(const cotangent::codegen::function& f) {
  std::string arguments;
  for (std::size_t k = 0; k < f.inputs.size(); ++k) {
    const std::string type = cotangent::codegen::c::type_name(f.inputs[k].type.element),
                      at = "(const " + type + " *)in[" + std::to_string(k) + "]";
    arguments += (f.inputs[k].type.dims.rank == 0 ? "*" + at : at) + ", ";
  }
  for (std::size_t k = 0; k < f.outputs.size(); ++k)
    arguments += "(" + std::string(cotangent::codegen::c::type_name(f.outputs[k].type.element)) + " *)out[" +
                 std::to_string(k) + "], ";
  return "void call_" + f.name + "(void **in, void **out, void *workspace);\nvoid call_" + f.name +
         "(void **in, void **out, void *workspace) {\n  (void)in;\n  " + f.name + "_in_workspace(" + arguments +
         "workspace);\n}\n";
}

/// `void call_f_examples(void **in, void **out, size_t count, size_t apart)`, and likewise for examples that are
/// `apart` elements further apart.
std::string caller_of_examples(const cotangent::codegen::function& f) {
  std::string dense, strided;
  for (const auto* all : {&f.inputs, &f.outputs})
    for (std::size_t k = 0; k < all->size(); ++k) {
      const parameter& p = (*all)[k];
      const std::string pointer = (all == &f.inputs ? "(const " : "(") +
                                  std::string(cotangent::codegen::c::type_name(p.type.element)) + " *)" +
                                  (all == &f.inputs ? "in[" : "out[") + std::to_string(k) + "], ";
      dense += pointer;
      strided += pointer + std::to_string(p.type.dims.size()) + " + (ptrdiff_t)apart, ";
    }
  const std::string head = "void call_" + f.name + "_examples(void **in, void **out, size_t count, size_t apart)";
  return head + ";\n" + head + " {\n  if (apart == 0) " + f.name + "_examples(" + dense + "count);\n  else " + f.name +
         "_examples_strided(" + strided + "count);\n}\n";
}

/// `void call_f_threads(void **in, void **out, size_t count)`, in CUDA.
std::string launcher(const cotangent::codegen::function& f) {
  std::string passed;
  for (const auto* all : {&f.inputs, &f.outputs})
    for (std::size_t k = 0; k < all->size(); ++k)
      passed += (all == &f.inputs ? "static_cast<const " : "static_cast<") +
                std::string(cotangent::codegen::c::type_name((*all)[k].type.element)) + " *>(" +
                (all == &f.inputs ? "in[" : "out[") + std::to_string(k) + "]), ";
  return "extern \"C\" void call_" + f.name + "_threads(void **in, void **out, size_t count) {\n  " + f.name +
         "_cuda(" + passed + "count, nullptr);\n}\n";
}

template <class Visit>
void with_element(ir::dtype d, Visit visit) {
  switch (d) {
    case ir::dtype::f32: return visit(float{});
    case ir::dtype::f64: return visit(double{});
    case ir::dtype::i32: return visit(std::int32_t{});
    case ir::dtype::i64: return visit(std::int64_t{});
    default: return visit(bool{});
  }
}
/// The bytes of a leaf, as C has it.
std::vector<unsigned char> bytes_of(const ir::value_type& type, const array& numbers) {
  std::vector<unsigned char> bytes(static_cast<std::size_t>(type.dims.size() * ir::bytes_of(type.element)));
  with_element(type.element, [&](auto element) {
    for (std::size_t k = 0; k < numbers.size(); ++k) {
      element = static_cast<decltype(element)>(numbers[k]);
      std::memcpy(bytes.data() + k * sizeof element, &element, sizeof element);
    }
  });
  return bytes;
}
array numbers_of(const ir::value_type& type, const std::vector<unsigned char>& bytes) {
  array numbers(static_cast<std::size_t>(type.dims.size()));
  with_element(type.element, [&](auto element) {
    for (std::size_t k = 0; k < numbers.size(); ++k) {
      std::memcpy(&element, bytes.data() + k * sizeof element, sizeof element);
      numbers[k] = static_cast<double>(element);
    }
  });
  return numbers;
}

}  // namespace

program stages_of(const std::string& name, ir::graph (*trace)(), unsigned options) {
  ir::graph traced = trace();
  traced.options = options;
  program p{name, traced, ir::without_optimization(traced), {}};
  INFO(name);
  CHECK(std::string(p.traced.refusal.data()) == "");
  p.optimized = ir::ready_to_schedule(traced);
  check_stage("as traced", traced);
  check_stage("as interpreted", p.traced);
  check_stage("optimized", p.optimized);
  check_stage("the schedule", ir::schedule_for(p.optimized, ir::c_compiler));
  CHECK(text_of(ir::ready_to_schedule(p.optimized)) == text_of(p.optimized));
  return p;
}

std::vector<array> interpreted(const ir::graph& g, const std::vector<array>& arguments) {
  const ir::scope body = ir::scope_of(g, g.root);
  ir::list<ir::list<ir::cell>> given;
  for (const array& a : arguments) {
    const ir::dtype d = g.element(body.parameters[given.size()]);
    ir::list<ir::cell> cells;
    for (double v : a) cells.push(ir::rounded(d, {v, ir::converted<long long>(v)}));
    given.push(cells);
  }
  std::vector<array> results;
  for (const auto& cells : ir::interpreter(g).run(g.root, given)) {
    const ir::dtype d = g.element(body.results[static_cast<int>(results.size())]);
    array& numbers = results.emplace_back();
    for (const ir::cell& c : cells) numbers.push_back(ir::as_real(d, c));
  }
  return results;
}

namespace {

void* compiled(const std::string& command, const std::filesystem::path& library) {
  REQUIRE(std::system((command + " -shared -fPIC -o " + library.string() + " -lm").c_str()) == 0);
  void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  INFO((handle == nullptr ? dlerror() : ""));
  REQUIRE(handle != nullptr);
  return handle;
}

}  // namespace

compiled_c::compiled_c(const std::string& library, const std::vector<program>& programs,
                       const std::vector<program>& batches) {
  std::vector<cotangent::codegen::function> functions, kernels;
  std::string callers, launchers;
  for (const program& p : programs) callers += caller(functions.emplace_back(function_of(p)));
  for (const program& p : batches) {
    cotangent::codegen::function& f = functions.emplace_back(function_of(p));
    f.mapped.assign(f.inputs.size(), 1);
    callers += caller(f) + caller_of_examples(f);
    kernels.push_back(f);
    kernels.back().local_memory = 1 << 20;
    launchers += launcher(f);
  }
  const std::filesystem::path place = place_of(library);
  std::string sources;  // several where a library is long
  for (const auto& file : cotangent::codegen::c::files(library, functions)) {
    std::ofstream out(place / file.name);
    out << file.text << (file.name == library + ".c" ? callers : "");
    if (file.name.ends_with(".c")) sources += " " + (place / file.name).string();
  }
  const std::string warnings = " -Wall -Wextra -Wpedantic -Wconversion -Wdouble-promotion -Wshadow -Werror";
  handle = compiled(C_COMPILER " -std=c99 -O1 -fno-math-errno" + warnings + sources, place / (library + ".so"));
  if (batches.empty()) return;
  for (const auto& file : cotangent::codegen::cuda::files(library, kernels))
    std::ofstream(place / file.name) << file.text << (file.name == library + ".cu" ? launchers : "");
  threads = compiled(CXX_COMPILER " -std=c++17 -O0 -I" EMULATED_CUDA " '-D" + cotangent::codegen::upper(library) +
                         "_LAUNCH(kernel, blocks, threads, stream, ...)=emulated_launch(blocks, threads, [&] { "
                         "kernel(__VA_ARGS__); })'" +
                         warnings + " -Wno-unused-parameter -x c++ " + (place / (library + ".cu")).string(),
                     place / (library + "_cuda.so"));
}
compiled_c::~compiled_c() {
  if (handle != nullptr) dlclose(handle);
  if (threads != nullptr) dlclose(threads);
}

std::vector<array> compiled_c::call(const program& p, const std::vector<array>& arguments) const {
  const cotangent::codegen::function f = function_of(p);
  std::vector<std::vector<unsigned char>> inputs, outputs;
  std::vector<void*> in, out;
  for (const parameter& x : f.inputs)
    in.push_back(inputs.emplace_back(bytes_of(x.type, arguments[inputs.size()])).data());
  for (const parameter& y : f.outputs)
    out.push_back(
        outputs.emplace_back(bytes_of(y.type, array(static_cast<std::size_t>(y.type.dims.size()), 77))).data());
  std::vector<double> workspace(
      static_cast<std::size_t>(ir::schedule_for(p.optimized, ir::c_compiler).workspace_bytes) / sizeof(double) + 1);
  using pointer = void (*)(void**, void**, void*);
  const auto call = reinterpret_cast<pointer>(dlsym(handle, ("call_" + p.name).c_str()));
  REQUIRE(call != nullptr);
  call(in.data(), out.data(), workspace.data());
  std::vector<array> results;
  for (const parameter& y : f.outputs) results.push_back(numbers_of(y.type, outputs[results.size()]));
  return results;
}

namespace {

/// Calls with `count` examples' memory, each with `apart` elements behind it.
template <class Call>
std::vector<array> called_with_examples(const program& p, const std::vector<array>& arguments, std::size_t count,
                                        std::size_t apart, Call call) {
  const cotangent::codegen::function f = function_of(p);
  const auto of_examples = [&](const parameter& one) {
    const std::size_t size = static_cast<std::size_t>(one.type.dims.size()) + apart;
    return ir::value_type{one.type.element, {1, {static_cast<int>(count * size)}}};
  };
  std::vector<std::vector<unsigned char>> inputs, outputs;
  std::vector<void*> in, out;
  for (const parameter& x : f.inputs)
    in.push_back(inputs.emplace_back(bytes_of(of_examples(x), arguments[inputs.size()])).data());
  for (const parameter& y : f.outputs) {
    const ir::value_type type = of_examples(y);
    out.push_back(outputs.emplace_back(bytes_of(type, array(static_cast<std::size_t>(type.dims.size()), 77))).data());
  }
  call(in.data(), out.data());
  std::vector<array> results;
  for (const parameter& y : f.outputs) results.push_back(numbers_of(of_examples(y), outputs[results.size()]));
  return results;
}
template <class Pointer>
Pointer symbol(void* handle, const std::string& name) {
  const auto pointer = reinterpret_cast<Pointer>(dlsym(handle, name.c_str()));
  REQUIRE(pointer != nullptr);
  return pointer;
}

}  // namespace

std::vector<array> compiled_c::call_examples(const program& p, const std::vector<array>& arguments, std::size_t count,
                                             std::size_t apart) const {
  using pointer = void (*)(void**, void**, std::size_t, std::size_t);
  return called_with_examples(p, arguments, count, apart, [&](void** in, void** out) {
    symbol<pointer>(handle, "call_" + p.name + "_examples")(in, out, count, apart);
  });
}
std::vector<array> compiled_c::call_threads(const program& p, const std::vector<array>& arguments,
                                            std::size_t count) const {
  using pointer = void (*)(void**, void**, std::size_t);
  return called_with_examples(p, arguments, count, 0, [&](void** in, void** out) {
    symbol<pointer>(threads, "call_" + p.name + "_threads")(in, out, count);
  });
}

void write_stablehlo(const std::string& library, const std::vector<program>& programs,
                     const std::vector<example>& examples) {
  std::vector<cotangent::codegen::function> functions;
  for (const program& p : programs) functions.push_back(function_of(p));
  const std::filesystem::path place = place_of(library);
  for (const auto& file : cotangent::codegen::stablehlo::files(library, functions))
    std::ofstream(place / file.name) << file.text;
  std::ofstream values(place / (library + ".values"), std::ios::binary);
  for (const example& e : examples)
    for (const auto* all : {&e.arguments, &e.results})
      for (const array& leaf : *all)
        values.write(reinterpret_cast<const char*>(leaf.data()),
                     static_cast<std::streamsize>(leaf.size() * sizeof(double)));
}

void print_jax(const std::string& library, const std::vector<program>& programs, const std::vector<array>& arguments,
               const std::vector<std::vector<array>>& results) {
  const std::filesystem::path place = std::filesystem::current_path() / ("laws_" + library);
  std::filesystem::create_directories(place);
  std::vector<cotangent::codegen::function> functions;
  std::ofstream wanted(place / (library + "_laws.json"));
  wanted.precision(17);
  const auto list = [&](const auto& all, const auto& write) {
    wanted << "[";
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (k > 0) wanted << ", ";
      write(all[k]);
    }
    wanted << "]";
  };
  const auto numbers = [&](const array& all) { list(all, [&](double v) { wanted << v; }); };
  wanted << "{";
  for (std::size_t k = 0; k < programs.size(); ++k) {
    functions.push_back(function_of(programs[k]));
    wanted << (k > 0 ? ",\n" : "\n") << "\"" << programs[k].name << "\": {\"argument\": ";
    numbers(arguments[k]);
    wanted << ", \"shape\": ";
    const ir::shape dims = functions.back().inputs[0].type.dims;
    list(std::vector<int>(dims.dims, dims.dims + dims.rank), [&](int extent) { wanted << extent; });
    wanted << ", \"results\": ";
    list(results[k], numbers);
    wanted << "}";
  }
  wanted << "}\n";
  for (const auto& file : cotangent::codegen::jax::files(library + "_laws", functions))
    std::ofstream(place / file.name) << file.text;
}

namespace {

array joined(const std::vector<array>& leaves) {
  array all;
  for (const array& leaf : leaves) all.insert(all.end(), leaf.begin(), leaf.end());
  return all;
}
/// The matrix of a linear program by one-hot seeds, one after the other; by rows.
array dense_matrix(const ir::linear_program& linear, const std::vector<array>& arguments) {
  const ir::graph g = ir::without_optimization(linear.g);
  std::vector<array> seeds, columns;
  for (const ir::shape& s : linear.shapes(false)) seeds.emplace_back(static_cast<std::size_t>(s.size()), 0);
  for (array& seed : seeds)
    for (double& one : seed) {
      one = 1;
      std::vector<array> given = arguments;
      given.insert(given.end(), seeds.begin(), seeds.end());
      columns.push_back(joined(interpreted(g, given)));
      one = 0;
    }
  array all;
  for (std::size_t row = 0; row < columns[0].size(); ++row)
    for (const array& column : columns) all.push_back(column[row]);
  return all;
}
/// The gradient of the sum of squares of the function's first result.
ir::graph gradient_of_squares(ir::graph g) {
  const ir::scope f = ir::scope_of(g, g.root);
  const ir::list<int> tangent(1, ir::parameter_like(g, f.parameters[0]));
  const ir::linearized lin = ir::linearize(g, f, tangent);
  ir::list<int> seeds(lin.results.size(), -1);
  seeds[0] = (ir::term{&g, lin.results[0]} * 2.0).id;
  const ir::list<int> cotangents = ir::with_zeros(g, ir::transposition(g).run(tangent, lin.tangents, seeds), tangent);
  g.root = g.make_region(f.parameters, cotangents, {});
  return g;
}
void check_entries(const ir::sparse_program& made, const std::vector<array>& x, array dense, double steps,
                   bool single) {
  INFO("by " << made.method);
  check_stage("as made", made.program);
  const auto columns = static_cast<std::size_t>(made.columns);
  for (std::size_t k = 0; k < dense.size(); ++k)
    if (made.symmetric && k / columns < k % columns) dense[k] = 0;
  for (const ir::graph& g : {ir::without_optimization(made.program), ir::ready_to_schedule(made.program)}) {
    array ours(dense.size(), 0);
    const array values = interpreted(g, x)[0];
    for (int k = 0; k < made.nnz(); ++k)
      ours[static_cast<std::size_t>(made.row[k]) * columns + static_cast<std::size_t>(made.column[k])] =
          values[static_cast<std::size_t>(k)];
    check_close(ours, dense, steps, single);
  }
}
/// By colours of columns, or, `across`, of rows.
void check_colours(const ir::graph& f, const ir::list<int>& by, bool across, bool symmetric,
                   const std::vector<array>& x, const array& dense, double steps, bool single) {
  const ir::linear_program linear = ir::derivative_program(f, by, across);
  const ir::graph lowered = ir::lower_custom_rules(linear.g);
  if (!lowered.refusal.empty()) return;  // a loop that has no reverse mode, or a rule without forward mode
  ir::list<int> followed;
  for (int k = 0; k < linear.shapes(false).size(); ++k) followed.push(linear.first_seed + k);
  const ir::pattern p = ir::dependencies(ir::simplify_all(lowered), followed);
  ir::sparse_program made;
  made.rows = across ? p.columns : p.rows;
  made.columns = across ? p.rows : p.columns;
  made.symmetric = symmetric;
  ir::sparse_values(linear, across)
      .by_colours(p, symmetric && ir::is_symmetric(f, p) ? ir::star_coloured(p) : ir::coloured_columns(p), symmetric,
                  made);
  check_entries(made, x, dense, steps, single);
}
ir::sparse_program check_derivative(const ir::graph& f, const ir::list<int>& by, bool symmetric,
                                    const std::vector<array>& x, const array& dense, double steps, bool single) {
  const ir::sparse_program made = ir::sparse_derivative(f, by, symmetric);
  CHECK(std::string(made.program.refusal.data()) == "");
  if (made.nnz() == 0) {
    check_close(array(dense.size(), 0), dense, steps, single);
    return made;
  }
  check_entries(made, x, dense, steps, single);
  for (bool across : {false, true})
    if (!symmetric || !across) check_colours(f, by, across, symmetric, x, dense, steps, single);
  return made;
}

}  // namespace

void check_sparse(const ir::graph& function, const array& x, const array& jacobian, bool single) {
  const ir::scope body = ir::scope_of(function, function.root);
  if (function.element(body.parameters[0]) != function.element(body.results[0])) return;
  INFO("sparse Jacobian");
  const ir::list<int> by(1, 0);
  check_derivative(function, by, false, {x}, jacobian, 1e3, single);
  const ir::graph gradient = gradient_of_squares(function);
  if (!gradient.refusal.empty()) return;
  INFO("sparse Hessian");
  const ir::linear_program along = ir::derivative_program(gradient, by, false);
  if (ir::lower_custom_rules(along.g).refusal.empty())
    check_derivative(gradient, by, true, {x}, dense_matrix(along, {x}), 1e4, single);
}
sparse_facts check_sparse_derivative(const ir::graph& function, const std::vector<int>& by, bool symmetric,
                                     const std::vector<array>& arguments) {
  ir::list<int> places;
  for (int k : by) places.push(k);
  ir::linear_program linear = ir::derivative_program(function, places, false);
  array dense;
  if (ir::lower_custom_rules(linear.g).refusal.empty()) {
    dense = dense_matrix(linear, arguments);
  } else {  // a rule of reverse mode
    linear = ir::derivative_program(function, places, true);
    const array across = dense_matrix(linear, arguments);
    std::size_t rows = 0;
    for (const ir::shape& s : linear.shapes(false)) rows += static_cast<std::size_t>(s.size());
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t k = row; k < across.size(); k += rows) dense.push_back(across[k]);
  }
  const ir::sparse_program made = check_derivative(function, places, symmetric, arguments, dense, 1e4, false);
  return {made.rows, made.columns, made.nnz(), made.method};
}

void check_close(const array& ours, const array& wanted, double steps, bool single) {
  const double tolerance = steps * (single ? 5e-7 : 1e-15);
  REQUIRE(ours.size() == wanted.size());
  for (std::size_t k = 0; k < ours.size(); ++k)
    CHECK(ours[k] == Approx(wanted[k]).epsilon(tolerance).margin(tolerance));
}

array random_array(int count, unsigned seed, double low, double high, bool single) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(low, high);
  array numbers;
  for (int k = 0; k < count; ++k) {
    const double v = uniform(engine);
    numbers.push_back(single ? static_cast<double>(static_cast<float>(v)) : v);
  }
  return numbers;
}

}  // namespace laws
