"""Draws the losses of a run as a small SVG: python3 -m fantail_training.curve runs/fantail-base/log.jsonl curve.svg

Thin lines are training windows (mean of the last rows of the log), thick ones the averaged weights on generated windows of
another seed, one colour per context length. Each line is relative to its own first value, so that they share an axis.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 300, 56, 34, 24
COLOURS = ("#0b6e99", "#b3541e", "#4f7a28", "#7b4fa3", "#a3324f")


def points(steps: list[int], values: list[float], last: int, low: float, high: float) -> str:
    x = LEFT + np.array(steps) / last * (WIDTH - LEFT - 110)
    y = TOP + (high - np.array(values)) / (high - low) * (HEIGHT - TOP - BOTTOM)
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y))


def curve(rows: list[dict], smooth: int = 12) -> str:
    checked = [r for r in rows if "validation" in r]
    names = list(checked[0]["validation"])
    last = rows[-1]["step"]
    train, validation = {}, {}
    for i, name in enumerate(names):
        loss = np.array([r["loss"][i] for r in rows])
        mean = np.array([loss[max(0, j - smooth + 1) : j + 1].mean() for j in range(len(loss))])[smooth - 1 :]
        train[name] = mean / mean[0]
        values = np.array([r["validation"][name] for r in checked])
        validation[name] = values / values[0]
    everything = np.concatenate([*train.values(), *validation.values()])
    low, high = everything.min() - 0.005, everything.max() + 0.005
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    for tick in np.arange(np.ceil(low * 50) / 50, high, 0.02):
        y = points([0], [tick], last, low, high).split(",")[1]
        out.append(f'<path d="M{LEFT} {y}H{WIDTH - 110}" stroke="#ddd"/><text x="{LEFT - 6}" y="{float(y) + 4:.1f}" text-anchor="end">{tick:.2f}</text>')
    for tick in range(0, last + 1, 1000):
        x = points([tick], [low], last, low, high).split(",")[0]
        out.append(f'<text x="{x}" y="{HEIGHT - 12}" text-anchor="middle">{tick:,}</text>')
    labels: list[tuple[float, str, str]] = []
    for name, colour in zip(names, COLOURS):
        steps = [r["step"] for r in rows][smooth - 1 :]
        out.append(f'<polyline points="{points(steps, train[name], last, low, high)}" fill="none" stroke="{colour}" stroke-opacity="0.5"/>')
        line = points([r["step"] for r in checked], validation[name], last, low, high)
        labels.append((float(line.split(",")[-1]), name, colour))
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
    lowest = 0.0
    for y, name, colour in sorted(labels):
        # Ends that lie close together keep a line of text between them.
        lowest = max(y, lowest + 15)
        out.append(f'<text x="{WIDTH - 104}" y="{lowest + 4:.1f}" fill="{colour}">{name} steps</text>')
    return "\n".join([*out, "</svg>", ""])


if __name__ == "__main__":
    log, target = map(Path, sys.argv[1:3])
    target.write_text(curve([json.loads(line) for line in log.read_text().splitlines()]))
