// The gradient of the digits' loss (samples/digits_model.hpp), over 100 images, against hand-written loops, Eigen, and
// the loss alone.
#include "../../samples/digits_model.hpp"
#include "compare.hpp"
#include "digits_kernels.h"

#include <Eigen/Core>

#include <memory>

namespace {

constexpr int images = 100;

struct problem {
  parameters<ct::value> p{}, gradient{};
  ct::tensor<float, images, pixels> x;
  ct::tensor<float, images, classes> labels;
  float loss = 0;
};

[[gnu::noinline]] void by_hand(const float* __restrict weights, const float* __restrict bias, const float* __restrict x,
                               const float* __restrict labels, float* __restrict loss, float* __restrict d_weights,
                               float* __restrict d_bias) {
  *loss = 0;
  for (int k = 0; k < classes * pixels; ++k) d_weights[k] = 0;
  for (int c = 0; c < classes; ++c) d_bias[c] = 0;
  for (int i = 0; i < images; ++i) {
    const float* const image = x + i * pixels;
    const float* const label = labels + i * classes;
    float s[classes], top = -INFINITY, total = 0, right = 0;
    for (int c = 0; c < classes; ++c) {
      float z = bias[c];
      for (int k = 0; k < pixels; ++k) z += weights[c * pixels + k] * image[k];
      s[c] = z;
      top = z > top ? z : top;
    }
    for (int c = 0; c < classes; ++c) total += s[c] = std::exp(s[c] - top);
    for (int c = 0; c < classes; ++c) {
      s[c] /= total;
      right += s[c] * label[c];
    }
    *loss -= std::log(right + 1e-12F) / images;
    const float scale = -1 / (images * (right + 1e-12F));
    for (int c = 0; c < classes; ++c) {
      const float dz = s[c] * scale * (label[c] - right);
      d_bias[c] += dz;
      for (int k = 0; k < pixels; ++k) d_weights[c * pixels + k] += dz * image[k];
    }
  }
}

using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

[[gnu::noinline]] void by_eigen(const problem& q, problem& out) {
  const Eigen::Map<const matrix> weights(q.p.weights.data(), classes, pixels), x(q.x.data(), images, pixels),
      labels(q.labels.data(), images, classes);
  const Eigen::Map<const Eigen::RowVectorXf> bias(q.p.bias.data(), classes);
  matrix s = (x * weights.transpose()).rowwise() + bias;
  s = (s.colwise() - s.rowwise().maxCoeff().eval()).array().exp();
  s.array().colwise() /= s.rowwise().sum().eval().array();
  const Eigen::ArrayXf right = (s.array() * labels.array()).rowwise().sum();
  out.loss = -(right + 1e-12F).log().mean();
  const Eigen::ArrayXf scale = -1 / (static_cast<float>(images) * (right + 1e-12F));
  const matrix dz = (s.array() * (labels.array().colwise() - right)).colwise() * scale;
  Eigen::Map<matrix>(out.gradient.weights.data(), classes, pixels).noalias() = dz.transpose() * x;
  Eigen::Map<Eigen::RowVectorXf>(out.gradient.bias.data(), classes) = dz.colwise().sum();
}

/// The result in three parts, so that each can be written where it belongs.
constexpr auto gradient_as_tuple = [](auto p, auto x, auto labels) {
  const auto both = ct::value_and_grad(loss)(p, x, labels);
  return ct::tuple(both.value, both.gradient.weights, both.gradient.bias);
};

}  // namespace

int main(int argc, char** argv) {
  const auto q = std::make_shared<problem>(), other = std::make_shared<problem>();
  fill(q->p.weights, -0.2, 0.2, 1);
  fill(q->p.bias, -0.2, 0.2, 2);
  fill(q->x, 0, 1, 3);
  for (int i = 0; i < images; ++i) q->labels(i, (7 * i) % classes) = 1;

  const auto hand = [=] {
    by_hand(q->p.weights.data(), q->p.bias.data(), q->x.data(), q->labels.data(), &other->loss,
            other->gradient.weights.data(), other->gradient.bias.data());
  };
  const auto eigen = [=] { by_eigen(*q, *other); };
  const auto ours = [=] {
    auto out = ct::tuple(0.0F, ct::view<float, classes, pixels>(q->gradient.weights),
                         ct::view<float, classes>(q->gradient.bias));
    ct::into(out, gradient_as_tuple)(q->p, q->x, q->labels);
    q->loss = boost::hana::at_c<0>(out);
  };
  const auto generated = [=] {
    digits_gradient(q->p.weights.data(), q->p.bias.data(), q->x.data(), q->labels.data(), &other->loss,
                    other->gradient.weights.data(), other->gradient.bias.data());
  };
  ours();
  const std::string name = "digits_gradient/100/";
  const auto check = [&](const char* who, const auto& run) {
    run();
    check_same(name + who, &q->loss, &other->loss, 1, 1e-5);
    check_same(name + who, q->gradient.weights.data(), other->gradient.weights.data(), classes * pixels, 1e-5);
    check_same(name + who, q->gradient.bias.data(), other->gradient.bias.data(), classes, 1e-5);
  };
  check("hand", hand);
  check("eigen", eigen);
  check("ours_c", generated);

  contender(name + "primal", [=] { q->loss = ct::jit(loss)(q->p, q->x, q->labels); });
  contender(name + "hand", hand);
  contender(name + "eigen", eigen);
  contender(name + "ours", ours);
  contender(name + "ours_c", generated);
  return run_benchmarks(argc, argv);
}
