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
from sklearn.ensemble import IsolationForest  # noqa: E402
from sklearn.ensemble._iforest import _average_path_length  # noqa: E402
from sklearn.experimental import enable_iterative_imputer  # noqa: E402, F401
from sklearn.impute import IterativeImputer, KNNImputer  # noqa: E402
from sklearn.linear_model import Ridge  # noqa: E402
from sklearn.preprocessing import (  # noqa: E402
    MaxAbsScaler,
    MinMaxScaler,
    OrdinalEncoder,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
)

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

    # Lambda comes from a search that ends at about 1e-8, hence the tolerance; infinite values by the formula.
    for standardise in [True, False]:
        # Without its gaps, because the peer sees no constant column behind one.
        power = PowerTransformer(standardize=standardise).fit(seen[:, None])
        lam = power.lambdas_[0]
        with np.errstate(invalid="ignore"):
            up = np.log1p(np.maximum(TEST, 0)) if lam == 0 else np.expm1(lam * np.log1p(np.maximum(TEST, 0))) / lam
            down = np.expm1((2 - lam) * np.log1p(-np.minimum(TEST, 0))) / (2 - lam)
        bent = np.where(TEST >= 0, up, -down)
        bent = np.where(np.isnan(TEST), np.nan, bent)
        if standardise:
            bent = (bent - power._scaler.mean_[0]) / power._scaler.scale_[0]
        whole = np.isfinite(TEST)
        np.testing.assert_allclose(bent[whole], power.transform(TEST[whole][:, None])[:, 0], rtol=1e-9)
        case(name, "yeo-johnson", {"standardise": standardise}, [x], [TEST], [bent], 2e-6)

    # All that lies beyond the training values is 0 or 1, so the largest numbers stand in for infinite ones.
    asked = np.where(np.isinf(TEST), np.sign(TEST) * 1e300, TEST)
    for output in ["uniform", "normal"] if len(x) > 1 else ["uniform"]:
        for n in [1000, 6]:
            mapped = QuantileTransformer(n_quantiles=min(n, len(x)), output_distribution=output).fit(finite(x)[:, None])
            mapped = mapped.transform(asked[:, None])[:, 0]
            case(name, "quantile-map", {"output": output, "quantiles": n}, [x], [TEST], [mapped], 1e-9)

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


# Several columns together. The first is two columns that go together and two that do not, on other scales.
base = random.normal(0, 1, 60)
TABLES = {
    "four columns": [
        gaps(np.round(170 + 10 * base, 3), 8),
        gaps(np.round(65 + 9 * base + random.normal(0, 4, 60), 3), 9),
        gaps(np.round(random.exponential(2, 60), 3), 5),
        np.round(random.normal(0, 100, 60), 2),
    ],
    "two columns": [gaps(random.normal(0, 1, 14), 3), gaps(random.normal(5, 2, 14), 3)],
    "one is constant, one is empty": [
        np.array([1.0, np.nan, 2.0, 3.5, 8.0]),
        np.array([7.0, 7.0, np.nan, 7.0, 7.0]),
        np.full(5, np.nan),
    ],
    "one row": [np.array([2.5]), np.array([np.nan])],
    "infinite values": [np.array([1.0, INF, 3.0, 4.0, np.nan]), np.array([2.0, 4.1, -INF, 8.3, 9.0])],
}
for name, train in TABLES.items():
    width = len(train)
    test = [gaps(np.where(np.isfinite(c), c, 0)[random.integers(0, len(c), 12)] + 0.37 * (i + 1), 5) for i, c in enumerate(train)]
    for c in test:
        c[0] = np.nan  # a row of nothing
    test[0][1] = INF
    x = np.column_stack([finite(c) for c in train])
    asked = np.column_stack([finite(c) for c in test])

    spread = np.array([c[~np.isnan(c)].std() if (~np.isnan(c)).any() else 1.0 for c in x.T])
    spread[spread == 0] = 1.0
    for params in [{"scaled": False}, {"scaled": False, "neighbours": 3, "weights": "distance"}, {"neighbours": 2}]:
        if "constant" in name:
            # All rows are equally near over a constant column, and the peer leaves open which of them it takes.
            params = {**params, "neighbours": 5}
        unit = spread if params.get("scaled", True) else np.ones(width)
        knn = KNNImputer(n_neighbors=params.get("neighbours", 5), weights=params.get("weights", "uniform"), keep_empty_features=True)
        filled = knn.fit(x / unit).transform(asked / unit) * unit
        # The peer empties a column that was empty in training; ours fills gaps alone. Its distances lose digits.
        filled = np.where(np.isnan(asked), filled, asked)
        filled[1, 0] = INF
        case(name, "nearest", params, train, test, filled.T, 1e-8)

    for params in [{}, {"rounds": 2, "alpha": 0.1}]:
        scaler = StandardScaler().fit(np.where(np.isnan(x).all(0), 0, x))
        z = (x - scaler.mean_) / scaler.scale_
        low = np.array([c[~np.isnan(c)].min() if (~np.isnan(c)).any() else -1e-300 for c in z.T])
        high = np.array([c[~np.isnan(c)].max() if (~np.isnan(c)).any() else 1e-300 for c in z.T])
        same = low == high  # the peer wants a range that is one
        chain = IterativeImputer(
            Ridge(alpha=params.get("alpha", 1)),
            max_iter=params.get("rounds", 5),
            tol=0,
            min_value=low - 1e-13 * same,
            max_value=high + 1e-13 * same,
            keep_empty_features=True,
        )
        with np.errstate(all="ignore"):
            filled = chain.fit(z).transform((asked - scaler.mean_) / scaler.scale_) * scaler.scale_ + scaler.mean_
        filled = np.where(np.isnan(asked), filled, asked)
        filled[1, 0] = INF
        case(name, "iterative", params, train, test, filled.T, 1e-9)

# SelectKBest keeps columns whose F with the target is largest; ours puts 0 in the place of the others.
from sklearn.feature_selection import SelectKBest, f_classif, f_regression  # noqa: E402

for name, n, width in [("many noise columns", 60, 12), ("two columns", 9, 2), ("one is constant", 25, 4)]:
    x = random.normal(0, 1, (n, width))
    y = x[:, 1] * 2 + random.normal(0, 1, n)
    if name == "one is constant":
        x[:, 0] = 3.0
    classes = np.array(["low", "mid", "high"])[np.digitize(y, [-0.7, 0.7])]
    for target, score in [(y, f_regression), (classes, f_classif)]:
        for keep in [1, 3]:
            with np.errstate(all="ignore"):
                kept = SelectKBest(score, k=min(keep, width)).fit(x, target).get_support()
            case(name, "select-best", {"keep": keep}, x.T, x.T, (x * kept).T)
            rows[-1]["target"] = target.tolist()

# Isolation forests grow at random, so the peer's own trees are written, and its scores of rows (float32 values, which
# is what its trees see); and scores of a forest on data on which ours is to find the same rows.
forests = []
for name, n, width, share in [("blob", 300, 2, 0.05), ("few rows", 20, 3, 0.2), ("one column", 150, 1, 0.1)]:
    x = np.round(random.normal(0, 4, (n, width)) * 8) / 8
    x[: max(1, n // 40)] += 40
    forest = IsolationForest(n_estimators=20, max_samples=min(256, n), contamination=share, random_state=3).fit(x)
    trees = []
    for tree in (e.tree_ for e in forest.estimators_):
        inner = np.flatnonzero(tree.children_left >= 0)
        leaves = np.flatnonzero(tree.children_left < 0)
        place = {int(v): i for i, v in enumerate(inner)} | {int(v): -1 - i for i, v in enumerate(leaves)}
        depth = {0: 0}
        for v in inner:
            for child in (tree.children_left[v], tree.children_right[v]):
                depth[int(child)] = depth[int(v)] + 1
        trees.append(
            {
                "feature": tree.feature[inner].tolist(),
                "threshold": tree.threshold[inner].tolist(),
                "yes": [place[int(v)] for v in tree.children_left[inner]],
                "no": [place[int(v)] for v in tree.children_right[inner]],
                "leaf": [depth[int(v)] + float(_average_path_length([tree.n_node_samples[v]])[0]) for v in leaves],
            }
        )
    large = IsolationForest(n_estimators=100, contamination=share, random_state=5).fit(x)
    forests.append(
        {
            "name": name,
            "share": share,
            "rows": x.tolist(),
            "trees": trees,
            "sample": int(forest.max_samples_),
            "scores": (-forest.score_samples(x)).tolist(),
            "large": (-large.score_samples(x)).tolist(),
        }
    )
paths = {str(n): float(_average_path_length([n])[0]) for n in [1, 2, 3, 10, 256]}

versions = {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__, "pandas": pd.__version__}
(HERE / "cases.json").write_text(json.dumps({"versions": versions, "cases": rows, "forests": forests, "averagePaths": paths}, ensure_ascii=False) + "\n")
