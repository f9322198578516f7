"""JAX, for tests that compare with it: each program runs once, so it is compiled as fast as can be. Where JAX is not installed the test ends here with 77, which
ctest takes for skipped.

    sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
    from with_jax import cotangent_xla, jax, jnp, np
"""
import os
import pathlib
import sys

os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")
try:
    import jax
except ImportError:
    print("skipped: JAX is not installed")
    sys.exit(77)
import jax.numpy as jnp
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "codegen" / "python"))
import cotangent_xla
