"""The training loss: weighted pinball loss on normalised targets."""

from __future__ import annotations

import torch
from torch import Tensor

from .model import LEVELS


def pinball_loss(quantiles: Tensor, target: Tensor, error: Tensor, scale_power: float) -> Tensor:
    """Mean pinball loss of quantiles [B, H, Q] for normalised targets [B, H] (NaN = unknown).

    Weights: levels by (p (1 - p))^-1/2, so that the tails count; horizon steps by (1 + h / 16)^-1/2, because near steps
    are read most; windows by (0.05 + error)^-scale_power, where `error` [B] is the best in-context error of a
    seasonal repeat. The last keeps well predictable series, whose losses are small numbers, from being neglected; it
    depends on the context only, so the quantiles stay unbiased.
    """
    levels = torch.tensor(LEVELS, device=target.device)
    known = torch.isfinite(target).float()
    target = torch.nan_to_num(target).clamp(-8, 8)
    difference = target[:, :, None] - quantiles
    loss = torch.maximum(levels * difference, (levels - 1) * difference)
    level_weight = (levels * (1 - levels)) ** -0.5
    loss = (loss * (level_weight / level_weight.mean())).mean(dim=2)
    step = torch.arange(target.shape[1], device=target.device, dtype=torch.float32)
    step_weight = (1 + step / 16) ** -0.5
    weight = known * (step_weight / step_weight.mean()) * ((0.05 + error) ** -scale_power)[:, None]
    return (loss * weight).sum() / known.sum().clamp(min=1)
