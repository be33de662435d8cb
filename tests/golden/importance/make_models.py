"""What fitted models themselves say their columns and features are worth, by scikit-learn.

    python make_models.py

Trees: feature_importances_. Gradient boosting: the gains of its splits. Linear models: |coef_| times the standard deviation
of the column, the mean over the classes. Pipelines: the columns that a feature became added up; of components, each
feature by the square of its loading. All as shares of their sum. Trees that depend on how ties fall are left out.
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

HERE = pathlib.Path(__file__).parent
SEEDS = range(6)
random = np.random.default_rng(8)


def shares(values):
    values = np.asarray(values, dtype=float)
    return (values / values.sum()).tolist()


def impurity(model, x):
    return model.feature_importances_


def effect(model, x):
    return np.abs(np.atleast_2d(model.coef_)).mean(axis=0) * x.std(axis=0)


def gain(model, x):
    gains = np.zeros(x.shape[1])
    for tree in (tree for trees in model._predictors for tree in trees):
        splits = tree.nodes[tree.nodes["is_leaf"] == 0]
        np.add.at(gains, splits["feature_idx"], splits["gain"])
    return gains


def strongest(x, y):
    """The penalty from which a lasso has no weight."""
    return np.abs((x - x.mean(axis=0)).T @ (y - y.mean())).max() / len(y)


def fitted(kind, params, x, y, measure):
    found = []
    for seed in SEEDS:
        model = kind(**params, **({"random_state": seed} if "random_state" in kind().get_params() else {})).fit(x, y)
        found.append(shares(measure(model, x)))
    assert np.ptp(found, axis=0).max() < 1e-9, (kind, params, found)
    return found[0]


def table(load, columns, rows, digits=2):
    data, truth = load(return_X_y=True)
    chosen = random.permutation(len(data))[:rows]
    return data[chosen][:, columns].round(digits), truth[chosen]


def models():
    iris, wine = table(load_iris, range(4), 150, 1), table(load_wine, range(7), 178)
    cancer = table(load_breast_cancer, [1, 3, 4, 7, 8, 9, 11, 18], 250, 3)
    diabetes = table(lambda **_: load_diabetes(return_X_y=True, scaled=False), range(6), 250, 1)
    named = {"iris": iris, "wine": wine, "breast cancer": cancer, "diabetes": diabetes}
    one_tree = {"n_estimators": 1, "bootstrap": False, "max_features": None, "min_samples_leaf": 25, "max_depth": 2}
    ours_one = {"trees": 1, "bootstrap": False, "columns": "all", "leastLeaf": 25, "deepest": 2}
    boosting = {"max_iter": 20, "max_leaf_nodes": 8, "early_stopping": False, "learning_rate": 0.1, "min_samples_leaf": 20}
    ours_boosting = {"trees": 20, "leaves": 8, "learningRate": 0.1, "rowsPerLeaf": 20, "validation": 0}
    cases = []
    for data, (x, y), model, params, kind, theirs, measure in (
        ("wine", wine, "decision-tree", {"deepest": 2, "leastLeaf": 10}, DecisionTreeClassifier, {"max_depth": 2, "min_samples_leaf": 10}, impurity),
        ("wine", wine, "decision-tree", {"deepest": 1000, "leastLeaf": 4, "alpha": 0.02}, DecisionTreeClassifier, {"min_samples_leaf": 4, "ccp_alpha": 0.02}, impurity),
        ("diabetes", diabetes, "decision-tree", {"deepest": 1000, "leastLeaf": 5, "alpha": 90}, DecisionTreeRegressor, {"min_samples_leaf": 5, "ccp_alpha": 90.0}, impurity),
        ("breast cancer", cancer, "random-forest", ours_one, RandomForestClassifier, one_tree, impurity),
        ("wine", wine, "random-forest", ours_one, RandomForestClassifier, one_tree, impurity),
        ("diabetes", diabetes, "random-forest", ours_one, RandomForestRegressor, one_tree, impurity),
        ("diabetes", diabetes, "gradient-boosting", ours_boosting, HistGradientBoostingRegressor, boosting, gain),
        ("breast cancer", cancer, "gradient-boosting", ours_boosting, HistGradientBoostingClassifier, boosting, gain),
        ("iris", iris, "gradient-boosting", ours_boosting, HistGradientBoostingClassifier, boosting, gain),
        ("diabetes", diabetes, "least-squares", {}, LinearRegression, {}, effect),
        ("diabetes", diabetes, "ridge", {"alpha": 3}, Ridge, {"alpha": 3, "tol": 1e-12}, effect),
        ("diabetes", diabetes, "lasso", {"strength": 0.05}, Lasso, {"alpha": 0.05 * strongest(*diabetes), "tol": 1e-14, "max_iter": 100000}, effect),
        ("breast cancer", cancer, "logistic", {}, LogisticRegression, {"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 500}, effect),
        ("wine", wine, "logistic", {}, LogisticRegression, {"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 500}, effect),
        ("iris", iris, "logistic", {"C": 0.1}, LogisticRegression, {"C": 0.1, "solver": "newton-cholesky", "tol": 1e-12, "max_iter": 500}, effect),
    ):
        classes = model == "logistic" or "Classifier" in kind.__name__
        cases.append({"name": data, "model": model, "params": params, "classes": classes, "shares": fitted(kind, theirs, x, y, measure)})
    tables = {name: {"x": x.tolist(), "y": y.tolist()} for name, (x, y) in named.items()}
    return {"tables": tables, "models": cases}


def pipelines():
    cases = []
    for name, load, columns, kind, theirs, model, params in (
        ("diabetes", load_diabetes, [1, 2, 4, 9], DecisionTreeRegressor, {"max_depth": 4, "min_samples_leaf": 8}, "decision-tree", {"deepest": 4, "leastLeaf": 8}),
        ("wine", load_wine, [0, 6, 9, 12], LogisticRegression, {"solver": "newton-cholesky", "tol": 1e-12}, "logistic", {}),
        ("diabetes", load_diabetes, [2, 3, 8], Ridge, {"alpha": 1.0, "tol": 1e-12}, "ridge", {"alpha": 1}),
        ("breast cancer", load_breast_cancer, [0, 1, 4, 7], LogisticRegression, {"solver": "newton-cholesky", "tol": 1e-12}, "logistic", {}),
    ):
        x, y = table(load, columns, 170, 4)
        gaps = random.random(len(x)) < 0.1
        x[gaps, 0] = np.nan
        colour = np.array(["red", "green", "blue", "grey"])[(np.digitize(y, np.quantile(y, [0.3, 0.7])) + random.integers(0, 3, len(y))) % 4]
        # The first columns are filled, brought to one scale and mixed into components; the last stays as it is.
        mixed = make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), PCA(2))
        last = len(columns) - 1
        kept = SimpleImputer(strategy="median")
        steps = ColumnTransformer([("mixed", mixed, list(range(last))), ("kept", kept, [last]), ("colour", OneHotEncoder(), [last + 1])])
        rows = np.column_stack([x.astype(object), colour])
        matrix = np.asarray(steps.fit_transform(rows).astype(float))
        measure = impurity if kind is DecisionTreeRegressor else effect
        own = np.array(fitted(kind, theirs, matrix, y, measure))
        loadings = steps.named_transformers_["mixed"].named_steps["pca"].components_ ** 2
        worth = [*(own[:2] @ loadings), own[2], own[3:].sum()]
        cases.append({
            "name": name, "model": model, "params": params, "classes": kind is LogisticRegression, "colour": colour.tolist(), "y": y.tolist(),
            "x": [[None if np.isnan(v) else v for v in row] for row in x], "features": worth,
        })
    return cases


out = {"versions": {"scikit-learn": sklearn.__version__}, **models(), "pipelines": pipelines()}
(HERE / "models.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
