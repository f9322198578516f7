// How the time of each stage grows with the length of a program: a gradient of so many steps, written out or as loops.
#include <cotangent/codegen/generate.hpp>

#include <cotangent/codegen/c.hpp>
#include <cotangent/schedule/stages.hpp>

#include <chrono>
#include <cstdlib>
#include <cstring>

namespace ct = cotangent;
namespace ir = ct::ir;

namespace {

int steps = 0;
// A pendulum that is pushed: some 20 operations a step, with the gradient.
constexpr auto numbers = [](auto x) {
  auto angle = x(0), speed = x(1);
  for (int k = 0; k < steps; ++k) {
    const auto before = angle;
    angle = angle + 0.01 * speed;
    speed = speed - 0.01 * (sin(before) + 0.1 * speed * x(2 + k % 6));
  }
  return angle * angle + speed * speed;
};
constexpr auto arrays = [](auto x) {
  auto y = x;
  for (int k = 0; k < steps; ++k) y = tanh(y * sum(y)) + 0.1 * x;
  return sum(y);
};
constexpr auto loops = [](auto x) {
  auto y = x;
  for (int k = 0; k < steps; ++k) y = ct::scan([](auto c, auto v) { return ct::tuple(sin(c) * v, c + v); }, y(0), y).ys;
  return sum(y);
};

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

template <class F>
int measure(F, const char* directory) {
  using vector = ct::tensor<double, 8>;
  ir::graph (*const volatile trace)() = &ct::detail::trace_program<decltype(ct::grad(F{})), vector>;
  const double start = now();
  const ir::graph traced = trace();
  const double then = now();
  ct::codegen::function f;
  f.name = "gradient";
  f.inputs = {{"x0", {ir::dtype::f64, {1, {8}}}}};
  f.outputs = {{"out", {ir::dtype::f64, {1, {8}}}}};
  f.stack_limit = 0;
  f.graph = ir::ready_to_schedule(traced);
  const double optimized = now();
  const auto files = ct::codegen::c::files("scale", {f});
  const double printed = now();
  std::size_t bytes = 0;
  for (const auto& file : files) bytes += file.name.ends_with(".c") ? file.text.size() : 0;
  std::printf("%d %.3f %.3f %.3f %zu\n", f.graph.size(), then - start, optimized - then, printed - optimized, bytes);
  for (const auto& file : files) std::ofstream(std::filesystem::path(directory) / file.name) << file.text;
  return 0;
}

}  // namespace

/// scale numbers|arrays|loops STEPS DIRECTORY: prints equations, seconds of tracing, optimizing, scheduling and
/// printing, and bytes of C.
int main(int argc, char** argv) {
  if (argc != 4) return 1;
  steps = std::atoi(argv[2]);
  if (std::strcmp(argv[1], "numbers") == 0) return measure(numbers, argv[3]);
  if (std::strcmp(argv[1], "arrays") == 0) return measure(arrays, argv[3]);
  return measure(loops, argv[3]);
}
