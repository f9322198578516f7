// CASES.md, "vmap", "Trees", and functions at special values.
#include "cases.hpp"

TEST_CASE("109: in_axes over trees", "[vmap]") {
  const auto f = [](auto a, auto bc) { return dot(dot(a, at_c<0>(bc)), at_c<1>(bc)); };
  const auto r = ct::vmap(f, ct::in_axes<0, ct::in_axes<1, 2>>)(
      counted<double, 6, 2, 3>(), ct::tuple(counted<double, 3, 6, 4>(), counted<double, 4, 5, 6>()));
  static_assert(ct::describe<decltype(r)>() == "f64[6,2,5]");
}

TEST_CASE("110: negative axes; per-example gradients of a struct; results that are the same for all", "[vmap]") {
  const auto x = counted<double, 2, 3>();
  check_close(ct::vmap([](auto v) { return v * 2; }, ct::in_axes<-1>, ct::out_axes<-1>)(x), x * 2);
  check_close(ct::vmap([](auto v) { return v * 2; }, ct::in_axes<-1>)(x), transpose(x) * 2);
  const auto pair = ct::vmap([](auto a, auto b) { return ct::tuple(a * b, b); }, ct::in_axes<0, ct::unmapped>,
                             ct::out_axes<1, ct::unmapped>)(x, counted<double, 3>());
  static_assert(ct::describe<decltype(pair)>() == "(f64[3,2], f64[3])");
  const auto gradients = ct::vmap(ct::grad([](auto w, auto v) { return sum(square(w * v)); }),
                                  ct::in_axes<ct::unmapped, 0>)(counted<double, 3>(), x);
  static_assert(ct::describe<decltype(gradients)>() == "f64[2,3]");
  CHECK(gradients(1, 2) == 2 * 2 * 5 * 5);
}

TEST_CASE("134: map, transpose, leaves and back", "[tree]") {
  const auto t = ct::tuple(1.0, ct::tuple(ct::tensor<double, 2>{2, 3}, 4.0));
  const auto doubled = ct::tree_map([](auto a, auto b) { return a + b; }, t, t);
  check_close(at_c<0>(at_c<1>(doubled)), ct::tensor<double, 2>{4, 6});
  const auto back = ct::tree_unflatten(ct::tree_structure(t), ct::tree_leaves(t));
  static_assert(std::is_same_v<std::remove_const_t<decltype(back)>, std::remove_const_t<decltype(t)>>);
  const auto turned = ct::tree_transpose(ct::tree_structure(ct::tuple(0, 0)), ct::tree_structure(ct::tuple(0, 0, 0)),
                                         ct::tuple(ct::tuple(1, 2, 3), ct::tuple(4, 5, 6)));
  static_assert(ct::describe<decltype(turned)>() == "((i32[], i32[]), (i32[], i32[]), (i32[], i32[]))");
  CHECK(at_c<1>(at_c<2>(turned)) == 6);
  CHECK(ct::tree_structure(ct::tuple(1, 2.0)) == ct::tree_structure(ct::tuple(3.0F, 4)));
}

TEST_CASE("137: ravel a tree and back, with the widest element type", "[tree]") {
  const auto t = ct::tuple(1.5F, ct::tensor<double, 2>{2, 3});
  const auto [vector, unravel] = ct::ravel(t);
  check_close(vector, ct::tensor<double, 3>{1.5, 2, 3});
  static_assert(ct::describe<decltype(unravel(vector))>() == "(f32[], f64[2])");
  CHECK(at_c<0>(unravel(vector * 2)) == 3.0F);
}

TEST_CASE("116: the largest elements, their places and gradients", "[functions]") {
  const double nan = std::nan("");
  const ct::tensor<double, 2, 5> x{{3, -1, 7, 7, 2}, {0.5, nan, 4, -2, 4}};
  const auto best = ct::top_k<3>(x);
  const auto& values = at_c<0>(best);
  CHECK(values(0, 0) == 7);
  CHECK(values(0, 2) == 3);
  CHECK(std::isnan(values(1, 0)));
  CHECK(values(1, 1) == 4);
  CHECK(at_c<1>(best) == ct::tensor<std::int32_t, 2, 3>{{2, 3, 0}, {1, 2, 4}});
  CHECK(at_c<1>(ct::top_k<1, 0>(ct::tensor<std::int32_t, 2, 2>{{4, 5}, {6, 1}})) ==
        ct::tensor<std::int32_t, 1, 2>{{1, 0}});
  const auto weighted = [](auto v) { return sum(at_c<0>(ct::top_k<2>(v)) * ct::tensor<double, 2>{10, 1}); };
  check_close(ct::grad(weighted)(ct::tensor<double, 4>{1, 4, 2, 3}), ct::tensor<double, 4>{0, 10, 0, 1});
}

TEST_CASE("118, 121: softmax and logsumexp where a mask holds", "[functions]") {
  const double inf = std::numeric_limits<double>::infinity();
  const ct::tensor<double, 4> x{5.5, 1.3, -4.2, 0.9};
  const ct::tensor<bool, 4> mask{true, false, true, true};
  const auto part = softmax(ct::tensor<double, 3>{5.5, -4.2, 0.9}),
             logs = log_softmax(ct::tensor<double, 3>{5.5, -4.2, 0.9});
  check_close(softmax(x, mask), ct::tensor<double, 4>{part(0), 0, part(1), part(2)});
  check_close(at_c<0>(ct::tuple(log_softmax(x, mask)(2))), logs(1));
  CHECK(log_softmax(x, mask)(1) == -inf);
  const ct::tensor<bool, 2> small{true, false};
  const auto first = ct::grad([](auto v, auto m) { return softmax(v, m)(0); })(ct::tensor<double, 2>{36, 1e4}, small);
  CHECK(first == ct::tensor<double, 2>{0, 0});
  const ct::tensor<bool, 2> none{false, false};
  CHECK(softmax(ct::tensor<double, 2>{1, 2}, none) == ct::tensor<double, 2>{0, 0});
  CHECK(log_softmax(ct::tensor<double, 2>{1, 2}, none) == ct::tensor<double, 2>{-inf, -inf});
  CHECK(logsumexp(ct::tensor<double, 2>{1, 2}, none) == -inf);
  CHECK(logsumexp(ct::tensor<double, 2>{-1000, -2}, small) == -1000);
  const ct::tensor<bool, 5> kept{true, true, true, true, false};
  const auto even =
      ct::grad([](auto v, auto m) { return logsumexp(v, m); })(ct::tensor<double, 5>{0, 0, 0, 0, 100}, kept);
  check_close(even, ct::tensor<double, 5>{0.25, 0.25, 0.25, 0.25, 0});
  // Along the other axis, with a mask of one row for all.
  const ct::tensor<double, 2, 2> m{{1, 2}, {3, 4}};
  check_close(logsumexp(m, ct::tensor<bool, 2, 1>{{true}, {false}}, ct::axes<0>), ct::tensor<double, 2>{1, 2});
}

TEST_CASE("112, 113, 115, 121: special values", "[functions]") {
  for (double x : {0.0, 1000.0, -1000.0}) {
    CHECK(std::isfinite(ct::grad(ct::grad([](auto v) { return tanh(v); }))(x)));
    CHECK(std::isfinite(ct::grad(ct::grad([](auto v) { return atan(v); }))(x)));
    CHECK(std::isfinite(ct::grad(ct::grad([](auto v) { return sigmoid(v); }))(x)));
    CHECK(std::isfinite(ct::grad(ct::grad([](auto v) { return softplus(v); }))(x)));
  }
  CHECK(ct::grad([](auto v) { return erf(v); })(10.0) == Approx(0).margin(1e-40));
  CHECK(ct::grad([](auto x, auto n) { return pow(x, n); })(0.0, 0) == 0);
  CHECK(ct::grad([](auto z) { return pow(z, 0) + z; })(3.14) == 1);
  CHECK(ct::grad([](auto x) { return xlogy(x, 3); })(0.0) == Approx(std::log(3.0)));
  CHECK(ct::grad([](auto y) { return xlogy(0.0, y); })(3.0) == 0);
  CHECK(ct::sigmoid(-1e20) == 0);
  CHECK(std::isinf(ct::jit([](auto x) { return logsumexp(x); })(ct::tensor<double, 2>{INFINITY, 1})));
  CHECK(logsumexp(ct::tensor<double, 2>{-INFINITY, -INFINITY}) == -INFINITY);
  check_close(sort(ct::tensor<double, 4>{3, -1, 2, -1}), ct::tensor<double, 4>{-1, -1, 2, 3});
  CHECK(argmax(ct::tensor<double, 4>{3, 7, 2, 7}) == 1);
  const auto slope = ct::grad([](auto x) { return sin(x) * cos(ct::stop_gradient(x)); });
  CHECK(ct::grad(slope)(3.14) == Approx(-std::sin(3.14) * std::cos(3.14)));
}

TEST_CASE("112, 113: at zeros, infinities and NaN as JAX, in registers too", "[functions]") {
  using vec = ct::tensor<double, 8>;
  constexpr double inf = std::numeric_limits<double>::infinity(), none = std::numeric_limits<double>::quiet_NaN();
  const auto same = [](const vec& a, const vec& b) {
    for (int k = 0; k < 8; ++k)
      CHECK((a(k) == b(k) || (std::isnan(a(k)) && std::isnan(b(k))) || a(k) == Approx(b(k)).epsilon(1e-13)));
  };
  same(pow(vec{0, 0, 0, -2, inf, 2, 1, 5}, vec{0, -1, 2, 3, -1, none, none, 3}), {1, inf, 0, -8, 0, none, 1, 125});
  same(atan2(vec{0, 0, inf, inf, 1, -1, -0.0, none}, vec{0, -1, inf, -inf, inf, 0, -1, 1}),
       {0, std::acos(-1.0), std::atan(1.0), 3 * std::atan(1.0), 0, -2 * std::atan(1.0), -std::acos(-1.0), none});
  same(hypot(vec{3, 1e300, 1e-300, inf, 0, none, inf, 5}, vec{4, 1e300, 0, 1, 0, 1, -inf, 12}),
       {5, std::sqrt(2.0) * 1e300, 1e-300, inf, 0, none, inf, 13});
  same(relu(vec{none, -1, 0, 2, inf, -inf, -0.0, 1}), {none, 0, 0, 2, inf, 0, 0, 1});
  same(relu6(vec{none, -1, 0, 2, inf, -inf, 6, 7}), {none, 0, 0, 2, 6, 0, 6, 6});
  same(xlogy(vec{0, 0, 0, 1, 2, 0, none, 1}, vec{0, none, inf, 0, 1, -1, 1, none}),
       {0, none, 0, -inf, 0, 0, none, none});
  const auto bend = ct::grad([](auto x) { return ct::grad([](auto u) { return softplus(u); })(x); });
  CHECK(bend(0.0) == 0.25);  // smooth there, to the second derivative
  CHECK(std::isnan(ct::digamma(-2.0)));
  CHECK(ct::grad([](auto x) { return ct::grad([](auto u) { return digamma(u); })(x); })(2.0) ==
        Approx(-0.40411380631918803));
  CHECK(ct::grad([](auto x) { return ct::grad([](auto u) { return cbrt(u); })(x); })(0.0) == -inf);
#if defined(__has_feature)
#if __has_feature(undefined_behavior_sanitizer)
  return;  // xsimd converts infinities to integers, and drops what comes out
#endif
#endif
  // No digits are lost where the value is small.
  same(sigmoid(vec{-30, -700, -inf, 0, inf, 30, none, 1}),
       {std::exp(-30.0) / (1 + std::exp(-30.0)), std::exp(-700.0), 0, 0.5, 1, 1 / (1 + std::exp(-30.0)), none,
        1 / (1 + std::exp(-1.0))});
  same(erf_inv(vec{1e-9, -1e-12, 0, 1, -1, 2, 0.05, 0.5}),
       {8.862269254527581e-10, -8.862269254527581e-13, 0, inf, -inf, none, 0.044340387910005497, 0.47693627620446987});
}

TEST_CASE("indices: traced, from the end, outside; rows; updates", "[indexing]") {
  const ct::tensor<double, 3, 2> m{{1, 2}, {3, 4}, {5, 6}};
  const auto row = [](auto x, auto i) { return x(i, ct::all); };
  check_close(ct::jit(row)(m, 1), ct::tensor<double, 2>{3, 4});
  check_close(ct::jit(row)(m, -1), ct::tensor<double, 2>{5, 6});
  check_close(ct::jit(row)(m, 99), ct::tensor<double, 2>{5, 6});
  check_close(m(ct::all, 1), ct::tensor<double, 3>{2, 4, 6});
  check_close(m(ct::tensor<std::int32_t, 2>{2, 0}), ct::tensor<double, 2, 2>{{5, 6}, {1, 2}});
  check_close(ct::grad([](auto x, auto i) { return x(i, 0) * x(0, 1); })(m, 2),
              ct::tensor<double, 3, 2>{{0, 5}, {0, 0}, {2, 0}});
  check_close(m.at(1).set(ct::tensor<double, 2>{7, 8}), ct::tensor<double, 3, 2>{{1, 2}, {7, 8}, {5, 6}});
  check_close(m.at(ct::all, 0).add(1.0), ct::tensor<double, 3, 2>{{2, 2}, {4, 4}, {6, 6}});
  const ct::tensor<double, 3> zeros{};
  check_close(zeros.at(ct::tensor<std::int32_t, 3>{1, 1, 2}).add(1.0), ct::tensor<double, 3>{0, 2, 1});
}

TEST_CASE("shapes as NumPy infers and aligns them", "[reshape][tile][matmul][norm][conv]") {
  const auto m = counted<double, 2, 3>();
  CHECK(ct::reshape<3, -1>(m) == ct::tensor<double, 3, 2>{0, 1, 2, 3, 4, 5});
  CHECK(ct::reshape<-1>(m) == counted<double, 6>());
  CHECK(ct::tile<2>(m) == concatenate<1>(m, m));
  CHECK(ct::tile<2, 1, 1>(m) == ct::tensor<double, 2, 2, 3>{0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5});

  const auto stack = counted<double, 4, 2, 3>();
  const auto by_loop =
      ct::vmap([](auto a, auto b) { return dot(a, b); }, ct::in_axes<0, ct::unmapped>)(stack, transpose(m));
  CHECK(matmul(stack, transpose(m)) == by_loop);
  CHECK(matmul(ct::reshape<4, 1, 2, 3>(stack), ct::reshape<1, 3, 2>(transpose(m))) == ct::reshape<4, 1, 2, 2>(by_loop));
  const ct::tensor<double, 3> v{1, -1, 2};
  CHECK(matmul(stack, v) == dot(stack, v));
  CHECK(matmul(v, transpose(m)) == dot(m, v));
  CHECK(matmul(v, v) == 6);

  check_close(norm(m, ct::axes<1>), ct::tensor<double, 2>{std::sqrt(5.0), std::sqrt(50.0)});
  check_close(norm(m, ct::axes<0>, ct::keepdims), ct::tensor<double, 1, 3>{3, std::sqrt(17.0), std::sqrt(29.0)});
  CHECK(conv(counted<double, 4>(), ct::tensor<double, 2>{1, 10}) == ct::tensor<double, 3>{10, 21, 32});
  CHECK(ct::conv<2, 1>(counted<double, 3, 3>(), ct::tensor<double, 2, 2>{1, 2, 3, 4}) ==
        ct::tensor<double, 2, 2>{0, 11, 6 + 24, 4 + 10 + 21 + 32});
}
