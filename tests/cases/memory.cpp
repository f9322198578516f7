// Views of the caller's memory, as arguments and results; wrong sizes.
#include "cases.hpp"

#include <array>
#include <span>
#include <vector>

namespace {
struct becomes_an_array {
  double second = 2;
  explicit operator ct::tensor<double, 2>() const { return {1, second}; }
};
struct two_numbers {
  double first = 0, second = 0;
};
}  // namespace

TEST_CASE("views are read and written in place", "[view][into]") {
  std::vector<double> x{1, 2, 3};
  std::array<double, 9> jacobian{};
  const auto square = [](auto v) { return v * v; };
  auto out = ct::view<double, 3, 3>(jacobian);
  ct::into(out, ct::jacrev(square))(ct::view<const double, 3>(x.data()));
  CHECK(jacobian[4] == 4);
  CHECK(out(2, 2) == 6);
  CHECK(jacobian[1] == 0);
  const auto evaluated = ct::view<double, 3>(x) * 2.0;  // operators and functions take views too
  check_close(evaluated, ct::tensor<double, 3>{2, 4, 6});
  CHECK(ct::grad([](auto v) { return sum(v * v); })(ct::view<double, 3>(std::span<double>(x)))(1) == 4);
  static_assert(ct::describe<decltype(out)>() == "f64[3,3]");
}

TEST_CASE("a tree of places for the results", "[into]") {
  double value = 0;
  std::array<double, 3> gradient{};
  auto out = ct::tuple(0.0, ct::view<double, 3>(gradient));
  ct::into(out, [](auto v) {
    const auto both = ct::value_and_grad([](auto u) { return sum(u * u); })(v);
    return ct::tuple(both.value, both.gradient);
  })(ct::tensor<double, 3>{1, 2, 3});
  value = at_c<0>(out);
  CHECK(value == 14);
  CHECK(gradient[2] == 6);
}

TEST_CASE("views may be temporaries", "[view][into]") {
  double twice[3], products[9];
  const auto f = [](auto x) { return ct::tuple(2 * x, outer(x, x)); };
  ct::into(ct::tuple(ct::view<double, 3>(twice), ct::view<double, 3, 3>(products)), f)(ct::tensor<double, 3>{1, 2, 3});
  CHECK(twice[2] == 6);
  CHECK(products[5] == 6);
  ct::into(ct::view<double, 3>(twice), [](auto x) { return -x; })(ct::tensor<double, 3>{1, 2, 3});
  CHECK(twice[2] == -3);
}

TEST_CASE("sizes that only run time knows throw, before anything is written", "[view][into]") {
  std::vector<double> two{1, 2};
  CHECK_THROWS_AS((ct::view<double, 3>(two)), std::invalid_argument);
  ct::tensor<double, 64> x, out;
  for (double& v : x) v = 1;
  const auto f = [](auto v) { return exp(v) / sum(exp(v)); };
  static_assert(ct::inspect(f, ct::like<ct::tensor<double, 64>>).workspace_bytes() > 8);
  alignas(double) std::array<std::byte, 8> small{};
  CHECK_THROWS_AS(ct::into(out, small, f)(x), std::invalid_argument);
  CHECK(out(0) == 0);
}

TEST_CASE("parameters in one vector: their slices are read, and their gradients written, where they stand",
          "[memory]") {
  const auto loss = [](auto w, auto b, auto x) { return sum(square(tanh(dot(w, x) + b))); };
  using L = decltype(loss);
  const auto of_vector = [](auto p, auto x) {
    return L{}(ct::reshape<10, 12>(ct::slice<0, 5, 125>(p)), ct::slice<0, 125, 135>(p), x) + sum(ct::slice<0, 0, 5>(p));
  };
  using vector = ct::tensor<double, 135>;
  static_assert(ct::inspect(ct::grad(of_vector), ct::like<vector>, ct::like<ct::tensor<double, 12>>).workspace_bytes() <
                120 * 8);
  vector p;
  for (int k = 0; k < p.size(); ++k) p(k) = 0.01 * ((37 * k) % 100) - 0.5;
  const ct::tensor<double, 12> x = p(0) + ct::arange<double, 12>() * 0.1;
  const auto slopes = ct::grad(of_vector)(p, x);
  const auto [dw, db] =
      ct::grad(loss, ct::argnums<0, 1>)(ct::reshape<10, 12>(ct::slice<0, 5, 125>(p)), ct::slice<0, 125, 135>(p), x);
  check_close(slopes, ct::concatenate<0>(ct::full<double, 5>(1.0), ct::ravel(dw), db));
}

namespace {

/// The largest sum of the sizes, in whole cache lines, of the intermediates that are needed at one time.
template <class Program>
long long largest_live_set() {
  const auto& s = Program::schedule;
  const int steps = Program::schedule.used.steps;
  std::vector<int> first(static_cast<std::size_t>(s.used.buffers), steps),
      last(static_cast<std::size_t>(s.used.buffers), -1);
  for (int at = 0; at < steps; ++at) {
    const auto touch = [&](int address) {
      if (address < 0) return;
      const auto b = static_cast<std::size_t>(s.addresses[address].buffer);
      first[b] = std::min(first[b], at);
      last[b] = std::max(last[b], at);
    };
    if (s.steps[at].kind != ct::ir::step_kind::run) continue;
    const ct::ir::kernel& k = s.kernels[s.steps[at].at];
    for (int i = k.first_instruction; i < k.first_instruction + k.instruction_count; ++i)
      touch(s.instructions[i].address);
    for (int i = k.first_store; i < k.first_store + k.store_count; ++i) touch(s.stores[i].address);
  }
  long long largest = 0;
  for (int at = 0; at < steps; ++at) {
    long long live = 0;
    for (int b = 0; b < s.used.buffers; ++b)
      if (s.buffers[b].kind == ct::ir::storage_kind::workspace && first[static_cast<std::size_t>(b)] <= at &&
          at <= last[static_cast<std::size_t>(b)])
        live += (static_cast<long long>(s.buffers[b].size) * ct::ir::bytes_of(s.buffers[b].element) + 63) / 64 * 64;
    largest = std::max(largest, live);
  }
  return largest;
}
template <class... X, class F>
void check_workspace(F) {
  using program = ct::detail::scheduled<ct::detail::traced_function<F, X...>>;
  CHECK(program::schedule.workspace_bytes > 0);
  CHECK(program::schedule.workspace_bytes <= 1.5 * static_cast<double>(largest_live_set<program>()));
}

}  // namespace

TEST_CASE("the workspace is at most 1.5 times what is needed at one time", "[memory]") {
  using vec = ct::tensor<double, 200>;
  using matrix = ct::tensor<float, 40, 60>;
  check_workspace<vec>([](auto x) { return ct::grad([](auto v) { return sum(softmax(sin(v) * v) * cumsum(v)); })(x); });
  check_workspace<vec>(ct::hessian([](auto v) { return logsumexp(v * v) + prod(cos(v)); }));
  check_workspace<vec>([](auto x) {
    return ct::grad(
        [](auto v) { return sum(ct::scan([](auto c, auto e) { return ct::tuple(sin(c * e), c); }, 1.0, v).ys); })(x);
  });
  const auto layers = [](auto a, auto b, auto x) { return sum(square(dot(tanh(dot(x, a)), b))); };
  check_workspace<ct::tensor<float, 60, 30>, ct::tensor<float, 30, 20>, matrix>(ct::grad(layers, ct::argnums<0, 1>));
  check_workspace<matrix>(
      [](auto m) { return ct::grad([](auto w) { return sum(log_softmax(dot(w, transpose(w)))); })(m); });
}

TEST_CASE("containers of arrays", "[memory]") {
  // Braces make no array of a count, and none of a container.
  std::vector<ct::tensor<double, 2>> many{5};
  CHECK(many.size() == 5);
  const std::vector<ct::tensor<double, 2>> same{many};
  CHECK(same.size() == 5);
  // Nor are they made of structs and tuples, except of those that say so.
  const becomes_an_array converted;
  CHECK(ct::tensor<double, 2>(converted)(1) == 2);
  CHECK(ct::tensor<double, 2>{converted}(0) == 1);
  boost::hana::tuple<ct::tensor<double, 2>> one{same[0]};
  const boost::hana::tuple<ct::tensor<double, 2>> copy(one);
  CHECK(at_c<0>(copy)(1) == 0);
  static_assert(!std::is_convertible_v<two_numbers, ct::tensor<double, 2>>);
}
