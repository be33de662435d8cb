"""Steps whose rows count by weights, against scikit-learn, category_encoders and formulas: step-weights.json.

    python make.py
"""

import json
import warnings
from pathlib import Path

import category_encoders
import numpy as np
import pandas as pd
import sklearn
from category_encoders import WOEEncoder
from sklearn.cluster import KMeans
from sklearn.linear_model import Lasso, Ridge
from sklearn.preprocessing import KBinsDiscretizer, StandardScaler, TargetEncoder
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

HERE = Path(__file__).parent
random = np.random.default_rng(41)
cases = []


def written(values):
    return [v if isinstance(v, str) else None if np.isnan(v) else float(v) for v in values]


def case(name, step, params, train, weights, test, expected, target=None, tolerance=1e-12):
    cases.append(
        {
            "name": f"{name}, weighted",
            "step": step,
            "params": params,
            "train": [written(c) for c in train],
            "weights": [float(w) for w in weights],
            "test": [written(c) for c in test],
            "expected": [written(c) for c in expected],
            "tolerance": tolerance,
            **({} if target is None else {"target": written(target)}),
        }
    )


def float32(values):
    """What scikit-learn's trees see."""
    return np.asarray(values, dtype=np.float32).astype(float)


COLUMNS = {
    "long tail": float32(np.round(random.lognormal(3, 1.2, 60) * 16) / 16),
    "two heaps": float32(np.round(np.append(random.normal(0, 1, 30), random.normal(20, 3, 25)) * 256) / 256),
    "few values": random.integers(0, 6, 50).astype(float),
}
WEIGHTS = {
    "of surveys": lambda n: np.round(random.lognormal(5, 1, n), 3),
    "whole": lambda n: random.integers(1, 5, n).astype(float),
    "small": lambda n: np.round(random.uniform(0.001, 0.02, n), 5),
}
ASKED = np.array([0.0, 1.0, 2.5, 4.0, -3.75, 17.0, 300.0, -120.0])

for name, x in COLUMNS.items():
    for kind, draw in WEIGHTS.items():
        w = draw(len(x))
        asked = np.append(ASKED, x[:4])
        title = f"{name}, {kind}"
        gaps = np.append(x, [np.nan, np.nan])
        peer = StandardScaler().fit(gaps[:, None], sample_weight=np.append(w, [2.0, 300.0]))
        case(title, "standardise", {}, [gaps], np.append(w, [2.0, 300.0]), [asked], [peer.transform(asked[:, None])[:, 0]])
        for ours, theirs in [("equal-counts", "quantile"), ("k-means", "kmeans")]:
            # Half way between two centres it is rounding that decides, so whole numbers are no case for k-means.
            if ours == "k-means" and name == "few values":
                continue
            for count in [3, 6]:
                peer = KBinsDiscretizer(count, encode="ordinal", strategy=theirs, quantile_method="averaged_inverted_cdf", subsample=None)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    peer.fit(x[:, None], sample_weight=w)
                case(title, "bins", {"strategy": ours, "count": count}, [x], w, [asked], [peer.transform(asked[:, None])[:, 0]])
        y = np.round(np.sin(x / 3) + random.normal(0, 0.3, len(x)), 3)
        classes = np.array(["a", "b", "c"])[np.digitize(y, [-0.4, 0.5])]
        for target, tree in [
            (y, DecisionTreeRegressor(max_leaf_nodes=4, min_samples_leaf=3, random_state=0)),
            (classes, DecisionTreeClassifier(criterion="entropy", max_leaf_nodes=4, min_samples_leaf=3, random_state=0)),
        ]:
            tree.fit(x[:, None], target, sample_weight=w)
            edges = np.sort(tree.tree_.threshold[tree.tree_.feature >= 0])
            case(title, "bins", {"strategy": "tree", "count": 4, "least": 3}, [x], w, [asked], [np.searchsorted(edges, asked, side="left")], target)

# ---- Groups, far enough apart that every start finds them; the one with the most weight first.

for name, width, middles in [("three heaps", 2, 3), ("five heaps", 3, 5), ("two heaps", 1, 2)]:
    centres = random.normal(0, 60, (middles, width))
    sizes = [5 + 4 * k for k in range(middles)]
    x = np.round(np.vstack([c + random.normal(0, 0.5, (n, width)) for c, n in zip(centres, sizes)]), 3)
    w = np.round(random.uniform(0.2, 3, len(x)), 3)
    for scaled in [True, False]:
        scaler = StandardScaler(with_std=scaled).fit(x, sample_weight=w)
        z = scaler.transform(x)
        peer = KMeans(middles, n_init=30, random_state=0, tol=0).fit(z, sample_weight=w)
        mass = [w[peer.labels_ == k].sum() for k in range(middles)]
        order = np.argsort(mass)[::-1]
        asked = np.vstack([x[:3], np.round(random.normal(0, 60, (4, width)), 2)])
        made = peer.transform(scaler.transform(asked))[:, order]
        params = {"groups": middles, "scaled": scaled, "keep": False}
        case(name, "centre-distances", params, x.T, w, asked.T, made.T, tolerance=1e-9)

# ---- Columns chosen by linear models: those that are not needed are 0.

for name, n, width in [("a few", 60, 6), ("more", 80, 7), ("fewer rows than columns", 12, 15)]:
    x = random.normal(0, 1, (n, width)) * np.exp(random.normal(0, 1, width)) + random.normal(0, 5, width)
    x[:, 1] = x[:, 0] * 0.7 + random.normal(0, 0.3, n)
    x = np.round(x, 3)
    y = (x[:, 0] - x[:, 0].mean()) / x[:, 0].std() - 0.6 * (x[:, 3] - x[:, 3].mean()) / x[:, 3].std() + random.normal(0, 0.7, n)
    y = np.round(y, 3)
    w = np.round(random.lognormal(0, 1, n), 4)
    z = StandardScaler().fit(x, sample_weight=w).transform(x)
    two = np.where(y > 0.2, "yes", "no")
    three = np.array(["a", "b", "c"])[np.digitize(y, [-0.5, 0.5])]
    for target in [y, two, three]:
        levels = [] if target is y else [k for k in np.unique(target)][-1:] if target is two else list(np.unique(target))
        signals = np.column_stack([y] if target is y else [(target == k).astype(float) for k in levels])
        standard = StandardScaler().fit(signals, sample_weight=w).transform(signals)
        for alpha in [0.02, 0.2]:
            coefs = np.column_stack([Lasso(alpha, tol=1e-14, max_iter=200_000, fit_intercept=False).fit(z, s, sample_weight=w).coef_ for s in standard.T])
            kept = np.abs(coefs).max(axis=1) > 1e-12
            case(name, "select-lasso", {"alpha": alpha}, x.T, w, x[:5].T, np.where(kept, x[:5], 0).T, target)
        for keep, alpha in [(3, 1), (2, 20)]:
            left = list(range(width))
            while len(left) > keep:
                peer = Ridge(alpha=alpha, fit_intercept=False).fit(z[:, left], standard, sample_weight=w)
                strength = (np.atleast_2d(peer.coef_.reshape(standard.shape[1], -1)) ** 2).sum(axis=0)
                left.remove(left[int(np.argmin(strength))])
            made = np.where(np.isin(np.arange(width), left), x[:5], 0)
            case(name, "eliminate", {"keep": keep, "share": 0, "alpha": alpha}, x.T, w, x[:5].T, made.T, target)

# ---- Encodings by the target

WORDS = {
    "towns": random.choice(["oslo", "rome", "bonn", "", "lima"], 60, p=[0.4, 0.3, 0.15, 0.1, 0.05]),
    "nearly ids": np.array([f"id {i}" for i in random.integers(0, 20, 40)]),
    "one value": np.array(["x"] * 12),
}
UNSEEN = ["oslo", "rome", "lima", "", "id 3", "id 7", "x", "never"]


def encoded(words, y, w, m):
    """(sum + m mean) / (count + m), weights relative to their mean; m is the variance within the value over that of all where it is not given."""
    w = w / w.mean()
    mean, spread = np.average(y, weights=w), np.average((y - np.average(y, weights=w)) ** 2, weights=w)
    out = {}
    for word in np.unique(words):
        own = words == word
        local = np.average(y[own], weights=w[own])
        within = np.average((y[own] - local) ** 2, weights=w[own])
        smooth = within / spread if m is None else m
        out[word] = (np.sum(w[own] * y[own]) + smooth * mean) / (np.sum(w[own]) + smooth)
    return [out.get(word, mean) for word in UNSEEN]


for name, words in WORDS.items():
    level = pd.Series(words).astype("category").cat.codes.to_numpy()
    y = np.round(level * 1.5 + random.normal(0, 2, len(words)), 3)
    two = np.where(y > np.median(y), "yes", "no")
    three = np.array(["a", "b", "c"])[np.digitize(y, np.quantile(y, [0.3, 0.6]))]
    for kind, w in [("whole", random.integers(1, 5, len(words)).astype(float)), ("any", np.round(random.lognormal(0, 1, len(words)), 4))]:
        for m, params in [(None, {}), (3.0, {"smoothing": "given", "weight": 3})]:
            for target, signals in [(y, [y]), (two, [two == "yes"]), (three, [three == k for k in "abc"])]:
                made = [encoded(words, s.astype(float), w, m) for s in signals]
                if kind == "whole" and m is not None:
                    # What the peer says of rows that are there as often as they weigh, with as much smoothing.
                    types = {id(y): "continuous", id(two): "binary", id(three): "multiclass"}
                    peer = TargetEncoder(smooth=m * w.mean(), target_type=types[id(target)], random_state=0)
                    peer.fit(np.repeat(words, w.astype(int)).astype(object)[:, None], np.repeat(target, w.astype(int)))
                    theirs = peer.transform(np.array(UNSEEN, dtype=object)[:, None]).T
                    assert np.allclose(theirs, made, rtol=1e-12, atol=1e-12)
                    made = theirs
                case(f"{name}, {kind}", "target-encoding", params, [words], w, [UNSEEN], made, target)
        if name == "one value":
            two = np.where(np.arange(12) % 2 == 1, "yes", "no")
        p, n = [pd.Series(w / w.mean() * (two == k)).groupby(words).sum() for k in ["yes", "no"]]
        for s in [1, 0.5]:
            woe = np.log(((p + s) / (p.sum() + 2 * s)) / ((n + s) / (n.sum() + 2 * s)))
            made = pd.Series(UNSEEN).map(woe).fillna(0.0)
            if kind == "whole" and name == "towns":
                peer = WOEEncoder(regularization=s * w.mean()).fit(pd.DataFrame({"w": np.repeat(words, w.astype(int))}), pd.Series(np.repeat(two == "yes", w.astype(int)).astype(int)))
                assert np.allclose(peer.transform(pd.DataFrame({"w": UNSEEN}))["w"], made, atol=1e-12)
            case(f"{name}, {kind}", "weight-of-evidence", {"smoothing": s}, [words], w, [UNSEEN], [made], two)

versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "pandas": pd.__version__, "category_encoders": category_encoders.__version__}
(HERE / "step-weights.json").write_text(json.dumps({"versions": versions, "cases": cases}, ensure_ascii=False) + "\n")
