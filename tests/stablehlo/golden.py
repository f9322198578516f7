"""Compares a generator's StableHLO with the golden files.

    golden.py --golden tests/golden GENERATOR
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

arguments = argparse.ArgumentParser()
arguments.add_argument("--golden", type=pathlib.Path, required=True)
arguments.add_argument("generator")
options = arguments.parse_args()
wrong = []
with tempfile.TemporaryDirectory() as place:
    subprocess.run([options.generator, "--out", place, "--lang", "stablehlo"], check=True)
    made = sorted(pathlib.Path(place).iterdir())
    for file in made:
        wanted = options.golden / file.name
        if not wanted.exists() or wanted.read_text() != file.read_text():
            wrong.append(f"{file.name} differs from {wanted}; if that is meant, write it there: {options.generator} --out {options.golden} --lang stablehlo")
print("\n".join(wrong) or f"{len(made)} files, as they were")
sys.exit(bool(wrong))
