"""The package of kernels.cpp, installed by pip: on NumPy's arrays, and as functions of JAX. Exits with 77 where JAX is not installed.

    run.py python_kernels/python_kernels_python
"""
import concurrent.futures
import inspect
import os
import pathlib
import pickle
import sys

os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=4 --xla_backend_optimization_level=0"
sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from with_jax import jax, jnp, np

from install import installed

# Of what stands in the folder there is nothing to complain about.
place = installed(sys.argv[1], CFLAGS="-O1 -Wall -Wextra -Wconversion -Werror")
sys.path.insert(0, place.name)
import python_kernels as kernels

assert [path.name for path in pathlib.Path(place.name, "python_kernels").glob("_native*")] == ["_native.abi3.so"]
draw = np.random.default_rng(1)


def refused(kind, words, f, *args, **named):
    before = [sys.getrefcount(argument) for argument in args]
    said = None
    try:
        f(*args, **named)
    except kind as error:
        said = str(error)
    assert said is not None and words in said, f"'{said}' does not say '{words}'"
    assert before == [sys.getrefcount(argument) for argument in args] or f.__module__ != kernels.__name__


def same(given, wanted, bound=1e-14):
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=bound, atol=bound), given, wanted)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


# One example, many behind each other, apart, backwards, in the wrong order, shared by all, and none.
x = draw.normal(size=(6, 4, 16))
readonly = x[0].copy()
readonly.flags.writeable = False
columns = np.asfortranarray(x[0])
for given in (x[0, 0], x[0], x, x[::2], x[::-1, 1:3], x.transpose(1, 0, 2), readonly, columns, x[0, :0], np.frombuffer(b"." + x.tobytes(), offset=1).reshape(x.shape)):
    found = kernels.softmax(given)
    assert found.shape == given.shape and found.flags.c_contiguous and found.dtype == np.float64
    if given.size:
        same(found, softmax(given))
single = np.array([1, 2, 3], np.float32)
s = softmax(single)
same(kernels.softmax_jacobian(single), np.diag(s) - np.outer(s, s), 1e-7)
many = draw.normal(size=(50, 3)).astype(np.float32)
same(kernels.softmax_jacobian(many), [kernels.softmax_jacobian(row) for row in many], 0)
same(kernels.softmax_jacobian(many[:, ::-1]), [kernels.softmax_jacobian(row[::-1].copy()) for row in many], 0)
along = draw.normal(size=16)
s = softmax(x)
same(kernels.softmax_pushforward(x, along), s * (along - (s * along).sum(-1, keepdims=True)))
same(kernels.softmax_pullback(along, x)[0], softmax(along) * (x - (softmax(along) * x).sum(-1, keepdims=True)))
before = sys.getrefcount(many)
kernels.softmax_jacobian(many)
assert before == sys.getrefcount(many)

# Numbers, of Python and of NumPy; axes broadcast, also of what examples share by declaration.
one = kernels.slopes(1, 2.0, np.float64(0.1))
assert isinstance(one, kernels.value_and_gradient) and isinstance(one.value, np.float64)
spots, rates = np.array([1.0, 2, 3]), np.array([[0.1], [0.2]])
grid = kernels.slopes(spots, 2.0, rates)
assert grid.value.shape == grid.gradient[1].shape == (2, 3)
same(grid.value[1, 2], kernels.slopes(3.0, 2.0, 0.2).value)
same(kernels.slopes(spots, 2.0, 0.1).value, grid.value[0])
assert kernels.counted(2**40, 2, True) == 2**40 + 2 and isinstance(kernels.counted(1, 2, False), np.int64)
np.testing.assert_array_equal(kernels.counted(np.arange(3), np.int32(2), np.array([True, False, True])), [2, 1, 4])

# Trees: a struct is its NamedTuple, a dict, or an object with its members.
parameters = kernels.layer(weights=draw.normal(size=(3, 4)), bias=draw.normal(size=3))
inputs, labels = draw.normal(size=(8, 4)), (np.arange(8) % 3).astype(np.int32)
loss, best = kernels.scores(parameters, inputs, labels)
logits = np.log(softmax(inputs @ parameters.weights.T + parameters.bias))
same(loss, -logits[np.arange(8), labels])
np.testing.assert_array_equal(best, logits.argmax(-1))
gradient = kernels.scores_gradient(parameters._asdict(), inputs[0], 1)
assert isinstance(gradient, kernels.layer)
other = type("other", (), parameters._asdict())()
assert jax.tree.all(jax.tree.map(np.array_equal, gradient, kernels.scores_gradient(other, inputs[0], 1)))
both = kernels.layer(*(np.stack([leaf, -leaf])[:, None] for leaf in parameters))  # (parameters of two models, which the batch function shares)
same(kernels.scores(both, inputs, labels)[0][0], loss)
tree = kernels.rearranged((2, single), [single[:2], single[1:]])
assert tree["rest"][1] is None and tree["rest"][2].dtype == bool
same([tree["sum"], tree["rest"][0]], [[3.0, 4.0], [4.0, 6.0]])

# In the caller's memory, an argument's too; a workspace that is too large for the stack; in threads.
out = np.empty((6, 4, 16))
assert kernels.softmax(x, out=out) is out
same(out, softmax(x))
kernels.softmax(out, out=out)
same(out, softmax(softmax(x)))
rows = np.empty((2, 3))
result = kernels.value_and_gradient(rows, (np.empty((2, 3)), np.empty((2, 3))))
assert kernels.slopes(spots, 2.0, rates, out=result) is result
same(result, grid)
far = draw.normal(size=(200, 300))
with concurrent.futures.ThreadPoolExecutor(4) as threads:
    for found in threads.map(kernels.walked_gradient, [far] * 4):
        same(found[7], kernels.walked_gradient(far[7]), 0)

# Sparse results.
z = draw.normal(size=9)
matrix = kernels.bands_sparsity.csc_matrix(kernels.bands(z)["values"])
steps = 2 * np.diff(z)
same(matrix.toarray(), np.eye(8, 9, 1) * steps[:, None] - np.eye(8, 9) * steps[:, None])

# Functions as Python has them.
assert kernels.softmax_jacobian.__doc__ == "(f32[3],) -> f32[3,3]" and list(inspect.signature(kernels.slopes).parameters) == ["x0", "x1", "x2", "out"]
assert pickle.loads(pickle.dumps(kernels.softmax)) is kernels.softmax

# What is refused says where, what is wanted, what is given.
ones = np.ones(16)
refused(TypeError, "softmax_jacobian: x0: expected f32[3], got f64[16]; convert it: .astype(numpy.float32)", kernels.softmax_jacobian, ones)
refused(TypeError, "got >f8[16]", kernels.softmax, ones.astype(">f8"))
refused(TypeError, "got complex128[16]", kernels.softmax, ones.astype(complex))
refused(ValueError, "softmax: x0: expected f64[16], got f64[4,3] (leading axes may stand before its own)", kernels.softmax, np.ones((4, 3)))
refused(TypeError, "softmax_jacobian: x0: expected f32[3], got list; pass a NumPy array", kernels.softmax_jacobian, [1, 2, 3])
refused(TypeError, "expected f32[3], got float", kernels.softmax_jacobian, 3.0)
refused(ValueError, "slopes: x1: expected f64[], got f64[3], which does not broadcast to the others' leading axes [2]", kernels.slopes, np.ones(2), np.ones(3), 1.0)
refused(TypeError, "slopes: x1: expected f64[], got f32[]", kernels.slopes, 1.0, np.float32(1), 1.0)
refused(TypeError, "counted: x0: expected i64[], got a float", kernels.counted, 1.5, 2, True)
refused(OverflowError, "counted: x1: expected i32[], got an int out of its range", kernels.counted, 1, 2**31, True)
refused(TypeError, "counted: x2: expected bool[], got an int", kernels.counted, 1, 2, 3)
refused(TypeError, "scores: x0.bias: expected f64[3], got f32[3]", kernels.scores, parameters._replace(bias=single), inputs, labels)
refused(TypeError, "scores: x0: expected layer, or a dict or object with its members ('weights', 'bias'), got tuple", kernels.scores, tuple(parameters), inputs, labels)
refused(TypeError, "scores: x0: expected layer", kernels.scores, {"weights": parameters.weights}, inputs, labels)
refused(TypeError, "rearranged: x0: expected a tuple of 2, got tuple of another length", kernels.rearranged, (1.0,), (single, single))
refused(TypeError, "positional argument", kernels.softmax)
refused(TypeError, "softmax: out: expected f64[16], got f32[3]", kernels.softmax, ones, out=single)
refused(ValueError, "softmax: out: expected f64[16] behind the leading axes [4], got f64[16]", kernels.softmax, x[0], out=ones)
refused(ValueError, "softmax: out: expected f64[16], got f64[4,16], which is read-only", kernels.softmax, x[0], out=readonly)
refused(ValueError, "got f64[4,16] whose own axes do not lie behind each other", kernels.softmax, x[0], out=columns)
refused(ValueError, "slopes: out.gradient[1] overlaps out.value", kernels.slopes, spots, 2.0, rates, out=kernels.value_and_gradient(rows, (np.empty((2, 3)), rows)))

# JAX. Without the handler, importing says what to do; 64-bit numbers are JAX's to allow.
handler, kernels._native.handler = kernels._native.handler, lambda: None
try:
    import python_kernels.jax
except ImportError as error:
    assert "install JAX, then python_kernels again" in str(error)
kernels._native.handler = handler
import python_kernels.jax as functions

refused(RuntimeError, 'jax.config.update("jax_enable_x64", True)', functions.softmax, ones)
jax.config.update("jax_enable_x64", True)
refused(TypeError, "softmax: x0: expected f64[16], got float64[4,16] (more axes are for jax.vmap)", functions.softmax, x[0])
refused(TypeError, "scores: x0.bias: expected f64[3], got float32[3]", functions.scores, parameters._replace(bias=single), inputs[0], 1)
refused(TypeError, "scores: x0: expected layer", functions.scores, {"weights": parameters.weights}, inputs[0], 1)
same(kernels.softmax(jnp.asarray(x)), softmax(x))  # (what JAX holds in the CPU's memory is read there)


def loss_of(softmax):
    return lambda x: jnp.sum(jnp.arange(16) * softmax(x) ** 2)


ours, theirs = jax.grad(loss_of(functions.softmax)), jax.grad(loss_of(jax.nn.softmax))
same(jax.jit(functions.softmax)(along), softmax(along))
same(ours(along), theirs(along))
same(jax.jvp(functions.softmax, (along,), (x[0, 0],)), jax.jvp(jax.nn.softmax, (along,), (x[0, 0],)))
for jacobian in (jax.jacfwd, jax.jacrev):
    same(jax.jit(jacobian(functions.softmax))(along), jacobian(jax.nn.softmax)(along))
batched = jax.jit(jax.vmap(ours))
same(batched(x[0]), jax.vmap(theirs)(x[0]))
same(jax.jit(jax.vmap(jax.vmap(functions.softmax_pushforward, (0, None)), (0, None)))(x, along), kernels.softmax_pushforward(x, along))
program = batched.lower(x[0]).compile().as_text()
assert program.count('custom_call_target="cotangent_python_kernels"') == 2 and "while(" not in program, program  # value and pullback, of all examples


def scores(parameters, x, label):
    found = jax.nn.log_softmax(parameters.weights @ x + parameters.bias)
    return -found[label], jnp.argmax(found)


def gradient_of(scores):
    return jax.value_and_grad(scores, argnums=(0, 1), has_aux=True)


same(jax.jit(gradient_of(functions.scores))(parameters, inputs[0], 1), gradient_of(scores)(parameters, inputs[0], 1))
over_examples = jax.jit(jax.vmap(gradient_of(functions.scores), (None, 0, 0)))(parameters, inputs, labels)
same(over_examples, jax.vmap(gradient_of(scores), (None, 0, 0))(parameters, inputs, labels))
same(jax.grad(functions.walked)(far[0]), kernels.walked_gradient(far[0]))  # a pullback alone, and a pushforward alone
pair, array = (np.float32(2), single), (single[:2], single[1:])
moved = jax.jvp(lambda a, b: functions.rearranged(a, b)["rest"][0], (pair, array), (pair, array))[1]
same(moved, 2 * array[1])

mesh = jax.make_mesh((4,), ("devices",), axis_types=(jax.sharding.AxisType.Auto,))
P = jax.sharding.PartitionSpec
total = jax.jit(jax.shard_map(lambda x: jax.lax.psum(jax.vmap(ours)(x).sum(0), "devices"), mesh=mesh, in_specs=P("devices"), out_specs=P()))
spread = jax.device_put(x.reshape(24, 16), jax.sharding.NamedSharding(mesh, P("devices")))
same(total(spread), jax.vmap(theirs)(x.reshape(24, 16)).sum(0))
program = total.lower(spread).compile().as_text()
assert "all-gather" not in program and program.count(" all-reduce(") == 1, program

# Parameters that all devices share: their gradient is the sum over devices, as of JAX's own operations.
def shared(scores):
    mean = lambda parameters, x, labels: jax.lax.pmean(jax.vmap(scores, (None, 0, 0))(parameters, x, labels)[0].mean(), "devices")
    return jax.jit(jax.grad(jax.shard_map(mean, mesh=mesh, in_specs=(P(), P("devices"), P("devices")), out_specs=P())))


same(shared(functions.scores)(parameters, inputs, labels), shared(scores)(parameters, inputs, labels))
print(f"{len(kernels._types)} functions, on NumPy {np.__version__} and JAX {jax.__version__}")
