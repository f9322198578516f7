"""Compiles generated CUDA with nvcc for two architectures: no warning, and no register spilled but where local memory was
asked for. And, by its compiler for hosts, the programs that call it."""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

arguments = argparse.ArgumentParser()
arguments.add_argument("--packages", type=pathlib.Path, help="where PyPI's packages of nvcc are looked for, if there is no other")
arguments.add_argument("--program", type=pathlib.Path, action="append", default=[], help="a program that calls kernels, compiled for the host")
arguments.add_argument("--include", type=pathlib.Path, action="append", default=[])
arguments.add_argument("sources", nargs="+", type=pathlib.Path)
options = arguments.parse_args()

found = sorted(options.packages.glob("**/nvidia/cu*/bin/nvcc")) if options.packages else []
nvcc = str(found[-1]) if found else shutil.which("nvcc")
if nvcc is None:
    print("no nvcc: .ci/install jax installs it")
    sys.exit(1 if os.environ.get("CI") == "true" else 77)

wrong = []


def compiled(*command):
    run = subprocess.run([nvcc, *map(str, command)], capture_output=True, text=True)
    said = run.stdout + run.stderr
    if run.returncode != 0 or "warning" in said:
        wrong.append(f"nvcc {' '.join(map(str, command))}:\n{said[:2000]}")
    return said


kernels = 0
with tempfile.TemporaryDirectory() as place:
    for source in options.sources:
        may_spill = set(re.findall(r"local memory a thread \*/\nstatic __global__ void (\w+)\(", source.read_text()))
        for architecture in ("sm_80", "sm_90"):
            said = compiled("-arch=" + architecture, "-cubin", "-Xptxas", "-v", "-o", f"{place}/kernels.cubin", source)
            for name, stack, spilled in re.findall(r"Function properties for (\w+)\n\s+(\d+) bytes stack frame, (\d+) bytes spill", said):
                own = re.match(r"_Z\d+(\w+?_kernel)", name)
                kernels += own is not None
                if own and own[1] not in may_spill and int(spilled) > 0:
                    wrong.append(f"{source.name}: {own[1]} spills {spilled} bytes on {architecture}")
    for program in options.program:
        folders = [word for folder in options.include for word in ("-I", folder)]
        compiled("-arch=sm_80", "-std=c++17", "-c", *folders, "-o", f"{place}/program.o", program)
if kernels == 0:
    wrong.append("no kernel was compiled")
print("\n".join(wrong) or f"{kernels} kernels in registers, without a warning")
sys.exit(bool(wrong))
