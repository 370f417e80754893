"""Makes samples/glucose-simulated.csv: three days of a glucose sensor on nobody's arm.

    python3 -m fantail_training.glucose_simulation ../samples/glucose-simulated.csv

Bergman's minimal model (1979) with meals, insulin with each of them (sometimes too little, sometimes late), a rise at dawn, and a sensor that
lags, drifts and loses readings. It is there to try the application with; the model is neither trained nor scored on it.
"""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

STEPS = 3 * 288


def simulate(seed: int) -> np.ndarray:
    """[STEPS] mg/dL every five minutes; NaN where the sensor was silent."""
    rng = np.random.default_rng(seed)
    minutes = np.arange(5 * STEPS)
    meal, insulin = np.zeros(len(minutes)), np.zeros(len(minutes))
    for day in range(3):
        for hour, grams in ((7.5, 45), (12.6, 65), (16.2, 20), (19.3, 75)):
            at = int(60 * (24 * day + hour) + rng.normal(0, 25))
            eaten = grams * rng.uniform(0.7, 1.3)
            after = np.maximum(minutes - at, 0)
            meal += eaten * after / 55**2 * np.exp(-after / 55)
            delayed = np.maximum(minutes - at - rng.uniform(-10, 30), 0)
            insulin += eaten / 9 * rng.uniform(0.6, 1.6) * delayed / 60**2 * np.exp(-delayed / 60)
    glucose, action = 118.0, 0.0
    course = np.empty(len(minutes))
    for minute in minutes:
        clock = minute / 60 % 24
        dawn = 0.15 * np.exp(-((clock - 5.5) / 1.6) ** 2)
        action += -0.025 * action + 3e-3 * insulin[minute]
        glucose += -0.004 * (glucose - 88) - action * glucose + 3.6 * meal[minute] + dawn
        glucose = max(glucose, 42.0)
        course[minute] = glucose
    lagged = np.convolve(np.concatenate([np.full(8, course[0]), course]), np.full(9, 1 / 9), mode="valid")
    reading = lagged[::5] * (1 + 0.03 * np.sin(np.arange(STEPS) / 190))
    noise = np.zeros(STEPS)
    for step in range(1, STEPS):
        noise[step] = 0.75 * noise[step - 1] + rng.normal(0, 1.3)
    reading = np.clip(np.round(reading + noise), 40, 400)
    for begin, length in ((131, 2), (402, 11), (655, 1), (790, 3)):
        reading[begin : begin + length] = np.nan
    return reading


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    start = datetime(2024, 3, 4, 0, 2)
    lines = ["time,glucose_mg_dl"]
    for step, value in enumerate(simulate(5)):
        # A sensor that is silent writes no row.
        if np.isfinite(value):
            lines.append(f"{start + timedelta(minutes=5 * step):%Y-%m-%d %H:%M},{value:.0f}")
    arguments.target.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
