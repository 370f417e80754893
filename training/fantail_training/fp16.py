"""The same model with matrices of 16 bits, beside the one with 32: smaller, and faster on devices that multiply such.

    FANTAIL_DATA=... python3 -m fantail_training.fp16 ../models/fantail-base

`export` does this at its end; the command alone does it for a model that was exported before. Products with the
transformer's matrices take and give 16 bits; everything else, from the scale of a window to its quantiles, keeps 32. The
application takes this file only on devices where its numbers pass the same check as any device's. Writes model.fp16.onnx
and what is known of it into manifest.json, scores.json and CARD.md; where it loses anything that can be measured it is left
out, and the reason printed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .benchmarks import BENCHMARKS
from .evaluate import evaluate, onnx_forecast, summarise

FILE = "model.fp16.onnx"
HALVED = re.compile(r"/(blocks\.\d+|head_[a-z]+)/.*MatMul$")
"""Nodes by the modules of model.py. What enters and leaves the transformer keeps 32 bits."""
TOLERANCE = 1e-3
"""Of the numbers, the application's own for devices (largestAllowedError)."""
SCORE_TOLERANCE = 1e-3
"""Of the mean ratios to seasonal naive: a unit in the last digit that the card shows."""


def halve(source: Path, target: Path) -> None:
    """Writes the model with the transformer's matrices, and the products with them, in 16 bits."""
    model = onnx.load(str(source))
    graph = model.graph
    weights = {weight.name: weight for weight in graph.initializer}
    halved: dict[str, onnx.TensorProto] = {}
    nodes = []
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in weights or not HALVED.search(node.name):
            nodes.append(node)
            continue
        value, weight = node.input
        values = numpy_helper.to_array(weights[weight])
        if np.abs(values).max() > np.finfo(np.float16).max:
            raise SystemExit(f"{node.name}: weights beyond the range of 16 bits")
        halved[weight] = numpy_helper.from_array(values.astype(np.float16), weight)
        nodes += [
            helper.make_node("Cast", [value], [f"{node.name}.in"], to=TensorProto.FLOAT16),
            helper.make_node("MatMul", [f"{node.name}.in", weight], [f"{node.name}.out"], name=node.name),
            helper.make_node("Cast", [f"{node.name}.out"], list(node.output), to=TensorProto.FLOAT),
        ]
    if not halved:
        raise SystemExit("no matrix of the transformer was found: do its modules have other names?")
    kept = [halved.get(weight.name, weight) for weight in graph.initializer]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def largest_relative_error(found: np.ndarray, expected: np.ndarray) -> float:
    """[N, Q, H] both; relative to the numbers or, where those are near zero, to the spread of the window's answer."""
    spread = expected.max(axis=(1, 2), keepdims=True) - expected.min(axis=(1, 2), keepdims=True)
    size = np.maximum(np.maximum(np.abs(expected), spread), 1e-30)
    return float((np.abs(found.astype(float) - expected) / size).max())


def add_fp16(folder: Path, windows: np.ndarray) -> str | None:
    """Makes, checks and scores the file of a model's folder. windows: [N, context] to compare on.

    Returns why there is none, or None.
    """
    manifest = json.loads((folder / "manifest.json").read_text())
    scores = json.loads((folder / "scores.json").read_text())
    horizon = manifest["horizon"]["native"]
    full = folder / manifest["file"]
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        path = Path(temporary) / FILE
        halve(full, path)
        error = largest_relative_error(onnx_forecast(path, horizon)(windows), onnx_forecast(full, horizon)(windows))
        measured: dict = {"max_relative_difference": error}
        problem = None if error <= TOLERANCE else f"its numbers differ by {error:.1e}"
        if problem is None and os.environ.get("FANTAIL_DATA"):
            measured["summary"] = {bits: development(file, manifest) for bits, file in (("32", full), ("16", path))}
            loss = max(measured["summary"]["16"][k] - measured["summary"]["32"][k] for k in ("wql_ratio", "mase_ratio"))
            problem = None if loss < SCORE_TOLERANCE else f"its scores are worse by {loss:.4f}"
        content = path.read_bytes()
        if problem is None:
            path.replace(folder / FILE)
        else:
            (folder / FILE).unlink(missing_ok=True)
    manifest.pop("fp16", None)
    scores.pop("fp16", None)
    if problem is None:
        manifest["fp16"] = {"file": FILE, "sha256": hashlib.sha256(content).hexdigest(), "sizeBytes": len(content)}
        scores["fp16"] = measured
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    (folder / "scores.json").write_text(json.dumps(scores, indent=2) + "\n")
    card = folder / "CARD.md"
    card.write_text(with_section(card.read_text(), section(manifest, scores)))
    return problem


def development(path: Path, manifest: dict) -> dict[str, float]:
    forecast = onnx_forecast(path, manifest["horizon"]["native"])
    rows = [evaluate(b, forecast, manifest["context"]["max"]) for b in BENCHMARKS if b.half == "development"]
    return summarise(rows)["development"]


def section(manifest: dict, scores: dict) -> str:
    if "fp16" not in manifest:
        return ""
    measured = scores["fp16"]
    said = f"""## With 16 bits

`{FILE}` ({manifest["fp16"]["sizeBytes"] / 1e6:.1f} MB) has the transformer's matrices, and the products with them, in 16 bits. The application takes it on
devices that are clearly faster with it and whose numbers are right, under the device's name with `+fp16`. On a processor its numbers
differ by at most {measured["max_relative_difference"]:.1e} (relative)"""
    if "summary" not in measured:
        return f"{said}.\n\n"
    ratios = {bits: f"WQL {s['wql_ratio']:.4f}, MASE {s['mase_ratio']:.4f}" for bits, s in measured["summary"].items()}
    return f"{said}; ratios on the development sets: {ratios['16']} ({ratios['32']} with 32 bits).\n\n"


def with_section(card: str, text: str) -> str:
    without = re.sub(r"## With 16 bits\n.*?(?=## )", "", card, flags=re.DOTALL)
    return without.replace("## Limits\n", f"{text}## Limits\n", 1)


def main() -> None:
    from .export import probe_windows

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, help="the folder of an exported model")
    folder = parser.parse_args().model
    problem = add_fp16(folder, probe_windows(json.loads((folder / "manifest.json").read_text())["context"]["max"]))
    print(f"no file with 16 bits: {problem}" if problem else section(json.loads((folder / "manifest.json").read_text()), json.loads((folder / "scores.json").read_text())))


if __name__ == "__main__":
    main()
