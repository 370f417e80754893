"""Openly licensed real series for training, none of them part of a benchmark set, and windows cut from them.

Files are below $FANTAIL_DATA. Which sets may be used was decided by two questions: does the licence allow it, and is it
another thing than everything in `benchmarks.py`? Other years of a benchmark's own series (PJM and AEMO loads, British
demand, Nord Pool prices, German consumption, Washington's bicycles) are left out; `overlap.py` looks for copies by value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable

import numpy as np

from .benchmarks import columns, long, number, rows_of, trim


@dataclass(frozen=True)
class RealSet:
    name: str
    share: float
    """Share of the real windows, before sets without long enough series are left out."""
    steps: tuple[int, ...]
    """How many rows are averaged to one step; 1 is the series as it is."""
    read: Callable[[], list[np.ndarray]]
    source: str
    licence: str


# Copies of benchmark series, found by `overlap.py`: place in the set, in reading order.
# Total private employment is two yearly series of M3 as means of years; cement is one of M1 monthly as sums of quarters.
LEFT_OUT = {
    "us_employment": {0, 1, 15, 19, 21, 46, 111, 137, 143, 145, 146},
    "world_bank": {130, 142, 398, 1241},
    "aus_production": {3},
}


def without(values: list[np.ndarray], missing: float) -> list[np.ndarray]:
    return [trim(np.where(v == missing, np.nan, v)) for v in values]


def metro_traffic() -> list[np.ndarray]:
    """One value per hour from the first to the last: repeated hours appear once, absent ones as missing."""
    header, *rows = rows_of("mobility/metro_traffic_volume_hourly.csv.gz")
    at, value = header.index("date_time"), header.index("traffic_volume")
    hours = np.array([r[at].replace(" ", "T") for r in rows], "datetime64[h]").astype(int)
    out = np.full(hours.max() - hours.min() + 1, np.nan)
    out[hours - hours.min()] = [number(r[value]) for r in rows]
    return [out]


def world_bank() -> list[np.ndarray]:
    file = "economy/global_economy.csv.gz"
    out = [s for value in ("GDP", "CPI", "Imports", "Exports", "Growth", "Population") for s in long(file, value, "Country")]
    return [s for s in out if len(s) >= 16]


REAL_SETS = [
    RealSet("us_employment", 0.26, (1, 1, 3, 12), lambda: long("economy/us_employment.csv.gz", "Employed", "Series_ID"),
            "US Bureau of Labor Statistics, Current Employment Statistics", "public domain"),
    RealSet("world_bank", 0.2, (1,), world_bank, "World Bank, World Development Indicators", "CC BY 4.0"),
    RealSet("us_macro", 0.05, (1, 1, 4), lambda: columns("classics/sm_macrodata.csv", "realgdp", "realcons", "realinv", "realgovt", "realdpi",
            "cpi", "m1", "tbilrate", "unemp", "infl"), "US national accounts, Federal Reserve and BLS, as collected for statsmodels", "public domain"),
    RealSet("aus_production", 0.05, (1, 1, 4), lambda: columns("economy/aus_production.csv", "Beer", "Tobacco", "Bricks", "Cement", "Electricity", "Gas"),
            "Australian Bureau of Statistics, catalogue 8301.0.55.001", "CC BY 4.0"),
    RealSet("ansett", 0.06, (1, 1, 4), lambda: long("economy/ansett.csv.gz", "Passengers", "Airports", "Class"),
            "Ansett Airlines passengers, as published with Hyndman's tsibbledata", "CC BY"),
    RealSet("rte_load", 0.09, (1, 1, 1, 24), lambda: columns("energy/RTE_france_load_hourly.csv.gz", "y"), "RTE, French electricity load 2017-2019", "Etalab 2.0"),
    RealSet("gb_power", 0.05, (1, 1, 24), lambda: columns("energy/OPSD_GB_hourly.csv.gz", "GB_GBN_price_day_ahead", "GB_GBN_solar_generation_actual",
            "GB_GBN_wind_generation_actual"), "Open Power System Data, time series package 2020-10-06: British price, sun and wind (not demand)", "CC BY 4.0"),
    RealSet("beijing_air", 0.06, (1, 1, 24), lambda: columns("environment/beijing_pm25_hourly.csv.gz", "pm2.5", "DEWP", "TEMP", "PRES", "Iws"),
            "UCI 381, Beijing PM2.5 (Chen)", "CC BY 4.0"),
    RealSet("italian_air", 0.03, (1, 24), lambda: without(columns("nasty/real/AirQualityUCI_mdy_trailing_blank_rows.csv", "CO(GT)", "C6H6(GT)", "NOx(GT)",
            "NO2(GT)", "PT08.S5(O3)", "T", "RH"), -200.0), "UCI 360, Air Quality (Vito)", "CC BY 4.0"),
    RealSet("metro_traffic", 0.05, (1, 1, 24), metro_traffic, "UCI 492, Metro Interstate Traffic Volume (Hogue)", "CC BY 4.0"),
    RealSet("nrw_gauges", 0.05, (1, 1, 7), lambda: long("environment/lanuv_river_gauges_daily.csv.gz", "Mittelwert", "Name"),
            "LANUV NRW, river gauges", "dl-de/by-2-0"),
    RealSet("us_flu", 0.03, (1, 1, 4), lambda: columns("classics/ILINet.csv", "% WEIGHTED ILI", "ILITOTAL"), "US Centers for Disease Control, ILINet", "public domain"),
    RealSet("kenduskeag", 0.01, (1, 24), lambda: columns("environment/usgs_kenduskeag_river_hourly.csv.gz", "cfs", "temp"),
            "US Geological Survey 01037000", "public domain"),
]


def averaged(values: np.ndarray, steps: int) -> np.ndarray:
    """Means over `steps` rows, the newest rows in the last one; missing where more than half are."""
    if steps == 1:
        return values
    rows = values[len(values) % steps :].reshape(-1, steps)
    known = np.isfinite(rows)
    return np.where(known.mean(axis=1) > 0.5, np.where(known, rows, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1), np.nan)


class RealWindows:
    """Draws training windows from REAL_SETS. A function of the generator handed in, so runs resume exactly."""

    def __init__(self):
        self.groups: list[tuple[float, list[np.ndarray]]] = []
        for real in REAL_SETS:
            series = [s for i, s in enumerate(real.read()) if i not in LEFT_OUT.get(real.name, ())]
            for steps in real.steps:
                self.groups.append((real.share / len(real.steps), [averaged(s, steps) for s in series]))

    def pick(self, rng: np.random.Generator, shortest: int) -> list[np.ndarray]:
        """A set at one aggregation, reduced to its series of more than `shortest` + 8 steps."""
        usable = [(share, [s for s in series if len(s) > shortest + 8]) for share, series in self.groups]
        usable = [u for u in usable if u[1]]
        share = np.array([u[0] for u in usable])
        return usable[rng.choice(len(usable), p=share / share.sum())][1]

    def window(self, rng: np.random.Generator, series: list[np.ndarray], length: int, history: int, horizon: int) -> np.ndarray:
        """[length + horizon], missing before the history and after the end of the series; unit-sized."""
        values = series[rng.integers(len(series))]
        if rng.random() < 0.1:
            # Time warp: the same curve read at another constant speed.
            speed = math.exp(rng.uniform(-0.3, 0.3))
            values = np.interp(np.arange(0, len(values) - 1, speed), np.arange(len(values)), values)
        end = int(rng.integers(min(max(6, len(values) // 8), len(values) - 4), len(values) - 3))
        out = np.full(length + horizon, np.nan)
        past, future = values[max(0, end - history) : end], values[end : end + horizon]
        out[length - len(past) : length] = past
        out[length : length + len(future)] = future
        known = past[np.isfinite(past)]
        return out / (np.abs(known).mean() + 1e-12) if len(known) else out

    def draw(self, rng: np.random.Generator, n: int, length: int, shortest: int, history: np.ndarray, horizon: int) -> np.ndarray:
        """n windows [n, length + horizon] float32; some are convex combinations of two or three of one set (TSMixup)."""
        out = np.empty((n, length + horizon), np.float32)
        for i in range(n):
            series = self.pick(rng, shortest)
            parts = [self.window(rng, series, length, int(history[i]), horizon) for _ in range(rng.integers(2, 4) if rng.random() < 0.25 else 1)]
            window = sum(w * p for w, p in zip(rng.dirichlet(np.full(len(parts), 1.5)), parts))
            if rng.random() < 0.15:
                window = window * np.exp(np.linspace(0, rng.normal() * 0.7, length + horizon))
            out[i] = window
        return out
