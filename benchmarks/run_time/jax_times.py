"""Times what JAX compiles for the CPU, warmed, with Eigen's threads off: a list of {model, size, nanoseconds} as JSON."""
import json
import os
import statistics
import time

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
rng = np.random.default_rng(1)


def seconds(function, *arguments):
    compiled = jax.jit(function)
    call = lambda: jax.block_until_ready(compiled(*arguments))
    call()
    start = time.perf_counter()
    call()
    count = max(1, min(2000, int(0.02 / (time.perf_counter() - start))))
    taken = []
    for _ in range(9):
        start = time.perf_counter()
        for _ in range(count):
            call()
        taken.append((time.perf_counter() - start) / count)
    return statistics.median(taken)


def into_body(q, t, x):
    d, v = x - t, -q[1:]
    u = 2 * jnp.cross(v, d)
    return d + q[0] * u + jnp.cross(v, u)


def uniform(shape, low=-1, high=1):
    return jnp.asarray(rng.uniform(low, high, shape))


rows = []
for dtype in (jnp.float32, jnp.float64):
    for n in (3, 16, 128, 1024):
        name = "softmax_jacobian_" + ("float" if dtype == jnp.float32 else "double")
        rows.append((name, n, seconds(jax.jacrev(jax.nn.softmax), uniform(n).astype(dtype))))
rows.append(("pose", 1, seconds(lambda q, t, x: (into_body(q, t, x), jax.jacfwd(into_body, (0, 1))(q, t, x)), uniform(4), uniform(3), uniform(3))))
for n in (1, 4, 16, 64, 256, 1024, 4096, 16384):
    rows.append(("sum", n, seconds(jax.value_and_grad(jnp.sum), uniform(n))))
    rows.append(("prod", n, seconds(jax.value_and_grad(jnp.prod), uniform(n, 0.9, 1.1))))
    rows.append(("log_sum_exp", n, seconds(jax.value_and_grad(lambda x: jnp.log(jnp.sum(jnp.exp(x)))), uniform(n))))
    rows.append(("normal_log_pdf", n, seconds(jax.value_and_grad(lambda x: jnp.sum(-0.5 * ((x + 0.56) / 1.37) ** 2)), uniform(n))))
for m in (1, 2, 4, 8, 16, 32, 64):
    rows.append(("matrix_product", m, seconds(jax.value_and_grad(lambda x: jnp.sum(x[0] @ x[1])), uniform((2, m, m)))))
print(json.dumps([dict(model=model, size=size, nanoseconds=1e9 * s) for model, size, s in rows]))
