// Each rule of rewriting on an expression that needs it, and what it leaves as text; the order of the passes; and that
// optimizing what is optimized changes nothing. All of it at run time. A rule that no row needs is one too many.
#include "laws/stages.hpp"
#include "rewrites/arithmetic.hpp"
#include "rewrites/loops.hpp"
#include "rewrites/order.hpp"
#include "rewrites/straight_line.hpp"
#include "rewrites/structure.hpp"
#include "rewrites/sums.hpp"

#include <cotangent/schedule/decide.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

namespace {

using namespace rewrites;

/// Equations in the order of what results need. (The one that rules write them in is the compiler's, which may evaluate
/// the operands of a call in any.)
std::string ordered_text_of(const ir::graph& g) { return text_of(ir::without_optimization(g)); }

/// The program after the passes up to the one of that name.
ir::graph optimized_up_to(std::string_view last, ir::graph g) {
  for (const ir::pass& p : ir::passes) {
    g = p.run(g);
    if (p.name == last) break;
  }
  return g;
}
ir::graph optimized_with_exchange(std::string_view name, ir::graph g) {
  std::vector<ir::pass> all(std::begin(ir::passes), std::end(ir::passes));
  const auto found = std::find_if(all.begin(), all.end(), [&](const ir::pass& p) { return p.name == name; });
  std::swap(found[0], found[1]);
  for (const ir::pass& p : all) g = p.run(g);
  return g;
}

void check_twice(const ir::graph& g) {
  const ir::graph once = ir::ready_to_schedule(g);
  const char* problem = ir::problem_with(once);
  CHECK(std::string(problem != nullptr ? problem : "") == "");
  CHECK(text_of(ir::ready_to_schedule(once)) == text_of(once));
}
template <class Rows, class Text>
void check(const Rows& rows, Text text_after) {
  for (const auto& r : rows) {
    INFO(r.rule << ": " << r.expression);
    const ir::graph g = ir::without_optimization(traced(r));
    CHECK(text_after(g) == r.left);
    check_twice(g);
  }
}
void check_values(const ir::graph& before, const ir::graph& after) {
  std::vector<laws::array> arguments;
  for (int parameter : ir::scope_of(before, before.root).parameters)
    arguments.push_back(laws::random_array(static_cast<int>(before.dims(parameter).size()),
                                           static_cast<unsigned>(arguments.size()) + 1, -1, 1, false));
  const auto wanted = laws::interpreted(before, arguments), given = laws::interpreted(after, arguments);
  REQUIRE(given.size() == wanted.size());
  for (std::size_t k = 0; k < given.size(); ++k) laws::check_close(given[k], wanted[k], 100, false);
}
std::string simplified(const ir::graph& g) { return ordered_text_of(ir::simplify_all(g)); }

}  // namespace

TEST_CASE("arithmetic", "[rewrites]") { check(arithmetic, simplified); }
TEST_CASE("views, shapes and pads", "[rewrites]") { check(structure, simplified); }
TEST_CASE("sums", "[rewrites]") { check(sums, simplified); }
TEST_CASE("recurrences", "[rewrites]") {
  check(recurrences, [](const ir::graph& g) { return ordered_text_of(optimized_up_to("recurrences", g)); });
}
TEST_CASE("loops without what need not wait", "[rewrites]") {
  check(separated, [](const ir::graph& g) { return ordered_text_of(optimized_up_to("separate", g)); });
}
TEST_CASE("sums as they are read", "[rewrites]") {
  check(transposed, [](const ir::graph& g) {
    const ir::graph after = optimized_up_to("transposed", g);
    check_values(g, after);
    return ordered_text_of(after);
  });
}
TEST_CASE("small totals of loops as rows of one array", "[rewrites]") {
  for (const auto& r : joined) {
    INFO(r.rule << ": " << r.expression);
    const ir::graph before = ir::without_optimization(traced(r)), once = ir::drop_dead(ir::join_totals(before));
    check_values(before, once);
    CHECK(ordered_text_of(once) == r.left);
    const char* problem = ir::problem_with(once);
    CHECK(std::string(problem != nullptr ? problem : "") == "");
    CHECK(ordered_text_of(ir::drop_dead(ir::join_totals(once))) == r.left);
  }
}
TEST_CASE("symmetric sums", "[rewrites]") {
  check(symmetric, [](const ir::graph& g) { return text_of(ir::drop_dead(optimized_up_to("symmetric", g))); });
}
TEST_CASE("a target that takes whole arrays has whole sums of products", "[rewrites]") {
  const auto sums_in = [](const ir::graph& g) {
    return std::count_if(g.equations.begin(), g.equations.end(),
                         [](const ir::equation& e) { return e.code == ir::op::reduce_sum; });
  };
  for (const auto& r : symmetric) {
    INFO(r.expression);
    const ir::graph g = ir::ready_to_schedule(traced(r), ir::arrays);
    CHECK(sums_in(g) == 1);
    CHECK(text_of(ir::ready_to_schedule(g, ir::arrays)) == text_of(g));
  }
}
TEST_CASE("straight-line code", "[rewrites]") {
  check(straight::lines, [](const ir::graph& g) { return straight::text_of_lines(ir::ready_to_schedule(g)); });
}
TEST_CASE("small positive definite systems are straight-line code in a generator", "[rewrites]") {
  const auto solution = [](auto a, auto b) {
    const auto l = ct::cholesky(a);
    return ct::triangular_solve<false>(transpose(l), ct::triangular_solve(l, b));
  };
  const auto steps = [](auto f) {
    const ir::graph traced = ct::detail::trace_program<decltype(f), ct::tensor<double, 7, 7>, ct::tensor<double, 7>>();
    return ir::schedule_for(ir::ready_to_schedule(traced), ir::c_compiler).steps.size();
  };
  CHECK(steps(solution) == 1);
  CHECK(steps([](auto a, auto b) { return ct::solve(a, b); }) > 1);  // which row is the pivot's is known when it runs
}
TEST_CASE("the order of the passes", "[rewrites]") {
  for (const auto& [pass, program] : order) {
    INFO(pass << " and the next one; " << program.rule << ": " << program.expression);
    const ir::graph g = traced(program);
    CHECK(text_of(ir::optimize(g)) == program.left);
    CHECK(text_of(optimized_with_exchange(pass, g)) != program.left);
    check_twice(g);
  }
}
