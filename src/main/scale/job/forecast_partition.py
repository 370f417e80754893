"""Forecasts of whole series in a pyarrow table: left-pad, run, order, clip. Only numpy, pyarrow and onnxruntime are needed."""
import hashlib
import json
import os

import numpy as np
import onnxruntime as ort
import pyarrow as pa

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "model", "manifest.json"), encoding="utf-8") as file:
    MANIFEST = json.load(file)
LEVELS, NATIVE = MANIFEST["output"]["levels"], MANIFEST["horizon"]["native"]
CONTEXT, MIN_STEPS = MANIFEST["input"]["shape"][1], 8
SCHEMA = pa.schema([("series", pa.string()), ("model", pa.string()), ("origin", pa.int32()), ("timestamp", pa.timestamp("ms")),
                    ("median", pa.float64()), *[(f"q{level}", pa.float64()) for level in LEVELS]])
_session = None


def session():
    """One per process; its file is the one that the manifest describes, or nothing is forecast."""
    global _session
    if _session is None:
        with open(os.path.join(HERE, "model", MANIFEST["file"]), "rb") as file:
            model = file.read()
        if hashlib.sha256(model).hexdigest() != MANIFEST["sha256"]:
            raise ValueError(f"{MANIFEST['file']} is not the file of {MANIFEST['id']} {MANIFEST['version']}")
        options = ort.SessionOptions()
        options.intra_op_num_threads = int(os.environ.get("FANTAIL_THREADS", "1"))
        _session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return _session


def regular(name, times, values, horizon):
    """The values on a grid without gaps, NaN where one is missing, and the stamps of the steps after it."""
    order = np.argsort(times, kind="stable")
    times, values = times[order], values[order]
    months = times.astype("datetime64[M]").astype(np.int64)
    within = times - times.astype("datetime64[M]").astype("datetime64[ms]")
    is_calendar = len(times) > 1 and (within == within[0]).all()
    marks = months if is_calendar else times.astype(np.int64)
    gaps = np.diff(marks)
    step = int(gaps.min()) if len(gaps) else 0
    if step <= 0 or (gaps % step).any():
        raise ValueError(f'"{name}" is not regular: its stamps need one step, each once')
    places = (marks - marks[0]) // step
    grid = np.full(places[-1] + 1, np.nan, np.float32)
    grid[places] = values
    ahead = marks[-1] + step * np.arange(1, horizon + 1)
    stamps = ahead.astype("datetime64[M]").astype("datetime64[ms]") + within[0] if is_calendar else ahead.astype("datetime64[ms]")
    return grid, stamps


def forecast_table(table, horizon, series="series", time="timestamp", value="value", batch=64):
    """`table` has all rows of each of its series; those without 8 steps and a value are left out, as the command line leaves them."""
    if not 1 <= horizon <= NATIVE:
        raise ValueError(f"{MANIFEST['id']} forecasts 1 to {NATIVE} steps in a job; fantail forecast goes further, see README.md")
    encoded = table.column(series).cast(pa.string()).combine_chunks().dictionary_encode()
    names, codes = encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False)
    times = table.column(time).cast(pa.timestamp("ms"), safe=False).to_numpy().astype("datetime64[ms]")
    values = table.column(value).cast(pa.float64()).to_numpy().astype(np.float64)
    order = np.argsort(codes, kind="stable")
    edges = np.append(np.flatnonzero(np.diff(codes[order], prepend=-1)), len(order))
    grids = []
    for start, end in zip(edges[:-1], edges[1:]):
        rows = order[start:end]
        grid, stamps = regular(names[codes[rows[0]]], times[rows], values[rows], horizon)
        if len(grid) >= MIN_STEPS and not np.isnan(grid).all():
            grids.append((names[codes[rows[0]]], grid, stamps))
    made = [SCHEMA.empty_table()]
    for at in range(0, len(grids), batch):
        part = grids[at:at + batch]
        context = np.full((len(part), CONTEXT), np.nan, np.float32)
        for row, (_, grid, _) in enumerate(part):
            context[row, CONTEXT - min(len(grid), CONTEXT):] = grid[-CONTEXT:]
        out = session().run([MANIFEST["output"]["name"]], {MANIFEST["input"]["name"]: context})[0][:, :, :horizon]
        clip = np.array([not (grid < 0).any() for _, grid, _ in part])
        out = np.sort(np.where(clip[:, None, None], np.maximum(out, 0), out), axis=1).astype(np.float64)
        if not np.isfinite(out).all():
            raise ValueError("the model answered with numbers that are not finite")
        rows = {"series": np.repeat([name for name, _, _ in part], horizon), "model": [MANIFEST["id"]] * len(part) * horizon,
                "origin": np.zeros(len(part) * horizon, np.int32), "timestamp": np.concatenate([stamps for _, _, stamps in part]),
                "median": out[:, LEVELS.index(0.5)].ravel(), **{f"q{level}": out[:, i].ravel() for i, level in enumerate(LEVELS)}}
        made.append(pa.table(rows, schema=SCHEMA))
    return pa.concat_tables(made)
