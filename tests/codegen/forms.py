"""What JAX makes of the printed forms.cpp: rules in each mode and under each transform, trees, loops, and what is refused. Exits with 77 where JAX
is not installed.

    forms.py DIR     in which forms.py is
"""
import argparse
import importlib.util
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from with_jax import jax, jnp, np

arguments = argparse.ArgumentParser()
arguments.add_argument("place", type=pathlib.Path)
options = arguments.parse_args()
found = importlib.util.spec_from_file_location("printed_forms", options.place / "forms.py")
forms = importlib.util.module_from_spec(found)
found.loader.exec_module(forms)
checks = 0


def close(given, wanted, tolerance=1e-13):
    global checks
    checks += 1
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance), given, wanted)


def refused(error, text, call):
    global checks
    checks += 1
    try:
        call()
    except error as problem:
        assert text in str(problem), problem
    else:
        raise AssertionError(f"not refused: {text}")


x = np.array([0.3, -0.4, 0.8])
w = np.array([1.5, 0.5, -2.0])
m = np.array([[1.0, 0.2, -0.3], [0.4, 2.0, 0.1], [-0.5, 0.6, 3.0]])

# 64-bit numbers are asked for, and only where there are some.
refused(RuntimeError, "jax_enable_x64", lambda: forms.forward_rule(x))
doubled, chosen, numbers = forms.only_floats(x)
assert doubled.dtype == chosen.dtype == numbers.dtype == jnp.float32
jax.config.update("jax_enable_x64", True)
doubled, chosen, numbers = jax.jit(forms.only_floats)(x.astype(np.float32))
assert doubled.dtype == chosen.dtype == numbers.dtype == jnp.float32
refused(TypeError, "expected f64[3]", lambda: forms.forward_rule(x[:2]))
refused(TypeError, "expected i32[]", lambda: forms.captured(x, w, 1.5))

# Which rule is followed.
slope = {"forward": 2 * np.cos(x), "backward": 3 * np.cos(x)}
close(jax.jacfwd(forms.forward_rule)(x), np.diag(slope["forward"]))
close(jax.jacrev(forms.forward_rule)(x), np.diag(slope["forward"]))
close(jax.jacrev(forms.backward_rule)(x), np.diag(slope["backward"]))
close(jax.jit(jax.vmap(jax.grad(lambda v: forms.backward_rule(v).sum())))(np.stack([x, x])), np.stack([slope["backward"]] * 2))
refused(TypeError, "custom_vjp", lambda: jax.jacfwd(forms.backward_rule)(x))
for around in (jax.jit, jax.checkpoint):
    both = around(forms.both_rules)
    close(both(x), np.sin(x))
    close(jax.jacfwd(both)(x), np.diag(slope["forward"]))
    close(jax.jacrev(both)(x), np.diag(slope["backward"]))
close(jax.vmap(jax.grad(lambda v: forms.both_rules(v).sum()))(np.stack([x, x])), np.stack([slope["backward"]] * 2))
close(jax.grad(lambda v: jax.lax.scan(lambda c, _: (c, forms.both_rules(c).sum()), v, None, length=2)[1].sum())(x), 2 * slope["backward"])
close(jax.jacfwd(jax.grad(lambda v: forms.both_rules(v).sum()))(x), np.diag(-3 * np.sin(x)))
close(jax.jacrev(jax.grad(lambda v: forms.both_rules(v).sum()))(x), np.diag(-3 * np.sin(x)))
close(jax.jacfwd(lambda v: jax.jvp(forms.both_rules, (v,), (w,))[1])(x), np.diag(-2 * np.sin(x) * w))
close(forms.along_both(x, w), slope["forward"] * w)
close(jax.jacrev(forms.along_both, 1)(x, w), np.diag(slope["backward"]))
close(jax.jacfwd(forms.along_both, 1)(x, w), np.diag(slope["forward"]))
close(jax.jacfwd(forms.along_both)(x, w), np.diag(-2 * np.sin(x) * w))

# Captured values are refused, and nothing else is.
close(forms.captured(x, w, 2), 4 * x * x * w)
close(jax.grad(lambda v: forms.captured(v, w, 2).sum())(x), 10 * x * w * w)
close(jax.vmap(lambda v, k: forms.captured(v, w, k), in_axes=(None, 0))(x, np.array([1, 2])), np.stack([2 * x * x * w, 4 * x * x * w]))
for around in (lambda f: f, jax.jit):
    refused(TypeError, "captured", lambda: jax.grad(around(lambda v: forms.captured(x, v, 2).sum()))(w))
order = lambda f: jax.jit(jax.grad(lambda v: f(v).sum()))
close(order(order(order(forms.calls_itself)))(x), 8 * np.exp(x))
refused(TypeError, "one too many", lambda: order(order(order(order(forms.calls_itself))))(x))
value, index = forms.several_results(x, 4)
close((value, index), (x * x, 5))
close(jax.jacrev(lambda v: forms.several_results(v, 4)[0])(x), 7 * np.eye(3))
close(jax.jvp(lambda v: forms.several_results(v, 4)[0], (x,), (w,))[1], 7 * w)

# Trees.
parameters = forms.ridge(weights=w, lambda_=0.3)
close(forms.ridge_loss(parameters, x), (w @ x) ** 2 + 0.3 * w @ w)
gradient = forms.ridge_gradient(parameters, x)
close(gradient, forms.ridge(2 * (w @ x) * x + 0.6 * w, w @ w))
close(jax.grad(forms.ridge_loss)(parameters, x), gradient)
close(forms.trees((1, 2.5), {"q": 2 * w}, None), {"sum": 3.5, "rest": (2 * w > 1, None)})

# Loops and branches.
square_root = lambda v: (jnp.sqrt(v), 2 * v) if v > 0.5 else (-v, v * v)
close(forms.choices(x), tuple(np.stack([square_root(v)[k] for v in x]) for k in range(2)))
close(jax.jit(jax.jacfwd(lambda v: forms.choices(v)[1]))(x), np.diag([2 * x[0], 2 * x[1], 2]))


def loops(x):
    c = x
    for i in range(4):
        d = c + x
        while d.sum() > 3:
            d = 0.5 * d * (0.9 if i > 1 else x[0])
        c = d
    return c


close(jax.jit(forms.loops)(2 * x + 1), loops(2 * x + 1))
close(jax.jit(jax.vmap(forms.loops))(np.stack([2 * x + 1, x])), np.stack([loops(2 * x + 1), loops(x)]))
carry, rows = (x, 0), []
for row in m[::-1]:
    rows.insert(0, (row.sum(), m @ carry[0]))
    carry = (0.5 * carry[0] + row, carry[1] + 1)
result = jax.jit(forms.reversed)(x, m)
close((result.carry, result.ys), (carry, tuple(np.stack(leaves) for leaves in zip(*rows))))
close(jax.grad(lambda v, u: forms.again(v, u)[0].sum(), 1)(x, w), np.cos(x * w) * x)

# Numbers.
i, j = np.array([7, -7, 5, -1], np.int32), np.array([2, 2, 0, -3], np.int32)
close(forms.integers(i, j), (np.array([3, -3, -1, 0]), np.array([49, 49, 1, -1]), i * j, (i / 3).astype(np.float32), j != 0, 4), 1e-6)
assert [leaf.dtype.name for leaf in forms.integers(i, j)] == ["int32", "int32", "int32", "float32", "bool", "int32"]
close(forms.long_integers(np.array([2, 3])), np.array([6000000000, 9000000000]))
spd, b = m @ m.T + np.eye(3), np.array([1.0, 2.0, -0.5])
systems = (np.linalg.cholesky(spd), np.linalg.solve(m, b), np.linalg.det(m), np.linalg.slogdet(m)[1], np.linalg.inv(spd), np.linalg.solve(np.tril(spd), b))
close(jax.jit(forms.systems)(m, b), systems, 1e-12)
close(jax.jit(jax.vmap(forms.systems, in_axes=(None, 0)))(m, np.stack([b, b])), tuple(np.stack([leaf, leaf]) for leaf in systems), 1e-12)
large = np.eye(7) + np.arange(49).reshape(7, 7) ** 2 % 11 / 10
determinant, slope_of_determinant = jax.jit(forms.large_determinant), jax.jit(jax.grad(forms.large_determinant))
close(determinant(large), np.linalg.det(large), 1e-12)
close(slope_of_determinant(large), np.linalg.det(large) * np.linalg.inv(large).T, 1e-11)
singular = large.copy()
singular[:, 0] = singular[:, 1]
step = 1e-4 * np.eye(7)[3][:, None] * np.eye(7)[0][None]
close(slope_of_determinant(singular)[3, 0], (np.linalg.det(singular + step) - np.linalg.det(singular - step)) / 2e-4, 1e-8)
hypot, gelu, log_sum, inverse, slopes = jax.jit(forms.smooth)(x)
close((hypot, gelu, log_sum, jax.lax.erf(inverse)), (np.abs(x), np.asarray(jax.nn.gelu(x)), x + np.log(2), x / 4))
close(slopes, jax.jit(jax.jacfwd(lambda v: jnp.tanh(v) * jax.lax.erf(v) * jnp.arcsin(v / 4) * jax.nn.sigmoid(v)))(x))
close(*(jax.jit(mode(lambda v: forms.smooth(v)[0]))(np.zeros(3)) for mode in (jax.jacrev, jax.jacfwd)))

# Where things are put, and taken from: outside is the nearest inside.
every_second = np.zeros((3, 3))
for k, place in enumerate((2, 4, 6)):
    every_second[k, place % 3] += x[k]
    every_second[k, k] += np.concatenate([x, x, x])[place]
added = x.copy()
added[0] += x[0] + x[1]
by_columns = np.zeros((3, 3, 3))
for a in range(3):
    for c in range(3):  # the sum over rows of v[r, c] v[c, r]
        by_columns[c, a, c] += m[c, a]
        by_columns[c, c, a] += m[a, c]
wanted = (np.concatenate([x, x * x]), np.stack([x, x[::-1]]), np.pad(x, (1, 2)), np.diag(x), every_second, by_columns, added, m.T @ m, m @ x, x @ m, np.einsum("ij,kj,k->i", m, m, x))
close(jax.jit(forms.placed)(x, m), wanted)
close(jax.jit(jax.vmap(forms.placed))(np.stack([x, x]), np.stack([m, m])), tuple(np.stack([leaf, leaf]) for leaf in wanted))
close(forms.taken(m, np.array([-3, 1, 9])), (m[[0, 1, 2]], np.array([m[0, 0], m[1, 1], m[2, 2]]), np.array([m[2, 0], m[0, 1], m[2, 2]])))
print(f"{checks} checks of {options.place / 'forms.py'}")
