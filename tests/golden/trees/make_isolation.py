"""Isolation forests of scikit-learn for the tests of the model: their trees, and the scores they give.

    python make_isolation.py
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_iris, load_wine, make_moons
from sklearn.ensemble import IsolationForest

HERE = pathlib.Path(__file__).parent


def tree_of(estimator, columns):
    """A tree in the lists of the graph: children after their node, leaf -1 - k; a leaf has its depth and its rows."""
    tree = estimator.tree_
    out = {"feature": [], "threshold": [], "yes": [], "no": [], "depth": [], "rows": []}

    def add(i, depth):
        if tree.children_left[i] < 0:
            out["depth"].append(depth)
            out["rows"].append(int(tree.n_node_samples[i]))
            return -len(out["rows"])
        at = len(out["feature"])
        out["feature"].append(int(columns[tree.feature[i]]))
        out["threshold"].append(float(tree.threshold[i]))
        out["yes"].append(0)
        out["no"].append(0)
        out["yes"][at] = add(tree.children_left[i], depth + 1)
        out["no"][at] = add(tree.children_right[i], depth + 1)
        return at

    add(0, 0)
    return out


def case(name, x, share):
    x = np.round(np.asarray(x, dtype=float) * 64) / 64
    model = IsolationForest(n_estimators=12, max_samples=min(64, len(x)), contamination=share, random_state=3).fit(x)
    many = [IsolationForest(n_estimators=400, max_samples=min(64, len(x)), random_state=seed).fit(x) for seed in range(3)]
    scores = np.array([-m.score_samples(x) for m in many])
    print(name, "seeds differ by", np.abs(scores[0] - scores[1]).max())
    return {
        "name": name,
        "width": x.shape[1],
        "x": np.round(x * 64).astype(int).ravel().tolist(),
        "sample": int(model.max_samples_),
        "share": share,
        "trees": [tree_of(e, c) for e, c in zip(model.estimators_, model.estimators_features_)],
        "scores": (-model.score_samples(x)).tolist(),
        "threshold": float(-model.offset_),
        "typical": scores.mean(axis=0).round(6).tolist(),
    }


def main():
    moons, _ = make_moons(150, noise=0.1, random_state=1)
    moons = np.vstack([moons * 3, [[9, 9], [-8, 5]]])
    cases = [case("iris", load_iris().data, 0.05), case("wine", load_wine().data[:, :6], 0.1), case("moons with two strangers", moons, 0.02)]
    out = {"versions": {"scikit-learn": sklearn.__version__}, "cases": cases}
    (HERE / "isolation-forest.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
