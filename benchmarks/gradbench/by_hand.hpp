// The same derivatives by hand: loops as one would write them, the chain rule from the last statement to the first.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace gradbench::by_hand {

/// Forward, keeping y at each step; then backward, a stage at a time.
template <int N, int Steps>
void ode_gradient(const double* x, double* slope) {
  constexpr double h = 2.0 / Steps;
  static double y[Steps + 1][N], k[4][N], at[3][N], dy[N], dk[N], d_at[N];
  const auto rate = [&](const double* v, double* out) {
    out[0] = x[0];
    for (int i = 1; i < N; ++i) out[i] = x[i] * v[i - 1];
  };
  const auto stages = [&](const double* v) {  // k, and where the last three are taken
    rate(v, k[0]);
    for (int s = 0; s < 3; ++s) {
      const double part = s < 2 ? h / 2 : h;
      for (int i = 0; i < N; ++i) at[s][i] = v[i] + part * k[s][i];
      rate(at[s], k[s + 1]);
    }
  };
  std::fill_n(y[0], N, 0.0);
  for (int t = 0; t < Steps; ++t) {
    stages(y[t]);
    for (int i = 0; i < N; ++i) y[t + 1][i] = y[t][i] + h / 6 * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]);
  }
  std::fill_n(slope, N, 0.0);
  std::fill_n(dy, N, 0.0);
  dy[N - 1] = 1;
  const auto back = [&](const double* v) {  // of rate(v), from dk: into slope and d_at
    slope[0] += dk[0];
    for (int i = 1; i < N; ++i) {
      slope[i] += dk[i] * v[i - 1];
      d_at[i - 1] = dk[i] * x[i];
    }
    d_at[N - 1] = 0;
  };
  for (int t = Steps - 1; t >= 0; --t) {
    stages(y[t]);
    static double next[N];
    std::copy_n(dy, N, next);
    for (int i = 0; i < N; ++i) dk[i] = h / 6 * dy[i];
    for (int s = 3; s > 0; --s) {
      back(at[s - 1]);
      const double weight = s > 1 ? h / 3 : h / 6, part = s > 2 ? h : h / 2;
      for (int i = 0; i < N; ++i) {
        next[i] += d_at[i];
        dk[i] = weight * dy[i] + part * d_at[i];
      }
    }
    back(y[t]);
    for (int i = 0; i < N; ++i) dy[i] = next[i] + d_at[i];
  }
}

template <int M>
void least_squares_gradient(const double* ts, std::size_t n, const double* x, double* slope) {
  std::fill_n(slope, M, 0.0);
  for (std::size_t k = 0; k < n; ++k) {
    const double t = ts[k];
    double r = t > 0 ? 1.0 : t < 0 ? -1.0 : 0.0, power = 1;
    for (int j = 0; j < M; ++j, power *= t) r -= x[j] * power;
    power = 1;
    for (int j = 0; j < M; ++j, power *= t) slope[j] -= r * power;
  }
}

/// Only the nearest centroid of each point has a part: 2 (c - p), and 2.
template <int K, int D>
void k_means(const double* points, std::size_t n, const double* centroids, double* slope, double* curvature) {
  std::fill_n(slope, K * D, 0.0);
  std::fill_n(curvature, K * D, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    const double* p = points + i * D;
    int nearest = 0;
    double least = INFINITY;
    for (int k = 0; k < K; ++k) {
      double square = 0;
      for (int d = 0; d < D; ++d) square += (p[d] - centroids[k * D + d]) * (p[d] - centroids[k * D + d]);
      if (square < least) least = square, nearest = k;
    }
    for (int d = 0; d < D; ++d) {
      slope[nearest * D + d] += 2 * (centroids[nearest * D + d] - p[d]);
      curvature[nearest * D + d] += 2;
    }
  }
}

/// Forward, keeping gates and states of each step; then back through time.
template <int Chars, int B>
void lstm_gradient(const double* main, const double* extra, const double* state, const double* sequence, double* d_main,
                   double* d_extra) {
  constexpr int steps = Chars - 1;
  struct kept {
    double in[B], forget[B], inner[B], out[B], change[B], hidden[B], memory[B],
        tanh_memory[B];  // hidden and memory: after
  };
  static kept all[steps][2];
  static double normal[steps][B];  // softmax of what is predicted, with 2 more in its denominator
  const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
  const auto weight = [&](int l, int part, int gate) { return main + ((l * 2 + part) * 4 + gate) * B; };
  const auto before = [&](int t, int l, bool hidden) -> const double* {
    if (t == 0) return state + (2 * l + (hidden ? 0 : 1)) * B;
    return hidden ? all[t - 1][l].hidden : all[t - 1][l].memory;
  };
  for (int t = 0; t < steps; ++t) {
    for (int l = 0; l < 2; ++l) {
      kept& now = all[t][l];
      const double *hidden = before(t, l, true), *memory = before(t, l, false);
      for (int i = 0; i < B; ++i) {
        now.in[i] = l == 0 ? sequence[t * B + i] * extra[i] : all[t][0].hidden[i];
        now.forget[i] = sigmoid(now.in[i] * weight(l, 0, 0)[i] + weight(l, 1, 0)[i]);
        now.inner[i] = sigmoid(hidden[i] * weight(l, 0, 1)[i] + weight(l, 1, 1)[i]);
        now.out[i] = sigmoid(now.in[i] * weight(l, 0, 2)[i] + weight(l, 1, 2)[i]);
        now.change[i] = std::tanh(hidden[i] * weight(l, 0, 3)[i] + weight(l, 1, 3)[i]);
        now.memory[i] = memory[i] * now.forget[i] + now.inner[i] * now.change[i];
        now.tanh_memory[i] = std::tanh(now.memory[i]);
        now.hidden[i] = now.out[i] * now.tanh_memory[i];
      }
    }
    double total = 2;
    for (int i = 0; i < B; ++i) total += normal[t][i] = std::exp(all[t][1].hidden[i] * extra[B + i] + extra[2 * B + i]);
    for (int i = 0; i < B; ++i) normal[t][i] /= total;
  }
  std::fill_n(d_main, 16 * B, 0.0);
  std::fill_n(d_extra, 3 * B, 0.0);
  double d_hidden[2][B] = {}, d_memory[2][B] = {};
  for (int t = steps - 1; t >= 0; --t) {
    const double* gold = sequence + (t + 1) * B;
    double sum = 0;
    for (int i = 0; i < B; ++i) sum += gold[i];
    for (int i = 0; i < B; ++i) {
      const double d = (normal[t][i] * sum - gold[i]) / (steps * B);
      d_extra[B + i] += d * all[t][1].hidden[i];
      d_extra[2 * B + i] += d;
      d_hidden[1][i] += d * extra[B + i];
    }
    for (int l = 1; l >= 0; --l) {
      const kept& now = all[t][l];
      const double *hidden = before(t, l, true), *memory = before(t, l, false);
      for (int i = 0; i < B; ++i) {
        const double dm = d_memory[l][i] + d_hidden[l][i] * now.out[i] * (1 - now.tanh_memory[i] * now.tanh_memory[i]);
        const double d_gate[4] = {dm * memory[i] * now.forget[i] * (1 - now.forget[i]),
                                  dm * now.change[i] * now.inner[i] * (1 - now.inner[i]),
                                  d_hidden[l][i] * now.tanh_memory[i] * now.out[i] * (1 - now.out[i]),
                                  dm * now.inner[i] * (1 - now.change[i] * now.change[i])};
        for (int g = 0; g < 4; ++g) {
          d_main[((l * 2) * 4 + g) * B + i] += d_gate[g] * (g % 2 == 0 ? now.in[i] : hidden[i]);
          d_main[((l * 2 + 1) * 4 + g) * B + i] += d_gate[g];
        }
        d_memory[l][i] = dm * now.forget[i];
        d_hidden[l][i] = d_gate[1] * weight(l, 0, 1)[i] + d_gate[3] * weight(l, 0, 3)[i];
        const double d_in = d_gate[0] * weight(l, 0, 0)[i] + d_gate[2] * weight(l, 0, 2)[i];
        if (l == 1) d_hidden[0][i] += d_in;
        else d_extra[i] += d_in * sequence[t * B + i];
      }
    }
  }
}

}  // namespace gradbench::by_hand
