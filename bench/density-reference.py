"""Kernel densities by scipy, to compare ours with.

    python3 bench/density-reference.py > src/engine/density/scipy-reference.json
    python3 bench/density-reference.py --time POINTS < input.json   (seconds and values, for the bench)
"""

import json
import sys
import time

import numpy as np
from scipy import stats


def case(name, samples, rule, points=25):
    kernel = stats.gaussian_kde(samples, bw_method=rule)
    width = float(np.sqrt(kernel.covariance[0, 0]))
    grid = np.linspace(samples.min() - 3 * width, samples.max() + 3 * width, points)
    return {
        "name": name,
        "rule": rule,
        "width": width,
        "samples": samples.tolist(),
        "from": float(grid[0]),
        "to": float(grid[-1]),
        "values": kernel(grid).tolist(),
    }


def reference():
    random = np.random.default_rng(7)
    normal = random.normal(10, 2, 60)
    two = np.concatenate([random.normal(-3, 0.5, 40), random.normal(4, 1, 40)])
    skewed = random.gamma(1.5, 200, 50)
    cases = [
        case(name, np.round(samples, 6), rule)
        for name, samples in [("normal", normal), ("two modes", two), ("skewed", skewed)]
        for rule in ["scott", "silverman"]
    ]
    return {"scipy": __import__("scipy").__version__, "density": cases}


def timed(points):
    given = json.load(sys.stdin)
    samples = np.array(given["samples"])
    kernel = stats.gaussian_kde(samples, bw_method="silverman")
    grid = np.linspace(given["from"], given["to"], points)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        values = kernel(grid)
        times.append(time.perf_counter() - start)
    return {"seconds": min(times), "width": float(np.sqrt(kernel.covariance[0, 0])), "values": values.tolist()}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--time"]:
        json.dump(timed(int(sys.argv[2])), sys.stdout)
    else:
        json.dump(reference(), sys.stdout)
        sys.stdout.write("\n")
