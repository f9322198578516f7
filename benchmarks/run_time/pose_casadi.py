"""The function of pose_model.hpp with its Jacobian as CasADi generates it: pose_casadi.py FILE.c"""
import os
import sys

import casadi

q, t, x = casadi.SX.sym("q", 4), casadi.SX.sym("t", 3), casadi.SX.sym("x", 3)
w, v, d = q[0], -q[1:], x - t
u = 2 * casadi.cross(v, d)
value = d + w * u + casadi.cross(v, u)
slopes = casadi.jacobian(value, casadi.vertcat(q, t))
rows = casadi.densify(casadi.horzcat(value, slopes)).T  # CasADi stores columns
directory, name = os.path.split(sys.argv[1])
os.chdir(directory or ".")
casadi.Function("pose_casadi", [q, t, x], [rows]).generate(name)
