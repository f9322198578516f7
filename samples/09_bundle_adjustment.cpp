// Ninth lesson: a run-time number of examples. The reprojection error of every observation in a file, and its Jacobian
// in all that it depends on, by ct::map: one small program, an observation in each SIMD lane.
//
//     09_bundle_adjustment samples/data/bundle.txt blocks.txt
//
// Lines of the input: `camera` and 11 numbers; `point` and 3; `observation`, the numbers of a camera and a point (from
// 0), a weight and the feature (2). Each line of the output is a row: the error, then its 15 derivatives.
#include "bundle_model.hpp"
#include "text_file.hpp"

#include <cstdio>
#include <vector>

struct observations {
  std::vector<camera> cameras;
  std::vector<point> points;
  std::vector<double> weights;
  std::vector<feature> features;
  std::vector<long long> lines;  // where each stands in the file
};

observations read_bundle(text_file& file) {
  std::vector<camera> cameras;
  std::vector<point> points;
  observations all;
  const auto known = [&](const auto& list, const char* what) {
    const int number = file.integer(std::string("the number of a ") + what, 0);
    if (number >= static_cast<int>(list.size()))
      file.refuse(std::string(what) + " " + std::to_string(number) + " does not stand above");
    return list[static_cast<std::size_t>(number)];
  };
  while (file.next()) {
    const std::string_view word = file.word("camera, point or observation");
    if (word == "camera") {
      cameras.push_back(file.numbers<camera>("11 numbers of a camera"));
    } else if (word == "point") {
      points.push_back(file.numbers<point>("3 numbers of a point"));
    } else if (word == "observation") {
      all.cameras.push_back(known(cameras, "camera"));
      all.points.push_back(known(points, "point"));
      all.weights.push_back(file.number("a weight"));
      all.features.push_back(file.numbers<feature>("2 numbers of a feature"));
      all.lines.push_back(file.line());
    } else {
      file.refuse("expected camera, point or observation, got " + text_file::quoted(word));
    }
    file.end_of_line();
  }
  if (all.weights.empty()) file.refuse("the file has no observations");
  return all;
}

int main(int argc, char** argv) try {
  if (argc != 3) throw std::runtime_error("usage: 09_bundle_adjustment bundle.txt blocks.txt");
  text_file file(argv[1]);
  const observations o = file.read(read_bundle);
  std::vector<error_block> blocks(o.weights.size());
  ct::map(reprojection_block)(o.cameras, o.points, o.weights, o.features, blocks);

  for (std::size_t k = 0; k < blocks.size(); ++k)
    for (double v : blocks[k])
      if (!std::isfinite(v))
        file.refuse_line(o.lines[k], "the error of this observation, or a derivative of it, is not finite");

  double squares = 0;
  std::ofstream out(argv[2]);
  out.precision(17);
  for (std::size_t n = 0; n < blocks.size(); ++n) {
    for (int row = 0; row < 2; ++row) {
      squares += blocks[n](row, 0) * blocks[n](row, 0);
      for (int k = 0; k < 16; ++k) out << blocks[n](row, k) << (k == 15 ? '\n' : ' ');
    }
    if (!std::isfinite(squares))
      file.refuse_line(o.lines[n], "the sum of squared errors is not finite from this observation on");
  }
  if (!out.flush()) throw std::runtime_error(text_file::shown(argv[2]) + ": cannot be written");
  std::printf("%zu observations, half the sum of squared errors %.6f\n", blocks.size(), squares / 2);
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
