"""Expected column statistics from pandas, scipy and numpy. Run: python tests/golden/profile/make.py"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
from scipy import stats

rng = np.random.default_rng(7)


def number_case(name, values, offset=0.0):
    """`offset` is taken off before the skewness, exactly, so that scipy's own rounding of the mean does not show."""
    s = pd.Series(values, dtype="float64")
    x = s.dropna().to_numpy()
    return {
        "name": name,
        "values": [None if np.isnan(v) else float(v) for v in s],
        "n": int(s.count()),
        "missing": int(s.isna().sum()),
        "distinct": int(s.nunique()),
        "mean": float(x.mean()),
        "sd": float(s.std()) if len(x) > 1 else None,
        "quartiles": [float(q) for q in np.quantile(x, [0.25, 0.5, 0.75])],
        "skew": float(stats.skew(x - offset)) if np.ptp(x) > 0 else None,
    }


def with_gaps(values, share):
    values = np.asarray(values, dtype="float64")
    values[rng.random(len(values)) < share] = np.nan
    return values


numbers = [
    number_case("normal", with_gaps(rng.normal(12, 3, 400), 0.05)),
    number_case("lognormal", np.round(rng.lognormal(2, 1, 300), 3)),
    number_case("counts", rng.poisson(4, 250)),
    number_case("left skewed", with_gaps(100 - rng.exponential(5, 200), 0.3)),
    number_case("far from zero", 1e9 + rng.normal(0, 1, 150), offset=1e9),
    number_case("constant", np.full(30, 2.5)),
    number_case("one value", [7.0]),
    number_case("two values", [1.0, 3.0]),
]

frame = pd.DataFrame(
    {
        "number": with_gaps(rng.integers(0, 3, 200), 0.1),
        "category": rng.choice(["a", "b", "ä", None], 200),
        "text": rng.choice(["x y", "", "z", None], 200),
    }
)
clean = frame.astype(object).where(frame.notna(), None)
rows = {
    "number": clean["number"].tolist(),
    "category": clean["category"].tolist(),
    "text": clean["text"].tolist(),
    "complete": int(len(frame.dropna())),
    "duplicates": [int(i) for i in np.flatnonzero(frame.duplicated())],
    "categoryCounts": {k: int(v) for k, v in frame["category"].value_counts().items()},
    "textDistinct": int(frame["text"].nunique()),
}

out = {"pandas": pd.__version__, "scipy": scipy.__version__, "numbers": numbers, "rows": rows}
(Path(__file__).parent / "profile.json").write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")
