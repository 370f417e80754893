"""Trains one released model from one config file.

    python3 -m fantail_training.train configs/fantail-tiny.json

Run it again to resume after any interruption. Checkpoints and logs go to runs/<id>/ (or $FANTAIL_RUNS/<id>/):
checkpoint.pt, log.jsonl. The learning rate is warmed up, constant, then decays to zero over the last `decay` share of
the steps; until the decay begins, `steps` in the config may be raised or lowered and the run resumed.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

# glibc returns large freed blocks to the kernel at once; getting them back costs more page faults than the arithmetic.
MALLOC = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "17179869184", "MALLOC_TOP_PAD_": "268435456"}

import numpy as np
import torch
import torch.distributed as distributed
import torch.multiprocessing as multiprocessing

from .evaluate import development_scores
from .generators import GENERATOR_VERSION
from .initial import initial_state
from .losses import pinball_loss
from .model import Forecaster, ModelConfig, parameter_count, squash
from .windows import Bucket, Mixture, WindowStream


CONFIGS = Path(__file__).resolve().parent.parent / "configs"


def run_folder(config: dict) -> Path:
    root = os.environ.get("FANTAIL_RUNS") or Path(__file__).resolve().parent.parent / "runs"
    return Path(root) / config["id"]


def learning_rate(config: dict, step: int) -> float:
    peak, warm_up, steps = config["learning_rate"], config["warm_up"], config["steps"]
    decay_steps = max(1, int(steps * config["decay"]))
    if step < warm_up:
        return peak * (step + 1) / warm_up
    left = (steps - step) / decay_steps
    return peak * min(1.0, max(0.0, left))


def make_optimiser(model: torch.nn.Module, config: dict) -> torch.optim.Optimizer:
    matrices = [p for n, p in model.named_parameters() if p.ndim >= 2 and "position" not in n and "gate_option" not in n]
    chosen = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in chosen]
    groups = [{"params": matrices, "weight_decay": config["weight_decay"]}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=config["learning_rate"], betas=(0.9, 0.98), eps=1e-8)


def mixed(config: dict, device: torch.device) -> bool:
    """Whether the transformer computes in bfloat16: always on CUDA, on a CPU where the config asks for it (AVX-512 BF16 gains a quarter)."""
    return device.type == "cuda" or config.get("precision") == "bfloat16"


def batch_loss(model: Forecaster, context: torch.Tensor, target: torch.Tensor, config: dict, use_autocast: bool = False) -> torch.Tensor:
    """context [B, L], target [B, H] on the original scale -> scalar loss. Windows without any variation are skipped."""
    z, mask, centre, scale = model.normalise(context)
    varied = (scale > centre.abs() * 1e-5 + 1e-9)[:, 0]
    target = squash((target - centre) / scale)
    target = torch.where(varied[:, None], target, torch.full_like(target, float("nan")))
    with torch.autocast(device_type=context.device.type, dtype=torch.bfloat16, enabled=use_autocast):
        quantiles, error = model.forward_normalised(z, mask)
    return pinball_loss(quantiles, target, error, config["scale_power"])


@torch.no_grad()
def validation_loss(model: Forecaster, config: dict, device: torch.device) -> dict[str, float]:
    """Loss per bucket on synthetic windows of a seed that is never trained on."""
    buckets = [Bucket(**{**b, "windows": 512}) for b in config["buckets"]]
    stream = WindowStream(config["seed"] + 900_000, 0, buckets, config_model(config).horizon, 2048, 1, 0, 0, config_mixture(config, real=False))
    out: dict[str, float] = {}
    for bucket, (context, target) in zip(buckets, stream.batch()):
        losses = []
        for start in range(0, 512, 128):
            part = slice(start, start + 128)
            losses.append(batch_loss(model, torch.from_numpy(context[part]).to(device), torch.from_numpy(target[part]).to(device), config, device.type == "cuda").item())
        out[str(bucket.length)] = round(float(np.mean(losses)), 5)
    return out


def config_model(config: dict) -> ModelConfig:
    return ModelConfig.from_dict(config["model"])


def config_mixture(config: dict, real: bool = True) -> Mixture:
    mixture = Mixture(**config.get("mixture", {}))
    return mixture if real else replace(mixture, real_share=0.0)


def average_gradients(parameters: list[torch.nn.Parameter], world: int) -> None:
    flat = torch.cat([p.grad.flatten() for p in parameters])
    distributed.all_reduce(flat)
    flat /= world
    offset = 0
    for p in parameters:
        p.grad.copy_(flat[offset : offset + p.numel()].view_as(p))
        offset += p.numel()


def save(path: Path, state: dict) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def worker(rank: int, world: int, config: dict, folder: str, rendezvous: str, stop_after: int) -> None:
    out = Path(folder)
    use_cuda = torch.cuda.is_available()
    device = torch.device(f"cuda:{rank}" if use_cuda else "cpu")
    torch.set_num_threads(config["threads"])
    if use_cuda:
        torch.backends.cuda.matmul.allow_tf32 = True
    if world > 1:
        distributed.init_process_group("nccl" if use_cuda else "gloo", init_method=f"file://{rendezvous}", rank=rank, world_size=world)
    torch.manual_seed(config["seed"])
    model = Forecaster(config_model(config)).to(device)
    if "initial" in config:
        model.load_state_dict(initial_state(config["initial"], CONFIGS, config_model(config), run_folder))
    average = copy.deepcopy(model).eval()
    optimiser = make_optimiser(model, config)
    step = 0
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device)
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]
    if rank == 0:
        print(f"{parameter_count(model):,} parameters on {device} x {world}; from step {step} to {config['steps']}", flush=True)
    parameters = [p for p in model.parameters()]
    buckets = [Bucket(**b) for b in config["buckets"]]
    stream = WindowStream(config["seed"], rank, buckets, config_model(config).horizon, config["shard_series"], config["steps_per_shard"],
                          config["generator_workers"], step, config_mixture(config))
    last = min(config["steps"], step + stop_after) if stop_after else config["steps"]
    started, losses, norms = time.time(), [], []
    total_windows = sum(b.windows for b in buckets)

    while step < last:
        rate = learning_rate(config, step)
        for group in optimiser.param_groups:
            group["lr"] = rate
        optimiser.zero_grad(set_to_none=True)
        step_losses = []
        for bucket, (context, target) in zip(buckets, stream.batch()):
            loss = batch_loss(model, torch.from_numpy(context).to(device), torch.from_numpy(target).to(device), config, mixed(config, device))
            (loss * (bucket.windows / total_windows)).backward()
            step_losses.append(loss.detach())
        if world > 1:
            average_gradients(parameters, world)
        norm = torch.nn.utils.clip_grad_norm_(parameters, config["clip"])
        if torch.isfinite(norm):
            optimiser.step()
        step += 1
        decay = min(config["average_decay"], (1 + step) / (10 + step))
        with torch.no_grad():
            for a, p in zip(average.parameters(), model.parameters()):
                a.lerp_(p, 1 - decay)
        losses.append(torch.stack(step_losses))
        norms.append(norm)
        if rank == 0 and (step % config["log_every"] == 0 or step == last):
            mean = torch.stack(losses).mean(dim=0).tolist()
            row = {"step": step, "loss": [round(x, 5) for x in mean], "norm": round(float(torch.stack(norms).mean()), 4),
                   "rate": rate, "seconds_per_step": round((time.time() - started) / len(losses), 4)}
            if step % config["validate_every"] == 0 or step == last:
                row["validation"] = validation_loss(average, config, device)
            if config.get("score_every") and (step % config["score_every"] == 0 or step == last):
                row["development"] = development_scores(average)
            with open(out / "log.jsonl", "a") as log:
                log.write(json.dumps(row) + "\n")
            started, losses, norms = time.time(), [], []
        if rank == 0 and (step % config["save_every"] == 0 or step == last):
            save(checkpoint, {"model": model.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(),
                              "step": step, "config": config})
    stream.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path)
    parser.add_argument("--processes", type=int, default=0, help="data-parallel processes; default: all GPUs, or the config's number on CPU")
    parser.add_argument("--stop-after", type=int, default=0, help="stop after this many steps (a later run resumes)")
    arguments = parser.parse_args()
    if sys.platform == "linux" and "MALLOC_TOP_PAD_" not in os.environ:
        os.execve(sys.executable, [sys.executable, "-m", "fantail_training.train", *sys.argv[1:]], {**os.environ, **MALLOC})
    train(arguments.config, arguments.processes, arguments.stop_after)


def train(path: Path, processes: int, stop_after: int) -> None:
    config = json.loads(path.read_text())
    if config["generators"] != GENERATOR_VERSION:
        raise SystemExit(f"{config['id']} was trained with version {config['generators']} of the generators, and these are version {GENERATOR_VERSION}. "
                         "Check out a commit with that version to train the same model again, or change the number to train another one.")
    initial = config.get("initial", {})
    if "config" in initial:
        before = json.loads((CONFIGS / initial["config"]).read_text())
        left = initial.get("steps", before["steps"]) - steps_done(before)
        if left > 0:
            train(CONFIGS / initial["config"], processes, min(left, stop_after or left))
            if stop_after:
                return
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(config["threads"])
    world = processes or (torch.cuda.device_count() if torch.cuda.is_available() else config["cpu_processes"])
    folder = run_folder(config)
    folder.mkdir(parents=True, exist_ok=True)
    rendezvous = folder / "rendezvous"
    rendezvous.unlink(missing_ok=True)
    if world == 1:
        worker(0, 1, config, str(folder), str(rendezvous), stop_after)
    else:
        multiprocessing.spawn(worker, (world, config, str(folder), str(rendezvous), stop_after), nprocs=world)


def steps_done(config: dict) -> int:
    checkpoint = run_folder(config) / "checkpoint.pt"
    return torch.load(checkpoint, map_location="cpu")["step"] if checkpoint.exists() else 0


if __name__ == "__main__":
    main()
