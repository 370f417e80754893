"""The method of Teunter, Syntetos and Babai by statsforecast, to compare ours with.
python3 src/engine/forecasters/intermittent/reference.py > src/engine/forecasters/intermittent/reference.json
"""

import json
from importlib.metadata import version

import numpy as np
from statsforecast.models import TSB


def demands(seed, dies_out):
    """Sizes of 1 to 9 at about every third step; with `dies_out`, at none of the last twenty."""
    values, state = [], seed
    for at in range(80):
        state = (state * 1103515245 + 12345) % 2**31
        asked = (state >> 16) % 3 == 0
        values.append(1 + (state >> 20) % 9 if asked and not (dies_out and at >= 60) else 0)
    return values


def row(seed, dies_out, alpha_size, alpha_probability):
    values = demands(seed, dies_out)
    model = TSB(alpha_d=alpha_size, alpha_p=alpha_probability)
    found = model.forecast(y=np.array(values, dtype=float), h=1, fitted=True)
    return {
        "values": values,
        "alphaSize": alpha_size,
        "alphaProbability": alpha_probability,
        "mean": round(float(found["mean"][0]), 9),
        "fitted": [round(float(value), 9) for value in found["fitted"][1:]],
    }


series = [row(7, False, 0.1, 0.1), row(11, False, 0.3, 0.05), row(23, True, 0.2, 0.15)]
print(json.dumps({"statsforecast": version("statsforecast"), "series": series}))
