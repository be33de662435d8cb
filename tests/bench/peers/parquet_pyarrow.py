"""pyarrow.parquet.read_table, on all cores as it does by itself: parquet_pyarrow.py FILE"""

import sys

import pyarrow.parquet as pq

from peer import measure

(path,) = sys.argv[1:]
measure(lambda: pq.read_table(path), lambda table: f"{table.num_rows} rows, {table.num_columns} columns")
