"""The quantile forecaster: a seasonal view of the context, a patch transformer, quantiles around seasonal candidates.

Shapes: B windows, L context steps (a multiple of the patch), K lags, O options, G gate heads, H horizon
steps, Q quantile levels. Everything from raw values to quantiles on the original scale is inside the graph.

1. Scale. Values are taken relative to a reference (the last observed value), divided by the mean absolute size of the
   differences, standardised over the observed steps and squashed (see `squash`). Working on differences to a reference
   keeps float32 exact for 1e9 +/- 1000 as well as for 1e-9.
2. Seasonal view. For every lag p of a fixed list: what would repeating the last season (option A) or the mean of the
   last few seasons (options B) have cost inside the context, how much does it drift per season, and what does it say
   about the horizon? A small shared network turns these facts into G soft choices ("heads") over all options.
3. Transformer. Context patches (values, mask, residuals against the heads) and horizon patches (the heads'
   continuations) attend to each other.
4. Output. Median = a mixture of the heads' continuations and drifts + a residual; other levels lie outwards from the
   median by sums of positive gaps, so quantiles cannot cross.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LEVELS = (0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975)
MEDIAN = LEVELS.index(0.5)
# 62 lags, so that 2 * 62 + 4 levels = 128 options: rows of vectors' length, see `tree_sum`.
LAGS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 21, 22, 24, 25, 26, 28, 30, 31, 32, 36, 40, 42, 44, 48, 52,
        53, 56, 60, 63, 64, 72, 78, 84, 90, 91, 96, 104, 112, 120, 132, 144, 156, 168, 180, 192, 208, 240, 260, 288, 312, 336,
        364, 365, 366)


@dataclass
class ModelConfig:
    context: int = 512
    horizon: int = 64
    patch: int = 16
    width: int = 128
    layers: int = 4
    heads: int = 4
    feed_forward: int = 512
    gate_heads: int = 4
    gate_width: int = 32
    lags: tuple[int, ...] = field(default=LAGS)
    seasons: tuple[int, ...] = (3,)
    """How many seasons each kind of option B averages, shortest first, at least three."""
    level_half_lives: tuple[float, ...] = (1.5, 6.0, 24.0, 200.0)
    recent_half_life: float = 40.0
    newest_half_life: float = 4.0

    @staticmethod
    def from_dict(values: dict) -> "ModelConfig":
        known = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
        return ModelConfig(**known)

    def to_dict(self) -> dict:
        return asdict(self)


BLOCK = 32
"""Steps that are copied at once in `shifted`: longer blocks cost more copies to take them from."""

# Larger than any normalised value, small enough that float32 keeps it apart from them.
FAR = 1e9


def normal_quantile(p: float) -> float:
    return math.sqrt(2) * float(torch.erfinv(torch.tensor(2 * p - 1, dtype=torch.float64)))


# Only +, -, *, / and sqrt below: these round alike on every path of every runtime. log and exp differ in the last bit
# between vectorised and scalar code, so with them a forecast would depend on the batch size and the number of threads.


def squash(x: Tensor) -> Tensor:
    """Odd, slope 1 at zero, grows like sqrt(2 |x|): sign(x) (sqrt(1 + 2 |x|) - 1). Takes the sting out of outliers."""
    return 2.0 * x / (torch.sqrt(1.0 + 2.0 * x.abs()) + 1.0)


def unsquash(z: Tensor) -> Tensor:
    """Inverse of squash: z + z |z| / 2."""
    return z + 0.5 * z * z.abs()


def ramp(x: Tensor) -> Tensor:
    """ELU + 1: positive, linear for x > 0, vanishing exponentially for x < 0, so that point masses (zeros of intermittent
    demand) can be met. exp is the one exception: ONNX Runtime's own kernel for it rounds alike on all its paths."""
    return F.relu(x) + torch.exp(torch.clamp(x, max=0.0))


def inverse_ramp(y: float) -> float:
    return y - 1.0 if y > 1.0 else math.log(y)


def root_log(x: Tensor) -> Tensor:
    """log(x) for x between about 1e-3 and 1e4 to 1e-3: 32 (x^(1/64) - x^(-1/64))."""
    for _ in range(6):
        x = torch.sqrt(x)
    return 32.0 * (x - 1.0 / x)


def tree_sum(x: Tensor, chunk: int = 16) -> Tensor:
    """Row sums [B, L] -> [B, 1] in an order that does not depend on B.

    ONNX Runtime sums a whole tensor in another order than the rows of a matrix, and [1, L] counts as the whole tensor. A
    forecast must not depend, not even in its last bit, on what else is in the batch.
    """
    x = x.reshape(-1, int(x.shape[1]) // chunk, chunk).sum(dim=2)
    while int(x.shape[1]) > 1:
        half = int(x.shape[1]) // 2
        odd = int(x.shape[1]) % 2
        rest = x[:, 2 * half :]
        x = torch.cat([x[:, :half] + x[:, half : 2 * half], rest], dim=1) if odd else x[:, :half] + x[:, half:]
    return x


def sum_heads(x: Tensor) -> Tensor:
    """[B, G, H] -> [B, H], one head after another."""
    total = x[:, 0]
    for g in range(1, x.shape[1]):
        total = total + x[:, g]
    return total


class Block(nn.Module):
    """Pre-norm transformer block. `queries` > 0 keeps only the last tokens (the horizon) as output of the last block."""

    def __init__(self, width: int, heads: int, feed_forward: int):
        super().__init__()
        self.heads = heads
        self.norm_attention = nn.LayerNorm(width)
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)
        self.norm_feed = nn.LayerNorm(width)
        self.feed_in = nn.Linear(width, feed_forward)
        self.feed_out = nn.Linear(feed_forward, width)

    def forward(self, x: Tensor, mask: Tensor, queries: int = 0) -> Tensor:
        """x [B, T, W], mask [B, 1, 1, T] added to the attention scores -> [B, T or queries, W]."""
        width = int(x.shape[2])
        size = width // self.heads
        tokens = int(x.shape[1])
        normed = self.norm_attention(x)
        if queries:
            x, q = x[:, tokens - queries :], normed[:, tokens - queries :]
        else:
            q = normed
        rows = queries or tokens
        q = self.query(q).reshape(-1, rows, self.heads, size).transpose(1, 2)
        kv = self.key_value(normed).reshape(-1, tokens, 2, self.heads, size)
        k, v = kv[:, :, 0].permute(0, 2, 3, 1), kv[:, :, 1].transpose(1, 2)
        weights = torch.softmax(torch.matmul(q * size**-0.5, k) + mask, dim=-1)
        mixed = torch.matmul(weights, v).transpose(1, 2).reshape(-1, rows, width)
        x = x + self.out(mixed)
        return x + self.feed_out(F.gelu(self.feed_in(self.norm_feed(x))))


class Forecaster(nn.Module):
    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        c = config
        options = (1 + len(c.seasons)) * len(c.lags) + len(c.level_half_lives)
        self.options = options

        self.gate_in = nn.Linear(10, c.gate_width)
        self.gate_option = nn.Parameter(torch.zeros(options, c.gate_width))
        self.gate_mid = nn.Linear(2 * c.gate_width, c.gate_width)
        self.gate_out = nn.Linear(c.gate_width, c.gate_heads)
        # Each head starts with its own sharpness on the measured errors, so training begins at "repeat what repeated best".
        self.gate_prior = nn.Parameter(torch.linspace(2.0, 8.0, c.gate_heads))

        self.context_in = nn.Linear((2 + c.gate_heads) * c.patch, c.width)
        self.context_position = nn.Parameter(0.02 * torch.randn(c.context // c.patch, c.width))
        self.horizon_in = nn.Linear(5 * c.gate_heads * c.patch + 5 * c.gate_heads + 2, c.width)
        self.horizon_position = nn.Parameter(0.02 * torch.randn(c.horizon // c.patch, c.width))
        self.blocks = nn.ModuleList(Block(c.width, c.heads, c.feed_forward) for _ in range(c.layers))
        self.norm = nn.LayerNorm(c.width)
        self.head_mid = nn.Linear(c.width, c.feed_forward)
        per_step = len(LEVELS) + 4 * c.gate_heads
        self.head_out = nn.Linear(c.feed_forward, c.patch * per_step)
        self.initialise()
        self.build_tables()

    def initialise(self) -> None:
        c = self.config
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=0.5 / math.sqrt(module.in_features) if module is not self.head_out else 1e-3)
                nn.init.zeros_(module.bias)
        nn.init.normal_(self.gate_option, std=0.02)
        nn.init.zeros_(self.gate_out.weight)
        # Start as a normal distribution whose deviation fits the mean absolute in-context error.
        quantiles = [normal_quantile(p) for p in LEVELS]
        gaps = [0.9 * (b - a) for a, b in zip(quantiles, quantiles[1:])]
        bias = self.head_out.bias.data.view(c.patch, -1)
        bias[:, 1 : len(LEVELS)] = torch.tensor([inverse_ramp(g) for g in gaps])

    def build_tables(self) -> None:
        """Constant index and weight tables. Index 0 is a padding slot in front of the context."""
        c = self.config
        length, lags = c.context, torch.tensor(c.lags)
        t = torch.arange(length)
        h = torch.arange(1, c.horizon + 1)
        seasons = (h[None] + lags[:, None] - 1) // lags[:, None]  # q = ceil(h / p), [K, H]
        # The context j seasons of p steps back is the context shifted by j p; from `length` on nothing of it is left. Whole
        # blocks of it are copied (see `shifted`).
        shifts = (torch.arange(1, c.seasons[-1] + 1)[:, None] * lags).clamp(max=length)  # [S, K]
        self.register_buffer("shifts", shifts, persistent=False)
        future = [(length - 1 + h[None] - (seasons + j) * lags[:, None] + 1).clamp(min=0) for j in range(c.seasons[-1])]
        self.register_buffer("future_index", torch.stack(future), persistent=False)  # [S, K, H]
        age = (length - 1 - t).float()
        self.register_buffer("recency", 0.5 ** (age / c.recent_half_life), persistent=False)  # [L]
        self.register_buffer("newest", 0.5 ** (age / c.newest_half_life), persistent=False)  # [L]
        half_lives = torch.tensor(c.level_half_lives)
        self.register_buffer("level_weight", 0.5 ** (age[None] / half_lives[:, None]), persistent=False)  # [levels, L]
        # Drift reach: option A looks q seasons ahead of a one-season difference; a mean of n seasons is centred (n + 1) / 2
        # seasons back, which is also how many seasons its difference spans.
        reach = [(seasons.float() + (n - 1) / 2) / ((n + 1) / 2) for n in (1, *c.seasons)]
        self.register_buffer("reach", torch.stack(reach), persistent=False)  # [kinds, K, H]
        level_lag = torch.ones(len(c.level_half_lives))
        self.register_buffer("option_lag", torch.cat([lags.float()] * (1 + len(c.seasons)) + [level_lag]), persistent=False)  # [O]
        self.register_buffer("option_log_lag", torch.log(self.option_lag) / 6.0, persistent=False)

    # ------------------------------------------------------------ parts

    def normalise(self, context: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """context [B, L] -> z [B, L] (0 where missing), mask [B, L], centre [B, 1], scale [B, 1]."""
        missing = torch.isnan(context)
        mask = torch.where(missing, torch.zeros_like(context), torch.ones_like(context))
        values = torch.where(missing, torch.zeros_like(context), context)
        length = int(context.shape[1])
        # Reference: the newest observed value. max(position * mask) finds it without a data-dependent shape.
        position = torch.arange(1, length + 1, device=context.device, dtype=torch.float32)[None]
        newest = (position * mask).amax(dim=1, keepdim=True)
        is_newest = (position == newest).float() * mask
        reference = tree_sum(values * is_newest)
        relative = (values - reference) * mask
        # Two-step scale: by the largest size first, so that squares neither overflow nor vanish.
        largest = relative.abs().amax(dim=1, keepdim=True)
        floor = reference.abs() * 1e-6 + 1e-30
        unit = torch.where(largest > floor, largest, floor)
        relative = relative / unit
        count = tree_sum(mask) + 1e-6
        mean = tree_sum(relative) / count
        centred = (relative - mean) * mask
        deviation = torch.sqrt(tree_sum(centred * centred) / count + 1e-8)
        ratio = centred / deviation
        return squash(ratio), mask, reference + mean * unit, deviation * unit

    def shifted(self, x: Tensor) -> list[Tensor]:
        """x [B, L] -> x one, two … seasons of every lag earlier, [B, K, L] each, 0 before the first step.

        Gathering single values costs more than all that is done with them, so whole blocks are copied, out of as many copies
        of x as a block has steps, each shifted by one step more: shift s is s // block blocks back in the copy s % block.
        """
        length = int(x.shape[1])
        block = math.gcd(length, BLOCK)
        blocks = length // block
        padded = F.pad(x, (length + block - 1, 0))
        copies = torch.cat([padded[:, block - 1 - b : block - 1 - b + 2 * length] for b in range(block)], dim=1)
        copies = copies.reshape(-1, block * 2 * blocks, block)
        found = []
        for shift in self.shifts.clamp(max=length):
            first = shift % block * (2 * blocks) + blocks - torch.div(shift, block, rounding_mode="floor")
            index = first[:, None] + torch.arange(blocks, device=x.device)
            found.append(copies[:, index.reshape(-1)].reshape(-1, int(shift.shape[0]), length))
        return found

    def seasonal_view(self, z: Tensor, mask: Tensor) -> dict[str, Tensor]:
        """z, mask [B, L] -> facts about every option. Holds no parameters, so no gradient is kept."""
        c = self.config
        length = int(z.shape[1])
        cut = c.context - length
        lags = len(c.lags)
        eps = 1e-6
        # One gather reads value and mask: what is missing stands far away from every value.
        marked = F.pad(z + FAR * (1.0 - mask), (1, 0), value=FAR)
        # A shorter context is the tail of a full one: shift the table, everything before it is padding.
        future = (self.future_index - cut).clamp(min=0)

        def read(index: Tensor) -> tuple[Tensor, Tensor]:
            """index [*, *] into the padded context -> values (0 where missing) and mask, [B, *, *]."""
            found = marked[:, index]
            seen = (found < 0.5 * FAR).float()
            return found * seen, seen

        def look(values: list[Tensor], seen: list[Tensor]) -> list[tuple[Tensor, Tensor]]:
            """Values one, two … seasons back -> last season with fallback to the two before it, then means of up to n
            seasons; each with its validity. [B, K, *]"""
            without1, without2 = 1.0 - seen[0], 1.0 - seen[1]
            # Unseen slots hold zero, so plain sums select.
            last = values[0] + without1 * (values[1] + without2 * values[2])
            value, total = values[0], seen[0]
            found = []
            for j in range(1, c.seasons[-1]):
                value, total = value + values[j], total + seen[j]
                if j + 1 in c.seasons:
                    found.append((value / torch.clamp(total, min=1.0), torch.clamp(total, max=1.0)))
                if j == 2:
                    found.insert(0, (last, torch.clamp(total, max=1.0)))
            return found

        candidates = look(self.shifted(z), self.shifted(mask))
        last, valid = candidates[0]
        recency, newest = self.recency[cut:], self.newest[cut:]
        # Sums over pairs of values are products with these: all pairs, recent ones, the newest. Per window, as in `tree_sum`.
        sums = torch.stack([mask, mask * recency, mask * newest], dim=2)  # [B, L, 3]
        facts = {"all": [], "recent": [], "drift": [], "drift_recent": [], "offset": [], "pairs": []}
        for candidate, tested in candidates:
            pairs, recent_pairs, newest_pairs = torch.matmul(tested, sums).unbind(dim=2)
            # Few pairs are weak evidence: they are joined by a pseudo-pair with an error of one deviation that fades as 1 / n.
            doubt = 8.0 / (4.0 + pairs)
            total, total_recent, total_newest = pairs + doubt, recent_pairs + doubt, newest_pairs + 0.5
            facts["pairs"].append(pairs)
            difference = (z[:, None] - candidate) * tested
            size, size_recent = torch.matmul(difference.abs(), sums[:, :, :2]).unbind(dim=2)
            drift, drift_recent, offset = torch.matmul(difference, sums).unbind(dim=2)
            facts["all"].append((size + doubt) / total)
            facts["recent"].append((size_recent + doubt) / total_recent)
            facts["drift"].append(drift / total)
            facts["drift_recent"].append(drift_recent / total_recent)
            facts["offset"].append(offset / total_newest)

        # Levels: exponentially weighted means, flat over the horizon. Elementwise products and sums, not a matrix product,
        # so that a batch of one takes the same path as any other.
        weight = mask[:, None] * self.level_weight[:, cut:]
        level = (weight * z[:, None]).sum(dim=2) / (weight.sum(dim=2) + eps)  # [B, levels]
        level_size = (z[:, None] - level[:, :, None]).abs()
        observed = tree_sum(mask)
        doubt = 8.0 / (4.0 + observed)
        recent_mask, newest_mask = mask * recency, mask * newest
        facts["all"].append(((level_size * mask[:, None]).sum(dim=2) + doubt) / (observed + doubt))
        facts["recent"].append(((level_size * recent_mask[:, None]).sum(dim=2) + doubt) / (tree_sum(recent_mask) + doubt))
        facts["drift"].append(torch.zeros_like(level))
        facts["drift_recent"].append(torch.zeros_like(level))
        facts["offset"].append(((z[:, None] - level[:, :, None]) * newest_mask[:, None]).sum(dim=2) / (tree_sum(newest_mask) + 0.5))
        error, recent_error = torch.cat(facts["all"], 1), torch.cat(facts["recent"], 1)  # [B, O]
        drift, drift_recent, offset = torch.cat(facts["drift"], 1), torch.cat(facts["drift_recent"], 1), torch.cat(facts["offset"], 1)

        fallback = level[:, 1:2, None]
        ahead = look(*zip(*(read(index) for index in future)))
        flat = level[:, :, None] + torch.zeros_like(ahead[0][0][:, : level.shape[1]])
        options = torch.cat([*(value + (1 - seen) * fallback for value, seen in ahead), flat], dim=1)  # [B, O, H]
        usable = torch.cat([*(seen for _, seen in ahead), torch.ones_like(flat)], dim=1)
        reach = torch.cat([*self.reach, torch.zeros_like(self.reach[0, : level.shape[1]])], dim=0)
        drifts = torch.clamp(drift[:, :, None] * reach, -3.0, 3.0)
        drifts_recent = torch.clamp(drift_recent[:, :, None] * reach, -3.0, 3.0)

        counted = torch.cat([*facts["pairs"], observed + torch.zeros_like(level)], dim=1)
        # An option can be chosen when it was tested on at least one pair; levels always can.
        known = torch.cat([*(torch.clamp(pairs, max=1.0) for pairs in facts["pairs"]), torch.ones_like(level)], dim=1)
        log_error, log_recent = root_log(error + 0.003), root_log(recent_error + 0.003)
        hidden = (1 - known) * 1e4
        best = (log_error + hidden).amin(dim=1, keepdim=True)
        best_recent = (log_recent + hidden).amin(dim=1, keepdim=True)
        lag_size = self.option_log_lag + torch.zeros_like(error)
        seasons = root_log(1.0 + counted / self.option_lag)
        features = torch.stack([
            log_error - best,
            log_recent - best_recent,
            log_error,
            log_recent,
            drift.abs() / (error + 0.003),
            drift_recent.abs() / (recent_error + 0.003),
            root_log(1.0 + counted) / 3.0 - 1.0,
            seasons - 1.0,
            lag_size,
            usable.mean(dim=2),
        ], dim=2) * known[:, :, None]
        return {
            "best": (recent_error + hidden).amin(dim=1), "last": last, "valid": valid, "features": features, "known": known,
            "relative_error": (log_recent - best_recent + log_error - best) * 0.5,
            "scalars": torch.stack([error, recent_error, log_error, log_recent, offset], dim=2),
            "options": options, "usable": usable, "drifts": drifts, "drifts_recent": drifts_recent,
        }

    def gate(self, view: dict[str, Tensor]) -> Tensor:
        """Soft choice over options per head: [B, G, O]."""
        known = view["known"]
        hidden = F.gelu(self.gate_in(view["features"]) + self.gate_option)
        # A product of matrices per window, not a sum over an axis, for the same reason as in `tree_sum`.
        shared = torch.matmul(known[:, None], hidden) / tree_sum(known)[:, :, None]
        hidden = F.gelu(self.gate_mid(torch.cat([hidden, shared + torch.zeros_like(hidden)], dim=2)))
        logits = self.gate_out(hidden).transpose(1, 2)
        logits = logits - self.gate_prior[None, :, None] * view["relative_error"][:, None]
        return torch.softmax(logits - 1e4 * (1 - known[:, None]), dim=2)

    def forward_normalised(self, z: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """z, mask [B, L] -> quantiles in normalised units [B, H, Q], best in-context error of any option [B]."""
        c = self.config
        patch, length = c.patch, int(z.shape[1])
        tokens, horizon_tokens = length // patch, c.horizon // patch
        with torch.no_grad(), torch.autocast(device_type=z.device.type, enabled=False):
            view = self.seasonal_view(z, mask)
        lags = len(c.lags)
        with torch.autocast(device_type=z.device.type, enabled=False):
            weights = self.gate(view)  # [B, G, O]
            # What each head would have said inside the context (by last-season options only).
            lag_weights = weights[:, :, :lags]
            for kind in range(1, 1 + len(c.seasons)):
                lag_weights = lag_weights + weights[:, :, kind * lags : (kind + 1) * lags]
            covered = torch.matmul(lag_weights, view["valid"])
            said = torch.matmul(lag_weights, view["last"]) / (covered + 1e-3)
            residual = (z[:, None] - said) * mask[:, None] * covered  # [B, G, L]
            heads = torch.matmul(weights, view["options"])  # [B, G, H]
            # Spread of the options a head mixes. Taken around the mean head: E[x^2] - E[x]^2 cancels when far from zero.
            common = (sum_heads(heads) / c.gate_heads)[:, None].detach()
            centred = view["options"] - common
            squares = torch.matmul(weights, centred * centred)
            spread = torch.sqrt(torch.clamp(squares - (heads - common) * (heads - common), min=0.0) + 1e-5)
            drift = torch.matmul(weights, view["drifts"])
            drift_recent = torch.matmul(weights, view["drifts_recent"])
            usable = torch.matmul(weights, view["usable"])
            scalars = torch.matmul(weights, view["scalars"])  # [B, G, 5]: error, recent error, their logs, newest offset

        channels = torch.cat([z[:, None], mask[:, None], residual], dim=1)
        channels = channels.reshape(-1, 2 + c.gate_heads, tokens, patch).transpose(1, 2)
        context_tokens = self.context_in(channels.reshape(-1, tokens, (2 + c.gate_heads) * patch))
        context_tokens = context_tokens + self.context_position[c.context // patch - tokens :]
        steps = torch.cat([heads, drift, drift_recent, spread, usable], dim=1)
        steps = steps.reshape(-1, 5 * c.gate_heads, horizon_tokens, patch).transpose(1, 2)
        steps = steps.reshape(-1, horizon_tokens, 5 * c.gate_heads * patch)
        observed = tree_sum(mask)
        whole = torch.cat([scalars.reshape(-1, 5 * c.gate_heads), root_log(1.0 + observed) / 3.0 - 1.0, observed / c.context], dim=1)[:, None]
        whole = whole + torch.zeros_like(steps[:, :, :1])
        horizon_tokens_in = self.horizon_in(torch.cat([steps, whole], dim=2)) + self.horizon_position

        x = torch.cat([context_tokens, horizon_tokens_in], dim=1)
        present = mask.reshape(-1, tokens, patch).amax(dim=2)
        present = torch.cat([present, torch.ones_like(horizon_tokens_in[:, :, 0])], dim=1)
        attention_mask = ((1.0 - present) * -1e4)[:, None, None]
        for i, block in enumerate(self.blocks):
            x = block(x, attention_mask, queries=horizon_tokens if i == len(self.blocks) - 1 else 0)
        out = self.head_out(F.gelu(self.head_mid(self.norm(x))))
        with torch.autocast(device_type=z.device.type, enabled=False):
            out = out.float().reshape(-1, c.horizon, len(LEVELS) + 4 * c.gate_heads)
            return self.quantiles(out, heads, drift, drift_recent, spread, scalars), view["best"]

    def quantiles(self, out, heads, drift, drift_recent, spread, scalars) -> Tensor:
        """Head outputs [B, H, Q + 4G] and gated candidates [B, G, H] -> normalised quantiles [B, H, Q], sorted."""
        g, q = self.config.gate_heads, len(LEVELS)
        mix = torch.softmax(out[:, :, q : q + g], dim=2).transpose(1, 2)  # [B, G, H]
        follow, follow_recent, follow_offset = (out[:, :, q + i * g : q + (i + 1) * g].transpose(1, 2) for i in (1, 2, 3))
        error = (scalars[:, :, 0:1] + scalars[:, :, 1:2]) * 0.5
        offset = scalars[:, :, 4:5]
        centre = sum_heads(mix * (heads + follow * drift + follow_recent * drift_recent + follow_offset * offset))
        size = sum_heads(mix * (error + spread)) + 0.01  # [B, H]
        median = centre + (size + 0.05) * out[:, :, 0]
        gaps = ramp(out[:, :, 1:q]) * size[:, :, None]
        levels: list[Tensor] = [median] * q
        for i in range(MEDIAN + 1, q):
            levels[i] = levels[i - 1] + gaps[:, :, i - 1]
        for i in range(MEDIAN - 1, -1, -1):
            levels[i] = levels[i + 1] - gaps[:, :, i]
        return torch.stack(levels, dim=2)

    def denormalise(self, quantiles: Tensor, centre: Tensor, scale: Tensor) -> Tensor:
        """Normalised [B, H, Q] -> original scale [B, Q, H]; clamped so that float32 stays finite."""
        return centre[:, :, None] + scale[:, :, None] * unsquash(torch.clamp(quantiles, -60.0, 60.0).transpose(1, 2))

    def forward(self, context: Tensor) -> Tensor:
        """context [B, L] with NaN for missing -> quantiles [B, Q, H] on the original scale."""
        z, mask, centre, scale = self.normalise(context)
        return self.denormalise(self.forward_normalised(z, mask)[0], centre, scale)


def parameter_count(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())
