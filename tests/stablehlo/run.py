"""Modules with values (laws/stages.cpp writes them), as XLA computes them: each function of NAME.mlir on the arguments in NAME.values, against the results
there, which are the interpreter's. Of single operations (operations.cpp) distances are in units in the last place, and held to the bounds in
docs/accuracy.md; of all others relative to the largest number. Exits with 77 where JAX is not installed.

    run.py laws_elementwise/elementwise.mlir ...
"""
import concurrent.futures
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from with_jax import cotangent_xla, jax, np

jax.config.update("jax_enable_x64", True)
TOLERANCE = {"f64": 1e-13, "f32": 1e-5}
# Of formulas, in float and double; then what XLA has, which is as exact as each of its versions is.
ULPS = dict(exp2=(3, 3), log2=(2, 2), log10=(2, 2), asin=(2, 2), acos=(2, 2), atan=(2, 2), sinh=(6, 6), cosh=(4, 4), asinh=(3, 3), acosh=(3, 3),
            atanh=(4, 4), erf=(3, 3), erfc=(6, 6), lgamma=(3, 3), tgamma=(16, 16))
ULPS |= dict(digamma=(3, 3), erf_inv=(8, 8), erf_inv_slope=(10, 10), logistic=(3, 3), logistic_slope=(5, 5), softplus=(3, 3), silu=(4, 4), gelu=(4, 4), gelu_gate=(4, 4),
             gelu_gate_slope=(5, 5), logaddexp=(3, 3), hypot=(3, 3), direction=(3, 3), gauss=(3, 3), one_minus_square=(1, 1), xlogy=(3, 3))
ULPS |= dict(exp=(4, 4), expm1=(8, 8), log=(2, 2), log1p=(8, 200), tanh=(8, 8), sin=(2, 2), cos=(2, 2), tan=(4, 4), cbrt=(4, 4), pow=(4, 4), atan2=(4, 4))


def differences(found, wanted):
    """Between numbers; none between the same infinities, or NaN and NaN."""
    with np.errstate(invalid="ignore"):
        apart = np.abs(found - wanted)
    return np.where((found == wanted) | (np.isnan(found) & np.isnan(wanted)), 0, np.where(np.isfinite(apart), apart, np.inf))


def problem_with_operation(name, element, found, wanted):
    single = element == "f32"
    dtype = np.float32 if single else np.float64
    with np.errstate(over="ignore", invalid="ignore"):
        unit = np.spacing(np.maximum(np.abs(wanted), np.finfo(dtype).tiny).astype(dtype)).astype(np.float64)
        distance = np.nan_to_num(differences(found, wanted) / unit, nan=0.0, posinf=np.inf)
    largest, bound = float(np.max(distance)), ULPS.get(name, (0, 0))[0 if single else 1]
    if largest > 0:
        report.append(f"{name} {element} {largest:.2f}")
    return f"{name} of {element}: {largest} ulps, more than {bound}, at element {np.argmax(distance)}" if largest > bound else None


def problem_with_function(name, element, k, found, wanted):
    scale = max(1.0, np.max(np.abs(wanted), where=np.isfinite(wanted), initial=0))
    difference = float(np.max(differences(found, wanted), initial=0)) / scale
    worst[element] = max(worst[element], (difference, name))
    return f"{name}: result {k} differs by {difference:.2g}" if difference > TOLERANCE[element] else None


def compiled(function, arguments):
    """Compiled in a third of the time, where there are these options: what is not compared is how fast it is."""
    lowered = jax.jit(function).lower(*arguments)
    try:
        return lowered.compile(compiler_options={"xla_backend_optimization_level": 0, "xla_cpu_use_fusion_emitters": False})
    except Exception:
        return lowered.compile()


def results(name, call, arguments, is_operation):
    """As numbers, or what went wrong."""
    function = (lambda *args: call(*args)[0]) if is_operation else call  # (the second result is the sum)
    try:
        return [np.asarray(leaf, np.float64) for leaf in jax.tree.leaves(compiled(function, arguments)(*arguments))]
    except Exception as error:
        return f"{name}: {error}"[:600]


worst = {"f64": (0, ""), "f32": (0, "")}
wrong, report, count = [], [], 0
for path in map(pathlib.Path, sys.argv[1:]):
    described = json.loads(path.with_suffix(".json").read_text())["functions"]
    functions = cotangent_xla.load(path)
    numbers = np.fromfile(path.with_suffix(".values"))
    at = 0

    def take(trees):
        global at
        found = []
        for leaf in [leaf for tree in trees for leaf in cotangent_xla.leaves(tree)]:
            size = int(np.prod(leaf["shape"]))
            found.append(numbers[at:at + size].reshape(leaf["shape"]))
            at += size
        return found

    tasks, answers = [], []
    is_operation = path.stem == "operations"
    for name, f in described.items():
        tasks.append((f"{path.stem}.{name}", getattr(functions, name), take(f["arguments"]), is_operation))
        answers.append(take([f["result"]]))
    assert at == len(numbers)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        all_found = list(pool.map(results, *zip(*tasks)))
    for (name, f), wanted, found in zip(described.items(), answers, all_found, strict=True):
        if isinstance(found, str):
            wrong.append(found)
            continue
        count += 1
        element = "f32" if "f32" in [leaf["dtype"] for leaf in cotangent_xla.leaves(f["result"])] else "f64"
        if is_operation:
            problems = [problem_with_operation(name.removeprefix("of_").rsplit("_", 1)[0], element, found[0], wanted[0])]
        else:
            problems = [problem_with_function(f"{path.stem}.{name}", element, k, a, b) for k, (a, b) in enumerate(zip(found, wanted, strict=True))]
        wrong += [problem for problem in problems if problem]
print("\n".join(wrong + [" ".join(report), f"{count} functions of StableHLO; largest differences {worst}"]))
sys.exit(bool(wrong) or count == 0)
