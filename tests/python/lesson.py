"""Lesson 16, with its package installed by pip. Exits with 77 where JAX is not installed.

    lesson.py digits_python/digits_python_python
"""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import with_jax
from install import installed

samples = pathlib.Path(__file__).parents[2] / "samples"
place = installed(sys.argv[1])
command = [sys.executable, samples / "16_python.py", samples / "data" / "digits.csv"]
said = subprocess.run(command, env=os.environ | {"PYTHONPATH": place.name}, capture_output=True, text=True)
print(said.stdout, said.stderr)
assert said.returncode == 0
right = next(line for line in said.stdout.splitlines() if line.startswith("held-back accuracy"))
assert float(right.split()[-1]) > 0.88, right
assert "scores: x1: expected f32[64], got f64[64]; convert it: .astype(numpy.float32)" in said.stdout
numbers = {line.split("loss ")[1] for line in said.stdout.splitlines() if line.startswith(("NumPy: step 500", "JAX: loss"))}
assert len(numbers) == 1, numbers  # the same descent by both
