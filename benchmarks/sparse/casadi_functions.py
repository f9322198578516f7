"""CasADi's C of one of the functions of functions.hpp: casadi_functions.py FUNCTION DIRECTORY. By scalars (SX), as its users do
where speed counts."""
import os
import sys

import casadi as ca


def cart_pole(x, force):
    cart, pole, length, gravity = 1, 0.3, 0.5, 9.81
    sine, cosine = ca.sin(x[1]), ca.cos(x[1])
    mass = cart + pole * sine**2
    push = (force + pole * sine * (length * x[3]**2 + gravity * cosine)) / mass
    turn = (-force * cosine - pole * length * x[3]**2 * cosine * sine - (cart + pole) * gravity * sine) / (length * mass)
    return ca.vertcat(x[2], x[3], push, turn)


def collocation(n, hessian):
    z = ca.SX.sym("z", 5 * (n + 1))
    nodes = [z[5 * k:5 * k + 5] for k in range(n + 1)]
    rates = [cart_pole(node[:4], node[4]) for node in nodes]
    h = 2.0 / n
    defects = ca.vertcat(*[nodes[k + 1][:4] - nodes[k][:4] - h / 2 * (rates[k + 1] + rates[k]) for k in range(n)])
    if not hessian:
        return ca.Function("casadi", [z], [ca.jacobian(defects, z)])
    sigma, lam = ca.SX.sym("sigma"), ca.SX.sym("lambda", 4 * n)
    cost = h / 2 * sum(nodes[k][4]**2 + nodes[k + 1][4]**2 for k in range(n))
    return ca.Function("casadi", [z, sigma, lam], [ca.tril(ca.hessian(sigma * cost + ca.dot(lam, defects), z)[0])])


def bratu(n):
    u = ca.SX.sym("u", n * n)
    at = lambda i, j: u[i * n + j] if 0 <= i < n and 0 <= j < n else 0
    area = 1.0 / (n + 1)**2
    return ca.Function("casadi", [u], [ca.jacobian(ca.vertcat(*[
        4 * at(i, j) - at(i - 1, j) - at(i + 1, j) - at(i, j - 1) - at(i, j + 1) - 5 * area * ca.exp(at(i, j))
        for i in range(n) for j in range(n)]), u)])


def brusselator(n):
    w = ca.SX.sym("w", 2 * n * n)
    at = lambda i, j, s: w[2 * (i % n * n + j % n) + s]
    spread = lambda i, j, s: at(i - 1, j, s) + at(i + 1, j, s) + at(i, j - 1, s) + at(i, j + 1, s) - 4 * at(i, j, s)
    rates = []
    for i in range(n):
        for j in range(n):
            reaction = at(i, j, 0)**2 * at(i, j, 1)
            rates += [1 + reaction - 4.4 * at(i, j, 0) + 10 * spread(i, j, 0), 3.4 * at(i, j, 0) - reaction + 10 * spread(i, j, 1)]
    return ca.Function("casadi", [w], [ca.jacobian(ca.vertcat(*rates), w)])


name, directory = sys.argv[1:]
kind, size = name.split("_")
made = collocation(int(size), kind == "hessian") if kind in ("jacobian", "hessian") else {"bratu": bratu, "brusselator": brusselator}[kind](int(size))
os.chdir(directory)
made.generate("casadi_kernels.c", {"with_header": True})
