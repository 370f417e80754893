"""Exports a checkpoint to models/<id>/ and proves that the file says what PyTorch says.

    FANTAIL_DATA=... python3 -m fantail_training.export configs/fantail-tiny.json --models ../models
    FANTAIL_DATA=... python3 -m fantail_training.export configs/fantail-tiny.json --released     # the same weights, written anew

Writes model.onnx, manifest.json, scores.json (with scores where FANTAIL_DATA is set) and CARD.md. Fails when ONNX Runtime and PyTorch
differ by more than 1e-4, relative to the spread of the window, or when quantiles cross or are not finite. At last the same model with
matrices of 16 bits is put beside it, where that loses nothing: see `fp16.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import inspect
import json
import os
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch

from .benchmarks import BENCHMARKS
from .card import write_card
from .evaluate import evaluate, load_checkpoint, onnx_forecast, summarise, torch_forecast
from .fp16 import add_fp16
from .generators import make_shard
from .initial import read_onnx
from .model import LEVELS, Forecaster, ModelConfig, parameter_count
from .train import run_folder

OPSET = 17
TOLERANCE = 1e-4


def export_onnx(model: Forecaster, path: Path, steps: int | None = None) -> None:
    """@param steps of the context, where they are fewer than the model's"""
    example = torch.randn(3, steps or model.config.context).cumsum(dim=1)
    example[0, :100] = float("nan")
    # The exporter by tracing: newer versions of PyTorch have another one, whose graphs are not the ones checked here.
    tracing = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(model, (example,), str(path), **tracing, opset_version=OPSET, do_constant_folding=True, input_names=["context"],
                          output_names=["quantiles"], dynamic_axes={"context": {0: "batch"}, "quantiles": {0: "batch"}})
    onnx.checker.check_model(str(path))


def probe_windows(context: int) -> np.ndarray:
    """Windows of every kind the contract allows: synthetic series of all lengths, missing values, degenerate ones."""
    rng = np.random.default_rng(7)
    windows = make_shard(4242, 0, 192, context).astype(np.float32)
    for i in range(0, 96):
        windows[i, : context - rng.integers(1, context)] = np.nan
    for i in range(48, 144):
        windows[i, rng.random(context) < rng.uniform(0, 0.6)] = np.nan
    windows *= (10.0 ** rng.uniform(-6, 8, (len(windows), 1))).astype(np.float32)
    special = np.full((12, context), np.nan, np.float32)
    special[1] = 5.0
    special[2, -1] = -3.5
    special[3, 100] = 7.0
    special[4] = (1e9 + 1000 * rng.normal(size=context)).astype(np.float32)
    special[5] = (1e-9 * rng.normal(size=context)).astype(np.float32)
    special[6] = 0.0
    special[7, -2:] = [1.0, 2.0]
    special[8] = (1e30 * rng.normal(size=context)).astype(np.float32)
    special[9] = np.arange(context)
    special[10] = (np.arange(context) % 7 == 0) * 1.0
    special[11, -40:-30] = rng.normal(size=10)
    return np.concatenate([windows, special])


def relative_difference(found: np.ndarray, expected: np.ndarray, windows: np.ndarray) -> float:
    """The largest of [N, Q, H] both, relative to the numbers or to the spread of their window [N, context]."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spread = np.nan_to_num(np.nanstd(windows.astype(float), axis=1))[:, None, None]
    size = np.maximum(spread, np.abs(expected))
    return float((np.abs(found.astype(float) - expected) / np.maximum(size, 1e-30)).max())


def check(model: Forecaster, path: Path) -> dict[str, float]:
    windows = probe_windows(model.config.context)
    expected = torch_forecast(model)(windows)
    found = onnx_forecast(path, model.config.horizon)(windows)
    if not np.isfinite(found).all():
        raise SystemExit(f"not finite: windows {np.unique(np.argwhere(~np.isfinite(found))[:, 0])}")
    if (np.diff(found, axis=1) < 0).any():
        raise SystemExit("quantiles cross")
    worst = relative_difference(found, expected, windows)
    if worst > TOLERANCE:
        raise SystemExit(f"ONNX differs from PyTorch by {worst:.2e}")
    differing = {}
    reference = onnx_forecast(path, model.config.horizon, batch=32)(windows)
    for batch, threads in [(1, 1), (2, 1), (7, 1), (64, 1), (1, 2), (32, 2), (64, 4)]:
        other = onnx_forecast(path, model.config.horizon, batch, threads)(windows)
        differing[f"batch {batch}, {threads} thread(s)"] = int((other != reference).any(axis=(1, 2)).sum())
    return {"max_relative_difference": worst, "windows": len(windows), "windows_that_differ_from_batch_32": differing}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path)
    parser.add_argument("--checkpoint", type=Path, help="default: the run's checkpoint")
    parser.add_argument("--released", action="store_true", help="take the weights out of the released file, to write its graph anew")
    parser.add_argument("--models", type=Path, default=Path(__file__).resolve().parents[2] / "models")
    parser.add_argument("--half", choices=["development", "all"], default="all", help="benchmark sets to score; held-out ones only for a release")
    arguments = parser.parse_args()
    config = json.loads(arguments.config.read_text())
    folder = arguments.models / config["id"]
    folder.mkdir(parents=True, exist_ok=True)
    if arguments.released:
        shape = ModelConfig.from_dict(config["model"])
        model, state = Forecaster(shape), {"config": config, "step": config["steps"]}
        model.load_state_dict(read_onnx(folder / "model.onnx", shape))
        model.eval()
    else:
        model, state = load_checkpoint(arguments.checkpoint or run_folder(config) / "checkpoint.pt")

    # Into a temporary folder first: a failed check must not leave a broken model behind.
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        path = Path(temporary) / "model.onnx"
        export_onnx(model, path)
        checked = check(model, path)
        path.replace(folder / "model.onnx")
    path = folder / "model.onnx"
    content = path.read_bytes()
    manifest = {
        "id": config["id"], "name": config["name"], "version": config["version"], "licence": "Apache-2.0",
        "file": "model.onnx", "sha256": hashlib.sha256(content).hexdigest(), "parameters": parameter_count(model), "sizeBytes": len(content),
        "opset": OPSET,
        "input": {"name": "context", "shape": ["batch", model.config.context], "dtype": "float32", "missing": "nan", "padding": "left"},
        "output": {"name": "quantiles", "kind": "quantiles", "layout": "batch,levels,horizon", "levels": list(LEVELS)},
        "context": {"min": 1, "max": model.config.context},
        "horizon": {"native": model.config.horizon, "max": 1024},
        "rollout": "quantile-paths", "frequencies": "any", "stochastic": False, "preprocessing": "2",
        "probe": {"seed": 7},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    scores: dict = {"check": checked}
    if os.environ.get("FANTAIL_DATA"):
        forecast = onnx_forecast(path, model.config.horizon)
        rows = [evaluate(b, forecast, model.config.context) for b in BENCHMARKS if arguments.half in ("all", b.half)]
        scores |= {"rows": rows, "summary": summarise(rows)}
    (folder / "scores.json").write_text(json.dumps(scores, indent=2) + "\n")
    write_card(folder, manifest, state["config"], state["step"], scores)
    if config.get("shorter"):
        from .shorter import add_shorter

        add_shorter(folder, model, config["shorter"])
    problem = add_fp16(folder, probe_windows(model.config.context))
    print(json.dumps({**checked, "fp16": problem or "written", "sizeBytes": len(content), "summary": scores.get("summary")}, indent=2))


if __name__ == "__main__":
    main()
