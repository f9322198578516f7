"""Generated externals as CasADi takes them: values, Jacobians, directional derivatives and Hessians of functions, and
whole nonlinear programs, whose iterates by IPOPT and sqpmethod are those that CasADi's own derivatives give. 77: CasADi
is not installed.

    casadi_externals.py --generator PROGRAM --library libcasadi_kernels.so --compiler gcc
"""
import argparse
import ctypes
import pathlib
import subprocess
import sys
import tempfile

try:
    import casadi as ca
    import numpy as np
except ImportError:
    print("CasADi is not installed")
    sys.exit(77)

arguments = argparse.ArgumentParser()
arguments.add_argument("--generator", required=True)
arguments.add_argument("--library", required=True)
arguments.add_argument("--compiler", default="gcc")
options = arguments.parse_args()
random = np.random.default_rng(1)


def close(name, ours, theirs, tolerance=1e-11):
    ours, theirs = np.array(ours), np.array(theirs)
    assert ours.shape == theirs.shape, f"{name}: {ours.shape}, {theirs.shape}"
    assert np.all(np.abs(ours - theirs) <= tolerance * (1 + np.abs(theirs))), f"{name}: {ours}, {theirs}"


def functions():
    """(external, the same by CasADi, nonzeros of each block of its Jacobian)"""
    state, length, matrix, force = ca.SX.sym("s", 2), ca.SX.sym("l"), ca.SX.sym("m", 3, 2), ca.SX.sym("u")
    rate = ca.vertcat(state[1], -9.81 / length * ca.sin(state[0]) + force)
    swing = ca.Function("swing", [state, length, matrix, force], [matrix @ rate, matrix * length, ca.sumsqr(rate)])
    x = ca.SX.sym("x", 6)
    banded = ca.Function("banded", [x], [x * ca.vertcat(x[5], x[:5]) + ca.sin(x)])
    return [(swing, [6, 3, 6, 3, 0, 6, 6, 0, 2, 1, 0, 1]), (banded, [12])]


for theirs, nonzeros in functions():
    ours = ca.external(theirs.name(), options.library)
    assert [ours.size_in(k) for k in range(ours.n_in())] == [theirs.size_in(k) for k in range(theirs.n_in())]
    assert [ours.size_out(k) for k in range(ours.n_out())] == [theirs.size_out(k) for k in range(theirs.n_out())]
    at = [random.normal(size=theirs.size_in(k)) for k in range(theirs.n_in())]
    all_of = lambda f, *args: (lambda r: r if isinstance(r, (tuple, list)) else [r])(f(*args))
    for name, a, b in zip(theirs.name_out(), all_of(ours, *at), all_of(theirs, *at)):
        close(f"{theirs.name()} {name}", a, b)
    empty = [ca.DM(*theirs.size_out(k)) for k in range(theirs.n_out())]
    jacobian = ours.jacobian()
    assert [jacobian.nnz_out(k) for k in range(jacobian.n_out())] == nonzeros, jacobian
    for a, b in zip(all_of(jacobian, *at, *empty), all_of(theirs.jacobian(), *at, *empty)):
        close(f"{theirs.name()} Jacobian", a, b)
    for count in (1, 2):  # (CasADi calls the one for one direction twice)
        for kind, sizes in (("forward", [theirs.size_in(k) for k in range(theirs.n_in())]), ("reverse", [theirs.size_out(k) for k in range(theirs.n_out())])):
            directions = [random.normal(size=(r, c * count)) for r, c in sizes]
            for a, b in zip(all_of(getattr(ours, kind)(count), *at, *empty, *directions), all_of(getattr(theirs, kind)(count), *at, *empty, *directions)):
                close(f"{theirs.name()} {kind}", a, b)
    # A number of all that comes out, in a graph of CasADi's.
    symbols = [ca.MX.sym(f"x{k}", *theirs.size_in(k)) for k in range(theirs.n_in())]
    flat = ca.vertcat(*[ca.vec(s) for s in symbols])
    of = lambda f: sum(ca.sumsqr(y) for y in all_of(f, *symbols))
    for make in (ca.gradient, lambda y, x: ca.hessian(y, x)[0]):
        values = [ca.Function("d", symbols, [ca.densify(make(of(f), flat))])(*at) for f in (ours, theirs)]
        close(f"{theirs.name()} derivative in a graph", *values)

# What is null: an argument is zero, a result is not wanted.
pointer = ctypes.POINTER(ctypes.c_double)
library = ctypes.CDLL(options.library)
work = (ctypes.c_double * 1000)()
out = (ctypes.c_double * 6)(*[7.0] * 6)
null = (pointer * 6)()
assert library.banded(null, (pointer * 2)(ctypes.cast(out, pointer)), None, work, 0) == 0
assert list(out) == [0] * 6
for name in ("banded", "jac_banded", "fwd1_banded", "adj1_banded", "jac_adj1_banded", "swing", "jac_swing"):
    assert getattr(library, name)(null, (pointer * 40)(), None, work, 0) == 0


def problems():
    """name: (variables, parameter, cost, constraints, start, parameter's value, bounds, equations, iterations of IPOPT if published)"""
    x2, x3, x4 = (ca.SX.sym("x", n) for n in (2, 3, 4))
    none, infinity = ca.SX.sym("p", 0), ca.inf
    valley = 100 * (x2[1] - x2[0]**2)**2 + (1 - x2[0])**2
    yield "hs1", x2, none, valley, ca.SX(0, 1), [-2, 1], [], [-infinity, -1.5], infinity, 0, None
    yield "hs14", x2, none, (x2[0] - 2)**2 + (x2[1] - 1)**2, ca.vertcat(1 - x2[0]**2 / 4 - x2[1]**2, x2[0] - 2 * x2[1] + 1), [2, 2], [], -infinity, infinity, 1, None
    s = x4**2
    yield ("hs43", x4, none, ca.sum1(s) + s[2] - 5 * x4[0] - 5 * x4[1] - 21 * x4[2] + 7 * x4[3],
           ca.vertcat(8 - ca.sum1(s) - x4[0] + x4[1] - x4[2] + x4[3], 10 - s[0] - 2 * s[1] - s[2] - 2 * s[3] + x4[0] + x4[3],
                      5 - 2 * s[0] - s[1] - s[2] - 2 * x4[0] + x4[1] + x4[3]), [0] * 4, [], -infinity, infinity, 0, None)
    yield ("hs71", x4, none, x4[0] * x4[3] * (x4[0] + x4[1] + x4[2]) + x4[2], ca.vertcat(x4[0] * x4[1] * x4[2] * x4[3] - 25, ca.sumsqr(x4) - 40),
           [1, 5, 5, 1], [], 1, 5, 1, 8)
    yield ("hs60", x3, none, (x3[0] - 1)**2 + (x3[0] - x3[1])**2 + (x3[1] - x3[2])**4, x3[0] * (1 + x3[1]**2) + x3[2]**4 - 4 - 3 * 2**0.5,
           [2] * 3, [], -10, 10, 1, None)
    p = ca.SX.sym("p", 3)
    yield ("parametric", x3, p, ca.sumsqr(x3 - p) + x3[0] * x3[2], ca.vertcat(x3[0] * x3[1] - p[0], x3 - x3[1]**2), [1, 1, 1], [0.5, 1, 2], -infinity, infinity, 1, None)


class iterates(ca.Callback):
    """Keeps x of every iteration."""

    def __init__(self, n, m, parameters):
        ca.Callback.__init__(self)
        self.sizes = {"x": n, "f": 1, "g": m, "lam_x": n, "lam_g": m, "lam_p": parameters}
        self.x = []
        self.construct("iterates", {})

    def get_n_in(self):
        return ca.nlpsol_n_out()

    def get_n_out(self):
        return 1

    def get_name_in(self, k):
        return ca.nlpsol_out(k)

    def get_sparsity_in(self, k):
        return ca.Sparsity.dense(self.sizes[ca.nlpsol_out(k)])

    def eval(self, values):
        self.x.append(np.array(values[0]).ravel())
        return [0]


def refusal(problem):
    with tempfile.TemporaryDirectory() as place:
        run = subprocess.run([options.generator, problem, "--out", place, "--with", "casadi"], capture_output=True, text=True)
        assert run.returncode != 0, problem
        return run.stderr


for problem, words in {
        "nothing": "casadi: no function was added for CasADi; ct::casadi::add and add_nlp do that",
        "floats": "casadi_f: CasADi has numbers, vectors and matrices of doubles, and x0 is another array",
        "cubes": "casadi_f: CasADi has numbers, vectors and matrices of doubles, and x0 is another array",
        "twice": "casadi: two functions would be f_work; rename one of them",
        "library": "casadi: 'exp' is a name of the C library",
        "dense": "casadi_jac_f: its result must be that of ct::sparse_jacobian or ct::sparse_hessian"}.items():
    assert words in refusal(problem), f"{problem}: {refusal(problem)}"

quiet = {"ipopt": {"ipopt.print_level": 0, "ipopt.sb": "yes"}, "sqpmethod": {"print_header": False, "print_iteration": False, "print_status": False, "qpsol": "qrqp", "qpsol_options": {"print_iter": False, "print_header": False, "error_on_fail": False}}}
with tempfile.TemporaryDirectory() as directory:
    place = pathlib.Path(directory)
    for name, x, p, f, g, start, parameter, lower, upper, equations, published in problems():
        subprocess.run([options.generator, name, "--out", place, "--with", "casadi"], check=True)
        shared = str(place / f"lib{name}.so")
        subprocess.run([options.compiler, "-O1", "-fPIC", "-shared", "-o", shared, place / f"{name}_nlp.c", place / f"{name}_nlp_casadi.c", "-lm"], check=True)
        hessian = ca.external("nlp_hess_l", shared)
        own = ca.Function("own", [x, p, lam := ca.SX.sym("l"), mu := ca.SX.sym("m", g.size1())], [ca.triu(ca.hessian(lam * f + ca.dot(mu, g), x)[0])])
        at = [random.normal(size=own.size_in(k)) for k in range(4)]
        close(f"{name} Hessian", hessian(*at), own(*at))
        sparsity = ca.external("nlp_jac_g", shared).sparsity_out(1)
        assert sparsity == ca.jacobian(g, x).sparsity(), f"{name}: {sparsity}"
        for solver, extra in (("ipopt", {}), ("sqpmethod", {"hess_lag": ca.external("nlp_hess", shared)})):
            runs = []
            for problem, more in ((shared, extra), ({"x": x, "p": p, "f": f, "g": g}, {})):
                seen = iterates(x.size1(), g.size1(), p.size1())
                s = ca.nlpsol("s", solver, problem, {"print_time": False, "iteration_callback": seen, **quiet[solver], **more})
                upper_g = ca.DM([ca.inf] * (g.size1() - equations) + [0] * equations)
                found = s(x0=start, p=parameter, lbx=lower, ubx=upper, lbg=0, ubg=upper_g)
                assert s.stats()["success"], f"{name}, {solver}: {s.stats()['return_status']}"
                runs.append((seen.x, s.stats()["iter_count"], found))
            (ours, ours_count, ours_found), (theirs, theirs_count, theirs_found) = runs
            assert ours_count == theirs_count and len(ours) == len(theirs) > 2, f"{name}, {solver}: {ours_count}, {theirs_count} iterations"
            for k, (a, b) in enumerate(zip(ours, theirs)):
                close(f"{name}, {solver}, iterate {k}", a, b, 1e-6)
            for what in ("f", "x", "lam_g", "lam_x", "lam_p"):
                close(f"{name}, {solver}, {what}", ours_found[what], theirs_found[what], 1e-6)
            assert solver != "ipopt" or published in (None, ours_count), f"{name}: {ours_count} iterations"
            print(f"{name}, {solver}: {ours_count} iterations, f = {float(ours_found['f']):.7f}")
