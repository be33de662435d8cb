"""pandas.read_csv with its dates parsed: csv_pandas.py FILE DATE-COLUMN..."""

import sys

import pandas as pd

from peer import measure

path, *dates = sys.argv[1:]
pd.DataFrame({"a": ["b"]}).to_csv()  # what loads when first used is loaded


def check(frame):
    assert all(str(frame[date].dtype).startswith("datetime64") for date in dates), frame.dtypes
    return f"{len(frame)} rows, {frame.shape[1]} columns"


measure(lambda: pd.read_csv(path, parse_dates=dates), check)
