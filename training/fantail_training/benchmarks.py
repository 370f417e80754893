"""The benchmark sets: where they lie, how they are read, and which half they belong to.

Nothing here is ever trained on. `development` sets may be looked at while the model is designed; `held-out` sets are
different data sets and are scored for the release only. Files are below $FANTAIL_DATA.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np


@dataclass(frozen=True)
class Benchmark:
    name: str
    half: str
    season: int
    horizon: int
    read: Callable[[], list[np.ndarray]]
    windows: int = 1
    """Origins per series, `horizon` steps apart, the last one `horizon` steps before the end."""
    series: int = 300
    """At most this many series, evenly spread over the set."""


def data_folder() -> Path:
    folder = os.environ.get("FANTAIL_DATA")
    if not folder:
        raise SystemExit("Set FANTAIL_DATA to the folder of the benchmark data and of the real training series.")
    return Path(folder)


def rows_of(file: str) -> list[list[str]]:
    raw = (data_folder() / file).read_bytes()
    text = (gzip.decompress(raw) if file.endswith(".gz") else raw).decode("utf-8-sig", errors="replace")
    return list(csv.reader(io.StringIO(text)))


def number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def trim(values: np.ndarray) -> np.ndarray:
    """Drops missing values at both ends; those inside stay."""
    known = np.flatnonzero(np.isfinite(values))
    return values[known[0] : known[-1] + 1] if len(known) else values[:0]


def wide(file: str, frequency: str | None = None) -> list[np.ndarray]:
    """One row per series; value columns are named V1, V2 … Rows may be filtered by the frequency column."""
    header, *rows = rows_of(file)
    first = next(i for i, h in enumerate(header) if h[:1] == "V" and h[1:].isdigit() and (i > 0))
    column = header.index("frequency") if "frequency" in header else -1
    keep = [r for r in rows if frequency is None or r[column] == frequency]
    return [trim(np.array([number(c) for c in r[first:]])) for r in keep]


def m1(frequency: str) -> list[np.ndarray]:
    """Training and test part joined, so that the test part is exactly the forecast horizon."""
    train, test = wide("benchmarks/M1_train.csv.gz", frequency), wide("benchmarks/M1_test.csv", frequency)
    return [np.concatenate(pair) for pair in zip(train, test)]


def columns(file: str, *names: str) -> list[np.ndarray]:
    header, *rows = rows_of(file)
    at = [header.index(n) for n in names]
    return [trim(np.array([number(r[i]) for r in rows if len(r) > i])) for i in at]


def long(file: str, value: str, *keys: str) -> list[np.ndarray]:
    header, *rows = rows_of(file)
    at, key_at = header.index(value), [header.index(k) for k in keys]
    groups: dict[tuple[str, ...], list[float]] = {}
    for r in rows:
        groups.setdefault(tuple(r[i] for i in key_at), []).append(number(r[at]))
    return [trim(np.array(g)) for g in groups.values()]


def classics() -> list[np.ndarray]:
    out = []
    for file, name in [("monthly-airline-passengers", "Passengers"), ("monthly-car-sales", "Sales"), ("monthly-robberies", "Robberies"),
                       ("monthly-writing-paper-sales", "Sales"), ("monthly_champagne_sales", "Sales"), ("wineind", "Y"),
                       ("sktime_seatbelts", "KSI"), ("monthly-milk-incomplete", "Pounds per cow"), ("monthly-mean-temp", "Temperature")]:
        out += columns(f"classics/{file}.csv", name)
    return out


def gasoline() -> list[np.ndarray]:
    return [s[::-1] for s in columns("classics/us_gasoline.csv", "Gasoline")]


DEV, HELD = "development", "held-out"
BENCHMARKS = [
    Benchmark("m1_yearly", DEV, 1, 6, lambda: m1("1")),
    Benchmark("m1_quarterly", DEV, 4, 8, lambda: m1("4")),
    Benchmark("m1_monthly", DEV, 12, 18, lambda: m1("12")),
    Benchmark("m4_hourly", DEV, 24, 48, lambda: wide("benchmarks/M4_Hourly_train.csv.gz"), windows=4),
    Benchmark("m4_daily", DEV, 7, 14, lambda: wide("benchmarks/M4_Daily_windows_300.csv.gz")),
    Benchmark("ercot_hourly", DEV, 24, 48, lambda: long("energy/ERCOT_regions_2021_2022.csv.gz", "value", "unique_id"), windows=10),
    Benchmark("epf_prices_hourly", DEV, 24, 24, lambda: long("energy/EPF_5markets_exog.csv.gz", "y", "unique_id"), windows=15),
    Benchmark("births_us_daily", DEV, 7, 28, lambda: columns("demography/births_us_daily.csv", "y"), windows=60),
    Benchmark("taylor_half_hourly", DEV, 48, 64, lambda: columns("energy/taylor_30_min.csv", "value"), windows=40),
    Benchmark("aus_retail_monthly", DEV, 12, 18, lambda: long("retail/aus_retail.csv.gz", "Turnover", "State", "Industry"), windows=2),
    Benchmark("carparts_monthly", DEV, 12, 12, lambda: wide("retail/carparts_monthly.csv.gz")),
    Benchmark("m4_yearly", HELD, 1, 6, lambda: wide("benchmarks/M4_Yearly_train_1000.csv.gz")),
    Benchmark("m3_yearly_and_other", HELD, 1, 6, lambda: wide("benchmarks/M3_train.csv.gz", "1")),
    Benchmark("m3_quarterly", HELD, 4, 8, lambda: wide("benchmarks/M3_train.csv.gz", "4")),
    Benchmark("m3_monthly", HELD, 12, 18, lambda: wide("benchmarks/M3_train.csv.gz", "12")),
    Benchmark("m4_monthly", HELD, 12, 18, lambda: wide("benchmarks/M4_Monthly_windows_900.csv.gz")),
    Benchmark("m4_weekly", HELD, 52, 13, lambda: wide("benchmarks/M4_Weekly_train.csv.gz")),
    Benchmark("classics_monthly", HELD, 12, 18, classics, windows=2),
    Benchmark("aus_livestock_monthly", HELD, 12, 18, lambda: long("economy/aus_livestock.csv.gz", "Count", "Animal", "State"), windows=3),
    Benchmark("us_gasoline_weekly", HELD, 52, 26, gasoline, windows=20),
    Benchmark("uci_electricity_hourly", HELD, 24, 48, lambda: columns("energy/uci_electricity_avg_hourly.csv.gz", "y"), windows=60),
    Benchmark("sf_traffic_hourly", HELD, 24, 48, lambda: columns("mobility/sf_traffic_avg_hourly.csv.gz", "y"), windows=60),
    Benchmark("dc_bikes_hourly", HELD, 24, 48, lambda: columns("mobility/dc_bikesharing_hourly.csv.gz", "count"), windows=60),
    Benchmark("pjm_zones_hourly", HELD, 24, 48, lambda: long("energy/PJM_zones_2023_2024.csv.gz", "y", "unique_id"), windows=20),
    Benchmark("vic_elec_half_hourly", HELD, 48, 64, lambda: columns("energy/vic_elec.csv.gz", "Demand"), windows=60),
    Benchmark("germany_power_daily", HELD, 7, 28, lambda: columns("energy/OPSD_germany_daily.csv.gz", "Consumption", "Wind", "Solar"), windows=30),
    Benchmark("saugeen_river_daily", HELD, 365, 30, lambda: columns("environment/saugeen_river_flow_daily.csv.gz", "y"), windows=60),
    Benchmark("bitcoin_transactions_daily", HELD, 7, 28, lambda: columns("finance/bitcoin_transactions_daily.csv", "y"), windows=40),
]


def windows_of(benchmark: Benchmark, context: int) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """contexts [N, context] (NaN-padded left), targets [N, horizon], and each window's full history (for the baseline)."""
    series = benchmark.read()
    if len(series) > benchmark.series:
        series = [series[i] for i in np.linspace(0, len(series) - 1, benchmark.series).astype(int)]
    contexts, targets, histories = [], [], []
    shortest = max(3, min(2 * benchmark.season, 24))
    for values in series:
        for back in range(benchmark.windows):
            end = len(values) - benchmark.horizon * (back + 1)
            if end < shortest:
                break
            history, target = values[:end], values[end : end + benchmark.horizon]
            if not np.isfinite(target).any():
                continue
            window = np.full(context, np.nan)
            window[-min(context, end) :] = history[-context:]
            contexts.append(window)
            targets.append(target)
            histories.append(history)
    return np.float32(contexts), np.array(targets), histories
