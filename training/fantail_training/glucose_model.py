"""A sample forecaster for glucose: Monte-Carlo dropout with mean and log-variance heads, from raw values to raw values.

Shapes: B windows, L context steps, H horizon steps, S samples, P patches, W width. Values are mg/dL, mmol/L, or anything else.

Dropout (Gal & Ghahramani 2016) stays on at inference: each of the S samples is the mean that another random subnetwork
forecasts, and each comes with that subnetwork's own aleatoric variance. ONNX's Dropout and RandomUniform are of no use for it: the
optimiser removes the first, and both draw from a state of the session, so that the same window would get other numbers
every time. Here masks are computed from `seed` by exact integer arithmetic: the same seed gives the same samples, to the last
bit, in any batch.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .model import tree_sum

MG_DL_PER_MMOL_L = 18.0182
# mmol/L never reaches the one, mg/dL never falls below it; beyond the other it is not glucose.
LOWEST_MG_DL, HIGHEST_MG_DL = 35.0, 600.0
LOWEST_MMOL_L = 1.5
# Values are seen relative to the last observed one, in units of this many mg/dL.
UNIT = 40.0
# A Mersenne prime; products of two numbers below it fit into int64.
PRIME = 2**31 - 1


@dataclass
class GlucoseConfig:
    context: int = 96
    horizon: int = 12
    samples: int = 10
    patch: int = 8
    width: int = 64
    layers: int = 3
    head: int = 192
    dropout: float = 0.15

    def to_dict(self) -> dict:
        return asdict(self)


def power(x: Tensor) -> Tensor:
    """x^5 mod PRIME, a permutation of the residues (5 does not divide PRIME - 1)."""
    square = (x * x) % PRIME
    return (((square * square) % PRIME) * x) % PRIME


class SeededMask(nn.Module):
    """Dropout masks from seeds: [B] -> [B, S, units], values 0 or 1 / (1 - p).

    A strongly mixed number per window, sample and layer, times and plus a constant per unit, modulo a prime (Carter & Wegman's
    universal hashing): all operations are exact in int64, so every runtime agrees.
    """

    def __init__(self, samples: int, units: int, dropout: float, layer: int):
        super().__init__()
        generator = torch.Generator().manual_seed(7919 + layer)
        draw = lambda n: torch.randint(1, PRIME, (n,), generator=generator, dtype=torch.int64)  # noqa: E731
        self.register_buffer("sample", draw(samples), persistent=False)
        self.register_buffer("factor", draw(units), persistent=False)
        self.register_buffer("offset", draw(units), persistent=False)
        self.limit = int(dropout * PRIME)
        self.scale = 1.0 / (1.0 - dropout)

    def forward(self, seed: Tensor) -> Tensor:
        state = (seed % PRIME)[:, None] + self.sample
        state = power(state % PRIME)
        state = power((state + 1_234_577) % PRIME)
        state = power((state + 987_654_321) % PRIME)
        number = (state[:, :, None] * self.factor + self.offset) % PRIME
        return (number >= self.limit).to(torch.float32) * self.scale


class Mixer(nn.Module):
    """Mixes patches, then channels (Tolstikhin et al. 2021)."""

    def __init__(self, patches: int, width: int):
        super().__init__()
        self.norm_patches = nn.LayerNorm(width)
        self.patches_in = nn.Linear(patches, 2 * patches)
        self.patches_out = nn.Linear(2 * patches, patches)
        self.norm_channels = nn.LayerNorm(width)
        self.channels_in = nn.Linear(width, 2 * width)
        self.channels_out = nn.Linear(2 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm_patches(x).transpose(1, 2)
        x = x + self.patches_out(F.relu(self.patches_in(y))).transpose(1, 2)
        return x + self.channels_out(F.relu(self.channels_in(self.norm_channels(x))))


class GlucoseForecaster(nn.Module):
    def __init__(self, config: GlucoseConfig):
        super().__init__()
        self.config = config
        c = config
        patches = c.context // c.patch
        self.embed = nn.Linear(3 * c.patch, c.width)
        self.position = nn.Parameter(0.02 * torch.randn(patches, c.width))
        self.mixers = nn.ModuleList([Mixer(patches, c.width) for _ in range(c.layers)])
        self.norm = nn.LayerNorm(c.width)
        flat = patches * c.width
        self.masks = nn.ModuleList([SeededMask(c.samples, units, c.dropout, layer) for layer, units in enumerate([flat, c.head, c.head])])
        self.head_in = nn.Linear(flat, c.head)
        self.head_middle = nn.Linear(c.head, c.head)
        self.mean = nn.Linear(c.head, c.horizon)
        self.log_variance = nn.Linear(c.head, c.horizon)
        # Fitted after training, on people not trained on.
        self.register_buffer("variance_factor", torch.ones(c.horizon))
        nn.init.zeros_(self.mean.weight)
        nn.init.zeros_(self.mean.bias)
        nn.init.zeros_(self.log_variance.weight)
        with torch.no_grad():
            self.log_variance.bias.copy_(torch.log((torch.arange(1, c.horizon + 1) / 10.0) ** 2))

    def forward(self, context: Tensor, seed: Tensor) -> tuple[Tensor, Tensor]:
        """context [B, L] with NaN for missing, seed int64 [B] -> samples [B, H, S] and their variances [B, H, S]."""
        last, scale, features = self.look(context)
        flat = self.encode(features)
        masks = [mask(seed) for mask in self.masks]
        mean, log_variance = self.answer(flat[:, None, :] * masks[0], masks[1], masks[2])
        size = (UNIT / scale)[:, :, None]
        samples = last[:, :, None] + mean.transpose(1, 2) * size
        variance = torch.exp(log_variance).transpose(1, 2) * self.variance_factor[:, None] * (size * size)
        return samples, variance

    def train_forward(self, context: Tensor) -> tuple[Tensor, Tensor]:
        """One random subnetwork per window: mean and log-variance [B, H], relative to the last value, in units."""
        _, _, features = self.look(context)
        p = self.config.dropout
        flat = F.dropout(self.encode(features), p)
        ones = torch.ones(len(context), self.config.head)
        return self.answer(flat, F.dropout(ones, p), F.dropout(ones, p))

    def look(self, context: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Last observed value [B, 1] in the window's own unit, mg/dL per that unit [B, 1], features [B, L, 3]."""
        steps = self.config.context
        is_missing = torch.isnan(context)
        seen = torch.where(is_missing, torch.zeros_like(context), torch.ones_like(context))
        values = torch.where(is_missing, torch.zeros_like(context), context)
        count = torch.clamp(tree_sum(seen), min=1.0)
        average = tree_sum(values) / count
        index = torch.arange(1, steps + 1, dtype=torch.float32)
        newest = torch.amax(seen * index, dim=1, keepdim=True)
        # One addend is not zero: exact in any order.
        last = tree_sum(torch.where(seen * index == newest, values, torch.zeros_like(values)) * seen)
        deviation = tree_sum((values - average).abs() * seen) / count
        # Neither unit: standardised, so that the answer is at least of the right size.
        other = 30.0 / torch.where(deviation > 0, deviation, torch.ones_like(deviation))
        ones = torch.ones_like(average)
        is_mg = (average >= LOWEST_MG_DL) & (average <= HIGHEST_MG_DL)
        is_mmol = (average >= LOWEST_MMOL_L) & (average < LOWEST_MG_DL)
        scale = torch.where(is_mg, ones, torch.where(is_mmol, ones * MG_DL_PER_MMOL_L, other))
        level = torch.where(is_mg | is_mmol, last * scale, 140.0 + (last - average) * scale)
        relative = torch.clamp((values - last) * scale / UNIT, -12.0, 12.0) * seen
        place = torch.clamp((level - 140.0) / 60.0, -4.0, 8.0) + torch.zeros_like(values)
        return last, scale, torch.stack([relative, seen, place], dim=2)

    def encode(self, features: Tensor) -> Tensor:
        """[B, L, 3] -> [B, P * W]"""
        c = self.config
        patches = c.context // c.patch
        x = self.embed(features.reshape(-1, patches, 3 * c.patch)) + self.position
        for mixer in self.mixers:
            x = mixer(x)
        return self.norm(x).reshape(-1, patches * c.width)

    def answer(self, flat: Tensor, first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
        """Masked features [..., P * W] -> mean and log-variance [..., H]; the masks drop hidden units."""
        x = F.relu(self.head_in(flat)) * first
        x = x + F.relu(self.head_middle(x)) * second
        return self.mean(x), torch.clamp(self.log_variance(x), -9.0, 5.0)


def parameter_count(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())


def gaussian_loss(mean: Tensor, log_variance: Tensor, target: Tensor, seen: Tensor) -> Tensor:
    """Gaussian negative log-likelihood, each step weighted by its own standard deviation held fixed (beta-NLL with beta = 0.5;
    Seitzer et al. 2022): plain likelihood stops learning the mean wherever the variance is large."""
    loss = 0.5 * (log_variance + (target - mean) ** 2 / torch.exp(log_variance))
    weight = torch.exp(0.5 * log_variance.detach()) * seen
    return (loss * weight).sum() / torch.clamp(seen.sum(), min=1.0)
