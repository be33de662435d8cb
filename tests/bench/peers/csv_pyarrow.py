"""pyarrow.csv.read_csv, on all cores as it does by itself: csv_pyarrow.py FILE"""

import sys

import pyarrow as pa
import pyarrow.csv

from peer import measure

(path,) = sys.argv[1:]
measure(lambda: pa.csv.read_csv(path), lambda table: f"{table.num_rows} rows, {table.num_columns} columns")
