"""spark-submit forecast_spark.py IN OUT HORIZON [SERIES TIME VALUE]: Parquet in, Parquet out."""
import os
import sys

import pyarrow as pa
from pyspark.sql import SparkSession

HERE = os.path.dirname(os.path.abspath(__file__))
source, target, horizon, *names = sys.argv[1:]
series, time, value = names or ("series", "timestamp", "value")
# Next to it on every executor: --archives job.zip#job, or a folder that all of them share (FANTAIL_JOB).
JOB = os.environ.get("FANTAIL_JOB", HERE)


def partitions(batches):
    """All rows of a series are in one partition, and a partition is one table: size it to memory by FANTAIL_PARTITIONS."""
    sys.path.insert(0, JOB)
    from forecast_partition import forecast_table

    batches = list(batches)
    if batches:
        made = forecast_table(pa.Table.from_batches(batches), int(horizon), series, time, value)
        # Spark takes no milliseconds.
        yield from made.set_column(3, "timestamp", made["timestamp"].cast(pa.timestamp("us"))).to_batches()


sys.path.insert(0, HERE)
from forecast_partition import LEVELS  # noqa: E402

columns = ", ".join(["series string", "model string", "origin int", "timestamp timestamp_ntz", "median double"]
                    + [f"`q{level}` double" for level in LEVELS])
spark = SparkSession.builder.appName("fantail").config("spark.sql.session.timeZone", "UTC").getOrCreate()
rows = spark.read.parquet(source).select(series, time, value)
parts = int(os.environ.get("FANTAIL_PARTITIONS", "0")) or max(2 * spark.sparkContext.defaultParallelism, 8)
rows.repartition(parts, series).mapInArrow(partitions, columns).write.mode("overwrite").parquet(target)
spark.stop()
