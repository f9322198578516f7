"""Counts template instantiations, which repeat exactly where seconds do not, and holds programs to their budgets.

What the headers instantiate by themselves is not counted.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

CHAIN = """constexpr auto f = [](auto x) {{ auto y = x; for (int k = 0; k < {0}; ++k) y = sin(y) * x + y; return y; }};
double run(double x) {{ return cotangent::grad(f)(x); }}"""
PROGRAMS = {  # source, and at most so many instantiations
    "value": ("double run(double x) { return cotangent::jit([](auto y) { return y * y + 1; })(x); }", 560),
    "softmax jacobian": ("""constexpr auto softmax = [](auto x) { auto e = exp(x - amax(x)); return e / sum(e); };
auto run(const cotangent::tensor<float, 3>& x) { return cotangent::jacrev(softmax)(x); }""", 1400),
    "chain of 10": (CHAIN.format(10), 1060),
    "chain of 40": (CHAIN.format(40), 2500),
}


def count(compiler, source, include, place):
    """Template classes and functions that clang instantiates for a file."""
    command = [compiler, "-std=c++20", "-fconstexpr-steps=2000000000", "-ftime-trace", "-ftime-trace-granularity=0", f"-I{include}", "-c", source, "-o", place / "program.o"]
    subprocess.run(command, check=True)
    events = json.loads((place / "program.json").read_text())["traceEvents"]
    return sum(event["name"] in ("InstantiateClass", "InstantiateFunction") for event in events)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--compiler", required=True)
    arguments.add_argument("--include", required=True)
    options = arguments.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        source = place / "program.cpp"
        counts = {}
        for name, (text, budget) in {"headers": ("", 0), **PROGRAMS}.items():
            source.write_text("#include <cotangent/cotangent.hpp>\n" + text + "\n")
            counts[name] = count(options.compiler, source, options.include, place)
            if name == "headers":
                continue
            above = counts[name] - counts["headers"]
            print(f"{name}: {above} instantiations, at most {budget}")
            failed = failed or above > budget
    sys.exit(failed)


if __name__ == "__main__":
    main()
