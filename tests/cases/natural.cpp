// Code as one writes it without having read the manual: captures, constants, indices, assignments.
#include "cases.hpp"

#include <array>
#include <limits>

namespace {
constexpr auto fwd_of_closure = [](auto y) {
  const auto rule =
      ct::custom_vjp([](auto x) { return 2.0 * sin(x); }, [=](auto x) { return ct::tuple(2.0 * sin(x), y); },
                     [](auto r, auto g) { return ct::tuple(2.0 * cos(r) * g); });
  return ct::grad(rule)(1.0);
};
template <template <class, int...> class Leaf, int In, int Out>
struct dense {
  using matrix = Leaf<double, Out, In>;
  using vector = Leaf<double, Out>;
  BOOST_HANA_DEFINE_STRUCT(dense, (matrix, weights), (vector, bias));
};
template <class T>
struct frame {
  using vector = std::array<T, 3>;
  BOOST_HANA_DEFINE_STRUCT(frame, (vector, axis), (T, angle));
};
}  // namespace

TEST_CASE("a function object may capture others that hold nothing", "[captures]") {
  const auto square_of = [](auto x) { return x * x; };
  constexpr auto third = ct::custom_vjp([](auto x) { return x; }, [](auto x) { return ct::tuple(x, ct::none); },
                                        [](auto, auto g) { return ct::tuple(3.0 * g); });
  const auto f = [=](auto u) { return sum(square_of(u)); };
  check_close(ct::grad(f)(ct::tensor<double, 2>{1, 2}), ct::tensor<double, 2>{2, 4});
  const auto nested = [=](auto u) { return sum(ct::vmap([=](auto a) { return square_of(a) + third(a); })(u)); };
  check_close(ct::grad(nested)(ct::tensor<double, 2>{1, 2}), ct::tensor<double, 2>{5, 7});
  const auto slope = ct::grad([=](auto x) { return square_of(x); });
  CHECK(ct::grad([=](auto x) { return slope(x) * third(x); })(5.0) == 2 * 5.0 + 3 * 10.0);
}

TEST_CASE("a closure may return what it captured, untouched", "[captures]") {
  constexpr auto f = [](auto y) {
    auto r = ct::grad([=](auto x) { return ct::tuple(x * x, y); }, ct::has_aux)(2.0);
    return at_c<0>(r) * at_c<1>(r);
  };
  CHECK(ct::grad(f)(3.0) == 4);
  constexpr auto loop = [](auto y) { return ct::fori_loop<0, 3>([=](auto, auto) { return y; }, 1.0); };
  CHECK(ct::grad(loop)(3.0) == 1);
  CHECK(ct::jit(fwd_of_closure)(2.0) == Approx(2 * std::cos(2.0)));
  check_close(ct::vmap(fwd_of_closure)(ct::tensor<double, 2>{0, 1}), ct::tensor<double, 2>{2, 2 * std::cos(1.0)});
}

TEST_CASE("closures at plain numbers inside closures at plain numbers", "[captures]") {
  // Which of their graphs meets the other first is for the order of operands to say, and which ends first for the
  // program.
  CHECK(ct::jit([](auto a) {
          return ct::grad([=](auto v) { return ct::grad([=](auto w) { return v * w * w * a; })(2.0) * v; })(3.0);
        })(2.0) == 48);
  CHECK(ct::grad([](auto a) {
          return ct::grad([=](auto v) { return ct::grad([=](auto w) { return w * v * w * a; })(2.0) * v; })(3.0);
        })(2.0) == 24);
  constexpr auto deep = [](auto a) {
    return ct::grad([=](auto v) {
      return ct::grad([=](auto w) { return ct::grad([=](auto u) { return u * w * v * w * u * a; })(2.0); })(2.0) * v;
    })(3.0);
  };
  static_assert(ct::jit(deep)(2.0) == 192);
  constexpr auto loop = [](auto a) {
    return ct::grad([=](auto v) {
      return ct::scan([=](auto c, auto x) { return ct::tuple(v * c + x, x); }, 0.2, a * ct::tensor<double, 2>{1, 2})
          .carry;
    })(0.5);
  };
  CHECK(ct::jit(loop)(0.5) == Approx(0.4 * 0.5 + 0.5));
  CHECK(ct::grad(loop)(0.5) == Approx(1.0));
}

TEST_CASE("functions of constants inside a trace", "[constants]") {
  constexpr auto sine = [](auto u) { return sin(u); };
  CHECK(ct::grad([=](auto y) { return y * ct::jit(sine)(2.0) + y * ct::checkpoint(sine)(2.0); })(3.0) ==
        Approx(2 * std::sin(2.0)).epsilon(1e-15));
  const auto g =
      ct::grad([](auto y) { return sum(y * softmax(ct::tensor<double, 3>{1, 2, 3})); })(ct::tensor<double, 3>{1, 1, 1});
  check_close(g, softmax(ct::tensor<double, 3>{1, 2, 3}), 1e-15);
  // In a constant expression, too, to an ulp of what run time gives.
  constexpr double constant =
      ct::jit([](auto x) { return exp(x) + log(x) + tanh(x) + erf(x) + pow(x, 0.3) + atan2(x, 2.0); })(0.7);
  CHECK(constant == Approx(std::exp(0.7) + std::log(0.7) + std::tanh(0.7) + std::erf(0.7) + std::pow(0.7, 0.3) +
                           std::atan2(0.7, 2.0))
                        .epsilon(4e-16));
}

TEST_CASE("assignments with an operator, and loops over an array", "[natural]") {
  const auto f = [](auto x) {
    auto y = x * x;
    y += x;
    y *= 2.0;
    y -= 1;
    y /= x;
    auto total = 0.0 * x(0);
    for (auto part : y) total += part;
    return total;
  };
  const ct::tensor<double, 3> x{1, 2, 4};
  double by_hand = 0;
  for (double v : x) by_hand += (2 * (v * v + v) - 1) / v;
  CHECK(ct::jit(f)(x) == Approx(by_hand));
  CHECK(f(x) == Approx(by_hand));
  check_close(ct::grad(f)(x), ct::tensor<double, 3>{3, 2.25, 2.0625});
  const auto rows = [](auto m) {
    auto product = m(0, 0) * 0.0 + 1.0;
    for (auto row : m) product *= sum(row);
    return product;
  };
  CHECK(ct::jit(rows)(ct::tensor<double, 2, 2>{1, 2, 3, 4}) == 21);
}

TEST_CASE("indices of every integer type", "[index]") {
  const ct::tensor<double, 3> x{1, 2, 3};
  const auto at = [](auto i) { return [=](auto v) { return v(i); }; };
  CHECK(ct::jit([](auto v) { return v(std::size_t{1}) + v(std::uint8_t{2}) + v(-1LL) + v[short{0}]; })(x) == 9);
  CHECK(at(std::size_t{1})(x) == 2);
  CHECK(x(-1) == 3);
  CHECK(x[0] == 1);
  const auto read = [](auto v, auto i) { return v(i); };
  CHECK(ct::jit(read)(x, std::int64_t{4294967297}) == 3);  // not cut to 1
  CHECK(ct::jit(read)(x, std::int64_t{-4294967297}) == 1);
  CHECK(ct::jit([](auto v) { return ct::take(v, std::int64_t{2}); })(x) == 3);
}

TEST_CASE("indices that are out of range: reads take the nearest, updates are dropped", "[index]") {
  const ct::tensor<double, 3> x{1, 2, 3};
  const auto read = [](auto v, auto i) { return v(i) * v(i); };
  for (int i : {3, 7}) {
    CHECK(ct::jit(read)(x, i) == 9);
    check_close(ct::grad(read)(x, i), ct::tensor<double, 3>{0, 0, 6});
  }
  CHECK(ct::jit(read)(x, -9) == 1);
  const auto set = [](auto v, auto i, auto w) { return sum(square(v.at(i).set(w))); };
  const auto add = [](auto v, auto i, auto w) { return sum(square(v.at(i).add(w))); };
  const auto add_many = [](auto v, auto i, auto w) { return sum(square(v.at(i).add(w))); };
  for (int i : {3, -4, 100}) {
    for (const auto& g : {ct::grad(set, ct::argnums<0, 2>)(x, i, 5.0), ct::grad(add, ct::argnums<0, 2>)(x, i, 5.0)}) {
      check_close(at_c<0>(g), ct::tensor<double, 3>{2, 4, 6});
      CHECK(at_c<1>(g) == 0);
    }
    CHECK(ct::jit(set)(x, std::int64_t{i}, 5.0) == 14);
    const auto g =
        ct::grad(add_many, ct::argnums<0, 2>)(x, ct::tensor<std::int32_t, 2>{i, 1}, ct::tensor<double, 2>{5, 1});
    check_close(at_c<0>(g), ct::tensor<double, 3>{2, 6, 6});
    check_close(at_c<1>(g), ct::tensor<double, 2>{0, 6});
  }
}

TEST_CASE("structs over a leaf may have sizes of their own", "[tree]") {
  const auto loss = [](auto p, auto x) { return sum(square(dot(p.weights, x) + p.bias)); };
  dense<ct::value, 2, 1> p;
  p.bias(0) = 3;
  p.weights = ct::tensor<double, 1, 2>{{1, 2}};
  const auto g = ct::grad(loss)(p, ct::tensor<double, 2>{1, 1});
  static_assert(std::is_same_v<decltype(g), const dense<ct::value, 2, 1>>);
  CHECK(g.bias(0) == 12);
  const auto many =
      ct::vmap(ct::grad(loss), ct::in_axes<ct::unmapped, 0>)(p, ct::tensor<double, 3, 2>{1, 1, 0, 0, 1, 0});
  CHECK(many.bias(0, 0) == 12);
  CHECK(many.weights(2, 0, 0) == 8);
}

TEST_CASE("function objects as arguments", "[tree]") {
  const auto apply = [](auto f, auto x) { return f(x); };
  const auto cube = [](auto x) { return x * x * x; };
  const auto captured = [=](auto x) { return cube(x) + x; };
  CHECK(ct::jit(apply)(cube, 2.0) == 8);
  CHECK(ct::grad(apply, ct::argnums<1>)(cube, 2.0) == 12);
  CHECK(ct::grad(apply, ct::argnums<1>)(captured, 2.0) == 13);
  const auto twice = [](auto f, auto x) { return f(f(x)); };
  CHECK(ct::grad(twice, ct::argnums<1>)(ct::grad(cube), 1.0) == Approx(6 * 1.0 * 3 * 2 * 3.0));
  const auto rule =
      ct::custom_vjp([](auto f, auto x) { return f(x); }, [](auto f, auto x) { return ct::tuple(f(x), x); },
                     [](auto x, auto g) { return ct::tuple(ct::none, 2 * x * g); });
  CHECK(ct::grad(rule, ct::argnums<1>)(cube, 5.0) == 10);
  CHECK(ct::grad([=](auto x) { return rule(cube, x) + rule([](auto y) { return sin(y); }, x); })(5.0) == 20);
  check_close(ct::vmap(apply)(cube, ct::tensor<double, 2>{1, 2}), ct::tensor<double, 2>{1, 8});
  const auto r = ct::vjp(apply, cube, 2.0);
  CHECK(at_c<1>(r.pullback(1.0)) == 12);
  CHECK(ct::jvp(apply, ct::tuple(cube, 2.0), ct::tuple(cube, 1.0)).tangent == 12);
  const auto stepped = [](auto f, auto x) { return ct::fori_loop<0, 3>([=](auto, auto c) { return f(c); }, x); };
  CHECK(ct::grad(stepped, ct::argnums<1>)([](auto x) { return 2 * x; }, 1.0) == 8);
}

TEST_CASE("zeros and ones are arrays without being called", "[natural]") {
  const ct::tensor<double, 3> x{1, 2, 3};
  check_close(x + ct::zeros<double, 3>, x);
  check_close(ct::ones<double, 3> * 2.0 + ct::zeros<double, 3>(), ct::tensor<double, 3>{2, 2, 2});
  check_close(ct::grad([](auto v) { return sum(v * ct::ones<double, 3>); })(x), ct::ones<double, 3>());
  check_close(ct::grad([](auto v) { return sum(v * v); })(ct::ones<double, 3>), ct::tensor<double, 3>{2, 2, 2});
  check_close(
      ct::jit([](auto v) { return ct::fori_loop<0, 3>([=](auto, auto c) { return c + v; }, ct::zeros<double, 3>); })(x),
      3.0 * x);
  ct::tensor<double, 4000> large = ct::ones<double, 4000>;
  CHECK(large(3999) == 1);
  auto changed = ct::zeros<double, 3>;
  changed(1) = 5;
  changed = x + changed;
  CHECK(changed(1) == 7);
}

TEST_CASE("identities and ranges are arrays without being called", "[natural]") {
  const ct::tensor<double, 3> x{1, 2, 3};
  const ct::tensor<double, 3, 3> a{2, 1, 0, 1, 3, 1, 0, 1, 4};
  check_close(a + 2.0 * ct::eye<double, 3>, a + 2.0 * ct::eye<double, 3>());
  check_close(dot(ct::eye<double, 3>, x), x);
  check_close(solve(ct::eye<double, 3>, x), x);
  check_close(ct::jit([](auto m) { return inv(m) - inv(ct::eye<double, 3>); })(ct::eye<double, 3>),
              ct::zeros<double, 3, 3>());
  check_close(ct::grad([](auto v) { return dot(v, dot(ct::eye<double, 3>, v)); })(x), 2.0 * x);
  check_close(ct::grad([](auto v) { return sum(v * ct::arange<double, 3>); })(x), ct::tensor<double, 3>{0, 1, 2});
  check_close(ct::arange<double, 3>(), ct::tensor<double, 3>{0, 1, 2});
  check_close(ct::jit([](auto v) { return v(ct::arange<int, 2> + 1); })(x), ct::tensor<double, 2>{2, 3});
  CHECK(ct::eye<float, 2>(0, 0) == 1);
  CHECK(ct::eye<float, 2>(1, 0) == 0);
  static_assert(std::is_same_v<decltype(ct::eye<double, 3>()), ct::tensor<double, 3, 3>>);
  const auto large = ct::eye<double, 100> + ct::ones<double, 100, 100>;
  CHECK(large(7, 7) == 2);
  CHECK(large(7, 8) == 1);
  CHECK((sin(ct::arange<double, 4000>) - 1.0)(0) == -1);
  CHECK(ct::jit([](auto m) { return sum(m); })(ct::eye<double, 100>) == 100);
}

TEST_CASE("zeros and ones of any size are operands and arguments without a call", "[constants]") {
  const auto sums = ct::ones<double, 100, 100> + ct::zeros<double, 100, 100> + 1.0;
  CHECK(sums(99, 99) == 2);
  CHECK((exp(ct::zeros<double, 100, 100>) - sums)(3, 4) == -1);
  CHECK(ct::grad([](auto v) { return sum(v * v); })(ct::ones<double, 100, 100>)(7, 8) == 2);
  CHECK(ct::zeros<double> + 2.0 + ct::ones<double> == 3);
}

TEST_CASE("locals of a traced function are assigned as those of any other", "[assignment]") {
  const ct::tensor<double, 3> x{1, 2, 3};
  CHECK(ct::grad([](auto v) {
          auto y = v;
          y = y * v;
          y = sin(y);
          return sum(y);
        })(x)(0) == Approx(2 * std::cos(1.0)));
  CHECK(ct::grad([](auto v) {
          auto s = sum(v);
          s += v(0) * 2.0;
          s *= 2.0;
          s -= v(1);
          s /= 2.0;
          return s;
        })(x)(0) == 3);
  auto y = x;
  y(0) = 5;
  y[1] += 2;
  y *= 2.0;
  check_close(y, ct::tensor<double, 3>{10, 8, 6});
}

TEST_CASE("structs over a scalar may hold arrays of it", "[tree]") {
  // In such a struct a std::array is a tree of its scalars: a view could not stand in its place.
  const auto f = [](auto p, auto x) { return p.angle * (p.axis[0] * x(0) + p.axis[1] * x(1) + p.axis[2] * x(2)); };
  const frame<double> p{{1, 2, 3}, 2};
  const ct::tensor<double, 3> x{4, 5, 6};
  const auto g = ct::grad(f)(p, x);
  static_assert(std::is_same_v<decltype(g), const frame<double>>);
  CHECK(g.axis[1] == 10);
  CHECK(g.angle == 32);
  CHECK(ct::jit(f)(p, x) == 64);
  CHECK(ct::jacfwd(f)(p, x).axis[2] == 12);
  check_close(ct::vmap(ct::grad(f), ct::in_axes<ct::unmapped, 0>)(p, ct::tensor<double, 2, 3>{1, 1, 1, 4, 5, 6}).angle,
              ct::tensor<double, 2>{6, 32});
}

TEST_CASE("rows in one more pair of braces, as in a std::array", "[tensor]") {
  using matrix = ct::tensor<double, 2, 2>;
  using slabs = ct::tensor<double, 2, 2, 2>;
  const matrix wanted{1, 2, 3, 4};
  const matrix around{{{1, 2}, {3, 4}}}, copied = {{{1, 2}, {3, 4}}}, as_array{{{{1, 2}}, {{3, 4}}}};
  CHECK(around == wanted);
  CHECK(copied == wanted);
  CHECK(as_array == wanted);
  matrix assigned;
  assigned = {{{1, 2}, {3, 4}}};
  CHECK(assigned == wanted);
  CHECK([](const matrix& x) { return x; }({{{1, 2}, {3, 4}}}) == wanted);
  constexpr ct::tensor<double, 2, 3> short_row{{{1, 2, 3}, {4}}};
  static_assert(short_row(0, 2) == 3 && short_row(1, 0) == 4 && short_row(1, 2) == 0);
  constexpr ct::tensor<double, 2, 1> column{{{1}, {2}}};
  static_assert(column(0, 0) == 1 && column(1, 0) == 2);
  const slabs eight{1, 2, 3, 4, 5, 6, 7, 8};
  const slabs deep{{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}};
  const slabs deep_as_array = {{{{{1, 2}, {3, 4}}}, {{{5, 6}, {7, 8}}}}};
  CHECK(deep == eight);
  CHECK(deep_as_array == eight);
  const std::array<matrix, 2> of_std{{{{{1, 2}, {3, 4}}}, {{5, 6}, {7, 8}}}};
  CHECK(of_std[1](1, 1) == 8);
  CHECK(matrix({}) == matrix{});
}
