"""Random programs: trees of the forms in forms.py, kept in a moderate range. The same seed gives the same programs.

    generate.py SEED COUNT DEPTH > random_functions.hpp     as a list of functions of x, for the laws (tests/laws)
"""
import collections
import random
import re
import sys

from forms import KINDS, NUMBER

Program = collections.namedtuple("Program", "cpp python mode lies single forms")


class Drawing:
    def __init__(self, seed, all_forms):
        self.choose = random.Random(seed)
        self.kinds = [([f for f in forms if all_forms or (f.mode == "both" and not f.lies)], weight) for forms, weight in KINDS]

    def body(self, names, levels=2):
        """A drawn expression of numbers, the same in both languages."""
        if levels == 0:
            return self.choose.choice(names)
        text = self.choose.choice(NUMBER)
        return "(" + text.replace("$0", self.body(names, levels - 1)).replace("$1", self.body(names, levels - 1)) + ")"

    def program(self, levels):
        """Its text in both languages and the forms that it holds."""
        if levels == 0 or self.choose.random() < 0.08:
            leaf = self.choose.choice(["x", "x", "y", "(0.5 * x)", "(x * y)", "(s * x)"])
            return leaf, leaf, []
        form = self.choose.choice(self.choose.choices([k[0] for k in self.kinds], [k[1] for k in self.kinds])[0])
        operands = self.program(levels - 1), self.program(levels - 1)
        # A hole such as #c,v# is a body of c and v, the same one wherever it stands in the form.
        bodies = {hole: self.body(hole.split(",")) for hole in dict.fromkeys(re.findall(r"#([a-z,]+)#", form.cpp))}
        texts = []
        for language, text in enumerate((form.cpp, form.python)):
            text = re.sub(r"#([a-z,]+)#", lambda hole: bodies[hole[1]], text)
            texts.append("(" + text.replace("$0", operands[0][language]).replace("$1", operands[1][language]) + ")")
        used = [form]
        for k in (0, 1):
            if f"${k}" in form.cpp:
                used += operands[k][2]
        return *texts, used


def programs(seed, count, depth, all_forms=True):
    drawing = Drawing(seed, all_forms)
    drawn = []
    while len(drawn) < count:
        cpp, python, forms = drawing.program(depth)
        modes = {f.mode for f in forms} - {"both"}
        if len(modes) < 2:  # what has neither mode has no derivative to compare
            drawn.append(Program(cpp, python, modes.pop() if modes else "both", any(f.lies for f in forms), drawing.choose.random() < 0.25, [f.name for f in forms]))
    return drawn


if __name__ == "__main__":
    seed, count, depth = (int(a) for a in sys.argv[1:])
    inputs = ["y = 0.7 * ct::flip(x)", "s = x(0) + 1", "k = ct::tensor<std::int32_t, 7>{6, 0, 0, 3, 1, 5, 2}", "j = argmax(x)"]
    declared = " ".join(f"[[maybe_unused]] const auto {text};" for text in inputs)
    print(f"// {count} random programs, seed {seed}.\n#pragma once\n#pragma GCC diagnostic ignored \"-Wunused-parameter\"  // a drawn body need not use what it is given\n#pragma GCC diagnostic ignored \"-Wshadow\"  // forms stand in forms\n\n#define RANDOM_FUNCTIONS(F) \\")
    print(" \\\n".join(f"  F(random_{k}, ([=] {{ {declared} return {p.cpp}; }}()), -1, 1)" for k, p in enumerate(programs(seed, count, depth, all_forms=False))))
