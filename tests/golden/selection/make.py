"""Steps that choose columns, against scikit-learn: selection.json."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn.feature_selection import (
    RFE,
    SelectFromModel,
    SelectKBest,
    VarianceThreshold,
    chi2,
    f_classif,
    f_regression,
    mutual_info_classif,
    mutual_info_regression,
)
from sklearn.linear_model import Lasso, Ridge
from sklearn.metrics import mutual_info_score
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
random = np.random.default_rng(41)
cases = []


def data(n, width, useful, noise, seed):
    """Columns of which a few make up the target, and some say nearly the same as others."""
    r = np.random.default_rng(seed)
    x = r.normal(0, 1, (n, width)) * r.uniform(0.1, 20, width) + r.normal(0, 5, width)
    x[:, -1] = x[:, 0] * 2 + r.normal(0, 0.05, n)
    weights = np.zeros(width)
    weights[:useful] = r.uniform(1, 3, useful) * r.choice([-1, 1], useful)
    z = (x - x.mean(0)) / x.std(0)
    return x, z @ weights + r.normal(0, noise, n)


SETS = {
    "few of many": data(120, 15, 3, 1.0, 1),
    "most of them": data(60, 6, 4, 0.5, 2),
    "more columns than rows": data(20, 30, 2, 0.3, 3),
}


def classes_of(y, kinds):
    return np.array(["a", "b", "c"])[np.digitize(y, np.quantile(y, [1 / kinds * i for i in range(1, kinds)]))]


def add(name, step, params, x, target, kept, scores=None, tolerance=1e-9):
    cases.append(
        {
            "name": name,
            "step": step,
            "params": params,
            "x": np.asarray(x, dtype=float).T.tolist(),
            "target": None if target is None else list(target) if isinstance(target[0], str) else np.asarray(target, dtype=float).tolist(),
            "kept": np.asarray(kept).astype(bool).tolist(),
            **({} if scores is None else {"scores": [float(s) for s in scores], "tolerance": tolerance}),
        }
    )


for name, (x, y) in SETS.items():
    width = x.shape[1]
    two, three = classes_of(y, 2), classes_of(y, 3)

    with_constant = np.column_stack([x, np.full(len(x), 7.0), np.tile([0.0, 0.001], len(x) // 2)])
    for limit in [0.0, 0.01, 4.0]:
        peer = VarianceThreshold(limit).fit(with_constant)
        variances = np.append(with_constant.var(axis=0)[:width], [0.0, with_constant[:, -1].var()])
        add(name, "low-variance", {"limit": limit}, with_constant, None, peer.get_support(), variances)

    # The rule by its words: in order, against the columns kept so far.
    r = np.abs(pd.DataFrame(x).corr().to_numpy())
    for limit in [0.3, 0.95]:
        kept, scores = [], []
        for i in range(width):
            strongest = max([r[i, j] for j in kept], default=0.0)
            scores.append(strongest)
            if strongest <= limit:
                kept.append(i)
        add(name, "correlated", {"limit": limit}, x, None, [i in kept for i in range(width)], scores)

    for target, score in [(y, f_regression), (two, f_classif), (three, f_classif)]:
        peer = SelectKBest(score, k=min(4, width)).fit(x, target)
        add(name, "select-best", {"keep": 4}, x, target, peer.get_support(), peer.scores_)
    counts = np.round(np.abs(x))
    for target in [two, three]:
        peer = SelectKBest(chi2, k=min(4, width)).fit(counts, target)
        add(name, "select-best", {"keep": 4, "by": "chi-square"}, counts, target, peer.get_support(), peer.scores_)

    z = StandardScaler().fit_transform(x)

    def signals(target):
        if not isinstance(target[0], str):
            return [target]
        names = np.unique(target)
        return [(target == names[1]).astype(float)] if len(names) == 2 else [(target == c).astype(float) for c in names]

    for target in [y, two, three]:
        standard = np.column_stack([StandardScaler().fit_transform(s[:, None])[:, 0] for s in signals(target)])
        for alpha in [0.02, 0.2]:
            w = np.column_stack([Lasso(alpha, tol=1e-14, max_iter=200_000, fit_intercept=False).fit(z, s).coef_ for s in standard.T])
            kept = SelectFromModel(Lasso(alpha, tol=1e-14, max_iter=200_000, fit_intercept=False), threshold=1e-12)
            if standard.shape[1] == 1:
                assert (kept.fit(z, standard[:, 0]).get_support() == (np.abs(w[:, 0]) > 1e-12)).all()
            size = np.abs(w).max(axis=1)
            add(name, "select-lasso", {"alpha": alpha}, x, target, size > 1e-12, size, 1e-6)
        for keep, share in [(3, 0), (2, 0.25)]:
            # RFE's share is of all columns at the start, so a share that shrinks with them is followed here by hand.
            left, drops = list(range(width)), []
            while len(left) > keep:
                peer = Ridge(alpha=1, fit_intercept=False).fit(z[:, left], standard)
                strength = (np.atleast_2d(peer.coef_) ** 2).sum(axis=0)
                count = min(len(left) - keep, max(1, int(share * len(left))))
                gone = [left[i] for i in np.argsort(strength)[:count]]
                drops.append(gone)
                left = [i for i in left if i not in gone]
            if share == 0:
                target_for_peer = standard[:, 0] if standard.shape[1] == 1 else standard
                peer = RFE(Ridge(alpha=1, fit_intercept=False), n_features_to_select=keep, step=1).fit(z, target_for_peer)
                assert np.flatnonzero(peer.get_support()).tolist() == left
            scores = [next((i + 1 for i, gone in enumerate(drops) if c in gone), len(drops) + 1) for c in range(width)]
            add(name, "eliminate", {"keep": keep, "share": share, "alpha": 1}, x, target, [c in left for c in range(width)], scores)

    # The peer adds noise of 1e-10 to break ties; without ties it can change a neighbour count in rare cases only. Of
    # classes of six rows or fewer it computes distances in a way that loses digits, so there are more rows here.
    x, y = (x, y) if len(x) > 50 else data(50, 30, 2, 0.3, 3)
    two, three = classes_of(y, 2), classes_of(y, 3)
    with_counts = np.column_stack([x, random.integers(0, 3, len(x))])
    discrete = np.append(np.zeros(width, dtype=bool), True)
    for target, score in [(y, mutual_info_regression), (two, mutual_info_classif), (three, mutual_info_classif)]:
        scores = score(with_counts, target, discrete_features=discrete, random_state=0)
        if target is not y:
            assert abs(scores[-1] - mutual_info_score(with_counts[:, -1], target)) < 1e-12
        best = np.zeros(width + 1, dtype=bool)
        best[np.lexsort((np.arange(width + 1), -scores))[:4]] = True
        add(name, "select-best", {"keep": 4, "by": "mutual-information"}, with_counts, target, best, scores, 1e-9)

versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "pandas": pd.__version__}




# Columns and targets come up in several cases; they are written once.
tables: list = []
for c in cases:
    for key in ["x", "target"]:
        if c[key] is None:
            continue
        if c[key] not in tables:
            tables.append(c[key])
        c[key] = tables.index(c[key])
(HERE / "selection.json").write_text(json.dumps({"versions": versions, "tables": tables, "cases": cases}, ensure_ascii=False) + "\n")
