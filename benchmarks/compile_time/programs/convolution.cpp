// Conv 3x3 (1 -> 8 channels, padding 1) + relu + 2x2 mean pool + dense; gradient over a batch.
#include <cotangent/cotangent.hpp>
#include "cpu.hpp"
#include <cmath>
#include <cstdio>
#include <random>
namespace ct = cotangent;
constexpr int B = 8;
template <template <class, int...> class Leaf>
struct net {
  using kernel = Leaf<double, 8, 1, 3, 3>;
  using bias = Leaf<double, 8>;
  using matrix = Leaf<double, 10, 128>;
  BOOST_HANA_DEFINE_STRUCT(net, (kernel, k), (bias, b), (matrix, w));
};
constexpr auto forward = [](auto p, auto image) {
  auto h = relu(ct::conv<1, 1>(ct::reshape<1, 8, 8>(image), p.k) + ct::reshape<8, 1, 1>(p.b));
  auto pooled = mean(ct::reshape<8, 4, 2, 4, 2>(h), ct::axes<2, 4>);
  return log_softmax(dot(p.w, ravel(pooled)));
};
constexpr auto loss = [](auto p, auto images, auto labels) {
  return -mean(ct::vmap([=](auto x, auto y) { return forward(p, x)(y); })(images, labels));
};
int main() {
  net<ct::value> p{};
  ct::tensor<double, B, 64> x;
  ct::tensor<std::int32_t, B> y;
  std::mt19937 g(1);
  std::normal_distribution<double> N;
  auto fill = [&](auto& t, double s) {
    for (auto& e : t) e = s * N(g);
  };
  fill(p.k, 0.3);
  fill(p.b, 0.1);
  fill(p.w, 0.1);
  fill(x, 1);
  for (int i = 0; i < B; ++i) y(i) = (3 * i + 1) % 10;
  auto [l, gr] = ct::value_and_grad(loss)(p, x, y);
  double w = 0;
  auto look = [&](auto& leaf, const auto& slope, int k) {
    double keep = leaf.data()[k];
    leaf.data()[k] = keep + 1e-6;
    double a = ct::jit(loss)(p, x, y);
    leaf.data()[k] = keep - 1e-6;
    double b = ct::jit(loss)(p, x, y);
    leaf.data()[k] = keep;
    w = std::max(w, std::abs((a - b) / 2e-6 - slope.data()[k]));
  };
  for (int k = 0; k < 72; k += 5) look(p.k, gr.k, k);
  for (int k = 0; k < 8; ++k) look(p.b, gr.b, k);
  for (int k = 0; k < 1280; k += 71) look(p.w, gr.w, k);
  double t = cpu_ns(), acc = 0;
  for (int i = 0; i < 1000; ++i) {
    x(0, 0) += 1e-9;
    acc += ct::value_and_grad(loss)(p, x, y).value;
  }
  std::printf("loss %.5f, FD %.1e, value and gradient %.2f us (%g)\n", l, w, (cpu_ns() - t) / 1e6, acc);
  return w < 1e-7 ? 0 : 1;
}
