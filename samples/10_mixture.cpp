// Tenth lesson: a sum over a run-time number of points. A mixture of three normal distributions in the plane is fitted
// to the points of a file: ct::map_sum gives the log likelihood and its gradient, blocks of points in SIMD lanes.
//
//     10_mixture samples/data/points.txt fitted.txt
//
// Lines of the input: `component`, its alpha, mu (2), q (2) and l; three of them; then `point` and 2 numbers. The
// output has the components after the fit, and the gradient there.
#include "mixture_model.hpp"
#include "text_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using model = mixture<2, 3>;
using parameters = model::parameters<ct::value>;

struct problem {
  parameters start{};
  std::vector<model::points> points;
  std::vector<long long> lines;  // where each stands in the file
};

problem read_problem(text_file& file) {
  problem p;
  int components = 0;
  while (file.next()) {
    const std::string_view word = file.word("component or point");
    if (word == "component") {
      if (components == 3) file.refuse("expected three components, got a fourth");
      p.start.alpha(components) = file.number("alpha");
      for (int k = 0; k < 2; ++k) p.start.mu(components, k) = file.number("2 numbers mu");
      for (int k = 0; k < 2; ++k) p.start.q(components, k) = file.number("2 numbers q");
      p.start.l(components++, 0) = file.number("l");
    } else if (word == "point") {
      p.points.push_back(file.numbers<model::points>("2 numbers of a point"));
      p.lines.push_back(file.line());
    } else {
      file.refuse("expected component or point, got " + text_file::quoted(word));
    }
    file.end_of_line();
  }
  if (components < 3) file.refuse("expected three components, got " + std::to_string(components));
  if (p.points.empty()) file.refuse("the file has no points");
  return p;
}

void write(std::ofstream& out, const char* what, const parameters& p) {
  for (int k = 0; k < 3; ++k)
    out << what << ' ' << p.alpha(k) << ' ' << p.mu(k, 0) << ' ' << p.mu(k, 1) << ' ' << p.q(k, 0) << ' ' << p.q(k, 1)
        << ' ' << p.l(k, 0) << '\n';
}

int main(int argc, char** argv) try {
  if (argc != 3) throw std::runtime_error("usage: 10_mixture points.txt fitted.txt");
  text_file file(argv[1]);
  const problem problem = file.read(read_problem);

  parameters p = problem.start;
  auto now = model::gradient(problem.points, p);
  if (!std::isfinite(now.value)) {
    for (std::size_t k = 0; k < problem.points.size(); ++k)
      if (!std::isfinite(model::gradient(std::span(problem.points).subspan(k, 1), p).value))
        file.refuse_line(problem.lines[k], "the log likelihood of this point is not finite");
    file.refuse("the log likelihood is not finite");
  }
  std::printf("%zu points, log likelihood %.6f\n", problem.points.size(), now.value);
  double step = 1e-3;
  for (int k = 0; k < 300 && step > 1e-12; ++k) {  // uphill; twice as far after a success, half as far after a failure
    const parameters next =
        ct::tree_map([=](const auto& v, const auto& slope) { return v + step * slope; }, p, now.gradient);
    const auto there = model::gradient(problem.points, next);
    if (there.value > now.value && std::isfinite(there.value)) {
      p = next;
      now = there;
      step *= 2;
    } else {
      step /= 2;
    }
  }
  const auto slopes = ct::ravel(now.gradient).vector;
  if (!std::all_of(slopes.begin(), slopes.end(), [](double v) { return std::isfinite(v); }))
    file.refuse("the gradient of the log likelihood is not finite");
  std::printf("fitted: log likelihood %.6f\n", now.value);

  std::ofstream out(argv[2]);
  out.precision(17);
  write(out, "component", p);
  write(out, "gradient", now.gradient);
  if (!out.flush()) throw std::runtime_error(text_file::shown(argv[2]) + ": cannot be written");
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
