"""Looks for real training series that are copies of benchmark series, by value.

    FANTAIL_DATA=... python3 -m fantail_training.overlap

Every stretch of 20 differences of every benchmark series is compared with every stretch of every real training series of
the same set of aggregations; a correlation above 0.9999 of differences means the same numbers on some linear scale.
Prints the training series concerned; `real_data.LEFT_OUT` names those that are dropped for it.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .benchmarks import BENCHMARKS
from .real_data import REAL_SETS, averaged

LENGTH = 20
LEAST = 0.9999


def stretches(values: np.ndarray, every: int) -> np.ndarray:
    """Differences of `values` in stretches of LENGTH, each of zero mean and unit length; broken ones left out, and those with
    few distinct values."""
    difference = np.diff(values)
    if len(difference) < LENGTH:
        return np.zeros((0, LENGTH), np.float32)
    rows = sliding_window_view(difference, LENGTH)[::every]
    rows = rows[np.isfinite(rows).all(axis=1)]
    # Counts and whole degrees that move by a few units look alike by chance.
    rows = rows[(np.diff(np.sort(rows, axis=1), axis=1) > 0).sum(axis=1) >= LENGTH // 2]
    rows = rows - rows.mean(axis=1, keepdims=True)
    size = np.sqrt((rows * rows).sum(axis=1))
    # A stretch dominated by one jump correlates with every other jump.
    even = np.abs(rows).max(axis=1) < 0.8 * size
    return (rows[even & (size > 0)] / size[even & (size > 0), None]).astype(np.float32)


def main() -> None:
    benchmarks = {b.name: np.concatenate([stretches(s, LENGTH // 2) for s in b.read()[:1000]]) for b in BENCHMARKS}
    for real in REAL_SETS:
        for index, series in enumerate(real.read()):
            for steps in sorted(set(real.steps)):
                rows = stretches(averaged(series, steps), 1)
                for name, known in benchmarks.items():
                    for start in range(0, len(known), 20000):
                        found = np.abs(known[start : start + 20000] @ rows.T) if len(rows) else np.zeros((1, 1))
                        if found.max() > LEAST:
                            print(f"{real.name} {index} averaged over {steps}: {name}, correlation {found.max():.6f}, {(found > LEAST).sum()} stretches", flush=True)


if __name__ == "__main__":
    main()
