// What is decided of a schedule, as text, for several targets; that it is the same where targets do not differ, and
// consistent.
#include "program_of.hpp"

#include <cotangent/schedule/decide.hpp>
#include <cotangent/schedule/print.hpp>
#include <cotangent/schedule/stages.hpp>
#include <cotangent/schedule/validate.hpp>

#include <catch2/catch.hpp>

namespace ct = cotangent;
namespace ir = cotangent::ir;

namespace {

template <int... N>
using array = ct::tensor<double, N...>;
const ir::target* const targets[] = {&ir::scalar,    &ir::x86_64_v2, &ir::x86_64_v3,
                                     &ir::x86_64_v4, &ir::neon,      &ir::c_compiler};

template <class... Args, class F>
ir::graph optimized(F) {
  return ir::ready_to_schedule(program_of<F, Args...>());
}
std::string text_of(const ir::graph& g, const ir::target& t) {
  const ir::list<char> text = ir::print_schedule(ir::schedule_for(g, t));
  return std::string(text.begin(), text.end());
}
/// The plan of a program's last nest.
ir::nest_plan plan_of(const ir::graph& g, const ir::target& t) {
  const ir::schedule s = ir::schedule_for(g, t);
  int last = 0;
  for (const ir::step& now : s.steps)
    if (now.kind == ir::step_kind::run) last = now.at;
  return s.kernels[last].plan;
}

constexpr auto product = [](auto a, auto b) { return dot(a, b); };
constexpr auto falling = [](auto x) {
  return ct::scan([](auto c, auto now) { return ct::tuple(c * 0.9 + now, c); }, 1.0, x).ys;
};
constexpr auto logistic = [](auto x) {
  return ct::scan([](auto c, auto now) { return ct::tuple(c * (1 - c) * now, ct::none); }, 0.5, x).carry;
};
constexpr auto largest = [](auto x) { return ct::amax(x, ct::axes<1>); };
constexpr auto shares = [](auto x) { return x / sum(x); };

}  // namespace

TEST_CASE("a matrix product", "[decisions]") {
  const ir::graph g = optimized<array<37, 70>, array<70, 21>>(product);
  CHECK(
      text_of(g, ir::x86_64_v4) ==
      R"(nest 0, for i<37 j<21, over k<70, registers of 8 f64 along j, 4 rows of i, 2 columns, 5 left in a masked register
  t0:f64 = in0[70*i+k] [same in all lanes]
  t1:f64 = in1[j+21*k]
  t2:f64 = mul t0 t1 [in sums]
  out0[21*i+j] = reduce_sum t2 [a product]
)");
  CHECK(
      text_of(g, ir::x86_64_v2) ==
      R"(nest 0, for i<37 j<21, over k<70, registers of 2 f64 along j, 4 rows of i, 2 columns, 1 left in a register by way of memory
  t0:f64 = in0[70*i+k] [same in all lanes]
  t1:f64 = in1[j+21*k]
  t2:f64 = mul t0 t1
  out0[21*i+j] = reduce_sum t2
)");
  CHECK(
      text_of(g, ir::c_compiler) ==
      R"(nest 0, for i<37 j<21, over k<70, registers of 8 f64 along j, 4 rows of i, 2 columns, 5 left in a register that begins earlier
  t0:f64 = in0[70*i+k] [same in all lanes]
  t1:f64 = in1[j+21*k]
  t2:f64 = mul t0 t1 [in sums]
  out0[21*i+j] = reduce_sum t2 [a product]
)");
  CHECK(text_of(g, ir::scalar) == R"(nest 0, for i<37 j<21, over k<70, 4 rows of j, 2 sums
  t0:f64 = in0[70*i+k]
  t1:f64 = in1[j+21*k]
  t2:f64 = mul t0 t1
  out0[21*i+j] = reduce_sum t2
)");
}

TEST_CASE("a linear recurrence", "[decisions]") {
  const ir::graph g = optimized<array<100>>(falling);
  CHECK(text_of(g, ir::neon) == R"(nest 0
  t0:f64 = constant 1.
  w2[0] = t0
loop n0 < 100:
  nest 1, carries in registers, 4 steps are one
    t0:f64 = w2[0] [carried]
    t1:f64 = constant 0.9
    t2:f64 = mul t0 t1 [in sums]
    t3:f64 = in0[n0]
    t4:f64 = add t2 t3 [first a product]
    out0[n0] = t0
    w2[0] = t4 [carried]
end
)");
  CHECK(text_of(optimized<array<20000>>(falling), ir::c_compiler) == R"(nest 0
  t0:f64 = constant 1.
  w2 = t0
loop n0 < 20000:
  nest 1, 4 steps are one
    t0:f64 = w2 [carried]
    t1:f64 = constant 0.9
    t2:f64 = mul t0 t1 [in sums]
    t3:f64 = in0[n0]
    t4:f64 = add t2 t3 [first a product]
    out0[n0] = t0
    w2 = t4 [carried]
end
)");
  CHECK(plan_of(optimized<array<15>>(falling), ir::neon).recurrence.together == 0);
}

TEST_CASE("what is no linear recurrence, and the largest of each row", "[decisions]") {
  CHECK(text_of(optimized<array<100>>(logistic), ir::x86_64_v3) == R"(nest 0
  t0:f64 = constant 0.5
  out0[0] = t0
loop n0 < 100:
  nest 1, carries in registers
    t0:f64 = in0[n0]
    t1:f64 = out0[0] [carried]
    t2:f64 = constant 1.
    t3:f64 = sub t2 t1
    t4:f64 = mul t1 t3
    t5:f64 = mul t0 t4
    out0[0] = t5 [carried]
end
)");
  CHECK(
      text_of(optimized<array<9, 70>>(largest), ir::x86_64_v3) ==
      R"(nest 0, for i<9, over j<70, registers of 4 f64 along j, 4 rows of i, 2 sums, 2 left in a register by way of memory
  t0:f64 = in0[70*i+j]
  out0[i] = reduce_max t0
)");
  CHECK(text_of(optimized<array<9, 70>>(largest), ir::c_compiler) ==
        R"(nest 0, for i<9, over j<70, chunks of 8 along j, 6 left as numbers
  t0:f64 = in0[70*i+j]
  out0[i] = reduce_max t0
)");
}

TEST_CASE("quotients by one number", "[decisions]") {
  const ir::graph g = optimized<array<64>>(shares);
  CHECK(text_of(g, ir::x86_64_v4).ends_with(R"(nest 2, for i<64, registers of 8 f64 along i
  t0:f64 = in0[i]
  t1:f64 = w2[0] [same in all lanes]
  t2:f64 = w3[0] [for registers] [same in all lanes]
  t3:f64 = div t0 t1 t2
  out0[i] = t3
)"));
  // Too few for registers of 32 bytes: nothing reads a reciprocal, so none is computed.
  CHECK(text_of(g, ir::x86_64_v3) == R"(nest 0, over i<64, registers of 4 f64 along i, 4 sums
  t0:f64 = in0[i]
  w2[0] = reduce_sum t0
nest 1, for i<64, registers of 4 f64 along i
  t0:f64 = in0[i]
  t1:f64 = w2[0] [same in all lanes]
  t2:f64 = div t0 t1
  out0[i] = t2
)");
}

TEST_CASE("targets that differ in nothing that matters decide alike", "[decisions]") {
  const auto check =
      [](const ir::graph& g) {  // both have registers of up to 64 bytes, and products that are not rounded
        const ir::nest_plan a = plan_of(g, ir::x86_64_v4), b = plan_of(g, ir::c_compiler);
        CHECK(a.form == ir::nest_form::registers);
        CHECK(a.form == b.form);
        CHECK(a.lanes == b.lanes);
        CHECK(a.whole == b.whole);
        CHECK(a.tile == b.tile);
      };
  check(optimized<array<37, 70>, array<70, 24>>(product));
  check(optimized<array<37, 70>, array<70>>(product));
  check(optimized<array<3, 70>, array<70>>(product));
  check(optimized<array<70>, array<70, 8>>(product));
}

TEST_CASE("decisions are consistent for every target", "[decisions]") {
  const ir::graph programs[] = {optimized<array<37, 70>, array<70, 21>>(product),
                                optimized<array<100>>(falling),
                                optimized<array<100>>(logistic),
                                optimized<array<9, 70>>(largest),
                                optimized<array<64>>(shares),
                                optimized<array<64>>(ct::jacrev(shares)),
                                optimized<array<13, 9>, array<9, 5>>(ct::jacfwd(product))};
  for (const ir::graph& g : programs)
    for (const ir::target* t : targets) {
      INFO(t->name);
      const char* problem = ir::problem_with(ir::schedule_for(g, *t));
      CHECK(std::string(problem != nullptr ? problem : "") == "");
    }
}

TEST_CASE("examples are in registers, however few lanes those have", "[decisions]") {
  for (const ir::graph& g : {optimized<array<3>>(shares), optimized<array<3>>(ct::jacrev(shares))})
    for (const ir::target* t : targets) {
      if (t->lanes(ir::dtype::f64) == 1) continue;
      INFO(t->name);
      const ir::schedule s = ir::decided(
          ir::make_schedule_for_examples(g, ir::list<char>(1, 1), t->lanes(ir::dtype::f32), t->lanes(ir::dtype::f64)),
          *t);
      REQUIRE(s.kernels.size() == 1);
      CHECK(s.kernels[0].plan.form == ir::nest_form::registers);
      CHECK(s.kernels[0].plan.whole == t->lanes(ir::dtype::f64));
    }
}

TEST_CASE("what runs in registers by itself gains nothing from examples", "[decisions]") {
  const ir::list<char> own(1, 1), with_shared = [] {
    ir::list<char> all(2, 0);
    all[1] = 1;
    return all;
  }();
  const auto gains = [](const ir::graph& g, const ir::list<char>& mapped) {
    return ir::gains_from_examples(ir::schedule_for(g, ir::x86_64_v3), mapped);
  };
  CHECK_FALSE(gains(optimized<array<64>>(ct::jacrev(shares)), own));
  CHECK(gains(optimized<array<3>>(ct::jacrev(shares)), own));
  CHECK(gains(optimized<array<64, 64>, array<64>>(product), with_shared));
}
