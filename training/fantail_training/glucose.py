"""Trains the glucose model from its config file.

    FANTAIL_DATA=/path/to/data python3 -m fantail_training.glucose configs/fantail-glucose.json

Run it again to resume: checkpoint.pt and log.jsonl lie in runs/<id>/ (or $FANTAIL_RUNS/<id>/), and an interrupted run goes on
exactly as if it had not been interrupted, since every batch is a function of seed and step. `fantail_training.glucose_export` makes the
released files of it.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import time
from pathlib import Path

import numpy as np
import torch

from .glucose_data import Windows, read_people, split
from .glucose_model import UNIT, GlucoseConfig, GlucoseForecaster, gaussian_loss, parameter_count
from .glucose_score import crps, mixture_variances
from .train import learning_rate, run_folder, save

# Origins that the validation looks at: enough for three digits, few enough for seconds.
VALIDATION_WINDOWS = 4096


class Batches:
    """Training windows as a function of seed and step. People with long records count with the root of their length."""

    def __init__(self, windows: Windows, seed: int, batch: int):
        self.windows, self.seed, self.batch = windows, seed, batch
        weights = np.sqrt([len(origins) for origins in windows.origins])
        self.share = weights / weights.sum()

    def at(self, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        rng = np.random.default_rng((self.seed, step))
        who = rng.choice(len(self.windows.origins), self.batch, p=self.share)
        origins = np.array([self.windows.origins[i][rng.integers(len(self.windows.origins[i]))] for i in who])
        context, target = self.windows.take(origins)
        self._damage(context, rng)
        return torch.from_numpy(context), torch.from_numpy(target)

    def _damage(self, context: np.ndarray, rng: np.random.Generator) -> None:
        """Short histories, lost readings and gaps, as users have them; the last reading stays, or the one before it."""
        rows, steps = context.shape
        for row in range(rows):
            kind = rng.random()
            if kind < 0.2:
                context[row, : rng.integers(1, steps - 3)] = np.nan
            elif kind < 0.35:
                context[row, :-1][rng.random(steps - 1) < rng.uniform(0, 0.4)] = np.nan
            elif kind < 0.45:
                begin = rng.integers(0, steps - 20)
                context[row, begin : begin + rng.integers(3, 18)] = np.nan
            # Sensors in mmol/L report one decimal.
            if rng.random() < 0.3:
                context[row] = np.round(context[row] / 18.0182, 1) * 18.0182


def sample_windows(windows: Windows, count: int, seed: int) -> np.ndarray:
    """Origins of all people alike, drawn once for a seed."""
    rng = np.random.default_rng(seed)
    each = max(1, count // len(windows.origins))
    return np.concatenate([np.sort(rng.choice(o, min(each, len(o)), replace=False)) for o in windows.origins])


def forecast(model: GlucoseForecaster, context: np.ndarray, batch: int = 256) -> tuple[np.ndarray, np.ndarray]:
    """Samples and their variances, [N, H, S] each; the seed of a window is its place, which does for scoring."""
    parts = []
    with torch.no_grad():
        for begin in range(0, len(context), batch):
            rows = torch.from_numpy(context[begin : begin + batch])
            parts.append(model(rows, torch.arange(begin, begin + len(rows))))
    return torch.cat([p[0] for p in parts]).numpy(), torch.cat([p[1] for p in parts]).numpy()


def validate(model: GlucoseForecaster, context: np.ndarray, target: np.ndarray) -> dict[str, float]:
    samples, variance = forecast(model.eval(), context)
    error = samples.mean(axis=2) - target
    score = crps(samples, mixture_variances(samples, variance), target)
    return {
        "crps": float(np.nanmean(score)),
        "rmse_30_minutes": float(np.sqrt(np.nanmean(error[:, 5] ** 2))),
        "rmse_60_minutes": float(np.sqrt(np.nanmean(error[:, 11] ** 2))),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path)
    parser.add_argument("--stop-after", type=int, default=0, help="end after this many steps, as an interruption would")
    arguments = parser.parse_args()
    config = json.loads(arguments.config.read_text())
    train(config, Path(os.environ["FANTAIL_DATA"]), run_folder(config), arguments.stop_after)


def train(config: dict, data: Path, folder: Path, stop_after: int = 0) -> GlucoseForecaster:
    """The averaged model at the end of the run (or where it was stopped)."""
    torch.set_num_threads(config["threads"])
    folder.mkdir(parents=True, exist_ok=True)
    halves = split(read_people(data)[0])
    shape = GlucoseConfig(**config["model"])
    batches = Batches(Windows(halves["train"], shape.context, shape.horizon, shortest=shape.context // 2), config["seed"], config["batch"])
    validation = Windows(halves["validation"], shape.context, shape.horizon)
    held = validation.take(sample_windows(validation, VALIDATION_WINDOWS, config["seed"]))

    torch.manual_seed(config["seed"])
    model = GlucoseForecaster(shape)
    average = copy.deepcopy(model)
    optimiser = torch.optim.AdamW(model.parameters(), lr=config["learning_rate"], weight_decay=config["weight_decay"], betas=(0.9, 0.98))
    step = 0
    path = folder / "checkpoint.pt"
    if path.exists():
        state = torch.load(path, map_location="cpu")
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]
    print(f"{parameter_count(model):,} parameters, {sum(map(len, batches.windows.origins)):,} training windows, step {step}", flush=True)

    last = min(config["steps"], step + stop_after) if stop_after else config["steps"]
    losses: list[float] = []
    started = time.monotonic()
    with (folder / "log.jsonl").open("a") as log:
        while step < last:
            # Dropout, too, is a function of the step: an interruption changes nothing.
            torch.manual_seed(config["seed"] + step)
            for group in optimiser.param_groups:
                group["lr"] = learning_rate(config, step)
            context, target = batches.at(step)
            model.train()
            start, scale, _ = model.look(context)
            mean, log_variance = model.train_forward(context)
            seen = torch.isfinite(target).float()
            wanted = torch.nan_to_num((target - start) * scale / UNIT) * seen
            loss = gaussian_loss(mean, log_variance, wanted, seen)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), config["clip"])
            optimiser.step()
            step += 1
            keep = min(config["average_decay"], step / (step + 10))
            with torch.no_grad():
                for mine, theirs in zip(average.parameters(), model.parameters()):
                    mine.lerp_(theirs, 1 - keep)
            losses.append(float(loss))
            if step % config["log_every"] == 0 or step == last:
                row = {"step": step, "loss": float(np.mean(losses)), "rate": learning_rate(config, step - 1)}
                row["seconds"] = round(time.monotonic() - started, 1)
                if step % config["validate_every"] == 0 or step == last:
                    row |= validate(average, *held)
                print(json.dumps(row), file=log, flush=True)
                print(row, flush=True)
                losses = []
            if step % config["save_every"] == 0 or step == last:
                save(path, {"config": config, "step": step, "model": model.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict()})
    return average.eval()


if __name__ == "__main__":
    main()
