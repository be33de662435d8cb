"""What scikit-learn, pandas and NumPy make of small columns; run with scikit-learn 1.9, SciPy 1.17 and pandas 3, writes JSON here.

steps.json holds the first steps one by one; cases.json all others in one form: a step with parameters is fitted on the
training columns and put on the test columns. null is missing, "inf" and "-inf" are infinite. The peers refuse infinite
values: in training they are taken out before a peer sees the column, in testing the limit of the formula is written.

    python make.py
"""

import json
import pathlib

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(7)


def column(n, gaps):
    values = np.round(random.normal(50, 12, n), 3)
    values[random.choice(n, gaps, replace=False)] = np.nan
    return values


def plain(values):
    return [None if isinstance(v, float) and np.isnan(v) else v for v in np.asarray(values).tolist()]


numbers = [column(31, 5), column(40, 0), np.array([3.0, 1.0, 1.0, 3.0, np.nan, 2.0]), np.array([4.0, 4.0, 4.0])]
cases = {"numbers": [], "texts": []}
for x in numbers:
    case = {"x": plain(x)}
    for name, strategy in [("median", "median"), ("mean", "mean"), ("most-frequent", "most_frequent")]:
        case[name] = SimpleImputer(strategy=strategy).fit_transform(x[:, None])[:, 0].tolist()
    case["indicator"] = np.isnan(x).astype(float).tolist()
    case["standardised"] = plain(StandardScaler().fit_transform(x[:, None])[:, 0])
    cases["numbers"].append(case)

train = ["red", "blue", "blue", "green", "Zulu", "émile", "red"]
test = ["blue", "unseen", "red", "émile"]
encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(np.array(train)[:, None])
few = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(np.array(["b", "a", "b"])[:, None])
cases["texts"].append(
    {
        "train": train,
        "test": test,
        "levels": encoder.categories_[0].tolist(),
        "encoded": encoder.transform(np.array(test)[:, None]).tolist(),
    }
)
cases["texts"].append(
    {
        "train": ["b", "a", "b"],
        "test": ["a", "b", "c"],
        "levels": few.categories_[0].tolist(),
        "encoded": few.transform(np.array(["a", "b", "c"])[:, None]).tolist(),
    }
)
most = SimpleImputer(strategy="most_frequent", missing_values="").fit(np.array(["b", "a", "", "b", "a", "c"], dtype=object)[:, None])
cases["mostFrequentText"] = most.statistics_[0]
(HERE / "steps.json").write_text(json.dumps(cases, ensure_ascii=False) + "\n")


# ---- cases.json

import pandas as pd  # noqa: E402
import scipy  # noqa: E402
import sklearn  # noqa: E402
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, OrdinalEncoder, RobustScaler  # noqa: E402

INF = float("inf")
random = np.random.default_rng(11)


def gaps(values, count):
    values = np.array(values, dtype=float)
    values[random.choice(len(values), count, replace=False)] = np.nan
    return values


# Training columns: a long tail, both signs with gross outliers, few distinct values, a constant, one row, infinities.
TRAIN = {
    "long tail": gaps(np.round(random.lognormal(3, 1.2, 80), 4), 7),
    "both signs": gaps(np.append(np.round(random.normal(-2, 5, 60), 4), [250.0, -90.0]), 6),
    "few values": gaps(random.integers(0, 5, 50).astype(float), 4),
    "constant": np.array([4.0, 4.0, np.nan, 4.0]),
    "one row": np.array([2.5]),
    "infinite values": np.array([1.0, 2.0, INF, 4.0, -INF, 8.0, 16.0, np.nan]),
}
TEST = np.array([0.0, 1.0, 2.5, 4.0, -3.75, 17.0, 300.0, -120.0, np.nan, INF, -INF])


def written(values):
    def one(v):
        if isinstance(v, str):
            return v
        v = float(v)
        return None if np.isnan(v) else ("inf" if v > 0 else "-inf") if np.isinf(v) else v

    return [one(v) for v in values]


rows = []


def case(name, step, params, train, test, expected, tolerance=1e-12, names=None):
    rows.append(
        {
            "name": name,
            "step": step,
            "params": params,
            "train": [written(c) for c in train],
            "test": [written(c) for c in test],
            "expected": [written(c) for c in expected],
            "tolerance": tolerance,
            **({"names": names} if names else {}),
        }
    )


def finite(x):
    return np.where(np.isinf(x), np.nan, x)


def peer(make, x, test):
    """The peer's answer; infinite test values stay infinite, as a positive factor and a shift leave them."""
    out = make.fit(finite(x)[:, None]).transform(finite(test)[:, None])[:, 0]
    return np.where(np.isinf(test), test, out)


def clipped(values, low, high):
    return np.where(np.isnan(values), values, np.clip(values, low, high))


for name, x in TRAIN.items():
    case(name, "min-max", {}, [x], [TEST], [peer(MinMaxScaler(), x, TEST)])
    wide = peer(MinMaxScaler((-2, 3)), x, TEST)
    case(name, "min-max", {"from": -2, "to": 3, "clip": True}, [x], [TEST], [clipped(wide, -2, 3)])
    case(name, "max-abs", {}, [x], [TEST], [peer(MaxAbsScaler(), x, TEST)])
    case(name, "robust-scale", {}, [x], [TEST], [peer(RobustScaler(), x, TEST)])
    tails = peer(RobustScaler(quantile_range=(10, 90)), x, TEST)
    case(name, "robust-scale", {"low": 10, "high": 90}, [x], [TEST], [tails])

    # Tukey's fences and z-scores in NumPy; no spread means no fences.
    seen = x[np.isfinite(x)]
    q1, q3 = np.percentile(seen, [25, 75])
    low, high = (q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)) if q3 > q1 else (-INF, INF)
    finite_ends = (max(low, -np.finfo(float).max), min(high, np.finfo(float).max))
    case(name, "outliers", {}, [x], [TEST], [clipped(TEST, *finite_ends)])
    beyond = np.where((TEST < finite_ends[0]) | (TEST > finite_ends[1]), np.nan, TEST)
    case(name, "outliers", {"treatment": "missing"}, [x], [TEST], [beyond])
    mean, sd = seen.mean(), seen.std()
    z = (mean - 2 * sd, mean + 2 * sd) if sd > 0 else (-np.finfo(float).max, np.finfo(float).max)
    params = {"method": "z-score", "deviations": 2}
    case(name, "outliers", params, [x], [TEST], [clipped(TEST, *z)])

    shift = max(0.0, -seen.min())
    with np.errstate(invalid="ignore"):
        case(name, "log", {}, [x], [TEST], [np.log1p(np.maximum(TEST + shift, 0))])

words = {
    "sizes": ["small", "large", "medium", "small", "", "small", "large"],
    "ties": ["b", "a", "B", "b", "a", "é", "Z"],
    "one value": ["x", "x", ""],
    "one row": ["y"],
    "nothing": ["", "", ""],
}
unseen = ["small", "a", "b", "", "never", "x", "large", "é"]
for name, train in words.items():
    column = np.array([v if v else None for v in train], dtype=object)[:, None]
    asked = np.array([v if v else None for v in unseen], dtype=object)[:, None]
    for word, value in [("minus-one", -1), ("missing", np.nan)]:
        if name == "nothing":
            encoded = np.full(len(unseen), float(value))
        else:
            known = column[[v is not None for v in column[:, 0]]]
            encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=value, encoded_missing_value=value)
            encoded = encoder.fit(known).transform(np.where(asked == None, "\0", asked))[:, 0]  # noqa: E711
        case(name, "ordinal", {"unknown": word}, [train], [unseen], [encoded])
    shares = pd.Series(train).value_counts(normalize=True)
    counts = pd.Series(train).value_counts()
    case(name, "frequency", {}, [train], [unseen], [pd.Series(unseen).map(shares).fillna(0.0)])
    case(name, "frequency", {"as": "count"}, [train], [unseen], [pd.Series(unseen).map(counts).fillna(0.0)])

    # OneHotEncoder says which values are infrequent: a count below ceil(share * rows) and unknown ones share a column.
    share = 0.25
    known = [v for v in train if v]
    frequent = []
    if known:
        least = int(np.ceil(share * len(train)))
        encoder = OneHotEncoder(min_frequency=least, handle_unknown="infrequent_if_exist").fit(np.array(known)[:, None])
        infrequent = encoder.infrequent_categories_[0]
        frequent = [c for c in encoder.categories_[0] if infrequent is None or c not in infrequent]
    folded = ["" if v == "" else v if v in frequent else "other" for v in unseen]
    case(name, "rare", {"share": share}, [train], [unseen], [folded])
given = {"order": "given", "given": "small, medium, large"}
case("given order", "ordinal", given, [words["sizes"]], [unseen], [[0, -1, -1, -1, -1, -1, 2, -1]])

versions = {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__, "pandas": pd.__version__}
(HERE / "cases.json").write_text(json.dumps({"versions": versions, "cases": rows}, ensure_ascii=False) + "\n")
