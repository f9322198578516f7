// Tenth lesson: a sum over a run-time number of points. A mixture of three normal distributions in the plane is fitted to
// the points of a file: ct::map_sum gives the log likelihood and its gradient, blocks of points in SIMD lanes.
//
//     10_mixture samples/data/points.txt fitted.txt
//
// Lines of the input: `component`, its alpha, mu (2), q (2) and l; three of them; then `point` and 2 numbers. The output
// has the components after the fit, and the gradient there.
#include "mixture_model.hpp"
#include "text_file.hpp"

#include <cstdio>
#include <vector>

using model = mixture<2, 3>;
using parameters = model::parameters<ct::value>;

struct problem {
  parameters start{};
  std::vector<model::points> points;
};

problem read_problem(const std::string& path) {
  text_file file(path);
  problem p;
  int components = 0;
  for (std::string word; file.next(word);) {
    if (word == "component") {
      if (components == 3) file.refuse("expected three components, got a fourth");
      p.start.alpha(components) = file.read<double>("alpha");
      for (int k = 0; k < 2; ++k) p.start.mu(components, k) = file.read<double>("2 numbers mu");
      for (int k = 0; k < 2; ++k) p.start.q(components, k) = file.read<double>("2 numbers q");
      p.start.l(components++, 0) = file.read<double>("l");
    } else if (word == "point") {
      p.points.push_back(file.read_array<model::points>("2 numbers of a point"));
    } else {
      file.refuse("expected component or point, got '" + word + "'");
    }
    file.end_of_line();
  }
  if (components < 3) throw std::runtime_error(path + ": expected three components, got " + std::to_string(components));
  if (p.points.empty()) throw std::runtime_error(path + ": has no points");
  return p;
}

void write(std::ofstream& out, const char* what, const parameters& p) {
  for (int k = 0; k < 3; ++k)
    out << what << ' ' << p.alpha(k) << ' ' << p.mu(k, 0) << ' ' << p.mu(k, 1) << ' ' << p.q(k, 0) << ' ' << p.q(k, 1) << ' ' << p.l(k, 0) << '\n';
}

int main(int argc, char** argv) try {
  if (argc != 3) throw std::runtime_error("usage: 10_mixture points.txt fitted.txt");
  const problem problem = read_problem(argv[1]);

  parameters p = problem.start;
  auto now = model::gradient(problem.points, p);
  std::printf("%zu points, log likelihood %.6f\n", problem.points.size(), now.value);
  double step = 1e-3;
  for (int k = 0; k < 300 && step > 1e-12; ++k) {  // uphill; twice as far after a success, half as far after a failure
    const parameters next = ct::tree_map([=](const auto& v, const auto& slope) { return v + step * slope; }, p, now.gradient);
    const auto there = model::gradient(problem.points, next);
    if (there.value > now.value) {
      p = next;
      now = there;
      step *= 2;
    } else {
      step /= 2;
    }
  }
  std::printf("fitted: log likelihood %.6f\n", now.value);

  std::ofstream out(argv[2]);
  out.precision(17);
  write(out, "component", p);
  write(out, "gradient", now.gradient);
  if (!out.flush()) throw std::runtime_error(std::string(argv[2]) + ": cannot be written");
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
