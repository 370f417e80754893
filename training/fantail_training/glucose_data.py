"""Continuous glucose monitoring of openly licensed, de-identified people: a regular five-minute grid, and who is trained on.

What is left out, by rule and not by hand: people whose sensor does not report every five minutes, and people whose values
were interpolated from a slower sensor (a straight line to the next reading knows that reading: scores on it are worthless).
"""

from __future__ import annotations

import csv
import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

STEP_MINUTES = 5.0
# Longer gaps end a stretch; shorter ones are missing steps within it.
LONGEST_GAP_STEPS = 9
# What sensors report; anything else is a fault of the record. mg/dL.
LOWEST, HIGHEST = 36.0, 505.0
# Share of steps that lie exactly on the line between their neighbours. Sensors: 0.05 to 0.25; interpolated: 0.6 and more.
MOST_COLLINEAR = 0.4


@dataclass(frozen=True)
class Source:
    file: str
    title: str
    licence: str
    attribution: str


SOURCES = (
    Source("AZT1D", "AZT1D", "CC BY 4.0", "S. Khamesian et al., AZT1D: a real-world dataset for type 1 diabetes"),
    Source("BIGIDEAs", "BIG IDEAs Glycemic Variability and Wearable Device Data", "ODC-By 1.0", "P. Cho et al., PhysioNet"),
    Source("Bris-T1D_Open", "BrisT1D-Open", "CC BY 4.0", "S. G. James et al., University of Bristol"),
    Source("Colas_2019", "Colas 2019", "CC BY 4.0", "A. Colás et al., PLOS ONE 14 (2019)"),
    Source("HUPA-UCM", "HUPA-UCM", "CC BY 4.0", "J. I. Hidalgo et al., Hospital Universitario Príncipe de Asturias and UCM"),
    Source("Hall_2018", "Hall 2018", "CC BY 4.0", "H. Hall et al., PLOS Biology 16 (2018)"),
    Source("T1D-UOM", "T1D-UOM", "CC BY 4.0", "University of Manchester T1D dataset"),
)


@dataclass(frozen=True)
class Person:
    source: str
    name: str
    # mg/dL on the five-minute grid, NaN = missing; a run of NaN longer than any gap parts the stretches.
    values: np.ndarray


def read_people(folder: Path) -> tuple[list[Person], dict[str, int]]:
    """All people fit to use, and how many were left out for which reason."""
    people: list[Person] = []
    left_out: dict[str, int] = {}
    for source in SOURCES:
        path = folder / "glucose" / f"{source.file}_shared_subjects.csv.gz"
        rows: dict[str, list[tuple[str, str]]] = {}
        with gzip.open(path, "rt", newline="") as file:
            reader = csv.reader(file)
            next(reader)
            for subject, time, value in reader:
                rows.setdefault(subject, []).append((time, value))
        for subject, readings in rows.items():
            minutes, values = clean(readings)
            reason = unfit(minutes, values)
            if reason is None:
                people.append(Person(source.file, subject, regular(minutes, values)))
            else:
                key = f"{source.title}: {reason}"
                left_out[key] = left_out.get(key, 0) + 1
    return people, left_out


def clean(readings: list[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
    """Minutes and mg/dL, in time order. Times without a date begin a new day where the clock runs backwards."""
    minutes: list[float] = []
    values: list[float] = []
    day = timedelta(0)
    previous: datetime | None = None
    start: datetime | None = None
    for time, text in readings:
        has_date = "-" in time
        stamp = datetime.fromisoformat(time) if has_date else datetime.strptime(time, "%H:%M:%S")
        if not has_date:
            if previous is not None and stamp < previous:
                day += timedelta(days=1)
            previous = stamp
            stamp += day
        try:
            value = float(text)
        except ValueError:
            continue
        if not LOWEST <= value <= HIGHEST:
            continue
        start = start or stamp
        minutes.append((stamp - start).total_seconds() / 60)
        values.append(value)
    order = np.argsort(np.array(minutes), kind="stable")
    return np.array(minutes)[order], np.array(values)[order]


def unfit(minutes: np.ndarray, values: np.ndarray) -> str | None:
    if len(values) < 200:
        return "fewer than 200 readings"
    if not 4.5 <= float(np.median(np.diff(minutes))) <= 5.5:
        return "the sensor does not report every 5 minutes"
    bend = values[:-2] - 2 * values[1:-1] + values[2:]
    is_line = (np.abs(bend) < 0.02) & (values[:-2] != values[1:-1])
    if float(is_line.mean()) > MOST_COLLINEAR:
        return "interpolated from a slower sensor"
    return None


def regular(minutes: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Readings on the grid, each step at most once; stretches parted by a run of NaN."""
    parts: list[np.ndarray] = []
    breaks = np.flatnonzero(np.diff(minutes) > STEP_MINUTES * (LONGEST_GAP_STEPS + 0.5)) + 1
    for piece in np.split(np.arange(len(minutes)), breaks):
        # Relative to the reading before: clocks of sensors drift against the grid over days.
        steps = np.maximum(np.rint(np.diff(minutes[piece]) / STEP_MINUTES), 0).astype(int)
        at = np.concatenate([[0], np.cumsum(steps)])
        grid = np.full(at[-1] + 1, np.nan, np.float32)
        grid[at] = values[piece]
        parts += [grid, np.full(LONGEST_GAP_STEPS + 1, np.nan, np.float32)]
    return np.concatenate(parts)


def split(people: list[Person]) -> dict[str, list[Person]]:
    """Three fifths of each source's people to train on, one to validate on, one that is scored for a release. No person is in two."""
    halves: dict[str, list[Person]] = {"train": [], "validation": [], "test": []}
    for source in SOURCES:
        own = [p for p in people if p.source == source.file]
        own.sort(key=lambda p: hashlib.sha256(f"{p.source}/{p.name}".encode()).digest())
        for index, person in enumerate(own):
            halves[{0: "test", 1: "validation"}.get(index % 5, "train")].append(person)
    return halves


class Windows:
    """Origins of many people, and the context and target of any of them."""

    def __init__(self, people: list[Person], context: int, horizon: int, every: int = 1, shortest: int | None = None):
        """`every`: only each so many-th origin. `shortest`: steps of the stretch before an origin; the whole context unless given."""
        self.context, self.horizon = context, horizon
        # Longer than any gap within a stretch: no window reaches from one person to the next.
        apart = np.full(LONGEST_GAP_STEPS + 1, np.nan, np.float32)
        parts = [part for p in people for part in (p.values, apart)]
        self.values = np.concatenate([np.full(context, np.nan, np.float32), *parts, np.full(horizon, np.nan, np.float32)])
        self.origins: list[np.ndarray] = []
        start = context
        for person in people:
            end = start + len(person.values)
            self.origins.append(self._usable(np.arange(start, end, every), shortest or context))
            start = end + len(apart)
        self.people = [p for p, o in zip(people, self.origins) if len(o) > 0]
        self.origins = [o for o in self.origins if len(o) > 0]

    def _usable(self, origins: np.ndarray, shortest: int) -> np.ndarray:
        seen = np.isfinite(self.values)
        counted = np.concatenate([[0], np.cumsum(seen)])
        is_break = np.concatenate([[0], np.cumsum(run_lengths(~seen) > LONGEST_GAP_STEPS)])
        last = origins + self.horizon
        keep = last < len(self.values)
        origins, last = origins[keep], last[keep]
        has_all = is_break[last] - is_break[origins - shortest] == 0
        # A forecast starts from a value; targets must be there to learn from.
        fresh = counted[origins] - counted[origins - 2] > 0
        enough = (counted[origins] - counted[origins - shortest] >= shortest // 2) & (counted[last] - counted[origins] >= self.horizon // 2)
        return origins[has_all & fresh & enough]

    def take(self, origins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """[N] -> context [N, context], target [N, horizon]; copies, in mg/dL."""
        context = self.values[origins[:, None] + np.arange(-self.context, 0)]
        return context, self.values[origins[:, None] + np.arange(self.horizon)]


def run_lengths(flags: np.ndarray) -> np.ndarray:
    """For each place the length of the run of true that it lies in; 0 where false."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    lengths = np.zeros(len(flags), int)
    for begin, end in zip(edges[::2], edges[1::2]):
        lengths[begin:end] = end - begin
    return lengths
