"""Steps that turn columns into others, against scikit-learn and formulas: encoding.json."""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn.impute import MissingIndicator
from sklearn.preprocessing import KBinsDiscretizer, PolynomialFeatures, TargetEncoder
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

HERE = Path(__file__).parent
random = np.random.default_rng(23)
cases = []


def written(values):
    def one(v):
        if isinstance(v, str):
            return v
        v = float(v)
        return None if np.isnan(v) else ("inf" if v > 0 else "-inf") if np.isinf(v) else v

    return [one(v) for v in values]


def case(name, step, params, train, test, expected, target=None, tolerance=1e-12, names=None):
    cases.append(
        {
            "name": name,
            "step": step,
            "params": params,
            "train": [written(c) for c in train],
            "test": [written(c) for c in test],
            "expected": [written(c) for c in expected],
            "tolerance": tolerance,
            **({} if target is None else {"target": [v if isinstance(v, str) else float(v) for v in target]}),
            **({} if names is None else {"names": names}),
        }
    )


def float32(values):
    """What scikit-learn's trees see."""
    return np.asarray(values, dtype=np.float32).astype(float)


# ---- Intervals

TRAIN = {
    "long tail": float32(random.lognormal(3, 1.2, 90)),
    "two heaps": float32(np.append(random.normal(0, 1, 50), random.normal(20, 3, 45))),
    "few values": random.integers(0, 6, 60).astype(float),
    "constant": np.full(5, 4.0),
    "far outlier": np.append(float32(random.normal(0, 1, 30)), [900.0, 1000.0]),
}
ASKED = np.array([0.0, 1.0, 2.5, 4.0, -3.75, 17.0, 300.0, -120.0, 5.0, 3.0])
for name, x in TRAIN.items():
    asked = np.append(ASKED, x[:6])
    for ours, theirs in [("equal-counts", "quantile"), ("equal-widths", "uniform"), ("k-means", "kmeans")]:
        for count in [3, 5, 12]:
            # Half way between two centres it is rounding that decides, so whole numbers are no case for k-means.
            # With more than half of the groups empty at first, the peer fills them in the order of a partial sort.
            if ours == "k-means" and (name in ["few values", "constant"] or (name == "far outlier" and count == 12)):
                continue
            peer = KBinsDiscretizer(count, encode="ordinal", strategy=theirs, quantile_method="linear", subsample=None)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                peer.fit(x[:, None])
            ordinal = peer.transform(asked[:, None])[:, 0]
            case(name, "bins", {"strategy": ours, "count": count}, [x], [asked], [ordinal])
            if count == 5:
                wide = [(ordinal == k).astype(float) for k in range(int(peer.n_bins_[0]))]
                case(name, "bins", {"strategy": ours, "count": count, "output": "columns"}, [x], [asked], wide)
    if len(x) < 10:
        continue
    y = np.sin(x / 3) + random.normal(0, 0.3, len(x))
    classes = np.array(["a", "b", "c"])[np.digitize(y, [-0.4, 0.5])]
    for least in [1, 7]:
        trees = [
            (y, DecisionTreeRegressor(max_leaf_nodes=4, min_samples_leaf=least, random_state=0)),
            (classes, DecisionTreeClassifier(criterion="entropy", max_leaf_nodes=4, min_samples_leaf=least, random_state=0)),
        ]
        for target, tree in trees:
            tree.fit(x[:, None], target)
            edges = np.sort(tree.tree_.threshold[tree.tree_.feature >= 0])
            expected = np.searchsorted(edges, asked, side="left")
            case(name, "bins", {"strategy": "tree", "count": 4, "least": least}, [x], [asked], [expected], target)
gap = np.array([1.0, 2.0, np.nan, 4.0, 7.0])
case("gaps", "bins", {"count": 2}, [gap], [[np.nan, 0.0, 9.0]], [[np.nan, 0, 1]])
case("gaps", "bins", {"count": 2, "output": "columns"}, [gap], [[np.nan, 0.0, 9.0]], [[0, 1, 0], [0, 0, 1]])

# ---- Products

TABLES = {
    "three columns": [random.normal(0, 3, 9), random.integers(-4, 4, 9).astype(float), random.lognormal(0, 1, 9)],
    "one column": [np.array([1.5, -2.0, 0.0, np.nan, 1e200])],
    "two columns with a gap": [np.array([1.0, np.nan, 3.0]), np.array([4.0, 5.0, -6.0])],
}
for name, columns in TABLES.items():
    x = np.column_stack(columns)
    for degree in [2, 3]:
        for distinct in [False, True]:
            # The peer refuses gaps; a product with a gap is one.
            peer = PolynomialFeatures(degree, interaction_only=distinct, include_bias=False)
            with np.errstate(all="ignore"):
                made = peer.fit(np.nan_to_num(x)).transform(np.nan_to_num(x))
                gaps = (np.isnan(x).astype(float) @ (peer.powers_ > 0).T) > 0
            made = np.where(gaps, np.nan, made)
            case(name, "polynomial", {"degree": degree, "distinct": distinct}, columns, columns, made.T)

# ---- Encodings by the target: what later rows become

WORDS = {
    "towns": random.choice(["oslo", "rome", "bonn", "", "lima"], 80, p=[0.4, 0.3, 0.15, 0.1, 0.05]),
    "nearly ids": np.array([f"id {i}" for i in random.integers(0, 30, 50)]),
    "one value": np.array(["x"] * 12),
    "ties": np.array(["b", "a", "B", "é", "a", "b", "Z", "é"] * 3),
}
UNSEEN = ["oslo", "rome", "lima", "", "id 3", "id 7", "x", "never", "é", "B"]
for name, words in WORDS.items():
    n = len(words)
    level = pd.Series(words).astype("category").cat.codes.to_numpy()
    y = level * 1.5 + random.normal(0, 2, n)
    two = np.where(y > np.median(y), "yes", "no")
    three = np.array(["a", "b", "c"])[np.digitize(y, np.quantile(y, [0.3, 0.6]))]
    for target, kind in [(y, "continuous"), (two, "binary"), (three, "multiclass")]:
        for smooth, params in [("auto", {}), (3.0, {"smoothing": "given", "weight": 3}), (0.0, {"smoothing": "given", "weight": 0})]:
            peer = TargetEncoder(smooth=smooth, target_type=kind, random_state=0).fit(words.astype(object)[:, None], target)
            made = peer.transform(np.array(UNSEEN, dtype=object)[:, None])
            case(name, "target-encoding", params, [words], [UNSEEN], made.T, target)
    # The weight of evidence by its formula.
    frame = pd.DataFrame({"word": words, "y": (two == "yes").astype(int)})
    if name == "one value":
        frame["y"] = [0, 1] * 6
        two = np.where(frame["y"] == 1, "yes", "no")
    p, all_p, all_n = frame.groupby("word")["y"].agg(["sum", "count"]), frame["y"].sum(), (1 - frame["y"]).sum()
    for s in [1, 0.5]:
        woe = np.log(((p["sum"] + s) / (all_p + 2 * s)) / ((p["count"] - p["sum"] + s) / (all_n + 2 * s)))
        case(name, "weight-of-evidence", {"smoothing": s}, [words], [UNSEEN], [pd.Series(UNSEEN).map(woe).fillna(0.0)], two)

# The peer that knows the weight of evidence says the same of values seen more than once.
from category_encoders import WOEEncoder  # noqa: E402

words = WORDS["towns"]
known = (np.arange(80) % 2).astype(int)
peer = WOEEncoder(regularization=1.0).fit(pd.DataFrame({"w": words}), pd.Series(known))
seen = ["oslo", "rome", "bonn", "", "lima"]
made = peer.transform(pd.DataFrame({"w": seen}))["w"].to_numpy()
case("towns of the peer", "weight-of-evidence", {}, [words], [seen], [made], np.where(known == 1, "yes", "no"))

# ---- What is missing

GAPS = {
    "some": [np.array([1.0, np.nan, 3.0]), np.array([4.0, 5.0, 6.0])],
    "none": [np.array([1.0, 2.0]), np.array([3.0, 4.0])],
    "all": [np.array([np.nan, np.nan]), np.array([1.0, np.nan])],
}
for name, columns in GAPS.items():
    asked = np.column_stack([[np.nan, 7.0, -1.0], [2.0, np.nan, 0.0]])
    for only, features in [("with-gaps", "missing-only"), ("all", "all")]:
        peer = MissingIndicator(features=features, error_on_new=False).fit(np.column_stack(columns))
        flags = peer.transform(asked).astype(float)
        case(name, "missing-flags", {"only": only}, columns, asked.T, [*asked.T, *flags.T])

versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "pandas": pd.__version__}
(HERE / "encoding.json").write_text(json.dumps({"versions": versions, "cases": cases}, ensure_ascii=False) + "\n")
