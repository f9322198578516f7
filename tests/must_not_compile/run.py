"""Compiles every file here, once. Each line marked `// error: text` must give exactly one error whose output holds the
text, and there must be no other error: a cascade fails too. Good twins stand beside the bad lines, unmarked."""
import argparse
import pathlib
import re
import subprocess
import sys

arguments = argparse.ArgumentParser()
arguments.add_argument("--compiler", required=True)
arguments.add_argument("--include", required=True)
options = arguments.parse_args()
is_clang = "clang" in options.compiler

failures = []
for source in sorted(pathlib.Path(__file__).parent.glob("*.cpp")):
    wanted = re.findall(r"// error: (.*)", source.read_text())
    # clang prints computed messages whole from C++26 on; in C++20 it prints them in pieces of 31 characters. (That it does is seen in one file.)
    for standard in ["c++20", "c++2c"] if is_clang and source.stem == "custom_vjp" else ["c++20"]:
        flags = ["-ferror-limit=0", "-fconstexpr-steps=1000000000"] if is_clang else ["-fconstexpr-ops-limit=10000000000"]
        run = subprocess.run([options.compiler, f"-std={standard}", "-fsyntax-only", "-fno-caret-diagnostics" if is_clang else "-fno-diagnostics-show-caret", f"-I{options.include}", *flags, source],
                             text=True, capture_output=True)
        errors = [line for line in run.stderr.splitlines() if re.search(r"(?<!\d )\berror: ", line)]
        # g++ gives the text in the note that follows; pieces are put together again before they are looked for.
        output = re.sub(r'"\}, cotangent::detail::words<32>\{"', "", run.stderr)
        output = output.replace("\\'", "'")
        for text in wanted:
            if text not in output:
                failures.append(f"{source.name} ({standard}): no error says: {text}")
        if len(errors) != len(wanted):
            failures.append(f"{source.name} ({standard}): {len(wanted)} errors wanted, {len(errors)} given:\n  " + "\n  ".join(errors))
        print(f"{source.name} ({standard}): {len(errors)} errors for {len(wanted)} bad lines")
print("\n".join(failures))
sys.exit(bool(failures))
