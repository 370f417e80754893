"""Calibrates, exports, checks and scores the glucose model.

    FANTAIL_DATA=... python3 -m fantail_training.glucose_export configs/fantail-glucose.json --models ../models

Writes model.onnx, manifest.json, scores.json, CARD.md and NOTICE.md. Fails when ONNX Runtime and PyTorch differ by more than 1e-4 of a
window's size, when dropout does not vary, or when the same window gives other numbers in another batch. Bands are calibrated on the
validation people; the people that are scored were used for nothing before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch

from .evaluate import onnx_forecast
from .glucose import forecast
from .glucose_card import write_card
from .glucose_data import STEP_MINUTES, Windows, read_people, split
from .glucose_model import MG_DL_PER_MMOL_L, GlucoseConfig, GlucoseForecaster, parameter_count
from .glucose_score import LEVELS, band_factor, crps, mixture_quantiles, mixture_variances, point_scores, quantile_scores
from .train import run_folder

OPSET = 17
TOLERANCE = 1e-4
# Two hours for the rollout: beyond, the past says next to nothing about glucose.
LONGEST_HORIZON = 24
DAY_STEPS = int(24 * 60 / STEP_MINUTES)


def export_onnx(model: GlucoseForecaster, path: Path) -> None:
    example = 120 + torch.randn(3, model.config.context).cumsum(dim=1)
    example[0, :10] = float("nan")
    axes = {name: {0: "batch"} for name in ("context", "seed", "samples", "variance")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(model, (example, torch.tensor([1, 2, 3])), str(path), opset_version=OPSET, do_constant_folding=True,
                          input_names=["context", "seed"], output_names=["samples", "variance"], dynamic_axes=axes)
    onnx.checker.check_model(str(path))
    drawn = {node.op_type for node in onnx.load(str(path)).graph.node} & {"Dropout", "RandomUniform", "RandomUniformLike", "RandomNormal", "RandomNormalLike", "Bernoulli"}
    if drawn:
        raise SystemExit(f"random numbers from the session's state: {drawn}")


def run_onnx(path: Path, config: GlucoseConfig, contexts: np.ndarray, seeds: np.ndarray, batch: int = 16, threads: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Samples and variances [N, H, S] from the application's own runtime."""
    script = Path(__file__).resolve().parent.parent / "run_samples.mjs"
    with tempfile.TemporaryDirectory() as folder:
        source, seed, target = (Path(folder) / name for name in ("in.f32", "seeds.i64", "out.f32"))
        contexts.astype("<f4").tofile(source)
        seeds.astype("<i8").tofile(seed)
        subprocess.run(["node", str(script), str(path), str(source), str(seed), str(target), str(config.context), str(batch), str(threads)], check=True)
        both = np.fromfile(target, "<f4").reshape(len(contexts), 2, config.horizon, config.samples)
        return both[:, 0], both[:, 1]


def calibrate(model: GlucoseForecaster, context: np.ndarray, target: np.ndarray) -> list[float]:
    """For each step the factor on the variances that gives the best CRPS of the whole density, kernels included; then, for all
    steps alike, the one with which the 80 % band holds 80 % of these windows."""
    with torch.no_grad():
        model.variance_factor.fill_(1.0)
    samples, variance = forecast(model, context)
    factors = []
    for step in range(model.config.horizon):
        candidates = np.exp(np.linspace(-0.7, 1.2, 39))
        mine = [np.nanmean(crps(samples[:, step], mixture_variances(samples[:, step], f * variance[:, step]), target[:, step])) for f in candidates]
        factors.append(float(candidates[int(np.argmin(mine))]))
    common = band_factor(samples, np.array(factors)[:, None] * variance, target)
    factors = [common * factor for factor in factors]
    with torch.no_grad():
        model.variance_factor.copy_(torch.tensor(factors))
    return factors


def probe_windows(context: np.ndarray) -> np.ndarray:
    """Real windows, the same in mmol/L, damaged ones, and some that are no glucose at all."""
    rng = np.random.default_rng(7)
    windows = [context, context / MG_DL_PER_MMOL_L, context.copy()]
    for row in windows[2]:
        row[: rng.integers(0, len(row) - 1)] = np.nan
        row[:-1][rng.random(len(row) - 1) < rng.uniform(0, 0.6)] = np.nan
    other = np.cumsum(rng.normal(size=(16, context.shape[1])), axis=1) * (10.0 ** rng.integers(-4, 7, (16, 1)))
    special = np.full((6, context.shape[1]), np.nan)
    special[1] = 100.0
    special[2, -1] = 5.5
    special[3] = 0.0
    special[4] = -7.0
    special[5, :4] = 400.0
    return np.concatenate([*windows, other, special]).astype(np.float32)


def check(model: GlucoseForecaster, path: Path, context: np.ndarray) -> dict:
    windows = probe_windows(context)
    seeds = np.random.default_rng(8).integers(0, 2**32, len(windows))
    with torch.no_grad():
        expected = [part.numpy() for part in model(torch.from_numpy(windows), torch.from_numpy(seeds))]
    found = run_onnx(path, model.config, windows, seeds)
    if not all(np.isfinite(part).all() for part in found):
        raise SystemExit("answers that are not finite")
    if (found[1] < 0).any():
        raise SystemExit("negative variances")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        size = np.maximum(np.nan_to_num(np.nanmax(np.abs(windows), axis=1))[:, None, None], np.abs(expected[0]))
    # A window of zeros has no size of its own; its answer has.
    size = np.maximum(size, np.sqrt(expected[1]).max(axis=(1, 2), keepdims=True))
    worst = max(float((np.abs(found[0] - expected[0]) / size).max()), float((np.abs(np.sqrt(found[1]) - np.sqrt(expected[1])) / size).max()))
    if worst > TOLERANCE:
        raise SystemExit(f"ONNX differs from PyTorch by {worst:.2e}")
    spread = found[0][: len(context)].std(axis=2)
    others = run_onnx(path, model.config, windows, seeds + 1)
    if not (spread[:, -1] > 0).all() or (others[0][: len(context)] == found[0][: len(context)]).all(axis=(1, 2)).any():
        raise SystemExit("dropout does not vary")
    differing = {}
    for batch, threads in [(1, 1), (2, 1), (7, 1), (64, 1), (1, 2), (16, 2)]:
        again = run_onnx(path, model.config, windows, seeds, batch, threads)
        differing[f"batch {batch}, {threads} thread(s)"] = int(sum((a != b).any(axis=(1, 2)) for a, b in zip(again, found)).astype(bool).sum())
    return {
        "windows": len(windows),
        "max_relative_difference": worst,
        "windows_that_differ_from_batch_16": differing,
        "median_deviation_between_samples_60_minutes": float(np.median(spread[:, 11])),
    }


def scored(path: Path, config: GlucoseConfig, people: list, models: Path) -> list[dict]:
    """One row per source and one for all: this model, simple rules, and a general quantile model on the same windows."""
    windows = Windows(people, config.context, config.horizon, every=12)
    origins = np.concatenate(windows.origins)
    source = np.concatenate([np.full(len(o), p.source) for p, o in zip(windows.people, windows.origins)])
    context, target = windows.take(origins)
    samples, variance = run_onnx(path, config, context, np.arange(len(context)))
    variances = mixture_variances(samples, variance)
    quantiles = mixture_quantiles(samples, variances)
    ranked = crps(samples, variances, target)
    # What dropout alone, without the claimed variances, would say of 95 %.
    sure = mixture_quantiles(samples, mixture_variances(samples, np.full_like(variance, 1e-6)), (0.025, 0.975))
    is_inside = (target >= sure[..., 0]) & (target <= sure[..., 1])
    simple = baselines(windows, origins, context, config.horizon)
    general = models / "fantail-tiny"
    other = general_quantiles(general, windows, origins, config.horizon) if (general / "manifest.json").exists() else None
    rows = []
    for name in [*dict.fromkeys(source), "all"]:
        mine = source == name if name != "all" else np.full(len(source), True)
        seen = np.isfinite(target[mine])
        row = {"source": str(name), "people": sum(name in ("all", p.source) for p in windows.people), "windows": int(mine.sum())}
        row["fantail-glucose"] = point_scores(quantiles[mine][..., LEVELS.index(0.5)], target[mine]) | quantile_scores(quantiles[mine], target[mine])
        row["fantail-glucose"]["crps"] = float(np.nanmean(ranked[mine]))
        row["fantail-glucose"]["coverage_95_without_aleatoric"] = float(is_inside[mine][seen].mean())
        for rule, point in simple.items():
            has = mine & np.isfinite(point).any(axis=1)
            row[rule] = point_scores(point[has], target[has]) | {"windows": int(has.sum())}
        if other is not None:
            levels, found = other
            row["fantail-tiny"] = point_scores(found[mine][..., levels.index(0.5)], target[mine]) | quantile_scores(found[mine], target[mine], levels)
        rows.append(row)
        print(json.dumps(row), flush=True)
    return rows


def baselines(windows: Windows, origins: np.ndarray, context: np.ndarray, horizon: int) -> dict[str, np.ndarray]:
    steps = np.arange(1, horizon + 1)
    last = np.where(np.isfinite(context[:, -1]), context[:, -1], context[:, -2])[:, None]
    recent = context[:, -6:]
    # Least squares over the last half hour, from the last value on.
    x = np.where(np.isfinite(recent), np.arange(6), np.nan)
    x = x - np.nanmean(x, axis=1, keepdims=True)
    slope = np.nansum(x * (recent - np.nanmean(recent, axis=1, keepdims=True)), axis=1) / np.maximum(np.nansum(x * x, axis=1), 1e-9)
    # The same time yesterday, where the record goes back that far without another person's in between.
    begin = np.array([w[0] for w in windows.origins])
    first = begin[np.searchsorted(begin, origins, side="right") - 1]
    back = origins[:, None] + np.arange(horizon) - DAY_STEPS
    yesterday = np.where(back >= first[:, None], windows.values[np.maximum(back, 0)], np.nan)
    return {"last value": np.repeat(last, horizon, axis=1), "linear, 30 minutes": last + slope[:, None] * steps, "yesterday": yesterday}


def general_quantiles(folder: Path, windows: Windows, origins: np.ndarray, steps: int) -> tuple[tuple[float, ...], np.ndarray]:
    """Levels and quantiles [N, H, Q] of a general model, which sees as much of the same person's history as it takes."""
    manifest = json.loads((folder / "manifest.json").read_text())
    length, horizon = manifest["context"]["max"], manifest["horizon"]["native"]
    begin = np.array([w[0] for w in windows.origins])
    first = begin[np.searchsorted(begin, origins, side="right") - 1] - windows.context
    back = origins[:, None] + np.arange(-length, 0)
    contexts = np.where(back >= first[:, None], windows.values[np.maximum(back, 0)], np.nan).astype(np.float32)
    quantiles = onnx_forecast(folder / manifest["file"], horizon)(contexts)[:, :, :steps].transpose(0, 2, 1)
    return tuple(manifest["output"]["levels"]), quantiles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path)
    parser.add_argument("--checkpoint", type=Path, help="default: the run's checkpoint")
    parser.add_argument("--models", type=Path, default=Path(__file__).resolve().parents[2] / "models")
    arguments = parser.parse_args()
    config = json.loads(arguments.config.read_text())
    torch.set_num_threads(1)
    state = torch.load(arguments.checkpoint or run_folder(config) / "checkpoint.pt", map_location="cpu")
    shape = GlucoseConfig(**config["model"])
    model = GlucoseForecaster(shape)
    model.load_state_dict(state["average"])
    model.eval()
    people, left_out = read_people(Path(os.environ["FANTAIL_DATA"]))
    halves = split(people)
    # One origin an hour, as the scores have: bands that hold for the people alike hold less where long records count more.
    validation = Windows(halves["validation"], shape.context, shape.horizon, every=12)
    context, target = validation.take(np.concatenate(validation.origins))
    factors = calibrate(model, context, target)

    folder = arguments.models / config["id"]
    folder.mkdir(parents=True, exist_ok=True)
    # Into a temporary folder first: a failed check must not leave a broken model behind.
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        path = Path(temporary) / "model.onnx"
        export_onnx(model, path)
        checked = check(model, path, context[:64])
        path.replace(folder / "model.onnx")
    path = folder / "model.onnx"
    content = path.read_bytes()
    manifest = {
        "id": config["id"], "name": config["name"], "version": config["version"], "licence": "Apache-2.0",
        "file": "model.onnx", "sha256": hashlib.sha256(content).hexdigest(), "parameters": parameter_count(model), "sizeBytes": len(content),
        "opset": OPSET,
        "input": {"name": "context", "shape": ["batch", shape.context], "dtype": "float32", "missing": "nan", "padding": "left", "seed": "seed"},
        "output": {"name": "samples", "kind": "samples", "layout": "batch,horizon,samples", "levels": [], "samples": shape.samples,
                   "variance": {"name": "variance", "scale": "linear"}},
        "context": {"min": 1, "max": shape.context},
        "horizon": {"native": shape.horizon, "max": LONGEST_HORIZON},
        "rollout": "sample-paths", "frequencies": ["5 minute"], "quantity": "glucose", "stochastic": True, "preprocessing": "1",
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    counts = {name: {"people": len(Windows(half, shape.context, shape.horizon).people), "readings": int(sum(np.isfinite(p.values).sum() for p in half))}
              for name, half in halves.items()}
    scores = {"check": checked, "variance_factors": factors, "people": counts, "left_out": left_out,
              "rows": scored(path, shape, halves["test"], arguments.models)}
    (folder / "scores.json").write_text(json.dumps(scores, indent=2) + "\n")
    write_card(folder, manifest, state["config"], state["step"], scores)


if __name__ == "__main__":
    main()
