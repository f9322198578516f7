"""Microseconds of generated functions called from Python, interleaved with what they are compared to; the ratio is the median of the rounds'. benchmarks/python/run
calls it with the package of tests/python/kernels.cpp installed.

    times.py python_kernels.so [--rounds 31]
"""
import argparse
import ctypes
import statistics
import time

import jax
import jax.numpy as jnp
import numpy as np
import python_kernels as kernels

jax.config.update("jax_enable_x64", True)
import python_kernels.jax as functions

arguments = argparse.ArgumentParser()
arguments.add_argument("library", help="the same C, as ctypes loads it")
arguments.add_argument("--rounds", type=int, default=31)
options = arguments.parse_args()


def seconds(f, calls):
    begin = time.perf_counter()
    for _ in range(calls):
        result = f()
    jax.block_until_ready(result)
    return (time.perf_counter() - begin) / calls


def compare(what, calls, **contenders):
    for f in contenders.values():
        f()
    rounds = [[seconds(f, calls) for f in contenders.values()] for _ in range(options.rounds)]
    first = [each[0] for each in rounds]
    for name, times in zip(contenders, zip(*rounds)):
        ratio = statistics.median(t / one for t, one in zip(times, first))
        print(f"| {what} | {name} | {statistics.median(times) * 1e6:.2f} | {ratio:.2f} |")


x = np.array([1, 2, 3], np.float32)
out = np.empty((3, 3), np.float32)
floats = ctypes.POINTER(ctypes.c_float)
c = ctypes.CDLL(options.library).softmax_jacobian
c.argtypes, c.restype = [floats, floats], None


def by_ctypes():
    made = np.empty((3, 3), np.float32)
    c(x.ctypes.data_as(floats), made.ctypes.data_as(floats))
    return made


print("| | | microseconds | ratio |\n|---|---|---|---|")
compare("Jacobian of a softmax, f32[3]", 2000, ctypes=by_ctypes, package=lambda: kernels.softmax_jacobian(x), package_out=lambda: kernels.softmax_jacobian(x, out=out))

draw = np.random.default_rng(1)
many, cotangents = draw.normal(size=(1000, 16)), draw.normal(size=(1000, 16))
weights = jnp.arange(16.0)


def gradient(softmax):
    return jax.jit(jax.vmap(jax.grad(lambda x: jnp.sum(weights * softmax(x) ** 2))))


def pullback(softmax):
    return jax.jit(jax.vmap(lambda x, c: jax.vjp(softmax, x)[1](c)[0]))


there, c_there = jnp.asarray(many), jnp.asarray(cotangents)
ours, theirs, pulled, pulled_by_jax = gradient(functions.softmax), gradient(jax.nn.softmax), pullback(functions.softmax), pullback(jax.nn.softmax)
np.testing.assert_allclose(ours(there), theirs(there), rtol=1e-12, atol=1e-14)
compare("1,000 gradients through a softmax, f64[16]", 50, jax=lambda: theirs(there), package_in_jax=lambda: ours(there))
compare("1,000 pullbacks of a softmax, f64[16]", 50, jax=lambda: pulled_by_jax(there, c_there), package_in_jax=lambda: pulled(there, c_there),
        package_on_numpy=lambda: kernels.softmax_pullback(many, cotangents)[0])
