"""Associations from pandas, scipy and scikit-learn. Run: python tests/golden/associations/make.py"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import sklearn
from scipy import stats
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform
from sklearn.metrics import mutual_info_score, normalized_mutual_info_score

rng = np.random.default_rng(23)
n = 500
a = rng.normal(0, 1, n)
b = 0.7 * a + rng.normal(0, 1, n)
count = rng.poisson(3, n).astype(float)
far = 1e9 + b + rng.normal(0, 0.2, n)
gaps = np.exp(a + 0.3 * rng.normal(0, 1, n))
gaps[rng.random(n) < 0.2] = np.nan
colour = np.where(a > 0.5, "red", np.where(rng.random(n) < 0.5, "green", "blue")).astype(object)
size = rng.choice(["s", "m", "l", "xl"], n, p=[0.4, 0.3, 0.2, 0.1]).astype(object)
size[colour == "red"] = rng.choice(["m", "l"], (colour == "red").sum())
size[rng.random(n) < 0.1] = None
free = rng.choice(list("abcdef"), n).astype(object)
frame = pd.DataFrame(
    {"a": a, "b": b, "count": count, "far": far, "gaps": gaps, "colour": colour, "size": size, "free": free}
)
numbers = ["a", "b", "count", "far", "gaps"]
categories = ["colour", "size", "free"]


def eta(category, number):
    both = frame[[category, number]].dropna()
    groups = [g[number].to_numpy() for _, g in both.groupby(category)]
    # SS between / SS total from the F statistic: the sums themselves lose digits far from zero.
    shifted = [g - both[number].iloc[0] for g in groups]
    f = stats.f_oneway(*shifted).statistic
    df1, df2 = len(groups) - 1, len(both) - len(groups)
    return float(np.sqrt(f * df1 / (f * df1 + df2)))


def pair(x, y):
    both = frame[[x, y]].dropna()
    table = pd.crosstab(both[x], both[y]).to_numpy()
    total = table.sum()
    r, k = table.shape
    chi2 = stats.chi2_contingency(table, correction=False).statistic
    # Bergsma (2013), A bias-correction for Cramér's V and Tschuprow's T
    phi2 = max(0, chi2 / total - (r - 1) * (k - 1) / (total - 1))
    rows, columns = r - (r - 1) ** 2 / (total - 1), k - (k - 1) ** 2 / (total - 1)
    return {
        "x": x,
        "y": y,
        "v": float(stats.contingency.association(table, method="cramer")),
        "corrected": float(np.sqrt(phi2 / (min(rows, columns) - 1))),
        "information": float(mutual_info_score(both[x], both[y])),
        "normalised": float(normalized_mutual_info_score(both[x], both[y])),
    }


shift = frame[numbers] - frame[numbers].mean()
points = rng.normal(0, 1, (24, 3))
distance = scipy.spatial.distance.pdist(points)
z = linkage(distance, "average")
Path(__file__).with_name("associations.json").write_text(
    json.dumps(
        {
            "versions": {
                "pandas": pd.__version__,
                "numpy": np.__version__,
                "scipy": scipy.__version__,
                "scikit-learn": sklearn.__version__,
            },
            "numbers": {c: [None if np.isnan(v) else float(v) for v in frame[c]] for c in numbers},
            "categories": {c: frame[c].astype(object).where(frame[c].notna(), None).tolist() for c in categories},
            "pearson": shift.corr().to_numpy().tolist(),
            "spearman": frame[numbers].corr("spearman").to_numpy().tolist(),
            "eta": {c: {x: eta(c, x) for x in numbers} for c in categories},
            "pairs": [pair(x, y) for i, x in enumerate(categories) for y in categories[i + 1 :]],
            "linkage": {
                "distances": squareform(distance).ravel().tolist(),
                "merges": z.tolist(),
                "leaves": leaves_list(z).tolist(),
            },
        },
        ensure_ascii=False,
    )
    + "\n"
)
