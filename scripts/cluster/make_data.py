"""python make_data.py CSV PARQUET SERIES: monthly series in long layout, the same ones each time."""
import sys

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

csv, parquet, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
random, steps = np.random.default_rng(1), 60
base, swing = random.uniform(10, 1000, (count, 1)), random.uniform(0, 0.4, (count, 1))
time = np.arange(steps)
values = base * (1 + time * 0.003) * (1 + swing * np.sin(2 * np.pi * time / 12 + np.arange(count)[:, None]))
values = np.round(values + random.normal(0, 0.05, (count, steps)) * base, 3)
months = (np.datetime64("2019-01", "M") + time).astype("datetime64[ms]")
table = pa.table({"series": np.repeat([f"s{i:05d}" for i in range(count)], steps), "timestamp": np.tile(months, count), "value": values.ravel()})
pq.write_table(table, parquet, row_group_size=50_000)
pyarrow.csv.write_csv(table.set_column(1, "timestamp", table["timestamp"].cast(pa.date32())), csv)
