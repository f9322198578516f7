// Functions that change element types inside, through every transform: each result has the element type that its place
// is declared with, and the number that a program of doubles has.
#include "cases.hpp"

#include <cotangent/passes/validate.hpp>

namespace {

using floats = ct::tensor<float, 3>;
using doubles = ct::tensor<double, 3>;
// By way of integers and truths, which have no derivatives: at 1.5, 2.5 and 3.5 these are x^2 / 2 + trunc(x) x and x^2
// / 2 (where x > 2).
constexpr auto widened = [](auto x) {
  return ct::astype<double>(x) * ct::astype<double>(x) * 0.5 +
         ct::astype<double>(x * ct::astype<float>(ct::astype<std::int32_t>(x)));
};
constexpr auto narrowed = [](auto x) {
  return ct::astype<float>(x) * ct::astype<float>(x) * 0.5F * ct::astype<float>(x > 2.0);
};

/// F on arguments whose types alone matter, traced, lowered and optimized: every equation of every stage is valid, and
/// results keep their types. Interpreted, because the types of a hundred programs are to be seen, not the speed of any.
template <class F, class... Args>
auto run(F, const Args&... args) {
  using result = ct::detail::result_tree<F, Args...>;
  const auto is_valid = [](const char* problem) { CHECK(std::string(problem != nullptr ? problem : "") == ""); };
  const ct::ir::graph traced = program_of<F, Args...>(), lowered = ct::ir::without_optimization(traced);
  CHECK(std::string(traced.refusal.data()) == "");
  is_valid(ct::ir::problem_with(traced));
  is_valid(ct::ir::problem_with(ct::ir::simplified_for_derivatives(traced), traced));
  is_valid(ct::ir::problem_with(lowered, traced));
  ct::ir::graph at = lowered;
  for (const ct::ir::pass& p : ct::ir::passes) {
    at = p.run(at);
    is_valid(ct::ir::problem_with(at, traced));
  }
  return ct::detail::interpret_graph<result>(at, args...);
}
template <class Want, class Got>
void check(const Got& got, const Want& want) {
  static_assert(std::is_same_v<Got, Want>);
  check_close(got, want, 1e-6);
}

template <class F>
constexpr auto summed = [](auto x) { return sum(F{}(x)); };
template <class F>
constexpr auto batched = [](auto x) { return sum(ct::vmap(F{})(x)); };
template <class F>
constexpr auto branched =
    [](auto u) { return ct::cond(u > 100, [](auto w) { return 0 * F{}(w); }, [](auto w) { return F{}(w); }, u); };
template <class F>
constexpr auto scanned =
    [](auto u) { return ct::scan([](auto c, auto w) { return ct::tuple(c + F{}(w), F{}(w)); }, 0 * F{}(u(0)), u); };
template <class F>
constexpr auto looped = [](auto u) {
  return at_c<0>(ct::while_loop([](auto c) { return at_c<1>(c) < 1; },
                                [=](auto c) { return ct::tuple(at_c<0>(c) + F{}(u), at_c<1>(c) + 1); },
                                ct::tuple(0 * F{}(u), 0)));
};
/// With derivatives of their own, twice the function's.
template <class F>
constexpr auto with_forward = ct::custom_jvp(F{}, [](auto p, auto t) {
  const auto d = ct::jvp(F{}, p, t);
  return ct::tuple(d.value, 2 * d.tangent);
});
template <class F>
constexpr auto with_reverse = ct::custom_vjp(
    F{}, [](auto u) { return ct::tuple(F{}(u), u); },
    [](auto u, auto g) { return ct::tuple(2 * ct::grad([=](auto v) { return sum(F{}(v)*g); })(u)); });

/// Of an elementwise function of three elements: gradients, and what else is like the argument; tangents; Jacobians in
/// each mode.
template <class F>
struct everything {
  template <class X>
  constexpr auto operator()(X x) const {
    const auto along = 0 * x + 1;
    const auto tangent = ct::jvp(F{}, ct::tuple(x), ct::tuple(along)).tangent;
    return ct::tuple(
        ct::tuple(ct::grad(summed<F>)(x), ct::vmap(ct::grad(F{}))(x), ct::vmap(ct::jacrev(F{}))(x),
                  ct::grad(batched<F>)(x), ct::grad(ct::checkpoint(summed<F>))(x),
                  ct::grad(batched<std::remove_const_t<decltype(branched<F>)>>)(x),
                  ct::vmap(ct::jacrev(branched<F>))(x), ct::grad([](auto u) { return scanned<F>(u).carry; })(x)),
        ct::tuple(ct::hvp(summed<F>)(x, along)), ct::tuple(tangent, ct::vmap(ct::jacfwd(F{}))(x)),
        ct::tuple(ct::jacrev(F{})(x), ct::jacobian(F{})(x), ct::jacrev([](auto u) { return scanned<F>(u).ys; })(x)),
        ct::tuple(ct::jacfwd(F{})(x), ct::jacfwd([](auto u) { return scanned<F>(u).ys; })(x), ct::jacfwd(looped<F>)(x)),
        ct::tuple(ct::hessian(summed<F>)(x)),
        ct::tuple(ct::jacobian([](auto u) { return ct::concatenate(F{}(u), F{}(u)); })(x)),
        ct::tuple(ct::jacrev(with_forward<F>)(x)), ct::tuple(ct::jacfwd(with_forward<F>)(x)),
        ct::tuple(ct::vmap(ct::grad(with_reverse<F>))(x)));
  }
};
template <class T, class V>
ct::tensor<T, 3> each(const V& v) {
  return {static_cast<T>(v(0)), static_cast<T>(v(1)), static_cast<T>(v(2))};
}
template <class T, class V>
ct::tensor<T, 3, 3> diagonal(const V& v) {
  ct::tensor<T, 3, 3> m;
  for (int k = 0; k < 3; ++k) m(k, k) = static_cast<T>(v(k));
  return m;
}
template <class Group, class Want>
void check_all(const Group& group, const Want& want) {
  boost::hana::unpack(group, [&](const auto&... got) { (check(got, want), ...); });
}

template <class In, class Out, class F>
void check_transforms(F, const ct::tensor<In, 3>& x, const doubles& slope, const doubles& curvature) {
  const auto got = run(everything<F>{}, x);
  check_all(at_c<0>(got), each<In>(slope));
  check_all(at_c<1>(got), each<In>(curvature));
  check_all(at_c<2>(got), each<Out>(slope));
  check_all(at_c<3>(got), diagonal<In>(slope));
  check_all(at_c<4>(got), diagonal<Out>(slope));
  check_all(at_c<5>(got), diagonal<In>(curvature));
  CHECK(at_c<0>(at_c<6>(got))(5, 2) == Approx(slope(2)));
  check_all(at_c<7>(got), diagonal<In>(2.0 * slope));
  check_all(at_c<8>(got), diagonal<Out>(2.0 * slope));
  check_all(at_c<9>(got), each<In>(2.0 * slope));
}

}  // namespace

TEST_CASE("104: a Jacobian's element type: the argument's in reverse mode, the result's in forward mode",
          "[jacrev][jacfwd]") {
  check_transforms<float, double>(widened, floats{1.5F, 2.5F, 3.5F}, doubles{2.5, 4.5, 6.5}, doubles{1, 1, 1});
  check_transforms<double, float>(narrowed, doubles{1.5, 2.5, 3.5}, doubles{0, 2.5, 3.5}, doubles{0, 1, 1});
}

TEST_CASE("a fault of ours is no silent number: the door of typed values refuses it, and validators see it",
          "[validate]") {
  using namespace ct::ir;
  graph g;
  const int x = g.emit_unique(op::parameter, g.intern(dtype::f32, {})),
            y = g.emit_unique(op::parameter, g.intern(dtype::f64, {}));
  const auto problem = [&](int id) { return std::string(problem_with(g, id) != nullptr ? problem_with(g, id) : ""); };
  CHECK(problem(g.emit(op::add, g.intern(dtype::f32, {}), -1, x, y)) == "of another element type than its operand");
  CHECK(problem(g.emit(op::lt, g.intern(dtype::f32, {}), -1, x, x)) == "a comparison or logic that is no truth");
  CHECK(problem(g.emit(op::select, g.intern(dtype::f32, {}), -1, x, x, x)) ==
        "a choice of another element type, or not by truths");
  CHECK(problem(g.emit(op::reduce_sum, g.intern(dtype::f64, {}), g.intern({0LL}), x)) ==
        "of another element type than its operand");
  const int region = g.make_region(list<int>(1, x), list<int>(1, x), {});
  const int call =
      g.emit(op::checkpoint, -1, g.intern({1LL, 1LL}), g.packed(list<int>(1, y)), g.packed(list<int>(1, region)));
  CHECK(problem(call) == "a call whose argument is not of its function's type");
  CHECK(problem(result_of(g, call, 0, g.intern(dtype::f64, {}))) == "a result of another type than its call returns");
  CHECK(g.refusal.empty());
  ct::detail::tree_of_ids<ct::tensor<float, 3>>(g, list<int>(1, x));
  CHECK(g.refusal.view().substr(0, 9) == "internal:");
  g.root = region;
  graph other = g;
  other.refusal = {};
  other.root = other.make_region(list<int>(1, x), list<int>(1, y), {});
  CHECK(keeping_types(g, other).refusal.view().substr(0, 9) == "internal:");
}
