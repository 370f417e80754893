"""Writes CARD.md and NOTICE.md of the glucose model from the config, the manifest and the measured scores; no number is typed by hand."""

from __future__ import annotations

from pathlib import Path

from .glucose_data import SOURCES

CARD = """# {name} {version}

A sample forecaster for glucose sensors that report every five minutes: {parameters:,} parameters, {megabytes:.1f} MB, {context} steps
(8 hours) of context, {horizon} steps (1 hour) ahead, {samples} Monte-Carlo dropout samples with a variance each. Licence: Apache-2.0; the
data's licences and sources are in NOTICE.md.

**Not a medical device.** For research and retrospective analysis. Never dose insulin, or decide anything about a person's health, by it.

## What it does

Input `context` [batch, {context}], NaN for missing, padded with NaN on the left, in mg/dL or mmol/L (told apart by the window's level), and
`seed` int64 [batch]. Output `samples` and `variance` [batch, {horizon}, {samples}] in the input's unit. Patches of the context pass a small mixer
network; the head forecasts mean and log-variance of every step. Dropout ({dropout:.0%}) stays on in the head: each sample is another random
subnetwork's mean and comes with that subnetwork's own variance. The density that Fantail shows puts a normal kernel on each sample, whose
variance is the kernel bandwidth's, squared, plus the sample's own. The claimed variances were scaled on the
validation people: step by step for the best CRPS, then all alike so that the 80 % band holds 80 % there (factors {factors}).

Random numbers come from `seed` by exact integer arithmetic inside the graph, not from ONNX's Dropout and Random operators: ONNX Runtime's
optimiser removes the first, and the others draw from a state of the session, so that a forecast could be neither repeated nor kept. Fantail
takes the seed from the window's content: the same window gives the same forecast, to the last bit, alone or in a batch, today or after a
restart.

Forecasts beyond {horizon} steps, up to {longest}, go on from the samples as paths, with their variance; they were not scored, and more than
two hours ahead the past says little about glucose.

## Data

{people_table}

People, not windows, are divided: nobody who is trained on is validated or scored on. Readings are put on a five-minute grid; a gap of up to
45 minutes is missing steps, a longer one ends a stretch, and no window crosses it. Left out by rule:
{left_out}. (A value interpolated from a slower sensor knows the next
reading; scores on it are worthless.)

## Recipe

`python3 -m fantail_training.glucose configs/{id}.json`: {steps:,} steps of {batch} windows, AdamW with peak learning rate {rate}, warm-up
{warm_up}, linear decay over the last {decay:.0%}, averaged weights ({average}), Gaussian likelihood weighted by its own deviation (beta-NLL, 0.5),
seed {seed}. Contexts are shortened, thinned and torn at random, and a part is rounded as mmol/L sensors do.

## Scores

People that were used for nothing before, one origin an hour, mg/dL. MAE and RMSE at 30 and 60 minutes; WQL over 15 levels from 0.025 to
0.975; the coverage columns say how many actual values fell into the 50, 80 and 95 % bands of the density.

{point_table}

{density_table}

Without the samples' own variance the 95 % band over all people would hold {without:.0f} %: dropout alone is far too sure of itself.
"Yesterday" is the value 24 hours before, where the record goes back that far. Errors are given per window, so people with long records
count more. A general quantile model of Fantail's is given for comparison; it sees up to 512 steps of the same person.

## Checks

ONNX Runtime (CPU) against PyTorch on {checked} windows (real ones, the same in mmol/L, damaged ones, and some that are no glucose): largest
difference {difference:.1e} of a window's size. Batches of 1, 2, 7, 16 and 64 windows, on 1 and 2 threads: {identical}. Samples differ at 60
minutes by a standard deviation of {spread:.1f} mg/dL (median of the windows).

## Limits

- It sees past glucose only: no meals, insulin, sleep or exercise. Rises after meals come as a surprise to it.
- Steps other than five minutes are refused. Windows whose level is neither mg/dL nor mmol/L are standardised, which gives an answer of the right
  size and no more.
- Sensors are cut off at 40 and 400 mg/dL, and so is what it was trained on; below 70 mg/dL there are few readings to learn from.
- Most of the people have no type 1 diabetes (Colas, Hall, BIG IDEAs), most of the readings are from people who have. Nothing was scored
  apart for pregnancy, for children, or by the sensor's maker.
- Ten samples are too few for ISJ; the kernels' width is then Silverman's, and the scores above are with it.
- Errors have heavier tails than the normal distributions that it claims: the 95 % band holds less than it says.
"""

NOTICE = """# Data that {name} was trained on

The model was trained on continuous glucose measurements of de-identified people, made available under the licences below. The data is
not part of this distribution; no reading of a person is contained in the model's files.

{sources}

All were obtained through the Glucose-ML collection (Augmented-Health-Lab/Glucose-ML-Project). CC BY 4.0:
https://creativecommons.org/licenses/by/4.0/. ODC-By 1.0: https://opendatacommons.org/licenses/by/1-0/. Changes made: readings were put on
a regular five-minute grid, readings outside {lowest:.0f} to {highest:.0f} mg/dL and people whose sensors report at other intervals were left out.
"""


def write_card(folder: Path, manifest: dict, config: dict, step: int, scores: dict) -> None:
    whole = scores["rows"][-1]
    check = scores["check"]
    differing = sum(check["windows_that_differ_from_batch_16"].values())
    left_out = "; ".join(f"{count} of {reason}" for reason, count in scores["left_out"].items())
    text = CARD.format(
        name=manifest["name"], version=manifest["version"], parameters=manifest["parameters"], megabytes=manifest["sizeBytes"] / 1e6,
        context=manifest["context"]["max"], horizon=manifest["horizon"]["native"], samples=manifest["output"]["samples"],
        longest=manifest["horizon"]["max"], dropout=config["model"]["dropout"],
        factors=", ".join(f"{f:.2f}" for f in scores["variance_factors"]), people_table=people_table(scores), left_out=left_out,
        id=manifest["id"], steps=step, batch=config["batch"], rate=config["learning_rate"], warm_up=config["warm_up"],
        decay=config["decay"], average=config["average_decay"], seed=config["seed"], point_table=point_table(scores["rows"]),
        density_table=density_table(scores["rows"]), without=100 * whole["fantail-glucose"]["coverage_95_without_aleatoric"],
        checked=check["windows"], difference=check["max_relative_difference"], spread=check["median_deviation_between_samples_60_minutes"],
        identical="the same to the last bit" if differing == 0 else f"{differing} windows differ in their last bits",
    )
    (folder / "CARD.md").write_text(text)
    sources = "\n".join(f"- **{s.title}**: {s.attribution}. {s.licence}." for s in SOURCES)
    (folder / "NOTICE.md").write_text(NOTICE.format(name=manifest["name"], sources=sources, lowest=36, highest=505))


def people_table(scores: dict) -> str:
    lines = ["| | people | readings |", "|---|---|---|"]
    lines += [f"| {name} | {c['people']} | {c['readings']:,} |" for name, c in scores["people"].items()]
    titles = ", ".join(f"{s.title} ({s.licence})" for s in SOURCES)
    return "\n".join(lines) + f"\n\nFrom {titles}."


def point_table(rows: list[dict]) -> str:
    lines = ["| people | model | MAE 30 min | RMSE 30 min | MAE 60 min | RMSE 60 min |", "|---|---|---|---|---|---|"]
    for row in rows:
        for name, found in row.items():
            if not isinstance(found, dict):
                continue
            where = f"{row['source']} ({row['people']})" if name == "fantail-glucose" else ""
            lines.append(f"| {where} | {name} | {found['mae_30']:.1f} | {found['rmse_30']:.1f} | {found['mae_60']:.1f} | {found['rmse_60']:.1f} |")
    return "\n".join(lines)


def density_table(rows: list[dict]) -> str:
    lines = ["| people | model | WQL | CRPS | in 50 % | in 80 % | in 95 % |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        for name in ("fantail-glucose", "fantail-tiny"):
            found = row.get(name)
            if found is None:
                continue
            score = f"{found['crps']:.2f}" if "crps" in found else ""
            shares = " | ".join(f"{100 * found[f'coverage_{band}']:.0f}" for band in ("50", "80", "95"))
            where = row["source"] if name == "fantail-glucose" else ""
            lines.append(f"| {where} | {name} | {found['wql']:.4f} | {score} | {shares} |")
    return "\n".join(lines)
