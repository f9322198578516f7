"""Feeds the samples that read a file what nobody should: each must say what is wrong, with file and line and nothing that a terminal
obeys, and fail; and what only looks odd must work as the good file does."""
import argparse
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

arguments = argparse.ArgumentParser()
arguments.add_argument("--data", type=pathlib.Path, required=True)
arguments.add_argument("--digits", required=True)
arguments.add_argument("--bundle", required=True)
arguments.add_argument("--mixture", required=True)
options = arguments.parse_args()
directory = pathlib.Path(tempfile.mkdtemp())
wrong = []


def run(program, path, memory=None):
    results = [] if program == options.digits else [str(directory / "results.txt")]
    limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory))) if memory else None
    return subprocess.run([program, str(path), *results], capture_output=True, timeout=300, preexec_fn=limit)


def check_bad(program, name, content, line, memory=None):
    """The message must name the file and this line; None: any."""
    path = directory / name
    path.write_bytes(content)
    expect_failure(program, path, f"{path}:{line}: " if line else f"{path}:", memory)


def expect_failure(program, path, begin, memory=None):
    ran = run(program, path, memory)
    said = ran.stderr.decode("utf-8", "replace")
    if ran.returncode not in range(1, 126):
        wrong.append(f"{os.path.basename(program)} {path}: exit status {ran.returncode}")
    if not said.startswith(begin) or said.count("\n") != 1 or re.search(r"[^ -~\n]", said):
        wrong.append(f"{os.path.basename(program)} {path}: wanted '{begin}...', said {said!r}")


def check_good(program, name, content, says):
    path = directory / name
    path.write_bytes(content)
    ran = run(program, path)
    if ran.returncode != 0 or says not in ran.stdout.decode():
        wrong.append(f"{os.path.basename(program)} {name}: {ran.returncode}, {ran.stderr!r}, wanted {says!r}")


# Read one by one, these do not fit in the memory that there is.
large = {options.digits: b",".join([b"0"] * 65) + b"\n", options.bundle: b"observation 0 0 1 0 0\n", options.mixture: b"point 0 0\n"}
large = {program: line * (100_000_000 // (8 * sum(c in b"0123456789" for c in line))) for program, line in large.items()}
large[options.bundle] = b"camera" + b" 0" * 11 + b"\npoint 0 0 0\n" + large[options.bundle]
programs = {options.digits: "digits.csv", options.bundle: "bundle.txt", options.mixture: "points.txt"}
for program, good in programs.items():
    text = (options.data / good).read_bytes()
    lines = text.split(b"\n")
    expect_failure(program, directory, f"{directory}: ")
    expect_failure(program, directory / "not_there", f"{directory / 'not_there'}: ")
    expect_failure(program, directory / "no\x1b[31mred\x07", f"{directory / 'no?[31mred?'}: ")
    check_bad(program, "empty", b"", 1)
    check_bad(program, "memory", large[program], None, memory=80_000_000)
    check_bad(program, "junk", bytes(range(256)) * 40, 1)
    check_bad(program, "zeros", b"\0" * 5000, 1)
    check_bad(program, "escape", lines[0] + b"\n\x1b[31mred\x1b[0m\x07\x08\n" + text, 2)
    check_bad(program, "long_line", lines[0] + b"\n" + b"1" * 3_000_000 + b"\n", 2)
    check_bad(program, "utf16", text.decode().encode("utf-16"), 1)
for number in (b"nan", b"inf", b"-inf", b"1e999", b"0x10", b"1e", b"", b"--1", b"1,5"):
    check_bad(options.bundle, "number", b"point 1 2 3\npoint 1 2 " + number + b"\n", 2)
    check_bad(options.mixture, "number", b"component 0 1 0 0 0 0\ncomponent 0 1 0 0 0 " + number + b"\n", 2)
    check_bad(options.digits, "number", (options.data / "digits.csv").read_bytes().split(b"\n")[0] + b"\n" + number + b",0,0\n", 2)
for count in (b"99999999999999999999", b"4294967296", b"2147483647", b"-1", b"1e9", b"0.5"):
    check_bad(options.bundle, "count", b"point 1 2 3\nobservation " + count + b" 0 1 2 3\n", 2)
    check_bad(options.digits, "count", count + b",0\n", 1)
bundle = (options.data / "bundle.txt").read_bytes().rstrip(b"\n").split(b"\n")
check_bad(options.bundle, "not_finite", b"\n".join([*bundle, b"point 1e200 1e200 1e200", b"camera 1e200 0 0 0 0 0 1e300 0 0 1e300 1e300",
                                                    b"observation %d %d 1e300 0 0" % (sum(l.startswith(b"camera") for l in bundle), sum(l.startswith(b"point") for l in bundle))]), len(bundle) + 3)
check_bad(options.bundle, "squares_not_finite", b"\n".join([*bundle, b"observation 0 0 1 1e200 0"]), len(bundle) + 1)
points = (options.data / "points.txt").read_bytes().rstrip(b"\n").split(b"\n")
check_bad(options.mixture, "not_finite", b"\n".join([*points, b"point 1e200 0"]), len(points) + 1)
for program, good, says in ((options.bundle, "bundle.txt", "21 observations"), (options.mixture, "points.txt", "150 points, log likelihood")):
    text = (options.data / good).read_bytes()
    check_good(program, "windows", text.replace(b"\n", b"\r\n"), says)
    check_good(program, "no_end", text.rstrip(b"\n"), says)
    check_good(program, "blanks", b"\n  \n" + text.replace(b" ", b" \t ") + b"\n\n", says)
check_good(options.digits, "windows", (options.data / "digits.csv").read_bytes().replace(b"\n", b"\r\n"), "held-back accuracy 0.9")
check_good(options.digits, "all_alike", (b",".join([b"0"] * 65) + b"\n") * 1500, "held-back accuracy")
print("\n".join(wrong) or "every bad file is refused with file and line")
sys.exit(bool(wrong))
