"""The module of kernels.cpp as functions of JAX: trees, derivatives, batches, loops, integers at the ends of their range, and what is refused. Exits with 77
where JAX is not installed.

    loader.py stablehlo_kernels/stablehlo_kernels.mlir
"""
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from with_jax import cotangent_xla, jax, jnp, np

path = pathlib.Path(sys.argv[1])


def refused(kind, words, f, *args):
    try:
        f(*args)
    except kind as error:
        assert words in str(error), f"{error} does not say '{words}'"
        return
    raise AssertionError(f"not refused: {words}")


refused(RuntimeError, "jax_enable_x64", cotangent_xla.load, path)
jax.config.update("jax_enable_x64", True)
kernels = cotangent_xla.load(path)

# Trees: a struct is a NamedTuple, a mapping, or an object.
draw = np.random.default_rng(1)
parameters = {"weights": draw.normal(size=(3, 4)), "bias": draw.normal(size=3)}
x, labels = draw.normal(size=(8, 4)), draw.integers(0, 3, 8)


def loss(parameters, x, labels):
    scores = jax.nn.log_softmax(x @ parameters["weights"].T + parameters["bias"])
    return -jnp.sum(scores * jax.nn.one_hot(labels, 3)) / 8


value, gradient = jax.value_and_grad(loss)(parameters, x, labels)
found = kernels.loss_and_gradient(parameters, x, labels)
assert type(found).__name__ == "value_and_gradient" and type(found.gradient).__name__ == "layer"
np.testing.assert_allclose(found.value, value, rtol=1e-13)
for name in parameters:
    np.testing.assert_allclose(getattr(found.gradient, name), gradient[name], rtol=1e-13, atol=1e-15)
again = kernels.loss_and_gradient(type(found.gradient)(**parameters), x, labels)
assert jax.tree.all(jax.tree.map(np.array_equal, again, found)) and type(again) is type(found)
assert kernels.layer is type(found.gradient)
number, vector, rows = np.float32(2), np.array([1, -1, 0], np.float32), [np.array([1, 2], np.float32), np.array([3, 4], np.float32)]
tree = kernels.rearranged((number, vector), rows)
assert set(tree) == {"sum", "rest"} and tree["rest"][1] is None and tree["rest"][2].dtype == bool
np.testing.assert_array_equal(tree["sum"], [3, 4])
np.testing.assert_array_equal(tree["rest"][0], [6, 8])
np.testing.assert_array_equal(tree["rest"][2], [True, False, False])

# Inside jit, grad, vmap and scan; the gradient is the module's own pullback.
ours = jax.jit(jax.value_and_grad(kernels.loss, argnums=(0, 1)))(parameters, x, labels)
theirs = jax.value_and_grad(loss, argnums=(0, 1))(parameters, x, labels)
for a, b in zip(jax.tree.leaves(ours), jax.tree.leaves(theirs), strict=True):
    np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-15)
several = draw.normal(size=(5, 8, 4))
np.testing.assert_allclose(jax.vmap(kernels.loss, (None, 0, None))(parameters, several, labels), jax.vmap(loss, (None, 0, None))(parameters, several, labels), rtol=1e-13)
np.testing.assert_allclose(jax.vmap(jax.grad(kernels.loss, 1), (None, 0, None))(parameters, several, labels),
                           jax.vmap(jax.grad(loss, 1), (None, 0, None))(parameters, several, labels), rtol=1e-12, atol=1e-15)
# By the module's own batches of three: none, one, two and what is left, and where what is mapped is not what they take.
mapped = jax.vmap(kernels.loss, (None, 0, None))
for count, loops in ((1, 1), (3, 0), (7, 2)):
    several = draw.normal(size=(count, 8, 4))
    np.testing.assert_allclose(mapped(parameters, several, labels), [loss(parameters, one, labels) for one in several], rtol=1e-13)
    assert str(jax.make_jaxpr(mapped)(parameters, several, labels)).count("scan[") == loops
both = jax.tree.map(lambda leaf: np.stack([leaf, 2 * leaf, -leaf]), parameters)
np.testing.assert_allclose(jax.vmap(kernels.loss, (0, None, None))(both, x, labels), jax.vmap(loss, (0, None, None))(both, x, labels), rtol=1e-13)
np.testing.assert_allclose(jax.vmap(kernels.loss, (0, 0, None))(both, several[:3], labels), jax.vmap(loss, (0, 0, None))(both, several[:3], labels), rtol=1e-13)
twice = jax.vmap(mapped, (None, 0, None))
np.testing.assert_allclose(twice(parameters, np.stack([several] * 2), labels), [mapped(parameters, several, labels)] * 2, rtol=1e-13)
descent = jax.lax.scan(lambda p, _: (jax.tree.map(lambda a, g: a - 0.1 * g, p, jax.grad(kernels.loss)(p, x, labels)), kernels.loss(p, x, labels)),
                       jax.tree.map(jnp.asarray, parameters), None, length=20)[1]
assert np.all(np.diff(descent) < 0)
np.testing.assert_array_equal(kernels.collatz(27), [1, 111, 9232])

# Integers, by Python's of any size.
for bits, dtype in ((32, np.int32), (64, np.int64)):
    low, high = -2 ** (bits - 1), 2 ** (bits - 1) - 1
    a, b = [low, low, high, 7, -7, 0, 3, -1, 2], [-1, 0, high, 0, 2, low, 5, -3, 40]

    def wrapped(n):
        return (n - low) % 2 ** bits + low

    def each(f):
        return [wrapped(f(x, y)) for x, y in zip(a, b)]

    def power(x, y):
        return x ** y if y >= 0 and abs(x) > 1 and y < 100 else x ** (y % 2) if abs(x) == 1 else pow(x, y, 2 ** bits) if y >= 0 else 0

    divided = each(lambda x, y: -1 if y == 0 else abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1))
    wanted = [each(lambda x, y: x + y), each(lambda x, y: x - y), each(lambda x, y: x * y), divided, each(lambda x, _: -x), each(lambda x, _: abs(x)), each(power),
              [(x > 0) - (x < 0) for x in a], wrapped(sum(a)), wrapped(sum(x * y for x, y in zip(a, b))), max(a), min(b)]
    for got, want in zip(getattr(kernels, f"arithmetic_i{bits}")(np.array(a, dtype), np.array(b, dtype)), wanted, strict=True):
        np.testing.assert_array_equal(got, np.array(want, dtype))
for element, dtype in (("f32", np.float32), ("f64", np.float64)):
    reals = np.array([1e30, -1e30, np.nan, -2.75, 2.75, 2147483648.0, -2147483648.0, 9.2233720368547758e18, 0], dtype)
    i32, i64, truths = getattr(kernels, f"conversions_{element}")(reals)
    l32, h32, l64, h64 = -2 ** 31, 2 ** 31 - 1, -2 ** 63, 2 ** 63 - 1
    np.testing.assert_array_equal(i32, [h32, l32, 0, -2, 2, h32, l32, h32, 0])
    np.testing.assert_array_equal(i64, np.array([h64, l64, 0, -2, 2, 2 ** 31, -2 ** 31, h64, 0]))
    np.testing.assert_array_equal(truths, [True] * 8 + [False])
high, low = 2 ** 31 - 1, -2 ** 31
added = kernels.updates_i32(np.array([high, 1, 2, low], np.int32), np.array([0, 0, 3, 1, 1, 2, 3, 0, 1]), np.array([1, 2, -1, 5, 6, 7, high, 0, 1], np.int32))
np.testing.assert_array_equal(added, [low + 2, 13, 9, -2])

# What is refused says where, and what is needed.
refused(TypeError, "loss: argument 0.weights: expected the shape (3, 4), got (4, 3)", kernels.loss, {"weights": np.zeros((4, 3)), "bias": np.zeros(3)}, x, labels)
refused(TypeError, "loss: argument 0: has no member bias", kernels.loss, {"weights": np.zeros((3, 4))}, x, labels)
refused(TypeError, "loss: takes 3 arguments, got 1", kernels.loss, parameters)
refused(TypeError, "rearranged: argument 0: expected 2 values", kernels.rearranged, (number,), rows)
with tempfile.TemporaryDirectory() as place:
    newer = pathlib.Path(shutil.copy(path, place))
    library = json.loads(path.with_suffix(".json").read_text())
    newer.with_suffix(".json").write_text(json.dumps(library | {"stablehlo": "99.0.0"}))
    refused(ImportError, "needs StableHLO 99.0.0", cotangent_xla.load, newer)
print(f"{len(library['functions'])} functions of StableHLO {library['stablehlo']}, as JAX calls them")
