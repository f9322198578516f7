// Softmax regression on handwritten digits: the model of digits_model.hpp, trained by ct::value_and_grad, and a
// Jacobian to look at.
//
//     02_digits samples/data/digits.csv
#include "digits_model.hpp"
#include "text_file.hpp"

#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

struct example {
  ct::tensor<float, pixels> image;
  int label;
};

std::vector<example> read_digits(text_file& file) {
  std::vector<example> all;
  while (file.next()) {
    example e{};
    for (int k = 0; k < pixels; ++k)
      e.image(k) = static_cast<float>(file.integer("pixel " + std::to_string(k + 1) + " of 64 (0 to 16)", 0, 16)) / 16;
    e.label = file.integer("a label (0 to 9) behind 64 pixels", 0, classes - 1);
    file.end_of_line();
    all.push_back(e);
  }
  if (static_cast<int>(all.size()) <= training)
    file.refuse("expected more than " + std::to_string(training) + " images, got " + std::to_string(all.size()));
  return all;
}

int predicted(const parameters<ct::value>& p, const ct::tensor<float, pixels>& image) {
  const auto probability = ct::jit(probabilities)(p, image);
  int best = 0;
  for (int c = 1; c < classes; ++c) best = probability(c) > probability(best) ? c : best;
  return best;
}

// How the probability of each class changes with each pixel: ten 8x8 pictures, dark where a pixel speaks against.
void draw(const ct::tensor<float, classes, pixels>& jacobian) {
  float largest = 0;
  for (float d : jacobian) largest = std::max(largest, std::abs(d));
  for (int row = 0; row < 8; ++row) {
    for (int c = 0; c < classes; ++c) {
      for (int column = 0; column < 8; ++column) {
        const float d = largest > 0 ? jacobian(c, 8 * row + column) / largest : 0;  // (of images that are all alike)
        std::putchar("#=-. +*@"[static_cast<int>((d + 1) / 2 * 7.99F)]);
      }
      std::putchar(' ');
    }
    std::putchar('\n');
  }
}

int main(int argc, char** argv) try {
  if (argc != 2) throw std::runtime_error("usage: 02_digits digits.csv");
  const std::vector<example> digits = text_file(argv[1], ',').read(read_digits);

  ct::tensor<float, training, pixels> images;
  ct::tensor<float, training, classes> labels;
  for (int i = 0; i < training; ++i) {
    const example& e = digits[static_cast<std::size_t>(i)];
    for (int k = 0; k < pixels; ++k) images(i, k) = e.image(k);
    labels(i, e.label) = 1;
  }

  parameters<ct::value> p{};
  const float rate = 1.0F;
  for (int step = 0; step <= 1000; ++step) {
    const auto [value, gradient] = ct::value_and_grad(loss)(p, images, labels);
    for (int k = 0; k < p.weights.size(); ++k) p.weights.data()[k] -= rate * gradient.weights.data()[k];
    for (int k = 0; k < p.bias.size(); ++k) p.bias.data()[k] -= rate * gradient.bias.data()[k];
    if (step % 100 == 0) std::printf("step %4d  loss %.4f\n", step, static_cast<double>(value));
  }

  int right = 0;
  const int held_back = static_cast<int>(digits.size()) - training;
  for (std::size_t i = training; i < digits.size(); ++i) right += predicted(p, digits[i].image) == digits[i].label;
  std::printf("held-back accuracy %.4f (%d of %d)\n", static_cast<double>(right) / held_back, right, held_back);

  const example& one = digits[training];
  const auto jacobian = ct::jacrev([](auto image, auto q) { return probabilities(q, image); })(one.image, p);
  std::printf("d probability of 0..9 / d pixel, of an image of a %d\n", one.label);
  draw(jacobian);
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
