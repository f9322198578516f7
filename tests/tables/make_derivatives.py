#!/usr/bin/env python3
"""Writes derivatives.inc: derivatives of orders 1 to 3 of the elementwise functions, and of some of two elements, where they are hard to get
right: at seams and ties, at +-0 and infinities, beside the ends of domains and far out. By SymPy and mpmath, at 1,000 digits, rounded to double.

    python3 make_derivatives.py > derivatives.inc
"""
import struct
import sympy as sp
from mpmath import mp, mpf, inf, nan, isinf, isnan

mp.dps = 1000
x, y = sp.symbols("x y", real=True)
logistic = 1 / (1 + sp.exp(-x))
gelu = lambda c: x / (1 + sp.exp(-2 * sp.Rational(*c[0].as_integer_ratio()) * (x + sp.Rational(*c[1].as_integer_ratio()) * x**3)))

EVERYWHERE = [0.0, 1e-300, -1e-20, 2.0**-30, 0.25, -0.5, 1.0, -1.5, 2.0, 3.0, -5.0, 9.0, -9.010913848876953, 15.0, -20.0, 30.0, -40.0, 40.0, 88.0, -100.0, 300.0, -700.0, 1e5,
              -1e10, 2.0**60, 1e200, -1e300]
POSITIVE = [1e-300, 1e-20, 2.0**-30, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 7.0, 100.0, 1e5, 2.0**60, 1e200, 1e300]
UNIT = [0.0, 1e-300, -1e-20, 2.0**-30, 0.25, -0.5, 0.75, 0.9999, -0.99999, 0.9999999999, 1 - 2.0**-24, 1 - 2.0**-53, -1 + 2.0**-30]
ANGLES = [0.0, 1e-300, -1e-20, 2.0**-30, 0.25, -0.5, 1.0, 1.5, -2.0, 3.0, 100.0]
BESIDE_ROOT = [2.0**-60, 0.75, 1.4375, 1.46163213253021240234375, 1.46163214496836, 1.5, 1.75, 2.25, 5.5, 9.75, 10.0, 10.25]  # that of digamma, and of its formulas
# name: expression, points, derivatives at -infinity and infinity (None: none that is asked for)
UNARY = {
    "exp": (sp.exp(x), EVERYWHERE, (0, 0, 0), (inf, inf, inf)),
    "expm1": (sp.exp(x) - 1, EVERYWHERE, (0, 0, 0), (inf, inf, inf)),
    "exp2": (2**x, EVERYWHERE, (0, 0, 0), (inf, inf, inf)),
    "log": (sp.log(x), POSITIVE, None, (0, 0, 0)),
    "log2": (sp.log(x, 2), POSITIVE, None, (0, 0, 0)),
    "log10": (sp.log(x, 10), POSITIVE, None, (0, 0, 0)),
    "log1p": (sp.log(1 + x), [p for p in EVERYWHERE if p > -1] + [-0.75, -1 + 2.0**-20], None, (0, 0, 0)),
    "sqrt": (sp.sqrt(x), POSITIVE, None, (0, 0, 0)),
    "rsqrt": (1 / sp.sqrt(x), POSITIVE, None, (0, 0, 0)),
    "cbrt": (sp.cbrt(x), POSITIVE, None, (0, 0, 0)),
    "square": (x * x, EVERYWHERE, (-inf, 2, 0), (inf, 2, 0)),
    "reciprocal": (1 / x, [p for p in EVERYWHERE if p != 0], (0, 0, 0), (0, 0, 0)),
    "cube": (x**3, EVERYWHERE, (inf, -inf, 6), (inf, inf, 6)),
    "power_2": (x**2, EVERYWHERE, (-inf, 2, 0), (inf, 2, 0)),
    "power_half": (sp.sqrt(x), POSITIVE, None, (0, 0, 0)),
    "power_minus": (x ** sp.Rational(-3, 2), POSITIVE, None, (0, 0, 0)),
    "sin": (sp.sin(x), ANGLES, None, None),
    "cos": (sp.cos(x), ANGLES, None, None),
    "tan": (sp.tan(x), ANGLES, None, None),
    "asin": (sp.asin(x), UNIT, None, None),
    "acos": (sp.acos(x), UNIT, None, None),
    "atanh": (sp.atanh(x), UNIT, None, None),
    "erf_inv": (sp.erfinv(x), [p for p in UNIT if abs(p) < 1 - 1e-12] + [0.46875, 0.5, -0.515625, 0.625, 0.90625], None, None),
    "atan": (sp.atan(x), EVERYWHERE, (0, 0, 0), (0, 0, 0)),
    "sinh": (sp.sinh(x), EVERYWHERE, (inf, -inf, inf), (inf, inf, inf)),
    "cosh": (sp.cosh(x), EVERYWHERE, (-inf, inf, -inf), (inf, inf, inf)),
    "tanh": (sp.tanh(x), EVERYWHERE, (0, 0, 0), (0, 0, 0)),
    "asinh": (sp.asinh(x), EVERYWHERE, (0, 0, 0), (0, 0, 0)),
    "acosh": (sp.acosh(x), [1 + 2.0**-40, 1 + 2.0**-20, 1.25, 2.0, 3.0, 100.0, 1e5, 2.0**60, 1e200, 1e300], None, (0, 0, 0)),
    "erf": (sp.erf(x), EVERYWHERE + [5.5, -8.25, 25.0], (0, 0, 0), (0, 0, 0)),
    "erfc": (sp.erfc(x), EVERYWHERE + [5.5, -8.25, 25.0], (0, 0, 0), (0, 0, 0)),
    "lgamma": (sp.loggamma(x), [0.25, 0.5, 1.0, 1.25, 2.0, 3.0, 9.0, 100.0, 1e5, 2.0**60, 1e200, -0.25, -1.25] + BESIDE_ROOT, None, (inf, 0, 0)),
    "digamma": (sp.digamma(x), [0.25, 0.5, 1.0, 1.25, 2.0, 3.0, 9.0, 100.0, 1e5, 2.0**60, -0.25, -1.25] + BESIDE_ROOT, None, (0, 0, 0)),
    "sigmoid": (logistic, EVERYWHERE, (0, 0, 0), (0, 0, 0)),
    "softplus": (sp.log(1 + sp.exp(x)), EVERYWHERE, (0, 0, 0), (1, 0, 0)),
    "log_sigmoid": (-sp.log(1 + sp.exp(-x)), EVERYWHERE, (1, 0, 0), (0, 0, 0)),
    "silu": (x * logistic, EVERYWHERE, (0, 0, 0), (1, 0, 0)),
    "gelu": (gelu((0.79788456080286535588, 0.044715)), EVERYWHERE + [-0.625, -3.375, -7.3125, -12.125, -21.375], (0, 0, 0), (1, 0, 0)),
    "elu": (sp.exp(x) - 1, [p for p in EVERYWHERE if p <= 0], (0, 0, 0), (1, 0, 0)),
}
PAIRS = [(3.0, 4.0), (1.0, 1.0), (1.0, -1.0), (-2.0, 0.0), (0.0, 2.0), (-0.0, -3.0), (1e-20, 1.0), (2.0**60, 1.0), (1.0, -2.0**60), (1e200, 1e200), (1e200, -1e180), (1e-100, 1e-95), (0.5, 1e-9)]
LEVELS = [(3.0, 4.0), (3.0, 3.0), (0.0, -0.0), (-1.0, 2.5), (0.0, 20.0), (40.0, 0.0), (0.0, 80.0), (-1000.0, -1000.0), (1e5, 1e5), (1e200, 1e200), (1e200, 0.0), (-2.0**30, 3.0)]
BINARY = {
    "hypot": (sp.sqrt(x * x + y * y), PAIRS),
    "norm": (sp.sqrt(x * x + y * y), [p for p in PAIRS if max(map(abs, p)) < 1e100 and max(map(abs, p)) > 1e-50]),
    "atan2": (sp.atan(x / y), [p for p in PAIRS if p[1] != 0]),
    "logaddexp": (sp.log(sp.exp(x) + sp.exp(y)), LEVELS),
    "logsumexp": (sp.log(sp.exp(x) + sp.exp(y)), LEVELS),
    "softmax": (1 / (1 + sp.exp(y - x)), LEVELS),
    "log_softmax": (-sp.log(1 + sp.exp(y - x)), LEVELS),
    "xlogy": (x * sp.log(y), [(0.0, 2.0), (2.0, 2.0), (-1.5, 0.25), (0.0, 1e200), (3.0, 1e-200), (1e200, 3.0)]),
    "pow": (x**y, [(2.0, 3.0), (0.5, 2.0), (3.0, -1.5), (2.0, 1e-20), (1e200, 0.5), (4.0, 0.0), (1.0, 1.0), (1.5, 100.0)]),
    "var": ((x - y) ** 2 / 4, [(3.0, 4.0), (2.0, 2.0), (0.0, -0.0), (1e100, -1e100), (2.0**40, 2.0**40 + 1)]),
    "std": (sp.sqrt(sp.expand((x - y) ** 2)) / 2, [(3.0, 4.0), (2.5, -8.0)]),
}
# What conventions say, JAX's: (name, order in x, order in y, x, y, value).
CONVENTIONS = []
for zero in (0.0, -0.0):
    CONVENTIONS += [("abs", k, 0, zero, 0.0, 0) for k in (1, 2, 3)] + [("relu", k, 0, zero, 0.0, 0) for k in (1, 2, 3)] + [("relu6", k, 0, zero, 0.0, 0) for k in (1, 2, 3)]
    CONVENTIONS += [("leaky_relu", 1, 0, zero, 0.0, 1), ("leaky_relu", 2, 0, zero, 0.0, 0), ("sqrt", 1, 0, 0.0, 0.0, inf), ("cbrt", 1, 0, zero, 0.0, inf), ("log", 1, 0, 0.0, 0.0, inf)]
CONVENTIONS += [("relu6", k, 0, 6.0, 0.0, 0) for k in (1, 2, 3)] + [("elu", 1, 0, 40.0, 0.0, 1), ("elu", 2, 0, 40.0, 0.0, 0)]
for f in ("maximum", "minimum"):
    CONVENTIONS += [(f, 1, 0, 3.0, 3.0, 0.5), (f, 0, 1, 3.0, 3.0, 0.5), (f, 1, 0, 0.0, -0.0, 0.5), (f, 2, 0, 3.0, 3.0, 0), (f, 1, 1, 3.0, 3.0, 0), (f, 1, 0, inf, inf, 0.5)]
for a, b in ((0.0, 0.0), (-0.0, 0.0)):
    CONVENTIONS += [("hypot", 1, 0, a, b, 0), ("hypot", 0, 1, a, b, 0), ("hypot", 2, 0, a, b, 0), ("hypot", 1, 1, a, b, 0), ("hypot", 3, 0, a, b, 0)]
for a, b, by_a, by_b in ((inf, 1.0, 1, 0), (-inf, 1.0, -1, 0), (2.0, -inf, 0, -1)):
    CONVENTIONS += [("hypot", 1, 0, a, b, by_a), ("hypot", 0, 1, a, b, by_b)] + [("hypot", i, j, a, b, 0) for i in range(4) for j in range(4 - i) if i + j > 1]
for f in ("logaddexp",):
    for a, b, by_a in ((inf, 1.0, 1), (1.0, inf, 0), (-inf, 2.0, 0), (inf, -inf, 1), (inf, inf, 0.5), (-inf, -inf, 0.5)):
        CONVENTIONS += [(f, 1, 0, a, b, by_a), (f, 0, 1, a, b, 1 - by_a)] + ([(f, 2, 0, a, b, 0), (f, 1, 1, a, b, 0), (f, 3, 0, a, b, 0)] if a != b else [])
CONVENTIONS += [("logsumexp", 1, 0, -inf, 2.0, 0), ("logsumexp", 0, 1, -inf, 2.0, 1), ("logsumexp", 2, 0, -inf, 2.0, 0), ("softmax", 1, 0, -inf, 2.0, 0), ("softmax", 2, 0, -inf, 2.0, 0)]
CONVENTIONS += [("atan2", 1, 0, 0.0, -1.0, -1), ("atan2", 0, 1, 2.0, 0.0, -0.5), ("atan2", 1, 0, 2.0, 0.0, 0), ("atan2", 2, 0, -2.0, 0.0, 0), ("atan2", 1, 1, 2.0, 0.0, 0.25), ("atan2", 0, 2, 2.0, 0.0, 0),
                ("atan2", 1, 0, inf, 1.0, 0), ("atan2", 0, 1, 1.0, inf, 0), ("atan2", 2, 0, inf, 1.0, 0)]
CONVENTIONS += [("pow", 1, 0, 0.0, 2.0, 0), ("pow", 2, 0, 0.0, 2.0, 2), ("pow", 3, 0, 0.0, 2.0, 0), ("pow", 0, 1, 0.0, 2.0, 0), ("pow", 1, 0, 0.0, 0.0, 0), ("pow", 1, 0, 0.0, 1.0, 1),
                ("pow", 2, 0, 0.0, 1.0, 0), ("pow", 3, 0, 0.0, 3.0, 6), ("pow", 2, 0, -2.0, 3.0, -12), ("pow", 3, 0, -2.0, 2.0, 0), ("pow", 1, 1, 3.0, 0.0, 1 / 3)]
CONVENTIONS += [("asin", 1, 0, 1.0, 0.0, inf), ("asin", 2, 0, 1.0, 0.0, inf), ("acos", 1, 0, -1.0, 0.0, -inf), ("atanh", 1, 0, 1.0, 0.0, inf), ("acosh", 1, 0, 1.0, 0.0, inf), ("erf_inv", 1, 0, 1.0, 0.0, inf),
                ("lgamma", 2, 0, 0.0, 0.0, inf)]


def written(v):
    if isnan(v):
        return "NAN"
    if isinf(v):
        return "INFINITY" if v > 0 else "-INFINITY"
    f = float(v)
    return "INFINITY" if f == float("inf") else "-INFINITY" if f == float("-inf") else repr(f)


def is_float(v):
    try:
        return struct.unpack("f", struct.pack("f", v))[0] == v
    except OverflowError:
        return False


def row(name, i, j, a, b, truth):
    print(f'{{"{name}", {i}, {j}, {written(mpf(a)) if a != 0 or str(a)[0] != "-" else "-0.0"}, {written(mpf(b)) if b != 0 or str(b)[0] != "-" else "-0.0"}, {written(mpf(truth))}, {str(is_float(a) and is_float(b)).lower()}}},')


def evaluated(derivative, *at):
    try:
        return derivative(*[mpf(v) for v in at])
    except ZeroDivisionError:
        return None



for name, (expression, points, below, above) in UNARY.items():
    for order in (1, 2, 3):
        derivative = sp.lambdify(x, sp.diff(expression, x, order), "mpmath")
        for p in points:
            v = evaluated(derivative, p)
            if v is not None:
                row(name, order, 0, p, 0.0, mp.re(v))
        for limits, p in ((below, -inf), (above, inf)):
            if limits is not None:
                row(name, order, 0, float(p), 0.0, limits[order - 1])
for name, (expression, points) in BINARY.items():
    for i in range(4):
        for j in range(4 - i):
            if i + j == 0:
                continue
            derivative = sp.lambdify((x, y), sp.diff(expression, *([(x, i)] if i else []), *([(y, j)] if j else [])), "mpmath")
            for a, b in points:
                v = evaluated(derivative, a, b)
                if v is not None:
                    row(name, i, j, a, b, mp.re(v))
for name, i, j, a, b, value in CONVENTIONS:
    row(name, i, j, float(a), float(b), value)
