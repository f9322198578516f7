"""Checks that no header includes one of a later layer (codegen none of evaluate and api, and nothing codegen), and that
every header compiles alone: what another one includes before anything else does if that one does. Back ends, evaluate and codegen,
decide nothing of a schedule: what they may ask is in it."""
import argparse
import concurrent.futures
import pathlib
import re
import subprocess
import sys

LAYERS = ["graph", "primitives", "trees", "tensor", "tracing", "transforms", "passes", "sparse", "schedule", "evaluate", "api", "hosts"]

arguments = argparse.ArgumentParser()
arguments.add_argument("--compiler", required=True)
arguments.add_argument("--include", required=True, type=pathlib.Path)
options = arguments.parse_args()

DECIDES = r"schedule/(tile|decide_\w+|linear_recurrence|choose_lanes)\.hpp|\b(tile_of|linear_recurrence_of|one_floating_type|\w+_decision)\("

wrong = []
first = set()  # headers that others begin with
codegen = options.include.parent / "codegen" / "include"
headers = sorted((options.include / "cotangent").rglob("*.hpp")) + sorted(codegen.rglob("*.hpp"))
for header in headers:
    layer = header.parent.name
    text = header.read_text()
    begins = re.match(r"(?://[^\n]*\n|#pragma once\n|\n)*#include <(cotangent/[^>]+)>", text)
    if begins:
        first.add(begins[1])
    for number, line in enumerate(text.splitlines(), 1):
        included = re.match(r"#include <cotangent/(\w+)/", line)
        if layer in ("codegen", "evaluate") and re.search(DECIDES, line):
            wrong.append(f"{header}:{number}: a back end decides what schedule/decide.hpp should")
        if included and layer == "codegen" and included[1] in ("evaluate", "api", "hosts"):
            wrong.append(f"{header}:{number}: codegen must not include {included[1]}")
        if included and layer != "codegen" and included[1] == "codegen":
            wrong.append(f"{header}:{number}: nothing includes codegen")
        if included and layer in LAYERS and LAYERS.index(included[1]) > LAYERS.index(layer):
            wrong.append(f"{header}:{number}: {layer} must not include {included[1]}")


def name_of(header):
    return str(header.relative_to(codegen if header.is_relative_to(codegen) else options.include))


def compiles_alone(header):
    name = name_of(header)
    result = subprocess.run([options.compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
                             f"-I{options.include}", f"-I{codegen}", "-xc++", "-"], input=f"#include <{name}>\n", text=True, capture_output=True)
    if header.parent.name == "hosts" and "is not installed" in result.stderr:  # what it is for
        return None
    return None if result.returncode == 0 else f"{header} does not compile alone:\n{result.stderr[:800]}"


with concurrent.futures.ThreadPoolExecutor(2) as pool:
    wrong += [text for text in pool.map(compiles_alone, [h for h in headers if name_of(h) not in first]) if text]
print("\n".join(wrong) or f"{len(headers)} headers: in order, and each compiles alone")
sys.exit(bool(wrong))
