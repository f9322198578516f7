"""The laws' functions as printed JAX, which the laws' tests have left behind, against what these tests found: value, Jacobians and second derivatives as
one program, under jit and under vmap; and JAX's own derivatives of the printed function alone. Exits with 77 where JAX is not installed.

    against_jax.py --tests DIR [--some N] [--seed 1]     of each list N functions, drawn
"""
import argparse
import importlib
import json
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from with_jax import jax, jnp, np

jax.config.update("jax_enable_x64", True)
arguments = argparse.ArgumentParser()
arguments.add_argument("--tests", type=pathlib.Path, required=True)
arguments.add_argument("--some", type=int)
arguments.add_argument("--seed", type=int, default=1)
options = arguments.parse_args()
count, worst, wrong = 0, {"float32": 0.0, "float64": 0.0}, []


def compare(name, what, given, wanted, steps=1):
    """Whether results differ by more than 1e-13, or 1e-5 of floats, of the largest of them; of derivatives of derivatives `steps` as much."""
    for k, (a, b) in enumerate(zip(map(np.asarray, given), wanted, strict=True)):
        b = np.asarray(b).reshape(a.shape)
        difference = float(np.max(np.abs(a - b), initial=0) / max(1.0, np.max(np.abs(b), initial=0)))
        worst[a.dtype.name] = max(worst[a.dtype.name], difference / steps)
        if not difference <= steps * (1e-5 if a.dtype == np.float32 else 1e-13):
            wrong.append(f"{name}: {what}, result {k}: differs by {difference}")


for file in sorted(options.tests.glob("laws_*/*_laws.json")):
    sys.path.insert(0, str(file.parent))
    module = importlib.import_module(file.stem)
    wanted = json.loads(file.read_text())
    names = sorted(name.removesuffix("_alone") for name in wanted if name.endswith("_alone"))
    for name in random.Random(options.seed).sample(names, min(len(names), options.some or len(names))):
        count += 1
        results, shape = wanted[name + "_everything"]["results"], wanted[name + "_alone"]["shape"]
        alone, everything = getattr(module, name + "_alone"), getattr(module, name + "_everything")
        x = np.asarray(wanted[name + "_alone"]["argument"]).reshape(shape)
        x = jnp.asarray(x, jax.eval_shape(everything, x)[0].dtype)

        def squares(x):
            return jnp.sum(jnp.square(alone(x)[0]))

        def asked(x, batch):
            second = jax.jvp(jax.grad(squares), (x,), ((jnp.arange(1, x.size + 1, dtype=x.dtype).reshape(x.shape)) * x,))[1]
            return everything(x), jax.vmap(everything)(batch), (alone(x)[0], jax.jacfwd(alone)(x)[0], jax.jacrev(alone)(x)[0], second)

        given, mapped, by_jax = jax.jit(asked)(x, jnp.stack([x, x]))
        compare(name, "printed program", given, results)
        compare(name, "printed program under vmap", [leaf[1] for leaf in mapped], results)
        compare(name, "JAX's derivatives of the function", by_jax, results[:4], 10)
print("\n".join(wrong) or f"{count} functions as printed JAX: largest differences {worst}")
sys.exit(bool(wrong) or count == 0)
