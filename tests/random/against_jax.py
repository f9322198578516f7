"""Values, Jacobians and second derivatives of random programs against JAX's. Exits with 77 where JAX is not installed.

    against_jax.py --compiler g++ --include include [--seed 1] [--count 6] [--depth 3]
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

try:
    import jax
except ImportError:
    print("skipped: JAX is not installed")
    sys.exit(77)
import jax.numpy as jnp
import numpy as np
from generate import programs

jax.config.update("jax_enable_x64", True)
arguments = argparse.ArgumentParser()
arguments.add_argument("--compiler", default="g++")
arguments.add_argument("--include", default="include")
arguments.add_argument("--seed", type=int, default=1)
arguments.add_argument("--count", type=int, default=6)
arguments.add_argument("--depth", type=int, default=3)
options = arguments.parse_args()
both = programs(options.seed, options.count, options.depth)

names = {name: getattr(jnp, name) for name in """sin cos tanh exp sqrt square log expm1 cbrt log1p logaddexp hypot maximum mean cumsum cumprod flip
         roll take dot outer amax array concatenate sum tril einsum prod diag ravel reshape transpose""".split()}
names |= {name: getattr(jax.nn, name) for name in ("sigmoid", "softplus", "silu", "softmax", "standardize")}
names |= {name: getattr(jax.lax, name) for name in ("scan", "fori_loop", "cond", "rsqrt", "erf_inv", "lgamma")}
names |= dict(atan=jnp.arctan, asinh=jnp.arcsinh, atan2=jnp.arctan2, pow=jnp.power, select=jnp.where, norm=jnp.linalg.norm, erf=jax.lax.erf,
              xlogy=jax.scipy.special.xlogy, logsumexp=jax.nn.logsumexp, checkpoint=jax.checkpoint, vmap=jax.vmap, grad=jax.grad, jvp=jax.jvp)

SOURCE = """#include <cotangent/cotangent.hpp>
#include <boost/hana/for_each.hpp>
#include <cstdio>
namespace ct = cotangent;
using boost::hana::at_c;
using vec = ct::tensor<double, 7>;
template <class F>
void show(F) {
  const vec x{0.3, -0.7, 0.1, 0.9, -0.2, 0.55, -0.95};
  const auto all = ct::jit([](auto v) {
    const auto squares = [](auto u) { return sum(square(F{}(u))); };
    return ct::tuple(F{}(v), ct::jacrev(F{})(v), ct::hvp(squares)(v, v));
  })(x);
  boost::hana::for_each(all, [](const auto& result) { for (double value : result) std::printf("%.17g ", value); });
  std::printf("\\n");
}
int main() {
PROGRAMS}
"""
shows = "".join(f"  show([](auto x) {{ return {cpp}; }});\n" for cpp, _ in both)
with tempfile.TemporaryDirectory() as place:
    source, program = pathlib.Path(place) / "programs.cpp", pathlib.Path(place) / "programs"
    source.write_text(SOURCE.replace("PROGRAMS", shows))
    limits = ["-fconstexpr-steps=2000000000"] if "clang" in options.compiler else ["-fconstexpr-ops-limit=10000000000", "-fconstexpr-loop-limit=100000000"]
    subprocess.run([options.compiler, "-std=c++20", "-O1", f"-I{options.include}", *limits, source, "-o", program], check=True)
    lines = subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines()

x = jnp.array([0.3, -0.7, 0.1, 0.9, -0.2, 0.55, -0.95])
wrong = 0
for (cpp, python), line in zip(both, lines, strict=True):
    f = eval("lambda x: " + python, names)
    gradient = jax.grad(lambda v: jnp.sum(jnp.square(f(v))))
    expected = np.concatenate([np.ravel(f(x)), np.ravel(jax.jacfwd(f)(x)), jax.jvp(gradient, (x,), (x,))[1]])
    ours = np.array([float(word) for word in line.split()])
    if not np.allclose(ours, expected, rtol=1e-9, atol=1e-9):
        wrong += 1
        print(f"{cpp}\nas JAX has it {python}\ndiffers by {np.max(np.abs(ours - expected))}")
print(f"{len(both)} random programs, seed {options.seed}: " + (f"{wrong} differ from JAX" if wrong else "as JAX has them"))
sys.exit(wrong > 0)
