"""Scores of sample forecasts: the density that the application makes of samples, and what it says of what happened."""

from __future__ import annotations

import math

import numpy as np

LEVELS = (0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975)

# erf to 1.2e-7 (Numerical Recipes' erfcc): NumPy has none, and SciPy's would be the only reason to need it here.
_ERF = (-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277)


def normal_cdf(z: np.ndarray) -> np.ndarray:
    x = np.abs(z) / math.sqrt(2)
    t = 1 / (1 + 0.5 * x)
    polynomial = np.zeros_like(t)
    for coefficient in reversed(_ERF):
        polynomial = polynomial * t + coefficient
    tail = 0.5 * t * np.exp(-x * x + polynomial)
    return np.where(z > 0, 1 - tail, tail)


def mixture_variances(samples: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """[..., S]: the kernel's width by Silverman's rule, squared, plus each sample's own variance."""
    count = samples.shape[-1]
    width = samples.std(axis=-1, ddof=1, keepdims=True) * (0.75 * count) ** -0.2
    return variance + width**2


def expected_distance(mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """E|X| of normal X."""
    sd = np.sqrt(np.maximum(variance, 1e-30))
    z = mean / sd
    return mean * (2 * normal_cdf(z) - 1) + 2 * sd * np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)


def crps(means: np.ndarray, variances: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """CRPS of Gaussian mixtures [..., S] at actual [...] (Grimit et al. 2006, equation 5)."""
    first = expected_distance(actual[..., None] - means, variances).mean(axis=-1)
    between = expected_distance(means[..., :, None] - means[..., None, :], variances[..., :, None] + variances[..., None, :])
    return first - 0.5 * between.mean(axis=(-2, -1))


def mixture_quantiles(means: np.ndarray, variances: np.ndarray, levels: tuple[float, ...] = LEVELS) -> np.ndarray:
    """[..., S] -> [..., Q], by bisection on the mixture's distribution function."""
    sd = np.sqrt(variances)
    low = np.repeat((means - 9 * sd).min(axis=-1)[..., None], len(levels), axis=-1)
    high = np.repeat((means + 9 * sd).max(axis=-1)[..., None], len(levels), axis=-1)
    wanted = np.array(levels)
    for _ in range(24):
        middle = 0.5 * (low + high)
        below = normal_cdf((middle[..., None] - means[..., None, :]) / sd[..., None, :]).mean(axis=-1) < wanted
        low = np.where(below, middle, low)
        high = np.where(below, high, middle)
    return 0.5 * (low + high)


def share_inside(samples: np.ndarray, variances: np.ndarray, actual: np.ndarray, share: float) -> float:
    """How many of the actual values [...] lie within the central band of the mixtures [..., S] that claims `share` of them."""
    seen = np.isfinite(actual)
    deviations = np.sqrt(variances[seen])
    below = normal_cdf((actual[seen][..., None] - samples[seen]) / deviations).mean(axis=-1)
    return float((np.abs(below - 0.5) <= share / 2).mean())


def band_factor(samples: np.ndarray, variance: np.ndarray, actual: np.ndarray, share: float = 0.8) -> float:
    """The factor on all variances with which the central band holds the share of the actual values that it claims, kernels included."""
    low, high = 0.25, 4.0
    for _ in range(16):
        middle = math.sqrt(low * high)
        held = share_inside(samples, mixture_variances(samples, middle * variance), actual, share)
        low, high = (middle, high) if held < share else (low, middle)
    return math.sqrt(low * high)


def quantile_scores(quantiles: np.ndarray, actual: np.ndarray, levels: tuple[float, ...] = LEVELS) -> dict[str, float]:
    """Quantiles [N, H, Q] against actual [N, H], NaN = not observed."""
    seen = np.isfinite(actual)
    miss = actual[..., None] - quantiles
    share = np.array(levels)
    loss = np.where(miss >= 0, share * miss, (share - 1) * miss)
    inside = lambda low, high: (actual >= quantiles[..., levels.index(low)]) & (actual <= quantiles[..., levels.index(high)])  # noqa: E731
    coverage = {name: inside(low, high)[seen].mean() for name, low, high in [("50", 0.25, 0.75), ("80", 0.1, 0.9), ("95", 0.025, 0.975)]}
    return {"wql": float(2 * loss[seen].mean() / np.abs(actual[seen]).mean())} | {f"coverage_{k}": float(v) for k, v in coverage.items()}


def point_scores(point: np.ndarray, actual: np.ndarray) -> dict[str, float]:
    """Mean absolute and root mean square error at 30 and 60 minutes, in the data's unit."""
    scores = {}
    for name, step in [("30", 5), ("60", 11)]:
        error = point[:, step] - actual[:, step]
        error = error[np.isfinite(error)]
        scores |= {f"mae_{name}": float(np.abs(error).mean()), f"rmse_{name}": float(np.sqrt((error**2).mean()))}
    return scores
