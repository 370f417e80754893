"""What statsforecast says of the series of series.txt, for bench/classics.bench.ts.

    python3 bench/classics/reference.py bench/classics/series.txt > bench/classics/reference-statsforecast.json
    python3 bench/classics/reference.py --time bench/classics/series.txt

As reference.R: means, mean widths of the central intervals, steps within them. With --time, the processor seconds that each
method takes for all of the series once it is warm, and nothing else: on one thread, to be compared on the same machine.
"""

import json
import os
import sys
import time
import warnings
from importlib.metadata import version

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402
from statsforecast import models as sf  # noqa: E402

warnings.filterwarnings("ignore")


def read(path):
    for line in open(path):
        name, season, horizon, *values = line.split()
        values = np.array(values, dtype=float)
        yield name, int(season), values[: -int(horizon)], values[-int(horizon) :]


def rounded(values):
    return [float(f"{value:.6g}") for value in values]


def answer(found, actual, with_bands):
    row = {"mean": rounded(found["mean"])}
    for level in (80, 95) if with_bands else ():
        low, high = found[f"lo-{level}"], found[f"hi-{level}"]
        row[f"width{level}"] = rounded([np.mean(high - low)])[0]
        row[f"in{level}"] = int(np.sum((actual >= low) & (actual <= high)))
    return row


def bands(model, values, horizon):
    return model.forecast(y=values, h=horizon, level=[80, 95])


def means(model, values, horizon):
    return model.forecast(y=values, h=horizon)


def is_demand(values):
    return np.mean(values == 0) > 0.2


thetas = {
    "theta": lambda m: sf.Theta(season_length=m),
    "theta-optimised": lambda m: sf.OptimizedTheta(season_length=m),
    "theta-dynamic": lambda m: sf.DynamicTheta(season_length=m),
    "theta-dynamic-optimised": lambda m: sf.DynamicOptimizedTheta(season_length=m),
}
chosen = {"ets": lambda m: sf.AutoETS(season_length=m), "arima": lambda m: sf.AutoARIMA(season_length=m)}
demand = {
    "croston-classic": lambda: sf.CrostonClassic(),
    "croston": lambda: sf.CrostonSBA(),
    "croston-optimised": lambda: sf.CrostonOptimized(),
    "tsb": lambda: sf.TSB(alpha_d=0.1, alpha_p=0.1),
}


def methods(season, values, actual):
    horizon = len(actual)
    if is_demand(values):
        return {name: answer(means(make(), values, horizon), actual, False) for name, make in demand.items()}
    found = {}
    makers = {**thetas, **(chosen if season <= 14 else {})}
    for name, make in makers.items():
        found[name] = answer(bands(make(season), values, horizon), actual, True)
    # One mean for each window that ours may choose.
    found["moving-average"] = {
        "windows": rounded([means(sf.WindowAverage(window_size=w), values, 1)["mean"][0] for w in range(2, 9)])
    }
    if season > 1:
        found["seasonal-moving-average"] = {
            "windows": [
                rounded(means(sf.SeasonalWindowAverage(season_length=season, window_size=w), values, season)["mean"])
                if len(values) >= w * season
                else []
                for w in range(2, 5)
            ]
        }
    return found


def seconds(rows):
    """By method, over all series that it is for; a first round warms it."""
    used = [row for row in rows if row[1] <= 14 and not is_demand(row[2])]
    taken = {}
    for name, make in {**thetas, **chosen}.items():
        for _, season, values, actual in used[:3]:
            bands(make(season), values, len(actual))
        started = time.process_time()
        for _, season, values, actual in used:
            bands(make(season), values, len(actual))
        taken[name] = time.process_time() - started
    return taken


rows = list(read(sys.argv[-1]))
if "--time" in sys.argv:
    print(json.dumps(seconds(rows)))
else:
    lines = [
        json.dumps({"name": name, "methods": methods(season, values, actual)}, separators=(",", ":"))
        for name, season, values, actual in rows
    ]
    print(f'{{"statsforecast":"{version("statsforecast")}","series":[\n' + ",\n".join(lines) + "\n]}")
