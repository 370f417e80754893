"""Starting weights from a released model: read back from its ONNX file, then grown to a larger shape.

Growing keeps the function: new transformer blocks and new feed-forward units start with zero output, new lags take the
option weights of the nearest old lag, longer means those of the longest old mean. Only windows longer than the old context, or with seasons that the old lags did
not cover, are seen differently at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from .model import Forecaster, ModelConfig


def read_onnx(path: Path, config: ModelConfig) -> dict[str, Tensor]:
    """State of a Forecaster from a file that `export` wrote. Biases and free parameters keep their names in the graph; a
    weight matrix is the transposed constant in the product that its bias is added to."""
    graph = onnx.load(str(path)).graph
    constants = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
    producer = {o: n for n in graph.node for o in n.output}
    state: dict[str, Tensor] = {}
    expected = Forecaster(config).state_dict()
    for node in graph.node:
        bias = next((i for i in node.input if i.endswith(".bias") and i in expected), None)
        if node.op_type != "Add" or bias is None:
            continue
        product = next((producer[i] for i in node.input if i in producer and producer[i].op_type == "MatMul"), None)
        if product is not None:
            state[bias.replace(".bias", ".weight")] = constants[product.input[1]].T.contiguous()
    for name, shape in ((n, t.shape) for n, t in expected.items() if n not in state):
        # `gate_prior` is folded into a constant without a name, [1, heads, 1].
        found = [constants[name]] if name in constants else [c for c in constants.values() if c.shape == (1, *shape, 1)]
        if len(found) != 1 or found[0].numel() != expected[name].numel():
            raise SystemExit(f"{path}: no weights for {name}")
        state[name] = found[0].reshape(shape)
    return state


def grown(state: dict[str, Tensor], old: ModelConfig, new: ModelConfig) -> dict[str, Tensor]:
    """Weights for a Forecaster of shape `new` that starts as the one of shape `old` ended."""
    if (old.width, old.heads, old.gate_heads, old.patch, old.horizon, old.level_half_lives) != (
            new.width, new.heads, new.gate_heads, new.patch, new.horizon, new.level_half_lives):
        raise SystemExit("Only context, lags, layers and feed-forward width can grow.")
    model = Forecaster(new)
    target = model.state_dict()
    added = new.layers - old.layers
    for name, value in state.items():
        # New blocks come in front of the last old one, which reads out the horizon.
        if name.startswith(f"blocks.{old.layers - 1}."):
            name = name.replace(f"blocks.{old.layers - 1}.", f"blocks.{new.layers - 1}.")
        place = target[name]
        if name == "context_position":
            place[: -len(value)] = value[0]
            place[-len(value) :] = value
        elif name == "gate_option":
            source = [min(range(len(old.lags)), key=lambda i: abs(old.lags[i] - lag)) for lag in new.lags]
            kinds = [value[i * len(old.lags) : (i + 1) * len(old.lags)][source] for i in range(1 + len(old.seasons))]
            kinds += [kinds[-1]] * (len(new.seasons) - len(old.seasons))
            place.copy_(torch.cat([*kinds, value[(1 + len(old.seasons)) * len(old.lags) :]]))
        elif name == "horizon_in.weight":
            place.copy_(value)
            place[:, -1] *= new.context / old.context  # its input is the share of the context that is observed
        elif name.endswith(("feed_out.weight", "head_out.weight")):
            place.zero_()
            place[:, : value.shape[1]] = value
        else:
            place[tuple(slice(0, s) for s in value.shape)] = value
    for i in range(old.layers - 1, old.layers - 1 + added):
        for part in ("out", "feed_out"):
            target[f"blocks.{i}.{part}.weight"].zero_()
            target[f"blocks.{i}.{part}.bias"].zero_()
    return target


def initial_state(initial: dict, base: Path, new: ModelConfig, run_folder: Callable[[dict], Path]) -> dict[str, Tensor]:
    """`initial` of a config: {"model": path from the config's folder, "sha256": …, "shape": {…}} for a released file, or
    {"config": name in the config's folder, "steps": …} for the averaged weights after so many steps of that config's run (all
    of them where it does not say)."""
    if "config" in initial:
        state = torch.load(run_folder(json.loads((base / initial["config"]).read_text())) / "checkpoint.pt", map_location="cpu")
        return grown(state["average"], ModelConfig.from_dict(state["config"]["model"]), new)
    path = base / initial["model"]
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != initial["sha256"]:
        raise SystemExit(f"{path} is not the file this run starts from: sha256 {found}")
    old = ModelConfig.from_dict(initial["shape"])
    return grown(read_onnx(path, old), old, new)
