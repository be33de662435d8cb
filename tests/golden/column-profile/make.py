"""Quantiles, entropy, outliers, gaps and words from numpy, scipy and pandas. Run: python tests/golden/column-profile/make.py"""

import collections
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
from scipy import stats

rng = np.random.default_rng(31)
shares = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]


def number_case(name, values):
    s = pd.Series(values, dtype="float64")
    x = s.dropna().to_numpy()
    q1, q3 = np.quantile(x, [0.25, 0.75])
    low, high = q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)
    whole = bool((x == np.floor(x)).all()) and np.ptp(x) < 24
    return {
        "name": name,
        "values": [None if np.isnan(v) else float(v) for v in s],
        "quantiles": [float(q) for q in np.quantile(x, shares)],
        "zeros": int((x == 0).sum()),
        "negative": int((x < 0).sum()),
        "below": int((x < low).sum()),
        "above": int((x > high).sum()),
        # Of single values: where a column has few whole numbers, each has a bar of its own.
        "entropy": float(stats.entropy(np.unique(x, return_counts=True)[1], base=2)) if whole else None,
    }


gapped = rng.normal(0, 5, 500).round(1)
gapped[rng.random(500) < 0.1] = np.nan
numbers = [
    number_case("normal with gaps", gapped),
    number_case("heavy tails", rng.standard_t(2, 800)),
    number_case("counts", rng.poisson(3, 300)),
    number_case("mixed signs far away", np.append(rng.normal(-1e12, 1, 100), rng.normal(1e-9, 1e-10, 101))),
    number_case("many", rng.gamma(0.5, 10, 30_000).round(4)),
    number_case("one", [3.5]),
]


def series_case(name, full, drop, unit, every):
    drop = set(drop)
    kept = full[[i for i in range(len(full)) if i not in drop]]
    absent = full.difference(kept)
    runs = []
    position = {t: i for i, t in enumerate(full)}
    for before, after in zip(kept[:-1], kept[1:]):
        skipped = position[after] - position[before] - 1
        if skipped:
            runs.append({"from": before.value // 10**6, "to": after.value // 10**6, "missing": skipped})
    ms = [t.value // 10**6 for t in kept]
    rng.shuffle(ms)
    return {
        "name": name,
        "times": ms + ms[:5],
        "unit": unit,
        "every": every,
        "expected": len(full),
        "missing": len(absent),
        "gaps": sorted(runs, key=lambda g: (-g["missing"], g["from"])),
    }


def times(start, count, freq):
    return pd.date_range(start, periods=count, freq=freq).astype("datetime64[ns]")


series = [
    series_case("hours", times("2024-03-01 00:30", 400, "h"), [3, 10, 11, 12, 13, 200], "hour", 1),
    series_case("quarter hours", times("2024-03-01", 300, "15min"), [7, 8, 100], "minute", 15),
    series_case("days across a leap year", times("2023-11-05", 200, "D"), [50, 51, 90], "day", 1),
    series_case("business days", times("2024-01-02", 120, "B"), [5, 6, 7, 60], "weekday", 1),
    series_case("weeks", times("2020-01-05", 80, "W"), [20], "week", 1),
    series_case("month starts", times("2015-01-01", 60, "MS"), [11, 12, 40], "month", 1),
    series_case("month ends", times("2015-01-31", 60, "ME"), [30], "month", 1),
    series_case("quarters", times("2010-01-01", 40, "QS"), [9], "month", 3),
    series_case("years", times("1980-01-01", 40, "YS"), [9, 10], "year", 1),
    series_case("before 1970", times("1950-06-01", 200, "D"), [100], "day", 1),
]

texts = [
    " ".join(rng.choice(["Red bike", "red", "helmet,", "Größe", "lock-42", "a", "the", "12"], rng.integers(1, 7)))
    for _ in range(300)
] + ["", "   ", "naïve café"]
words = collections.Counter(w for t in texts for w in set(re.findall(r"[^\W_]{2,}", t.lower())))
lengths = np.array([len(t) for t in texts], dtype=float)

Path(__file__).with_name("column-profile.json").write_text(
    json.dumps(
        {
            "versions": {"pandas": pd.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
            "numbers": numbers,
            "series": series,
            "texts": texts,
            "words": {w: n for w, n in words.items() if n > 1},
            "lengthQuantiles": [float(q) for q in np.quantile(lengths, shares)],
            "textEntropy": float(stats.entropy(pd.Series(texts).value_counts(), base=2)),
        },
        ensure_ascii=False,
    )
    + "\n"
)
