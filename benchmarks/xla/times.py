"""The functions of a generated library against those of by_hand.py, in one process: results are compared, then all are timed in turn. Prints a line of JSON: of
each function and contender the medians of microseconds, and of the ratio to what is written by hand in the same round. On how many cores is the caller's to say (taskset).

    times.py --generator xla_kernels_generator --library libxla_kernels.so [--rounds 31] [--check]

Exits with 77 where JAX is not installed.
"""
import argparse
import ctypes
import importlib
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

try:
    import jax
except ImportError:
    print("skipped: JAX is not installed")
    sys.exit(77)
import numpy as np

sys.path += [str(pathlib.Path(__file__).parents[2] / "codegen" / "python")]
import by_hand
import cotangent_xla

arguments = argparse.ArgumentParser()
arguments.add_argument("--generator", type=pathlib.Path, required=True)
arguments.add_argument("--library", type=pathlib.Path, required=True, help="its C, compiled")
arguments.add_argument("--rounds", type=int, default=31)
arguments.add_argument("--check", action="store_true", help="compare only")
options = arguments.parse_args()
jax.config.update("jax_enable_x64", True)
with tempfile.TemporaryDirectory() as place:
    place = pathlib.Path(place)
    for language in ("c", "jax", "stablehlo"):
        subprocess.run([options.generator, "--out", place, "--lang", language], check=True)
    sys.path.insert(0, str(place))
    printed, loaded = importlib.import_module("xla_kernels"), cotangent_xla.load(place / "xla_kernels.mlir")
    described = json.loads((place / "xla_kernels.json").read_text())["functions"]
    header = (place / "xla_kernels.h").read_text()
compiled = ctypes.CDLL(str(options.library.resolve()))
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
    counts = {who: max(1, int(0.01 / seconds(call, 3))) for who, call in contenders.items()}
    rounds = [{who: seconds(call, counts[who]) for who, call in contenders.items()} for _ in range(options.rounds)]
    medians[name] = {who: [statistics.median(times) for times in zip(*((1e6 * one[who], one[who] / one["by hand"]) for one in rounds))] for who in contenders}
print(json.dumps(medians) if medians else f"{len(described)} functions as by hand")
