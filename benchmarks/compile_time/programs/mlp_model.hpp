#pragma once
#include <cotangent/cotangent.hpp>
namespace ct = cotangent;
#ifndef BATCH
#define BATCH 32
#endif
#ifndef H1
#define H1 32
#define H2 16
#endif
constexpr int batch = BATCH;
template <int In, int Out>
struct dense {
  template <template <class, int...> class Leaf>
  struct layer {
    using matrix = Leaf<float, Out, In>;
    using vector = Leaf<float, Out>;
    BOOST_HANA_DEFINE_STRUCT(layer, (matrix, w), (vector, b));
  };
};
template <template <class, int...> class Leaf>
struct mlp {
  using first = typename dense<64, H1>::template layer<Leaf>;
  using second = typename dense<H1, H2>::template layer<Leaf>;
  using third = typename dense<H2, 10>::template layer<Leaf>;
  BOOST_HANA_DEFINE_STRUCT(mlp, (first, a), (second, b), (third, c));
};
constexpr auto logits = [](auto p, auto x) {
  auto layer = [](auto l, auto v) { return dot(l.w, v) + l.b; };
  return layer(p.c, relu(layer(p.b, relu(layer(p.a, x)))));
};
constexpr auto loss = [](auto p, auto xs, auto ys) {
  return mean(ct::vmap([=](auto x, auto y) { return -dot(ct::one_hot<10>(y), log_softmax(logits(p, x))); })(xs, ys));
};
constexpr auto adam = [](auto p, auto m, auto v, auto t, auto xs, auto ys) {
  auto [l, g] = ct::value_and_grad(loss)(p, xs, ys);
  auto m1 = ct::tree_map([](auto a, auto d) { return 0.9 * a + 0.1 * d; }, m, g);
  auto v1 = ct::tree_map([](auto a, auto d) { return 0.999 * a + 0.001 * d * d; }, v, g);
  auto c1 = 1 - pow(0.9, t), c2 = 1 - pow(0.999, t);
  auto p1 =
      ct::tree_map([=](auto w, auto a, auto b) { return w - 0.003 * (a / c1) / (sqrt(b / c2) + 1e-8); }, p, m1, v1);
  return ct::tuple(l, p1, m1, v1);
};
