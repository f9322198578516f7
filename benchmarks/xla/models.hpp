// Models that are also written by hand for JAX (by_hand.py): a perceptron, a block of a transformer, a step of the
// digits' training; the LSTM is GradBench's.
#pragma once

#include "../../samples/digits_model.hpp"
#include "../gradbench/objectives.hpp"

namespace xla {

constexpr int batch = 256, inputs = 784, hidden = 128, outputs = 10;

template <template <class, int...> class Leaf>
struct perceptron {
  using into = Leaf<float, inputs, hidden>;
  using vector = Leaf<float, hidden>;
  using out_of = Leaf<float, hidden, outputs>;
  using out = Leaf<float, outputs>;
  BOOST_HANA_DEFINE_STRUCT(perceptron, (into, w1), (vector, b1), (out_of, w2), (out, b2));
};
constexpr auto perceptron_loss = [](auto p, auto x, auto labels) {
  const auto scores = dot(relu(dot(x, p.w1) + p.b1), p.w2) + p.b2;
  return -sum(labels * log_softmax(scores, ct::axes<1>)) / batch;
};

constexpr int sequences = 8, tokens = 64, width = 64, heads = 4, head = width / heads, wide = 4 * width;

template <template <class, int...> class Leaf>
struct block {
  using into = Leaf<float, heads, width, head>;
  using out_of = Leaf<float, heads, head, width>;
  using up = Leaf<float, width, wide>;
  using down = Leaf<float, wide, width>;
  BOOST_HANA_DEFINE_STRUCT(block, (into, q), (into, k), (into, v), (out_of, o), (up, w1), (down, w2));
};
constexpr auto transformed = [](auto p, auto x) {
  const auto y = standardize(x);
  const auto mask = tril(ct::ones<float, tokens, tokens>()) > 0;
  const auto attend = [=](auto wq, auto wk, auto wv, auto wo) {
    const auto q = dot(y, wq), k = dot(y, wk), v = dot(y, wv);
    return dot(dot(ct::softmax(dot(q, transpose(k)) / ct::sqrt(static_cast<float>(head)), mask), v), wo);
  };
  const auto z = x + sum(ct::vmap(attend)(p.q, p.k, p.v, p.o), ct::axes<0>);
  return z + dot(gelu(dot(standardize(z), p.w1)), p.w2);
};
constexpr auto block_loss = [](auto p, auto x, auto goal) {
  return mean(square(ct::vmap([=](auto one) { return transformed(p, one); })(x) - goal));
};

constexpr auto digits_step = [](auto p, auto images, auto labels) {
  const auto [value, gradient] = ct::value_and_grad(loss)(p, images, labels);
  return ct::tree_map([](auto a, auto slope) { return a - slope; }, p, gradient);
};

}  // namespace xla
