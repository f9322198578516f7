"""Fifteenth lesson, second half: a model from C++ inside a problem that CasADi writes, and a problem that is C++ altogether
(15_casadi_generate.cpp); IPOPT, which comes with CasADi, solves both.

    15_casadi.py libswing_up_casadi.so
"""
import sys

try:
    import casadi as ca
    import numpy as np
except ImportError:
    print("CasADi is not installed (pip install casadi)")
    sys.exit(77)

library = sys.argv[1]
steps, goal = 50, [1, np.pi, 0, 0]
quiet = {"print_time": False, "ipopt.print_level": 0, "ipopt.sb": "yes"}

# CasADi's graph around our function: it asks jac_cart_pole, adj1_cart_pole and jac_adj1_cart_pole for derivatives.
cart_pole = ca.external("cart_pole", library)
opti = ca.Opti()
states, forces = opti.variable(4, steps + 1), opti.variable(1, steps + 1)
rates = cart_pole.map(steps + 1)(states, forces)
opti.minimize(2 / steps * (ca.sumsqr(forces) - (forces[0]**2 + forces[-1]**2) / 2))
opti.subject_to(states[:, 1:] - states[:, :-1] == 1 / steps * (rates[:, 1:] + rates[:, :-1]))
opti.subject_to(states[:, 0] == 0)
opti.subject_to(states[:, -1] == goal)
opti.subject_to(opti.bounded(-2, states[0, :], 2))
opti.subject_to(opti.bounded(-20, forces, 20))
opti.set_initial(states, np.outer(goal, np.arange(steps + 1) / steps))
opti.solver("ipopt", quiet)
mixed = opti.solve()
print(f"by CasADi's graph: {mixed.stats()['iter_count']} iterations, effort {mixed.value(opti.f):.6f}")

# The problem from C++: nothing but its bounds is Python's. Its vector is our 51 by 5 array, row after row.
solver = ca.nlpsol("solver", "ipopt", library, quiet)
lower, upper, start = (np.full((steps + 1, 5), number) for number in (-np.inf, np.inf, 0.0))
upper[:, 0], upper[:, 4] = 2, 20
lower[:, 0], lower[:, 4] = -2, -20
lower[0, :4] = upper[0, :4] = 0
lower[-1, :4] = upper[-1, :4] = goal
start[:, :4] = np.outer(np.arange(steps + 1) / steps, goal)
found = solver(x0=start.ravel(), lbx=lower.ravel(), ubx=upper.ravel(), lbg=0, ubg=0)
jacobian = ca.external("nlp_jac_g", library).sparsity_out(1)
print(f"all from C++: {solver.stats()['iter_count']} iterations, effort {float(found['f']):.6f}; {jacobian.nnz()} of the Jacobian's {jacobian.numel()} elements are computed")
difference = np.abs(np.array(found["x"]).reshape(steps + 1, 5) - np.vstack([mixed.value(states), mixed.value(forces)]).T).max()
sys.exit(0 if difference < 1e-4 and abs(float(found["f"]) - 59.147757) < 1e-5 else 1)
