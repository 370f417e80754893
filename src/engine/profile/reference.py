"""Stationarity tests by statsmodels and changepoints by ruptures, to compare ours with.

    python3 src/engine/profile/reference.py > src/engine/profile/reference.json
"""

import json
import sys
import warnings
from importlib.metadata import version

import numpy as np
import ruptures
from statsmodels.tsa.stattools import adfuller, kpss

warnings.simplefilter("ignore")
random = np.random.default_rng(11)


def autoregression(root, count):
    values = np.zeros(count)
    for at in range(1, count):
        values[at] = root * values[at - 1] + random.normal()
    return values


steps = np.arange(200)
series = {
    "white noise": random.normal(0, 1, 150),
    "autoregression": autoregression(0.8, 300),
    "nearly a walk": autoregression(0.97, 250),
    "walk": np.cumsum(random.normal(0, 1, 200)),
    "line and noise": 0.3 * steps + random.normal(0, 4, 200),
    "walk with drift": np.cumsum(0.5 + random.normal(0, 1, 120)),
    "shift": np.concatenate([random.normal(0, 1, 80), random.normal(6, 1, 70)]),
    "season": 5 * np.sin(steps * np.pi / 6) + random.normal(0, 1, 200),
    "short": random.normal(3, 2, 21),
    "moving average": np.convolve(random.normal(0, 1, 181), [1, 0.9], "valid"),
}


def kpss_of(values, regression):
    found = kpss(values, regression=regression, nlags="auto", result_object=False)
    return {"statistic": float(found[0]), "p": float(found[1]), "lags": int(found[2])}


def adf_of(values, regression):
    statistic, p, lags, *_ = adfuller(values, regression=regression, autolag="AIC", result_object=False)
    return {"statistic": float(statistic), "p": float(p), "lags": int(lags)}


def tests(name, values):
    return {
        "name": name,
        "values": [round(float(value), 6) for value in values],
        "kpssLevel": kpss_of(np.round(values, 6), "c"),
        "kpssTrend": kpss_of(np.round(values, 6), "ct"),
        "adfLevel": adf_of(np.round(values, 6), "c"),
        "adfTrend": adf_of(np.round(values, 6), "ct"),
    }


def changes(model, name, values, penalty, shortest):
    """Stretches of one mean, or of a line: ruptures' regression on a constant and the step."""
    values = np.round(values, 6)
    signal = values if model == "l2" else np.column_stack([values, np.ones(len(values)), np.arange(len(values))])
    found = ruptures.Pelt(model=model, min_size=shortest, jump=1).fit(signal).predict(pen=penalty)
    return {
        "name": name,
        "values": [float(value) for value in values],
        "penalty": penalty,
        "shortest": shortest,
        "changes": [int(step) for step in found[:-1]],
    }


levels = [
    ("two shifts", np.concatenate([random.normal(m, 1, n) for m, n in [(0, 40), (3, 60), (1, 50)]]), 10.0, 5),
    ("many shifts", np.concatenate([random.normal(m, 1, 25) for m in [0, 4, 1, 6, 2, 5]]), 8.0, 3),
    ("none", random.normal(0, 1, 200), 15.0, 5),
    ("a walk", np.cumsum(random.normal(0, 1, 150)), 20.0, 4),
    ("small penalty", random.normal(0, 1, 120), 2.0, 2),
]
bends = [
    ("a bend", np.concatenate([np.arange(60), 60 - 0.5 * np.arange(60)]) + random.normal(0, 2, 120), 60.0, 5),
    ("a jump", np.concatenate([0.2 * np.arange(50), 30 + 0.2 * np.arange(50)]) + random.normal(0, 1, 100), 20.0, 4),
    ("a line", 0.5 * np.arange(100) + random.normal(0, 1, 100), 15.0, 5),
]
json.dump(
    {
        "statsmodels": version("statsmodels"),
        "ruptures": version("ruptures"),
        "tests": [tests(name, values) for name, values in series.items()],
        "levels": [changes("l2", *each) for each in levels],
        "lines": [changes("linear", *each) for each in bends],
    },
    sys.stdout,
)
sys.stdout.write("\n")
