"""Training windows cut from synthetic series, with a share of windows from real ones where the config asks for it.

Everything is a function of (seed, rank, step), so an interrupted run continues with exactly the windows it would have
seen. Series come in shards; one shard feeds `steps_per_shard` steps and is then dropped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, islice
from multiprocessing import get_context

import numpy as np

from .generators import make_shard
from .real_data import RealWindows


@dataclass(frozen=True)
class Bucket:
    """A part of each batch: `windows` windows padded to `length`, with between `shortest` and `length` steps of history."""

    length: int
    windows: int
    shortest: int


def add_missing(rng: np.random.Generator, context: np.ndarray) -> None:
    """Replaces values by NaN, in place: single steps, blocks, a regular pattern, or the newest steps."""
    n, length = context.shape
    kind = rng.random(n)
    single = kind < 0.10
    rate = np.exp(rng.uniform(np.log(0.005), np.log(0.4), (n, 1)))
    context[single[:, None] & (rng.random((n, length)) < rate)] = np.nan
    position = np.arange(length)[None]
    block = (kind > 0.10) & (kind < 0.17)
    start = rng.integers(0, length, (n, 1))
    size = (length * np.exp(rng.uniform(np.log(0.01), np.log(0.4), (n, 1)))).astype(int) + 1
    # Not the newest steps: those have their own case below.
    context[block[:, None] & (position >= start) & (position < np.minimum(start + size, length - 1))] = np.nan
    newest = (kind > 0.17) & (kind < 0.19)
    context[newest[:, None] & (position >= length - rng.integers(1, 8, (n, 1)))] = np.nan
    regular = (kind > 0.19) & (kind < 0.21)
    every = rng.integers(2, 9, (n, 1))
    context[regular[:, None] & (position % every == 0)] = np.nan


@dataclass(frozen=True)
class Mixture:
    """What the windows are made of. `series_length` steps are generated per synthetic series."""

    series_length: int = 640
    real_share: float = 0.0
    """Share of the windows that come from `real_data`; needs FANTAIL_DATA."""
    flipped: float = 0.5
    """Share of the windows turned upside down. One half makes the model treat up and down alike; real series grow more
    often than they shrink and jump upwards more often than downwards, which a smaller share lets it learn."""
    exponential: float = 0.0
    """Share of the windows that are read as logarithms: growth, seasons and shocks in proportion to the level."""


def cut(rng: np.random.Generator, series: np.ndarray, bucket: Bucket, horizon: int, mixture: Mixture = Mixture(),
        real: RealWindows | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Random windows of `series` [S, T] -> context [windows, length] with NaN padding, target [windows, horizon]."""
    n, total = bucket.windows, series.shape[1]
    row = rng.integers(0, len(series), n)
    end = rng.integers(bucket.length, total - horizon + 1, n)
    if bucket.shortest * 4 < bucket.length:
        history = np.exp(rng.uniform(np.log(bucket.shortest), np.log(bucket.length + 1), n)).astype(int)
    else:
        history = rng.integers(bucket.shortest, bucket.length + 1, n)
        history[rng.random(n) < 0.35] = bucket.length
    steps = end[:, None] - bucket.length + np.arange(bucket.length + horizon)[None]
    window = series[row[:, None], steps]
    if real is not None:
        drawn = int(rng.binomial(n, mixture.real_share))
        window[:drawn] = real.draw(rng, drawn, bucket.length, bucket.shortest, history[:drawn], horizon)
    if mixture.exponential:
        chosen = rng.random(n) < mixture.exponential
        window[chosen] = grow(rng, window[chosen], bucket.length - history[chosen], bucket.length)
    window = window * np.where(rng.random((n, 1)) < mixture.flipped, np.float32(-1), np.float32(1))
    context, target = window[:, : bucket.length].copy(), window[:, bucket.length :]
    add_missing(rng, context)
    context[np.arange(bucket.length)[None] < bucket.length - history[:, None]] = np.nan
    return context, target


def grow(rng: np.random.Generator, window: np.ndarray, first: np.ndarray, end: int) -> np.ndarray:
    """exp of windows [N, T], whose history from step `first` [N] to `end` gets a deviation between 0.05 and 1.2 in logarithms."""
    seen = np.where(np.arange(window.shape[1])[None] >= first[:, None], window, np.nan)[:, :end]
    known = np.isfinite(seen)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    centred = window - np.where(known, seen, 0).sum(axis=1, keepdims=True) / count
    deviation = np.sqrt(np.where(known, centred[:, :end] ** 2, 0).sum(axis=1, keepdims=True) / count)
    size = np.exp(rng.uniform(np.log(0.05), np.log(1.2), (len(window), 1)))
    return np.exp(np.clip(size * centred / np.where(deviation > 1e-9, deviation, 1), -8, 8)).astype(np.float32)


@dataclass(frozen=True)
class Recipe:
    """Everything that the windows of one process depend on."""

    seed: int
    buckets: tuple[Bucket, ...]
    horizon: int
    shard_series: int
    steps_per_shard: int
    mixture: Mixture


Batch = list[tuple[np.ndarray, np.ndarray]]


@lru_cache(maxsize=1)
def _real_windows() -> RealWindows:
    return RealWindows()


def make_batches(recipe: Recipe, shard: int) -> Iterator[Batch]:
    """The batches of one shard, one after another; each has a (context, target) pair per bucket."""
    mixture = recipe.mixture
    real = _real_windows() if mixture.real_share else None
    series = make_shard(recipe.seed, shard, recipe.shard_series, mixture.series_length)
    for step in range(shard * recipe.steps_per_shard, (shard + 1) * recipe.steps_per_shard):
        rng = np.random.default_rng([recipe.seed, 77, step])
        yield [cut(rng, series, bucket, recipe.horizon, mixture, real) for bucket in recipe.buckets]


def _whole_shard(recipe: Recipe, shard: int) -> list[Batch]:
    return list(make_batches(recipe, shard))


class WindowStream:
    """Batches for one process. With `workers` > 0 they are made ahead of time in other processes; they are the same."""

    def __init__(self, seed: int, rank: int, buckets: list[Bucket], horizon: int, shard_series: int, steps_per_shard: int,
                 workers: int, first_step: int, mixture: Mixture = Mixture()):
        self.recipe = Recipe(seed * 1000 + rank, tuple(buckets), horizon, shard_series, steps_per_shard, mixture)
        self.workers = workers
        self.pool = get_context("spawn").Pool(workers) if workers else None
        self.batches = self._from(first_step)

    def _from(self, first_step: int) -> Iterator[Batch]:
        shard, skipped = divmod(first_step, self.recipe.steps_per_shard)
        pending: deque = deque()
        for current in count(shard):
            if self.pool is None:
                batches = make_batches(self.recipe, current)
            else:
                while len(pending) < self.workers + 2:
                    pending.append(self.pool.apply_async(_whole_shard, (self.recipe, current + len(pending))))
                batches = iter(pending.popleft().get())
            yield from islice(batches, skipped, None)
            skipped = 0

    def batch(self) -> Batch:
        """The next step's (context, target) pair per bucket."""
        return next(self.batches)

    def close(self) -> None:
        if self.pool is not None:
            self.pool.terminate()
