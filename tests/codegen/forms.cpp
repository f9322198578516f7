// A generator of what a JAX module can hold beside equations: trees of all kinds, rules of all kinds, what they
// capture, loops in loops. Held by forms.py.
#include <boost/hana.hpp>
#include <cotangent/codegen/generate.hpp>

namespace ct = cotangent;
using boost::hana::at_c;

template <template <class, int...> class Leaf>
struct ridge {
  using vector = Leaf<double, 3>;
  using number = Leaf<double>;
  BOOST_HANA_DEFINE_STRUCT(ridge, (vector, weights), (number, lambda));  // a word of Python
};

namespace {

// Rules that are not the derivatives, so that it shows which one is followed: sin with slope 2 cos forwards, 3 cos
// backwards.
constexpr auto sine = [](auto v) { return sin(v); };
constexpr auto twice = [](auto at, auto along) {
  return ct::tuple(sin(at_c<0>(at)), 2 * cos(at_c<0>(at)) * at_c<0>(along));
};
constexpr auto saved = [](auto v) { return ct::tuple(sin(v), v); };
constexpr auto thrice = [](auto v, auto g) { return ct::tuple(3 * cos(v) * g); };

constexpr auto key = BOOST_HANA_STRING("q");
using keyed = decltype(boost::hana::make_map(boost::hana::make_pair(key, ct::tensor<double, 3>{})));

}  // namespace

int main(int argc, char** argv) {
  using number = double;
  using vector = ct::tensor<double, 3>;
  using matrix = ct::tensor<double, 3, 3>;
  using index = std::int32_t;
  ct::codegen::library lib("forms");
  lib.add("forward_rule", ct::custom_jvp(sine, twice), ct::like<vector>);
  lib.add("backward_rule", ct::custom_vjp(sine, saved, thrice), ct::like<vector>);
  lib.add("both_rules", ct::custom_derivatives(sine, twice, saved, thrice), ct::like<vector>);
  lib.add(
      "along_both",
      [](auto x, auto t) {
        return ct::jvp(ct::custom_derivatives(sine, twice, saved, thrice), ct::tuple(x), ct::tuple(t)).tangent;
      },
      ct::like<vector>, ct::like<vector>);
  // w is captured by the rule, k an integer, and only the first argument has a cotangent.
  lib.add(
      "captured",
      [](auto x, auto w, auto k) {
        return ct::custom_vjp(
            [=](auto v, auto u, auto n) { return v * u * w * ct::astype<double>(n); },
            [=](auto v, auto u, auto n) { return ct::tuple(v * u * w * ct::astype<double>(n), u * w); },
            [=](auto r, auto g) { return ct::tuple(5 * r * g * w, ct::none, ct::none); })(x, 2 * x, k);
      },
      ct::like<vector>, ct::like<vector>, ct::like<index>);
  lib.add(
      "several_results",
      [](auto x, auto k) {
        return ct::custom_jvp([](auto v, auto n) { return ct::tuple(v * v, n + 1); },
                              [](auto at, auto along) {
                                return ct::tuple(ct::tuple(at_c<0>(at) * at_c<0>(at), at_c<1>(at) + 1),
                                                 ct::tuple(7 * at_c<0>(along), ct::none));
                              })(x, k);
      },
      ct::like<vector>, ct::like<index>);
  lib.add("calls_itself",
          ct::custom_vjp([](auto v) { return exp(v); }, [](auto v, auto) { return ct::tuple(exp(v), v); },
                         [](auto v, auto g, auto self) { return ct::tuple(2 * self(v) * g); }),
          ct::like<vector>);
  lib.add(
      "ridge_loss",
      [](auto p, auto x) { return sum(square(dot(p.weights, x))) + p.lambda * sum(p.weights * p.weights); },
      ct::like<ridge<ct::value>>, ct::like<vector>);
  lib.add("ridge_gradient", ct::grad([](auto p, auto x) {
            return sum(square(dot(p.weights, x))) + p.lambda * sum(p.weights * p.weights);
          }),
          ct::like<ridge<ct::value>>, ct::like<vector>);
  lib.add(
      "trees",
      [](auto a, auto b, auto) {
        return boost::hana::make_map(
            boost::hana::make_pair(BOOST_HANA_STRING("sum"), a[0] + a[1]),
            boost::hana::make_pair(BOOST_HANA_STRING("rest"), ct::tuple(b[key] > 1.0, ct::none)));
      },
      ct::like<std::array<number, 2>>, ct::like<keyed>, ct::like<ct::none_t>);
  lib.add("choices", ct::vmap([](auto v) {
            return ct::cond(
                v > 0.5, [](auto u) { return ct::tuple(sqrt(u), 2 * u); }, [](auto u) { return ct::tuple(-u, u * u); },
                v);
          }),
          ct::like<vector>);
  lib.add(
      "loops",
      [](auto x) {
        return ct::fori_loop<0, 4>(
            [=](auto i, auto c) {
              return ct::while_loop([](auto d) { return sum(d) > 3.0; },
                                    [=](auto d) {
                                      return 0.5 * d *
                                             ct::cond(
                                                 i > 1, [](auto e) { return 0.9 * e; },
                                                 [=](auto e) { return e * x(0); }, 1.0 + 0 * x(1));
                                    },
                                    c + x);
            },
            x);
      },
      ct::like<vector>);
  lib.add(
      "reversed",
      [](auto x, auto m) {
        return ct::scan(
            [=](auto c, auto row) {
              auto a = ct::tuple(at_c<0>(c) * 0.5 + row, at_c<1>(c) + 1);
              return ct::tuple(a, ct::tuple(sum(row), dot(m, at_c<0>(c))));
            },
            ct::tuple(x, 0), m, ct::reverse);
      },
      ct::like<vector>, ct::like<matrix>);
  lib.add("again", ct::checkpoint([](auto x, auto y) { return ct::tuple(sin(x * y), x); }), ct::like<vector>,
          ct::like<vector>);
  lib.add(
      "printed",
      [](auto x) {
        ct::vmap([](auto v) {
          ct::debug_print("{each} \"{}\" of {}", v, 2 * v);
          return v;
        })(x);
        ct::debug_print("all {}", x);
        return x * x;
      },
      ct::like<vector>);
  lib.add(
      "integers",
      [](auto i, auto j) {
        return ct::tuple(i / j, pow(i, j), i * j, ct::astype<float>(i) / 3, ct::astype<bool>(j), sum(i));
      },
      ct::like<ct::tensor<index, 4>>, ct::like<ct::tensor<index, 4>>);
  lib.add("long_integers", [](auto i) { return i * 3000000000; }, ct::like<ct::tensor<std::int64_t, 2>>);
  lib.add(
      "systems",
      [](auto m, auto b) {
        const auto spd = matmul(m, transpose(m)) + ct::eye<double, 3>();
        return ct::tuple(cholesky(spd), solve(m, b), det(m), ct::slogdet(m).logdet, inv(spd),
                         ct::triangular_solve(spd, b));
      },
      ct::like<matrix>, ct::like<vector>);
  lib.add("large_determinant", [](auto m) { return det(m); }, ct::like<ct::tensor<double, 7, 7>>);
  lib.add(
      "smooth",
      [](auto x) {
        return ct::tuple(hypot(x, x - x), ct::gelu(x), logaddexp(x, x), erf_inv(x / 4),
                         ct::jacfwd([](auto v) { return tanh(v) * erf(v) * asin(v / 4) * ct::sigmoid(v); })(x));
      },
      ct::like<vector>);
  lib.add(
      "placed",
      [](auto x, auto m) {
        return ct::tuple(concatenate(x, x * x), stack(x, flip(x)), ct::pad<1, 2>(x, 0.0), diag(x),
                         ct::jacfwd([](auto v) { return ct::slice<0, 2, 7, 2>(concatenate(v, v, v)) * v; })(x),
                         ct::jacrev([](auto v) { return sum(v * transpose(v), ct::axes<0>); })(m),
                         x.at(ct::tensor<index, 2>{0, 0}).add(ct::slice<0, 0, 2>(x)), matmul(transpose(m), m),
                         dot(m, x), dot(x, m), ct::einsum<"ij,kj,k->i">(m, m, x));
      },
      ct::like<vector>, ct::like<matrix>);
  lib.add(
      "taken",
      [](auto m, auto i) {
        return ct::tuple(m(i), ct::vmap([](auto row, auto k) { return row(k); }, ct::in_axes<0, 0>)(m, i),
                         ct::take(m, i));
      },
      ct::like<matrix>, ct::like<ct::tensor<index, 3>>);
  lib.add(
      "only_floats", [](auto x) { return ct::tuple(x * 2, ct::astype<float>(x > 1.0f), ct::arange<float, 3>()); },
      ct::like<ct::tensor<float, 3>>);
  return lib.main(argc, argv);
}
