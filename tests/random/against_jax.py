"""Random programs (generate.py), traced by a generator, as generated C, as StableHLO and as printed JAX against JAX: values, Jacobians with respect to a tree of
arguments by both modes, and products of the Hessian of the sum of squares. Exits with 77 where JAX is not installed.

    against_jax.py --compiler g++ --include include --library libcotangent_codegen.a [--seed 1] [--count 20] [--depth 3]
"""
import argparse
import collections
import ctypes
import importlib
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from with_jax import cotangent_xla, jax, jnp, np
from generate import programs

jax.config.update("jax_enable_x64", True)
arguments = argparse.ArgumentParser()
arguments.add_argument("--compiler", default="g++")
arguments.add_argument("--include", type=pathlib.Path, default=pathlib.Path("include"))
arguments.add_argument("--library", type=pathlib.Path)
arguments.add_argument("--seed", type=int, default=1)
arguments.add_argument("--count", type=int, default=20)
arguments.add_argument("--depth", type=int, default=3)
options = arguments.parse_args()
drawn = programs(options.seed, options.count, options.depth)

names = {name: getattr(jnp, name) for name in """sin cos tanh exp sqrt square log expm1 cbrt log1p logaddexp hypot maximum mean cumsum cumprod flip power argmax
         roll take dot outer amax array concatenate sum tril einsum prod diag ravel reshape transpose abs""".split()}
names |= {name: getattr(jax.nn, name) for name in ("sigmoid", "softplus", "silu", "softmax", "standardize", "one_hot", "log_sigmoid", "elu")}
names |= {name: getattr(jax.lax, name) for name in ("scan", "fori_loop", "cond", "while_loop", "rsqrt", "erf_inv", "lgamma", "dynamic_slice")}
names |= dict(atan=jnp.arctan, asinh=jnp.arcsinh, atan2=jnp.arctan2, pow=jnp.power, select=jnp.where, norm=jnp.linalg.norm, erf=jax.lax.erf, gelu=jax.nn.gelu,
              xlogy=jax.scipy.special.xlogy, logsumexp=jax.nn.logsumexp, checkpoint=jax.checkpoint, vmap=jax.vmap)
names |= {name: getattr(jax, name) for name in "grad value_and_grad jvp vjp linearize jacfwd jacrev hessian".split()}

# The rules of forms.py that are not the derivatives.
names["lying_jvp"] = jax.custom_jvp(jnp.sin)
names["lying_jvp"].defjvp(lambda p, t: (jnp.sin(p[0]), 2 * jnp.cos(p[0]) * t[0]))
names["lying_vjp"] = jax.custom_vjp(jnp.sin)
names["lying_vjp"].defvjp(lambda v: (jnp.sin(v), v), lambda r, g: (3 * jnp.cos(r) * g,))
names["one_sided"] = jax.custom_vjp(lambda v, w: v * w)
names["one_sided"].defvjp(lambda v, w: (v * w, (v, w)), lambda r, g: (r[1] * g, jnp.zeros_like(r[0])))

# A function of a tree p = (x, (y, s)), of integers k and of an integer j, and what is asked of it.
FUNCTION = """  {{
    constexpr auto f = [](auto p, auto k, auto j) {{
      const auto x = at_c<0>(p), y = at_c<0>(at_c<1>(p));
      const auto s = at_c<1>(at_c<1>(p));
      using T = typename decltype(x)::value_type;
      return ct::astype<T>({cpp});
    }};
    lib.add("program_{number}", asked<std::remove_const_t<decltype(f)>, {mode}>{{}}, ct::like<arguments<{type}>>, ct::like<ct::tensor<std::int32_t, 7>>, ct::like<std::int32_t>);
    lib.add("value_of_program_{number}", f, ct::like<arguments<{type}>>, ct::like<ct::tensor<std::int32_t, 7>>, ct::like<std::int32_t>);
  }}
"""
SOURCE = """#include <cotangent/codegen/generate.hpp>
namespace ct = cotangent;
using boost::hana::at_c;
template <class T>
using arguments = boost::hana::tuple<ct::tensor<T, 7>, boost::hana::tuple<ct::tensor<T, 7>, T>>;
enum mode { forward, reverse, both };
template <class F, mode Mode>
struct asked {
  constexpr auto operator()(auto p, auto k, auto j) const {
    const auto at = [=](auto q) { return F{}(q, k, j); };
    const auto squares = [=](auto q) { return sum(square(F{}(q, k, j))); };
    const auto value = F{}(p, k, j);
    if constexpr (Mode == forward) return ct::tuple(value, ct::jacfwd(at)(p), ct::jvp(squares, ct::tuple(p), ct::tuple(p)).tangent);
    else if constexpr (Mode == reverse) return ct::tuple(value, ct::jacrev(at)(p), ct::hvp(squares)(p, p));
    else return ct::tuple(value, ct::jacfwd(at)(p), ct::jacrev(at)(p), ct::hvp(squares)(p, p));
  }
};
int main(int argc, char** argv) {
  ct::codegen::library lib("random_programs");
FUNCTIONS
  return lib.main(argc, argv);
}
"""
is_clang = "clang" in options.compiler
place = tempfile.TemporaryDirectory()
at = pathlib.Path(place.name)
text = "".join(FUNCTION.format(cpp=p.cpp, number=k, type="float" if p.single else "double", mode=p.mode) for k, p in enumerate(drawn))
(at / "generator.cpp").write_text(SOURCE.replace("FUNCTIONS", text))
flags = ["-fconstexpr-steps=2000000000", "-fbracket-depth=2000"] if is_clang else ["-fconstexpr-ops-limit=10000000000", "-fconstexpr-loop-limit=100000000"]
if options.library:
    flags.append("-DCOTANGENT_CODEGEN_COMPILED")
codegen = options.include.parent / "codegen" / "include"
link = [str(options.library)] if options.library else []
subprocess.run([options.compiler, "-std=c++20", "-O0", "-w", f"-I{options.include}", f"-I{codegen}", *flags, at / "generator.cpp", *link, "-o", at / "generator"], check=True)
for language in ("c", "jax", "stablehlo"):
    subprocess.run([at / "generator", "--out", at, "--lang", language], check=True)
subprocess.run(["gcc", "-O1", "-shared", "-fPIC", *sorted(at.glob("random_programs*.c")), "-o", at / "programs.so", "-lm"], check=True)
library = ctypes.CDLL(str(at / "programs.so"))
sys.path.insert(0, str(at))
printed, loaded = importlib.import_module("random_programs"), cotangent_xla.load(at / "random_programs.mlir")

point = ([0.3, -0.7, 0.1, 0.9, -0.2, 0.55, -0.95], ([-0.4, 0.8, 0.25, -0.6, 0.5, -0.15, 0.7], 0.6))
k, j = np.array([3, 0, 6, 6, 1, 4, 2], np.int32), 4
disagreements = 0


def differ(what, given, wanted, **tolerance):
    """Whether two lists of arrays differ, which is said."""
    global disagreements
    given, wanted = [np.asarray(leaf) for leaf in jax.tree.leaves(given)], [np.asarray(leaf) for leaf in jax.tree.leaves(wanted)]
    same_types = not what.startswith(("printed", "StableHLO")) or all(a.dtype == b.dtype for a, b in zip(given, wanted))
    if same_types and all(np.allclose(a, b, equal_nan=True, **tolerance) for a, b in zip(given, wanted, strict=True)):
        return
    disagreements += 1
    worst = [float(np.nanmax(np.abs(a - b))) for a, b in zip(given, wanted)]
    print(f"program {number} of seed {options.seed}, {element.__name__}, {p.mode}: {what}: results differ by {worst}\n  {p.cpp}\n  {p.python}")


for number, p in enumerate(drawn):
    element = np.float32 if p.single else np.float64
    rounded = jax.tree.map(lambda leaf: np.asarray(leaf, element), point, is_leaf=lambda leaf: isinstance(leaf, list))
    q = jax.tree.map(lambda leaf: jnp.asarray(leaf, jnp.float64), rounded)

    def f(q, k, j):
        return 1.0 * eval(p.python, names | dict(x=q[0], y=q[1][0], s=q[1][1], k=k, j=j))

    def squares(q, k, j):
        return jnp.sum(jnp.square(f(q, k, j)))

    modes = {"forward": [jax.jacfwd], "reverse": [jax.jacrev], "both": [jax.jacfwd, jax.jacrev]}[p.mode]

    def asked(q, k, j):
        slopes = jax.jvp((lambda q: squares(q, k, j)) if p.mode == "forward" else lambda q: jax.grad(squares)(q, k, j), (q,), (q,))[1]
        return f(q, k, j), *(mode(f)(q, k, j) for mode in modes), slopes

    wanted = jax.jit(asked)(q, k, j)
    wanted = [np.asarray(leaf) for leaf in jax.tree.leaves(wanted)]
    given = [np.full(leaf.shape, 777, element) for leaf in wanted]
    passed = [rounded[0].ctypes, rounded[1][0].ctypes, ctypes.c_float(rounded[1][1]) if p.single else ctypes.c_double(rounded[1][1]), k.ctypes, ctypes.c_int32(j)]
    getattr(library, f"program_{number}")(*(ctypes.c_void_p(a.data) if hasattr(a, "data") else a for a in passed), *(ctypes.c_void_p(leaf.ctypes.data) for leaf in given))
    scale = max(1.0, *(float(np.max(np.abs(leaf))) for leaf in wanted))
    tolerance = dict(rtol=1e-2, atol=2e-4 * scale) if p.single else dict(rtol=1e-9, atol=1e-11 * scale)
    differ("generated C and JAX", given, wanted, **tolerance)

    # The printed module: the same program as the C, one example and a batch of them; and what JAX makes of the function alone.
    function, value = getattr(printed, f"program_{number}"), getattr(printed, f"value_of_program_{number}")

    def printed_asked(q, batch, k, j):
        return function(q, k, j), jax.vmap(function, in_axes=(0, None, None))(batch, k, j), (value(q, k, j), *(mode(value)(q, k, j) for mode in modes))

    batch = jax.tree.map(lambda leaf: np.stack([leaf, leaf]), rounded)
    one, two, slopes = jax.jit(printed_asked)(rounded, batch, k, j)
    by_module = jax.jit(getattr(loaded, f"program_{number}"))(rounded, k, j)
    close = dict(rtol=0, atol=(1e-5 if p.single else 1e-13) * scale)
    differ("printed JAX and generated C", one, given, **close)
    differ("StableHLO and generated C", by_module, given, **close)
    differ("printed JAX under vmap and generated C", two, [np.stack([leaf, leaf]) for leaf in given], **close)
    differ("JAX's derivatives of printed JAX", slopes, wanted[:len(jax.tree.leaves(slopes))], **tolerance)
forms = collections.Counter(name for p in drawn for name in set(p.forms))
print(f"{len(drawn)} random programs ({sum(p.single for p in drawn)} of floats), seed {options.seed}: " + (f"{disagreements} differ from JAX" if disagreements else "as JAX has them"))
print("programs by the forms they hold: " + ", ".join(f"{name} {count}" for name, count in sorted(forms.items())))
sys.exit(disagreements > 0)
