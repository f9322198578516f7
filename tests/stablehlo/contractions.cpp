// That contractions become products of matrices: a sum of products that is printed as such takes the time, and the
// room, of its whole space, 400 times as long in a network's gradient. Each program's dot_generals are counted, and no
// array is larger than it need be.
#include <cotangent/codegen/stablehlo.hpp>
#include <cotangent/codegen/generate.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

namespace ct = cotangent;

namespace {

template <class T, int... D>
using array = ct::tensor<T, D...>;
template <int... D>
using doubles = ct::tensor<double, D...>;

struct printed {
  int products = 0;       // of matrices
  long long largest = 0;  // number of elements of an array
  std::string text;
};
template <class F, class... Args>
printed print(F f, ct::detail::type_list<Args...>) {
  ct::codegen::library lib("programs");
  lib.add("program", f, ct::like<Args>...);
  printed p;
  p.text = lib.files("stablehlo")[0].text;
  for (std::size_t at = 0; (at = p.text.find("dot_general", at)) != std::string::npos; ++at) ++p.products;
  for (std::size_t at = 0; (at = p.text.find("tensor<", at)) != std::string::npos; ++at) {
    long long size = 1;
    for (const char* c = p.text.c_str() + at + 7; *c >= '0' && *c <= '9'; ++c)
      size *= std::strtol(c, const_cast<char**>(&c), 10);
    p.largest = std::max(p.largest, size);
  }
  return p;
}

constexpr auto network = [](auto w1, auto b1, auto w2, auto b2, auto x, auto y) {
  const auto h = tanh(matmul(x, transpose(w1)) + b1);
  return -mean(sum(y * log_softmax(matmul(h, transpose(w2)) + b2, ct::axes<1>), ct::axes<1>));
};
constexpr auto attention = [](auto q, auto k, auto v) {
  return matmul(softmax(matmul(q, transpose(k)) / 4.0, ct::axes<1>), v);
};
constexpr auto summed = [](auto f) { return [](auto... x) { return sum(square(decltype(f){}(x...))); }; };
constexpr auto steps = [](auto w, auto xs) {
  return ct::scan([=](auto h, auto x) { return ct::tuple(tanh(dot(w, h) + x), h); }, ct::zeros<double, 16>, xs).carry;
};

}  // namespace

#define PROGRAM(PRODUCTS, LARGEST, FUNCTION, ...)                            \
  {                                                                          \
    const printed p = print(FUNCTION, ct::detail::type_list<__VA_ARGS__>{}); \
    INFO(#FUNCTION << "\n" << p.text);                                       \
    CHECK(p.products == PRODUCTS);                                           \
    CHECK(p.largest <= LARGEST);                                             \
  }
TEST_CASE("contractions are products of matrices", "[stablehlo]"){
    PROGRAM(1, 64 * 48, ([](auto a, auto b) { return matmul(a, b); }), doubles<64, 32>, doubles<32, 48>) PROGRAM(
        1, 64 * 32, ([](auto a, auto x) { return dot(a, x); }), doubles<64, 32>,
        doubles<32>) PROGRAM(1, 64 * 64, ([](auto a) { return matmul(a, transpose(a)); }),
                             doubles<64, 64>) PROGRAM(1, 64 * 48, ([](auto a, auto b) { return matmul(a, b); }),
                                                      array<std::int32_t, 64, 32>, array<std::int32_t, 32, 48>)
        PROGRAM(2, 64 * 64, ([](auto j, auto w) { return matmul(transpose(j), matmul(w, j)); }), doubles<64, 40>,
                doubles<64, 64>) PROGRAM(1, 64 * 40, ([](auto j, auto w) {
                                           return matmul(transpose(j), j * ct::reshape<64, 1>(w));
                                         }),
                                         doubles<64, 40>, doubles<64>)
            PROGRAM(1, 8 * 16 * 16, (ct::vmap([](auto a, auto x) { return dot(a, x); })), doubles<8, 16, 16>,
                    doubles<8, 16>) PROGRAM(1, 64 * 48,
                                            (ct::vmap([](auto a, auto x) { return dot(a, x); },
                                                      ct::in_axes<ct::unmapped, 0>)),
                                            doubles<64, 32>, doubles<48, 32>)
                PROGRAM(1, 8 * 16 * 20, ([](auto a, auto b) { return ct::einsum<"bij,bjk->bik">(a, b); }),
                        doubles<8, 16, 12>,
                        doubles<8, 12, 20>) PROGRAM(2, 64 * 64, ([](auto a, auto b, auto c) {
                                                      return ct::einsum<"ij,jk,kl->il">(a, b, c);
                                                    }),
                                                    doubles<64, 32>, doubles<32, 48>,
                                                    doubles<48, 64>) PROGRAM(1, 48 * 48, ([](auto a, auto b, auto c) {
                                                                               return ct::einsum<"i,ij,j->">(a, b, c);
                                                                             }),
                                                                             doubles<48>, doubles<48, 48>, doubles<48>)
                    PROGRAM(0, 24 * 24, ([](auto x) { return outer(x, x); }), doubles<24>) PROGRAM(
                        5, 784 * 256, (ct::value_and_grad(network, ct::argnums<0, 1, 2, 3>)), array<float, 128, 784>,
                        array<float, 128>, array<float, 10, 128>, array<float, 10>, array<float, 256, 784>,
                        array<float, 256,
                              10>) PROGRAM(6, 64 * 64, (ct::grad(summed(attention), ct::argnums<0, 1, 2>)),
                                           doubles<64, 16>,
                                           doubles<64, 16>,
                                           doubles<64, 16>)
                        PROGRAM(2, 100 * 16, (ct::grad(summed(steps))), doubles<16, 16>, doubles<100, 16>) PROGRAM(
                            2, 200 * 30, (ct::hessian([](auto w, auto x) { return sum(softplus(dot(x, w))); })),
                            doubles<30>, doubles<200, 30>)
                            PROGRAM(
                                27,
                                16 * 12 * 12,
                                (ct::grad([](auto w, auto x) { return sum(square(ct::conv(x, w))); },
                                          ct::argnums<0, 1>)),
                                doubles<16, 8, 3, 3>,
                                doubles<
                                    8, 12,
                                    12>)} TEST_CASE("what is put together is a concatenation, in one or two directions",
                                                    "[stablehlo]") {
  const auto count = [](const printed& p, const std::string& name) {
    int found = 0;
    for (std::size_t at = 0; (at = p.text.find("stablehlo." + name, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  const printed row = print([](auto x, auto y) { return ct::concatenate(x, y * 2, x + 1); },
                            ct::detail::type_list<doubles<3>, doubles<5>>{});
  const printed blocks =
      print([](auto a, auto b) { return ct::concatenate<0>(ct::concatenate<1>(a, b), ct::concatenate<1>(b * 3, a)); },
            ct::detail::type_list<doubles<4, 4>, doubles<4, 4>>{});
  INFO(row.text << blocks.text);
  CHECK(count(row, "concatenate") == 1);
  CHECK(count(blocks, "concatenate") == 3);
  CHECK(count(row, "pad") + count(blocks, "pad") == 0);
}
