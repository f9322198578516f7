"""The same functions by the same formulas, as CasADi generates them: casadi_functions.py panda.hpp FILE.c"""
import os
import re
import sys

import casadi as ca

text = open(sys.argv[1]).read().split("joints[n] = {")[1]
values = [float(x) for x in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", text)]
n = 7
joints = [dict(zip("Rpmci", (ca.reshape(ca.DM(row[:9]), 3, 3).T, ca.DM(row[9:12]), row[12], ca.DM(row[13:16]), ca.reshape(ca.DM(row[16:]), 3, 3))))
          for row in (values[25 * k:25 * k + 25] for k in range(n))]
q, v, a = (ca.SX.sym(name, n) for name in "qva")
cross, stacked = ca.cross, ca.vertcat


def turned(s, c, u):
    return stacked(c * u[0] - s * u[1], s * u[0] + c * u[1], u[2])


def rnea():
    s, c = ca.sin(q), ca.cos(q)
    spin, turning, moving = ca.SX(3, 1), ca.SX(3, 1), ca.SX([0, 0, 9.81])
    forces, moments, torque = [], [], [None] * n
    for k, j in enumerate(joints):
        inside = lambda u: turned(-s[k], c[k], j["R"].T @ u)
        own, before = stacked(0, 0, v[k]), inside(spin)
        moving = inside(moving + cross(turning, j["p"]) + cross(spin, cross(spin, j["p"])))
        turning = inside(turning) + stacked(0, 0, a[k]) + cross(before, own)
        spin = before + own
        forces.append(j["m"] * (moving + cross(turning, j["c"]) + cross(spin, cross(spin, j["c"]))))
        moments.append(j["i"] @ turning + cross(spin, j["i"] @ spin) + cross(j["c"], forces[k]))
    for k in reversed(range(n)):
        torque[k] = moments[k][2]
        if k > 0:
            outside = lambda u: joints[k]["R"] @ turned(s[k], c[k], u)
            force = outside(forces[k])
            moments[k - 1] += outside(moments[k]) + cross(joints[k]["p"], force)
            forces[k - 1] += force
    return stacked(*torque)


def jacobian():
    p, r = ca.SX(3, 1), ca.SX.eye(3)
    for k, j in enumerate(joints):
        p, placed = p + r @ j["p"], r @ j["R"]
        r = stacked(*[turned(-ca.sin(q[k]), ca.cos(q[k]), placed[i, :].T).T for i in range(3)])
    slopes = [ca.jacobian(r[i, :].T, q) for i in range(3)]
    spin = lambda i, k: r[k, :] @ slopes[i]
    return stacked(ca.jacobian(p, q), spin(2, 1), spin(0, 2), spin(1, 0))


def factors(m):
    """L and D of L D L^T."""
    m, l, d = ca.densify(m), [[None] * n for _ in range(n)], [None] * n
    for i in range(n):
        for k in range(i + 1):
            rest = m[i, k] - sum(l[i][h] * l[k][h] * d[h] for h in range(k))
            if i == k:
                d[i] = rest
            else:
                l[i][k] = rest / d[k]
    return l, d


def solved(l, d, b):
    x = [b[i] for i in range(n)]
    for i in range(n):
        x[i] -= sum(l[i][k] * x[k] for k in range(i))
    x = [x[i] / d[i] for i in range(n)]
    for i in reversed(range(n)):
        x[i] -= sum(l[k][i] * x[k] for k in range(i + 1, n))
    return stacked(*x)


torque, state, still = rnea(), stacked(q, v), ca.SX.zeros(n)
inertia = ca.jacobian(torque, a)
system = factors(ca.substitute(inertia, a, still))
dynamics = solved(*system, a - ca.substitute(torque, a, still))
reverse = ca.jtimes(torque, state, ca.DM.eye(n), True).T
at_solution = ca.densify(ca.substitute(reverse, a, dynamics))
results = {"jacobian": jacobian(), "rnea": torque, "rnea_forward": ca.jtimes(torque, state, ca.DM.eye(2 * n)), "rnea_reverse": reverse, "inertia": inertia,
           "dynamics": dynamics, "dynamics_implicit": -ca.horzcat(*[solved(*system, at_solution[:, k]) for k in range(2 * n)]), "dynamics_direct": ca.jacobian(dynamics, state)}
directory, name = os.path.split(sys.argv[2])
os.chdir(directory or ".")
generator = ca.CodeGenerator(name)
for function, result in results.items():
    generator.add(ca.Function("casadi_" + function, [q, v, a], [ca.densify(result).T]))  # CasADi stores columns
generator.generate()
