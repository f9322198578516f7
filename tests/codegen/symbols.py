"""What a generated library defines: a shared one shows the functions of its header, and nothing else; its objects define besides only the parts of
those functions, and their tables, by the names that library.hpp documents."""
import argparse
import pathlib
import re
import subprocess
import sys

arguments = argparse.ArgumentParser()
arguments.add_argument("--nm", default="nm")
arguments.add_argument("--header", type=pathlib.Path, required=True)
arguments.add_argument("--shared", type=pathlib.Path, required=True)
arguments.add_argument("objects", nargs="+", type=pathlib.Path)
options = arguments.parse_args()


def defined(*which):
    lines = subprocess.run([options.nm, "--defined-only", "--format=posix", *map(str, which)], check=True, capture_output=True, text=True).stdout.splitlines()
    return [line.split()[0] for line in lines if len(line.split()) > 1]


functions = re.findall(r"^void (\w+)\(", options.header.read_text(), re.MULTILINE)
shown, of_objects = defined("-D", options.shared), defined("-g", *options.objects)
owners = "|".join(name.removesuffix("_in_workspace") for name in functions)
others = [name for name in of_objects if name not in functions]
wrong = []
if sorted(shown) != sorted(functions):
    wrong.append(f"{options.shared.name} shows {sorted(set(shown) ^ set(functions))}, or does not")
if len(set(of_objects)) != len(of_objects):
    wrong.append("a name is defined twice")
if unknown := [name for name in others if not re.fullmatch(rf"({owners})_(part|constant)\d+", name)]:
    wrong.append(f"names that nobody knows of: {unknown}")
if not any("_part" in name for name in others) or not any("_constant" in name for name in others):
    wrong.append("no parts, or no tables, so nothing is tested")
print("\n".join(wrong) or f"{len(functions)} functions, {len(others)} parts and tables")
sys.exit(bool(wrong))
