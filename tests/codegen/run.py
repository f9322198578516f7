"""Compiles generated C as C99 and as C++, with every warning an error, and compares it with the golden files."""
import argparse
import pathlib
import shutil
import subprocess
import sys

arguments = argparse.ArgumentParser()
arguments.add_argument("--golden", type=pathlib.Path)
arguments.add_argument("--analyzer", action="store_true", help="ask gcc's too, as is done with --golden")
arguments.add_argument("sources", nargs="+", type=pathlib.Path)
options = arguments.parse_args()
warnings = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wdouble-promotion", "-Wshadow", "-Werror", "-O2", "-c", "-o", "/dev/null"]
commands = [["gcc", "-std=c99"], ["clang-19", "-std=c99"], ["g++", "-std=c++11", "-xc++"], ["clang++-19", "-std=c++11", "-xc++"]]
commands += [[compiler, "-std=c99", "-DREGISTER=0"] for compiler in ("gcc", "clang-19")]  # as without vector types

wrong = []
for source in options.sources:
    for command in commands:
        run = subprocess.run([*command, *warnings, str(source)], capture_output=True, text=True)
        if run.returncode != 0:
            wrong.append(f"{' '.join(command)} {source.name}:\n{run.stderr[:2000]}")
    checks = []  # of a few functions, because they take longer
    if options.golden or options.analyzer:
        checks.append(["gcc", "-std=c99", "-fanalyzer", *warnings])
    if options.golden and shutil.which("cppcheck"):
        checks.append(["cppcheck", "--std=c99", "--enable=warning,style,performance,portability", "--error-exitcode=1", "--quiet"])
    for check in checks:
        run = subprocess.run([*check, str(source)], capture_output=True, text=True)
        if run.returncode != 0:
            wrong.append(f"{check[0]} {check[2]} {source.name}:\n{run.stderr[:2000]}")
    if options.golden:
        for made in [source, source.with_suffix(".h")]:
            wanted = options.golden / made.name
            if not wanted.exists() or wanted.read_text() != made.read_text():
                wrong.append(f"{made} differs from {wanted}; if that is meant, copy it there")
print("\n".join(wrong) or f"{len(options.sources)} files, clean as C99 and C++")
sys.exit(bool(wrong))
