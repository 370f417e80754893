"""Bands of an exported glucose model that hold what they claim, without training or PyTorch.

    FANTAIL_DATA=... python3 -m fantail_training.glucose_bands configs/fantail-glucose.json

Multiplies the claimed variances by the one factor with which the 80 % band holds 80 % of what the validation people's sensors
showed, one origin an hour; scores the people that were used for nothing before; and writes the model, its manifest, scores and
card with the config's version. `glucose_export` does the same to a model that it exports; this is for one that lies in ../models.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

from .glucose_card import write_card
from .glucose_data import Windows, read_people, split
from .glucose_score import LEVELS, band_factor, crps, mixture_quantiles, mixture_variances, point_scores, quantile_scores


def scale_variances(model: onnx.ModelProto, horizon: int, factor: float) -> list[float]:
    """Multiplies the constant that `GlucoseForecaster.variance_factor` became, and returns what it is then."""
    found = [w for w in model.graph.initializer if tuple(w.dims) == (horizon, 1)]
    if len(found) != 1:
        raise SystemExit(f"{len(found)} constants of shape [{horizon}, 1]: which are the factors on the variances?")
    factors = numpy_helper.to_array(found[0]) * np.float32(factor)
    found[0].CopyFrom(numpy_helper.from_array(factors, found[0].name))
    return [float(f) for f in factors[:, 0]]


def forecast(model: onnx.ModelProto, context: np.ndarray, batch: int = 256) -> tuple[np.ndarray, np.ndarray]:
    """Samples and variances [N, H, S]; the seed of a window is its place."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    parts = []
    for begin in range(0, len(context), batch):
        rows = context[begin : begin + batch].astype(np.float32)
        parts.append(session.run(["samples", "variance"], {"context": rows, "seed": np.arange(begin, begin + len(rows))}))
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def rescored(rows: list[dict], model: onnx.ModelProto, people: list, shape: dict) -> None:
    """Scores of this model in rows that others' scores stand in already."""
    windows = Windows(people, shape["context"], shape["horizon"], every=12)
    source = np.concatenate([np.full(len(o), p.source) for p, o in zip(windows.people, windows.origins)])
    context, target = windows.take(np.concatenate(windows.origins))
    samples, variance = forecast(model, context)
    variances = mixture_variances(samples, variance)
    quantiles = mixture_quantiles(samples, variances)
    ranked = crps(samples, variances, target)
    for row in rows:
        mine = np.full(len(source), True) if row["source"] == "all" else source == row["source"]
        if mine.sum() != row["windows"]:
            raise SystemExit(f"{row['source']}: {mine.sum()} windows, and {row['windows']} were scored before")
        own = row["fantail-glucose"]
        own |= point_scores(quantiles[mine][..., LEVELS.index(0.5)], target[mine]) | quantile_scores(quantiles[mine], target[mine])
        own["crps"] = float(np.nanmean(ranked[mine]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path)
    parser.add_argument("--models", type=Path, default=Path(__file__).resolve().parents[2] / "models")
    arguments = parser.parse_args()
    config = json.loads(arguments.config.read_text())
    shape = config["model"]
    folder = arguments.models / config["id"]
    manifest = json.loads((folder / "manifest.json").read_text())
    scores = json.loads((folder / "scores.json").read_text())
    model = onnx.load(str(folder / manifest["file"]))
    people, _ = read_people(Path(os.environ["FANTAIL_DATA"]))
    halves = split(people)
    validation = Windows(halves["validation"], shape["context"], shape["horizon"], every=12)
    context, target = validation.take(np.concatenate(validation.origins))
    samples, variance = forecast(model, context)
    factor = band_factor(samples, variance, target)
    scores["variance_factors"] = scale_variances(model, shape["horizon"], factor)
    onnx.checker.check_model(model)
    rescored(scores["rows"], model, halves["test"], shape)
    content = model.SerializeToString()
    (folder / manifest["file"]).write_bytes(content)
    manifest |= {"version": config["version"], "sha256": hashlib.sha256(content).hexdigest(), "sizeBytes": len(content)}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    (folder / "scores.json").write_text(json.dumps(scores, indent=2) + "\n")
    write_card(folder, manifest, config, config["steps"], scores)
    print(f"variances times {factor:.3f}; inside the 80 % band of the test people: {scores['rows'][-1]['fantail-glucose']['coverage_80']:.3f}")


if __name__ == "__main__":
    main()
