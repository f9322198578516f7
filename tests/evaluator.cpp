// The evaluator against the interpreter, on programs that together hold every operation, element type and kind of nest.
// That they do is tested too. (Laws, at run time, hold the programs themselves to what they should be.)
#include <cotangent/cotangent.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <random>
#include <set>

namespace ct = cotangent;
namespace ir = cotangent::ir;

namespace {

std::set<std::pair<ir::op, ir::dtype>> seen;  // by instructions of schedules
std::set<std::pair<ir::store_mode, ir::op>> stored;
std::set<ir::step_kind> stepped;

template <class T>
void check_leaf(const T& ours, const T& wanted) {
  const auto close = [](auto a, auto b) {
    using element = decltype(a);
    if constexpr (std::is_floating_point_v<element>) {
      const double tolerance = sizeof(element) == 4 ? 2e-5 : 1e-13;
      const bool same = (std::isnan(a) && std::isnan(b)) || a == b;
      if (!same) CHECK(static_cast<double>(a) == Approx(static_cast<double>(b)).epsilon(tolerance).margin(tolerance));
    } else {
      CHECK(a == b);
    }
  };
  if constexpr (std::is_arithmetic_v<T>) close(ours, wanted);
  else
    for (int k = 0; k < ours.size(); ++k) close(ours.data()[k], wanted.data()[k]);
}

template <class F, class... Args>
void check(F f, const Args&... args) {
  using source = ct::detail::traced_function<ct::detail::jit_function<F>, Args...>;
  const auto& schedule = ct::detail::scheduled<source>::schedule;
  for (int k = 0; k < schedule.used.instructions; ++k)
    seen.emplace(schedule.instructions[k].code, schedule.instructions[k].element);
  for (int k = 0; k < schedule.used.stores; ++k) stored.emplace(schedule.stores[k].mode, schedule.stores[k].reduction);
  for (int k = 0; k < schedule.used.steps; ++k) stepped.insert(schedule.steps[k].kind);
  const auto ours = ct::jit(f)(args...);
  const ir::graph traced = ir::without_optimization(ir::graph(ct::detail::compiled<source>::traced));
  const auto wanted = ct::detail::interpret_graph<std::remove_const_t<decltype(ours)>>(traced, args...);
  std::vector<const void*> leaves;
  ct::detail::for_each_leaf(wanted, [&](const auto& leaf) { leaves.push_back(&leaf); });
  std::size_t next = 0;
  ct::detail::for_each_leaf(ours, [&]<class L>(const L& leaf) {
    INFO("result " << next);
    check_leaf(leaf, *static_cast<const L*>(leaves[next++]));
  });
}

std::mt19937 engine(5);
template <class X>
X random(double low, double high) {
  std::uniform_real_distribution<double> uniform(low, high);
  X x{};
  for (auto& v : x) v = static_cast<std::remove_reference_t<decltype(v)>>(uniform(engine));
  return x;
}

constexpr auto arithmetic = [](auto x, auto y) {  // x in (0, 1), y in (1, 3)
  using T = typename decltype(x)::value_type;
  return ct::tuple(x + y, x - y, x * y, x / y, -x, abs(x - 0.5), sign(x - 0.5), floor(3 * x), ceil(3 * x), round(3 * x),
                   maximum(x, y - 1), minimum(x, y - 1), pow(x, y), select((x < 0.5) | (y <= 1.5), x, y),
                   select((x > 0.5) & !(y >= 1.5), x, y), select((x == y) ^ (x != y), x, y),
                   select(isfinite(x) & !isnan(y), x, y),
                   ct::astype<T>(ct::astype<std::int32_t>(10 * x)) + ct::astype<T>(ct::astype<std::int64_t>(10 * y)),
                   ct::astype<T>(x < 0.5), x + ct::arange<T, 67>());
};
/// Every function of numbers that libraries compute, whichever there are: of both arrays, so that it is defined
/// somewhere.
template <bool Two>
constexpr auto library_functions = [] {
  std::array<ir::op, ir::op_count> codes{};
  std::size_t count = 0;
  for (const ir::primitive& p : ir::primitives.of)
    if ((Two ? p.library.two != nullptr : p.library.one != nullptr))
      codes[count++] = static_cast<ir::op>(&p - ir::primitives.of);
  return std::pair(codes, count);
}();
constexpr auto functions = [](auto x, auto y) {
  const auto mixed = select(y < 2, x, y);
  return [&]<std::size_t... K, std::size_t... L>(std::index_sequence<K...>, std::index_sequence<L...>) {
    return ct::tuple(ct::detail::on_leaves(ct::detail::elementwise<library_functions<false>.first[K]>{}, mixed)...,
                     ct::detail::on_leaves(ct::detail::elementwise<library_functions<true>.first[L]>{}, x, y)...);
  }(std::make_index_sequence<library_functions<false>.second>{},
         std::make_index_sequence<library_functions<true>.second>{});
};
constexpr auto integers = [](auto i, auto j) {  // any, not 0
  using T = typename decltype(i)::value_type;
  return ct::tuple(i + j, i - j, i * j, i / j, pow(i, j), -i, abs(i), sign(i), maximum(i, j), minimum(i, j),
                   select(i < j, i, j), select((i <= j) & (i != j), i, j), select((i > j) | (i >= 2), i, j),
                   ct::astype<double>(i), ct::astype<float>(j), ct::astype<std::int32_t>(i),
                   ct::astype<std::int64_t>(j), i == j, !(i == j), sum(i), amax(j), amin(j), ct::cumsum(i),
                   i + ct::arange<T, 21>());
};
constexpr auto sums = [](auto a, auto b, auto v) {  // 13 x 37, 37 x 21, 37
  return ct::tuple(sum(a), sum(a, ct::axes<0>), sum(a, ct::axes<1>), amax(a, ct::axes<0>), amin(a, ct::axes<1>),
                   amax(a), any(a > 0.9), ct::all(a < 0.5, ct::axes<1>), prod(v), argmax(v), dot(a, v), dot(a, b),
                   dot(a * v, transpose(a)), dot(transpose(b), transpose(a)), softmax(a, ct::axes<1>),
                   logsumexp(b, ct::axes<0>), ct::cumprod(v), var(a, ct::axes<0>));
};
constexpr auto parts = [](auto v, auto i) {  // 37 numbers, 5 indices
  return ct::tuple(ct::take(v, i), v.at(i).add(ct::take(v * v, i)), v.at(3).set(v(1) * v(2)),
                   ct::dynamic_slice<7>(v, i(2)), concatenate(v, ct::flip(v)), ct::roll<3>(v) * v, diag(v),
                   ct::pad<2, 1>(v), ct::reshape<3, 12>(ct::slice<0, 0, 36>(v)),
                   transpose(ct::reshape<4, 9>(ct::slice<0, 1, 37>(v))), ct::one_hot<37, double>(argmin(v)),
                   outer(v, v) + diag(v));
};
constexpr auto loops = [](auto v) {
  const auto recurrence = ct::scan([](auto c, auto x) { return ct::tuple(0.9 * c + x, c); }, 1.0, v);
  const auto numbers = ct::scan([](auto c, auto x) { return ct::tuple(sin(c) * x, c * c); }, 1.0, v);
  const auto arrays = ct::scan([](auto c, auto x) { return ct::tuple(tanh(c + x) * ct::roll<1>(c), sum(c)); }, v,
                               ct::slice<0, 0, 9>(v), ct::reverse);
  const auto halved = ct::while_loop([](auto c) { return sum(c) > 1; }, [](auto c) { return c / 2; }, abs(v) + 1);
  const auto nested = ct::fori_loop<0, 3>(
      [=](auto i, auto c) {
        return ct::fori_loop<0, 2>([=](auto, auto d) { return d * 0.5 + v * ct::astype<double>(i); }, c);
      },
      v);
  const auto either = ct::cond(sum(v) > 0, [](auto x) { return exp(x); }, [](auto x) { return x * x; }, v);
  return ct::tuple(recurrence.carry, recurrence.ys, numbers.carry, numbers.ys, arrays.carry, arrays.ys, halved, nested,
                   either, ct::grad([](auto u) {
                     return sum(ct::scan([](auto c, auto x) { return ct::tuple(0.5 * c * x, c); }, 1.0, u).ys);
                   })(v));
};

template <class T>
void check_floating() {
  using vector = ct::tensor<T, 67>;
  const vector x = random<vector>(0.05, 0.95), y = random<vector>(1.05, 2.9);
  check(arithmetic, x, y);
  check(functions, x, y);
  check(sums, random<ct::tensor<T, 13, 37>>(-1, 1), random<ct::tensor<T, 37, 21>>(-1, 1),
        random<ct::tensor<T, 37>>(0.5, 1.5));
  check([](auto a, auto b) { return ct::tuple(a(0) * b(1) - a(1) / b(0), dot(a, b), exp(a) + sum(b)); },
        ct::tensor<T, 2>{1, 2}, ct::tensor<T, 2>{3, 4});  // straight-line code
}

}  // namespace

TEST_CASE("evaluated as interpreted", "[evaluator]") {
  check_floating<float>();
  check_floating<double>();
  check(integers, ct::arange<std::int32_t, 21>() - 10, 2 * ct::arange<std::int32_t, 21>() - 15);
  check(integers, ct::arange<std::int64_t, 21>() - 10, 2 * ct::arange<std::int64_t, 21>() - 15);
  check(parts, random<ct::tensor<double, 37>>(-1, 1), ct::tensor<std::int32_t, 5>{36, 0, 5, 17, 20});
  check(loops, random<ct::tensor<double, 41>>(-0.5, 0.9));

  for (int code = 0; code < ir::op_count; ++code) {
    const ir::op operation = static_cast<ir::op>(code);
    const ir::primitive& p = ir::primitives[operation];
    if (!ir::is_elementwise(operation) || p.formula != nullptr) continue;
    INFO(p.name);
    const auto covers = [&](ir::dtype d) { return seen.contains({operation, d}); };
    const bool gives_masks = covers(ir::dtype::boolean) && operation != ir::op::convert && operation != ir::op::select;
    CHECK((gives_masks || (covers(ir::dtype::f32) && covers(ir::dtype::f64))));
  }
  for (const ir::store_mode mode : {ir::store_mode::assign, ir::store_mode::accumulate})
    CHECK(stored.contains({mode, ir::op::reduce_sum}));
  for (const ir::op reduction :
       {ir::op::reduce_sum, ir::op::reduce_max, ir::op::reduce_min, ir::op::reduce_and, ir::op::reduce_or})
    CHECK(stored.contains({ir::store_mode::reduce, reduction}));
  for (const ir::step_kind kind :
       {ir::step_kind::run, ir::step_kind::loop, ir::step_kind::branch, ir::step_kind::otherwise, ir::step_kind::repeat,
        ir::step_kind::leave_unless, ir::step_kind::end})
    CHECK(stepped.contains(kind));
}
