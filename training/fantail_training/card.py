"""Writes CARD.md from the config, the manifest and the measured scores; no number in it is typed by hand."""

from __future__ import annotations

import json
from pathlib import Path

from .evaluate import table
from .real_data import LEFT_OUT, REAL_SETS
from .train import CONFIGS

CARD = """# {name} {version}

A quantile forecaster for one series at a time: {parameters:,} parameters, {megabytes:.1f} MB, context up to {context} steps,
{horizon} steps ahead, {levels} quantile levels from {lowest} to {highest}. Licence: Apache-2.0.

## What it does

Input `context` [batch, {context}], NaN for missing, padded with NaN on the left. Output `quantiles` [batch, {levels}, {horizon}] on the
original scale. Scaling and missing values are handled inside the graph; quantiles cannot cross. The frequency is not an
input: a fixed list of lags is tested inside the context, and a small gate chooses which repetition to follow. A patch
transformer then decides how far to depart from it and how wide the bands are. Longer horizons are rolled out by the
application.

## Data

{data}

## Recipe

{start}`python3 -m fantail_training.train configs/{id}.json`: {steps:,} steps of {batch} windows ({total:,} windows), AdamW with peak
learning rate {rate}, warm-up {warm_up}, linear decay over the last {decay:.0%}, averaged weights ({average}), weighted pinball loss.

## Scores

WQL over the levels 0.1 to 0.9 and MASE; "ratio" is to seasonal naive on the same windows (below 1 is better). The
coverage columns say how many actual values fell into the model's own 50, 80 and 95 % bands. *development* sets were looked
at while the model was designed, *held-out* sets were not.
Nothing is clipped here. Where a series never goes below zero the application clips the bands, and its benchmark those of seasonal
naive, too, which gain more by it: `npm run bench -- accuracy` has ratios nearer to 1 for intermittent and skewed sets.

{table}

Geometric mean of the ratios: {summary}.

ONNX Runtime (CPU) against PyTorch on {checked} probe windows: largest difference {difference:.1e} of a window's spread.
Batches of 1, 2, 7, 32 and 64 windows, on 1, 2 and 4 threads: {identical}.

## Limits

- It sees no calendar, no holidays, no covariates, and at most {context} steps: {seasons}
- It does not know that a series cannot be negative; the application clips where the data say so.
- Bands are too narrow where series are short and the trend may break: see the coverage of the yearly and quarterly sets.
- A constant context, or a single value, gives a (nearly) constant forecast with hardly any width: nothing in it tells the scale.
- Trained for a short time on a CPU; a larger run of the same recipe is expected to be better.
- M4 hourly is scored at four origins of each series. At the last one alone a few large, correlated series jump, and WQL, which
  adds up all series, is far worse there than MASE: `bench/accuracy-report.md` has both.
- Seasonal-naive ratios above 1 in the table are real: there a simple method is better.
"""


SYNTHETIC = """Series made by `training/fantail_training/generators.py` (seed {seed}): structural and state-space series (trend,
seasonality, noise; added or multiplied), Gaussian-process draws, random walks, autoregressions and regime switches,
counts and intermittent demand, daily and weekly load profiles, half waves{more}; with level shifts, spikes, censoring,
time warps, mixtures and missing values."""

ONLY_SYNTHETIC = "No real series was used, so none of the scores below is in-sample."

REAL = """{share:.0%} of the training windows are cut from real series, none of them part of a set below. Other years of a benchmark's own
series were left out, and so were {left_out} series of three sets whose numbers `overlap.py` found again in a benchmark, on whatever scale and as means of whatever rows. Their
relatives, other industries and countries, are trained on: series of M3 and M4 share stretches of economic history with them.
Windows are averaged to coarser steps, turned upside down, stretched in time and mixed with others of their set.

| set | series from | licence |
|---|---|---|
{rows}"""


def data_of(config: dict) -> str:
    share = config.get("mixture", {}).get("real_share", 0)
    # Families that came with the second generator version; the first model was trained before them.
    more = ", economic series with\nchanging growth, trading days and holidays, random causal graphs" if "mixture" in config else ""
    text = SYNTHETIC.format(seed=config["seed"], more=more)
    if not share:
        return f"{text} {ONLY_SYNTHETIC}"
    rows = "\n".join(f"| {r.name} | {r.source} | {r.licence} |" for r in REAL_SETS)
    return f"{text}\n\n{REAL.format(share=share, left_out=sum(map(len, LEFT_OUT.values())), rows=rows)}"


def start_of(config: dict) -> str:
    """Where the weights came from: earlier runs, oldest first, each on its own line."""
    initial = config.get("initial", {})
    if "config" in initial:
        before = json.loads((CONFIGS / initial["config"]).read_text())
        return f"{start_of(before)}`{initial['config']}`: {initial.get('steps', before['steps']):,} steps of {windows_of(before)} windows.\nThen, from its averaged weights, "
    return f"Starts from the weights of `{Path(initial['model']).parent.name}`, grown to this shape.\n" if initial else ""


def windows_of(config: dict) -> int:
    """Windows in one step."""
    return sum(b["windows"] for b in config["buckets"]) * config["cpu_processes"]


def write_card(folder: Path, manifest: dict, config: dict, step: int, scores: dict) -> None:
    batch = windows_of(config)
    summary = "; ".join(f"{half} WQL {s['wql_ratio']:.3f}, MASE {s['mase_ratio']:.3f}" for half, s in scores.get("summary", {}).items())
    levels = manifest["output"]["levels"]
    differing = sum(scores["check"]["windows_that_differ_from_batch_32"].values())
    context = manifest["context"]["max"]
    seasons = "yearly seasons of daily data are seen " + ("twice, those\n  of hourly data not at all." if context > 1000 else "only once, those\n  of hourly data not at all.")
    text = CARD.format(
        data=data_of(config), start=start_of(config), seasons=seasons,
        identical="forecasts are the same to the last bit" if differing == 0 else f"{differing} forecasts differ in their last bits",
        id=manifest["id"], name=manifest["name"], version=manifest["version"], parameters=manifest["parameters"],
        megabytes=manifest["sizeBytes"] / 1e6, context=manifest["context"]["max"], horizon=manifest["horizon"]["native"],
        levels=len(levels), lowest=levels[0], highest=levels[-1], seed=config["seed"], steps=step, batch=batch, total=step * batch,
        rate=config["learning_rate"], warm_up=config["warm_up"], decay=config["decay"], average=config["average_decay"],
        table=table(scores["rows"]) if "rows" in scores else "Not measured.", summary=summary or "not measured",
        checked=scores["check"]["windows"], difference=scores["check"]["max_relative_difference"],
    )
    (folder / "CARD.md").write_text(text)
