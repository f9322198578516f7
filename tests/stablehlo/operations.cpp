// Every operation that works element by element, as a module with values: on numbers of its domain, and on zeros,
// infinities and NaN. What is no operation of StableHLO is computed by a formula, whose bounds run.py holds.
#include "../codegen/operations.hpp"
#include "../laws/stages.hpp"

#include <cotangent/codegen/stablehlo.hpp>

#include <catch2/catch.hpp>

#include <limits>
#include <random>

namespace {

namespace ir = cotangent::ir;
using ir::op;

/// Where the arguments of functions are drawn from that are not those of operations.hpp.
struct interval {
  op code;
  double low, high;
  double single_low = low, single_high = high;  // of floats, where what is further out is too large
};
const interval intervals[] = {
    {op::exp2, -1000, 1000, -120, 120},
    {op::log2, 1e-3, 1e6},
    {op::log10, 1e-3, 1e6},
    {op::asin, -1, 1},
    {op::acos, -1, 1},
    {op::atan, -50, 50},
    {op::sinh, -709, 709, -88, 88},
    {op::cosh, -709, 709, -88, 88},
    {op::asinh, -50, 50},
    {op::acosh, 1, 50},
    {op::atanh, -1, 1},
    {op::erf, -7, 7},
    {op::erfc, -7, 26, -5, 9},
    {op::lgamma, 0, 20},
    {op::tgamma, 0, 170, 0, 34},
    {op::fmod, -20, 20},
};

void add_examples(operation o, std::vector<laws::program>& programs, std::vector<laws::example>& examples) {
  constexpr double special[] = {0,
                                -0.0,
                                std::numeric_limits<double>::infinity(),
                                -std::numeric_limits<double>::infinity(),
                                std::numeric_limits<double>::quiet_NaN(),
                                1,
                                -1,
                                2,
                                0.5,
                                -0.5};
  const bool single = o.element == ir::dtype::f32;
  for (const interval& i : intervals)
    if (i.code == o.code) o.low = single ? i.single_low : i.low, o.high = single ? i.single_high : i.high;
  std::mt19937_64 engine(17);
  std::uniform_real_distribution<double> uniform(o.low, o.high);
  std::vector<laws::array> given(2);
  const std::size_t count =
      static_cast<std::size_t>(o.graph.dims(ir::scope_of(o.graph, o.graph.root).parameters[0]).size());
  for (std::size_t k = 0; k < count; ++k)
    for (std::size_t n = 0; n < 2; ++n) {
      double value = uniform(engine);
      if (k % 8 == 7) value /= 1 << (k % 27);  // small ones
      if (n == 1 && k % 5 == 0) value = given[0][k];
      if (k < 100 && ir::primitives[o.code].library.two == nullptr)
        value = special[n == 0 ? k % 10 : k / 10];  // (what XLA says of special powers and angles is its own)
      given[n].push_back(single ? static_cast<double>(static_cast<float>(value)) : value);
    }
  examples.push_back({given, laws::interpreted(o.graph, given)});
  programs.push_back({o.name, o.graph, o.graph, o.graph});
}

}  // namespace

TEST_CASE("every operation as StableHLO, with values", "[stablehlo]") {
  std::vector<laws::program> programs;
  std::vector<laws::example> examples;
  for (const operation& o : all_operations(2048)) add_examples(o, programs, examples);
  laws::write_stablehlo("operations", programs, examples);
  CHECK(programs.size() > 100);
}

TEST_CASE("what StableHLO has no row for is refused, by function and equation", "[stablehlo]") {
  ir::graph g;
  const ir::term x{&g, g.emit_unique(op::parameter, g.intern(ir::dtype::boolean, {}))};
  const int result = ir::apply(op::exp, x).id;
  g.root = g.make_region(ir::list<int>(1, x.id), ir::list<int>(1, result), {});
  cotangent::codegen::function f;
  f.name = "growth";
  f.inputs = {{"x0", {ir::dtype::boolean, {}}}};
  f.traced = g;
  using Catch::EndsWith, Catch::StartsWith;
  CHECK_THROWS_WITH(
      cotangent::codegen::stablehlo::files("library", {f}),
      StartsWith("growth: equation ") && EndsWith(", exp: the StableHLO back end has no row for it on bool"));
}
