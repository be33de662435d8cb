"""Joins and group-bys by pandas, for the queries that the join and group-by panels write."""

import json
import pathlib

import numpy as np
import pandas as pd

random = np.random.default_rng(7)
sales = pd.DataFrame(
    {
        "store": random.choice(["a", "b", "c", "x", None], 40, p=[0.3, 0.3, 0.2, 0.1, 0.1]),
        "kind": random.choice(["new", "old"], 40),
        "amount": np.where(random.random(40) < 0.15, np.nan, random.normal(20, 5, 40).round(3)),
    }
)
stores = pd.DataFrame(
    {
        "store": ["a", "b", "b", "c", "d"],
        "amount": [1.5, 2.5, 3.5, 4.5, 5.5],
        "city": ["Ulm", "Bonn", "Kiel", None, "Rom"],
    }
)


def listed(frame):
    """Column by column, NaN and None as null."""
    return {name: [None if pd.isna(v) else v for v in frame[name].tolist()] for name in frame}


def joined(how):
    # SQL never matches missing keys; pandas would.
    left = sales.assign(row=range(len(sales)))
    right = stores.assign(other=range(len(stores)))
    found = left[left.store.notna()].merge(right, on="store", how=how, suffixes=("", "_stores"))
    if how == "left":
        found = pd.concat([found, left[left.store.isna()]])
    return found.sort_values(["row", "other"]).drop(columns=["row", "other"])


def mode(values):
    """The most frequent value; among equals the one that comes first."""
    present = values.dropna()
    counts = present.value_counts(sort=False)
    return None if counts.empty else present[present.map(counts) == counts.max()].iloc[0]


grouped = (
    sales[sales.kind == "new"]
    .groupby("store", dropna=False)
    .agg(
        rows=("kind", "size"),
        count=("amount", "count"),
        sum=("amount", lambda v: v.sum(min_count=1)),
        mean=("amount", "mean"),
        median=("amount", "median"),
        smallest=("amount", "min"),
        largest=("amount", "max"),
        spread=("amount", "std"),
        distinct=("amount", "nunique"),
        missing=("amount", lambda v: v.isna().mean()),
        first=("amount", lambda v: v.iloc[0]),
        most=("amount", mode),
    )
    .reset_index()
    .sort_values("store", na_position="last")
)

matches = sales.store.map(stores.store.value_counts()).fillna(0)
out = {
    "versions": {"pandas": pd.__version__, "numpy": np.__version__},
    "sales": listed(sales),
    "stores": listed(stores),
    "inner": listed(joined("inner")),
    "left": listed(joined("left")),
    "forecast": {
        "inner": int(matches.sum()),
        "left": int(matches.clip(lower=1).sum()),
        "matched": int((matches > 0).sum()),
        "most": int(matches.max()),
    },
    "grouped": listed(grouped),
}
pathlib.Path(__file__).with_name("sql-panels.json").write_text(json.dumps(out, indent=1, allow_nan=False) + "\n")
