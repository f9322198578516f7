"""Random programs: vectors of 7 elements in and out, composed of functions of every kind, kept in a moderate range. The same
seed gives the same programs. Written as a list of functions for the laws (tests/laws); programs(...) has them in Python too,
for against_jax.py.

    generate.py SEED COUNT DEPTH > random_functions.hpp
"""
import random
import sys

# In C++, and in Python where that is written otherwise.
UNARY = ["sin({0})", "cos({0})", "tanh({0})", "exp(tanh({0}))", "sigmoid({0})", "sqrt(1 + square({0}))", "log(3 + tanh({0}))",
         "atan({0})", "erf({0})", "softplus({0})", "expm1(0.3 * tanh({0}))", "cbrt(3 + sin({0}))", "log1p(square({0}))",
         "asinh({0})", "1 / (2 + sin({0}))", "pow(2 + sin({0}), 1.5)", "lgamma(2 + tanh({0}))", "erf_inv(0.5 * tanh({0}))", "silu({0})",
         "-{0}", "2 * {0}", "{0} + 0.5", "rsqrt(2 + cos({0}))", "logaddexp({0}, 1)"]
BINARY = ["{0} + {1}", "{0} - {1}", "{0} * tanh({1})", "{0} / (2 + cos({1}))", "atan2({0}, 2 + square({1}))", "hypot({0}, 1 + {1})",
          "maximum({0}, {1} - 20.0)", "select({0} > -50.0, {1}, {0})", "xlogy({0}, 2 + tanh({1}))"]
WHOLE = ["{0} * mean({1})", "{0} - mean({0})", "softmax({0})", "0.3 * cumsum({0})", "cumprod(1 + 0.1 * tanh({0}))", "flip({0})", ("ct::roll<3>({0})", "roll({0}, 3)"),
         "0.1 * dot(outer({0}, tanh({1})), {1})", "{0} - logsumexp({0})", ("ct::take({0}, ct::tensor<std::int32_t, 7>{{6, 0, 0, 3, 1, 5, 2}})", "take({0}, array([6, 0, 0, 3, 1, 5, 2]))"),
         ("{0}.at(2).set(tanh(sum({1})))", "{0}.at[2].set(tanh(sum({1})))"), ("{0}.at(ct::tensor<std::int32_t, 2>{{1, 1}}).add(ct::slice<0, 3, 5>({1}))", "{0}.at[array([1, 1])].add({1}[3:5])"),
         ("concatenate(ct::slice<0, 4, 7>({0}), ct::slice<0, 0, 4>({1}))", "concatenate([{0}[4:7], {1}[0:4]])"), ("sum(ct::tril(outer(tanh({0}), tanh({1}))), ct::axes<0>)", "sum(tril(outer(tanh({0}), tanh({1}))), 0)"),
         ("0.1 * ct::einsum<\"i,ij,j->i\">(tanh({0}), outer(tanh({1}), {0}), tanh({1}))",
          "0.1 * einsum('i,ij,j->i', tanh({0}), outer(tanh({1}), {0}), tanh({1}))"), "standardize({0} + 0.3 * x)", "{0} * prod(1 + 0.1 * tanh({1}))",
         ("concatenate(ct::ravel(dot(ct::reshape<2, 3>(ct::slice<0, 1, 7>({0})), ct::reshape<3, 2>(ct::slice<0, 0, 6>(tanh({1}))))), ct::slice<0, 2, 5>({1}))",
          "concatenate([ravel(dot(reshape({0}[1:7], (2, 3)), reshape(tanh({1})[0:6], (3, 2)))), {1}[2:5]])"),
         ("concatenate(ct::slice<0, 5, 6>({1}), ct::ravel(transpose(ct::reshape<2, 3>(ct::slice<0, 0, 6>({0})) * ct::reshape<2, 3>(ct::slice<0, 1, 7>(tanh({1}))))))",
          "concatenate([{1}[5:6], ravel(transpose(reshape({0}[0:6], (2, 3)) * reshape(tanh({1})[1:7], (2, 3))))])"),
         "exp({0} - amax({0})) / sum(exp({0} - amax({0})))", "{0} - amax({0}) - log(sum(exp({0} - amax({0}))))", "{0} + 0.01 * sum((3 * {0}) * (0.5 * tanh({1})))",
         "{0} * norm(1 + square({1}))", "dot(diag(tanh({0})), {1})", ("{0}(3) * tanh({1})", "{0}[3] * tanh({1})")]
CALLS = [("ct::scan([](auto c, auto v) {{ return ct::tuple(tanh(c + v), c * v); }}, 0.5, {0}).ys",
          "scan(lambda c, v: (tanh(c + v), c * v), 0.5, {0})[1]"),
         ("ct::scan([](auto c, auto v) {{ return ct::tuple(0.5 * c + sin(v), c); }}, 0.1, {0}, ct::reverse).ys",
          "scan(lambda c, v: (0.5 * c + sin(v), c), 0.1, {0}, reverse=True)[1]"),
         ("ct::scan([=](auto c, auto v) {{ auto n = 0.5 * c + at_c<0>(v) * at_c<1>(v); return ct::tuple(n, n); }}, mean(x), ct::tuple({0}, ct::tensor<double, 7>{{1, -2, 0.5, 3, 0, 1, -1}})).ys",
          "scan(lambda c, v: 2 * (0.5 * c + v[0] * v[1],), mean(x), ({0}, array([1, -2, 0.5, 3, 0, 1, -1])))[1]"),
         ("ct::slice<0, 7, 14>(ct::scan([](auto c, auto v) {{ auto a = 0.5 * at_c<0>(c) + sin(v), b = tanh(at_c<1>(c) + a), t = at_c<2>(c) + b * cos(v); return ct::tuple(ct::tuple(a, b, t), exp(-b * b) * v + cos(at_c<0>(c))); }}, ct::tuple(0.1, 0.2, 0.3), concatenate({0}, {1}, {0})).ys) + tanh({1})",
          "scan(lambda c, v: (lambda a: (lambda b: ((a, b, c[2] + b * cos(v)), exp(-b * b) * v + cos(c[0])))(tanh(c[1] + a)))(0.5 * c[0] + sin(v)), (0.1, 0.2, 0.3), concatenate([{0}, {1}, {0}]))[1][7:14] + tanh({1})"),
         ("ct::fori_loop<0, 3>([=](auto i, auto c) {{ return tanh(c + 0.1 * x) + 0.01 * ct::astype<double>(i); }}, {0})",
          "fori_loop(0, 3, lambda i, c: tanh(c + 0.1 * x) + 0.01 * i, {0})"),
         ("ct::cond(sum({0}) > -1e6, [](auto v) {{ return sin(v) * v; }}, [](auto v) {{ return v; }}, {0})",
          "cond(sum({0}) > -1e6, lambda v: sin(v) * v, lambda v: v, {0})"),
         ("ct::cond(sum({0}) > 1e6, [](auto v) {{ return v; }}, [=](auto v) {{ return v + tanh(x); }}, {0})",
          "cond(sum({0}) > 1e6, lambda v: v, lambda v: v + tanh(x), {0})"),
         ("ct::checkpoint([](auto v) {{ return sin(tanh(v)); }})({0})", "checkpoint(lambda v: sin(tanh(v)))({0})"),
         ("ct::vmap([=](auto v) {{ return tanh(v * sum(x)); }})({0})", "vmap(lambda v: tanh(v * sum(x)))({0})"),
         ("ct::vmap(ct::grad([](auto v) {{ return sin(v) * v; }}))({0})", "vmap(grad(lambda v: sin(v) * v))({0})"),
         ("ct::jvp([](auto v) {{ return tanh(v) * v; }}, ct::tuple({0}), ct::tuple({1})).tangent",
          "jvp(lambda v: tanh(v) * v, ({0},), ({1},))[1]"),
         ("ct::grad([=](auto v) {{ return sum(sin(v) * tanh(x)); }})({0})", "grad(lambda v: sum(sin(v) * tanh(x)))({0})"),
         ("ct::custom_jvp([](auto v) {{ return tanh(v); }}, [](auto p, auto t) {{ auto y = tanh(at_c<0>(p)); return ct::tuple(y, (1 - y * y) * at_c<0>(t)); }})({0})",
          "tanh({0})")]


def programs(seed, count, depth):
    """Pairs of the same program in C++ and in Python, as expressions of x."""
    choose = random.Random(seed)

    def program(levels):
        if levels == 0 or choose.random() < 0.08:
            return 2 * (choose.choice(["x", "x", "x", "(0.5 * x)", "(x * x)"]),)
        kind = choose.choices([UNARY, BINARY, WHOLE, CALLS], [4, 3, 4, 2])[0]
        template = choose.choice(kind)
        operands = (program(levels - 1), program(levels - 1))
        both = template if isinstance(template, tuple) else (template, template)
        return tuple("(" + text.format(*(o[language] for o in operands)) + ")" for language, text in enumerate(both))

    return [program(depth) for _ in range(count)]


if __name__ == "__main__":
    seed, count, depth = (int(a) for a in sys.argv[1:])
    print(f"// {count} random programs, seed {seed}.\n#pragma once\n\n#define RANDOM_FUNCTIONS(F) \\")
    print(" \\\n".join(f"  F(random_{k}, ({cpp}), -1, 1)" for k, (cpp, _) in enumerate(programs(seed, count, depth))))
