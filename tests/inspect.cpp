// What the compiler says of programs and rules, as constants.
#include <cotangent/cotangent.hpp>

#include <catch2/catch.hpp>

namespace ct = cotangent;

constexpr auto stable_softmax = [](auto x) {
  auto e = exp(x - amax(x));
  return e / sum(e);
};
constexpr auto fwd = [](auto x) {
  auto s = stable_softmax(x);
  return ct::tuple(s, s);
};
constexpr auto softmax =
    ct::custom_vjp(stable_softmax, fwd, [](auto s, auto ds) { return ct::tuple(dot(ds, diag(s) - outer(s, s))); });
constexpr auto mistaken =
    ct::custom_vjp(stable_softmax, fwd, [](auto s, auto ds) { return dot(ds, diag(s) - outer(s, s)); });

using vector = ct::tensor<float, 3>;
static_assert(ct::check<decltype(ct::jacrev(softmax)), vector>().ok);
static_assert(!ct::check<decltype(ct::jacrev(mistaken)), vector>().ok);
static_assert(!ct::check<decltype(mistaken), vector>().ok);
static_assert(!ct::check<decltype(ct::jacfwd(softmax)), vector>().ok);
static_assert(!ct::check<decltype(ct::grad(softmax)), vector>().ok);
static_assert(ct::check<decltype(ct::vmap(softmax)), ct::tensor<float, 5, 3>>().ok);
static_assert(std::is_same_v<ct::result_t<decltype(ct::jacrev(softmax)), vector>, ct::tensor<float, 3, 3>>);

constexpr auto bare_rule =
    ct::custom_jvp([](auto x) { return sin(x); }, [](auto, auto t) { return boost::hana::at_c<0>(t); });
static_assert(!ct::check<decltype(ct::checkpoint(ct::jacfwd(bare_rule))), vector>().ok);
static_assert(
    ct::check<decltype(bare_rule), vector>().message.view().starts_with("custom_jvp: the rule must return a pair"));
constexpr auto endless = [](auto x) {
  return ct::while_loop([](auto c) { return sum(c) < 9; }, [](auto c) { return c * c; }, x);
};
static_assert(ct::check<decltype(ct::jacfwd(endless)), vector>().ok);
static_assert(!ct::check<decltype(ct::jacrev(endless)), vector>().ok);

TEST_CASE("a loop as text", "[inspect][golden]") {
  constexpr auto product = [](auto v) {
    return ct::scan([](auto c, auto x) { return ct::tuple(c * x + x, ct::none); }, 1.0, v).carry;
  };
  CHECK(std::string(ct::inspect(product, ct::like<ct::tensor<double, 6>>).text()) == R"({ lambda a:f64[6]. let
    b:f64[] = constant[1.]
    c = scan[steps=6,consts=0,carry=1,xs=1] b a
      { lambda d:f64[] e:f64[]. let
          f:f64[] = mul d e
          g:f64[] = add f e
        in (g,) }
    h:f64[] = get[0] c
  in (h,) }
)");
}

TEST_CASE("check says what the compile error would say", "[check]") {
  CHECK(ct::check<decltype(mistaken), vector>().message.view() ==
        "custom_vjp: bwd must return a tuple with one cotangent per argument: expected (f32[3],), got f32[3]; return "
        "ct::tuple(...)");
}

// The Jacobian is diag(s) - outer(s, s), with no trace of one-hot products.
static_assert(ct::inspect(ct::jacrev(softmax), ct::like<vector>).flops() < 60);

TEST_CASE("140: the program of the softmax Jacobian, as text", "[inspect][golden]") {
  constexpr auto seen = ct::inspect(ct::jacrev(softmax), ct::like<vector>);
  CHECK(std::string(seen.text()) == R"({ lambda a:f32[3]. let
    b:f32[] = reduce_max[axes=0] a
    c:f32[3] = view[] b
    d:f32[3] = sub a c
    e:f32[3] = exp d
    f:f32[] = reduce_sum[axes=0] e
    g:f32[3] = view[] f
    h:f32[3] = div e g
    i:f32[3,3] = pad[i,i] h
    j:f32[3,3] = view[i] h
    k:f32[3,3] = view[j] h
    l:f32[3,3] = mul j k
    m:f32[3,3] = sub i l
  in (m,) }
)");
  CHECK(seen.workspace_bytes() == 0);  // all of it in registers
  CHECK(ct::inspect(ct::jacrev(softmax), ct::like<ct::tensor<float, 64>>).workspace_bytes() >= 64 * 4);
}

TEST_CASE("what each pass does to a program, as text", "[inspect][golden]") {
  constexpr auto half_of_product = [](auto x) { return sum(matmul(x, x) / 2.0); };
  const std::string listing(ct::inspect(ct::grad(half_of_product), ct::like<ct::tensor<double, 3, 3>>).passes());
  CHECK(listing.starts_with(
      "trace: the function as it was called\n{ lambda a:f64[3,3]. let\n    b:f64[] = constant[1.]\n"));
  CHECK(listing.find("\nlower: ") == std::string::npos);  // nothing to lower
  CHECK(
      listing.substr(listing.find("simplify: ")) ==
      R"(simplify: neutral elements, known zeros, views of views, pads out of products, sums from inside, numbers, logarithms of exponentials
{ lambda a:f64[3,3]. let
    b:f64[3] = reduce_sum[axes=0] a
    c:f64[3] = constant[0.5]
    d:f64[3] = mul b c
    e:f64[3,3] = view[i] d
    f:f64[3] = reduce_sum[axes=1] a
    g:f64[3] = mul f c
    h:f64[3,3] = view[j] g
    i:f64[3,3] = add e h
  in (i,) }
)");
}

TEST_CASE("logarithms of exponentials are what the exponentials are of", "[inspect]") {
  constexpr auto log_softmax = [](auto x) {
    const auto powers = exp(x - amax(x));
    return log(powers / sum(powers));
  };
  using logits = ct::tensor<double, 4>;
  const logits far{0, -1000, 1, 1000};  // whose softmax is 0 but for the last
  CHECK(ct::jit(log_softmax)(far) == logits{-1000, -2000, -999, 0});
  const std::string listing(ct::inspect(log_softmax, ct::like<logits>).text());
  CHECK(listing.find("f64[] = log ") != std::string::npos);  // of the sum alone
  CHECK(listing.find("f64[4] = log ") == std::string::npos);
  constexpr auto there_and_back = [](auto x) { return log(exp(x)) + log1p(expm1(x)) - log(1.0 / exp(x)); };
  CHECK(ct::jit(there_and_back)(1000.0) == 3000);
  CHECK(ct::grad(there_and_back)(0.5) == Approx(3).epsilon(1e-15));
}

TEST_CASE("numbers are multiplied with each other, and come out of sums", "[inspect]") {
  constexpr auto density = [](auto x) {
    const auto z = (x - 0.5) / 4.0;
    return sum(-0.5 * z * z);
  };
  CHECK(std::string(ct::inspect(ct::value_and_grad(density), ct::like<ct::tensor<double, 64>>).text()) ==
        R"({ lambda a:f64[64]. let
    b:f64[64] = constant[0.5]
    c:f64[64] = sub a b
    d:f64[64] = mul c c
    e:f64[] = reduce_sum[axes=0] d
    f:f64[] = constant[-0.03125]
    g:f64[] = mul e f
    h:f64[64] = constant[-0.0625]
    i:f64[64] = mul c h
  in (g,i,) }
)");
  // Not numbers that keep a sum of squares from overflowing.
  constexpr auto length = [](auto x) { return 1e20F * sqrt(sum((x / 1e20F) * (x / 1e20F))); };
  CHECK(ct::jit(length)(ct::tensor<float, 2>{3e20F, 4e20F}) == Approx(5e20F));
}

TEST_CASE("what is taken from exponents so that nothing overflows adds nothing to derivatives", "[inspect]") {
  constexpr auto plain = [](auto x) {
    const auto powers = exp(x - amax(x));
    return powers / sum(powers);
  };
  constexpr auto weighted = [](auto x, auto w) { return sum(w * decltype(plain){}(x)); };
  constexpr auto logarithms = [](auto x, auto w) {
    const auto y = x - amax(x);
    return sum(w * (y - log(sum(exp(y)))));
  };
  constexpr auto logarithm_of_sum = [](auto x) { return amax(x) + log(sum(exp(x - amax(x)))); };
  constexpr auto rows = [](auto x, auto w) {
    const auto powers = exp(x - amax(x, ct::axes<1>, ct::keepdims));
    return sum(w * (powers / sum(powers, ct::axes<1>, ct::keepdims)));
  };
  using doubles = ct::tensor<double, 40>;
  using matrix = ct::tensor<double, 4, 5>;
  const auto none_of_maximum = [](std::string_view listing) { return listing.find("= eq ") == listing.npos; };
  CHECK(none_of_maximum(ct::inspect(ct::jacrev(plain), ct::like<vector>).text()));
  CHECK(none_of_maximum(ct::inspect(ct::jacrev(plain), ct::like<doubles>).text()));
  CHECK(ct::inspect(ct::jacrev(plain), ct::like<doubles>).flops() < 2 * 40 * 40 + 20 * 40);
  CHECK(none_of_maximum(ct::inspect(ct::grad(weighted), ct::like<doubles>, ct::like<doubles>).text()));
  CHECK(none_of_maximum(ct::inspect(ct::grad(logarithms), ct::like<doubles>, ct::like<doubles>).text()));
  CHECK(none_of_maximum(ct::inspect(ct::grad(logarithm_of_sum), ct::like<doubles>).text()));
  CHECK(none_of_maximum(ct::inspect(ct::grad(rows), ct::like<matrix>, ct::like<matrix>).text()));

  doubles x, w;
  double total = 0, weights = 0, mean = 0;
  for (int k = 0; k < 40; ++k) x(k) = 0.1 * (k % 7), w(k) = 0.3 * (k % 5) - 0.5;
  for (int k = 0; k < 40; ++k) total += std::exp(x(k)), weights += w(k), mean += w(k) * std::exp(x(k));
  const auto of_weighted = ct::grad(weighted)(x, w), of_logarithms = ct::grad(logarithms)(x, w),
             of_sum = ct::grad(logarithm_of_sum)(x);
  for (int k = 0; k < 40; ++k) {
    const double share = std::exp(x(k)) / total;
    CHECK(of_weighted(k) == Approx(share * (w(k) - mean / total)).margin(1e-15));
    CHECK(of_logarithms(k) == Approx(w(k) - share * weights).margin(1e-15));
    CHECK(of_sum(k) == Approx(share));
  }
  matrix a, b;
  for (int k = 0; k < 20; ++k) a.data()[k] = 0.1 * (k % 7), b.data()[k] = 0.3 * (k % 6) - 0.5;
  const auto of_rows = ct::grad(rows)(a, b);
  for (int row = 0; row < 4; ++row) {
    double powers = 0, average = 0;
    for (int k = 0; k < 5; ++k) powers += std::exp(a(row, k)), average += b(row, k) * std::exp(a(row, k));
    for (int k = 0; k < 5; ++k)
      CHECK(of_rows(row, k) == Approx(std::exp(a(row, k)) / powers * (b(row, k) - average / powers)).margin(1e-15));
  }
  // What may be negative or 0 is divided by and multiplied by as it stands, and what is no exponential's keeps its
  // maximum.
  constexpr auto back = [](auto v) { return (v / v(0)) * v(0); };
  CHECK(std::isnan(ct::jit(back)(ct::tensor<double, 3>{0, 1, 2})(0)));
  constexpr auto squares = [](auto v) { return sum((v - amax(v)) * (v - amax(v))); };
  CHECK(ct::grad(squares)(ct::tensor<double, 3>{1, 2, 4}) == ct::tensor<double, 3>{-6, -4, 10});
}

TEST_CASE("many elements divided by one take one reciprocal, of that one, where the program may", "[inspect]") {
  constexpr auto quotients = [](auto x) { return slice<0, 0, 16>(x) / x(17); };
  constexpr auto relative = ct::jit(quotients, ct::reciprocals);
  const std::string exact(ct::inspect(quotients, ct::like<ct::tensor<double, 100>>).text()),
      inside(
          ct::inspect([](auto x) { return decltype(relative){}(x) + 1.0; }, ct::like<ct::tensor<double, 100>>).text());
  CHECK(exact.find("f64[16] = div ") != std::string::npos);
  CHECK(inside.find("f64[16] = div ") != std::string::npos);  // of the whole program nothing was said
  const std::string listing(ct::inspect(relative, ct::like<ct::tensor<double, 100>>).text());
  CHECK(listing.find("f64[] = div ") != std::string::npos);
  CHECK(listing.find("f64[16] = div ") == std::string::npos);
  CHECK(listing.find("f64[100] = div ") == std::string::npos);
}

TEST_CASE("what is the same on both sides of a diagonal is computed on one", "[inspect]") {
  using matrix = ct::tensor<double, 40, 50>;
  constexpr auto gram = [](auto a) { return dot(a, transpose(a)); };
  constexpr auto normal = [](auto a, auto w) { return dot(transpose(a * expand_dims<1>(w)), a); };
  constexpr auto product = [](auto a, auto b) { return dot(a, transpose(b)); };
  static_assert(ct::inspect(gram, ct::like<matrix>).flops() < 0.7 * 2 * 40 * 40 * 50);
  static_assert(ct::inspect(product, ct::like<matrix>, ct::like<matrix>).flops() >=
                2 * 40 * 40 * 50 - 40 * 40);  // nothing says that they are equal
  static_assert(ct::inspect(normal, ct::like<matrix>, ct::like<ct::tensor<double, 40>>).flops() <
                0.75 * 2 * 50 * 50 * 40);
  matrix a;
  for (int k = 0; k < a.size(); ++k) a.data()[k] = 0.01 * ((37 * k) % 100) - 0.5;
  const auto symmetric = ct::jit(gram)(a), whole = ct::jit(product)(a, a);
  for (int k = 0; k < symmetric.size(); ++k)
    CHECK(symmetric.data()[k] == Approx(whole.data()[k]).epsilon(1e-13).margin(1e-13));
  ct::tensor<double, 40> w;
  for (int k = 0; k < 40; ++k) w(k) = 1 + 0.1 * (k % 7);
  const auto weighted = ct::jit(normal)(a, w);
  for (int i = 0; i < 50; ++i)
    for (int j = 0; j < 50; ++j) {
      double total = 0;
      for (int k = 0; k < 40; ++k) total += a(k, i) * w(k) * a(k, j);
      CHECK(weighted(i, j) == Approx(total).epsilon(1e-13).margin(1e-13));
    }
  const auto slopes = ct::grad([](auto m) { return sum(square(dot(m, transpose(m)))); })(a),
             expected = ct::jit([](auto m) { return 4 * dot(dot(m, transpose(m)), m); })(a);
  for (int k = 0; k < slopes.size(); ++k)
    CHECK(slopes.data()[k] == Approx(expected.data()[k]).epsilon(1e-12).margin(1e-12));
  const ct::tensor<double, 2, 40, 50> both = ct::stack<0>(a, a + a);
  const auto batch = ct::vmap(gram)(both);
  CHECK(batch(1, 3, 30) == Approx(4 * whole(3, 30)));
  CHECK(batch(0, 39, 0) == Approx(whole(39, 0)));
}
