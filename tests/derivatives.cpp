// Derivatives of orders 1 to 3, by forward and reverse mode, of each function where they are hard to get right, against
// tables/derivatives.inc (1,000 digits; tables/make_derivatives.py): traced once each, differentiated, optimized and
// interpreted when this runs, in both element types. The bounds are in units in the last place; the first column stands
// in docs/accuracy.md.
#include "program_of.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <map>
#include <string>

namespace ct = cotangent;
namespace ir = cotangent::ir;

namespace {

struct entry {
  const char* name;
  int by_a, by_b;  // order of the derivative
  double a, b, truth;
  bool is_float;
};
constexpr entry table[] = {
#include "tables/derivatives.inc"
};

/// The derivative of a program of two numbers by one of them, by forward mode, or by reverse mode: forward mode
/// transposed.
ir::graph differentiated(const ir::graph& program, int by, bool reverse) {
  ir::graph g = program;
  ir::scope body = ir::scope_of(g, g.root);
  ir::list<int> fresh, tangents(2, -1);
  for (int id : body.parameters) fresh.push(g.emit_unique(ir::op::copy, g[id].type, id));
  ir::substitution rule{g, {}};
  for (int k = 0; k < 2; ++k) rule.images.set(body.parameters[k], fresh[k]);
  ir::propagate(g, body.parameters, body, rule);
  const int result = rule.image(body.results[0]);
  const ir::term one = ir::full_like({&g, result}, 1);
  tangents[by] = reverse ? g.emit_unique(ir::op::parameter, g[result].type) : one.id;
  const ir::linearized line = ir::linearize(g, {fresh, ir::list<int>(1, result), {}}, tangents);
  int derivative = line.tangents[0];
  if (reverse && derivative >= 0)
    derivative = ir::transposition(g).run(ir::list<int>(1, tangents[by]), line.tangents, ir::list<int>(1, one.id))[0];
  if (derivative < 0) derivative = ir::zeros(g, g.element(result), {}).id;
  g.root = g.make_region(body.parameters, ir::list<int>(1, derivative), {});
  return g;
}

/// The same program of floats.
ir::graph in_floats(const ir::graph& g) {
  return ir::rewrite(g, [](ir::graph& to, const ir::equation& e) {
    const auto single = [&](int type) {
      ir::value_type t{static_cast<ir::dtype>(to.word(type, 0)), to.dims_of_type(type)};
      if (t.element == ir::dtype::f64) t.element = ir::dtype::f32;
      return to.intern(t);
    };
    int words = e.attribute;
    if (e.code == ir::op::constant && static_cast<ir::dtype>(to.word(e.type, 0)) == ir::dtype::f64)
      words = to.intern({ir::bits_of(ir::dtype::f32, std::bit_cast<double>(to.word(e.attribute, 0)))});
    return to.emit(e.code, e.type < 0 ? -1 : single(e.type), words, e.in[0], e.in[1], e.in[2]);
  });
}

/// How far, in units in the last place of T at `right`, or at `scale` if that is larger; results below the smallest
/// normal number may be zero.
template <class T>
double ulps(double found, double right, double scale) {
  const T rounded = static_cast<T>(std::abs(right) > static_cast<double>(std::numeric_limits<T>::max())
                                       ? std::copysign(std::numeric_limits<double>::infinity(), right)
                                       : right);
  if (std::isnan(found) || std::isnan(rounded)) return std::isnan(found) && std::isnan(rounded) ? 0 : INFINITY;
  if (std::isinf(found) || std::isinf(rounded)) return found == static_cast<double>(rounded) ? 0 : INFINITY;
  constexpr double least = static_cast<double>(std::numeric_limits<T>::min());
  if (std::abs(right) < least && scale == 0) return std::abs(found) <= 2 * least ? 0 : INFINITY;
  return std::abs(found - right) / std::ldexp(1.0, std::ilogb(std::max(std::abs(rounded), static_cast<T>(scale))) -
                                                       std::numeric_limits<T>::digits + 1);
}

struct function {
  ir::graph program;
  double bound[3];
  double scale;  // what derivatives are measured against where they are smaller: of what is a formula in the program,
                 // with sums that cancel
};
template <class F>
function traced(F, double first, double second, double third, double scale = 0) {
  return {program_of<F, double, double>(), {first, second, third}, scale};
}
#define FUNCTION(NAME, EXPRESSION, ...) \
  {#NAME, traced([]([[maybe_unused]] auto a, [[maybe_unused]] auto b) { return EXPRESSION; }, __VA_ARGS__)}
const std::map<std::string, function>& functions() {
  static const std::map<std::string, function> all{
      FUNCTION(exp, exp(a), 1, 1, 1),
      FUNCTION(expm1, expm1(a), 1, 1, 1),
      FUNCTION(exp2, exp2(a), 1.5, 1.5, 1.5),
      FUNCTION(log, log(a), 1, 2, 2),
      FUNCTION(log2, log2(a), 2, 2.5, 2.5),
      FUNCTION(log10, log10(a), 1.5, 2.5, 3.5),
      FUNCTION(log1p, log1p(a), 1, 2, 3),
      FUNCTION(sqrt, sqrt(a), 1.5, 3.5, 5.5),
      FUNCTION(rsqrt, rsqrt(a), 3.5, 5.5, 8.5),
      FUNCTION(cbrt, cbrt(a), 3.5, 8.5, 14.5),
      FUNCTION(square, ct::square(a), 0, 0, 0),
      FUNCTION(reciprocal, ct::reciprocal(a), 2, 2.5, 5.5),
      FUNCTION(cube, pow(a, 3), 2, 1, 0),
      FUNCTION(power_2, pow(a, 2.0), 0, 0, 0),
      FUNCTION(power_half, pow(a, 0.5), 1, 1, 1.5),
      FUNCTION(power_minus, pow(a, -1.5), 1.5, 1.5, 2),
      FUNCTION(sin, sin(a), 1, 1, 1),
      FUNCTION(cos, cos(a), 1, 1, 1),
      FUNCTION(tan, tan(a), 1.5, 3, 3.5),
      FUNCTION(asin, asin(a), 1.5, 3.5, 4.5),
      FUNCTION(acos, acos(a), 1.5, 3.5, 4.5),
      FUNCTION(atan, atan(a), 3.5, 4.5, 8.5),
      FUNCTION(sinh, sinh(a), 1.5, 1.5, 1.5),
      FUNCTION(cosh, cosh(a), 1.5, 1.5, 1.5),
      FUNCTION(tanh, tanh(a), 2.5, 2.5, 3.5),
      FUNCTION(asinh, asinh(a), 2, 3.5, 6),
      FUNCTION(acosh, acosh(a), 2.5, 5.5, 4.5),
      FUNCTION(atanh, atanh(a), 1.5, 3, 3.5),
      FUNCTION(erf, erf(a), 2, 3, 2.5),
      FUNCTION(erfc, erfc(a), 2, 3, 2.5),
      FUNCTION(erf_inv, erf_inv(a), 2, 3, 5),
      FUNCTION(lgamma, lgamma(a), 2, 3, 4),
      FUNCTION(digamma, digamma(a), 3, 4, 6.5),
      FUNCTION(sigmoid, sigmoid(a), 2.5, 2.5, 3.5),
      FUNCTION(softplus, softplus(a), 1.5, 2.5, 2.5),
      FUNCTION(log_sigmoid, log_sigmoid(a), 1.5, 2.5, 2.5),
      FUNCTION(silu, silu(a), 5.5, 3, 6.5),
      FUNCTION(gelu, gelu(a), 3, 20.5, 93.5),
      FUNCTION(elu, elu(a), 1, 1, 1),
      FUNCTION(abs, abs(a), 0, 0, 0),
      FUNCTION(relu, relu(a), 0, 0, 0),
      FUNCTION(relu6, relu6(a), 0, 0, 0),
      FUNCTION(leaky_relu, leaky_relu(a), 0, 0, 0),
      FUNCTION(maximum, maximum(a, b), 0, 0, 0),
      FUNCTION(minimum, minimum(a, b), 0, 0, 0),
      FUNCTION(hypot, hypot(a, b), 1.5, 2.5, 17.5),
      FUNCTION(atan2, atan2(a, b), 1.5, 2, 4.5),
      FUNCTION(logaddexp, logaddexp(a, b), 1.5, 2.5, 2.5),
      FUNCTION(xlogy, xlogy(a, b), 1, 0, 0),
      FUNCTION(pow, pow(a, b), 1.5, 2.5, 15.5),
      FUNCTION(norm, norm(stack(a, b)), 1, 1, 1.5, 1),
      FUNCTION(var, ct::var(stack(a, b)), 0, 0, 0, 1),
      FUNCTION(std, ct::std(stack(a, b)), 0, 1, 1, 1),
      FUNCTION(logsumexp, logsumexp(stack(a, b)), 1, 1, 1, 1),
      FUNCTION(softmax, softmax(stack(a, b))(0), 1, 1, 1, 1),
      FUNCTION(log_softmax, log_softmax(stack(a, b))(0), 1, 1, 1, 1),
  };
  return all;
}

/// A derivative of some order, innermost first by a, then by b; reverse mode first, last, or not at all.
const ir::graph& derivative(const function& f, const int (&order)[2], int modes, bool single) {
  static std::map<std::tuple<const function*, int, int, int, bool>, ir::graph> known;
  ir::graph& g = known[{&f, order[0], order[1], modes, single}];
  if (g.size() > 0) return g;
  g = f.program;
  const int all = order[0] + order[1];
  for (int k = 0; k < all; ++k) g = differentiated(g, k < order[0] ? 0 : 1, modes >> k & 1);
  g = ir::optimize(single ? in_floats(g) : g);
  return g;
}

template <class T>
void check(bool single) {
  std::map<std::string, std::array<double, 3>> worst;
  for (const entry& e : table) {
    if (single && !e.is_float) continue;
    const auto found = functions().find(e.name);
    REQUIRE(found != functions().end());
    const int orders[2]{e.by_a, e.by_b}, order = e.by_a + e.by_b;
    for (const int modes : {0, 7, 1}) {  // forward, reverse, forward over reverse
      const double value = static_cast<double>(ct::detail::interpret_graph<T>(
          derivative(found->second, orders, modes, single), static_cast<T>(e.a), static_cast<T>(e.b)));
      const double distance = ulps<T>(value, e.truth, found->second.scale), bound = found->second.bound[order - 1];
      auto& largest = worst[e.name][static_cast<std::size_t>(order - 1)];
      if (std::isfinite(distance)) largest = std::max(largest, distance);
      if (!(distance <= bound))
        FAIL_CHECK(e.name << ", derivative " << e.by_a << ", " << e.by_b << " at " << e.a << ", " << e.b
                          << (single ? " f32" : "") << ", modes " << modes << ": " << value << ", not " << e.truth
                          << ": " << distance << " ulps");
    }
  }
  if (std::getenv("DERIVATIVES"))
    for (const auto& [name, w] : worst)
      std::printf("%s %s %.3g %.3g %.3g\n", single ? "f32" : "f64", name.c_str(), w[0], w[1], w[2]);
}

}  // namespace

TEST_CASE("derivatives of orders 1 to 3 of doubles", "[derivatives]") { check<double>(false); }
TEST_CASE("derivatives of orders 1 to 3 of floats", "[derivatives]") { check<float>(true); }
