"""python compare.py ONE OTHER: how far two forecasts of the same series are apart, relative to the larger number; at most 1e-4."""
import sys

import numpy as np
import pyarrow.parquet as pq

one, other = (pq.read_table(path).sort_by([("series", "ascending"), ("timestamp", "ascending")]) for path in sys.argv[1:])
assert one.num_rows == other.num_rows, f"{one.num_rows} and {other.num_rows} rows"
assert one["series"].to_pylist() == other["series"].to_pylist(), "other series"
stamps = [np.asarray(t["timestamp"].cast("timestamp[ms]")) for t in (one, other)]
assert (stamps[0] == stamps[1]).all(), "other stamps"
worst = 0.0
for name in [name for name in one.column_names if name == "median" or name.startswith("q0")]:
    a, b = one[name].to_numpy(), other[name].to_numpy()
    worst = max(worst, float((np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-9)).max()))
print(f"{one.num_rows} rows of {len(set(one['series'].to_pylist()))} series, at most {worst:.2g} apart")
assert worst <= 1e-4, "further apart than 1e-4"
