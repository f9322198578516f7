// A causal self-attention block (2 heads by vmap), gradient in its parameters, against finite differences in double.
#include <cotangent/cotangent.hpp>
#include "cpu.hpp"
#include <cmath>
#include <cstdio>
#include <random>
namespace ct = cotangent;
constexpr int T = 8, d = 16, heads = 2, dh = d / heads;
template <template <class, int...> class Leaf>
struct block {
  using proj = Leaf<double, heads, d, dh>;
  using outp = Leaf<double, heads, dh, d>;
  BOOST_HANA_DEFINE_STRUCT(block, (proj, q), (proj, k), (proj, v), (outp, o));
};
constexpr auto attention = [](auto p, auto x) {
  auto y = standardize(x);
  auto mask = tril(ct::ones<double, T, T>()) > 0;
  auto head = [=](auto wq, auto wk, auto wv, auto wo) {
    auto q = dot(y, wq), k = dot(y, wk), v = dot(y, wv);
    return dot(dot(softmax(dot(q, transpose(k)) / ct::sqrt(double(dh)), mask), v), wo);
  };
  return x + sum(ct::vmap(head)(p.q, p.k, p.v, p.o), ct::axes<0>);
};
constexpr auto loss = [](auto p, auto x, auto goal) { return mean(square(attention(p, x) - goal)); };
int main() {
  block<ct::value> p{};
  ct::tensor<double, T, d> x, goal;
  std::mt19937 g(1);
  std::normal_distribution<double> N;
  auto fill = [&](auto& t, double s) {
    for (auto& e : t) e = s * N(g);
  };
  fill(p.q, 0.3);
  fill(p.k, 0.3);
  fill(p.v, 0.3);
  fill(p.o, 0.3);
  fill(x, 1);
  fill(goal, 1);
  auto [l, gr] = ct::value_and_grad(loss)(p, x, goal);
  double w = 0;
  auto look = [&](auto& leaf, const auto& slope, int k) {
    double keep = leaf.data()[k];
    leaf.data()[k] = keep + 1e-6;
    double a = ct::jit(loss)(p, x, goal);
    leaf.data()[k] = keep - 1e-6;
    double b = ct::jit(loss)(p, x, goal);
    leaf.data()[k] = keep;
    w = std::max(w, std::abs((a - b) / 2e-6 - slope.data()[k]));
  };
  for (int k = 0; k < 256; k += 37) {
    look(p.q, gr.q, k);
    look(p.k, gr.k, k);
    look(p.v, gr.v, k);
    look(p.o, gr.o, k);
  }
  double t = cpu_ns(), acc = 0;
  for (int i = 0; i < 2000; ++i) {
    x(0, 0) += 1e-9;
    acc += ct::value_and_grad(loss)(p, x, goal).value;
  }
  std::printf("loss %.5f, FD %.1e, value and gradient %.2f us (%g)\n", l, w, (cpu_ns() - t) / 2e6, acc);
  return w < 1e-7 ? 0 : 1;
}
