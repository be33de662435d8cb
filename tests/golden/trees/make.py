"""Reference trees by scikit-learn for the tests of the decision tree; writes JSON here.

    python make.py

scikit-learn keeps its inputs in float32, so all inputs are multiples of 1/64, which both sides hold exactly. Of equally
good splits it takes one at random: each case is fitted with ten seeds, and only what all ten agree on is written.
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20240502)
SEEDS = range(10)


def exact(x):
    return np.round(np.asarray(x, dtype=float) * 64) / 64


def plain(values):
    return [None if np.isnan(v) else float(v) for v in np.asarray(values, dtype=float).ravel()]


def sixtyfourths(x):
    return [None if np.isnan(v) else round(v * 64) for v in x.ravel()]


def leaf_impurity(model):
    tree = model.tree_
    leaves = tree.children_left < 0
    return float((tree.weighted_n_node_samples * tree.impurity)[leaves].sum() / tree.weighted_n_node_samples[0])


def case(name, x, y, kind, params, ours, weights=None, path=True, fresh=60):
    x = exact(x)
    low, high = np.nanmin(x, axis=0), np.nanmax(x, axis=0)
    points = exact(low + random.random((fresh, x.shape[1])) * (high - low))
    points[np.where(np.isnan(x[random.integers(len(x), size=fresh)]))] = np.nan
    models = [kind(random_state=seed, **params).fit(x, y, sample_weight=weights) for seed in SEEDS]
    answer = lambda m, rows: (m.predict_proba(rows) if hasattr(m, "predict_proba") else m.predict(rows)).reshape(len(rows), -1)
    all_answers = np.array([answer(m, np.vstack([x, points])) for m in models])
    agree = np.all(np.ptp(all_answers, axis=0) < 1e-12, axis=1)
    sizes = {m.get_n_leaves() for m in models}
    impurities = [leaf_impurity(m) for m in models]
    paths = [kind(random_state=seed, **params).cost_complexity_pruning_path(x, y, sample_weight=weights) for seed in SEEDS]
    same_path = path and len({len(p.ccp_alphas) for p in paths}) == 1 and all(
        np.allclose(p.ccp_alphas, paths[0].ccp_alphas, rtol=1e-9, atol=1e-14) for p in paths
    )
    print(f"{name}: {agree.mean():.0%} of rows agree, leaves {sizes}, path {'kept' if same_path else 'varies'}")
    found = {
        "name": name,
        "params": ours,
        "width": x.shape[1],
        "x": sixtyfourths(x),
        "points": sixtyfourths(points),
        "classes": int(max(y)) + 1 if kind is DecisionTreeClassifier else 0,
        "y": plain(y),
        "weights": None if weights is None else plain(weights),
        "answers": [list(map(float, a)) if ok else None for a, ok in zip(all_answers[0], agree)],
        "leaves": int(sizes.pop()) if len(sizes) == 1 else None,
        "impurity": impurities[0] if np.ptp(impurities) < 1e-12 else None,
    }
    weights_of_columns = [m.feature_importances_ for m in models]
    if "alpha" not in ours and np.ptp(weights_of_columns, axis=0).max() < 1e-12:
        found["importance"] = plain(weights_of_columns[0])
    if same_path:
        found["path"] = {"alphas": plain(paths[0].ccp_alphas), "impurities": plain(paths[0].impurities)}
    return found


def with_gaps(x, share):
    x = np.array(x, dtype=float)
    x[random.random(x.shape) < share] = np.nan
    return x


def main():
    iris, wine = load_iris(return_X_y=True), load_wine(return_X_y=True)
    cancer = load_breast_cancer(return_X_y=True)
    cancer = (cancer[0][:, :8] * [1, 1, 1, 0.1, 64, 64, 64, 64])[:300], cancer[1][:300]
    diabetes = load_diabetes(return_X_y=True, scaled=False)
    diabetes = diabetes[0][:300], diabetes[1][:300]
    counts = random.normal(size=(300, 3))
    counts_y = random.poisson(np.exp(counts[:, 0] + 0.5 * (counts[:, 1] > 0)))
    heavy = random.uniform(0.1, 3, 150)
    heavy[::7] = 0
    tree, numbers = DecisionTreeClassifier, DecisionTreeRegressor
    cases = [
        case("iris, gini, whole", *iris, tree, {}, {"deepest": 1000, "leastLeaf": 1}),
        case("iris, weights", *iris, tree, {"min_samples_leaf": 3}, {"deepest": 1000, "leastLeaf": 3}, weights=heavy),
        case("wine, entropy", *wine, tree, {"criterion": "entropy", "max_depth": 4}, {"purity": "entropy", "deepest": 4, "leastLeaf": 1}),
        case("cancer, balanced, 6 leaves", *cancer, tree, {"class_weight": "balanced", "max_leaf_nodes": 6}, {"classWeight": "balanced", "mostLeaves": 6, "deepest": 1000, "leastLeaf": 1}),
        case("cancer, gaps, least gain", with_gaps(cancer[0], 0.1), cancer[1], tree, {"min_impurity_decrease": 0.004, "min_samples_leaf": 2}, {"leastGain": 0.004, "deepest": 1000, "leastLeaf": 2}),
        case("wine, pruned", *wine, tree, {"ccp_alpha": 0.02}, {"alpha": 0.02, "deepest": 1000, "leastLeaf": 1}, path=False),
        case("diabetes, squared", *diabetes, numbers, {"max_depth": 5, "min_samples_leaf": 4}, {"deepest": 5, "leastLeaf": 4}),
        case("diabetes, gaps", with_gaps(diabetes[0], 0.2), diabetes[1], numbers, {"max_depth": 4, "min_samples_split": 20}, {"deepest": 4, "leastLeaf": 1, "leastSplit": 20}),
        case("diabetes, absolute", *diabetes, numbers, {"criterion": "absolute_error", "max_depth": 3}, {"error": "absolute", "deepest": 3, "leastLeaf": 1}),
        case("diabetes, absolute, weights", diabetes[0][:150], diabetes[1][:150], numbers, {"criterion": "absolute_error", "max_depth": 3}, {"error": "absolute", "deepest": 3, "leastLeaf": 1}, weights=heavy),
        case("counts, Poisson", counts, counts_y, numbers, {"criterion": "poisson", "max_depth": 4, "min_samples_leaf": 5}, {"error": "Poisson", "deepest": 4, "leastLeaf": 5}),
        case("diabetes, pruned", *diabetes, numbers, {"ccp_alpha": 60.0}, {"alpha": 60, "deepest": 1000, "leastLeaf": 1}, path=False),
    ]
    out = {"versions": {"scikit-learn": sklearn.__version__}, "cases": cases}
    (HERE / "decision-tree.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
