"""Reference fits by scikit-learn for k-nearest neighbours, naive Bayes, support vector machines and local outlier factor.

    python make.py        (scikit-learn 1.9)
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine, make_moons
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import StandardScaler

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20240501)


def save(name, cases):
    value = {"versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, "cases": cases}
    (HERE / f"{name}.json").write_text(json.dumps(value, separators=(",", ":")) + "\n")


def rounded(x, digits=4):
    """Short inputs: what is written is what was fitted."""
    return np.round(np.asarray(x, dtype=float), digits)


def without_ties(x):
    """Rows are moved a little, so that no two lie equally far from a third: scikit-learn leaves open which comes first."""
    return rounded(x + random.normal(size=x.shape) * 1e-2)


def halves(x, y, most=160):
    order = random.permutation(len(x))[:most]
    cut = int(0.7 * len(order))
    return x[order[:cut]], y[order[:cut]], x[order[cut:]], y[order[cut:]]


def classes():
    for name, load in [("iris", load_iris), ("wine", load_wine), ("breast cancer", load_breast_cancer)]:
        x, y = load(return_X_y=True)
        x = without_ties(StandardScaler().fit_transform(x)[:, :10])
        yield name, *halves(x, y)


def numbers():
    x, y = load_diabetes(return_X_y=True)
    yield "diabetes", *halves(without_ties(x * 20), y)
    x = without_ties(random.normal(size=(150, 3)))
    yield "waves", *halves(x, rounded(np.sin(2 * x[:, 0]) + x[:, 1] ** 2))
    x = without_ties(random.uniform(-3, 3, size=(120, 1)))
    yield "one column", *halves(x, rounded(x[:, 0] ** 3))


def table(name, x, y, later):
    return {"name": name, "x": x.tolist(), "y": y.tolist(), "later": later.tolist()}


def k_nearest():
    cases = []
    for regression, sets in [(False, classes()), (True, numbers())]:
        make = KNeighborsRegressor if regression else KNeighborsClassifier
        for name, x, y, later, _ in sets:
            answers = []
            for k, weights, metric in [(1, "uniform", "euclidean"), (5, "uniform", "manhattan"), (7, "distance", "euclidean"), (12, "distance", "manhattan")]:
                model = make(k, weights=weights, metric=metric, algorithm="brute").fit(x, y)
                # The first row is a training row: distance 0.
                asked = np.vstack([x[:1], later])
                found = model.predict(asked) if regression else model.predict_proba(asked)
                answers.append({"k": k, "weights": weights, "metric": metric, "answers": found.tolist()})
            cases.append({**table(name, x, y, np.vstack([x[:1], later])), "task": "regression" if regression else "classification", "fits": answers})
    return cases


if __name__ == "__main__":
    save("k-nearest", k_nearest())
