"""One process: python forecast_local.py IN.parquet OUT.parquet HORIZON [SERIES TIME VALUE]"""
import os
import sys

import pyarrow.parquet as pq

from forecast_partition import forecast_table

source, target, horizon, *columns = sys.argv[1:]
pq.write_table(forecast_table(pq.read_table(source), int(horizon), *columns), f"{target}.part")
os.replace(f"{target}.part", target)
