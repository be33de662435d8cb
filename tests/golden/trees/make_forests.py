"""Reference forests by scikit-learn for the tests of random forests and extra trees; writes JSON here.

    python make_forests.py

Forests are drawn at random, so what is compared is what no longer depends on the draw: answers and errors of 1,000 trees.
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor

HERE = pathlib.Path(__file__).parent


def case(name, model, x, y, kind, params, ours):
    x = np.round(np.asarray(x, dtype=float) * 64) / 64
    held = np.arange(len(x)) % 4 == 3
    fits = [kind(1000, random_state=seed, n_jobs=2, **params).fit(x[~held], y[~held]) for seed in range(2)]
    answers = [f.predict_proba(x[held]) if hasattr(f, "classes_") else f.predict(x[held])[:, None] for f in fits]
    print(name, "two seeds differ by", np.abs(answers[0] - answers[1]).mean())
    return {
        "name": name,
        "model": model,
        "params": ours,
        "width": x.shape[1],
        "classes": int(max(y)) + 1 if hasattr(fits[0], "classes_") else 0,
        "x": np.round(x * 64).astype(int).ravel().tolist(),
        "y": y.tolist(),
        "answers": np.mean(answers, axis=0).round(6).tolist(),
        "importance": np.mean([f.feature_importances_ for f in fits], axis=0).round(6).tolist(),
        "outOfBag": float(np.mean([f.oob_score_ for f in fits])) if params.get("oob_score") else None,
    }


def main():
    wine, cancer = load_wine(return_X_y=True), load_breast_cancer(return_X_y=True)
    cancer = cancer[0][:300, :8] * [1, 1, 1, 0.1, 64, 64, 64, 64], cancer[1][:300]
    x, y = load_diabetes(return_X_y=True, scaled=False)
    diabetes = x[:300], y[:300]
    bag = {"oob_score": True, "bootstrap": True}
    cases = [
        case("wine", "random-forest", *wine, RandomForestClassifier, bag, {"leastLeaf": 1}),
        case("cancer", "random-forest", *cancer, RandomForestClassifier, {**bag, "min_samples_leaf": 3}, {"leastLeaf": 3}),
        case("diabetes", "random-forest", *diabetes, RandomForestRegressor, {**bag, "min_samples_leaf": 3}, {"leastLeaf": 3}),
        case("wine", "extra-trees", *wine, ExtraTreesClassifier, {}, {"leastLeaf": 1}),
        case("cancer", "extra-trees", *cancer, ExtraTreesClassifier, {"min_samples_leaf": 3, **bag}, {"leastLeaf": 3, "bootstrap": True}),
        case("diabetes", "extra-trees", *diabetes, ExtraTreesRegressor, {"max_features": 0.5}, {"leastLeaf": 1, "columns": "half"}),
    ]
    out = {"versions": {"scikit-learn": sklearn.__version__}, "cases": cases}
    (HERE / "forests.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
