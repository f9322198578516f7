"""A table of mistakes, each a statement of its own: one error under the name that was called, in at most 25 lines, and
none behind it although the refused result is used. Prints what each compiler made of each."""
import argparse
import pathlib
import random
import re
import subprocess
import sys
import tempfile

from kinds import KINDS

MOST_LINES = 25
PRELUDE = """#include <cotangent/cotangent.hpp>
#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>
#include <string>
#include <vector>
namespace ct = cotangent;
using boost::hana::at_c;
struct record { ct::tensor<double, 3> w; double b; };
struct plain_struct { using vector = ct::tensor<double, 3>; BOOST_HANA_DEFINE_STRUCT(plain_struct, (vector, axis), (double, angle)); };
template <class T> struct over_number { using vector = ct::tensor<T, 3>; BOOST_HANA_DEFINE_STRUCT(over_number, (T, angle), (vector, axis)); };
struct as_of_eigen { using Scalar = double; static constexpr int RowsAtCompileTime = 3, ColsAtCompileTime = 1; static constexpr bool IsRowMajor = false, IsVectorAtCompileTime = true; const double* data() const { return {}; } };
struct with_eigen { BOOST_HANA_DEFINE_STRUCT(with_eigen, (as_of_eigen, axis), (double, angle)); };
template <template <class, int...> class Leaf>
struct over_leaf { using vector = Leaf<double, 3>; using number = Leaf<double>; BOOST_HANA_DEFINE_STRUCT(over_leaf, (vector, axis), (number, angle)); };
template <template <class, int...> class Leaf> struct with_fixed_array { using number = Leaf<double>; using fixed = ct::tensor<double, 3>; BOOST_HANA_DEFINE_STRUCT(with_fixed_array, (number, angle), (fixed, axis)); };
template <template <class, int...> class Leaf> struct with_fixed_number { using number = Leaf<double>; BOOST_HANA_DEFINE_STRUCT(with_fixed_number, (int, count), (number, angle)); };
template <class T> struct with_another { BOOST_HANA_DEFINE_STRUCT(with_another, (T, angle), (double, other)); };
template <template <class, int...> class Leaf, int N> struct sized_with_fixed { using number = Leaf<double>; using fixed = ct::tensor<double, N>; BOOST_HANA_DEFINE_STRUCT(sized_with_fixed, (number, angle), (fixed, axis)); };
template <template <class, int...> class Leaf> struct with_values { using number = Leaf<double>; BOOST_HANA_DEFINE_STRUCT(with_values, (number, angle), (over_leaf<ct::value>, inner)); };
constexpr auto by_angle = [](auto... s) { return (s.angle * ...); };
struct other_axis { constexpr bool operator==(const other_axis&) const = default; };
inline double run_time() { return 2; }
template <class V> auto counting(V v) { static int calls = 0; ++calls; return v * 2.0; }
template <class V> constexpr auto single_like(V v) { return ct::astype<float>(v); }
constexpr auto good = [](auto v) { return sum(v * v); };
constexpr auto twice = [](auto v) { return 2.0 * v; };
constexpr auto fwd = [](auto v) { return ct::tuple(sum(v * v), v); };
constexpr auto bwd = [](auto v, auto g) { return ct::tuple(v * g); };
constexpr auto rule = [](auto p, auto t) { return ct::tuple(sum(at_c<0>(p)), sum(at_c<0>(t))); };
"""
LOCALS = """  double number = run_time(), numbers[3] = {1, 2, 3}, out = 0;
  ct::tensor<double, 3> x{1, 2, 3};
  ct::tensor<float, 3> single{1, 2, 3};
  std::vector<double> many{1, 2, 3};
  record p;
  const char* text = "text";
  (void)number, (void)numbers, (void)out, (void)x, (void)single, (void)many, (void)p, (void)text;
"""
# Each public function, called with F and X.
CALLS = {
    "jit": "ct::jit(F)(X)", "grad": "ct::grad(F)(X)", "value_and_grad": "ct::value_and_grad(F)(X)", "vjp": "ct::vjp(F, X)",
    "jvp": "ct::jvp(F, ct::tuple(X), ct::tuple(X))", "linearize": "ct::linearize(F, X)", "linear_transpose": "ct::linear_transpose(F, X)",
    "jacrev": "ct::jacrev(F)(X)", "jacfwd": "ct::jacfwd(F)(X)", "jacobian": "ct::jacobian(F)(X)", "hessian": "ct::hessian(F)(X)",
    "sparse_jacobian": "ct::sparse_jacobian(F)(X)", "sparse_hessian": "ct::sparse_hessian(F)(X)",
    "hvp": "ct::hvp(F)(X, X)", "vmap": "ct::vmap(F)(X)", "custom_vjp": "ct::custom_vjp(F, fwd, bwd)(X)",
    "custom_jvp": "ct::custom_jvp(F, rule)(X)", "checkpoint": "ct::checkpoint(F)(X)", "while_loop": "ct::while_loop(F, F, X)",
    "scan": "ct::scan(F, X, x)", "fori_loop": "ct::fori_loop<0, 3>(F, X)", "cond": "ct::cond(true, F, F, X)",
    "map": "ct::map(F)(X, many)", "map_sum": "ct::map_sum(F)(X)", "into": "ct::into(out, F)(X)", "inspect": "ct::inspect(F, ct::like<decltype(X)>)",
}
ARGUMENTS = {"a std::vector": "many", "a struct": "p", "text": "text", "a std::string": "std::string(text)", "a pointer": "x.data()", "an array of C": "numbers"}
FUNCTIONS = {
    "state": ("[&](auto... v) { return number * (sum(v) + ...); }", "run-time state"),
    "state by value": ("[=](auto... v) { return number * (sum(v) + ...); }", "run-time state"),
    "a std::function": ("std::function<double(double)>([](double v) { return v; })", ""),
    "no parameter": ("[] { return 1.0; }", "not callable"),
    "too many parameters": ("[](auto, auto, auto, auto) { return 1.0; }", "not callable"),
    "a typed parameter": ("[](ct::tensor<double, 3> v) { return sum(v); }", "not callable"),
    "no return": ("[](auto... v) { ((void)(v * v), ...); }", "return missing"),
    "no function": ("3.0", ""),
    "returns a std::vector": ("[](auto...) { return std::vector<double>(); }", "tree of arrays"),
}
# Results that no array can be: `wide` has 100,000 elements, `deep` 8 axes.
IMPOSSIBLE = {
    "outer": ["outer(wide, wide)"], "operator+": ["ct::reshape<100000, 1>(wide) + wide"], "select": ["ct::select(ct::reshape<100000, 1>(wide) > 0.0, wide, 0.0)"],
    "broadcast_to": ["ct::broadcast_to<100000, 100000>(wide)", "ct::broadcast_to<2, 1, 1, 1, 1, 1, 1, 1, 2>(deep)"], "tile": ["ct::tile<100000>(wide)", "ct::tile<2, 1, 1, 1, 1, 1, 1, 1, 1>(deep)"],
    "repeat": ["ct::repeat<100000>(wide)", "ct::repeat<100000, 0>(wide)"], "pad": ["ct::pad<2000000000, 2000000000>(wide)"],
    "concatenate": ["ct::concatenate(ct::broadcast_to<20000, 100000>(wide > 0.0), ct::broadcast_to<20000, 100000>(wide > 0.0))"], "diag": ["ct::diag(wide)"],
    "einsum": ['ct::einsum<"i,j->ij">(wide, wide)', 'ct::einsum<"abcd,efghi->ad">(ct::zeros<double, 1, 1, 1, 1>(), ct::zeros<double, 1, 1, 1, 1, 1>())'], "tensordot": ["ct::tensordot<0>(wide, wide)", "ct::tensordot<0>(deep, wide)"],
    "one_hot": ["ct::one_hot<100000>(ct::astype<int>(wide))", "ct::one_hot<2>(ct::astype<int>(deep))"], "expand_dims": ["ct::expand_dims<0>(deep)"], "stack": ["ct::stack(deep, deep)"],
    "reshape": ["ct::reshape<2, 1, 1, 1, 1, 1, 1, 1, 1>(deep)"], "jacrev": ["ct::jacrev(twice)(wide)", "ct::jacrev(twice)(deep)"], "jacfwd": ["ct::jacfwd(twice)(wide)"], "hessian": ["ct::hessian(good)(wide)"],
    "vmap": ["ct::vmap([](auto v) { return v + ct::zeros<double, 100000>(); })(wide)", "ct::vmap([](auto v) { return v * ct::ones<double, 1, 1, 1, 1, 1, 1, 1, 1>(); })(wide)"],
    "scan": ["ct::scan([](auto c, auto v) { return ct::tuple(c, v + c); }, wide, wide)", "ct::scan([](auto c, auto) { return ct::tuple(c, c); }, deep, wide)"],
}
# Something wrong inside a function F, which is told at the user's call whatever the function was given to.
INSIDE = {
    "two element types": ("[](auto... v) { return (sum(v * ct::astype<float>(v)) + ...); }", "operator*: operands of different element types"),
    "no such member": ("[](auto... v) { return (v.total() + ...); }", "no member named"),
    "std::sin": ("[](auto... v) { return (std::sin(v) + ...); }", "conversion: a traced value"),
    "an axis": ("[](auto... v) { return (sum(v, ct::axes<4>) + ...); }", "sum: axis 4 out of range"),
    "a mask for an index": ("[](auto... v) { return (v(v > 1.0) + ...); }", "index: a mask"),
}
STEPS = {
    "scan": "ct::scan([](auto c, auto u) { return ct::tuple(BAD, u); }, v, v).carry", "fori_loop": "ct::fori_loop<0, 3>([](auto, auto c) { return BAD; }, v)",
    "while_loop": "ct::while_loop([](auto c) { return sum(c) < 3.0; }, [](auto c) { return BAD; }, v)", "cond": "ct::cond(sum(v) > 0.0, [](auto c) { return BAD; }, [](auto c) { return c; }, v)",
    "checkpoint": "ct::checkpoint([](auto c) { return BAD; })(v)",
}
BAD = {"c + ct::astype<float>(c)": "operator+: operands of different element types", "c * dot(c, ct::zeros<double, 4>)": "dot: inner sizes differ", "c * sum(c, ct::axes<2>)": "sum: axis 2 out of range",
       "c + ct::tensor<double, 4>()": "operator+: shapes do not broadcast"}
# More than two transforms around a function that holds a mistake.
NESTED = (
    "ct::grad(ct::grad(ct::grad(F)))(2.0)", "ct::value_and_grad(ct::grad(ct::grad(ct::grad(F))))(2.0)", "ct::jit(ct::vmap(ct::vmap(ct::grad(F))))(ct::tensor<double, 2, 3>{})", "ct::jacfwd(ct::jacrev(ct::grad(F)))(x)",
    "ct::vmap(ct::jit(ct::hessian(ct::checkpoint(F))))(ct::tensor<double, 2, 3>{})", "ct::vmap(ct::vmap(ct::vmap(ct::grad(F)), ct::in_axes<1>))(ct::tensor<double, 2, 3, 4>{})", "ct::vmap(ct::grad(ct::jit(F)))(ct::tensor<double, 2, 3>{})", "ct::vmap(ct::grad(ct::checkpoint(ct::jit(F))))(x)",
)
# Every other place where a tree or an array is wanted, and what is none of both in it.
PLACES = [
    "ct::tree_map([](auto v) { return v * 2.0; }, X)", "ct::tree_map([](auto a, auto b) { return a * b; }, ct::tuple(x), X)", "ct::tree_map([](auto a, auto b) { return a * b; }, X, ct::tuple(x))",
    "ct::tree_leaves(X)", "ct::tree_structure(X)", "ct::ravel(X)", "ct::tree_unflatten(ct::tree_structure(ct::tuple(x)), X)", "ct::tree_unflatten(X, ct::tuple(x))",
    "ct::tree_transpose(ct::tree_structure(ct::tuple(x)), ct::tree_structure(ct::tuple(x)), X)", "ct::tree_transpose(X, ct::tree_structure(ct::tuple(x)), ct::tuple(x))", "ct::stop_gradient(X)",
    "ct::hessian(good)(X)", "ct::hvp(good)(x, X)", "ct::hvp(good)(X, x)", "ct::select(x > 1.0, X, x)", "ct::select(X, x, x)", "ct::where(x > 1.0, x, X)", '(ct::debug_print("{}", X), 1)',
    "ct::scan([](auto c, auto u) { return ct::tuple(c, u); }, X, x)", "ct::scan([](auto c, auto u) { return ct::tuple(c, u); }, 0.0, X)",
    "ct::while_loop([](auto c) { return sum(c) < 3.0; }, [](auto c) { return c; }, X)", "ct::cond(true, good, good, X)", "ct::cond(X, good, good, x)", "ct::vmap(good, ct::in_axes<0>)(X)",
    "ct::vjp(good, x).pullback(X)", "ct::jvp(good, ct::tuple(X), ct::tuple(x))", "ct::jvp(good, ct::tuple(x), ct::tuple(X))", "ct::linear_transpose(twice, ct::like<ct::tensor<double, 3>>)(X)",
    "(ct::into(X, good)(x), 1)", "ct::stack(x, X)", "ct::concatenate(x, X)", "ct::dot(x, X)", "ct::matmul(X, x)", "ct::maximum(x, X)", "ct::astype<float>(X)", "ct::sin(X)", "ct::reshape<3>(X)",
    "ct::sum(X)", "ct::take(X, 1)", "ct::take(x, X)", 'ct::einsum<"i,i->">(x, X)', "ct::solve(ct::eye<double, 3>(), X)", "ct::softmax(X)", "ct::sparse_jacobian(twice)(X)",
    "ct::ravel(ct::tuple(x)).unravel(X)", "x.at(0).set(X)", "x.at(X).set(0.0)", "x(X)", "ct::custom_derivatives(good, rule, fwd, bwd)(X)", "ct::checkpoint(good)(X)", "ct::full<double, 3>(X)",
    "ct::zeros_like(X)", "ct::one_hot<3>(X)", "ct::conv(x, X)", "ct::clip(x, X, 1.0)", "ct::sort(X)", "ct::norm(X)", "ct::pad<1, 1>(X)", "ct::linearize(good, x).pushforward(X)",
]
# Functions inside one that is traced, whose own functions hold C, a number that is wrong.
WITHIN = {
    "vmap": "ct::vmap([](auto c) { return C; })(v)", "vmap along axes": "ct::vmap([](auto c, auto u) { return C * u(0); }, ct::in_axes<0, ct::unmapped>)(v, v)", "grad": "ct::grad([](auto c) { return sum(c) * C; })(v)", "jacrev": "ct::jacrev([](auto c) { return c * C; })(v)",
    "vjp": "ct::vjp([](auto c) { return c * C; }, v).value", "jvp": "ct::jvp([](auto c) { return c * C; }, ct::tuple(v), ct::tuple(v)).value", "hvp": "ct::hvp([](auto c) { return sum(c) * C; })(v, v)",
    "custom_vjp": "ct::custom_vjp([](auto c) { return sum(c) * C; }, fwd, bwd)(v)", "fwd": "ct::custom_vjp(good, [](auto c) { return ct::tuple(sum(c) * C, c); }, bwd)(v)",
    "custom_jvp": "ct::custom_jvp([](auto c) { return sum(c) * C; }, rule)(v)", "condition": "ct::while_loop([](auto c) { return C < 3.0; }, [](auto c) { return c; }, v)",
}
STANDARD = {
    **{call: (call.replace("X", "sum(c)"), "conversion: a traced value") for call in ("std::exp(X)", "std::pow(X, 2)", "std::abs(X)", "std::fma(X, 1.0, X)", "std::hypot(X, 1.0)", "[](double d) { return d; }(X)")},
    **{call: (call.replace("X", "sum(c)"), f"{call[:8]}: expected plain numbers") for call in ("std::max(X, 1.0)", "std::max(1.0, X)", "std::max(X, X)", "std::max({X, X})", "std::min(X, 1.0)")},
    "std::clamp": ("std::clamp(sum(c), 0.0, 1.0)", "std::clamp: expected plain numbers"),
}
# The same of arrays of values.
STANDARD_OF_VALUES = ("exp(x)", "sqrt(x * 2.0)", "fabs(x)", "isnan(x)", "pow(x, 2.0)", "pow(2.0, x)", "atan2(x, x)", "fmax(x, 1.0)", "max(x, 1.0)", "max(x, x)", "max({x, x})", "min(1.0, x)", "clamp(x, 0.0, 1.0)", "clamp(x, x, x)")
# And of operands of which only some are arrays, or trees of them.
STANDARD_OF_OTHERS = ("exp(ct::tuple(x, x))", "sqrt(over_leaf<ct::value>())", "exp(std::array<double, 3>())", "max(x, p)", "max(p, x)", "max(x, many)", "min(x, text)", "max(x)", "clamp(x, p, 1.0)", "pow(x, text)", "max(ct::tuple(x), x)",
                      "fmod(x, 2.0)", "trunc(x)", "fma(x, x, x)", "isinf(x)", "copysign(x, x)", "lerp(x, x, 0.5)")
STANDARD_OF_TRACED = ("pow(v, std::string())", "max(v, ct::tuple(v))", "max(v(0), record{})", "atan2(v(0), record{})", "hypot(v(0), ct::tuple(v))", "exp(ct::tuple(v))", "max(v)")
# What no tensor is made of, made so in each way.
ELEMENTS = {"another element type": "single", "another shape": "ct::tensor<double, 4>{}", "a view": "ct::view<double, 3>(numbers)", "a container": "many", "a pointer": "x.data()", "an array of C": "numbers", "text": "text"}
MADE = {"=": "ct::tensor<double, 3> t = X; (void)t;", "()": "ct::tensor<double, 3> t(X); (void)t;", "{}": "ct::tensor<double, 3> t{X}; (void)t;", "assigned": "x = X;", "an argument": "[](ct::tensor<double, 3>) {}(X);", "a view": "auto v = ct::view<double, 3>(X); (void)v;"}
OTHERS = [  # mistake, statement, what the error says
    ("custom_vjp without rules", "auto y = ct::custom_vjp([](auto v) { return sin(v); })(1.0); (void)(y > 0);", "custom_vjp: expected custom_vjp(f, fwd, bwd)"),
    ("grad of nothing", "auto g = ct::grad()(x); (void)g;", "grad: expected grad(f)"),
    ("grad without arguments", "auto g = ct::grad(good)(); (void)g;", "grad: "),
    ("vmap of text", 'auto y = ct::vmap(good, "0")(x); (void)y;', "vmap: expected vmap(f)"),
    ("jvp without tuples", "auto r = ct::jvp(good, x, x); (void)(r.tangent + 1.0);", "jvp: expected jvp(f, ct::tuple(x...), ct::tuple(dx...))"),
    ("an axis of another type", "auto y = ct::vmap([](auto v) { return v; }, ct::in_axes<other_axis{}>)(x); (void)y;", "vmap: an axis is an integer"),
    ("a bool for an axis", "auto y = ct::vmap([](auto v) { return v; }, ct::in_axes<false>)(x); (void)y;", "vmap: an axis is an integer"),
    ("nothing to map", "auto y = ct::vmap([](auto v) { return v; })(2.0); (void)y;", "vmap: "),
    ("a pullback's argument", "auto [y, pullback] = ct::vjp(good, x); auto g = pullback(x); (void)at_c<0>(g), (void)y;", "vjp: the cotangent must be like"),
    ("a pullback without one", "auto [y, pullback] = ct::vjp(good, x); auto g = pullback(); (void)g, (void)y;", "vjp: the cotangent must be like"),
    ("a transpose's argument", "auto g = ct::linear_transpose([](auto v) { return ct::tuple(v, v); }, ct::like<double>)(1.0); (void)g;", "linear_transpose: the cotangent must be like"),
    ("a transpose of integers", "auto g = ct::linear_transpose([](auto v) { return 2.0 * ct::astype<double>(v); }, ct::like<int>)(1.0); (void)g;", "linear_transpose: arguments and result must be floating-point, or all integers, got (i32[],) to f64[]"),
    ("hvp along another direction", "auto r = ct::hvp(good)(x, single); (void)(r + x);", "hvp: the direction must be like the point"),
    ("hvp without a direction", "auto r = ct::hvp(good)(x); (void)r;", "hvp: expected hvp(f)(x, v)"),
    ("a function for the argument", "auto g = ct::grad([](auto f, auto v) { return f(v); })(good, x); (void)g;", "grad: an argument that is differentiated is a function object"),
    ("all leaves of a carry", "auto c = ct::fori_loop<0, 2>([](auto, auto c) { return ct::tuple(x_of(c), ct::astype<float>(at_c<1>(c))); }, ct::tuple(x, 1.0)); (void)c;", "at .0: expected f64[3], got f64[]; at .1: expected f64[], got f32[]"),
    ("a mask for an index", "auto y = ct::jit([](auto v) { return v(v > 1.0); })(x); (void)y;", "index: a mask (bool[3]) is no index"),
    ("a mask for an index of a value", "auto y = x(x > 1.0); (void)y;", "index: a mask (bool[3]) is no index"),
    ("a bool for an index", "auto y = ct::jit([](auto v) { return v(true); })(x); (void)y;", "index: a mask (bool[]) is no index"),
    ("a float for an index", "auto y = x(1.0); (void)y;", "index: an index is an integer, got f64[]"),
    ("a float taken at", "auto y = ct::take(x, 1.5F); (void)y;", "take: an index is an integer, got f64[]"),
    ("an update at a mask", "auto y = x.at(x > 1.0).set(0.0); (void)y;", "index: a mask (bool[3]) is no index"),
    ("a stream", "auto y = ct::jit([](auto v) { std::cout << v << 1; return v; })(x); (void)y;", "operator<<: a traced value (f64[3]) has no number yet"),
    ("text with too few holes", 'auto y = ct::jit([](auto v) { ct::debug_print("{}", v, v); return v; })(x); (void)y;', "debug_print: expected one {} for each operand"),
    ("a sum of numbers that are traced", "auto y = ct::jit([](auto v) { double total = 0; total += v(0); return v; })(x); (void)y;", "operator+=: a plain number cannot take a traced value"),
    ("a result that does not fit", "auto y = ct::jit([](auto v) { auto s = sum(v); s += v; return s; })(x); (void)y;", "operator+=: the result, f64[3], does not fit into f64[]"),
    ("five loops inside each other", "auto five = [](auto v) { return ct::fori_loop<0, 2>([](auto, auto a) { return ct::fori_loop<0, 2>([](auto, auto b) { return ct::fori_loop<0, 2>([](auto, auto c) {"
     " return ct::fori_loop<0, 2>([](auto, auto d) { return ct::fori_loop<0, 2>([](auto, auto e) { return sin(e); }, d); }, c); }, b); }, a); }, v); }; auto y = ct::jit(five)(1.0); (void)y;", "scan: at most 4 loops"),
    ("more axes than eight", "ct::tensor<double, 1, 1, 1, 1, 1> five; auto y = ct::jacrev([](auto v) { return v * v; })(five); (void)y;", "jacrev: the derivative would have more than 8 axes"),
    ("too large a tensor", "ct::tensor<double, 100000, 100000> t; (void)t;", "tensor: more elements than an int can count"),
    ("too large a result", "auto y = ct::jit([](auto) { return ct::outer(ct::zeros<double, 100000>(), ct::zeros<double, 100000>()); })(x); (void)y;", "outer: the result, of shape [100000,100000]"),
    ("what is not constexpr", "auto y = ct::jit([](auto v) { return counting(v); })(x); (void)(y + x);", "jit: the function cannot be traced while compiling"),
    ("a sum of too large a result", "auto y = ct::jit([](auto v) { return sum(outer(v, v)); })(ct::zeros<double, 100000>()); (void)y;", "outer: the result, of shape [100000,100000]"),
    ("too large a Jacobian summed", "auto y = ct::jit([](auto v) { return sum(ct::jacrev(twice)(v)); })(ct::zeros<double, 100000>()); (void)y;", "jacrev: the result, of shape [100000,100000]"),
    ("too large residuals of a fori_loop", "auto g = ct::grad([](auto v) { return sum(ct::fori_loop<0, 100000>([](auto, auto c) { return sin(c); }, v)); })(ct::zeros<double, 100000>()); (void)g;", "scan: what a derivative keeps of the steps of a loop, of shape [100000,100000]"),
    ("too large residuals of a scan", "auto g = ct::grad([](auto v) { return sum(ct::scan([](auto c, auto u) { return ct::tuple(sin(c) * u, u); }, v, v).carry); })(ct::zeros<double, 100000>()); (void)g;", "scan: what a derivative keeps of the steps of a loop, of shape [100000,100000]"),
    ("too large a view", "auto v = ct::view<double, 100000, 100000>(x.data()); (void)v;", "view: more elements than an int can count"),
    ("a view of no extent", "auto v = ct::view<double, 0>(x.data()); (void)v;", "view: between 1 and 8 dimensions, each positive"),
    ("a view of negative extent", "auto v = ct::view<double, -3>(x.data()); (void)v;", "view: between 1 and 8 dimensions, each positive"),
    ("a std::sort", "auto y = ct::jit([](auto v) { std::sort(v.begin(), v.end()); return v; })(x); (void)y;", "std::sort: expected plain numbers, got f64[3]; write y = sort(x)"),
    ("a std::max_element", "auto y = ct::jit([](auto v) { return *std::max_element(v.begin(), v.end()); })(x); (void)y;", "std::max_element: expected plain numbers"),
    ("a std::abs", "auto y = ct::jit([](auto v) { return std::abs(v(0)); })(x); (void)y;", ""),
    ("a member that is none", "auto y = ct::jit([](auto v) { return v.sum(); })(x); (void)y;", "no member named"),
    ("map of an axis", "ct::map([](auto v) { return v; }, ct::in_axes<1>)(many, many);", "map: argument 0: a mapped argument"),
    ("a rule's f", "auto y = ct::custom_vjp([](auto v) { return sum(v + single_like(v)); }, fwd, bwd)(x); (void)y;", "operator+: operands of different element types"),
    ("inside fwd", "auto y = ct::custom_vjp(good, [](auto v) { return ct::tuple(dot(v, ct::zeros<double, 4>), v); }, bwd)(x); (void)y;", "dot: inner sizes differ"),
    ("inside bwd", "auto y = ct::custom_vjp(good, fwd, [](auto v, auto g) { return ct::tuple(v * g + single_like(v)); })(x); (void)y;", "operator+: operands of different element types"),
    ("inside a forward rule", "auto y = ct::custom_jvp(good, [](auto p, auto t) { return ct::tuple(sum(at_c<0>(p)), sum(at_c<0>(t) * single_like(at_c<0>(t)))); })(x); (void)y;", "operator*: operands of different element types"),
    ("inside bwd of both", "auto y = ct::custom_derivatives(good, rule, fwd, [](auto v, auto g) { return ct::tuple(v * g + single_like(v)); })(x); (void)y;", "operator+: operands of different element types"),
    ("bwd of both no tuple", "auto y = ct::custom_derivatives(good, rule, fwd, [](auto v, auto g) { return v * g; })(x); (void)y;", "custom_derivatives: bwd must return a tuple"),
    ("text and a stream", 'auto y = ct::jit([](auto v) { std::cout << "text" << v << std::endl; return v; })(x); (void)y;', "operator<<: a traced value (f64[3]) has no number yet"),
    ("a number from a traced one", "auto y = ct::jit([](auto v) { int a = v(0); return v * a; })(x); (void)y;", "conversion: a traced value"),
    ("a traced number kept in a std::vector", "auto y = ct::jit([](auto v) { std::vector<double> r; for (auto e : v) r.push_back(e); return v; })(x); (void)y;", "conversion: a traced value"),
    ("an array of arrays", "ct::tensor<double, 2, 3> t{x, x}; (void)t;", "tensor: its elements are numbers; ct::stack"),
    ("one number for an array", "ct::tensor<double, 3> t = 1.0; (void)t;", "tensor: f64[3] takes one number for each element"),
    ("one number for an array, in braces", "ct::tensor<double, 3> t{1}; (void)t;", "tensor: f64[3] takes one number for each element"),
    ("a view of a number", "auto v = ct::view<double, 3>(number); (void)v;", "view: expected view<T, shape...>(x)"),
    ("an array of traced numbers", "auto y = ct::jit([](auto v) { return ct::tensor<double, 2>{v(0), v(1)}; })(x); (void)y;", "tensor: its elements are numbers"),
    ("an element of a traced array set", "auto y = ct::jit([](auto v) { v(0) = 1.0; return v; })(x); (void)y;", "operator=: f64[] cannot be put in the place"),
    ("an element set to another", "auto y = ct::jit([](auto v) { v(0) = v(1); return v; })(x); (void)y;", "operator=: f64[] cannot be put in the place"),
    ("an element of a traced array increased", "auto y = ct::jit([](auto v) { v[1] += 1.0; return v; })(x); (void)y;", "operator+=: what is changed, f64[], is a copy"),
    ("text for an index", 'auto y = ct::jit([](auto v) { return v("a"); })(x); (void)(y + 1.0);', "index: an index is an integer, an array of integers or ct::all"),
    ("too many indices", "double y = x(0, 1); (void)y;", "index: 2 indices for f64[3]"),
    ("an update of text", 'auto y = ct::jit([](auto v) { return v.at(1).set("x"); })(x); (void)y;', "at: expected a number or an array"),
    ("an update that is too large", "auto y = ct::jit([](auto v) { return v.at(1).set(v); })(x); (void)y;", "at: f64[3] does not broadcast"),
    ("axes twice", "auto y = sum(x, ct::axes<0, 0>); (void)(y + 1.0);", "sum: axis 0 is named twice"),
    ("an axis of a value", "double y = mean(x, ct::axes<1>); (void)y;", "mean: axis 1 out of range"),
    ("a softmax of a number", "auto y = ct::softmax(2.0); (void)y;", "softmax: axis -1 out of range"),
    ("a class index that is no integer", "auto y = ct::one_hot<3>(1.5); (void)y;", "one_hot: an index is an integer"),
    ("no classes", "auto y = ct::one_hot<0>(1); (void)y;", "one_hot: the number of classes must be positive"),
    ("an outer product of two element types", "auto y = ct::outer(x, single); (void)y;", "outer: operands of different element types"),
    ("an array and a container", "auto y = x + many; (void)(y + x);", "operator+: expected numbers or arrays"),
    ("an array and text", "auto y = x + text; (void)(y + x);", "operator+: expected numbers or arrays"),
    ("an array and a struct", "auto y = p * x; (void)(y + x);", "operator*: expected numbers or arrays"),
    ("and of numbers", "auto y = x & x; (void)y;", "operator&: needs masks or integers"),
    ("a function of a tree", "auto y = exp(ct::tuple(x, x)); (void)y;", "exp: expected a number or an array"),
    ("a long double", "auto y = ct::astype<long double>(x); (void)(y + x);", "astype: elements are"),
    ("no zeros", "auto y = ct::zeros<double, 0>(); (void)y;", "zeros: between 1 and 8 dimensions"),
    ("too many ones", "auto y = ct::ones<double, 100000, 100000>() * 2.0; (void)y;", "ones: more elements than an int can count"),
    ("too large an identity", "auto y = ct::eye<double, 100000>(); (void)y;", "eye: more elements than an int can count"),
    ("a choice of two element types", "auto y = ct::select(x > 1.0, x, single); (void)(y + x);", "select: branches of different element types"),
    ("lengths that differ", "auto s = ct::scan([](auto c, auto u) { return ct::tuple(c, at_c<0>(u)); }, 0.0, ct::tuple(x, ct::tensor<double, 4>{})); (void)s.carry;", "scan: lengths of the leading axes differ"),
    ("a derivative by integers", "auto J = ct::jacrev(twice)(ct::astype<int>(x)); (void)J;", "jacrev: differentiated arguments must be floating-point"),
    ("hvp of integers", "auto h = ct::hvp([](auto v) { return sum(v * 0.5); })(ct::astype<int>(x), ct::astype<int>(x)); (void)h;", "hvp: differentiated arguments must be floating-point"),
    ("tangents of another shape", "auto r = ct::jvp(good, ct::tuple(x), ct::tuple(ct::tensor<double, 4>{})); (void)(r.tangent + 1.0);", "jvp: tangents must be like the primals"),
    ("a pushforward's argument", "auto [y, push] = ct::linearize(good, x); auto t = push(single); (void)(t + 1.0), (void)y;", "linearize: the tangents must be like the arguments"),
    ("a transpose of a square", "auto c = ct::linear_transpose([](auto v) { return v * v; }, ct::like<ct::tensor<double, 3>>)(x); (void)(at_c<0>(c) + x);", "linear_transpose: the function is not linear"),
    ("an axis out of range", "auto y = ct::vmap(twice, ct::in_axes<1>)(x); (void)y;", "vmap: axis out of range"),
    ("axes for too many", "auto y = ct::vmap([](auto a, auto b) { return a * b; }, ct::in_axes<0, ct::unmapped, 0>)(x, x); (void)y;", "vmap: in_axes must be like the arguments"),
    ("a body that changes the carry's shape", "auto c = ct::while_loop([](auto a) { return sum(a) > 0.0; }, [](auto a) { return sum(a); }, x); (void)(c + x);", "while_loop: the carry must keep its type"),
    ("a condition of many", "auto c = ct::while_loop([](auto a) { return a > 0.0; }, [](auto a) { return a; }, x); (void)(c + x);", "while_loop: the condition must return one bool[]"),
    ("branches of different types", "auto y = ct::cond(true, twice, [](auto v) { return ct::astype<float>(v); }, x); (void)(y + x);", "cond: the branches must return the same"),
    ('a std::pow', 'auto y = ct::jit([](auto v) { return std::pow(v(0), 2); })(x); (void)y;', ''),
    ('sum of a container', 'auto y = ct::sum(many); (void)y;', 'sum: '),
    ('sum along a run-time axis', 'auto y = ct::sum(x, 0); (void)y;', 'sum: '),
    ('matmul inner', 'auto y = ct::matmul(ct::tensor<double, 2, 3>(), ct::tensor<double, 2, 3>()); (void)y;', 'matmul: '),
    ('reshape size', 'auto y = ct::reshape<2, 2>(x); (void)y;', 'reshape: '),
    ('transpose axes', 'auto y = ct::transpose(ct::tensor<double, 2, 3>(), ct::axes<0, 2>); (void)y;', 'transpose: '),
    ('transpose runtime', 'auto y = ct::transpose(ct::tensor<double, 2, 3>(), 1, 0); (void)y;', 'transpose: '),
    ('concatenate shapes', 'auto y = ct::concatenate(ct::tensor<double, 2, 3>(), ct::tensor<double, 2, 2>()); (void)y;', 'concatenate: '),
    ('stack shapes', 'auto y = ct::stack(x, ct::tensor<double, 4>()); (void)y;', 'stack: '),
    ('split', 'auto y = ct::split<2>(x); (void)y;', 'split: '),
    ('slice out', 'auto y = ct::slice<0, 1, 5>(x); (void)y;', 'slice: '),
    ('slice runtime', 'auto y = ct::slice(x, 0, 2); (void)y;', 'slice: '),
    ('take axis', 'auto y = ct::take<3>(x, 1); (void)y;', 'take: '),
    ('einsum bad', 'auto y = ct::einsum<"ij,jk->ik">(x, x); (void)y;', 'einsum: '),
    ('einsum runtime', 'auto y = ct::einsum("i,i->", x, x); (void)y;', 'einsum: '),
    ('cholesky nonsquare', 'auto y = ct::cholesky(ct::tensor<double, 2, 3>()); (void)y;', 'cholesky: '),
    ('solve sizes', 'auto y = ct::solve(ct::tensor<double, 3, 3>(), ct::tensor<double, 2>()); (void)y;', 'solve: '),
    ('inv of vector', 'auto y = ct::inv(x); (void)y;', 'inv: '),
    ('trace vector', 'auto y = ct::trace(x); (void)y;', 'trace: '),
    ('squeeze', 'auto y = ct::squeeze<0>(x); (void)y;', 'squeeze: '),
    ('swapaxes', 'auto y = ct::swapaxes<0, 2>(ct::tensor<double, 2, 3>()); (void)y;', 'swapaxes: '),
    ('argmax axis', 'auto y = ct::argmax(x, ct::axes<1>); (void)y;', 'argmax: '),
    ('clip args', 'auto y = ct::clip(x, 0.0); (void)y;', 'clip: '),
    ('arange', 'auto y = ct::arange<double>(3); (void)y;', 'arange: '),
    ('arange of text', 'auto y = ct::arange<double>("3"); (void)(y + 1.0);', 'arange: expected arange<T, N>'),
    ('arange of nothing', 'auto y = ct::arange<double>(); (void)y;', 'arange: expected arange<T, N>'),
    ('eye runtime', 'auto y = ct::eye<double>(3); (void)(y + x);', 'eye: expected eye<T, N>'),
    ('eye of two sizes', 'auto y = ct::eye<double, 3, 4>(); (void)y;', 'eye: expected eye<T, N>'),
    ('eye of two sizes, without a call', 'auto y = ct::ones<double, 3, 4> + ct::eye<double, 3, 4>; (void)y;', 'eye: expected eye<T, N>'),
    ('no identity', 'auto y = ct::eye<double, 0>(); (void)y;', 'eye: between 1 and 8 dimensions'),
    ('one_hot runtime', 'auto y = ct::one_hot(1, 3); (void)y;', 'one_hot: '),
    ('roll', 'auto y = ct::roll(x, 1); (void)y;', 'roll: '),
    ('pad', 'auto y = ct::pad(x, 1); (void)y;', 'pad: '),
    ('flip axis', 'auto y = ct::flip(x, ct::axes<1>); (void)y;', 'flip: '),
    ('cumsum axis', 'auto y = ct::cumsum(ct::tensor<double, 2, 2>(), ct::axes<2>); (void)y;', 'cumsum: '),
    ('sort axis', 'auto y = ct::sort(x, ct::axes<1>); (void)y;', 'sort: '),
    ('norm', 'auto y = ct::norm(x, 2); (void)y;', 'norm: '),
    ('argnums out', 'auto g = ct::grad(good, ct::argnums<1>)(x); (void)g;', 'grad: '),
    ('argnums int', 'auto g = ct::grad(good, 0)(x); (void)g;', 'grad: '),
    ('aux no pair', 'auto g = ct::grad(good, ct::has_aux)(x); (void)g;', 'grad: '),
    ('aux triple', 'auto g = ct::grad([](auto v) { return ct::tuple(sum(v), v, v); }, ct::has_aux)(x); (void)g;', 'grad: '),
    ('grad nonscalar', 'auto g = ct::grad(twice)(x); (void)(g + x);', 'grad: '),
    ('grad tuple', 'auto g = ct::grad([](auto v) { return ct::tuple(sum(v), sum(v)); })(x); (void)(g + x);', 'grad: '),
    ('grad bool', 'auto g = ct::grad([](auto v) { return v(0) > 0.0; })(x); (void)(g + x);', 'grad: '),
    ('grad int result', 'auto g = ct::grad([](auto v) { return argmax(v); })(x); (void)(g + x);', 'grad: '),
    ('grad given arguments', 'auto g = ct::grad(good, x); (void)g;', 'grad: '),
    ('vmap sizes', 'auto y = ct::vmap([](auto a, auto b) { return a * b; })(x, ct::tensor<double, 4>()); (void)y;', 'vmap: '),
    ('vmap out_axes', 'auto y = ct::vmap(twice, ct::in_axes<0>, ct::out_axes<1>)(x); (void)y;', 'vmap: '),
    ('vmap in_axes int', 'auto y = ct::vmap(twice, 0)(x); (void)y;', 'vmap: '),
    ('vmap all unmapped', 'auto y = ct::vmap(twice, ct::in_axes<ct::unmapped>)(x); (void)y;', 'vmap: '),
    ('cond predicate array', 'auto y = ct::cond(x > 0.0, twice, twice, x); (void)y;', 'cond: '),
    ('cond predicate double', 'auto y = ct::jit([](auto v) { return ct::cond(v(0), twice, twice, v); })(x); (void)y;', 'cond: '),
    ('cond value branches', 'auto y = ct::cond(true, 1.0, 2.0, x); (void)y;', 'cond: '),
    ('scan no pair', 'auto s = ct::scan([](auto c, auto u) { return c + u; }, 0.0, x); (void)s.carry;', 'scan: '),
    ('scan carry shape', 'auto s = ct::scan([](auto c, auto u) { return ct::tuple(x_of(ct::tuple(c)) + u, ct::tuple(c)); }, x, x); (void)(s.carry + x);', ''),
    ('scan scalar xs', 'auto s = ct::scan([](auto c, auto u) { return ct::tuple(c + u, c); }, 0.0, 2.0); (void)s.carry;', 'scan: '),
    ('fori runtime bounds', 'auto s = ct::fori_loop(0, 3, [](auto, auto c) { return c; }, x); (void)s;', 'fori_loop: '),
    ('fori one parameter', 'auto s = ct::fori_loop<0, 3>([](auto c) { return c; }, x); (void)(s + x);', 'fori_loop: '),
    ('fori no return', 'auto s = ct::fori_loop<0, 3>([](auto, auto c) { (void)c; }, x); (void)(s + x);', 'fori_loop: '),
    ('while cond missing', 'auto s = ct::while_loop([](auto c) { return c * 2.0; }, 1.0); (void)s;', 'while_loop: '),
    ("a sparse Jacobian of what does not depend on it", "auto j = ct::sparse_jacobian([](auto v) { return ct::stop_gradient(v); })(x); (void)j.values(0);", "sparse_jacobian: nothing in the result depends"),
    ("a sparse Jacobian of two element types", "auto j = ct::sparse_jacobian([](auto v) { return ct::astype<float>(v); })(x); auto m = j.todense(); (void)m(0, 0);", "sparse_jacobian: results and differentiated arguments must be floating-point numbers of one type"),
    ("a sparse Jacobian of a mask", "auto j = ct::sparse_jacobian([](auto v) { return v > 0.0; })(x); (void)j.row[0];", "sparse_jacobian: results and"),
    ("a sparse Hessian of an array", "auto h = ct::sparse_hessian(twice)(x); (void)h.values;", "sparse_hessian: the function must return one floating-point number"),
    ("a sparse Jacobian by an argument that is not there", "auto j = ct::sparse_jacobian(twice, ct::argnums<2>)(x); (void)j;", "sparse_jacobian: argnums out of range"),
    ("a sparse Jacobian by a number", "auto j = ct::sparse_jacobian(twice, 2)(x); (void)j;", "sparse_jacobian: expected sparse_jacobian(f)"),
    ("a sparse Jacobian of run-time state", "double k = run_time(); auto j = ct::sparse_jacobian([k](auto v) { return v * k; })(x); (void)j;", "sparse_jacobian: "),
    ("a sparse Jacobian of a captured value", "auto r = ct::jit([](auto v) { return ct::sparse_jacobian([=](auto w) { return w * v; })(v).values; })(x); (void)r;", "sparse_jacobian: the function holds values that it captured"),
    ("a sparse Hessian of a captured value", "auto r = ct::jit([](auto v) { return ct::sparse_hessian([=](auto w) { return sum(w * v); })(v).todense(); })(x); (void)r;", "sparse_hessian: the function holds values"),
    ("a sparse Hessian through a loop without reverse mode", "auto h = ct::sparse_hessian([](auto v) { return sum(ct::while_loop([](auto c) { return sum(c) < 9.0; }, [](auto c) { return c * c; }, v)); })(x); (void)h;", "sparse_hessian: while_loop: has no reverse mode"),
    ("sparse matrices of a batch with their zeros", "auto b = ct::vmap(ct::sparse_jacobian(twice))(ct::zeros<double, 2, 3>()); auto d = b.todense(); (void)d;", "todense: these are the matrices of a batch"),
    ("Eigen's sparse matrix without its header", "auto m = ct::sparse_jacobian(twice)(x).eigen(); (void)m;", "eigen: needs #include <Eigen/SparseCore>"),
    ("a pattern without arguments", "auto s = ct::jacobian_sparsity<decltype(twice)>(); (void)s;", "jacobian_sparsity: called without arguments"),
    ("a pattern by integers", "auto s = ct::jacobian_sparsity<decltype(twice), int>(); (void)s.nnz;", "jacobian_sparsity: differentiated"),
    ("a pattern of a struct", "constexpr auto s = ct::jacobian_sparsity<decltype(twice), record>(); (void)s;", "jacobian_sparsity: argument 0"),
    ("a Hessian's pattern of an array", "auto s = ct::hessian_sparsity<decltype(twice), ct::tensor<double, 3>>(); (void)s;", "hessian_sparsity: the function must return one"),
    ('jacrev in argnums', 'auto s = ct::jacrev(twice, ct::argnums<2>)(x); (void)s;', 'jacrev: '),
    ('like value', 'auto s = ct::inspect(good, x); (void)s;', 'inspect: '),
    ('like wrong', 'auto s = ct::inspect(good, ct::like<std::vector<double>>); (void)s;', 'inspect: '),
    ('into shape', 'ct::tensor<double, 4> r; ct::into(r, twice)(x);', 'into: '),
    ('into type', 'ct::tensor<float, 3> r; ct::into(r, twice)(x);', 'into: '),
    ('into tree', 'ct::into(ct::tuple(out), twice)(x);', 'into: '),
    ('into temp', 'ct::into(twice)(x);', 'into: '),
    ('into const', 'const ct::tensor<double, 3> r{}; ct::into(r, twice)(x);', 'into: '),
    ('map out type', 'std::vector<float> r(3); ct::map([](auto v) { return v; })(many, r);', 'map: '),
    ('map no out', 'ct::map([](auto v) { return v; })(many);', 'map: '),
    ('rule wrong length', 'auto y = ct::custom_vjp(good, fwd, [](auto v, auto g) { return ct::tuple(v * g, v); })(x); (void)y;', 'custom_vjp: '),
    ('rule wrong tree', 'auto y = ct::grad(ct::custom_vjp(good, fwd, [](auto v, auto g) { return ct::tuple(ct::tuple(v * g, v)); }))(x); (void)y;', 'custom_vjp: '),
    ('rule fwd single', 'auto y = ct::grad(ct::custom_vjp(good, good, bwd))(x); (void)y;', 'custom_vjp: '),
    ('rule bwd one param', 'auto y = ct::grad(ct::custom_vjp(good, fwd, [](auto g) { return ct::tuple(g); }))(x); (void)y;', 'custom_vjp: '),
    ('jvp rule no pair', 'auto y = ct::jvp(ct::custom_jvp(good, [](auto p, auto) { return sum(at_c<0>(p)); }), ct::tuple(x), ct::tuple(x)); (void)y.tangent;', 'custom_jvp: '),
    ('jvp rule wrong type', 'auto y = ct::custom_jvp(good, [](auto p, auto t) { return ct::tuple(at_c<0>(p), at_c<0>(t)); })(x); (void)y;', 'custom_jvp: '),
    ('rule without return', 'auto y = ct::custom_vjp(good, [](auto v) { (void)v; }, bwd)(x); (void)y;', 'custom_vjp: '),
    ('jacfwd of vjp', 'auto y = ct::jacfwd(ct::custom_vjp(good, fwd, bwd))(x); (void)y;', 'custom_vjp: '),
    ('debug_print no operand', 'auto y = ct::jit([](auto v) { ct::debug_print("hi"); return v; })(x); (void)y;', 'debug_print: '),
    ('if traced', 'auto y = ct::jit([](auto v) { if (v(0) > 0.0) return v; return 2.0 * v; })(x); (void)y;', 'if: '),
    ('while traced', 'auto y = ct::jit([](auto v) { auto s = v(0); while (s < 3.0) s = s * 2.0; return s; })(x); (void)y;', 'if: '),
    ('ternary', 'auto y = ct::jit([](auto v) { return v(0) > 0.0 ? v(0) : -v(0); })(x); (void)y;', 'if: '),
    ('and', 'auto y = ct::jit([](auto v) { return v(0) > 0.0 && v(1) > 0.0; })(x); (void)y;', 'if: '),
    ('index out', 'auto y = ct::jit([](auto v) { return v(5); })(x); (void)y;', ''),
    ('checkpoint args', 'auto y = ct::checkpoint(good, x); (void)y;', 'checkpoint: '),
    ('stop_gradient f', 'auto y = ct::stop_gradient(many); (void)y;', 'stop_gradient: '),
    ('tree_map trees', 'auto y = ct::tree_map([](auto a, auto b) { return a + b; }, ct::tuple(x, 1.0), ct::tuple(x)); (void)y;', 'tree_map: '),
    ('hvp tuple', 'auto y = ct::hvp(good)(x, ct::tuple(x)); (void)(y + x);', 'hvp: '),
    ('pow str', 'auto y = ct::pow(x, "2"); (void)y;', 'pow: '),
    ('compare trees', 'auto y = ct::maximum(ct::tuple(x), x); (void)y;', 'maximum: '),
    ('power operator', 'auto y = ct::jit([](auto v) { return v ^ 2; })(x); (void)y;', 'operator^: '),
    ('linear_transpose no like', 'auto y = ct::linear_transpose(twice)(x); (void)y;', 'linear_transpose: '),
    ("a tensor of a struct: ()", "ct::tensor<double, 3> t(p); (void)t;", "tensor: f64[3] cannot be made of record"),
    ("a tensor of a struct: {}", "ct::tensor<double, 3> t{p}; (void)t;", "tensor: f64[3] cannot be made of record"),
    ("a tensor of rows of a struct", "ct::tensor<double, 2, 3> t(p); (void)t;", "tensor: f64[2,3] cannot be made of record"),
    ("a function of nothing", "auto y = ct::sin(); (void)(y + x);", "sin: expected sin(x) of one number or array, got ()"),
    ("a function of one number of two", "auto y = exp(x, x); (void)(y + x);", "exp: expected exp(x) of one number or array, got (f64[3], f64[3])"),
    ("no index", "double y = x(); (void)y;", "index: no index for f64[3]"),
    ("no index for a traced array", "auto y = ct::jit([](auto v) { return v() * 2.0; })(x); (void)y;", "index: no index for f64[3]"),
    ("no place for an update", "auto y = ct::jit([](auto v) { return v.at().set(1.0); })(x); (void)y;", "index: no index for f64[3]"),
    ("the type of a result of a container", "using r = ct::result_t<decltype(good), std::vector<double>>; r y; (void)(y + 1.0);", "result_t: argument 0: expected a number"),
    ("the type of a result of nothing", "ct::result_t<decltype(good)> y; (void)(y + 1.0);", "result_t: called without arguments"),
    ("the type of a result of too many", "ct::result_t<decltype(good), double, double> y; (void)(y + 1.0);", "result_t: the function is not callable"),
    ("the type of a result that has a mistake inside", "constexpr auto mixed = [](auto v) { return v + ct::astype<float>(v); }; ct::result_t<decltype(mixed), double> y{}; (void)y;", "operator+: operands of different element types"),
    ("a mapped struct whose leaves change their shape", "over_leaf<ct::value> s{}; auto y = ct::tree_map([](auto v) { return ct::sum(v); }, s); (void)(y.axis + x);", "tree_map: the struct {axis: f64[3], angle: f64[]} cannot hold what the function made of its members, (f64[], f64[])"),
    ("a mapped struct whose leaves become trees", "over_leaf<ct::value> s{}; auto y = ct::tree_map([](auto v) { return ct::tuple(v, v); }, s); (void)(y.axis + x);", "tree_map: the struct {axis: f64[3], angle: f64[]} cannot hold"),
    ("a mapped struct whose leaves change their element type", "over_leaf<ct::value> s{}; auto y = ct::jit([](auto t) { return ct::tree_map([](auto v) { return ct::astype<float>(v); }, t); })(s); (void)y;", "tree_map: the struct {axis: f64[3], angle: f64[]} cannot hold"),
    ("a mapped struct that is no template", "plain_struct s{}; auto y = ct::tree_map([](auto v) { return v > 0.0; }, s); (void)(y.axis + x);", "tree_map: the struct {axis: f64[3], angle: f64[]} cannot hold"),
    ("a mapped struct over a number, with arrays", "over_number<double> s{}; auto y = ct::tree_map([](auto v) { return ct::astype<float>(v); }, s); (void)(y.axis + x);", "tree_map: the struct {angle: f64[], axis: f64[3]} cannot hold"),
    ("a mapped struct within a tuple", "over_leaf<ct::value> s{}; auto y = ct::tree_map([](auto v) { return ct::sum(v); }, ct::tuple(x, s)); (void)y;", "tree_map: the struct {axis: f64[3], angle: f64[]} cannot hold"),
    ("a tensor of a tuple", "ct::tensor<double, 3> t = ct::tuple(x, 1.0); (void)t;", "tensor: f64[3] cannot be made of (f64[3], f64[])"),
    ("a tensor of a tuple: ()", "ct::tensor<double, 3> t(ct::tuple(x)); (void)t;", "tensor: f64[3] cannot be made of (f64[3],)"),
    ("a tensor of a struct: =", "ct::tensor<double, 3> t = p; (void)t;", "tensor: f64[3] cannot be made of record"),
    ("a tensor of a struct: assigned", "x = p;", "tensor: f64[3] cannot be made of record"),
    ("a tensor of a struct: an argument", "[](ct::tensor<double, 3>) {}(p);", "tensor: f64[3] cannot be made of record"),
    ("a tensor of arrays in a container", "ct::tensor<double, 3> t(std::vector<ct::tensor<double, 3>>{}); (void)t;", "tensor: f64[3] cannot be made of std::vector"),
    ("a tensor of a function", "ct::tensor<double, 3> t(good); (void)t;", "tensor: f64[3] cannot be made of function"),
    ("a tensor of a function: =", "ct::tensor<double, 3> t = good; (void)t;", ""),
    ("a tensor of a std::function", "ct::tensor<double, 3> t(std::function<double(double)>{}); (void)t;", "tensor: f64[3] cannot be made of std::function"),
    ("a tensor of two pointers", "ct::tensor<double, 3> t(numbers, numbers + 3); (void)t;", "tensor: f64[3] takes one number for each element, got (double"),
    ("a tensor of two iterators", "ct::tensor<double, 3> t(many.begin(), many.end()); (void)t;", "tensor: f64[3] takes one number for each element, got ("),
    ("a tensor of a list", "ct::tensor<double, 3> t(std::initializer_list<double>{1, 2, 3}); (void)t;", "tensor: f64[3] cannot be made of std::initializer_list<double>"),
    ("a tensor of structs", "ct::tensor<double, 3> t = {p, p, p}; (void)t;", "tensor: f64[3] takes one number for each element, got (record, record, record)"),
    ("a tensor of a null pointer", "ct::tensor<double, 3> t(nullptr); (void)t;", "tensor: f64[3] cannot be made of"),
    ("a tensor in two pairs of braces", "ct::tensor<double, 3> t = {{1.0, 2.0, 3.0}}; (void)t;", ""),
    ("a tensor of rows that are arrays", "ct::tensor<double, 2, 3> t = {{x}, {x}}; (void)t;", ""),
    ("integers that would be cut", "ct::tensor<int, 3> t{1.5, 2.0, 3.0}; (void)t;", "tensor: i32[3] holds no floating-point numbers"),
    ("too few numbers", "ct::tensor<double, 3> t{1.0, 2.0}; (void)t;", "tensor: f64[3] takes one number for each element, 3, got 2"),
    ("a tensor without a type", "ct::tensor t{1.0, 2.0}; (void)t;", "tensor: write the element type and the shape"),
    ("a tensor of a std::vector, without a type", "ct::tensor t(many); (void)t;", "tensor: write the element type and the shape"),
    ("a place without an index", "auto y = x.at(); (void)y;", "index: no index for f64[3]"),
    ("a place of a value without an index", "auto y = x.at().set(1.0); (void)(y + x);", "index: no index for f64[3]"),
    ("a place in brackets", "auto y = x.at[0].set(2.0); (void)y;", ""),
    ("a place of a struct", "auto y = x.at(p).set(1.0); (void)(y + x);", "index: an index is an integer, an array of integers or ct::all, got record"),
    ("a place for an element", "auto y = x.at(0) + 1.0; (void)(y + x);", "operator+: expected numbers or arrays"),
    ("a place that is increased", "x.at(0) += 1.0;", "operator+=: expected numbers or arrays"),
    ("a place negated", "auto y = -x.at(0); (void)(y + x);", "operator-: expected a number or an array"),
    ("an update of another element type", "auto y = x.at(ct::all).set(single); (void)(y + x);", "at: operands of different element types, f64[3] and f32[3]"),
    ("an update by a bool", "auto y = x.at(0).add(true); (void)(y + x);", "at: operands of different element types, f64[3] and bool[]"),
    ("a tree and a number", "auto y = 0.1 * ct::tuple(x, x); (void)(y + x);", "operator*: expected numbers or arrays, got f64[] and (f64[3], f64[3])"),
    ("two trees", "auto y = ct::tuple(x, x) - ct::tuple(x, x); (void)(y + x);", "operator-: expected numbers or arrays"),
    ("a tree negated", "auto y = -ct::tuple(x, x); (void)(y + x);", "operator-: expected a number or an array"),
    ("a step along gradients of two arguments", "auto y = x - 0.1 * ct::grad([](auto a, auto b) { return sum(a * b); }, ct::argnums<0, 1>)(x, x); (void)(y + x);", "operator*: expected numbers or arrays"),
    ("a value with its gradient and a number", "auto y = ct::value_and_grad(good)(x) * 0.1; (void)(y + x);", "operator*: expected numbers or arrays, got {value: f64[], gradient: f64[3]} and f64[]"),
    ("a pair of vjp and a number", "auto y = ct::vjp(good, x) + 1.0; (void)(y + x);", "operator+: expected numbers or arrays"),
    ("a transform and a number", "auto y = ct::grad(good) * 0.1; (void)(y + x);", "operator*: expected numbers or arrays, got function and f64[]; call the function"),
    ("a transform and an array", "auto y = x - ct::grad(good); (void)(y + x);", "operator-: expected numbers or arrays, got f64[3] and function; call the function"),
    ("an array increased by a struct", "x += p;", "operator+=: expected numbers or arrays, got f64[3] and record"),
    ("an array increased by a container", "x -= many;", "operator-=: expected numbers or arrays"),
    ("an array increased by a tree", "x *= ct::tuple(x);", "operator*=: expected numbers or arrays"),
    ("a traced array increased by a tree", "auto y = ct::jit([](auto v) { v += ct::tuple(v); return v; })(x); (void)(y + x);", "operator+=: expected numbers or arrays"),
    ("a workspace that is too large", "ct::tensor<double, 20000> w; auto y = ct::jit([](auto v) { auto a = sin(outer(v, v)); return dot(dot(a, a), v); })(w); (void)(y + w);", "workspace: arrays between arguments and results take more than 3200 megabytes"),
    ("a workspace of into that is too large", "ct::tensor<double, 20000> w; ct::into(w, [](auto v) { auto a = sin(outer(v, v)); return dot(dot(a, a), v); })(w);", "workspace: arrays between arguments and results take more than 3200 megabytes"),
    ("the size of a workspace that is too large", "constexpr auto n = ct::inspect([](auto v) { auto a = sin(outer(v, v)); return dot(dot(a, a), v); }, ct::like<ct::tensor<double, 20000>>).workspace_bytes(); (void)n;", "workspace: arrays between arguments and results take more than 3200 megabytes"),
    ("a gradient through a while_loop", "auto g = ct::grad([](auto v) { return ct::while_loop([](auto a) { return a < 10.0; }, [](auto a) { return a * 2.0; }, sum(v)); })(x); (void)(g + x);", "while_loop"),
]


# Structs that have no like over traced values.
FIXED = {"a struct over its leaf with a fixed array": "with_fixed_array<ct::value>{}", "a struct over its leaf with a number": "with_fixed_number<ct::value>{}", "a struct over a number with another": "with_another<double>{}", "a sized struct with a fixed array": "sized_with_fixed<ct::value, 2>{}",
         "a struct over its leaf with another over values": "with_values<ct::value>{}", "a struct that is no template": "plain_struct{}", "a struct over a number, with arrays": "over_number<double>{}", "a struct with arrays of Eigen": "with_eigen{}", "such a struct within a tuple": "ct::tuple(x, plain_struct{})"}


def table():
    for kind, x in FIXED.items():
        for name, call in CALLS.items():
            if name not in ("map", "map_sum", "scan", "into"):  # (those ask for more of their arguments, first)
                yield f"{name} of {kind}", f"auto&& r = {call.replace('F', 'by_angle').replace('X', x)}; (void)r;", "expected a struct over its leaf" if name != "jvp" else ""
    for name, call in CALLS.items():
        for kind, x in ARGUMENTS.items():
            if name in ("map", "map_sum") and kind in ("a std::vector", "a std::string"):
                continue  # a range of examples is what they take
            if name == "scan":
                yield f"{name} of {kind}", f"auto r = {call.replace('F', '[](auto c, auto v) { return ct::tuple(c, v); }').replace('X', x)}; (void)r;", f"{name}: "
                continue
            yield f"{name} of {kind}", f"auto&& r = {call.replace('F', 'good').replace('X', x)}; (void)r;" if name not in ("map", "into") else f"{call.replace('F', 'good').replace('X', x)};", f"{name}: "
        for kind, (f, text) in FUNCTIONS.items():
            x = "many" if name in ("map", "map_sum") else "x"
            one = call.replace("X", x).replace("F", f)
            yield f"{name}: {kind}", f"auto r = {one}; (void)r;" if name not in ("map", "into") else f"{one};", f"{name}: "
    for name, calls in IMPOSSIBLE.items():
        for call in calls:
            yield f"{name}: impossible {call}", f"auto r = ct::jit([](auto wide, auto deep) {{ (void)deep; return {call}; }})(ct::zeros<double, 100000>(), ct::zeros<double, 1, 1, 1, 1, 1, 1, 1, 2>()); (void)r;", f"{name}: "
    for name, call in CALLS.items():
        for kind, (f, text) in INSIDE.items():
            if name in STEPS and name not in ("vmap", "checkpoint") or name in ("custom_vjp", "custom_jvp"):
                continue  # (below)
            if name in ("map", "map_sum", "vmap") and kind in ("a mask for an index", "an axis"):
                continue  # of numbers that would be two mistakes
            one = call.replace("X", "many" if name in ("map", "map_sum") else "x").replace("F", f)
            yield f"{name}: inside, {kind}", f"auto r = {one}; (void)r;" if name not in ("map", "into") else f"{one};", text
    for name, step in STEPS.items():
        for bad, text in BAD.items():
            yield f"{name} inside jit: {bad}", f"auto r = ct::jit([](auto v) {{ return {step.replace('BAD', bad)}; }})(x); (void)(r + x);", text
        for kind, (number, text) in STANDARD.items():
            yield f"{name} inside jit: {kind}", f"auto r = ct::jit([](auto v) {{ return {step.replace('BAD', 'c * ' + number)}; }})(x); (void)(r + x);", text
    for name, call in WITHIN.items():
        for kind, (number, text) in {**STANDARD, "two element types": ("(sum(c) + sum(ct::astype<float>(c)))", "operator+: operands")}.items():
            yield f"{name} within jit: {kind}", f"auto r = ct::jit([](auto v) {{ return {call.replace('C', number)}; }})(x); (void)r;", text
    for call in PLACES:
        for kind in ("a std::vector", "a struct", "an array of C"):
            yield f"{kind} in {call}", f"auto&& r = {call.replace('X', ARGUMENTS[kind])}; (void)r;", ""
    for call in STANDARD_OF_TRACED:
        yield f"std:: of traced values and others: {call}", f"auto r = ct::jit([](auto v) {{ return std::{call}; }})(x); (void)(r + x);", f"std::{call.split('(')[0]}: expected plain numbers"
    for nesting in NESTED:
        for kind in ("two element types", "no such member"):
            yield f"nested {nesting}, {kind}", f"auto r = {nesting.replace('F', INSIDE[kind][0])}; (void)r;", INSIDE[kind][1]
        if nesting.count("vmap") < 2:  # (each transform is three lines of it)
            yield f"nested {nesting}, no parameter", f"auto r = {nesting.replace('F', '[] { return 1.0; }')}; (void)r;", "the function is not callable with"
    for call in STANDARD_OF_VALUES + STANDARD_OF_OTHERS:
        yield f"std:: of values: {call}", f"auto r = std::{call}; (void)r;", f"std::{call.split('(')[0]}: expected plain numbers"
    for way, statement in MADE.items():
        for kind, x in ELEMENTS.items():
            if (way != "a view" or kind in ("another element type", "text")) and (kind != "text" or way in ("()", "{}", "a view")):
                yield f"a tensor of {kind}: {way}", statement.replace("X", x), "view: expected" if way == "a view" else "tensor: f64[3] cannot be made of"
        if way not in ("an argument", "a view"):
            yield f"a tensor of a traced value: {way}", f"auto r = ct::jit([](auto v) {{ ct::tensor<double, 3> x; {statement.replace('X', 'sin(v)')} return v + x; }})(x); (void)r;", "tensor: its elements are numbers, and a traced value (f64[3])"
            yield f"a tensor of a variable: {way}", f"auto r = ct::jit([](auto v) {{ ct::tensor<double, 3> x; {statement.replace('X', 'v')} return v + x; }})(x); (void)r;", "tensor: its elements are numbers, and a traced value (f64[3])"
    for kind, mistakes in KINDS.items():
        for name, statement, text in mistakes:
            yield f"{kind}: {name}", statement, text
    yield from OTHERS


def errors_of(compiler, prelude, place, statement, include):
    is_clang = "clang" in compiler
    source = place / "mistake.cpp"
    source.write_text(f'#include "prelude.hpp"\nconstexpr auto x_of = [](auto c) {{ return sum(at_c<0>(c)); }};\nint main() {{\n{LOCALS}  {statement}\n}}\n')
    flags = flags_of(is_clang)
    found = ["-include-pch", str(place / "prelude.hpp.pch")] if is_clang else []
    run = subprocess.run([compiler, *flags, *found, "-fsyntax-only", f"-I{include}", f"-I{place}", source],
                         text=True, capture_output=True, timeout=120)
    lines = run.stderr.splitlines()
    text = re.sub(r'"\}, (cotangent::detail::)?words<32>\{"', "", run.stderr).replace("\\'", "'")
    return [line for line in lines if re.search(r"(?<!\d )\berror: ", line)], len(lines), text


def flags_of(is_clang):
    return ["-std=c++20", "-ferror-limit=0", "-fconstexpr-steps=1000000000"] if is_clang else ["-std=c++20", "-fconstexpr-ops-limit=10000000000"]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--compiler", required=True)
    arguments.add_argument("--include", required=True)
    arguments.add_argument("--some", type=int, help="only so many, drawn by --seed")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--only", default="")
    arguments.add_argument("--part", default="0/1", help="K/N: each Nth, from the Kth")
    options = arguments.parse_args()
    mistakes = [m for m in table() if options.only in m[0]]
    if options.some:
        random.Random(options.seed).shuffle(mistakes)
        mistakes = mistakes[:options.some]
    k, n = map(int, options.part.split("/"))
    mistakes = mistakes[k::n]
    failed = 0
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        (place / "prelude.hpp").write_text("#pragma once\n" + PRELUDE)
        is_clang = "clang" in options.compiler
        subprocess.run([options.compiler, *flags_of(is_clang), f"-I{options.include}", "-xc++-header", place / "prelude.hpp", "-o", place / ("prelude.hpp.pch" if is_clang else "prelude.hpp.gch")], check=True)
        for name, statement, text in mistakes:
            errors, lines, output = errors_of(options.compiler, PRELUDE, place, statement, options.include)
            says = not text or re.search(r'[{"]' + re.escape(text) if text.endswith(": ") else re.escape(text), output) is not None
            good = len(errors) == 1 and lines <= MOST_LINES and says
            failed += not good
            print(f"{'ok  ' if good else 'FAIL'}  {name:45}  {len(errors):3} errors  {lines:4} lines{'' if says else '  does not say: ' + text}", flush=True)
            if not good:
                print("\n".join("        " + line[:300] for line in errors[:4]), flush=True)
    print(f"{options.compiler}: {len(mistakes)} mistakes, {failed} of them not as they should be")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
