// Laws that hold for every function, checked for a list of those in functions.hpp: forward mode against central
// differences; reverse against forward, which is the adjoint identity for all vectors at once; second derivatives by
// both orders of modes; optimized programs against those as traced, and against generated C (and JAX source, by
// against_jax.py); vmap against a loop, along a drawn axis, and C for many examples against calls;
// sparse Jacobians and Hessians against dense ones; and each stage's own validity. All of it at run time
// (stages.hpp); the evaluator is held by tests/evaluator.cpp, on a list of its own.
#include "functions.hpp"
#include "stages.hpp"

#include <catch2/catch.hpp>

namespace {

/// The same array of doubles.
template <class X>
struct in_doubles {
  using type = double;
};
template <class T, int... D>
struct in_doubles<ct::tensor<T, D...>> {
  using type = ct::tensor<double, D...>;
};
/// `Examples` of them, along axis `Axis`.
template <int Examples, int Axis, class X>
struct batch_of {
  using type = ct::tensor<double, Examples>;
};
template <int Examples, int Axis, int... D>
struct batch_extent {
  static constexpr int of(int axis) {
    const int dims[] = {D...};
    return axis == Axis ? Examples : dims[axis < Axis ? axis : axis - 1];
  }
};
template <class Extent, class Numbers>
struct batch_shape;
template <class Extent, int... K>
struct batch_shape<Extent, std::integer_sequence<int, K...>> {
  using type = ct::tensor<double, Extent::of(K)...>;
};
template <int Examples, int Axis, class T, int... D>
struct batch_of<Examples, Axis, ct::tensor<T, D...>>
    : batch_shape<batch_extent<Examples, Axis, D...>, std::make_integer_sequence<int, sizeof...(D) + 1>> {};

constexpr int examples = 3;

/// At the points of the laws all numbers are finite, so that the option which says so must change nothing; one seed of
/// two takes it.
constexpr unsigned options = LAW_SEED % 2 == 0 ? ct::ir::options_of(ct::ir::option::finite) : 0;

/// What a law needs to know of a function on X, its traces as pointers: what compiles them is not asked to run them.
struct law {
  const char *name, *formula;
  double low, high;
  bool single;
  ct::ir::shape dims;
  int axis;
  ct::ir::graph (*alone)();
  ct::ir::graph (*everything)();
  ct::ir::graph (*in_doubles)();
  ct::ir::graph (*mapped)();
};
template <int Axis, class F, class X>
law law_of(const char* name, const char* formula, double low, double high) {
  using traits = ct::detail::leaf_traits<X>;
  using one = typename in_doubles<X>::type;
  using mapped = decltype(ct::vmap(F{}, ct::in_axes<Axis>));
  return {name,
          formula,
          low,
          high,
          std::is_same_v<typename traits::element, float>,
          traits::dims,
          Axis,
          &ct::detail::trace_program<F, X>,
          &ct::detail::trace_program<everything<F, X>, X>,
          &ct::detail::trace_program<F, one>,
          &ct::detail::trace_program<mapped, typename batch_of<examples, Axis, X>::type>};
}

void check_differences(const law& l, const laws::program& f, const laws::array& x, const laws::array& jacobian) {
  constexpr double h = 1e-6;
  const double tolerance = l.single ? 1e-3 : 3e-7;
  for (std::size_t j = 0; j < x.size(); ++j) {
    laws::array up = x, down = x;
    up[j] += h, down[j] -= h;
    const laws::array above = laws::interpreted(f.traced, {up})[0], below = laws::interpreted(f.traced, {down})[0];
    for (std::size_t i = 0; i < above.size(); ++i)
      CHECK(jacobian[i * x.size() + j] == Approx((above[i] - below[i]) / (2 * h)).epsilon(tolerance).margin(tolerance));
  }
}
void check_vmap(const law& l, const laws::program& f, const laws::program& mapped) {
  const auto n = static_cast<std::size_t>(l.dims.size());
  std::size_t inner = 1;  // elements behind the axis of examples
  for (int k = l.axis; k < l.dims.rank; ++k) inner *= static_cast<std::size_t>(l.dims[k]);
  laws::array batch(n * examples), one_by_one;
  for (std::size_t b = 0; b < examples; ++b) {
    const laws::array row = laws::random_array(static_cast<int>(n), static_cast<unsigned>(b), l.low, l.high, false);
    for (std::size_t k = 0; k < n; ++k) batch[(k / inner * examples + b) * inner + k % inner] = row[k];
    const laws::array one = laws::interpreted(f.optimized, {row})[0];
    one_by_one.insert(one_by_one.end(), one.begin(), one.end());
  }
  laws::check_close(laws::interpreted(mapped.traced, {batch})[0], one_by_one, 100, false);
  laws::check_close(laws::interpreted(mapped.optimized, {batch})[0], one_by_one, 100, false);
}

/// Generated C for many examples, and CUDA, emulated, against calls for each: fewer than a register holds, and more
/// than a block; behind each other, and apart, where nothing between them is written.
void check_examples(const law& l, const laws::program& f, const laws::compiled_c& c) {
  const auto n = static_cast<std::size_t>(l.dims.size());
  for (const std::size_t count : {std::size_t{1}, std::size_t{7}, std::size_t{301}}) {
    std::vector<laws::array> rows;
    laws::array wanted;
    for (std::size_t b = 0; b < count; ++b) {
      rows.push_back(laws::random_array(static_cast<int>(n), static_cast<unsigned>(b), l.low, l.high, l.single));
      const laws::array one = c.call(f, {rows.back()})[0];
      wanted.insert(wanted.end(), one.begin(), one.end());
    }
    const std::size_t size = wanted.size() / count;
    for (const std::size_t apart : {std::size_t{0}, std::size_t{3}}) {
      INFO(count << " examples, " << apart << " apart");
      laws::array given, all, gaps;
      for (laws::array row : rows) {
        row.resize(n + apart, 55);
        given.insert(given.end(), row.begin(), row.end());
      }
      const laws::array made = c.call_examples(f, {given}, count, apart)[0];
      for (std::size_t k = 0; k < made.size(); ++k) (k % (size + apart) < size ? all : gaps).push_back(made[k]);
      laws::check_close(all, wanted, 100, l.single);
      CHECK(gaps == laws::array(count * apart, 77));
    }
    INFO(count << " threads");
    laws::array columns(n * count), by_example(wanted.size());
    for (std::size_t b = 0; b < count; ++b)
      for (std::size_t k = 0; k < n; ++k) columns[k * count + b] = rows[b][k];
    const laws::array by_element = c.call_threads(f, {columns}, count)[0];
    for (std::size_t b = 0; b < count; ++b)
      for (std::size_t k = 0; k < size; ++k) by_example[b * size + k] = by_element[k * count + b];
    laws::check_close(by_example, wanted, 100, l.single);
  }
}

const std::vector<law>& all_laws() {
#define LAW(NAME, EXPRESSION, LOW, HIGH)                                                                        \
  [] {                                                                                                          \
    using from = argument<choices, drawn(#NAME, std::tuple_size_v<choices>)>;                                   \
    constexpr auto f = LAW_FUNCTION(EXPRESSION);                                                                \
    constexpr int axis =                                                                                        \
        static_cast<int>(drawn(#NAME, static_cast<std::size_t>(ct::detail::leaf_traits<from>::dims.rank) + 1)); \
    return law_of<axis, std::remove_const_t<decltype(f)>, from>(#NAME, #EXPRESSION, LOW, HIGH);                 \
  }(),
  static const std::vector<law> all{FUNCTIONS(LAW)};
  return all;
}

}  // namespace

TEST_CASE("laws", "[laws]") {
  std::vector<laws::program> programs, printed;
  std::vector<laws::array> arguments;
  std::vector<std::vector<laws::array>> wanted;
  std::vector<laws::program> batches;
  for (const law& l : all_laws()) {
    programs.push_back(laws::stages_of(l.name, l.everything, options));
    batches.push_back(laws::stages_of(l.name + std::string("_alone"), l.alone, options));
  }
  const laws::compiled_c in_c(LIBRARY, programs, batches);
  std::vector<laws::example> printed_examples;
  for (std::size_t k = 0; k < programs.size(); ++k) {
    const law& l = all_laws()[k];
    INFO(l.name << ": " << l.formula << (l.single ? " of floats, rank " : " of doubles, rank ") << l.dims.rank);
    const laws::array x = laws::random_array(static_cast<int>(l.dims.size()), 7, l.low, l.high, l.single);
    const std::vector<laws::array> traced = laws::interpreted(programs[k].traced, {x}),
                                   optimized = laws::interpreted(programs[k].optimized, {x}),
                                   called = in_c.call(programs[k], {x});
    check_examples(l, batches[k], in_c);
    printed.push_back(batches[k]);
    printed.push_back(programs[k]);
    printed.back().name += "_everything";
    arguments.insert(arguments.end(), 2, x);
    wanted.push_back({traced[0]});
    wanted.push_back(traced);
    laws::check_close(traced[2], traced[1], 1e3, l.single);
    laws::check_close(traced[4], traced[3], 1e4, l.single);
    printed_examples.push_back({{x}, traced});
    const double steps[] = {100, 1e3, 1e3, 1e4, 1e4};
    for (std::size_t result = 0; result < 5; ++result) {
      INFO(
          "value, Jacobian forward and reverse, second derivatives forward over reverse and reverse over forward: "
          "number "
          << result);
      laws::check_close(optimized[result], traced[result], steps[result], l.single);
      laws::check_close(called[result], optimized[result], steps[result], l.single);
    }
    const laws::program f = laws::stages_of(l.name, l.in_doubles), mapped = laws::stages_of(l.name, l.mapped);
    check_differences(l, f, x, traced[1]);
    check_vmap(l, f, mapped);
    laws::check_sparse(printed[printed.size() - 2].written, x, traced[1], l.single);
  }
  laws::write_stablehlo(LIBRARY, programs, printed_examples);
  laws::print_jax(LIBRARY, printed, arguments, wanted);
}
