"""pandas over a table in memory: profile_pandas.py FILE.csv DATE-COLUMN... or FILE.bin (four plain columns)"""

import os
import sys

import numpy as np
import pandas as pd

from peer import measure

path, *dates = sys.argv[1:]
if path.endswith(".bin"):
    rows = os.path.getsize(path) // 28
    column = lambda kind, at: np.memmap(path, kind, "r", at * rows, rows).copy()
    frame = pd.DataFrame(
        {
            "decimal": column("<f8", 0),
            "whole": column("<f8", 8),
            "level": pd.Categorical.from_codes(column("<i4", 16), [f"level {i}" for i in range(40)]),
            "moment": column("<f8", 20).astype("datetime64[ms]"),
        }
    )
else:
    frame = pd.read_csv(path, parse_dates=dates)
shares = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]


def work():
    numbers = frame.select_dtypes("number")
    frame.describe(include="all")
    frame.nunique()
    for name in frame:
        frame[name].value_counts()
    numbers.corr()
    return numbers.quantile(shares)


def check(quantiles):
    decimals = [c for c in quantiles if not (frame[c].dropna() % 1 == 0).all()]
    return f"{len(frame)} rows, medians {' '.join(f'{quantiles[c][0.5]:.6f}' for c in decimals)}"


measure(work, check)
