// CASES.md, "Jacobians and Hessians".
#include "cases.hpp"

TEST_CASE("97: the Jacobian of a matrix product; of its tanh by both modes", "[jacobian]") {
  const ct::tensor<double, 3, 4> a{{1, 2, 3, 4}, {5, 6, 7, 8}, {-1, 0, 1, 2}};
  const ct::tensor<double, 4> x{0.1, -0.2, 0.3, 0.05};
  const auto product = [](auto v, auto m) { return dot(m, v); };
  check_close(ct::jacrev(product)(x, a), a);
  check_close(ct::jacfwd(product)(x, a), a);
  const auto f = [](auto v, auto m) { return tanh(dot(m, v)); };
  check_close(ct::jacrev(f)(x, a), ct::jacfwd(f)(x, a));
  check_close(ct::jacobian(f)(x, a), ct::jacfwd(f)(x, a));
}

TEST_CASE("98: JAX's docstring", "[jacobian]") {
  const auto f = [](auto x) { return stack(x(0), 5 * x(2), 4 * x(1) * x(1) - 2 * x(2), x(2) * sin(x(0))); };
  const ct::tensor<double, 3> x{1, 2, 3};
  const ct::tensor<double, 4, 3> expected{
      {1, 0, 0}, {0, 0, 5}, {0, 16, -2}, {1.6209069176044193, 0, 0.8414709848078965}};
  check_close(ct::jacrev(f)(x), expected);
  check_close(ct::jacfwd(f)(x), expected);
}

TEST_CASE("101: Jacobians of trees", "[jacobian][tree]") {
  const auto f = [](auto x, auto y) { return ct::tuple(x, y); };
  const auto check_pair = [](const auto& j, double first, double second) {
    CHECK(at_c<0>(j) == first);
    CHECK(at_c<1>(j) == second);
  };
  check_pair(ct::jacrev(f)(2.0, 3.0), 1, 0);
  check_pair(ct::jacrev(f, ct::argnums<1>)(2.0, 3.0), 0, 1);
  const auto both = ct::jacfwd(f, ct::argnums<0, 1>)(2.0, 3.0);
  check_pair(at_c<0>(both), 1, 0);
  check_pair(at_c<1>(both), 0, 1);

  const ct::tensor<double, 2> x{1, 2};
  const ct::tensor<double, 3> y{3, 4, 5};
  const auto g = [](auto u, auto v) { return ct::tuple(u, outer(u, v)); };
  for (const auto& j : {ct::jacrev(g)(x, y), ct::jacfwd(g)(x, y)}) {
    check_close(at_c<0>(j), ct::tensor<double, 2, 2>{{1, 0}, {0, 1}});
    ct::tensor<double, 2, 3, 2> block;
    for (int i = 0; i < 2; ++i)
      for (int k = 0; k < 3; ++k) block(i, k, i) = y(k);
    check_close(at_c<1>(j), block);
  }
}

template <template <class, int...> class Leaf>
struct parameters {
  using matrix = Leaf<double, 2, 3>;
  using vector = Leaf<double, 2>;
  BOOST_HANA_DEFINE_STRUCT(parameters, (matrix, weights), (vector, bias));
};

TEST_CASE("the Jacobian with respect to a struct is that struct, with the result's axes first", "[jacobian][tree]") {
  parameters<ct::value> p{};
  p.weights = {{1, 2, 3}, {4, 5, 6}};
  const ct::tensor<double, 3> x{1, 2, 3};
  const auto f = [](auto q, auto v) { return dot(q.weights, v) + q.bias; };
  const auto j = ct::jacrev(f)(p, x);
  static_assert(ct::describe<decltype(j)>() == "{weights: f64[2,2,3], bias: f64[2,2]}");
  check_close(j.bias, ct::tensor<double, 2, 2>{{1, 0}, {0, 1}});
  CHECK(j.weights(1, 1, 2) == 3);
  CHECK(j.weights(0, 1, 2) == 0);
  // Of a struct, a map by member name.
  const auto same = ct::jacfwd([](auto q) { return q; })(p);
  static_assert(ct::describe<decltype(same)>() ==
                "{weights: {weights: f64[2,3,2,3], bias: f64[2,3,2]}, bias: {weights: f64[2,2,3], bias: f64[2,2]}}");
  const auto h = ct::hessian([](auto q, auto v) { return sum(square(dot(q.weights, v) + q.bias)); })(p, x);
  static_assert(ct::describe<decltype(h)>() == ct::describe<decltype(same)>());
  CHECK(h[BOOST_HANA_STRING("bias")].weights(0, 0, 2) == 6);
}

TEST_CASE("103: mixed second derivatives", "[hessian]") {
  const auto f = [](auto x, auto y) { return sum(x) * sum(y) * sum(y) + dot(x, x); };
  const ct::tensor<double, 5> x{1, 2, 3, 4, 5};
  const ct::tensor<double, 2> y{1, 2};
  const auto h = ct::hessian(f, ct::argnums<0, 1>)(x, y);
  static_assert(ct::describe<decltype(h)>() == "((f64[5,5], f64[5,2]), (f64[2,5], f64[2,2]))");
  CHECK(at_c<1>(at_c<0>(h))(0, 0) == 6);
  CHECK(at_c<0>(at_c<1>(h))(0, 0) == 6);
  const auto other = ct::jacrev(ct::jacfwd(f, ct::argnums<0, 1>), ct::argnums<0, 1>)(x, y);
  check_close(at_c<0>(at_c<1>(h)), at_c<0>(at_c<1>(other)));
}

TEST_CASE("106: ties split evenly; a Hessian times a vector", "[hessian]") {
  const ct::tensor<double, 5> x{-1, -0.5, 0, 0.5, 1};
  const auto f = [](auto v) { return sum(square(maximum(v, 0))); };
  const auto h = ct::hessian(f)(x);
  const double diagonal[] = {0, 0, 0.5, 2, 2};
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 5; ++j) CHECK(h(i, j) == (i == j ? diagonal[i] : 0));
  check_close(ct::hvp(f)(x, ct::tensor<double, 5>{1, 1, 1, 1, 1}), ct::tensor<double, 5>{0, 0, 0.5, 2, 2});
}

TEST_CASE("107: powers: a Jacobian, second derivatives, and the gradient at (0, 0)", "[hessian]") {
  check_close(ct::jacrev([](auto x) { return pow(x, 2); })(counted<double, 4>()),
              ct::tensor<double, 4, 4>{{0, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 4, 0}, {0, 0, 0, 6}});
  const auto f = [](auto v) { return pow(v(0), v(1)); };
  check_close(ct::hessian(f)(ct::tensor<double, 2>{4, 0}),
              ct::tensor<double, 2, 2>{{0, 0.25}, {0.25, 1.9218120556728056}});
}

TEST_CASE("diagonals come out of sums and products", "[jacrev]") {
  const auto all = [](auto x) {
    const auto d = diag(x), a = outer(x, sin(x)), b = outer(cos(x), x);
    return ct::tuple((d - a) * b, b * (a - d), (d + a) - b, b - (a - d), b - (d - a), (a - d) - b,
                     sum((d - a) * b, ct::axes<1>), sum(b * (d + d), ct::axes<0>));
  };
  const ct::tensor<double, 5> x{0.5, -1, 2, 0.25, 3};
  const auto result = ct::jit(all)(x);
  for (int i = 0; i < 5; ++i) {
    double row = 0;
    for (int j = 0; j < 5; ++j) {
      const double d = i == j ? x(i) : 0, a = x(i) * std::sin(x(j)), b = std::cos(x(i)) * x(j);
      check_close(at_c<0>(result)(i, j), (d - a) * b);
      check_close(at_c<1>(result)(i, j), b * (a - d));
      check_close(at_c<2>(result)(i, j), d + a - b);
      check_close(at_c<3>(result)(i, j), b - (a - d));
      check_close(at_c<4>(result)(i, j), b - (d - a));
      check_close(at_c<5>(result)(i, j), a - d - b);
      row += (d - a) * b;
    }
    check_close(at_c<6>(result)(i), row);
    check_close(at_c<7>(result)(i), 2 * std::cos(x(i)) * x(i) * x(i));
  }
  // The Jacobian of a softmax is stored once, and its diagonal once more; what is summed has no n^2 elements.
  const auto plain = [](auto v) {
    const auto e = exp(v - amax(v));
    return e / sum(e);
  };
  constexpr auto program = ct::inspect(ct::jacrev(plain), ct::like<ct::tensor<double, 128>>);
  static_assert(program.bytes_moved() < 9 * 128 * 128);
  static_assert(program.flops() < 4 * 128 * 128);
}

TEST_CASE("products of many, with and without zeros among them", "[grad]") {
  const auto check = []<int N>(std::integral_constant<int, N>) {
    ct::tensor<double, N> x;
    for (int k = 0; k < N; ++k) x(k) = 1 + 0.1 * ((7 * k) % 11 - 5);
    for (int zeros = 0; zeros < 3; ++zeros) {
      if (zeros > 0) x(zeros * N / 3) = 0;
      const auto slopes = ct::grad([](auto v) { return prod(v); })(x);
      for (int k = 0; k < N; ++k) {
        double others = 1;
        for (int j = 0; j < N; ++j) others *= j == k ? 1 : x(j);
        check_close(slopes(k), others, 1e-12);
      }
    }
  };
  check(std::integral_constant<int, 67>{});
  check(std::integral_constant<int, 255>{});
  check(std::integral_constant<int, 1300>{});  // whole rows of registers, their products, and what is left of each
}

TEST_CASE("more results than a fold takes, in one piece of straight-line code (random program, seed 4)", "[jacrev]") {
  using vec = ct::tensor<double, 7>;
  const auto f = [](auto x) {
    const auto permuted = ct::take(x * x, ct::tensor<std::int32_t, 7>{6, 0, 0, 3, 1, 5, 2});
    return (x * norm(1 + square(x)) - permuted) / (2 + cos(sum(ct::tril(outer(tanh(erf(x)), tanh(x))), ct::axes<0>)));
  };
  using F = decltype(f);
  const auto squares = [](auto u) { return sum(square(F{}(u))); };
  using S = decltype(squares);
  const auto all = [](auto v) { return ct::tuple(ct::jacrev(F{})(v), ct::hvp(S{})(v, v)); };
  const vec x{0.3, -0.7, 0.1, 0.9, -0.2, 0.55, -0.95};
  const auto result = ct::jit(all)(x);
  check_close(at_c<0>(result), ct::jacfwd(f)(x));
  const auto slope = ct::grad(squares);
  const vec up = x * (1 + 1e-6), down = x * (1 - 1e-6);
  check_close(at_c<1>(result), (slope(up) - slope(down)) / 2e-6, 1e-6);
}

template <class T>
struct point {
  BOOST_HANA_DEFINE_STRUCT(point, (T, x), (T, y));
};

TEST_CASE("85, 101: Jacobians with auxiliary results; by the last argument; of structs over one scalar",
          "[jacobian][tree]") {
  const auto f = [](auto x, auto y) { return ct::tuple(x * y, sum(x)); };
  const ct::tensor<double, 3> x{1, 2, 3};
  const auto [by_y, total] = ct::jacrev(f, ct::argnums<-1>, ct::has_aux)(x, 2.0);
  CHECK(by_y == x);
  CHECK(total == 6);
  const auto [by_x, again] = ct::jacfwd(f, ct::has_aux)(x, 2.0);
  CHECK(by_x == ct::jacobian([](auto v) { return 2.0 * v; })(x));
  CHECK(again == 6);
  const auto [cheaper, aux] = ct::jacobian(f, ct::argnums<0>, ct::has_aux)(x, 2.0);
  CHECK(cheaper == by_x);
  CHECK(aux == 6);

  const auto turn = [](auto p) { return point<std::decay_t<decltype(p.x)>>{p.x * p.y, p.y}; };
  const auto j = ct::jacrev(turn)(point<double>{2, 3});
  static_assert(std::is_same_v<decltype(j), const point<point<double>>>);
  CHECK(j.x.x == 3);
  CHECK(j.x.y == 2);
  CHECK(j.y.x == 0);
  const auto h = ct::hessian([](auto p) { return p.x * p.x * p.y; })(point<double>{2, 3});
  static_assert(std::is_same_v<decltype(h), const point<point<double>>>);
  CHECK(h.x.y == 4);
  const auto third = ct::jacfwd(ct::hessian([](auto p) { return p.x * p.x * p.y; }))(point<double>{2, 3});
  CHECK(third.x.x.y == 2);
}
