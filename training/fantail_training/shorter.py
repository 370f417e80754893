"""The same model for short histories, beside the one for any: a window of ten years of months needs a quarter of the steps.

    python3 -m fantail_training.shorter configs/fantail-base.json --models ../models

`export` does this at its end, for the lengths that the configuration names as `shorter`; the command alone does it for a released model. A graph has one length, because its tables
have. A window whose values all stand in its newest steps says the same to a graph of that length: what is missing before them is masked
in the attention and weighs nothing in every sum (`model.py`), so only the order of rounding differs. Writes model.<steps>.onnx and what
is known of it into manifest.json, scores.json and CARD.md, and fails where its numbers are not the whole model's.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tempfile
from pathlib import Path

import numpy as np

from .evaluate import onnx_forecast
from .export import export_onnx, probe_windows, relative_difference
from .initial import read_onnx
from .model import Forecaster, ModelConfig

TOLERANCE = 1e-4
"""As between ONNX Runtime and PyTorch."""


def short_windows(context: int, steps: int) -> np.ndarray:
    """[N, context] windows of every kind, with nothing before their newest steps."""
    windows = probe_windows(context)
    windows[:, : context - steps] = np.nan
    return windows


def add_shorter(folder: Path, model: Forecaster, lengths: list[int]) -> dict[int, float]:
    """Makes and checks the files of a model's folder, and returns the largest relative differences."""
    manifest = json.loads((folder / "manifest.json").read_text())
    scores = json.loads((folder / "scores.json").read_text())
    context, horizon = manifest["input"]["shape"][1], manifest["horizon"]["native"]
    files, differences = [], {}
    for steps in sorted(lengths):
        windows = short_windows(context, steps)
        with tempfile.TemporaryDirectory(dir=folder) as temporary:
            path = Path(temporary) / f"model.{steps}.onnx"
            export_onnx(model, path, steps)
            found = onnx_forecast(path, horizon)(windows[:, context - steps :])
            expected = onnx_forecast(folder / manifest["file"], horizon)(windows)
            differences[steps] = relative_difference(found, expected, windows)
            if not differences[steps] <= TOLERANCE:
                raise SystemExit(f"{steps} steps differ from {context} by {differences[steps]:.2e}")
            content = path.read_bytes()
            path.replace(folder / path.name)
        files.append({"steps": steps, "file": f"model.{steps}.onnx", "sha256": hashlib.sha256(content).hexdigest(), "sizeBytes": len(content)})
    manifest["shorter"] = files
    scores["shorter"] = {str(steps): difference for steps, difference in differences.items()}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    (folder / "scores.json").write_text(json.dumps(scores, indent=2) + "\n")
    card = folder / "CARD.md"
    card.write_text(with_section(card.read_text(), section(files, differences)))
    return differences


def section(files: list[dict], differences: dict[int, float]) -> str:
    listed = "; ".join(
        f"`{file['file']}` ({file['sizeBytes'] / 1e6:.1f} MB) where all values stand in the newest {file['steps']} steps, with numbers that "
        f"differ by at most {differences[file['steps']]:.1e} (relative)"
        for file in files
    )
    return f"## For short histories\n\nThe same weights in a graph of fewer steps, which a processor computes in a fraction of the time: {listed}.\n\n"


def with_section(card: str, text: str) -> str:
    without = re.sub(r"## For short histories\n.*?(?=## )", "", card, flags=re.DOTALL)
    return without.replace("## Limits\n", f"{text}## Limits\n", 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path)
    parser.add_argument("--models", type=Path, default=Path(__file__).resolve().parents[2] / "models")
    arguments = parser.parse_args()
    config = json.loads(arguments.config.read_text())
    folder = arguments.models / config["id"]
    shape = ModelConfig.from_dict(config["model"])
    model = Forecaster(shape)
    model.load_state_dict(read_onnx(folder / "model.onnx", shape))
    model.eval()
    print(add_shorter(folder, model, config["shorter"]))


if __name__ == "__main__":
    main()
