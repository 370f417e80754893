"""Scores a checkpoint or an exported model against seasonal naive on the benchmark sets.

    FANTAIL_DATA=... python3 -m fantail_training.evaluate --checkpoint runs/fantail-tiny/checkpoint.pt --half development
    FANTAIL_DATA=... python3 -m fantail_training.evaluate --onnx ../models/fantail-tiny/model.onnx --half all --json scores.json

WQL: mean over the levels 0.1 … 0.9 of 2 * sum(pinball) / sum(|y|). MASE: mean over windows of MAE of the median divided
by the in-sample seasonal-naive MAE of the history. Seasonal naive repeats the last observed season; its quantiles are
normal with deviation sigma * sqrt(ceil(h / season)), sigma from the in-sample seasonal differences (as in R's snaive).
Both ratios are to that baseline; the summary is their geometric mean over data sets.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Callable

import numpy as np
import torch

from .benchmarks import BENCHMARKS, Benchmark, windows_of
from .model import LEVELS, MEDIAN, Forecaster, ModelConfig, normal_quantile

SCORED = [i for i, p in enumerate(LEVELS) if abs(p * 10 - round(p * 10)) < 1e-9]
BANDS = {"50": (0.25, 0.75), "80": (0.1, 0.9), "95": (0.025, 0.975)}
Forecast = Callable[[np.ndarray], np.ndarray]


def load_checkpoint(path: Path) -> tuple[Forecaster, dict]:
    """The averaged weights of a checkpoint, ready to forecast, and the whole checkpoint."""
    state = torch.load(path, map_location="cpu")
    model = Forecaster(ModelConfig.from_dict(state["config"]["model"]))
    model.load_state_dict(state["average"])
    return model.eval(), state


def torch_forecast(model: Forecaster, batch: int = 16) -> Forecast:
    device = next(model.parameters()).device

    @torch.no_grad()
    def forecast(contexts: np.ndarray) -> np.ndarray:
        parts = [model(torch.from_numpy(contexts[i : i + batch]).to(device)).cpu().numpy() for i in range(0, len(contexts), batch)]
        return np.concatenate(parts)

    return forecast


def onnx_forecast(path: Path, horizon: int, batch: int = 64, threads: int = 1) -> Forecast:
    """Runs the exported file with the application's own runtime (onnxruntime-node)."""
    script = Path(__file__).resolve().parent.parent / "run_onnx.mjs"

    def forecast(contexts: np.ndarray) -> np.ndarray:
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "in.f32", Path(folder) / "out.f32"
            contexts.astype("<f4").tofile(source)
            numbers = [str(contexts.shape[1]), str(batch), str(threads)]
            subprocess.run(["node", str(script), str(path), str(source), str(target), *numbers], check=True)
            return np.fromfile(target, "<f4").reshape(len(contexts), len(LEVELS), horizon)

    return forecast


def seasonal_naive(history: np.ndarray, season: int, horizon: int) -> tuple[np.ndarray, float]:
    """Quantiles [Q, horizon] of seasonal naive, and its in-sample mean absolute error."""
    season = season if len(history) > season else 1
    filled = history.copy()
    for i in np.flatnonzero(~np.isfinite(filled)):
        if i > 0:
            filled[i] = filled[i - season] if i >= season and np.isfinite(filled[i - season]) else filled[i - 1]
    difference = filled[season:] - filled[:-season]
    difference = difference[np.isfinite(difference)]
    sigma = np.sqrt(np.mean(difference**2)) if len(difference) else 0.0
    error = np.mean(np.abs(difference)) if len(difference) else 0.0
    step = np.arange(horizon)
    point = filled[len(filled) - season + step % season]
    width = sigma * np.sqrt(step // season + 1)
    return point[None] + np.array([normal_quantile(p) for p in LEVELS])[:, None] * width[None], error


def pinball(quantiles: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """quantiles [N, Q, H], targets [N, H] -> summed pinball loss per level, missing targets left out. [Q]"""
    levels = np.array(LEVELS)[None, :, None]
    difference = targets[:, None] - quantiles
    return np.nansum(np.maximum(levels * difference, (levels - 1) * difference), axis=(0, 2))


def score(quantiles: np.ndarray, targets: np.ndarray, scales: np.ndarray) -> dict[str, float]:
    wql = float(np.mean(2 * pinball(quantiles, targets)[SCORED] / np.nansum(np.abs(targets))))
    error = np.nanmean(np.abs(targets - quantiles[:, MEDIAN]), axis=1)
    usable = scales > 1e-12
    out = {"wql": wql, "mase": float(np.mean(error[usable] / scales[usable]))}
    for name, (low, high) in BANDS.items():
        inside = (targets >= quantiles[:, LEVELS.index(low)]) & (targets <= quantiles[:, LEVELS.index(high)])
        out[f"coverage{name}"] = float(inside[np.isfinite(targets)].mean())
    return out


def evaluate(benchmark: Benchmark, forecast: Forecast, context: int) -> dict:
    contexts, targets, histories = windows_of(benchmark, context)
    started = time.time()
    quantiles = forecast(contexts)[:, :, : benchmark.horizon].astype(float)
    seconds = time.time() - started
    naive, scales = zip(*(seasonal_naive(h, benchmark.season, benchmark.horizon) for h in histories))
    scales = np.array(scales)
    ours, base = score(quantiles, targets, scales), score(np.array(naive), targets, scales)
    return {
        "name": benchmark.name, "half": benchmark.half, "windows": len(contexts), "horizon": benchmark.horizon,
        **{k: round(v, 4) for k, v in ours.items()},
        "naive_wql": round(base["wql"], 4), "naive_mase": round(base["mase"], 4),
        "wql_ratio": round(ours["wql"] / base["wql"], 4), "mase_ratio": round(ours["mase"] / base["mase"], 4),
        "ms_per_window": round(1000 * seconds / len(contexts), 2),
    }


def geometric_mean(values: list[float]) -> float:
    return float(np.exp(np.mean(np.log(values))))


def development_scores(model: Forecaster) -> dict[str, float]:
    """Mean ratios over the development sets, for the log of a run."""
    forecast = torch_forecast(model, 16 if next(model.parameters()).device.type == "cpu" else 256)
    rows = [evaluate(b, forecast, model.config.context) for b in BENCHMARKS if b.half == "development"]
    return summarise(rows)["development"]


def summarise(rows: list[dict]) -> dict[str, dict[str, float]]:
    out = {}
    for half in sorted({r["half"] for r in rows}):
        part = [r for r in rows if r["half"] == half]
        out[half] = {k: round(geometric_mean([r[k] for r in part]), 4) for k in ("wql_ratio", "mase_ratio")}
    return out


def table(rows: list[dict]) -> str:
    lines = ["| set | half | windows | WQL | ratio | MASE | ratio | in 50 % | in 80 % | in 95 % |", "|---|---|---|---|---|---|---|---|---|---|"]
    for r in rows:
        cover = " | ".join(f"{100 * r['coverage' + b]:.0f}" for b in BANDS)
        lines.append(f"| {r['name']} | {r['half']} | {r['windows']} | {r['wql']:.4f} | {r['wql_ratio']:.3f} | {r['mase']:.3f} | {r['mase_ratio']:.3f} | {cover} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--checkpoint", type=Path)
    source.add_argument("--onnx", type=Path)
    parser.add_argument("--half", choices=["development", "held-out", "all"], default="development")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if arguments.checkpoint:
        model, state = load_checkpoint(arguments.checkpoint)
        print(f"step {state['step']}")
        forecast, context = torch_forecast(model), model.config.context
    else:
        manifest = json.loads((arguments.onnx.parent / "manifest.json").read_text())
        forecast, context = onnx_forecast(arguments.onnx, manifest["horizon"]["native"]), manifest["context"]["max"]
    rows = [evaluate(b, forecast, context) for b in BENCHMARKS if arguments.half in ("all", b.half)]
    print(table(rows))
    print(json.dumps(summarise(rows), indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps({"rows": rows, "summary": summarise(rows)}, indent=2) + "\n")


if __name__ == "__main__":
    main()
