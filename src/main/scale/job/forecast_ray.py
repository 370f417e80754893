"""python forecast_ray.py IN OUT HORIZON [SERIES TIME VALUE]: Parquet in, Parquet out, on the cluster that RAY_ADDRESS names."""
import os
import sys

import ray
import pyarrow.compute as pc
import pyarrow.parquet as pq

HERE = os.path.dirname(os.path.abspath(__file__))
source, target, horizon, *names = sys.argv[1:]
columns = names or ["series", "timestamp", "value"]
# A folder that all nodes see; otherwise what ray ships with working_dir.
JOB = os.environ.get("FANTAIL_JOB", HERE)


def forecast(batch):
    """A batch is a list of series; their rows are read here, so that none is cut in two."""
    sys.path.insert(0, JOB)
    from forecast_partition import forecast_table

    wanted = batch.column("series")
    rows = pq.read_table(source, columns=columns, filters=pc.field(columns[0]).isin(wanted.combine_chunks()))
    return forecast_table(rows, int(horizon), *columns)


ray.init(log_to_driver=False)
found = pc.unique(pq.read_table(source, columns=columns[:1]).column(0)).to_pylist()
blocks = int(os.environ.get("FANTAIL_PARTITIONS", "0")) or max(4 * int(ray.cluster_resources().get("CPU", 1)), 8)
series = ray.data.from_items([{"series": one} for one in sorted(found)], override_num_blocks=min(blocks, len(found)))
series.map_batches(forecast, batch_format="pyarrow", batch_size=None, zero_copy_batch=True).write_parquet(target, mode="overwrite")
