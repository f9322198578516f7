"""What random programs are made of. Each form is text in C++ and in Python, with $0 and $1 for operands: vectors of 7 numbers.
Programs see x and y (vectors), s (a number), k (7 integers from 0 to 6) and j (an integer from 0 to 6); T is the element type.

A form that needs a mode (forward, reverse) has no derivative in the other; one that `lies` has a rule that is not its derivative,
which both sides must obey."""
import collections

Form = collections.namedtuple("Form", "name cpp python mode lies", defaults=["both", False])


def same(name, *texts):
    return [Form(name, text, text) for text in texts]


def pairs(name, *texts, **options):
    return [Form(name, *text, **options) for text in texts]


UNARY = same("elementwise", "sin($0)", "cos($0)", "tanh($0)", "exp(tanh($0))", "sigmoid($0)", "sqrt(1 + square($0))", "log(3 + tanh($0))", "atan($0)", "erf($0)", "softplus($0)",
             "expm1(0.3 * tanh($0))", "cbrt(3 + sin($0))", "log1p(square($0))", "asinh($0)", "1 / (2 + sin($0))", "pow(2 + sin($0), 1.5)", "lgamma(2 + tanh($0))",
             "erf_inv(0.5 * tanh($0))", "silu($0)", "-$0", "2 * $0", "$0 + 0.5", "rsqrt(2 + cos($0))", "logaddexp($0, 1)", "$0 * s", "gelu($0)", "elu($0 - 0.01)", "log_sigmoid($0)")
BINARY = same("elementwise", "$0 + $1", "$0 - $1", "$0 * tanh($1)", "$0 / (2 + cos($1))", "atan2($0, 2 + square($1))", "hypot($0, 1 + $1)", "maximum($0, $1 - 20.0)",
              "select($0 > -50.0, $1, $0)", "xlogy($0, 2 + tanh($1))", "select($0 < $1 - 30.0, $1, $0 * y)")
WHOLE = same("whole arrays", "$0 * mean($1)", "$0 - mean($0)", "softmax($0)", "0.3 * cumsum($0)", "cumprod(1 + 0.1 * tanh($0))", "flip($0)", "0.1 * dot(outer($0, tanh($1)), $1)",
             "$0 - logsumexp($0)", "standardize($0 + 0.3 * x)", "$0 * prod(1 + 0.1 * tanh($1))", "exp($0 - amax($0)) / sum(exp($0 - amax($0)))",
             "$0 - amax($0) - log(sum(exp($0 - amax($0))))", "$0 + 0.01 * sum((3 * $0) * (0.5 * tanh($1)))", "$0 * norm(1 + square($1))", "dot(diag(tanh($0)), $1)") + pairs(
    "whole arrays",
    ("ct::roll<3>($0)", "roll($0, 3)"),
    ("$0.at(2).set(tanh(sum($1)))", "$0.at[2].set(tanh(sum($1)))"),
    ("concatenate(ct::slice<0, 4, 7>($0), ct::slice<0, 0, 4>($1))", "concatenate([$0[4:7], $1[0:4]])"),
    ("sum(ct::tril(outer(tanh($0), tanh($1))), ct::axes<0>)", "sum(tril(outer(tanh($0), tanh($1))), 0)"),
    ('0.1 * ct::einsum<"i,ij,j->i">(tanh($0), outer(tanh($1), $0), tanh($1))', "0.1 * einsum('i,ij,j->i', tanh($0), outer(tanh($1), $0), tanh($1))"),
    ("concatenate(ct::ravel(dot(ct::reshape<2, 3>(ct::slice<0, 1, 7>($0)), ct::reshape<3, 2>(ct::slice<0, 0, 6>(tanh($1))))), ct::slice<0, 2, 5>($1))",
     "concatenate([ravel(dot(reshape($0[1:7], (2, 3)), reshape(tanh($1)[0:6], (3, 2)))), $1[2:5]])"),
    ("concatenate(ct::slice<0, 5, 6>($1), ct::ravel(transpose(ct::reshape<2, 3>(ct::slice<0, 0, 6>($0)) * ct::reshape<2, 3>(ct::slice<0, 1, 7>(tanh($1))))))",
     "concatenate([$1[5:6], ravel(transpose(reshape($0[0:6], (2, 3)) * reshape(tanh($1)[1:7], (2, 3))))])"),
    ("$0(3) * tanh($1)", "$0[3] * tanh($1)"))
INDICES = pairs(
    "traced indices",
    ("ct::take($0, k)", "take($0, k)"), ("$0.at(k).add(0.1 * $1)", "$0.at[k].add(0.1 * $1)"), ("$0(j) * $1", "$0[j] * $1"), ("$0.at(j).add(sum($1))", "$0.at[j].add(sum($1))"),
    ("$0.at(j).set(tanh($1(2)))", "$0.at[j].set(tanh($1[2]))"), ("sum(ct::dynamic_slice<3>($0, j)) + $1", "sum(dynamic_slice($0, (j,), (3,))) + $1"),
    ("ct::one_hot<7, T>(j) * $0 + $1", "one_hot(j, 7, dtype=x.dtype) * $0 + $1"), ("$0(argmax($1)) + $0", "$0[argmax($1)] + $0"),
    ("ct::take($0, ct::tensor<std::int32_t, 7>{6, 0, 0, 3, 1, 5, 2})", "take($0, array([6, 0, 0, 3, 1, 5, 2]))"))
INTEGERS = pairs(
    "integers",
    ("0.05 * ct::astype<T>(k * k - 3 * j) + $0", "0.05 * (k * k - 3 * j) + $0"), ("0.1 * ct::astype<T>(cumsum(k)) * tanh($0)", "0.1 * cumsum(k) * tanh($0)"),
    ("select(k > j, $0, $1)", "select(k > j, $0, $1)"), ("$0 * ct::astype<T>(ct::maximum(k, 3) / 2)", "$0 * (maximum(k, 3) // 2)"),
    ("0.1 * ct::astype<T>(sum(k * k) - amax(k)) + $0", "0.1 * (sum(k * k) - amax(k)) + $0"), ("$0 + 0.1 * ct::astype<T>(ct::take(k, k))", "$0 + 0.1 * take(k, k)"),
    ("pow(2 + tanh($0), ct::maximum(j, 1))", "power(2 + tanh($0), maximum(j, 1))"), ("$0 * ct::astype<T>(ct::astype<std::int32_t>(3 * tanh($1)))", "$0 * (3 * tanh($1)).astype(int)"))
CALLS = pairs(
    "calls of transforms",
    ("ct::checkpoint([](auto v) { return sin(tanh(v)); })($0)", "checkpoint(lambda v: sin(tanh(v)))($0)"),
    ("ct::vmap([=](auto v) { return tanh(v * sum(x)); })($0)", "vmap(lambda v: tanh(v * sum(x)))($0)"),
    ("ct::vmap(ct::grad([](auto v) { return sin(v) * v; }))($0)", "vmap(grad(lambda v: sin(v) * v))($0)"),
    ("ct::jvp([](auto v) { return tanh(v) * v; }, ct::tuple($0), ct::tuple($1)).tangent", "jvp(lambda v: tanh(v) * v, ($0,), ($1,))[1]"),
    ("ct::grad([=](auto v) { return sum(sin(v) * tanh(x)); })($0)", "grad(lambda v: sum(sin(v) * tanh(x)))($0)")) + pairs(
    "in_axes and out_axes",
    ("ct::vmap([](auto a, auto b) { return a * sum(b); }, ct::in_axes<0, ct::unmapped>)(tanh($0), $1)", "vmap(lambda a, b: a * sum(b), in_axes=(0, None))(tanh($0), $1)"),
    ("sum(ct::vmap([](auto a, auto b) { return sin(a) * b; }, ct::in_axes<1, 0>, ct::out_axes<1>)(outer($0, tanh($1)), $1), ct::axes<0>)",
     "sum(vmap(lambda a, b: sin(a) * b, in_axes=(1, 0), out_axes=1)(outer($0, tanh($1)), $1), 0)"),
    ("ct::vmap([=](auto a, auto i) { return a * y(i); }, ct::in_axes<0, 0>)($0, k)", "vmap(lambda a, i: a * y[i], in_axes=(0, 0))($0, k)")) + pairs(
    "custom rules",
    ("ct::custom_jvp([](auto v) { return tanh(v); }, [](auto p, auto t) { auto u = tanh(at_c<0>(p)); return ct::tuple(u, (1 - u * u) * at_c<0>(t)); })($0)", "tanh($0)")) + pairs(
    "rules that are not the derivative",
    ("ct::custom_jvp([](auto v) { return sin(v); }, [](auto p, auto t) { return ct::tuple(sin(at_c<0>(p)), 2 * cos(at_c<0>(p)) * at_c<0>(t)); })($0)", "lying_jvp($0)"), lies=True) + pairs(
    "rules that are not the derivative",
    ("ct::custom_vjp([](auto v) { return sin(v); }, [](auto v) { return ct::tuple(sin(v), v); }, [](auto r, auto g) { return ct::tuple(3 * cos(r) * g); })($0)", "lying_vjp($0)"),
    ("ct::vmap(ct::custom_vjp([](auto v, auto w) { return v * w; }, [](auto v, auto w) { return ct::tuple(v * w, ct::tuple(v, w)); }, [](auto r, auto g) { return ct::tuple(at_c<1>(r) * g, ct::none); }))($0, $1)",
     "vmap(one_sided)($0, $1)"), mode="reverse", lies=True)

# Bodies of loops are drawn: of numbers c (carried) and v (of this step), and of vectors.
NUMBER = ["sin($0)", "tanh($0)", "0.5 * $0", "$0 * cos($1)", "$0 + $1", "$0 - 0.3 * $1", "exp(-square($0))", "atan($0 * $1)", "$0 / (2 + square($1))", "maximum($0, 0.2 * $1 - 5)"]
LOOPS = pairs(
    "scans with drawn bodies",
    ("ct::scan([=](auto c, auto v) { return ct::tuple(tanh(#c,v#), #c,v#); }, 0.5 * s, $0).ys", "scan(lambda c, v: (tanh(#c,v#), #c,v#), 0.5 * s, $0)[1]"),
    ("ct::scan([=](auto c, auto v) { return ct::tuple(0.5 * c + #v,s#, c); }, 0.1 * s, $0, ct::reverse).ys", "scan(lambda c, v: (0.5 * c + #v,s#, c), 0.1 * s, $0, reverse=True)[1]"),
    ("ct::scan([=](auto c, auto v) { return ct::tuple(tanh(v * #c,y#), sum(c)); }, $1, $0).ys", "scan(lambda c, v: (tanh(v * #c,y#), sum(c)), $1, $0)[1]"),
    ("ct::scan([=](auto c, auto v) { auto a = tanh(#c,v#); return ct::tuple(a, ct::cond(a > 0.1, [](auto u) { return #u,u#; }, [=](auto u) { return #u,v#; }, a)); }, s, $0).ys",
     "scan(lambda c, v: (lambda a: (a, cond(a > 0.1, lambda u: #u,u#, lambda u: #u,v#, a)))(tanh(#c,v#)), s, $0)[1]"),
    ("ct::fori_loop<0, 3>([=](auto i, auto c) { return tanh(#c,x#) + 0.01 * ct::astype<T>(i); }, $0)", "fori_loop(0, 3, lambda i, c: tanh(#c,x#) + 0.01 * i, $0)")) + pairs(
    "branches",
    ("ct::cond(sum($0) > 0.0137, [](auto v) { return #v,v#; }, [=](auto v) { return #v,y#; }, $1)", "cond(sum($0) > 0.0137, lambda v: #v,v#, lambda v: #v,y#, $1)"),
    ("ct::vmap([=](auto v) { return ct::cond(v > 0.0537, [](auto u) { return sqrt(u); }, [=](auto u) { return #u,s#; }, v); })($0)",
     "vmap(lambda v: cond(v > 0.0537, lambda u: sqrt(u), lambda u: #u,s#, v))($0)")) + pairs(
    "while loops",
    ("at_c<0>(ct::while_loop([](auto c) { return at_c<1>(c) < 3; }, [=](auto c) { auto v = at_c<0>(c); return ct::tuple(tanh(#v,x#), at_c<1>(c) + 1); }, ct::tuple($0, j)))",
     "while_loop(lambda c: c[1] < 3, lambda c: (lambda v: (tanh(#v,x#), c[1] + 1))(c[0]), ($0, j))[0]"),
    ("ct::vmap([](auto v) { return ct::while_loop([](auto c) { return abs(c) > 0.5; }, [](auto c) { return 0.5 * c; }, v); })($0)",
     "vmap(lambda v: while_loop(lambda c: abs(c) > 0.5, lambda c: 0.5 * c, v))($0)"), mode="forward")

# Plain numbers put through transforms and loops whose functions captured what is traced: they have no graph of their own.
VECTOR = ("ct::tensor<T, 7>{0.2, -0.5, 0.9, 0.4, -0.8, 0.1, 0.6}", "array([0.2, -0.5, 0.9, 0.4, -0.8, 0.1, 0.6])")


def plain(cpp, python):
    """`cpp` of captured a and b; PLAIN is a vector, and in C++ numbers that are no expression's need a type."""
    return f"[=](auto a, auto b) {{ return {cpp.replace('PLAIN', VECTOR[0])}; }}($0, $1)", f"(lambda a, b: {python.replace('PLAIN', VECTOR[1])})($0, $1)"


PLAIN = pairs(
    "transforms of closures at plain numbers",
    plain("ct::grad([=](auto v) { return sum(tanh(a * #v,s#)); })(T(0.7)) * b", "grad(lambda v: sum(tanh(a * #v,s#)))(0.7) * b"),
    plain("ct::grad([=](auto v) { return sum(sin(a * v) * b); })(PLAIN)", "grad(lambda v: sum(sin(a * v) * b))(PLAIN)"),
    plain("a + ct::grad(ct::grad([=](auto v) { return sum(tanh(v * b)) + #v,s#; }))(T(0.6))", "a + grad(grad(lambda v: sum(tanh(v * b)) + #v,s#))(0.6)"),
    plain("ct::grad([=](auto v) { return v * ct::grad([=](auto w) { return sum(tanh(a) * sin(w * v)); })(T(0.3)); })(T(0.8)) * b",
          "grad(lambda v: v * grad(lambda w: sum(tanh(a) * sin(w * v)))(0.3))(0.8) * b"),
    plain("at_c<0>(ct::grad([=](auto v) { return ct::tuple(sum(v * tanh(a)), a); }, ct::has_aux)(T(0.5))) * b", "grad(lambda v: (sum(v * tanh(a)), a), has_aux=True)(0.5)[0] * b"),
    plain("ct::grad([=](auto v, auto w) { return sum(a * tanh(v * w)); }, ct::argnums<1>)(T(0.5), b)", "grad(lambda v, w: sum(a * tanh(v * w)), argnums=1)(0.5, b)"),
    plain("ct::value_and_grad([=](auto v) { return sum(a * tanh(v * b)); })(PLAIN).gradient", "value_and_grad(lambda v: sum(a * tanh(v * b)))(PLAIN)[1]"),
    plain("a + ct::jvp([=](auto v) { return #v,b#; }, ct::tuple(T(0.3)), ct::tuple(T(2))).tangent", "a + jvp(lambda v: #v,b#, (0.3,), (2.0,))[1]"),
    plain("ct::jvp([=](auto v, auto w) { return a * #v,w#; }, ct::tuple(T(0.3), b), ct::tuple(T(0.5), PLAIN)).tangent", "jvp(lambda v, w: a * #v,w#, (0.3, b), (0.5, PLAIN))[1]"),
    plain("ct::jvp([=](auto v) { return tanh(a * v); }, ct::tuple(PLAIN), ct::tuple(b)).tangent", "jvp(lambda v: tanh(a * v), (PLAIN,), (b,))[1]"),
    plain("b * ct::jvp([=](auto v) { return ct::jvp([=](auto w) { return #v,w# * sum(tanh(a) * w * w); }, ct::tuple(T(0.5)), ct::tuple(T(2))).tangent; }, ct::tuple(T(0.4)), ct::tuple(T(3))).tangent",
          "b * jvp(lambda v: jvp(lambda w: #v,w# * sum(tanh(a) * w * w), (0.5,), (2.0,))[1], (0.4,), (3.0,))[1]"),
    plain("a * at_c<0>(ct::vjp([=](auto v) { return b * #v,s#; }, T(0.4)).pullback(PLAIN))", "a * vjp(lambda v: b * #v,s#, 0.4)[1](PLAIN)[0]"),
    plain("at_c<0>(ct::vjp([=](auto v) { return sin(a * v); }, PLAIN).pullback(b))", "vjp(lambda v: sin(a * v), PLAIN)[1](b)[0]"),
    plain("ct::linearize([=](auto v) { return tanh(a * v); }, PLAIN).value + ct::linearize([=](auto v) { return tanh(a * v); }, PLAIN).pushforward(b)",
          "linearize(lambda v: tanh(a * v), PLAIN)[0] + linearize(lambda v: tanh(a * v), PLAIN)[1](b)"),
    plain("a * ct::vmap([=](auto v) { return #v,s# + sum(b); })(PLAIN)", "a * vmap(lambda v: #v,s# + sum(b))(PLAIN)"),
    plain("sum(ct::vmap([=](auto v) { return tanh(a * v); })(PLAIN) * outer(b, b), ct::axes<0>)", "sum(vmap(lambda v: tanh(a * v))(PLAIN) * outer(b, b), 0)"),
    plain("b * ct::vmap(ct::grad([=](auto v) { return sum(sin(v * a)); }))(PLAIN)", "b * vmap(grad(lambda v: sum(sin(v * a))))(PLAIN)"),
    plain("ct::vmap([=](auto v) { return ct::jvp([=](auto w) { return sum(a * tanh(w * v)); }, ct::tuple(T(0.3)), ct::tuple(v)).tangent; })(PLAIN) * b",
          "vmap(lambda v: jvp(lambda w: sum(a * tanh(w * v)), (0.3,), (v,))[1])(PLAIN) * b"),
    plain("a * ct::vmap([=](auto i) { return b(i) * s; })(ct::tensor<std::int32_t, 7>{6, 0, 0, 3, 1, 5, 2})", "a * vmap(lambda i: b[i] * s)(array([6, 0, 0, 3, 1, 5, 2]))"),
    plain("ct::vmap([=](auto v, auto w) { return sum(a * tanh(v)) * w; }, ct::in_axes<0, ct::unmapped>)(b, T(0.3))", "vmap(lambda v, w: sum(a * tanh(v)) * w, in_axes=(0, None))(b, 0.3)"),
    plain("ct::jacrev([=](auto v) { return tanh(v * a) * b; })(T(0.5))", "jacrev(lambda v: tanh(v * a) * b)(0.5)"),
    plain("dot(ct::jacfwd([=](auto v) { return cumsum(sin(v * a)); })(PLAIN), b)", "dot(jacfwd(lambda v: cumsum(sin(v * a)))(PLAIN), b)"),
    plain("dot(ct::hessian([=](auto v) { return sum(a * tanh(v)) * sum(v); })(PLAIN), b)", "dot(hessian(lambda v: sum(a * tanh(v)) * sum(v))(PLAIN), b)"),
    plain("ct::hvp([=](auto v) { return sum(a * tanh(v)) * sum(v); })(PLAIN, b)", "jvp(grad(lambda v: sum(a * tanh(v)) * sum(v)), (PLAIN,), (b,))[1]"),
    plain("b + ct::grad([=](auto v) { return ct::scan([=](auto c, auto w) { return ct::tuple(tanh(c * v + w), w); }, T(0.2), a).carry; })(T(0.5))",
          "b + grad(lambda v: scan(lambda c, w: (tanh(c * v + w), w), 0.2, a)[0])(0.5)"),
    plain("ct::scan([=](auto c, auto v) { return ct::tuple(#c,v# * s, ct::grad([=](auto w) { return sum(sin(w * a)) * v; })(T(0.4))); }, T(0.2), PLAIN).ys * b",
          "scan(lambda c, v: (#c,v# * s, grad(lambda w: sum(sin(w * a)) * v)(0.4)), 0.2, PLAIN)[1] * b"),
    plain("a * ct::jvp([=](auto v) { return ct::cond(v > 0.1, [=](auto u) { return sum(b * sin(u)); }, [=](auto u) { return u; }, v); }, ct::tuple(T(0.3)), ct::tuple(T(2))).tangent",
          "a * jvp(lambda v: cond(v > 0.1, lambda u: sum(b * sin(u)), lambda u: u, v), (0.3,), (2.0,))[1]"),
    plain("a * ct::checkpoint(ct::grad([=](auto v) { return sum(tanh(b * v)); }))(T(0.5))", "a * checkpoint(grad(lambda v: sum(tanh(b * v))))(0.5)"),
    plain("ct::grad([=](auto v) { return sum(tanh($0 * v)); })(T(0.7)) * b + a", "grad(lambda v: sum(tanh($0 * v)))(0.7) * b + a"))
KINDS = [(UNARY, 4), (BINARY, 3), (WHOLE, 4), (INDICES, 2), (INTEGERS, 1), (CALLS, 2), (LOOPS, 2), (PLAIN, 2)]
