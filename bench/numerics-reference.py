"""The normal distribution and monotone cubics by scipy, to compare ours with.

    python3 bench/numerics-reference.py > src/engine/numerics/scipy-reference.json
"""

import json
import sys

import numpy as np
import scipy
from scipy.interpolate import PchipInterpolator
from scipy.special import ndtr, ndtri


def curve(name, x, y):
    interpolant = PchipInterpolator(x, y)
    return {
        "name": name,
        "x": x.tolist(),
        "y": y.tolist(),
        "slopes": interpolant.derivative()(x).tolist(),
        "middles": interpolant((x[1:] + x[:-1]) / 2).tolist(),
    }


def reference():
    random = np.random.default_rng(7)
    z = [-37, -20, -8, -5, -2.5, -1, -0.3, 0, 0.2, 0.46, 0.47, 0.7, 1.96, 3.3, 4.01, 6, 8]
    # Ends, both seams of the approximation (0.075 and exp(-25)), and everything that a forecast is asked for.
    p = [1e-300, 1e-100, 1e-16, 1.3e-11, 1.4e-11, 1e-6, 0.001, 0.01, 0.02425, 0.0749, 0.0751, *np.arange(1, 40) / 40, 0.999, 1 - 1e-6]
    x = np.sort(random.uniform(0, 10, 9))
    return {
        "scipy": scipy.__version__,
        "normalCdf": [[float(v), float(ndtr(v))] for v in z],
        "normalQuantile": [[float(v), float(ndtri(v))] for v in p],
        "monotoneCubic": [
            curve("rising", x, np.cumsum(random.exponential(1, 9))),
            curve("up and down", x, random.normal(0, 1, 9)),
            curve("with a level stretch", x, np.array([0, 1, 1, 1, 2, 5, 5, 6, 6.5])),
            curve("of two points", np.array([1.0, 3.0]), np.array([2.0, 8.0])),
            curve("of three points", np.array([0.0, 1.0, 1.5]), np.array([0.0, 4.0, 4.1])),
        ],
    }


json.dump(reference(), sys.stdout)
sys.stdout.write("\n")
