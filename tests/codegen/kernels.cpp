// Generated C, linked, against evaluation; and what a generator says to wrong use.
#include "../../samples/digits_model.hpp"
#include "softmax_kernels.h"

#include <cotangent/codegen/generate.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>
#include <random>

namespace {

std::mt19937 engine(1);
template <class T>
void fill(T& leaf, double low = -1, double high = 1) {
  std::uniform_real_distribution<double> uniform(low, high);
  for (auto& v : leaf) v = static_cast<std::remove_reference_t<decltype(v)>>(uniform(engine));
}
// Largest difference in units of the last place of the largest value.
template <class T>
double ulps(const T& a, const T& b) {
  using element = std::remove_cvref_t<decltype(*a.begin())>;
  double largest = 0, difference = 0;
  for (int k = 0; k < a.size(); ++k) {
    largest = std::max(largest, static_cast<double>(std::abs(a.data()[k])));
    difference = std::max(difference, static_cast<double>(std::abs(a.data()[k] - b.data()[k])));
  }
  return difference / (largest * static_cast<double>(std::numeric_limits<element>::epsilon()));
}

}  // namespace

TEST_CASE("options of a function stand behind its arguments", "[codegen][options]") {
  constexpr auto masked = [](auto x) { return x * ct::tensor<double, 3>{0, 1, 0} + sum(x); };
  ct::codegen::library lib("options");
  lib.add("as_ieee", masked, ct::like<ct::tensor<double, 3>>);
  lib.add("of_finite", masked, ct::like<ct::tensor<double, 3>>, ct::finite);
  lib.add("both", ct::jit(masked, ct::reciprocals), ct::like<ct::tensor<double, 3>>, ct::finite);
  CHECK(lib.functions()[0].graph.options == 0);
  CHECK(lib.functions()[1].graph.options == ct::ir::options_of(ct::ir::option::finite));
  CHECK(lib.functions()[2].graph.allows(ct::ir::option::reciprocals));
  CHECK(lib.functions()[2].graph.allows(ct::ir::option::finite));
  const auto products = [](std::string_view code, std::string_view function) {
    code = code.substr(code.find(std::string(function) + "_in_workspace("));
    code = code.substr(0, code.find("\n}"));
    return std::count(code.begin(), code.end(), '*');
  };
  for (const auto& file : lib.files())
    if (file.name == "options.c") CHECK(products(file.text, "of_finite") < products(file.text, "as_ieee"));
}

TEST_CASE("the generated Jacobian of the softmax", "[codegen]") {
  ct::tensor<float, 3> x{1, 2, 3};
  ct::tensor<float, 3, 3> jacobian;
  softmax_jacobian(x.data(), jacobian.data());
  CHECK(ulps(ct::jacrev(softmax)(x), jacobian) < 4);
  alignas(double) unsigned char own[SOFTMAX_JACOBIAN_WORKSPACE];
  ct::tensor<float, 3, 3> again;
  softmax_jacobian_in_workspace(x.data(), again.data(), own);
  CHECK(again == jacobian);
}

TEST_CASE("the generated gradient of the digits' loss", "[codegen]") {
  parameters<ct::value> p{}, gradient{};
  ct::tensor<float, 100, pixels> images;
  ct::tensor<float, 100, classes> labels;
  fill(p.weights);
  fill(p.bias);
  fill(images, 0, 1);
  for (int i = 0; i < 100; ++i) labels(i, i % classes) = 1;
  float value = 0;
  digits_gradient(p.weights.data(), p.bias.data(), images.data(), labels.data(), &value, gradient.weights.data(),
                  gradient.bias.data());
  const auto evaluated = ct::value_and_grad(loss)(p, images, labels);
  CHECK(value == Approx(evaluated.value).epsilon(1e-6));
  CHECK(ulps(evaluated.gradient.weights, gradient.weights) < 16);
  CHECK(ulps(evaluated.gradient.bias, gradient.bias) < 16);
}

TEST_CASE("a generated pullback over a batch", "[codegen]") {
  ct::tensor<double, 32, 5> x, cotangent, pulled;
  fill(x);
  fill(cotangent);
  softmax_pullback(x.data(), cotangent.data(), pulled.data());
  const auto one = [](auto v, auto c) { return ct::grad([=](auto u) { return sum(softmax(u) * c); })(v); };
  CHECK(ulps(ct::vmap(one)(x, cotangent), pulled) < 8);
}

TEST_CASE("a workspace above the limit is the caller's only", "[codegen]") {
  const auto f = [](auto x) { return ct::cumsum(ct::softmax(x)) * sum(x); };
  const auto header = [&](auto limited) {
    ct::codegen::library lib("large_and_small");
    limited(lib);
    lib.add("small", f, ct::like<ct::tensor<double, 100>>);
    lib.add("large", f, ct::like<ct::tensor<double, 20'000>>);
    return lib.files()[0].text;
  };
  const auto has = [](const std::string& text, const char* declaration) {
    return text.find(declaration) != std::string::npos;
  };
  const std::string usual = header([](auto&) {}), none = header([](auto& lib) { lib.stack_limit(0); }),
                    all = header([](auto& lib) { lib.stack_limit(1 << 20); });
  CHECK(has(usual, "void small("));
  CHECK(has(usual, "void large_in_workspace("));
  CHECK(!has(usual, "void large("));
  CHECK(!has(none, "void small("));
  CHECK(has(none, "void small_in_workspace("));
  CHECK(has(all, "void large("));
}

TEST_CASE("generation is deterministic, and refuses wrong names and options", "[codegen]") {
  const auto square = [](auto x) { return x * x; };
  const auto made = [&](const char* library, const char* first, const char* second) {
    ct::codegen::library lib(library);
    lib.add(first, square, ct::like<double>);
    lib.add(second, ct::grad(square), ct::like<double>);
    return lib.files();
  };
  const auto once = made("squares", "f", "df"), twice = made("squares", "f", "df");
  REQUIRE(once.size() == 3);
  CHECK(once[0].text == twice[0].text);
  CHECK(once[1].text == twice[1].text);
  CHECK(once[2].text == twice[2].text);
  CHECK_THROWS_WITH(made("squares", "f", "f"), "two functions are named f");
  CHECK_THROWS_WITH(made("squares", "2f", "f"), "'2f' is not a C identifier");
  CHECK_THROWS_WITH(made("a-b", "f", "g"), "'a-b' is not a C identifier");

  // Names that would make another thing of the generated files, and the name each refusal holds.
  for (const char* name : {"while",   "class",    "restrict",     "main",      "exp",
                           "expf",    "lgamma_r", "y1",           "malloc",    "INT32_MAX",
                           "int32_t", "M_PI",     "f32_sum",      "REGISTER",  "log_gamma",
                           "_f",      "a__b",     "linux",        "SQUARES_H", "SQUARES_RESTRICT",
                           "uint",    "timezone", "alloca",       "offsetof",  "nextup",
                           "sinf32",  "dsqrtl",   "pthread_self", "wcsdup",    "getchar_unlocked",
                           "rand_r",  "pid_t",    "mtx_lock",     "boost",     "cotangent",
                           "\u00e9"})
    CHECK_THROWS_WITH(made("squares", name, "g"),
                      Catch::Contains(std::string("'") + name + "'") || Catch::Contains(std::string("define ") + name));
  for (const char* name : {"math", "string", "std", "namespace", "x.y", "../x", ""})
    CHECK_THROWS_WITH(made(name, "f", "g"), Catch::Contains(std::string("'") + name + "'"));
  CHECK_THROWS_WITH(made("squares", "f", "F"), "'f' and 'F' would both define F_WORKSPACE; rename one of them");
  CHECK_THROWS_WITH(made("squares", "f", "f_in_workspace"),
                    "'f' and 'f_in_workspace' would both define f_in_workspace; rename one of them");
  CHECK_THROWS_WITH(made("squares", "f", "f_part12"),
                    "'f_part12' is what a part of 'f' would be called; rename one of them");
  CHECK_THROWS_WITH(made("squares", "G_WORKSPACE", "g"),
                    "'G_WORKSPACE' and 'g' would both define G_WORKSPACE; rename one of them");
  const auto of_map = [&](auto key, auto other) {
    ct::codegen::library lib("squares");
    using namespace boost::hana;
    lib.add(
        "f", [](auto m) { return m[decltype(key){}] * 2 + m[decltype(other){}]; },
        ct::like<decltype(make_map(make_pair(key, 1.0), make_pair(other, 1.0)))>);
    return lib.files();
  };
  CHECK_NOTHROW(of_map(BOOST_HANA_STRING("a"), BOOST_HANA_STRING("b_c")));
  CHECK_THROWS_WITH(of_map(BOOST_HANA_STRING("a b"), BOOST_HANA_STRING("c")),
                    Catch::Contains("'x0_a b' is not a C identifier"));
  CHECK_THROWS_WITH(of_map(BOOST_HANA_STRING("a.b"), BOOST_HANA_STRING("a_b")), Catch::Contains("'x0_a_b'"));

  ct::codegen::library lib("squares");
  char program[] = "generator", lang[] = "--lang", fortran[] = "fortran", out[] = "--out", somewhere[] = "never_made";
  char* without_out[] = {program};
  char* wrong_language[] = {program, out, somewhere, lang, fortran};
  CHECK(lib.main(1, without_out) == 1);
  CHECK(lib.main(5, wrong_language) == 1);
}
