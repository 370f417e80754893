"""Looks for real training series that are copies of benchmark series, by value, at any scale, lag and aggregate.

    FANTAIL_DATA=... python3 -m fantail_training.overlap [NAME ...]

Every stretch of differences of every benchmark series is compared with every stretch of every real training series; a
correlation above 0.9999 of differences means the same numbers on some linear scale. Training series are compared as they
are and as means over AGGREGATES of their rows, from every row that a mean can begin with: yearly means of a monthly
training series are found in a yearly benchmark, wherever its years begin. Sums are means on another scale. The other way
round, means of a benchmark series are looked for in the training series as they are. Prints the training series concerned;
`real_data.LEFT_OUT` names those that are dropped for it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .benchmarks import BENCHMARKS
from .real_data import REAL_SETS, averaged

LENGTH = 20
"""Differences of a stretch."""
SHORT = 14
"""The same for means over several rows, of which there are few: yearly series are short."""
LEAST = 0.9999
AGGREGATES = (1, 2, 3, 4, 6, 7, 12, 24)


def stretches(values: np.ndarray, every: int, length: int = LENGTH) -> np.ndarray:
    """Differences of `values` in stretches of `length`, each of zero mean and unit length; broken ones left out, and those with
    few distinct values."""
    difference = np.diff(values)
    if len(difference) < length:
        return np.zeros((0, length), np.float32)
    rows = sliding_window_view(difference, length)[::every]
    rows = rows[np.isfinite(rows).all(axis=1)]
    # Counts and whole degrees that move by a few units look alike by chance.
    rows = rows[(np.diff(np.sort(rows, axis=1), axis=1) > 0).sum(axis=1) >= length // 2]
    rows = rows - rows.mean(axis=1, keepdims=True)
    size = np.sqrt((rows * rows).sum(axis=1))
    # A stretch dominated by one jump correlates with every other jump.
    even = np.abs(rows).max(axis=1) < 0.8 * size
    return (rows[even & (size > 0)] / size[even & (size > 0), None]).astype(np.float32)


def aggregates(values: np.ndarray) -> Iterator[tuple[int, int, np.ndarray]]:
    """(rows to a mean, rows left out at the end, means) for all AGGREGATES that leave a stretch."""
    for steps in AGGREGATES:
        for shift in range(steps):
            if (len(values) - shift) // steps > SHORT:
                yield steps, shift, averaged(values[: len(values) - shift], steps)


def closest(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest correlation between stretches of one and of the other, either way up; 0 where one has none."""
    found = 0.0
    for start in range(0, len(theirs), 20000):
        if len(ours):
            found = max(found, float(np.abs(theirs[start : start + 20000] @ ours.T).max()))
    return found


class Known:
    """Stretches of the benchmark series of one set: of their values, for means of others, and of their means."""

    def __init__(self, series: list[np.ndarray]):
        def all_of(length: int) -> np.ndarray:
            return np.concatenate([np.zeros((0, length), np.float32), *(stretches(s, length // 2, length) for s in series)])

        self.plain, self.short = all_of(LENGTH), all_of(SHORT)
        means = [stretches(mean, SHORT // 2, SHORT) for s in series for steps, _, mean in aggregates(s[-2000:]) if steps > 1]
        self.means = np.concatenate([np.zeros((0, SHORT), np.float32), *means])

    def matches(self, values: np.ndarray) -> list[str]:
        """How a training series is a copy of one of these; nothing where it is none."""
        found = []
        for steps, shift, means in aggregates(values):
            length, known = (LENGTH, self.plain) if steps == 1 else (SHORT, self.short)
            best = closest(stretches(means, 1, length), known)
            if best > LEAST:
                found.append("as it is" if steps == 1 else f"means over {steps} rows, {shift} left out at the end")
        if closest(stretches(values, 1, SHORT), self.means) > LEAST:
            found.append("means of the benchmark's rows")
        return found


def main() -> None:
    known = {b.name: Known(b.read()[:1000]) for b in BENCHMARKS}
    for real in REAL_SETS:
        if len(sys.argv) > 1 and real.name not in sys.argv[1:]:
            continue
        for index, series in enumerate(real.read()):
            for name, benchmark in known.items():
                for how in benchmark.matches(series):
                    print(f"{real.name} {index}: {name}, {how}", flush=True)


if __name__ == "__main__":
    main()
