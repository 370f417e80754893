"""Synthetic time series, made in vectorised groups.

The tiny model is trained on series made here and on nothing else; the base model on these and on the open data of
`real_data.py`.
A *group* is a few dozen series that share one random recipe (which parts, how combined, which kind of pattern) and differ
in every continuous parameter. All functions return float arrays of shape [series, steps].

Sources of the ideas: KernelSynth (Ansari et al. 2024, Chronos) for sums and products of Gaussian-process kernels, drawn
here with random Fourier features (Rahimi and Recht 2007) because a Cholesky factor per kernel is far slower; Croston
(1972) for intermittent demand; regime switching, censoring, spikes, time warps and mixup as in TempoPFN and TiRex; random
causal graphs over such series as in CauKer.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

GENERATOR_VERSION = 2
GROUP = 16

# Season lengths of common sampling frequencies, as they occur together. Weights follow how often people forecast them.
SEASON_SETS: list[tuple[tuple[float, ...], float]] = [
    ((12,), 5.0),
    ((4,), 3.0),
    ((7,), 3.0),
    ((7, 30.44), 0.7),
    ((7, 365.25), 1.5),
    ((365.25,), 0.7),
    ((5,), 0.6),
    ((5, 21), 0.4),
    ((52.18,), 1.5),
    ((52,), 1.0),
    ((13,), 0.4),
    ((24,), 2.0),
    ((24, 168), 4.0),
    ((168,), 0.8),
    ((48,), 0.6),
    ((48, 336), 1.2),
    ((96,), 1.0),
    ((96, 672), 1.2),
    ((144,), 0.5),
    ((144, 1008), 0.3),
    ((288,), 0.8),
    ((60,), 0.5),
    ((30,), 0.4),
    ((6,), 0.3),
    ((8,), 0.3),
    ((10,), 0.3),
    ((2,), 0.2),
    ((3,), 0.2),
]


def log_uniform(rng: np.random.Generator, low: float, high: float, size=None):
    return np.exp(rng.uniform(np.log(low), np.log(high), size))


def standardise(x: np.ndarray) -> np.ndarray:
    """Zero mean and unit deviation per series; constant series become zero."""
    x = x - x.mean(axis=1, keepdims=True)
    deviation = x.std(axis=1, keepdims=True)
    return x / np.where(deviation > 1e-9, deviation, 1.0)


def season_lengths(rng: np.random.Generator) -> tuple[float, ...]:
    kind = rng.random()
    if kind < 0.8:
        weights = np.array([w for _, w in SEASON_SETS])
        return SEASON_SETS[rng.choice(len(SEASON_SETS), p=weights / weights.sum())][0]
    if kind < 0.93:
        return (float(int(log_uniform(rng, 2, 120))),)
    return (float(log_uniform(rng, 3, 300)),)


# ---------------------------------------------------------------- smooth and random parts


def fourier_features(rng, n, length, frequencies, amplitudes) -> np.ndarray:
    """Sum of cosines with random phases: one draw of a stationary Gaussian process. Inputs [n, features], in cycles a step."""
    t = np.arange(length)
    out = np.zeros((n, length))
    for j in range(frequencies.shape[1]):
        phase = rng.uniform(0, 2 * np.pi, (n, 1))
        out += amplitudes[:, j : j + 1] * np.cos(2 * np.pi * frequencies[:, j : j + 1] * t + phase)
    return out


def smooth_process(rng, n, length, scale_low=10.0, scale_high=600.0, features=12) -> np.ndarray:
    """Gaussian process with an RBF (or rational-quadratic) kernel: Gaussian (or scale-mixed) spectral frequencies."""
    scale = log_uniform(rng, scale_low, scale_high, (n, 1))
    if rng.random() < 0.4:
        scale = scale * log_uniform(rng, 0.2, 5.0, (n, features))
    frequencies = rng.normal(size=(n, features)) / (2 * np.pi * scale)
    return standardise(fourier_features(rng, n, length, frequencies, rng.normal(size=(n, features))))


def autoregressive(rng, n, length) -> np.ndarray:
    """AR(1), AR(2) with real or complex roots, or ARMA(1,1); one set of coefficients per group keeps it vectorised."""
    kind = rng.integers(4)
    noise = heavy_noise(rng, n, length + 50)
    if kind == 0:
        numerator, denominator = [1.0], [1.0, -rng.uniform(-0.5, 0.98)]
    elif kind == 1:
        a, b = rng.uniform(0, 0.97), rng.uniform(-0.7, 0.9)
        numerator, denominator = [1.0], [1.0, -(a + b), a * b]
    elif kind == 2:
        # Complex roots near the unit circle make stochastic cycles, as in sunspots or hare and lynx.
        radius, period = rng.uniform(0.85, 0.998), log_uniform(rng, 4, 140)
        numerator, denominator = [1.0], [1.0, -2 * radius * np.cos(2 * np.pi / period), radius**2]
    else:
        numerator, denominator = [1.0, rng.uniform(-0.9, 0.9)], [1.0, -rng.uniform(-0.3, 0.98)]
    return standardise(lfilter(numerator, denominator, noise, axis=1)[:, 50:])


def heavy_noise(rng, n, length) -> np.ndarray:
    if rng.random() < 0.65:
        return rng.normal(size=(n, length))
    return np.clip(rng.standard_t(rng.uniform(2.2, 8.0), size=(n, length)), -12, 12)


def random_walk(rng, n, length) -> np.ndarray:
    steps = heavy_noise(rng, n, length)
    if rng.random() < 0.4:
        steps = steps * np.exp(0.6 * smooth_process(rng, n, length, 20, 200))
    walk = np.cumsum(steps, axis=1)
    drift = rng.normal(size=(n, 1)) * log_uniform(rng, 0.003, 0.5, (n, 1))
    return walk + drift * np.arange(length)


def noise(rng, n, length) -> np.ndarray:
    out = heavy_noise(rng, n, length) if rng.random() < 0.6 else autoregressive(rng, n, length)
    if rng.random() < 0.3:
        out = out * np.exp(rng.uniform(0.2, 0.8) * smooth_process(rng, n, length, 10, 300))
    return standardise(out)


# ---------------------------------------------------------------- trends


def trend(rng, n, length) -> np.ndarray:
    """One kind of trend, standardised over the whole length."""
    kind = rng.choice(["linear", "kinks", "damped", "logistic", "walk", "integrated", "smooth", "quadratic", "none"],
                      p=[0.18, 0.16, 0.08, 0.06, 0.16, 0.1, 0.14, 0.04, 0.08])
    t = np.linspace(0, 1, length)[None]
    if kind == "linear":
        return standardise(rng.normal(size=(n, 1)) * t)
    if kind == "kinks":
        out = rng.normal(size=(n, 1)) * t
        for _ in range(int(log_uniform(rng, 1, 40))):
            out = out + 1.5 * rng.normal(size=(n, 1)) * np.maximum(0, t - rng.uniform(0, 1, (n, 1)))
        return standardise(out)
    if kind == "damped":
        return standardise(rng.choice([-1, 1], (n, 1)) * np.exp(-t * log_uniform(rng, 0.5, 20, (n, 1))))
    if kind == "logistic":
        return standardise(rng.choice([-1, 1], (n, 1)) * np.tanh(log_uniform(rng, 1, 20, (n, 1)) * (t - rng.uniform(0, 1, (n, 1)))))
    if kind == "walk":
        return standardise(random_walk(rng, n, length))
    if kind == "integrated":
        slope = lfilter([1.0], [1.0, -rng.uniform(0.9, 0.998)], rng.normal(size=(n, length)), axis=1)
        return standardise(np.cumsum(slope, axis=1))
    if kind == "smooth":
        return smooth_process(rng, n, length, 30, 800)
    if kind == "quadratic":
        return standardise((t - rng.uniform(-0.3, 1.3, (n, 1))) ** 2 * rng.choice([-1, 1], (n, 1)))
    return np.zeros((n, length))


# ---------------------------------------------------------------- seasonal patterns


def fourier_pattern(rng, n, points) -> np.ndarray:
    harmonics = int(min(rng.integers(1, 9), max(1, points // 2)))
    order = np.arange(1, harmonics + 1)
    amplitude = rng.normal(size=(n, harmonics)) * order ** -rng.uniform(0.3, 2.0)
    phase = rng.uniform(0, 2 * np.pi, (n, harmonics))
    u = np.arange(points) / points
    return (amplitude[:, :, None] * np.cos(2 * np.pi * order[None, :, None] * u + phase[:, :, None])).sum(axis=1)


def table_pattern(rng, n, points) -> np.ndarray:
    """Independent values per position, smoothed along the circle by a random amount; sharp edges when not smoothed."""
    table = rng.normal(size=(n, points))
    if rng.random() < 0.3:
        table = np.exp(rng.uniform(0.3, 1.2) * table)
    width = int(rng.integers(0, max(1, points // 6) + 1))
    if width:
        kernel = np.hanning(2 * width + 3)[1:-1]
        spectrum = np.fft.rfft(np.pad(kernel, (0, max(0, points - len(kernel))))[:points])
        table = np.fft.irfft(np.fft.rfft(table, axis=1) * spectrum, n=points, axis=1)
    return table


def block_pattern(rng, n, points) -> np.ndarray:
    """A few constant stretches (opening hours, night tariff), pulses, or a half wave that is flat for part of the season."""
    kind = rng.integers(4)
    position = (np.arange(points)[None] + rng.integers(0, points, (n, 1))) % points / points
    if kind == 0:
        return (position < rng.uniform(0.1, 0.7, (n, 1))) * 1.0
    if kind == 1:
        edges = np.sort(rng.uniform(0, 1, (n, 4)), axis=1)
        levels = rng.normal(size=(n, 5))
        return np.take_along_axis(levels, (position[:, :, None] > edges[:, None, :]).sum(axis=2), axis=1)
    if kind == 2:
        return np.maximum(0, np.sin(2 * np.pi * position) - rng.uniform(-0.5, 0.5, (n, 1)))
    return np.where(position < 0.5, position, rng.uniform(-1, 1, (n, 1)) * position)


def pattern(rng, n, points) -> np.ndarray:
    points = max(2, int(points))
    kind = rng.random()
    if kind < 0.35:
        out = fourier_pattern(rng, n, points)
    elif kind < 0.8:
        out = table_pattern(rng, n, points)
    else:
        out = block_pattern(rng, n, points)
    return standardise(out)


def week_profile(rng, n, day) -> np.ndarray:
    """A week of seven days: a shared daily profile, another one on rest days, a level per weekday, small differences."""
    work, rest = pattern(rng, n, day), pattern(rng, n, day)
    rest = rng.uniform(0, 1, (n, 1)) * work + rng.uniform(0.2, 1, (n, 1)) * rest * rng.uniform(0.2, 1)
    level = rng.normal(size=(n, 7)) * rng.uniform(0, 0.5)
    weekend_level = rng.normal(size=(n, 1)) * rng.uniform(0, 1.0)
    first = rng.integers(0, 7)
    parts = []
    for weekday in range(7):
        resting = (weekday + first) % 7 >= 5
        profile = (rest + weekend_level) if resting else work
        parts.append(profile + level[:, weekday : weekday + 1] + rng.uniform(0, 0.15) * pattern(rng, n, day))
    return standardise(np.concatenate(parts, axis=1))


def read_pattern(table: np.ndarray, period: float, length: int, offset: np.ndarray, step: np.ndarray | None = None) -> np.ndarray:
    """Repeats `table` [n, points] with the (possibly fractional) period, by linear interpolation along the circle."""
    n, points = table.shape
    t = (np.arange(length)[None] if step is None else step) + offset
    if float(period) == points and step is None:
        return np.take_along_axis(table, t.astype(int) % points, axis=1)
    position = (t / period % 1.0) * points
    low = position.astype(int) % points
    weight = position - np.floor(position)
    return np.take_along_axis(table, low, axis=1) * (1 - weight) + np.take_along_axis(table, (low + 1) % points, axis=1) * weight


def seasonal(rng, n, length, periods) -> np.ndarray:
    """Sum of seasonal parts with random patterns; strength and shape may drift slowly."""
    total = np.zeros((n, length))
    periods = list(periods)
    day = periods[0]
    if len(periods) == 2 and abs(periods[1] - 7 * day) < 1e-6 and rng.random() < 0.75:
        # A weekday-by-hour profile is not a sum of a daily and a weekly pattern, so it is drawn as one table.
        table = week_profile(rng, n, int(day))
        offset = rng.integers(0, table.shape[1], (n, 1))
        total += read_pattern(table, table.shape[1], length, offset)
        if rng.random() < 0.3:
            total = blend(rng, total, read_pattern(week_profile(rng, n, int(day)), table.shape[1], length, offset))
        periods = []
    for period in periods:
        strength = 1.0 if period == day else log_uniform(rng, 0.1, 1.5, (n, 1))
        points = int(round(period)) if float(period).is_integer() else int(max(2, round(period)))
        offset = rng.integers(0, max(1, points), (n, 1))
        part = read_pattern(pattern(rng, n, points), period, length, offset)
        if rng.random() < 0.25:
            part = blend(rng, part, read_pattern(pattern(rng, n, points), period, length, offset))
        total += strength * part
    if rng.random() < 0.35:
        total = total * np.exp(rng.uniform(0.1, 0.6) * smooth_process(rng, n, length, 60, 800))
    return standardise(total)


def blend(rng, a, b) -> np.ndarray:
    """Moves slowly from one pattern to another; how far differs by series."""
    weight = 1 / (1 + np.exp(-rng.uniform(0.5, 2) * smooth_process(rng, len(a), a.shape[1], 100, 900)))
    reach = rng.uniform(0, 0.8, (len(a), 1))
    return a * (1 - reach * weight) + b * reach * weight


# ---------------------------------------------------------------- families


def structural(rng, n, length) -> np.ndarray:
    """Trend, seasonality and noise, added or multiplied."""
    periods = season_lengths(rng)
    has_season = rng.random() < 0.8
    season = seasonal(rng, n, length, periods) if has_season else np.zeros((n, length))
    # Trends are standardised over the whole length; a short window sees a small part of it, hence the wide range.
    level = trend(rng, n, length) * log_uniform(rng, 0.05, 8.0, (n, 1))
    residual = noise(rng, n, length) * log_uniform(rng, 0.01, 1.5, (n, 1)) * (1.0 if has_season else log_uniform(rng, 0.05, 3, (n, 1)))
    if rng.random() < 0.45:
        return level + season + residual
    # Multiplicative: exponentials of the parts, with a size that keeps the range of the series realistic.
    growth = np.exp(np.clip(level * rng.uniform(0.05, 0.5, (n, 1)), -5, 5))
    shape = np.exp(season * rng.uniform(0.03, 0.9, (n, 1)) ** 1.3)
    ripple = np.exp(np.clip(residual * rng.uniform(0.02, 0.5, (n, 1)), -3, 3))
    return growth * shape * ripple


def state_space(rng, n, length) -> np.ndarray:
    """Exponential-smoothing innovations models (Hyndman et al. 2008), linear or in logs.

    y_t = l_{t-1} + phi b_{t-1} + s_{t-m} + e_t;  l_t = l_{t-1} + phi b_{t-1} + alpha e_t;  b_t = phi b_{t-1} + beta e_t;
    s_t = s_{t-m} + gamma e_t. All three states are linear filters of the errors, so no loop over time is needed.
    """
    alpha = rng.uniform(0, 1) ** 1.5
    beta = alpha * rng.uniform(0, 0.5) ** 2 if rng.random() < 0.5 else 0.0
    phi = rng.uniform(0.8, 0.995) if rng.random() < 0.5 else 1.0
    error = noise(rng, n, length) if rng.random() < 0.3 else heavy_noise(rng, n, length)
    slope = lfilter([1.0], [1.0, -phi], beta * error, axis=1)
    slope = slope + rng.normal(size=(n, 1)) * log_uniform(rng, 0.002, 0.4) * phi ** np.minimum(np.arange(length), 500 if phi < 1 else 0)[None]
    level = np.cumsum(alpha * error + phi * np.pad(slope, ((0, 0), (1, 0)))[:, :-1], axis=1)
    y = np.pad(level, ((0, 0), (1, 0)))[:, :-1] + phi * np.pad(slope, ((0, 0), (1, 0)))[:, :-1] + error
    if rng.random() < 0.75:
        m = int(round(season_lengths(rng)[0]))
        gamma = (1 - alpha) * rng.uniform(0, 0.6) ** 2
        state = lfilter([1.0], np.r_[1.0, np.zeros(m - 1), -1.0], gamma * error, axis=1)
        y[:, m:] += state[:, :-m]
        y = y + read_pattern(pattern(rng, n, m), m, length, np.zeros((n, 1), int)) * log_uniform(rng, 0.3, 30, (n, 1))
    if rng.random() < 0.55:
        y = np.exp(np.clip((y - y.mean(axis=1, keepdims=True)) * log_uniform(rng, 0.003, 0.25, (n, 1)), -7, 7))
    return y


def gaussian_process(rng, n, length) -> np.ndarray:
    """KernelSynth-like: one to four kernels, joined by sums and products of draws."""
    total = None
    for _ in range(rng.integers(1, 5)):
        kind = rng.choice(["smooth", "periodic", "linear", "white", "rough"], p=[0.3, 0.35, 0.12, 0.13, 0.1])
        if kind == "smooth":
            part = smooth_process(rng, n, length, 2, 500)
        elif kind == "periodic":
            part = read_pattern(fourier_pattern(rng, n, 64), season_lengths(rng)[-1], length, rng.uniform(0, 500, (n, 1)))
            part = standardise(part)
        elif kind == "linear":
            part = standardise(np.linspace(-1, 1, length)[None] * rng.normal(size=(n, 1)) + 0.3 * rng.normal(size=(n, 1)))
        elif kind == "white":
            part = rng.normal(size=(n, length)) * log_uniform(rng, 0.05, 1, (n, 1))
        else:
            part = standardise(random_walk(rng, n, length))
        part = part * log_uniform(rng, 0.2, 2, (n, 1))
        if total is None:
            total = part
        elif rng.random() < 0.6:
            total = total + part
        else:
            total = total * (part + rng.choice([0.0, 1.5]))
    return total + rng.normal(size=(n, length)) * log_uniform(rng, 0.003, 0.3, (n, 1))


def stochastic(rng, n, length) -> np.ndarray:
    """Random walks, prices, mean reversion, stochastic cycles and regime switches."""
    kind = rng.integers(5)
    if kind == 0:
        return random_walk(rng, n, length)
    if kind == 1:
        return np.exp(np.clip(standardise(random_walk(rng, n, length)) * log_uniform(rng, 0.02, 1.2, (n, 1)), -6, 6))
    if kind == 2:
        return autoregressive(rng, n, length) + trend(rng, n, length) * rng.choice([0, 0.5, 2])
    if kind == 3:
        cycle = autoregressive(rng, n, length)
        return np.exp(cycle * log_uniform(rng, 0.1, 1.2, (n, 1)))
    # Regimes: two behaviours, switched by a two-state chain with long stays.
    a, b = autoregressive(rng, n, length), autoregressive(rng, n, length) * log_uniform(rng, 0.2, 4, (n, 1)) + rng.normal(size=(n, 1)) * 2
    stay = log_uniform(rng, 20, 300, (n, 1))
    state = np.cumsum(rng.random((n, length)) < 1 / stay, axis=1) % 2
    return np.where(state == 0, a, b)


def counts(rng, n, length) -> np.ndarray:
    """Poisson and negative-binomial counts around a seasonal rate, and intermittent demand."""
    kind = rng.integers(3)
    rate = log_uniform(rng, 0.05, 60, (n, 1))
    shape = np.zeros((n, length))
    if rng.random() < 0.65:
        shape = shape + seasonal(rng, n, length, season_lengths(rng)) * rng.uniform(0.1, 1.0, (n, 1))
    if rng.random() < 0.5:
        shape = shape + trend(rng, n, length) * rng.uniform(0, 0.7, (n, 1))
    mean = rate * np.exp(np.clip(shape, -4, 3))
    if kind == 0:
        return rng.poisson(mean).astype(float)
    if kind == 1:
        dispersion = log_uniform(rng, 0.3, 10, (n, 1))
        return rng.poisson(mean * rng.gamma(dispersion, 1 / dispersion, (n, length))).astype(float)
    # Croston: demand happens with a probability and then has a size. Often seasonless.
    probability = np.clip(log_uniform(rng, 0.03, 0.8, (n, 1)) * np.exp(0.5 * shape), 0, 1)
    if rng.random() < 0.5:
        size = 1 + rng.poisson(log_uniform(rng, 0.2, 20, (n, 1)), (n, length))
    else:
        size = np.exp(rng.normal(size=(n, length)) * rng.uniform(0.1, 1.0, (n, 1))) * log_uniform(rng, 1, 100, (n, 1))
    return (rng.random((n, length)) < probability) * size


def profiles(rng, n, length) -> np.ndarray:
    """Load-like series: sharp daily and weekly profiles, a slow (weather) part, autocorrelated noise, special days."""
    day = int(rng.choice([24, 24, 24, 24, 48, 96, 12, 7], p=None))
    if day == 7:
        season = seasonal(rng, n, length, (7,))
        day = 1
    else:
        season = seasonal(rng, n, length, (day, 7 * day))
    slow = smooth_process(rng, n, length, 1.0 * day, 20.0 * day)
    if rng.random() < 0.6:
        slow = standardise(lfilter([1.0], [1.0, -np.exp(-1 / (day * log_uniform(rng, 0.2, 30)))], rng.normal(size=(n, length)), axis=1))
    out = season + slow * log_uniform(rng, 0.03, 1.2, (n, 1))
    if rng.random() < 0.5:
        out = out + trend(rng, n, length) * log_uniform(rng, 0.05, 2.5, (n, 1))
    if rng.random() < 0.4:
        out = out + season * slow * log_uniform(rng, 0.03, 0.4, (n, 1))
    out = out + noise(rng, n, length) * log_uniform(rng, 0.005, 0.4, (n, 1))
    if rng.random() < 0.3:
        special = np.repeat(rng.random((n, length // day + 1)) < 0.02, day, axis=1)[:, :length]
        out = np.where(special, out * rng.uniform(0.3, 0.9, (n, 1)) + rng.normal(size=(n, 1)), out)
    if rng.random() < 0.4:
        out = np.exp(out * rng.uniform(0.05, 0.8, (n, 1)))
    return out


def half_wave(rng, n, length) -> np.ndarray:
    """Solar-like: zero at night, a bell by day whose height changes from day to day."""
    day = float(rng.choice([24, 24, 48, 96, 144, 288]))
    t = np.arange(length)[None] + rng.integers(0, 300, (n, 1))
    bell = np.maximum(0, np.sin(2 * np.pi * t / day) + rng.uniform(-0.5, 0.4, (n, 1))) ** rng.uniform(0.7, 1.6)
    cloud = np.clip(1 - np.abs(noise(rng, n, length)) * rng.uniform(0, 0.4, (n, 1)), 0, 1)
    days = (t // day).astype(int)
    daily = np.take_along_axis(rng.beta(2, 1, (n, days.max() + 1)), days, axis=1)
    mix = rng.uniform(0, 1, (n, 1))
    return bell * cloud * (1 - mix + mix * daily)


def held(rng, n, length, mean_stay) -> np.ndarray:
    """A standard normal level that is drawn anew at random times, [n, length]; `mean_stay` [n, 1] in steps."""
    stretch = np.cumsum(rng.random((n, length)) < 1 / mean_stay, axis=1)
    return np.take_along_axis(rng.normal(size=(n, int(stretch.max()) + 1)), stretch, axis=1)


def economic(rng, n, length) -> np.ndarray:
    """Yearly, quarterly, monthly and weekly economic series, mostly in logs.

    A level with changing growth and changing volatility, a business cycle, an evolving season, transitory noise and
    shifts; sizes are per year, so that short windows show what a few years of such a series show.
    """
    year = int(rng.choice([1, 4, 12, 52], p=[0.42, 0.23, 0.3, 0.05]))
    growth = held(rng, n, length, log_uniform(rng, 4, 150, (n, 1)) * year) * log_uniform(rng, 0.01, 0.12, (n, 1)) / year
    if rng.random() < 0.5:
        # Growth that wanders and returns: the local trend of damped smoothing.
        keep = np.exp(-1 / (year * log_uniform(rng, 1, 30)))
        wander = lfilter([1.0], [1.0, -keep], rng.normal(size=(n, length)), axis=1) * np.sqrt(1 - keep**2)
        growth = growth + wander * log_uniform(rng, 0.005, 0.12, (n, 1)) / year
    shock = heavy_noise(rng, n, length) * log_uniform(rng, 0.002, 0.2, (n, 1)) / np.sqrt(year)
    if rng.random() < 0.5:
        shock = shock * np.exp(rng.uniform(0.2, 0.8) * held(rng, n, length, log_uniform(rng, 5, 60, (n, 1)) * np.sqrt(year)))
    level = np.cumsum(growth + shock, axis=1)
    if rng.random() < 0.5:
        radius, period = rng.uniform(0.9, 0.99) ** (1 / year), log_uniform(rng, 3, 12) * year
        cycle = lfilter([1.0], [1.0, -2 * radius * np.cos(2 * np.pi / period), radius**2], rng.normal(size=(n, length)), axis=1)
        level = level + standardise(cycle) * log_uniform(rng, 0.005, 0.15, (n, 1))
    if rng.random() < 0.3:
        level = level + 0.7 * held(rng, n, length, log_uniform(rng, 10, 100, (n, 1)) * year) * log_uniform(rng, 0.03, 0.5, (n, 1))
    if year > 1 and rng.random() < 0.85:
        season = read_pattern(pattern(rng, n, year), year, length, rng.integers(0, year, (n, 1)))
        if rng.random() < 0.6:
            # Each position of the season walks at random.
            change = lfilter([1.0], np.r_[1.0, np.zeros(year - 1), -1.0], rng.normal(size=(n, length)), axis=1)
            season = season + change * log_uniform(rng, 0.01, 0.25, (n, 1))
        level = level + season * log_uniform(rng, 0.005, 0.4, (n, 1))
    if rng.random() < 0.8:
        level = level + noise(rng, n, length) * log_uniform(rng, 0.002, 0.12, (n, 1))
    level = level - level[:, -1:]
    return np.exp(np.clip(level, -30, 30)) if rng.random() < 0.75 else level


def month_table(rng, months: int) -> np.ndarray:
    """How often each weekday occurs in `months` consecutive months from a random start: [months, 7]."""
    starts = np.datetime64("1900-01") + rng.integers(0, 1200) + np.arange(months + 1)
    days = starts.astype("datetime64[D]")
    first = (days[:-1].astype(int) + 3) % 7  # 1970-01-01 was a Thursday: Monday is 0
    lengths = (days[1:] - days[:-1]).astype(int)
    weekday = np.arange(7)[None]
    return 4 + ((weekday - first[:, None]) % 7 < (lengths - 28)[:, None])


def calendar(rng, n, length) -> np.ndarray:
    """Trading days in monthly sums, or daily series with pay-days, fixed and moving holidays and a yearly season."""
    base = np.exp(trend(rng, n, length) * rng.uniform(0, 0.6, (n, 1)))
    if rng.random() < 0.4:
        weights = np.exp(rng.normal(size=(n, 7)) * rng.uniform(0.05, 0.8, (n, 1)))
        total = (month_table(rng, length) @ weights.T).T
        season = np.exp(read_pattern(pattern(rng, n, 12), 12, length, rng.integers(0, 12, (n, 1))) * log_uniform(rng, 0.01, 0.4, (n, 1)))
        return base * total * season * np.exp(noise(rng, n, length) * log_uniform(rng, 0.005, 0.15, (n, 1)))
    log = seasonal(rng, n, length, (7,)) * log_uniform(rng, 0.05, 0.6, (n, 1))
    day = np.arange(length)[None] + rng.integers(0, 365, (n, 1))
    year_season = read_pattern(fourier_pattern(rng, n, 365), 365.25, length, rng.integers(0, 365, (n, 1)))
    log = log + standardise(year_season) * log_uniform(rng, 0.01, 0.5, (n, 1))
    in_month = day % 30.44
    log = log + (in_month < rng.uniform(1, 5)) * rng.normal(size=(n, 1)) * rng.uniform(0, 0.4)
    for _ in range(rng.integers(1, 9)):
        cycle = 354.37 if rng.random() < 0.25 else 365.25
        near = np.abs((day - rng.uniform(0, 365)) % cycle - 5)
        log = log + np.exp(-near / rng.uniform(0.3, 4)) * rng.normal() * rng.uniform(0.1, 1.2) * rng.uniform(0.7, 1.3, (n, 1))
    return base * np.exp(np.clip(log, -4, 3) + noise(rng, n, length) * log_uniform(rng, 0.01, 0.3, (n, 1)))


def causal(rng, n, length) -> np.ndarray:
    """A node of a random causal graph: roots of every kind, children as sums of delayed non-linear readings of earlier nodes."""
    periods = season_lengths(rng)
    roots = [lambda: smooth_process(rng, n, length, 3, 300), lambda: autoregressive(rng, n, length), lambda: seasonal(rng, n, length, periods),
             lambda: standardise(random_walk(rng, n, length)), lambda: np.sign(held(rng, n, length, log_uniform(rng, 10, 200, (n, 1))))]
    nodes = [roots[rng.integers(len(roots))]() for _ in range(rng.integers(2, 5))]
    readings = [lambda x: x, lambda x: x, np.tanh, np.abs, lambda x: np.maximum(x, 0), lambda x: x * np.abs(x), np.sin, lambda x: (x > 0.5) * 1.0]
    for _ in range(rng.integers(1, 5)):
        child = noise(rng, n, length) * log_uniform(rng, 0.01, 0.5, (n, 1))
        for parent in rng.choice(len(nodes), size=min(len(nodes), int(rng.integers(1, 4))), replace=False):
            delay = int(log_uniform(rng, 1, 60)) if rng.random() < 0.6 else 0
            source = np.roll(nodes[parent], delay, axis=1)
            child = child + readings[rng.integers(len(readings))](source) * rng.normal(size=(n, 1))
        nodes.append(standardise(child))
    return nodes[-1] if rng.random() < 0.7 else np.exp(nodes[-1] * rng.uniform(0.1, 0.8, (n, 1)))


FAMILIES = [(structural, 0.2), (state_space, 0.18), (gaussian_process, 0.07), (stochastic, 0.08), (counts, 0.1), (profiles, 0.15),
            (half_wave, 0.03), (economic, 0.12), (calendar, 0.03), (causal, 0.04)]


# ---------------------------------------------------------------- changes applied afterwards


def time_warp(rng, x) -> np.ndarray:
    n, length = x.shape
    speed = np.exp(rng.uniform(0.05, 0.4) * smooth_process(rng, n, length, 50, 500))
    clock = np.cumsum(speed, axis=1)
    clock = (clock - clock[:, :1]) / (clock[:, -1:] - clock[:, :1]) * (length - 1)
    low = np.minimum(clock.astype(int), length - 2)
    weight = clock - low
    return np.take_along_axis(x, low, axis=1) * (1 - weight) + np.take_along_axis(x, low + 1, axis=1) * weight


def augment(rng, x) -> np.ndarray:
    n, length = x.shape
    spread = x.std(axis=1, keepdims=True) + 1e-9
    if rng.random() < 0.06:
        x = time_warp(rng, x)
    if rng.random() < 0.15:
        shift = np.zeros((n, length))
        for _ in range(int(log_uniform(rng, 1, 12))):
            at = rng.integers(0, length, (n, 1))
            shift += (np.arange(length)[None] >= at) * rng.normal(size=(n, 1)) * (rng.random((n, 1)) < 0.6)
        x = x + shift * spread * rng.uniform(0.3, 2)
    if rng.random() < 0.15:
        spikes = (rng.random((n, length)) < log_uniform(rng, 0.002, 0.03)) * rng.normal(2, 2, (n, length))
        x = x + spikes * spread * rng.uniform(0.5, 3) * rng.choice([-1, 1], (n, 1))
    if rng.random() < 0.07:
        low, high = np.quantile(x, rng.uniform(0, 0.4), axis=1, keepdims=True), np.quantile(x, rng.uniform(0.8, 1), axis=1, keepdims=True)
        x = np.clip(x, low, high if rng.random() < 0.3 else np.inf)
    if rng.random() < 0.05:
        x = x[:, ::-1]
    if rng.random() < 0.08:
        # Coarse recording: few distinct values.
        grid = spread * log_uniform(rng, 0.02, 0.7, (n, 1))
        x = np.round(x / grid) * grid
    return x


def make_group(rng: np.random.Generator, n: int, length: int) -> np.ndarray:
    weights = np.array([w for _, w in FAMILIES])
    family = FAMILIES[rng.choice(len(FAMILIES), p=weights / weights.sum())][0]
    x = family(rng, n, length)
    if family is economic:
        # Spans orders of magnitude and has its own shifts: changes sized by the whole series would drown most of it.
        return x
    if rng.random() < 0.08:
        # Mixup: a convex combination of two standardised families.
        other = FAMILIES[rng.choice(len(FAMILIES), p=weights / weights.sum())][0](rng, n, length)
        share = rng.uniform(0, 1, (n, 1))
        x = share * standardise(x) + (1 - share) * standardise(other)
    return augment(rng, x)


def make_shard(seed: int, shard: int, series: int, length: int) -> np.ndarray:
    """Shard `shard` of the endless corpus with this seed: [series, length] float32, finite, unit-sized, shuffled."""
    rng = np.random.default_rng([seed, shard, GENERATOR_VERSION])
    out = np.empty((series, length), np.float32)
    for start in range(0, series, GROUP):
        n = min(GROUP, series - start)
        x = make_group(rng, n, length)
        x = np.nan_to_num(x, nan=0.0, posinf=0.0, neginf=0.0)
        # The model normalises each window itself; this only keeps float32 away from its limits.
        x = x / (np.abs(x).max(axis=1, keepdims=True) + 1e-12)
        out[start : start + n] = x
    return out[rng.permutation(series)]
