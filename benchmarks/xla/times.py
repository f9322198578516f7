"""The functions of a generated library against those of by_hand.py, in one process: results are compared, then all are timed in turn. Prints a line of JSON, the
median nanoseconds of each by function. On how many cores is the caller's to say (taskset).

    times.py DIR [--rounds 15] [--check]      in which are xla_kernels.py, .mlir, .json, .h and libxla_kernels.so
"""
import argparse
import ctypes
import importlib
import json
import pathlib
import re
import statistics
import sys
import time

import jax
import numpy as np

sys.path += [str(pathlib.Path(__file__).parents[2] / "codegen" / "python")]
import by_hand
import cotangent_xla

arguments = argparse.ArgumentParser()
arguments.add_argument("place", type=pathlib.Path)
arguments.add_argument("--rounds", type=int, default=15)
arguments.add_argument("--check", action="store_true", help="compare only")
options = arguments.parse_args()
jax.config.update("jax_enable_x64", True)
sys.path.insert(0, str(options.place))
printed, loaded = importlib.import_module("xla_kernels"), cotangent_xla.load(options.place / "xla_kernels.mlir")
described = json.loads((options.place / "xla_kernels.json").read_text())["functions"]
compiled, header = ctypes.CDLL(str((options.place / "libxla_kernels.so").resolve())), (options.place / "xla_kernels.h").read_text()
draw = np.random.default_rng(1)


def values(tree):
    """Of a described tree, drawn; what is called by the printed module's structs, and by position."""
    if cotangent_xla.is_leaf(tree):
        shape = tuple(tree["shape"])
        if shape[1:] == (10,) and shape[0] > 100:  # labels
            return np.eye(10, dtype=np.float32)[draw.integers(0, 10, shape[0])]
        return (draw.normal(size=shape) * shape[0] ** -0.5).astype(cotangent_xla.DTYPES[tree["dtype"]])
    parts = [values(child) for _, child in cotangent_xla.children(tree)]
    return getattr(printed, tree["struct"])(*parts) if tree.get("struct") else tuple(parts)


def in_c(name, given, results):
    """A call of generated C, and where its results are."""
    workspace = np.zeros(int(re.search(rf"#define {name.upper()}_WORKSPACE (\d+)", header)[1]) // 8 + 8)
    outputs = [np.zeros(leaf.shape, leaf.dtype) for leaf in results]
    pointers = [ctypes.c_void_p(array.ctypes.data) for array in [*given, *outputs, workspace]]
    function = getattr(compiled, f"{name}_in_workspace")
    return lambda: function(*pointers) and None, outputs, (given, workspace)


def seconds(call, count):
    start = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - start) / count


medians = {}
for name, function in described.items():
    given = [values(tree) for tree in function["arguments"]]
    on_device = jax.device_put(given)
    contenders, results = {}, {}
    for who, f in (("by hand", getattr(by_hand, name)), ("JAX source", getattr(printed, name)), ("StableHLO", getattr(loaded, name))):
        ready = jax.jit(f).lower(*on_device).compile()
        results[who] = [np.asarray(leaf) for leaf in jax.tree.leaves(ready(*on_device))]
        contenders[who] = lambda ready=ready: jax.block_until_ready(ready(*on_device))
    contenders["C"], results["C"], kept = in_c(name, [np.ascontiguousarray(leaf) for leaf in jax.tree.leaves(given)], results["by hand"])
    contenders["C"]()
    for who, found in results.items():
        for a, b in zip(found, results["by hand"], strict=True):
            tolerance = 1e-4 if a.dtype == np.float32 else 1e-10
            np.testing.assert_allclose(a, b, rtol=0, atol=tolerance * np.max(np.abs(b)), err_msg=f"{name}, {who}")
    if options.check:
        continue
    counts = {who: max(1, int(0.03 / seconds(call, 3))) for who, call in contenders.items()}
    rounds = [{who: seconds(call, counts[who]) for who, call in contenders.items()} for _ in range(options.rounds)]
    medians[name] = {who: 1e9 * statistics.median(one[who] for one in rounds) for who in contenders}
print(json.dumps(medians) if medians else f"{len(described)} functions as by hand")
