// 64-32-16-10, Adam, mini-batches, parameters as a nested struct; the whole training step one program.
#include "mlp_model.hpp"
#include "cpu.hpp"
#include <cmath>
#include <cstdio>
#include <numeric>
#include <random>
#include <vector>
int main(int argc, char** argv) {
  std::FILE* f = std::fopen(argc > 1 ? argv[1] : "samples/data/digits.csv", "r");
  std::vector<std::array<float, 64>> X;
  std::vector<int> Y;
  for (int v;;) {
    std::array<float, 64> x;
    bool ok = true;
    for (auto& e : x) {
      ok = std::fscanf(f, "%d,", &v) == 1;
      if (!ok) break;
      e = v / 16.0f;
    }
    if (!ok || std::fscanf(f, "%d", &v) != 1) break;
    X.push_back(x);
    Y.push_back(v);
  }
  std::mt19937 g(1);
  std::normal_distribution<float> N;
  mlp<ct::value> p{}, m{}, v{};
  for (auto& e : p.a.w) e = N(g) * std::sqrt(2.0f / 64);
  for (auto& e : p.b.w) e = N(g) * std::sqrt(2.0f / H1);
  for (auto& e : p.c.w) e = N(g) * std::sqrt(2.0f / H2);
  const int train = 1437;
  std::vector<int> order(train);
  std::iota(order.begin(), order.end(), 0);
  ct::tensor<float, batch, 64> xs;
  ct::tensor<std::int32_t, batch> ys;
  auto fill = [&](int at) {
    for (int i = 0; i < batch; ++i) {
      int k = order[(at + i) % train];
      for (int j = 0; j < 64; ++j) xs(i, j) = X[k][j];
      ys(i) = Y[k];
    }
  };
  fill(0);
  auto grad = ct::grad(loss)(p, xs, ys);
  double w = 0;
  for (int k : {0, 77, 400}) {
    auto a = p, b = p;
    a.a.w.data()[k] += 1e-2f;
    b.a.w.data()[k] -= 1e-2f;
    double fd = (ct::jit(loss)(a, xs, ys) - ct::jit(loss)(b, xs, ys)) / 2e-2;
    w = std::max(w, std::abs(fd - grad.a.w.data()[k]));
  }
  for (int k : {0, 5}) {
    auto a = p, b = p;
    a.c.b(k) += 1e-2f;
    b.c.b(k) -= 1e-2f;
    double fd = (ct::jit(loss)(a, xs, ys) - ct::jit(loss)(b, xs, ys)) / 2e-2;
    w = std::max(w, std::abs(fd - grad.c.b(k)));
  }
  float t = 0, last = 0;
  double start = cpu_ns();
  int steps = 0;
  for (int epoch = 0; epoch < 40; ++epoch) {
    std::shuffle(order.begin(), order.end(), g);
    for (int at = 0; at + batch <= train; at += batch) {
      fill(at);
      t += 1;
      auto [l, p1, m1, v1] = ct::jit(adam)(p, m, v, t, xs, ys);
      p = p1;
      m = m1;
      v = v1;
      last = l;
      ++steps;
    }
  }
  double us = (cpu_ns() - start) / steps / 1e3;
  int right = 0;
  for (std::size_t i = train; i < X.size(); ++i) {
    ct::tensor<float, 64> x;
    std::copy(X[i].begin(), X[i].end(), x.begin());
    auto o = ct::jit(logits)(p, x);
    right += std::max_element(o.begin(), o.end()) - o.begin() == Y[i];
  }
  std::printf("FD %.1e; %d steps, %.1f us a step (batch %d), loss %.4f, held-back %.4f\n", w, steps, us, batch, last,
              right / double(X.size() - train));
  return w < 2e-3 && right > 320 ? 0 : 1;
}
