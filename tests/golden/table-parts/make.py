"""Counts by target, missingness and distances from pandas, numpy and scipy. Run: python tests/golden/table-parts/make.py"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
from scipy import stats
from scipy.spatial.distance import jensenshannon

rng = np.random.default_rng(11)
n = 600
score = rng.normal(50, 12, n).round(2)
score[rng.random(n) < 0.08] = np.nan
town = rng.choice(["Ulm", "Bonn", "Kiel", None], n, p=[0.5, 0.3, 0.1, 0.1])
grade = np.where(rng.random(n) < np.nan_to_num(score, nan=50) / 100, "pass", "fail").astype(object)
grade[rng.random(n) < 0.05] = None
amount = rng.gamma(2, 30, n).round(2)
amount[np.isnan(score) & (rng.random(n) < 0.7)] = np.nan
frame = pd.DataFrame({"score": score, "town": town, "grade": grade, "amount": amount})

edges = np.linspace(np.nanmin(score), np.nanmax(score), 9)
known = frame[frame.grade.notna()]
by_class = {
    c: [int(x) for x in np.histogram(known.score[known.grade == c].dropna(), edges)[0]]
    + [int(known.score[known.grade == c].isna().sum())]
    for c in ["pass", "fail"]
}
cut = pd.cut(frame.score, edges, right=False, include_lowest=True, labels=False)
cut[frame.score == edges[-1]] = 7
means = [None if np.isnan(x) else float(x) for x in frame.amount.groupby(cut).mean().reindex(range(8))]
means.append(float(frame.amount[frame.score.isna()].mean()))

gaps = frame.isna()
gapped = [c for c in frame if gaps[c].any()]
patterns = gaps[gapped].value_counts()

other = pd.DataFrame(
    {
        "score": np.append(rng.normal(55, 15, 400), [np.nan] * 20).round(2),
        "town": rng.choice(["Ulm", "Bonn", "Jena"], 420, p=[0.4, 0.4, 0.2]),
    }
)


def shares(a, inner):
    """Tenths: a value on an inner edge belongs to the bin above it. Missing is a place of its own."""
    at = np.searchsorted(inner, a.dropna(), side="right")
    return np.append(np.bincount(at, minlength=len(inner) + 1), a.isna().sum()) / len(a)


inner = np.unique(np.quantile(frame.score.dropna(), np.arange(1, 10) / 10))
levels = ["Ulm", "Bonn", "Kiel", "Jena"]
level_shares = lambda s: np.array([(s == v).mean() for v in levels] + [s.isna().mean()])
distances = {
    "score": {
        "distance": float(jensenshannon(shares(frame.score, inner), shares(other.score, inner), base=2)),
        "ks": float(stats.ks_2samp(frame.score.dropna(), other.score.dropna()).statistic),
        "moved": float(
            stats.wasserstein_distance(frame.score.dropna(), other.score.dropna()) / frame.score.std()
        ),
    },
    "town": {"distance": float(jensenshannon(level_shares(frame.town), level_shares(other.town), base=2))},
}

clean = lambda f: {c: f[c].astype(object).where(f[c].notna(), None).tolist() for c in f}
Path(__file__).with_name("table-parts.json").write_text(
    json.dumps(
        {
            "versions": {"pandas": pd.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
            "first": clean(frame),
            "second": clean(other),
            "edges": edges.tolist(),
            "byClass": by_class,
            "means": means,
            "patterns": [
                {"missing": [c for c, g in zip(gapped, key) if g], "rows": int(rows)} for key, rows in patterns.items()
            ],
            "correlation": gaps[gapped].astype(float).corr().to_numpy().ravel().tolist(),
            "gapped": gapped,
            "distances": distances,
        },
        ensure_ascii=False,
    )
    + "\n"
)
